"""A checked rules file becomes a RuleBook."""

from __future__ import annotations

import re

import pytest

from benchmarks.books import book_of, phrases
from monitor.rules.load import load
from monitor.text.tokens import Tokens


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
        ("{tr: ['case:HAFTER', Hafter Bey]}", {"tr": "HAFTER"}),
        ("{ru: ['Хафтар*', Халифа]}", {}),
        ("{tr: ['Hafter <2> Halife', Hafter Bey]}", {}),
        ("{it: [russo, Mosca]}", {}),
    ],
)  # fmt: skip
def test_an_actor_is_shown_by_its_first_plain_name(spellings: str, shown: dict[str, str]) -> None:
    """In each language the first name; where that is a pattern or no proper name, the language has none."""
    assert names("Khalifa Haftar", spellings) == {**shown, "en": "Khalifa Haftar"}


def test_in_english_an_actor_has_its_own_name() -> None:
    """`name` wins over the English spellings, unless it is written in other letters."""
    assert names("Khalifa Haftar", "{en: [Haftar, Hifter]}") == {"en": "Khalifa Haftar"}
    assert names("خليفة حفتر", "{en: [Haftar, Hifter]}") == {"en": "Haftar"}


def test_a_book_of_a_thousand_rules_is_compiled_whole() -> None:
    """Every phrase is in the index under its rule alone, and the same size gives the same book."""
    book = book_of(1_000)
    assert (len(book.rules), len(book.terms)) == (1_000, 2_500)
    for number in (0, 1_234, 2_499):
        term = book.terms[number]
        words = re.sub(r"<\d+>|~\d+", " ", term.text).replace("*", "")
        assert number in book.index.find(Tokens(words))
        assert len(book.groups[number]) == 1
    assert [term.text for term in book_of(1_000).terms] == [term.text for term in book.terms] == phrases(2_500)
