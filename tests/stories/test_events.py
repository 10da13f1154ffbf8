"""Event types: one id for one deed in six languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.service.lexicon import packaged
from monitor.stories.facts import events, mark
from monitor.text.tokens import Tokens


def types(text: str, lang: str) -> list[str]:
    """The event types of a text, those that are denied marked."""
    return [f"not {hit.type}" if hit.negated else hit.type for hit in events(mark(packaged(), Tokens(text), lang))]


@pytest.mark.parametrize(
    ("event", "texts"),
    [
        ("signed", {
            "ar": "وقّع الطرفان اتفاقا", "en": "They signed it", "fr": "Ils ont signé le texte",
            "it": "Hanno firmato il testo", "tr": "Metni imzaladılar", "ru": "Стороны подписали документ",
        }),
        ("agreed", {
            "ar": "اتفق الوفدان على ذلك", "en": "The sides agreed on it", "fr": "Ils sont convenus d'une pause",
            "it": "Accordo raggiunto nella notte", "tr": "Taraflar anlaştı", "ru": "Стороны договорились",
        }),
        ("proposed", {
            "ar": "اقترحت البعثة ذلك", "en": "The mission proposed it", "fr": "La mission a proposé un plan",
            "it": "La missione ha proposto un piano", "tr": "Heyet önerdi", "ru": "Миссия предложила план",
        }),
        ("called_for", {
            "ar": "دعت المبعوثة الأطراف", "en": "She urged them to stop", "fr": "Elle a exhorté les parties",
            "it": "Ha esortato le parti", "tr": "Taraflara çağrıda bulundu", "ru": "Она призвала стороны",
        }),
        ("rejected", {
            "ar": "رفض المقترح", "en": "He rejected the plan", "fr": "Il a rejeté le plan", "it": "Ha respinto tutto",
            "tr": "Planı reddetti", "ru": "Он отверг план",
        }),
        ("violated", {
            "ar": "خرقت الهدنة", "en": "The truce was violated", "fr": "La trêve a été violée", "it": "Tregua violata",
            "tr": "Ateşkesi ihlal ettiler", "ru": "Они нарушили перемирие",
        }),
        ("extended", {
            "ar": "تمديد الهدنة", "en": "The truce was extended", "fr": "La trêve est prolongée",
            "it": "La tregua è prorogata", "tr": "Ateşkes uzatıldı", "ru": "Перемирие продлено",
        }),
        ("expired", {
            "ar": "انقضت المهلة", "en": "The mandate expired", "fr": "Le mandat a expiré", "it": "Il mandato è scaduto",
            "tr": "Süre sona erdi", "ru": "Срок истек",
        }),
        ("arrived", {
            "ar": "وصلت الدفعة", "en": "The plane landed", "fr": "Ils sont arrivés", "it": "Sono arrivati",
            "tr": "Uçak geldi", "ru": "Они прибыли",
        }),
        ("left", {
            "ar": "غادروا القاعدة", "en": "They withdrew", "fr": "Ils ont quitté la base", "it": "Hanno lasciato tutto",
            "tr": "Üsten ayrıldı", "ru": "Они покинули базу",
        }),
        ("returned", {
            "ar": "عادوا إلى بلادهم", "en": "They returned home", "fr": "Ils sont rentrés", "it": "Sono tornati",
            "tr": "Evlerine döndüler", "ru": "Они вернулись",
        }),
        ("transferred", {
            "ar": "نقلت تركيا المقاتلين", "en": "Turkey sent them", "fr": "La Turquie les a envoyés",
            "it": "La Turchia li ha inviati", "tr": "Türkiye onları gönderdi", "ru": "Турция перебросила их",
        }),
        ("recruited", {
            "ar": "تجنيد الشبان", "en": "They were recruited", "fr": "Hommes recrutés", "it": "Uomini reclutati",
            "tr": "Devşirilen gençler", "ru": "Их завербовали",
        }),
        ("killed", {
            "ar": "مقتل ثلاثة", "en": "Three were killed", "fr": "Trois tués", "it": "Tre uccisi", "tr": "Üç kişi öldü",
            "ru": "Погибли трое",
        }),
        ("wounded", {
            "ar": "إصابة ثلاثة", "en": "Three were wounded", "fr": "Trois blessés", "it": "Tre feriti",
            "tr": "Üç kişi yaralandı", "ru": "Ранены трое",
        }),
        ("captured", {
            "ar": "اعتقال ثلاثة", "en": "Three were arrested", "fr": "Trois arrestations", "it": "Tre arrestati",
            "tr": "Üç kişi gözaltına alındı", "ru": "Задержаны трое",
        }),
        ("condemned", {
            "ar": "أدانت البعثة ذلك", "en": "The mission condemned it", "fr": "La mission a condamné cela",
            "it": "La missione condanna", "tr": "Heyet kınadı", "ru": "Миссия осудила это",
        }),
        ("denied", {
            "ar": "نفى الناطق ذلك", "en": "He denied it", "fr": "Il a démenti", "it": "Ha smentito", "tr": "Yalanladı",
            "ru": "Он опроверг это",
        }),
        ("sanctioned", {
            "ar": "فرض عقوبات عليه", "en": "He was sanctioned", "fr": "Des sanctions", "it": "Le sanzioni",
            "tr": "Yaptırım kararı", "ru": "Введены санкции",
        }),
        ("met", {
            "ar": "التقى الوفدان", "en": "Talks in Geneva", "fr": "Réunion à Genève", "it": "Riunione a Ginevra",
            "tr": "Cenevre'de görüştüler", "ru": "Переговоры в Женеве",
        }),
    ],
)  # fmt: skip
def test_six_languages_tell_one_event(event: str, texts: dict[str, str]) -> None:
    """The type is the same whoever reports it."""
    assert {lang: event in types(text, lang) for lang, text in texts.items()} == dict.fromkeys(texts, True)


@pytest.mark.parametrize(
    ("lang", "text", "event"),
    [
        ("en", "They did not sign the deal.", "signed"), ("ar", "لم توقع الحكومة على الاتفاق.", "signed"),
        ("fr", "Ils n'ont pas signé.", "signed"), ("it", "Non hanno firmato.", "signed"),
        ("ru", "Они не подписали документ.", "signed"),
    ],
)  # fmt: skip
def test_what_was_not_done(lang: str, text: str, event: str) -> None:
    """A deed that is denied is marked."""
    assert f"not {event}" in types(text, lang)


def test_the_longer_reading_counts() -> None:
    """Leaving one's home is being displaced, not a departure."""
    assert types("quitté leurs maisons", "fr") == ["displaced"]


def test_words_that_only_look_alike() -> None:
    """Turkish ölüm is a death, olumlu is positive; French parti is a party."""
    assert "killed" not in types("Görüşme olumlu oldu ve barış oluşturuldu.", "tr")
    assert "left" not in types("Le parti politique et les élections.", "fr")
    assert types("The weather was fine and the market was full.", "en") == []


def test_the_name_of_a_town_is_no_deed() -> None:
    """Ain Zara is written like "he appointed"."""
    assert types("هدوء في عين زارة", "ar") == []
    assert types("عين رئيس الوزراء وزيرا", "ar") == ["appointed"]


@pytest.mark.parametrize(
    ("lang", "text", "event"),
    [
        ("ar", "توصلت الحكومة وجهاز الردع لمكافحة الجريمة المنظمة، السبت، إلى اتفاق", "agreed"),
        ("ar", "أقرت اللجنة دوريات مشتركة", "agreed"), ("en", "The commission adopted a timetable", "agreed"),
        ("ar", "وقع أعيان القبيلتين في المدينة ليلا ميثاق صلح", "signed"),
        ("ar", "دعا إلى ضبط النفس", "called_for"), ("ar", "أمر بضبط ثلاثة أشخاص", "captured"),
        ("ru", "Посольство оспорит приговор двум россиянам", "appealed"), ("ru", "Беженцы оспорили данные", "denied"),
        ("en", "The embassy will appeal", "appealed"),
    ],
)  # fmt: skip
def test_deeds_are_told_in_other_words(lang: str, text: str, event: str) -> None:
    """A charter is signed, a timetable adopted, a verdict disputed; restraint is called for, and nobody is arrested."""
    assert types(text, lang)[-1] == event


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """No text raises, and every hit lies in its sentence."""
    for hit in events(mark(packaged(), Tokens(text), "")):
        assert 0 <= hit.sentence[0] <= hit.start < hit.end <= hit.sentence[1] <= len(text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "انهيار الهدنة في المدينة"), ("en", "The truce collapsed at noon"), ("fr", "Effondrement de la trêve"),
        ("it", "La tregua è saltata"), ("tr", "Ateşkes çöktü"), ("ru", "Перемирие в городе сорвано"),
    ],
)  # fmt: skip
def test_a_truce_that_collapses_is_violated(lang: str, text: str) -> None:
    """In each language; where fighting comes back, that is the same news in other words."""
    assert "violated" in types(text, lang)


def test_who_takes_somebody_back_resumes_nothing() -> None:
    """French and Italian say both with one verb."""
    assert "resumed" not in types("Le Tchad est prêt à reprendre une partie de ses hommes", "fr")
    assert "resumed" in types("Les pourparlers reprennent lundi", "fr")
    assert "resumed" not in types("Il Ciad è disposto a riprendere i suoi uomini", "it")
