"""Precision and recall of the rules on labelled articles."""

from __future__ import annotations

import datetime

import pytest

from monitor.rules.load import load
from monitor.rules.scoring import ALL, Score, judged, labelled, mistakes, scores

BOOK = load("rules:\n  truce: {title: Truce, any: [truce]}\n  rain: {title: Rain, any: [rain, drizzle]}\n")


def case(id: str, text: str, *rules: str, lang: str = "en") -> dict[str, object]:
    """A case as a corpus holds it."""
    return {"id": id, "lang": lang, "title": "", "text": text, "rules": list(rules)}


CASES = [
    labelled(one)
    for one in (
        case("right", "A truce was signed", "truce"),
        case("false", "A truce of prices"),
        case("missed", "They stopped shooting", "truce", lang="fr"),
        case("both", "A truce in the rain", "truce", "rain", lang="fr"),
        case("quiet", "Dates are ripe", lang="it"),
    )
]


def test_right_false_and_missed_are_counted_by_rule_and_language() -> None:
    """A rule that should not fire and does not counts nowhere; every language has a row for every rule."""
    found = scores(BOOK, judged(BOOK, CASES))
    assert found["truce", ALL] == Score(2, 1, 1, 5)
    assert found["truce", "en"] == Score(1, 1, 0, 2)
    assert found["truce", "fr"] == Score(1, 0, 1, 2)
    assert found["rain", ALL] == Score(1, 0, 0, 5)
    assert found["rain", "it"] == Score(0, 0, 0, 1)


def test_shares_are_those_of_the_textbook() -> None:
    """Nothing to find and nothing found is a full score; one of two is a half."""
    assert (Score(1, 1, 0).precision, Score(1, 1, 0).recall) == (0.5, 1.0)
    assert (Score(1, 0, 3).recall, Score(1, 0, 3).f1) == (0.25, 0.4)
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall, Score(0, 0, 0).f1) == (1.0, 1.0, 1.0)
    assert Score(0, 1, 0).f1 == 0.0


def test_each_mistake_says_why() -> None:
    """The words of a false alarm, and what was missing where a rule should have fired."""
    found = [mistake for item, reading in judged(BOOK, CASES) for mistake in mistakes(item, reading)]
    assert [(one.item.id, one.rule, one.false) for one in found] == [
        ("false", "truce", True),
        ("missed", "truce", False),
    ]
    assert "«truce»" in found[0].reason
    assert found[1].reason == "none of its words occur"


@pytest.mark.parametrize(
    "value", [[], {}, {"text": "x"}, {"text": "", "title": "", "rules": []}, {"text": "x", "rules": "truce"},
              {"text": "x", "rules": [1]}, {"text": "x", "rules": [], "published": "soon"}],
)  # fmt: skip
def test_what_is_no_case_is_refused(value: object) -> None:
    """A case without text, label or a day that is one would be measured wrongly."""
    with pytest.raises(ValueError):
        labelled(value)  # type: ignore[arg-type]


def test_a_case_carries_what_the_matcher_asks_for() -> None:
    """The day of publication and what its feed is about."""
    one = labelled({**case("a", "x"), "published": "2025-05-14T10:00:00Z", "feed_about": ["libya"]})
    assert one.published == datetime.date(2025, 5, 14)
    assert one.about == ("libya",)
