"""Whether two figures are one."""

from __future__ import annotations

import pytest

from monitor.model import Figure
from monitor.stories.sameness import apart, says


@pytest.mark.parametrize(
    ("known", "new"),
    [
        (Figure("people", "killed", 9), Figure("bodies", "arrived", 9)),
        (Figure("things", "", 2), Figure("prisoners", "released", 2)),
        (Figure("things", "", 10), Figure("people", "killed", 10)),
        (Figure("fighters", "total", 18_050), Figure("people", "", 18_000)),
        (Figure("fighters", "total", 420), Figure("people", "", 400, bound="more than")),
        (Figure("fighters", "arrived", 104), Figure("fighters", "arrived", 100, bound="about")),
        (Figure("fighters", "arrived", 120), Figure("fighters", "arrived", 100, bound="about")),
        (Figure("violations", "", 23), Figure("violations", "", 24, bound="about")),
        (Figure("fighters", "", 1_450), Figure("fighters", "", 1_400, bound="more than")),
        (Figure("fighters", "", 1_450), Figure("people", "total", 1_500, bound="about")),
        (Figure("days", "", 21), Figure("weeks", "", 3)),
        (Figure("hours", "", 48), Figure("days", "", 2)),
        (Figure("months", "", 12), Figure("years", "", 1)),
        (Figure("weeks", "", 2), Figure("days", "", 15)),
        (Figure("people", "recruited", 8), Figure("people", "captured", 8)),
    ],
)
def test_the_same_under_another_name(known: Figure, new: Figure) -> None:
    """Bodies are the dead; what one language has no name for is what the other names; a rounding is the same."""
    assert says(known, new)


@pytest.mark.parametrize(
    ("known", "new"),
    [
        (Figure("minutes", "", 40), Figure("officers", "", 40)),
        (Figure("vehicles", "", 10), Figure("people", "killed", 10)),
        (Figure("things", "", 2), Figure("people", "killed", 2)),
        (Figure("fighters", "total", 420), Figure("people", "", 400)),
        (Figure("fighters", "", 1_450), Figure("fighters", "", 1_600, bound="about")),
        (Figure("fighters", "", 1_450), Figure("fighters", "", 1_500, bound="more than")),
        (Figure("fighters", "total", 480), Figure("people", "", 400, bound="more than")),
        (Figure("people", "killed", 26), Figure("people", "killed", 30, bound="more than")),
        (Figure("people", "killed", 12), Figure("people", "wounded", 10, bound="more than")),
        (Figure("fighters", "arrived", 140), Figure("women", "", 140)),
        (Figure("days", "", 3), Figure("weeks", "", 3)),
        (Figure("days", "", 14), Figure("days", "", 15)),
        (Figure("fighters", "captured", 4), Figure("bodies", "new", 4)),
        (Figure("people", "killed", 4), Figure("people", "wounded", 4)),
    ],
)
def test_equal_numbers_of_other_things(known: Figure, new: Figure) -> None:
    """Forty minutes are not forty officers, nor ten ambulances ten dead; and 400 without "more than" is not 420."""
    assert not says(known, new)


def test_what_is_no_person_does_not_die() -> None:
    """Only of the dead and wounded is the unit asked so strictly: a language may call drones aircraft."""
    assert apart(Figure("vehicles", "", 10), Figure("people", "wounded", 10))
    assert not apart(Figure("vehicles", "", 10), Figure("tanks", "", 10))
