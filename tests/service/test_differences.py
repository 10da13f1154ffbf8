"""Two versions of the rules, compared in words."""

from __future__ import annotations

import pytest

from monitor.rules.load import load
from monitor.service.differences import changes, judge_alike

RULES = """
chats: {desk: {telegram: "1"}}
feeds:
  - {name: One, url: "http://one.example/", about: [libya]}
places: {libya: {strong: {en: [Libya]}}}
actors: {h: {name: H, kind: person, names: {en: [Haftar]}}}
topics: {t: {terms: {en: [truce, ceasefire]}}, u: {terms: {en: [mercenar*]}}}
clues: {k: {enough: 3, points: {en: {4: [elders]}}}}
rules:
  r: {title: R, about: libya, any: [topic:t, "clues:k"], tests: {match: [A truce in Libya]}}
  s: {title: S, any: [topic:u]}
"""


def edited(*pairs: tuple[str, str]) -> tuple[str, ...]:
    """The changes that these replacements in the file make."""
    text = RULES
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return changes(load(RULES), load(text))


def test_the_first_line_sums_up() -> None:
    """Things that differ by kind, terms added and removed; then a line for each."""
    words = ("truce, ceasefire", "ceasefire, armistice, lull")
    found = edited(words, ("title: R", "title: Truce"), ("[Haftar]", "[Hifter]"), ("name: One", "name: Uno"))
    assert found == (
        "2 feeds, 1 rule, +3 −2 terms",
        "1 feed added: Uno",
        "1 feed removed: One",
        "1 rule changed: r",
        "3 terms added: Hifter (actor:h), armistice (topic:t), lull (topic:t)",
        "2 terms removed: Haftar (actor:h), truce (topic:t)",
    )


def test_a_term_that_moves_to_another_topic_is_seen() -> None:
    """The same words under another topic are another thing."""
    found = edited(("truce, ceasefire", "ceasefire"), ("[mercenar*]", "[mercenar*, truce]"))
    assert found == ("+1 −1 terms", "1 term added: truce (topic:u)", "1 term removed: truce (topic:t)")


def test_what_only_moves_within_the_file_is_no_change() -> None:
    """A comment, a line more, a rule before another."""
    assert edited(("rules:\n", "# more\nrules:\n")) == ()
    text = RULES.replace("  s: {title: S, any: [topic:u]}\n", "").replace(
        "rules:\n", "rules:\n  s: {title: S, any: [topic:u]}\n"
    )
    assert changes(load(RULES), load(text)) == ()


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ("title: R", "title: Other", True),
        ('telegram: "1"', 'telegram: "2"', True),
        ("http://one.example/\", about", "http://one.example/\", every: 5m, about", True),
        ("A truce in Libya", "A truce there in Libya", True),
        ("truce, ceasefire", "truce", False),
        ("enough: 3", "enough: 4", False),
        ("about: [libya]", "about: []", False),
        ("title: R, about: libya", "title: R", False),
    ],
)  # fmt: skip
def test_only_what_can_change_a_judgement_is_tried_out(old: str, new: str, alike: bool) -> None:
    """Chats, titles, tests and how often a feed is polled do not; terms, places and conditions do."""
    assert judge_alike(load(RULES), load(RULES.replace(old, new))) is alike
