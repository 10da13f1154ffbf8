"""What a rule that nearly fired was wanting."""

from __future__ import annotations

import pytest

from monitor.rules.load import load
from monitor.rules.match import read

HEAD = """
places: {libya: {strong: {en: [Libya]}}}
topics: {truce: {terms: {en: [truce]}}, talks: {terms: {en: [talks]}}}
rules:
  r: {title: R, %s}
"""


@pytest.mark.parametrize(
    ("rule", "text", "reason"),
    [
        ("all: [topic:truce, Sirte, talks]", "A truce and talks", "2 of 3 conditions hold; wanted: «Sirte»"),
        ("all: [topic:truce], any: [Sirte, topic:talks]", "A truce", "wanted: any of «Sirte», topic:talks"),
        ("any: [topic:truce], title_only: [Sirte]", "A truce in Sirte", "wanted: «Sirte» in the headline"),
        ("any: [topic:truce], none: [film, Sirte]", "A truce, a film", "wanted: no «film»"),
        ("min_count: 2, of: [truce, Sirte, oil]", "A truce", "wanted: 2 of «truce», «Sirte», «oil» (1 found)"),
        ("all: [truce], any: [a1, b2, c3, d4, e5, f6]", "A truce", "any of «a1», «b2», «c3», «d4», 2 more"),
        ("about: libya, all: [truce, talks]", "The truce talks", "0 of 2 conditions hold; «truce» does not count about "
         "libya: neither the sentence nor the headline nor the lead names the place"),
    ],
)  # fmt: skip
def test_a_near_miss_counts_what_holds_and_names_what_is_missing(rule: str, text: str, reason: str) -> None:
    """How many conditions hold, which do not, and whose words mean something else."""
    (near,) = read(load(HEAD % rule), "", text).near
    assert reason in near.reason


def test_a_single_condition_is_not_counted() -> None:
    """ "0 of 1" would say nothing."""
    (near,) = read(load(HEAD % "about: libya, any: [topic:truce]"), "", "A truce").near
    assert near.reason.startswith("«truce» does not count about libya: neither")
