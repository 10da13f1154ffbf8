"""What is said of a figure goes to that figure and to no other."""

import sys
from types import FrameType

import pytest

from monitor.service.lexicon import packaged
from monitor.stories.facts import facts
from monitor.stories.marked import mark
from monitor.stories.qualifying import CROWDED
from monitor.text.tokens import Tokens


def read(text: str, lang: str) -> list[tuple[float, str, str]]:
    """(value, qualifier, bound) of the figures of a text."""
    return [(fact.value, fact.qualifier, fact.bound) for fact in facts(mark(packaged(), Tokens(text), lang))]


@pytest.mark.parametrize(
    ("lang", "text", "qualifiers"),
    [
        ("en", "At least 12 fighters were killed and 30 civilians wounded.", ["killed", "wounded"]),
        ("en", "The shelling killed 12 fighters and wounded 30 civilians.", ["killed", "wounded"]),
        ("en", "Killing 12 soldiers and 3 civilians, the blast shook the town.", ["killed", "killed"]),
        ("en", "6,000 mercenaries have gone home.", ["returned"]),
        ("en", "120 new fighters arrived.", ["new"]),
        ("en", "The total number of fighters is 17,420.", ["total"]),
        ("en", "17,300 recruits, 350 of them under 18", ["", "minors"]),
        ("ar", "أسفرت عن مقتل 12 شخصا وإصابة 30 آخرين.", ["killed", "wounded"]),
        ("ar", "قتل 12 شخصا وأصيب 30.", ["killed", "wounded"]),
        ("ar", "وصلت دفعة جديدة من 120 مقاتلا.", ["new"]),
        ("ar", "عاد نحو ستة آلاف مرتزق إلى سوريا.", ["returned"]),
        ("ar", "غادر 300 مقاتل.", ["left"]),
        ("fr", "12 personnes ont été tuées et 30 autres blessées.", ["killed", "wounded"]),
        ("fr", "Quelque 6 000 mercenaires sont rentrés.", ["returned"]),
        ("it", "Dodici persone sono state uccise e 30 ferite.", ["killed", "wounded"]),
        ("it", "Sono tornati 6.000 mercenari.", ["returned"]),
        ("tr", "12 kişi öldü, 30 kişi yaralandı.", ["killed", "wounded"]),
        ("tr", "6.000 savaşçı ülkesine döndü.", ["returned"]),
        ("ru", "Погибли 12 человек, ранены 30.", ["killed", "wounded"]),
        ("ru", "6000 боевиков вернулись домой.", ["returned"]),
    ],
)
def test_what_became_of_them(lang: str, text: str, qualifiers: list[str]) -> None:
    """Killed, wounded, returned, new, total: each figure has its own."""
    assert [qualifier for _, qualifier, _ in read(text, lang)] == qualifiers


@pytest.mark.parametrize(
    ("lang", "text", "bound"),
    [
        ("en", "at least 12 fighters", "at least"), ("en", "12 fighters at least", "at least"),
        ("en", "about 12 fighters", "about"), ("en", "some 2,000 fighters", "about"),
        ("en", "up to 12 fighters", "up to"), ("en", "more than 12 fighters", "more than"),
        ("en", "fewer than 12 fighters", "less than"), ("en", "12 or more fighters", "more than"),
        ("en", "a dozen fighters", "about"), ("en", "12 fighters", ""),
        ("ar", "ما لا يقل عن 12 مقاتلا", "at least"), ("ar", "12 مقاتلا على الأقل", "at least"),
        ("ar", "نحو 12 مقاتلا", "about"), ("ar", "أكثر من 12 مقاتلا", "more than"),
        ("fr", "au moins 12 combattants", "at least"), ("fr", "plus de 12 combattants", "more than"),
        ("fr", "une dizaine de combattants", "about"), ("fr", "jusqu'à 12 combattants", "up to"),
        ("it", "almeno 12 combattenti", "at least"), ("it", "oltre 12 combattenti", "more than"),
        ("tr", "en az 12 savaşçı", "at least"), ("tr", "12'den fazla savaşçı", "more than"),
        ("tr", "yaklaşık 12 savaşçı", "about"), ("tr", "12 kadar savaşçı", "about"),
        ("ru", "не менее 12 боевиков", "at least"), ("ru", "около 12 боевиков", "about"),
        ("ru", "более 12 боевиков", "more than"), ("ru", "до 12 боевиков", "up to"),
    ],
)  # fmt: skip
def test_how_exact_it_is(lang: str, text: str, bound: str) -> None:
    """Before the number, or behind it where the language lets it stand there."""
    assert [found[2] for found in read(text, lang)] == [bound]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Two of the wounded soldiers died in hospital."), ("fr", "Deux blessés ont succombé à leurs blessures."),
        ("it", "Due feriti sono morti in ospedale."), ("tr", "Yaralanan iki asker daha hayatını kaybetti."),
        ("ru", "Двое пострадавших скончались в больницах."), ("ar", "توفي جريحان متأثرين بجراحهما."),
    ],
)  # fmt: skip
def test_the_wounded_who_died_are_dead(lang: str, text: str) -> None:
    """Where the toll stands beside them they are counted in it, and no figure of their own."""
    assert read(text, lang) == [(2, "killed", "")]
    toll = {"en": "Nine people were killed.", "fr": "Neuf morts.", "it": "Nove morti.", "tr": "9 kişi öldü.",
            "ru": "Погибли 9 человек.", "ar": "قتل تسعة أشخاص."}[lang]  # fmt: skip
    assert [value for value, _, _ in read(f"{toll} {text}", lang)] == [9]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Three men were handed over after the ambush that killed the colonel."),
        ("fr", "Trois hommes ont été remis après l'embuscade qui a tué le colonel."),
        ("ar", "ثلاثة رجال يشتبه في مشاركتهم في الكمين الذي أودى بحياة العقيد."),
    ],
)
def test_what_a_clause_says_of_something_else_is_not_said_of_them(lang: str, text: str) -> None:
    """The ambush killed, not the three; but of fighters who were killed it is said."""
    assert [(value, qualifier) for value, qualifier, _ in read(text, lang)] == [(3, "")]
    assert read("Twelve fighters who were killed were buried.", "en") == [(12, "killed", "")]


@pytest.mark.parametrize(
    ("lang", "text", "qualifier"),
    [
        ("fr", "des sanctions contre cinq personnes", ""), ("it", "sanzioni contro cinque persone", ""),
        ("fr", "350 recrues, contre 300 en mars", "previous"), ("ar", "350 مجندا مقابل 300 مجند في مارس", "previous"),
    ],
)  # fmt: skip
def test_against_somebody_is_not_against_an_older_figure(lang: str, text: str, qualifier: str) -> None:
    """Only what a like thing was counted before can be set against it."""
    assert read(text, lang)[-1][1] == qualifier


@pytest.mark.parametrize(
    ("lang", "text", "qualifiers"),
    [
        ("en", "Three members of the Halbous brigade and one guard of the Joint Force were killed.", ["killed"] * 2),
        ("en", "12 fighters from Chad and 3 civilians were wounded.", ["wounded"] * 2),
        ("fr", "Neuf combattants étrangers et deux soldats ont été tués.", ["killed"] * 2),
        ("it", "Nove combattenti stranieri e due soldati sono stati uccisi.", ["killed"] * 2),
        ("ar", "قتل تسعة مسلحين أجانب وجنديان ليبيان في اشتباك.", ["killed"] * 2),
        ("en", "12 fighters were sent to Sirte and 3 civilians were wounded.", ["transferred", "wounded"]),
        ("en", "12 officers, the mayor said, and 3 civilians were wounded.", ["", "wounded"]),
    ],
)  # fmt: skip
def test_two_of_one_sentence_share_their_fate(lang: str, text: str, qualifiers: list[str]) -> None:
    """Joined by "and", with nothing in between but what they are."""
    assert [qualifier for _, qualifier, _ in read(text, lang)] == qualifiers


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "ارتفع عدد المجندين إلى 420، بحسب المرصد، بعدما كان قد تحدث قبل أيام عن 350."),
        ("en", "The number of recruits rose to 420 on Friday, after it had previously been put at 350."),
        ("ru", "Число новобранцев выросло до 420, ранее центр сообщал о 350."),
        ("it", "Le reclute sono 420, mentre in precedenza si parlava di 350."),
    ],
)
def test_what_the_source_gave_before_is_previous(lang: str, text: str) -> None:
    """Though nothing is named again, and words stand in between."""
    assert [(value, qualifier == "previous") for value, qualifier, _ in read(text, lang)] == [(420, False), (350, True)]


def test_what_a_noun_says_is_said_of_no_other() -> None:
    """Of nine bodies and 31 wounded only the latter are wounded; "at least" stands for the figure before it."""
    assert [qualifier for _, qualifier, _ in read("استقبل المستشفى تسع جثث و31 مصابا.", "ar")] == ["", "wounded"]
    assert [bound for _, _, bound in read("سبعة قتلى على الأقل و23 جريحا", "ar")] == ["at least", ""]


def test_what_it_rose_to_is_not_up_to_that() -> None:
    """The same Russian word says both."""
    assert read("Число погибших выросло с 11 до 16.", "ru")[-1] == (16, "killed", "")
    assert read("Там до 16 боевиков.", "ru") == [(16, "", "up to")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "150 combattants ont quitté la Libye ; il en reste 1 350."),
        ("it", "150 combattenti hanno lasciato la Libia; ne restano 1.350."),
        ("ru", "150 боевиков покинули Ливию, остались 1350."),
    ],
)
def test_those_who_remain_are_of_those_counted_before(lang: str, text: str) -> None:
    """Nothing is named again."""
    assert [value for value, _, _ in read(text, lang)] == [150, 1350]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Armed men shot dead a policeman and abducted two engineers."),
        ("fr", "Des hommes armés ont abattu un policier et enlevé deux ingénieurs."),
        ("it", "Uomini armati hanno ucciso un poliziotto e rapito due ingegneri."),
        ("tr", "Silahlı kişiler bir polisi öldürdü, iki mühendisi kaçırdı."),
        ("ru", "Они застрелили полицейского и похитили двух инженеров."),
        ("ar", "قتل مسلحون شرطيا واختطفوا مهندسين اثنين."),
    ],
)
def test_who_is_abducted_is_not_killed(lang: str, text: str) -> None:
    """The nearer deed is theirs."""
    assert read(text, lang)[-1][:2] == (2, "captured")


def test_what_is_over_is_not_above() -> None:
    """ "Over" behind a figure is a preposition."""
    assert read("300 fighters over the border", "en") == [(300, "", "")]


def test_the_figure_before_is_previous() -> None:
    """Up from 17,300 is what was known."""
    assert read("There are 17,420 fighters, up from 17,300.", "en")[-1][1] == "previous"


def calls(text: str) -> int:
    """How many functions reading the figures of a text calls."""
    marked, made = mark(packaged(), Tokens(text), "en"), 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        facts(marked)
    finally:
        sys.setprofile(None)
    return made


@pytest.mark.parametrize("between", [", ", " and ", ".\n"])
def test_a_text_full_of_figures_and_deeds_costs_what_its_length_costs(between: str) -> None:
    """Four times the words take about four times the work, not sixteen times."""
    short, long = (
        "".join(f"{11 + number} fighters wounded{between}" for number in range(size)) for size in (250, 1000)
    )
    calls(short)  # fills the memos
    assert calls(long) < 5 * calls(short)


def test_in_a_table_nothing_is_said_of_a_figure() -> None:
    """A sentence of more than twenty figures is none; they are kept without what became of whom."""
    for size, qualifier in ((CROWDED, "wounded"), (CROWDED + 1, "")):
        text = ", ".join(f"{11 + number} fighters wounded" for number in range(size))
        assert [found for _, found, _ in read(text, "en")] == [qualifier] * size
