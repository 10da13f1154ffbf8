"""Two numbers may be one figure: a range; or one figure that changed."""

import pytest

from monitor.service.lexicon import packaged
from monitor.stories.facts import facts
from monitor.stories.marked import mark
from monitor.text.tokens import Tokens


def read(text: str, lang: str) -> list[tuple[float, float | None, str]]:
    """(value, upper end, qualifier) of the figures of a text."""
    return [(fact.value, fact.high, fact.qualifier) for fact in facts(mark(packaged(), Tokens(text), lang))]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "There are 2,000 to 3,000 fighters."), ("en", "There are between 2,000 and 3,000 fighters."),
        ("en", "There are two to three thousand fighters."), ("en", "There are 2,000-3,000 fighters."),
        ("ar", "هناك بين 2000 و3000 مقاتل."), ("ar", "هناك ما بين ألفين وثلاثة آلاف مقاتل."),
        ("ar", "هناك من 2000 إلى 3000 مقاتل."), ("fr", "Il y a entre 2 000 et 3 000 combattants."),
        ("fr", "On compte de 2 000 à 3 000 combattants."), ("it", "Sono tra 2.000 e 3.000 combattenti."),
        ("tr", "Orada 2.000 ila 3.000 savaşçı var."), ("tr", "Orada 2-3 bin savaşçı var."),
        ("en", "They get between $2,000 and $3,000."),
        ("ru", "Там от 2000 до 3000 боевиков."), ("ru", "Там 2–3 тысячи боевиков."),
    ],
)  # fmt: skip
def test_a_range_is_one_figure(lang: str, text: str) -> None:
    """Its lower end is the value, and a scale at the upper end belongs to both."""
    assert [found[:2] for found in read(text, lang)] == [(2000, 3000)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The number of recruits rose from 17,300 to 17,420."),
        ("ar", "ارتفع عدد المجندين من 17300 إلى 17420."),
        ("fr", "Le nombre de recrues est passé de 17 300 à 17 420."),
        ("it", "Il numero delle reclute è salito da 17.300 a 17.420."),
        ("tr", "Savaşçı sayısı 17.300'den 17.420'ye yükseldi."),
        ("ru", "Число наёмников выросло с 17 300 до 17 420."),
    ],
)
def test_a_change_is_two_figures(lang: str, text: str) -> None:
    """What the figure was is no news."""
    found = read(text, lang)
    assert [value for value, _, _ in found] == [17_300, 17_420]
    assert found[0][2] == "previous" and found[1][2] != "previous"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Five people, not two, were killed."), ("it", "Sono cinque, e non due, i morti."),
        ("fr", "Ce sont cinq morts, et non deux."), ("ru", "Погибли пять человек, а не два."),
        ("tr", "Çatışmada iki değil beş kişi öldü."), ("ar", "قتل خمسة أشخاص وليس اثنين."),
    ],
)  # fmt: skip
def test_what_is_denied_is_no_figure(lang: str, text: str) -> None:
    """Five, not two: the one is counted, past the other."""
    assert read(text, lang) == [(5, None, "killed")]


def test_neighbours_are_no_range() -> None:
    """ "And" joins a range only behind "between"; the lower number comes first; a comma divides."""
    assert read("They lost 12 and 30 men.", "en")[-1][:2] == (30, None)
    assert all(high is None for _, high, _ in read("They won 3-1 with 300 supporters, or 20 percent.", "en"))
