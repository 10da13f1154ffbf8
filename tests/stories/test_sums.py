"""Number words add up as their language has it, and stop where another number begins."""

import pytest

from monitor.stories.lexicon import NumberWord
from monitor.stories.sums import Sum


def number(value: int) -> NumberWord:
    """A word that is added."""
    return NumberWord(value, "number")


def scale(value: int) -> NumberWord:
    """A word that multiplies."""
    return NumberWord(value, "scale")


@pytest.mark.parametrize(
    ("lang", "words", "value"),
    [
        ("en", [number(17), scale(1000), number(3), scale(100)], 17_300),
        ("en", [number(1), scale(100), number(20), number(5)], 125),
        ("tr", [number(10), number(7), scale(1000), number(3), scale(100)], 17_300),
        ("fr", [number(4), number(20), number(10), number(7)], 97),
        ("fr", [number(60), number(15)], 75),
        ("ru", [scale(1000), number(200)], 1200),
        ("ar", [number(3), number(10)], 13),
        ("en", [number(2), scale(1_000_000), number(5), scale(1000)], 2_005_000),
    ],
)
def test_words_add_up(lang: str, words: list[NumberWord], value: int) -> None:
    """Every word of a well-formed number is taken."""
    total = Sum((lang,))
    assert all(total.take(word) for word in words)
    assert total.value == value


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ([number(20)], number(30)),
        ([number(12)], number(3)),
        ([number(2), scale(1000)], scale(1000)),
        ([number(5), scale(100), number(20)], number(11)),
    ],
)
def test_another_number_is_not_swallowed(words: list[NumberWord], more: NumberWord) -> None:
    """A word that cannot go on begins a number of its own, and changes nothing."""
    total = Sum(("en",))
    assert all(total.take(word) for word in words)
    before = total.value
    assert not total.take(more)
    assert total.value == before


def test_units_come_before_tens_in_arabic_alone_when_joined() -> None:
    """ثلاثة وعشرون is 23; "three twenty" is no number."""
    joined, loose = Sum(("ar",)), Sum(("ar",))
    assert joined.take(number(3)) and joined.take(number(20), linked=True)
    assert joined.value == 23
    assert loose.take(number(3)) and not loose.take(number(20))


def test_digits_begin_a_number_or_follow_a_scale() -> None:
    """17 bin 300 is one number, 12 30 is not."""
    total = Sum(("tr",))
    assert total.digits(17) and total.take(scale(1000)) and total.digits(300)
    assert total.value == 17_300
    assert not total.digits(5)


def test_halves() -> None:
    """Two and a half million, and two million and a half."""
    before, behind = Sum(("en",)), Sum(("en",))
    assert before.take(number(2)) and before.halve() and before.take(scale(1_000_000))
    assert behind.take(number(2)) and behind.take(scale(1_000_000)) and behind.halve()
    assert before.value == behind.value == 2_500_000
