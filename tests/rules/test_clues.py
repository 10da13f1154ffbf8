"""Words none of which says it, and several of which together do."""

import pytest

from monitor.errors import BadRules
from monitor.model import Reading
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read

RULES = """
places:
  libya: {strong: {en: [Libya*], ar: [ليبيا]}}
  elsewhere:
    sudan: {terms: {en: [Sudan*, Khartoum]}}
    gaza: {terms: {en: [Gaza]}}
topics:
  ceasefire:
    terms: {en: [ceasefire]}
    not_beside: {en: [museum]}
clues:
  peace:
    topic: ceasefire
    enough: 5
    points:
      en: {3: [elders, embrac*], 2: [quarrel*], -2: [football]}
      ar: {5: [تصافح*]}
rules:
  peace: {title: Peace, about: libya, soft: [sudan], any: ["topic:ceasefire", "clues:peace"]}
"""


@pytest.fixture(scope="module")
def peace() -> RuleBook:
    """A rule with clues."""
    return load(RULES)


def near(reading: Reading) -> str:
    """Why the rule nearly fired."""
    return reading.near[0].reason if reading.near else ""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Elders embrace in Libya", ""),
        ("", "In Libya they met at noon. The elders put an end to the quarrel."),
        ("Quarrel of the elders", "It was settled in Libya yesterday."),
        ("فتصافحوا في ليبيا", ""),
        ("!!!", "In Libya the elders embrace."),  # a headline without words is none
        ("Elders from Khartoum", "They came to Libya. An embrace in Sudan, they said, is worth one in Libya."),
    ],
)
def test_enough_points_fire(peace: RuleBook, title: str, text: str) -> None:
    """Different words of headline and opening add up; the terms need not be there."""
    assert read(peace, title, text).matches


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Elders meet in Libya", "Two more elders came."),  # one word, however often
        ("Football elders quarrel in Libya", ""),  # what speaks against it takes points away
        ("Elders embrace", ""),  # about no place
        ("Elders embrace in Gaza", "Libya hears of it."),  # about another
        ("Libya", "word " * 100 + "elders embrace"),  # not in the opening
        ("A long day", "In Libya the elders embrace."),  # below a headline that has none and names nobody
        ("Museum of elders and quarrel in Libya", ""),  # what takes out the topic's terms takes them out, too
        ("Elders from Khartoum embrace", "In Sudan the quarrel is over. Libya was told."),
    ],
)
def test_too_few_points_are_silent(peace: RuleBook, title: str, text: str) -> None:
    """Words that do not count, or do not suffice, raise no alarm."""
    assert not read(peace, title, text).matches


def test_evidence_says_how_many_points(peace: RuleBook) -> None:
    """Who is woken by clues sees which, and what each counted for."""
    (match,) = read(peace, "Elders of Libya embrace", "").matches
    assert [(one.text, one.topic) for one in match.evidence] == [("Elders", "ceasefire"), ("embrace", "ceasefire")]
    assert match.evidence[0].about == "a clue (3 of 6 points, 5 do); the sentence names «Libya»"


def test_points_that_are_lost_are_told(peace: RuleBook) -> None:
    """Where some of the words are about another place, the rest may be too few, and the reason says so."""
    reading = read(peace, "", "Elders of Libya spoke. In Gaza they embrace.")
    assert near(reading) == "«Elders» does not count about libya: all clues together have 3 of 5 points"


def test_few_clues_say_nothing_whatever_they_weigh() -> None:
    """With `min_count`, two heavy words are no alarm, and three are."""
    several = load(RULES.replace("enough: 5", "enough: 5\n    min_count: 3"))
    reading = read(several, "Elders embrace in Libya", "")
    assert near(reading).endswith("they are fewer than the 3 clues that must stand together")
    assert read(several, "Elders embrace in Libya", "Their quarrel is over.").matches


def test_a_word_of_two_clues_is_one_word() -> None:
    """`min_count` counts different words of the text, not how many clues they match."""
    shared = RULES.replace("enough: 5", "enough: 5\n    min_count: 2").replace("embrac*", "elder*")
    assert not read(load(shared), "Elders of Libya", "").matches
    assert read(load(shared), "Elders quarrel in Libya", "").matches


def test_clues_that_nobody_asks_for_are_told() -> None:
    """Points that can raise no alert are a warning."""
    spare = RULES + "  off: {title: Off, enabled: false, any: [\"clues:peace\"]}\n"
    warnings = load(spare.replace(', "clues:peace"', "")).warnings
    assert [warning.code for warning in warnings] == ["unused-clues"]
    assert load(spare).warnings == ()


def test_clues_that_are_not_enough_are_told(peace: RuleBook) -> None:
    """A text at hand that has half of the points or more is a near miss, with the words that told most."""
    assert near(read(peace, "Elders of Libya", "A quarrel: -2 at the football.")) == (
        "none of its words; clues have 3 of 5 points: «Elders», «quarrel»"
    )
    assert not near(read(peace, "A quarrel in Libya", ""))


def test_terms_fire_without_clues(peace: RuleBook) -> None:
    """A term of the topic needs no clue beside it, and points against do not silence it."""
    assert read(peace, "Football: ceasefire in Libya", "").matches


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ("any: [clues:piece]", "unknown-reference", "Did you mean peace"),
        ("topic: truce", "unknown-reference", "There is no topic 'truce'"),
        ("enough: 50", "bad-count", "have 13 points"),
        ("enough: 5\n    min_count: 5", "bad-count", "has 4 clues"),
        ("3: [the elders]", "bad-term", "single words"),
        ("0: [elders]", "bad-id", "points from 1 to 99"),
        ("enough: none", "bad-value", "Write a whole number"),
        ("3: [elders, embrac*], 4: [elders]", "bad-count", "has 3 points already"),
    ],
)
def test_lint_knows_clues(change: str, code: str, told: str) -> None:
    """What can never count is an error with its place."""
    old = {
        "any": 'any: ["topic:ceasefire", "clues:peace"]', "topic": "topic: ceasefire", "enough": "enough: 5",
        "3": "3: [elders, embrac*]", "0": "3: [elders, embrac*]",
    }[change.partition(":")[0]]  # fmt: skip
    with pytest.raises(BadRules) as raised:
        load(RULES.replace(old, change))
    (error,) = [problem for problem in raised.value.problems if problem.level == "error"]
    assert error.code == code
    assert told in f"{error.message} {error.fix}"
