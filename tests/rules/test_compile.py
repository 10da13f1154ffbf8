"""A checked rules file becomes a RuleBook."""

from __future__ import annotations

import pytest

from monitor.rules.load import load


def names(name: str, spellings: str) -> dict[str, str]:
    """What an actor is shown as, by language."""
    actors = f"actors:\n  one: {{name: {name}, kind: person, names: {spellings}}}\n"
    rules = "topics: {t: {terms: {en: [truce]}}}\nrules: {r: {title: R, any: [topic:t]}}\nfeeds: []\n"
    return dict(load(actors + rules).actors["one"].names)


@pytest.mark.parametrize(
    ("spellings", "shown"),
    [
        ("{ar: [خليفة حفتر, حفتر]}", {"ar": "خليفة حفتر"}),
        ("{ar: ['=حفتر', حفتر]}", {"ar": "حفتر"}),
        ("{tr: ['Hafter*', 'Hafter <2> Halife', 'Hafter ~3 Halife', 'case:HAFTER', Hafter Bey]}", {"tr": "Hafter Bey"}),
        ("{ru: ['Хафтар*']}", {}),
    ],
)  # fmt: skip
def test_an_actor_is_shown_by_its_first_plain_name(spellings: str, shown: dict[str, str]) -> None:
    """In each language the first name that is no pattern; a language without one has none."""
    assert names("Khalifa Haftar", spellings) == {**shown, "en": "Khalifa Haftar"}


def test_in_english_an_actor_has_its_own_name() -> None:
    """`name` wins over the English spellings, unless it is written in other letters."""
    assert names("Khalifa Haftar", "{en: [Haftar, Hifter]}") == {"en": "Khalifa Haftar"}
    assert names("خليفة حفتر", "{en: [Haftar, Hifter]}") == {"en": "Haftar"}
