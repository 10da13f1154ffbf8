"""The percolator: which of many phrases stand in one text, at a cost that hardly depends on how many there are.

Each distinct word of a text is analysed once and remembered: fold it, take off clitics, and look up the units (words of
terms) it can stand for. Every phrase waits at its rarest unit; it is verified only when that unit and all others occur.
This is the classic inverted matching of stored queries (Yan and Garcia-Molina, SIFT, 1999), with words for n-grams.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from monitor.rules.terms import Spelling, Term, Unit, readings, spell
from monitor.text.tokens import Tokens

MEMO_LIMIT = 200_000  # distinct words remembered; about 40 MB when full of Arabic

Span = tuple[int, int]  # first and last word of a hit, both inclusive


@dataclass(slots=True)
class _Vocabulary:
    """Units by spelling: whole words, and stems with the lengths at which to cut a word to find them."""

    exact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    stems: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lengths: tuple[int, ...] = ()

    def add(self, unit: Unit, number: int) -> None:
        (self.stems if unit.prefix else self.exact)[unit.letters].append(number)

    def close(self) -> None:
        """To be called once all units are in."""
        self.lengths = tuple(sorted({len(stem) for stem in self.stems}))

    def units(self, letters: str, *, whole: bool = True) -> Iterable[int]:
        """Units that the letters stand for; stems count only for words whose ending has not been taken off."""
        yield from self.exact.get(letters, ())
        if whole:
            for length in self.lengths:
                if length > len(letters):
                    break
                yield from self.stems.get(letters[:length], ())


class _Memo(dict[str, tuple[int, ...]]):
    """Word of a text -> numbers of the units it can stand for. Emptied when full, so memory is bounded."""

    def __init__(self, vocabularies: dict[Spelling, _Vocabulary]) -> None:
        super().__init__()
        self._vocabularies = vocabularies

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= MEMO_LIMIT:
            self.clear()
        units: dict[int, None] = {}
        for spelling, vocabulary in self._vocabularies.items():
            units.update(dict.fromkeys(vocabulary.units(spell(word, spelling))))
        folded = self._vocabularies["fold"]
        for reading in readings(word):
            units.update(dict.fromkeys(folded.units(reading.letters, whole=reading.whole)))
        self[word] = found = tuple(units)
        return found


@dataclass(frozen=True, slots=True)
class _Phrase:
    number: int
    units: tuple[int, ...]
    gaps: tuple[int, ...]
    loose: bool


class PhraseIndex:
    """Terms compiled for matching; a term is known by its position in the sequence given."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = tuple(terms)
        self._units = {
            unit: number for number, unit in enumerate(dict.fromkeys(u for term in terms for u in term.units))
        }
        vocabularies: dict[Spelling, _Vocabulary] = {}
        for unit, number in self._units.items():
            vocabularies.setdefault(unit.spelling, _Vocabulary()).add(unit, number)
        vocabularies.setdefault("fold", _Vocabulary())
        for vocabulary in vocabularies.values():
            vocabulary.close()
        self._memo = _Memo(vocabularies)
        self._waiting = self._by_rarest_unit()

    def _by_rarest_unit(self) -> dict[int, tuple[_Phrase, ...]]:
        """Every phrase at the unit that the fewest phrases share; the longest word decides between equals."""
        phrases = [
            _Phrase(number, tuple(self._units[unit] for unit in term.units), term.gaps, term.loose)
            for number, term in enumerate(self._terms)
        ]
        shared = Counter(unit for phrase in phrases for unit in set(phrase.units))
        lengths = {number: len(unit.letters) for unit, number in self._units.items()}
        waiting: dict[int, list[_Phrase]] = defaultdict(list)
        for phrase in phrases:
            waiting[min(phrase.units, key=lambda unit: (shared[unit], -lengths[unit]))].append(phrase)
        return {unit: tuple(found) for unit, found in waiting.items()}

    def find(self, tokens: Tokens) -> dict[int, list[Span]]:
        """Phrase number -> its hits in order, none overlapping another of the phrase, none crossing a sentence."""
        places: dict[int, list[int]] = {}
        for position, units in enumerate(map(self._memo.__getitem__, tokens.words)):
            for unit in units:
                places.setdefault(unit, []).append(position)
        found: dict[int, list[Span]] = {}
        for unit in places:
            for phrase in self._waiting.get(unit, ()):
                if len(phrase.units) == 1:
                    found[phrase.number] = [(position, position) for position in places[unit]]
                elif all(other in places for other in phrase.units):
                    spans = _verify(phrase, places, tokens)
                    if spans:
                        found[phrase.number] = spans
        return found

    def how(self, number: int, words: Iterable[str]) -> str:
        """How words were read to be phrase `number`, where not letter for letter: "ل + الهدنة"; else ""."""
        parts = []
        units = {unit.letters: unit for unit in self._terms[number].units}
        for word in words:
            if any(_is(unit, spell(word, unit.spelling), whole=True) for unit in units.values()):
                continue
            for reading in readings(word):
                if any(_is(u, reading.letters, whole=reading.whole) for u in units.values() if u.spelling == "fold"):
                    parts.append(reading.how)
                    break
        return ", ".join(parts)


def _is(unit: Unit, letters: str, *, whole: bool) -> bool:
    return letters == unit.letters or (whole and unit.prefix and letters.startswith(unit.letters))


def _verify(phrase: _Phrase, places: dict[int, list[int]], tokens: Tokens) -> list[Span]:
    spans = _loose(phrase, places) if phrase.loose else _ordered(phrase, places)
    hits: list[Span] = []
    for first, last in sorted(spans):
        if (not hits or first > hits[-1][1]) and tokens.sentence_of(first) == tokens.sentence_of(last):
            hits.append((first, last))
    return hits


def _ordered(phrase: _Phrase, places: dict[int, list[int]]) -> Iterable[Span]:
    """Shortest spans with the units in order: from the last unit back, the nearest continuation of each occurrence."""
    ends = {position: position for position in places[phrase.units[-1]]}
    for unit, gap in zip(phrase.units[-2::-1], phrase.gaps[::-1], strict=True):
        reach: dict[int, int] = {}
        for position in places[unit]:
            for following in range(position + 1, position + 2 + gap):
                if following in ends:
                    reach[position] = ends[following]
                    break
        ends = reach
    shortest: dict[int, int] = {}
    for first in sorted(ends):  # a later start for the same end is the shorter span
        shortest[ends[first]] = first
    return ((first, last) for last, first in shortest.items())


def _loose(phrase: _Phrase, places: dict[int, list[int]]) -> Iterable[Span]:
    """Spans with all units in any order and at most gaps[0] other words between."""
    wanted = set(phrase.units)
    latest: dict[int, int] = {}
    for position, unit in sorted((position, number) for number in wanted for position in places[number]):
        latest[unit] = position
        if len(latest) == len(wanted):
            first = min(latest.values())
            if position - first + 1 - len(wanted) <= phrase.gaps[0]:
                yield first, position
