"""Our own words, in six languages, whole in each."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from monitor.alerts.wording import clock, side, wording

LANGUAGES = ("ar", "en", "fr", "it", "tr", "ru")
KNOWN_SIDES = ("west", "east", "independent", "un", "foreign")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_whole(language: str) -> None:
    """No label is missing, there are twelve months, every side of the rules file has a name."""
    words = wording(language)
    assert all(getattr(words, field.name) or field.name == "rtl" for field in fields(words))
    assert len(words.months.split()) == 12
    assert set(words.sides) == set(KNOWN_SIDES)
    assert language == "en" or words.repeat != wording("en").repeat
    assert words.rtl == (language == "ar")


def test_an_unknown_language_is_english() -> None:
    """A chat in a language we do not speak gets English rather than nothing."""
    assert wording("de") == wording("en")
    assert side("state:russia", "de") == "state media (Russia)"


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        ("east", "ar", "شرق ليبيا"),
        ("state:turkey", "ar", "إعلام رسمي (تركيا)"),
        ("state: Turkey", "fr", "média d’État (Turquie)"),
        ("state:malta", "it", "media di Stato (malta)"),
        ("state", "en", "state media"),
        ("pro-LNA", "en", "pro-LNA"),
        ("", "ru", ""),
    ],
)
def test_a_side_is_named_for_the_reader(value: str, language: str, shown: str) -> None:
    """Known sides and countries are translated, anything else stands as the operator wrote it."""
    assert side(value, language) == shown


def test_time_is_libyas() -> None:
    """Two hours ahead of UTC all year, over midnight and into another month."""
    assert clock(datetime(2025, 10, 31, 22, 5, tzinfo=UTC), "en") == "1 November 2025, 00:05 Tripoli time"
    assert clock(datetime(2025, 7, 1, 9, 0, tzinfo=UTC), "ar") == "1 يوليو 2025، 11:00 بتوقيت طرابلس"
