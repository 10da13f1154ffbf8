"""Numbers that belong together: the two ends of a range, and what a figure was before it changed.

between 2,000 and 3,000    2000-3000    من 2000 إلى 3000    2 ila 3 bin        one figure
rose from 17,300 to 17,420                                                     two, the first of them previous
five, not two, were killed    iki değil beş kişi                               one: what is denied is no figure
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.stories.marked import Marked
from monitor.stories.naming import touching
from monitor.stories.numerals import Numeral

DENIED = 6  # words between a figure and the one that it is said not to be
APART = 6  # words between what a figure was and what it is
_DASH = frozenset("-–—‑ ")
_MONEY = frozenset(" \u00a0\u2009\u202f\u200f\u200e-‑–'’$€£%٪")


def affirmed(marked: Marked, found: Sequence[Numeral]) -> tuple[list[Numeral], dict[int, int]]:
    """The numbers that are not denied for another one beside them, and where to read on behind one that is followed by
    what it is not: last word -> last word of the denied."""
    denied: set[int] = set()
    over: dict[int, int] = {}
    for before, after in pairwise(found):
        if after.first - before.last > DENIED or not marked.tokens.one_sentence(before.first, after.last):
            continue
        if marked.is_a("denial", after.first - 1):
            denied.add(after.first)
            between = range(before.last + 1, after.first - 1)
            if all(marked.is_a("and", word) for word in between):
                over[before.last] = after.last
        elif marked.is_a("denial", before.first - 1) or marked.is_a("denied", before.last + 1):
            denied.add(before.first)
    return [number for number in found if number.first not in denied], over


def paired(marked: Marked, found: list[Numeral]) -> list[tuple[Numeral, Numeral | None, bool]]:
    """(number, upper end of its range or None, whether it is what the figure was before it changed)."""
    pairs: list[tuple[Numeral, Numeral | None, bool]] = []
    place = 0
    while place < len(found):
        number = found[place]
        following = found[place + 1] if place + 1 < len(found) else None
        if following and _is_change(marked, number, following):
            pairs.append((number, None, True))
        elif following and (low := _range(marked, number, following)):
            pairs.append((low, following, False))
            place += 1
        elif following and _is_score(marked, number, following):
            place += 1
        else:
            pairs.append((number, None, False))
        place += 1
    return pairs


def _is_change(marked: Marked, number: Numeral, following: Numeral) -> bool:
    """From 17,300 to 17,420, with a word of rise or fall in reach."""
    if not marked.tokens.one_sentence(number.first, following.last) or following.first - number.last > APART:
        return False
    begins = marked.is_a("from", number.first - 1) or marked.is_a("ablative", number.last + 1)
    ends = marked.is_a("to", following.first - 1) or marked.is_a("ablative", number.last + 1)
    return begins and ends and marked.has("change", number.first - 10, following.last + 8)


def _is_score(marked: Marked, number: Numeral, following: Numeral) -> bool:
    """2-1: digits with a dash between that are no range."""
    return number.digits and following.first == number.last + 1 and set(marked.gap(number.last)) <= set("-–")


def _range(marked: Marked, low: Numeral, high: Numeral) -> Numeral | None:
    """The lower end of a range that the two numbers are, its scale taken from the upper (2 to 3 thousand)."""
    if not marked.tokens.one_sentence(low.first, high.last):
        return None
    between = marked.is_a("between", low.first - 1)
    if high.first == low.last + 1:
        dash = marked.gap(low.last).strip()
        linked = between and marked.tokens.words[high.first][0] == "و"
        joined = linked or (bool(dash) and set(dash) <= _DASH)
    else:
        word = low.last + 1
        plain = touching(marked, low.last, _MONEY) and touching(marked, word, _MONEY)
        joined = (
            high.first == word + 1
            and plain
            and ((marked.is_a("to", word) and not marked.is_a("and", word)) or (between and marked.is_a("and", word)))
        )
    if not joined:
        return None
    for scale in (1_000_000, 1000):
        if low.value < 1000 <= high.value and high.value % scale == 0 and low.value * scale < high.value:
            return replace(low, value=low.value * scale)
    return low if low.value < high.value else None
