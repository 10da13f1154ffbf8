"""Words none of which says the matter, and several of which together do: "elders ... quarrel ... embrace ... front".

Each clue that stands in headline and opening counts its points once, and what speaks against the matter takes points
away: a log-linear model (Maron, "Automatic indexing", 1961) whose weights are whole numbers that an editor can read.
Two or three words tell little whatever they weigh, so an editor says how many it takes. Only the opening is asked,
since it says what an article is about, and since a sum over a long text means nothing; and only below a headline that
holds a clue or a name of ours of one word, or below none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.rules.terms import SPELLINGS, Term
from monitor.rules.words import Vocabulary, units_of
from monitor.text.tokens import MEMO_LENGTH, MEMO_LIMIT, Tokens

OPENING = 50  # chunks of the text that are asked, line breaks among them: two sentences
NAME = -1  # in place of a clue's number: a name of ours


@dataclass(frozen=True, slots=True)
class Clues:
    """The points of each clue, by the number of its term; how many are `enough`, and of how many clues at `least`; the
    topic that they tell of, or ""; and the rules that ask for them.
    """

    points: Mapping[int, int]
    enough: int
    least: int
    topic: str
    rules: tuple[str, ...]

    def total(self, found: frozenset[int]) -> int:
        """The points of all that was found."""
        points = self.points
        return sum([points[number] for number in found if number in points])


class ClueIndex(dict[str, frozenset[int]]):
    """Which clues a chunk of a text holds, by number; bounded: when there are too many it begins anew. `terms` are
    single words by number, `ours` those that name our places and people.
    """

    def __init__(self, terms: Mapping[int, Term], ours: Iterable[Term] = ()) -> None:
        super().__init__()
        vocabularies = {spelling: Vocabulary() for spelling in SPELLINGS}
        for number, term in (*terms.items(), *((NAME, term) for term in ours)):
            for choice in term.units[0].choices:
                vocabularies[choice.spelling].add(choice, number)
        for vocabulary in vocabularies.values():
            vocabulary.close()
        bare, lighter, folded = vocabularies.values()
        self._vocabularies = (bare, lighter, folded)

    def __missing__(self, text: str) -> frozenset[int]:
        found = _NONE.union(*map(self._numbers, Tokens(text).words)) or _NONE
        if len(text) > MEMO_LENGTH:
            return found
        if len(self) >= MEMO_LIMIT:
            self.clear()
        self[text] = found
        return found

    def _numbers(self, word: str) -> frozenset[int]:
        return units_of(word, self._vocabularies)

    def found(self, title: Tokens, text: Tokens) -> frozenset[int]:
        """The numbers of the clues in a headline and the opening of its text, NAME among them."""
        headline = _NONE.union(*map(self.__getitem__, title.texts[:OPENING]))
        if not headline and title.count:
            return headline
        return headline.union(*map(self.__getitem__, text.texts[:OPENING]))

    def first(self, tokens: Tokens) -> dict[int, int]:
        """Number of a clue -> the word of the opening where it first stands."""
        found: dict[int, int] = {}
        for place, text in enumerate(tokens.texts[:OPENING]):
            for index, word in enumerate(Tokens(text).words if self[text] else ()):
                for number in self._numbers(word):
                    found.setdefault(number, tokens.words_of(place) + index)
        return found


_NONE: frozenset[int] = frozenset()
