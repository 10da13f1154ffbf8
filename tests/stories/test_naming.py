"""Numbers that name something are no figures; beside each stands a count that looks much like it."""

import pytest

from monitor.service.lexicon import packaged
from monitor.stories.facts import facts
from monitor.stories.marked import mark
from monitor.text.tokens import Tokens


def values(text: str, lang: str) -> list[float]:
    """The values of the figures of a text."""
    return [fact.value for fact in facts(mark(packaged(), Tokens(text), lang))]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "انسحب اللواء 444 قتال والكتيبة 166 من المطار."),
        ("ar", "نقلت عنه «218» أمس أن الجسر 27 مغلق."),
        ("ar", "فرانس24 ووكالات"),
        ("ar", "توفي التاجر في الرابعة والثلاثين من عمره."),
        ("en", "Men of the 111 Combat Brigade stood on the road."),
        ("fr", "Une mère de quatre enfants a parlé à la radio."),
        ("tr", "İki çocuk babası bir öğretmen konuştu."),
        ("ru", "Мать троих детей выступила по радио."),
        ("ar", "نص القرار رقم 2570 والمادة 5 من الاتفاق على ذلك."),
        ("ar", "وقعت لجنة 5+5 الاتفاق في 23 أكتوبر 2020."),
        ("ar", "تبدأ الجلسة الساعة 10 صباحا."),
        ("ar", "منذ عام 2011 والبلاد منقسمة."),
        ("ar", "قال النائب البالغ من العمر 52 عاما ذلك."),
        ("ar", "في العشرين من أكتوبر اجتمع الوفدان."),
        ("ar", "تبعد القاعدة 90 كلم جنوب شرق طرابلس."),
        ("en", "The 444 Brigade and Battalion 166 fought near Camp 27."),
        ("en", "Security Council resolution 2570, article 5, paragraph 3, remains valid."),
        ("en", "He spoke on 23 October 2020 and again in May 2025."),
        ("en", "In 2019 fighters arrived, and since 2020 they have stayed."),
        ("en", "The talks began at 9 p.m. and ended at 11."),
        ("en", "The colonel, 52, spoke; the major, aged 43, did not."),
        ("en", "See page 12, or call 091 123 4567."),
        ("en", "It lies 30 km south of Tripoli."),
        ("en", "Oil fell to 82 dollars a barrel after the 2-1 win."),
        ("en", "They met three days ago and in the past two weeks."),
        ("fr", "La résolution 2570 et l'article 5 le prévoient depuis 2021."),
        ("fr", "Le 23 octobre 2020 à 10 heures, la brigade 444 s'est retirée."),
        ("it", "Il 23 ottobre 2020, alle ore 10, il battaglione 166 si è ritirato."),
        ("it", "La risoluzione 2570 e l'articolo 5 restano validi dal 2021."),
        ("tr", "444. Tugay, 2570 sayılı karar ve 5. madde anıldı."),
        ("tr", "52 yaşındaki albay 23 Ekim 2020'de saat 10'da konuştu."),
        ("ru", "Резолюция № 2570, статья 5 и 444-я бригада упомянуты 23 октября 2020 года."),
        ("ru", "Ил-76 и Су-24 сели в шесть вечера в 30 километрах от Триполи."),
    ],
)
def test_names_are_not_counted(lang: str, text: str) -> None:
    """Brigades, resolutions, articles, dates, years, hours, ages, places, prices and pages give no figure."""
    assert values(text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("ar", "وصل 444 مقاتلا إلى اللواء.", 444),
        ("ar", "صوت لصالح القرار 13 عضوا.", 13),
        ("ar", "وصل نحو 2000 مقاتل.", 2000),
        ("en", "Some 2000 fighters arrived in the spring.", 2000),
        ("en", "The 444th Brigade lost 12 men.", 12),
        ("en", "On 23 October 300 fighters left.", 300),
        ("en", "Two brigade commanders were killed.", 2),
        ("fr", "En 2020, 300 combattants sont partis.", 300),
        ("it", "Nel 2020 300 combattenti sono partiti.", 300),
        ("tr", "On savaşçı geldi.", 10),
        ("ru", "В 2020 году прибыли 300 боевиков.", 300),
        ("en", "They will serve for 20 years.", 20),
    ],
)
def test_counts_beside_names_are_kept(lang: str, text: str, value: float) -> None:
    """A label takes its own number, not the next."""
    assert values(text, lang) == [value]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It happened three times to two thirds of the men."), ("fr", "deux fois, trois fois plus, deux tiers"),
        ("it", "due volte, due terzi degli uomini"), ("tr", "iki kez, üç defa, beş kat"),
        ("ar", "ثلاث مرات وخمسة أضعاف"),
        ("ru", "в пять раз, две трети бойцов"), ("fr", "des hommes de 20 à 35 ans"), ("tr", "122 milimetrelik roket"),
        ("it", "mitragliatrici calibro 12,7 e razzi da 122 mm"), ("ru", "калибра 23 мм и 122-мм ракеты"),
    ],
)  # fmt: skip
def test_times_parts_ages_and_calibres_are_not_counted(lang: str, text: str) -> None:
    """How often, which part, how old, how wide."""
    assert values(text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The commission, made up of five officers from each side, met."), ("en", "the 10-member commission met"),
        ("fr", "La commission, composée de cinq officiers de chaque camp, s'est réunie."),
        ("it", "La commissione, formata da cinque ufficiali per parte, si è riunita."),
        ("tr", "Beşi batıdan, beşi doğudan on subaydan oluşan komite toplandı."),
        ("ru", "В состав комиссии входят по пять офицеров от каждой стороны."),
        ("ar", "وتضم اللجنة خمسة ضباط عن كل من الطرفين"),
    ],
)  # fmt: skip
def test_the_seats_of_a_body_are_not_counted(lang: str, text: str) -> None:
    """Who sits in the 5+5 commission is no news; what a convoy is made up of is, and whom a council counts as dead."""
    assert values(text, lang) == []
    assert values("A convoy made up of 12 vehicles left; the committee was told.", "en") == [12]
    assert values("Le conseil municipal compte quatre morts et 7 blessés.", "fr") == [4, 7]


def test_what_was_done_often_is_counted() -> None:
    """Violated 23 times: there were 23 violations."""
    assert values("Son iki ayda ateşkes 23 kez ihlal edildi.", "tr") == [23]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Two military sources and three officials said so."), ("fr", "Selon deux habitants, le calme règne."),
        ("fr", "Deux sources militaires l'affirment."), ("it", "Due fonti e tre testimoni hanno detto."),
        ("tr", "İki askeri kaynak söyledi."), ("ru", "Два военных источника сообщили об этом."),
        ("ar", "وقال مصدران عسكريان إن الهجوم وقع ليلا"), ("ar", "بحسب شاهدين اثنين"),
    ],
)  # fmt: skip
def test_those_who_are_cited_are_not_counted(lang: str, text: str) -> None:
    """Who said it is no news; of whom something else is told is."""
    assert values(text, lang) == []


def test_the_numbers_of_a_list_are_no_figures() -> None:
    """Lines may be numbered, and footnotes marked."""
    text = "1. Withdraw the fighters\n2) Exchange the prisoners\n3- Open the road [4]"
    assert values(text, "en") == []


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "A council member and two guards were killed.", 2), ("en", "Three soldiers reported killed", 3),
        ("en", "Two people confirmed dead", 2), ("tr", "Üç askerin öldüğünü söyledi.", 3),
        ("tr", "Yetkili, üç kişinin serbest bırakıldığını bildirdi.", 3), ("ar", "وأكد مقتل ثلاثة جنود", 3),
        ("ru", "По данным двух раненых", 2), ("fr", "Selon lui, deux soldats ont été tués.", 2),
    ],
)  # fmt: skip
def test_of_whom_something_is_told_is_counted_whoever_says_so(lang: str, text: str, value: float) -> None:
    """A speaker beside the dead takes nobody away."""
    assert value in values(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("ar", "وبذلك ينخفض عدد المقاتلين السوريين إلى 1940 بعد أن كان 2275.", 1940),
        ("tr", "Suriyeli savaşçıların sayısı 1940'a geriledi.", 1940),
        ("ru", "Число боевиков сократилось до 1950.", 1950),
    ],
)
def test_what_a_number_fell_to_is_no_year(lang: str, text: str, value: float) -> None:
    """Unless it could be one of those that news are about."""
    assert value in values(text, lang)
    assert values("ارتفع عدد المهاجرين حتى 2023.", "ar") == []
