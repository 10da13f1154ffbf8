"""What is counted where the unit stands elsewhere: announced, meant again, or told by what became of people."""

import pytest

from monitor.service.lexicon import packaged
from monitor.stories.facts import facts
from monitor.stories.marked import mark
from monitor.text.tokens import Tokens


def read(text: str, lang: str) -> list[tuple[float, str]]:
    """(value, unit) of the figures of a text."""
    return [(fact.value, fact.unit) for fact in facts(mark(packaged(), Tokens(text), lang))]


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        ("en", "The number of recruits, the monitor says, has risen to 17,420.", 17_420, "fighters"),
        ("en", "The death toll reached 45.", 45, "people"),
        ("en", "The number of those who came back now stands at 655.", 655, "people"),
        ("ar", "بلغ تعداد المرتزقة في ليبيا حتى اليوم 17300.", 17_300, "fighters"),
        ("ar", "ارتفعت حصيلة القتلى إلى 45.", 45, "people"),
        ("fr", "Le nombre de combattants s'élève désormais à 17 420.", 17_420, "fighters"),
        ("it", "Il numero dei mercenari è salito a 17.420.", 17_420, "fighters"),
        ("tr", "Savaşçı sayısı 17.420'ye ulaştı.", 17_420, "fighters"),
        ("tr", "Ölü sayısı 45'e yükseldi.", 45, "people"),
        ("ru", "Число погибших достигло 45.", 45, "people"),
    ],
)
def test_the_noun_may_stand_before_the_number(lang: str, text: str, value: float, unit: str) -> None:
    """The number of, the toll: what is counted was named before."""
    assert read(text, lang) == [(value, unit)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "وارتفاع المجندين إلى 17,800"),
        ("ar", "المرصد يرصد وصول دفعة إلى ليبيا وارتفاع المجندين إلى نحو 17,800"),
        ("en", "Syrian mercenaries in Libya rose to about 17,800."),
        ("it", "I mercenari aumentano a 17.800."),
        ("tr", "Savaşçılar 17.800'e yükseldi."),
        ("ru", "Контингент наемников вырос до 17 800."),
    ],
)
def test_who_rose_to_a_number_is_counted_in_all(lang: str, text: str) -> None:
    """A word of rise with those of whom it is told, and "to": a total of them, though no "number of" stands there."""
    assert [(f.value, f.unit, f.qualifier) for f in facts(mark(packaged(), Tokens(text), lang))] == [
        (17_800, "fighters", "total")
    ]


def test_what_rose_without_people_is_no_count_of_people() -> None:
    """The heat rose, and fighters left for five villages."""
    assert read("ارتفعت درجات الحرارة وغادر المقاتلون المدينة إلى 5 قرى", "ar") == [(5, "bases")]
    assert read("Oil prices rose to 80.", "en") == []


@pytest.mark.parametrize(
    ("lang", "text", "units"),
    [
        ("en", "They sent 17,300 fighters, 350 of them from Homs.", ["fighters", "fighters"]),
        ("ar", "أرسلوا 17300 مقاتل منهم 350 من حمص.", ["fighters", "fighters"]),
        ("fr", "Ils ont envoyé 17 300 combattants, dont 350 de Homs.", ["fighters", "fighters"]),
        ("it", "Hanno inviato 17.300 combattenti, di cui 350 da Homs.", ["fighters", "fighters"]),
        ("ru", "Отправлено 17 300 боевиков, из них 350 из Хомса.", ["fighters", "fighters"]),
        ("en", "Shelling killed 12 and wounded 30.", ["people", "people"]),
        ("ar", "أدى القصف إلى مقتل 12 وإصابة 30.", ["people", "people"]),
        ("fr", "Parmi les recrues, 496 ont péri.", ["fighters"]),
        ("tr", "Savaşçılardan 496'sı öldü.", ["fighters"]),
    ],
)
def test_a_unit_may_be_meant_and_not_said(lang: str, text: str, units: list[str]) -> None:
    """Some of those just counted; people, when they were killed or wounded."""
    assert [unit for _, unit in read(text, lang)] == units


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("استرجع دبابتين.", (2, "tanks")),
        ("وصلت طائرتان.", (2, "aircraft")),
        ("قتل مقاتلان.", (2, "fighters")),
        ("أسر مقاتلَين.", (2, "fighters")),
        ("شوهدت طائرتي ميغ.", (2, "aircraft")),
        ("فتحت البلدية مدرستين.", (2, "things")),
        ("سقط قتيلان.", (2, "people")),
        ("وصل ألفا مقاتل.", (2000, "fighters")),
        ("قتل شخص واحد.", (1, "people")),
    ],
)
def test_arabic_duals(text: str, value: tuple[float, str]) -> None:
    """Two of something, in one word; and one with its numeral behind."""
    assert read(text, "ar") == [value]


@pytest.mark.parametrize(
    "text", ["عاد المقاتلين.", "في اليومين الماضيين", "بين البلدين", "قال بوتين", "مقاتلا", "باكستان"]
)
def test_what_only_looks_like_a_dual(text: str) -> None:
    """The plural is written like the dual; "the two countries" points back; Putin is a name."""
    assert read(text, "ar") == []


def test_one_counts_only_where_it_must() -> None:
    """One soldier was killed; one of them, or the article, counts nothing."""
    assert read("One soldier was killed.", "en") == [(1, "soldiers")]
    assert read("One of the soldiers spoke.", "en") == []
    assert read("Un morto e undici feriti.", "it") == [(1, "people"), (11, "people")]
    assert read("Un soldato ha parlato.", "it") == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The four-page deal has 4 pages and frees 40 prisoners."),
        ("fr", "L'accord, long de quatre pages, libère quarante prisonniers."),
        ("ar", "الاتفاق من أربع صفحات وينص على إطلاق 40 أسيرا."),
        ("it", "L'accordo, di 4 pagine, libera 40 prigionieri."),
        ("tr", "Dört sayfalık anlaşma 40 esiri serbest bırakıyor."),
        ("ru", "Соглашение на четырех страницах освобождает 40 пленных."),
    ],
)
def test_pages_are_no_figure(lang: str, text: str) -> None:
    """How long a paper is."""
    assert read(text, lang) == [(40, "prisoners")]


def test_the_ten_officers_were_spoken_of_before() -> None:
    """A small number with an article is no news by itself; done something to, or without an article, it is."""
    assert read("She praised the ten officers.", "en") == read("Elle a salué les dix officiers.", "fr") == []
    assert read("She praised ten officers.", "en") == [(10, "officers")]
    assert read("The three soldiers were killed.", "en") == [(3, "soldiers")]


def test_a_toll_is_of_the_dead() -> None:
    """Whoever else the sentence speaks of; with a noun it is of those."""
    for lang, text in (
        ("en", "No deaths have been reported since that of a wounded man raised the toll to four."),
        ("en", "The shelling wounded three people and brought the toll to 14."),
        ("fr", "Les combats ont fait trois blessés et portent le bilan à 14."),
    ):
        found = facts(mark(packaged(), Tokens(text), lang))
        assert (found[-1].unit, found[-1].qualifier) == ("people", "killed")
    (fact,) = facts(mark(packaged(), Tokens("The toll of the wounded rose to 14."), "en"))
    assert fact.qualifier == "wounded"


def test_some_of_those_named_before_are_counted_like_them() -> None:
    """Of 180 fighters only 130; up from a dozen."""
    assert read("180 savaşçıdan yalnızca 130'unu kabul edecek", "tr") == [(180, "fighters"), (130, "fighters")]
    assert read("31 flights landed, up from a dozen that were seen.", "en") == [(31, "flights"), (12, "flights")]


def test_the_hour_of_the_day_is_not_counted() -> None:
    """Eight were wounded at dawn."""
    (fact,) = facts(mark(packaged(), Tokens("أصيب ثمانية فجر اليوم الجمعة في اشتباكات"), "ar"))
    assert (fact.value, fact.unit, fact.qualifier) == (8, "people", "wounded")


def test_an_ordinal_begins_no_range() -> None:
    """Those under eighteen are 355, not 10 to 355."""
    assert read("ليصل مجموع من هم دون الثامنة عشرة إلى 355 طفلا", "ar") == [(355, "minors")]
