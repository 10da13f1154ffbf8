"""Figures with what they count, in the chat's language."""

import pytest

from monitor.alerts.counted import _NOUNS, counted


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["1 prisoner", "40 prisoners", "17,420 prisoners"]),
        ("fr", ["1 prisonnier", "40 prisonniers", "17,420 prisonniers"]),
        ("it", ["1 prigioniero", "40 prigionieri", "17,420 prigionieri"]),
        ("tr", ["1 esir", "40 esir", "17,420 esir"]),
        ("ru", ["1 пленный", "40 пленных", "17,420 пленных"]),
        ("ar", ["1 أسير", "40 أسيرا", "17,420 أسيرا"]),
    ],
)
def test_the_unit_stands_beside_the_number(language: str, shown: list[str]) -> None:
    """In the chat's language, in the form that goes with the number."""
    assert [counted(value, "prisoners", "", language) for value in (1, 40, 17420)] == shown


def test_arabic_and_russian_forms_follow_the_number() -> None:
    """Three to ten, eleven and on, hundreds; two to four, five and on, the teens."""
    assert [counted(n, "fighters", "", "ar") for n in (7, 15, 300)] == ["7 مقاتلين", "15 مقاتلا", "300 مقاتل"]
    assert [counted(n, "fighters", "", "ru") for n in (21, 3, 12)] == ["21 боец", "3 бойца", "12 бойцов"]


def test_what_became_of_people_goes_before_what_they_are() -> None:
    """Twelve killed; a fighter stays one; what no noun tells stands alone."""
    assert counted(12, "people", "killed", "en") == "12 killed"
    assert counted(12, "fighters", "killed", "en") == "12 fighters"
    assert counted(40, "things", "", "en") == "40" and counted(40, "percent", "", "fr") == "40%"


def test_every_language_names_the_same_units() -> None:
    """No chat sees a bare number where another sees what is counted."""
    assert len({frozenset(nouns) for nouns in _NOUNS.values()}) == 1
