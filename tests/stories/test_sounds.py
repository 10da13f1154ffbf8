"""Names across scripts."""

from __future__ import annotations

import pytest

from monitor.stories.sounds import is_name, skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        ("بلقاسم", "Belqasem", "Белькасем"), ("بيلاوسوف", "Belousov", "Белоусов"), ("كلنجة", "Kilinje"),
        ("القرضابية", "Gardabiya"),
    ],
)  # fmt: skip
def test_one_name_has_one_skeleton(spellings: tuple[str, ...]) -> None:
    """However a name is transliterated, its consonants are the same sounds."""
    assert len({skeleton(spelling) for spelling in spellings}) == 1
    assert skeleton(spellings[0])


def test_short_words_have_none() -> None:
    """Three consonants meet by chance."""
    assert skeleton("سلام") == skeleton("Rome") == skeleton("") == ""


def test_capitals_tell_names_where_a_script_has_them() -> None:
    """Arabic words all could be names."""
    assert is_name("Nasiriya") and is_name("الناصرية") and not is_name("truce") and not is_name("")
