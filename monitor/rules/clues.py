"""Words none of which says the matter, and several of which together do: "elders ... quarrel ... embrace ... front".

Each different word of headline and opening counts its points once, and what speaks against the matter takes points
away: a log-linear model (Maron, "Automatic indexing", 1961) whose weights are whole numbers that an editor can read.
Only the opening is asked, since it says what an article is about, and since a sum over a long text means nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.rules.words import Word
from monitor.text.tokens import MEMO_LIMIT, Memo, Tokens

OPENING = 80  # chunks of the text that are asked: two or three sentences


@dataclass(frozen=True, slots=True)
class Clues:
    """The points of each phrase, by its number; how many are `enough`; the topic that they tell of, or ""; and the
    rules that ask for them.
    """

    points: Mapping[int, int]
    enough: int
    topic: str
    rules: tuple[str, ...]

    def total(self, found: frozenset[int]) -> int:
        """The points of all that was found."""
        points = self.points
        return sum([points[number] for number in found if number in points])


class ClueMemo(dict[str, frozenset[int]]):
    """Which clues a chunk of a text holds, by their numbers; bounded as the memo is in which chunks are looked up."""

    def __init__(self, memo: Memo[Word]) -> None:
        super().__init__()
        self._memo = memo

    def __missing__(self, text: str) -> frozenset[int]:
        if len(self) >= MEMO_LIMIT:
            self.clear()
        found = frozenset(number for _, word in self._memo[text].telling for number in word.clues)
        self[text] = found or _NONE
        return self[text]

    def found(self, title: Tokens, text: Tokens) -> frozenset[int]:
        """The clues in a headline and the opening of its text."""
        return _NONE.union(*map(self.__getitem__, title.texts[:OPENING]), *map(self.__getitem__, text.texts[:OPENING]))


_NONE: frozenset[int] = frozenset()
