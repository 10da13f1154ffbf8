"""The packaged vocabulary is whole: every term can be read, every section speaks all six languages."""

from pathlib import Path
from typing import Any

import pytest

import monitor
from monitor.rules.load import plain
from monitor.rules.terms import BadTerm
from monitor.service.lexicon import packaged
from monitor.stories.lexicon import compile_lexicon

DATA = Path(monitor.__file__).parent / "data"
LANGUAGES = {"ar", "en", "fr", "it", "tr", "ru"}
FIGURES: dict[str, Any] = plain((DATA / "figures.yaml").read_text("utf-8"), "figures.yaml")
EVENTS: dict[str, Any] = plain((DATA / "events.yaml").read_text("utf-8"), "events.yaml")


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_known_in_six_languages(event: str) -> None:
    """Articles about one event share its type whatever language they are in."""
    assert set(EVENTS[event]) == LANGUAGES
    assert all(EVENTS[event].values())


@pytest.mark.parametrize("unit", [unit for unit in FIGURES["units"] if unit != "things"])
def test_every_unit_is_known_in_six_languages(unit: str) -> None:
    """A figure has the same unit in every language; `things` are what no list names."""
    assert set(FIGURES["units"][unit]) == LANGUAGES | {"kind"}


def test_kinds_are_those_that_the_code_knows() -> None:
    """A kind misspelt in the file would silently change how a unit is read."""
    kinds = {"people", "thing", "time", "measure", "money", "share", "ignored"}
    assert set(packaged().kinds.values()) == kinds


def test_deeds_are_event_types_and_duals_are_units() -> None:
    """What figures.yaml borrows from elsewhere exists there."""
    assert set(FIGURES["deeds"]) <= set(EVENTS)
    assert set(FIGURES["duals"]) <= set(FIGURES["units"])
    assert set(FIGURES["dual nouns"]) <= set(FIGURES["nouns"])


@pytest.mark.parametrize("office", FIGURES["words"])
def test_offices_name_languages_that_exist(office: str) -> None:
    """A language misspelt in the file would never be asked."""
    assert set(FIGURES["words"][office]) <= LANGUAGES


def test_a_term_that_cannot_be_read_is_refused() -> None:
    """A person who edits the vocabulary is told, not ignored."""
    with pytest.raises(BadTerm):
        compile_lexicon(FIGURES, {"signed": {"en": ["si*"]}})


def test_a_word_of_two_languages_knows_both() -> None:
    """French and English share "violation": it counts in both, and in no third."""
    lexicon = packaged()
    senses = [sense for senses in lexicon.senses for sense in senses if sense.name == "violations"]
    assert {"en", "fr"} in [set(sense.langs) for sense in senses]
