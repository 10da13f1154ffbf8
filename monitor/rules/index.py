"""The percolator: which of many phrases stand in one text, at a cost that hardly depends on how many there are.

Each distinct word of a text is analysed once and remembered: fold it, take off clitics, and look up the units (words of
terms) it can stand for. Every phrase waits at its rarest unit; it is verified only when that unit and all others occur.
This is the classic inverted matching of stored queries (Yan and Garcia-Molina, SIFT, 1999), with words for n-grams.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from monitor.rules.terms import SPELLINGS, Term, Unit, readings, spell
from monitor.rules.words import Analyst, Phrase, Vocabulary, Word, Words, phrase_of
from monitor.text.fold import light
from monitor.text.tokens import Memo, Tokens

MAX_HITS = 200  # of one phrase of several words in one text; a page that repeats it more often says nothing new
SHORT = 3  # letters of a word that is likely to be common: to, for, of, den, ans
HOWS = 50_000  # explanations remembered

Span = tuple[int, int]  # first and last word of a hit, both inclusive


class PhraseIndex:
    """Terms compiled for matching; a term is known by its position in the sequence given."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = tuple(terms)
        self._units = {
            unit: number for number, unit in enumerate(dict.fromkeys(u for term in terms for u in term.units))
        }
        vocabularies = {spelling: Vocabulary() for spelling in SPELLINGS}
        for unit, number in self._units.items():
            vocabularies[unit.spelling].add(unit, number)
        for vocabulary in vocabularies.values():
            vocabulary.close()
        bare, lighter, folded = vocabularies.values()
        self._phrases = tuple(self._by_rarest_unit())
        alone: dict[int, list[int]] = defaultdict(list)
        waiting: dict[int, list[Phrase]] = defaultdict(list)
        for phrase in self._phrases:
            if len(phrase.units) == 1:
                alone[phrase.units[0]].append(phrase.number)
            else:
                waiting[phrase.units[phrase.key]].append(phrase)
        self._memo = Memo(Analyst((bare, lighter, folded), alone, waiting))
        self._hows: dict[tuple[int, tuple[str, ...]], str] = {}

    def _by_rarest_unit(self) -> Iterator[Phrase]:
        """The phrases, each waiting at the unit that the fewest share, short words last: those are in every text."""
        numbered = [tuple(self._units[unit] for unit in term.units) for term in self._terms]
        shared = Counter(unit for units in numbered for unit in set(units))
        lengths = {number: len(unit.letters) for unit, number in self._units.items()}
        for number, (term, units) in enumerate(zip(self._terms, numbered, strict=True)):
            key = min(
                range(len(units)), key=lambda i: (lengths[units[i]] <= SHORT, shared[units[i]], -lengths[units[i]])
            )
            yield phrase_of(number, term, units, key)

    def tokens(self, text: str, *, one_sentence: bool = False) -> Tokens:
        """The words of a text, ready for `find`."""
        return Tokens(text, one_sentence=one_sentence, memo=self._memo)

    def search(self, tokens: Tokens) -> Search:
        """What stands in a text, looked up as far as it is asked for."""
        return Search(self._phrases, self._memo, tokens)

    def find(self, tokens: Tokens) -> dict[int, list[Span]]:
        """Phrase number -> its hits in order, none overlapping another of the phrase, none crossing a sentence."""
        search = self.search(tokens)
        found = {number: search.hits(number) for number in sorted(search.candidates)}
        return {number: hits for number, hits in found.items() if hits}

    def how(self, number: int, words: Iterable[str]) -> str:
        """How words were read to be phrase `number`, where not letter for letter: "ل + الهدنة"; else ""."""
        key = number, tuple(words)
        if key not in self._hows:
            if len(self._hows) >= HOWS:
                self._hows.clear()
            self._hows[key] = ", ".join(filter(None, (_how(self._terms[number], word) for word in key[1])))
        return self._hows[key]


def _stands_for(word: Word | None, unit: int) -> bool:
    return word is not None and unit in word.units


def _units(word: Word | None) -> frozenset[int]:
    return word.units if word is not None else frozenset()


def _how(term: Term, word: str) -> str:
    if any(_is(unit, spell(word, unit.spelling), whole=True) for unit in term.units):
        return ""
    folded = [unit for unit in term.units if unit.spelling == "fold"]
    for reading in readings(light(word)):
        if any(_is(unit, reading.letters, whole=reading.whole) for unit in folded):
            return reading.how
    return ""


def _is(unit: Unit, letters: str, *, whole: bool) -> bool:
    return letters == unit.letters or (whole and unit.prefix and letters.startswith(unit.letters))


class Search:
    """One text before the index. First its distinct chunks are asked which phrases can stand in it at all; where words
    stand is asked only of those.
    """

    def __init__(self, phrases: Sequence[Phrase], memo: Memo[Word], tokens: Tokens) -> None:
        self._phrases, self._memo, self._tokens = phrases, memo, tokens
        self.candidates = _candidates(tokens.telling(memo))

    @cached_property
    def _words(self) -> Words:
        """All words, and None at either end: at -1 stands the last."""
        return [*self._tokens.marks(self._memo), None]

    @cached_property
    def _where(self) -> dict[int, list[int]]:
        """Unit -> the words that can be it: for units where candidates wait, and neighbours that may stand apart."""
        sought = [self._phrases[number] for number in self.candidates]
        where: dict[int, list[int]] = {phrase.units[phrase.key]: [] for phrase in sought}
        where.update((phrase.neighbour, []) for phrase in sought if phrase.gap)
        for position, word in enumerate(self._words):
            if word is not None:
                for unit in word.units:
                    if unit in where:
                        where[unit].append(position)
        return where

    def hits(self, number: int) -> list[Span]:
        """Where a candidate stands, in order: no hit overlaps another, none crosses a sentence; [] if it does not."""
        phrase = self._phrases[number]
        keys = self._where[phrase.units[phrase.key]]
        if len(phrase.units) == 1:
            return [(position, position) for position in keys]
        hits: list[Span] = []
        end = -1  # of the last hit
        for position in keys:
            if position > end and len(hits) < MAX_HITS:
                for place in self._places(phrase, position):
                    span = _span(phrase, position, place, self._words)
                    if span and span[0] > end and self._tokens.one_sentence(*span):
                        hits.append(span)
                        end = span[1]
                        break
                    if len(phrase.units) > 2:
                        break  # its span is the same for each place of the neighbour
        return hits

    def _places(self, phrase: Phrase, position: int) -> Sequence[int]:
        """Where the neighbour stands within reach of the key word at `position`, the nearest first."""
        if not phrase.gap:
            place = position + phrase.side
            return (place,) if _stands_for(self._words[place], phrase.neighbour) else ()
        neighbours, reach = self._where[phrase.neighbour], phrase.gap + 1
        low = bisect_left(neighbours, position - reach if phrase.side < 1 else position + 1)
        high = bisect_right(neighbours, position + reach if phrase.side > -1 else position - 1, low)
        return sorted((place for place in neighbours[low:high] if place != position), key=lambda at: abs(at - position))


def _candidates(words: Sequence[Word]) -> set[int]:
    """The phrases all of whose words are among these: a text has thirty, hardly ever more."""
    present = set().union(*[word.units for word in words])
    found: set[int] = set()
    for word in words:  # every step here is taken a hundred times a text
        if word.alone:
            found.update(word.alone)
        if word.neighbours and not present.isdisjoint(word.neighbours):
            for unit in present & word.neighbours:
                for phrase in word.waiting[unit]:
                    if len(phrase.units) == 2 or present.issuperset(phrase.units):
                        found.add(phrase.number)
    return found


def _span(phrase: Phrase, position: int, place: int, words: Words) -> Span | None:
    """The shortest span of the phrase with its key at `position` and the neighbour at `place`, if it has one."""
    if len(phrase.units) == 2:
        return (position, place) if position < place else (place, position)
    if phrase.rigid:
        first = position - phrase.key
        following = words[first : first + len(phrase.units)] if first >= 0 else []
        fits = len(following) == len(phrase.units) and all(map(_stands_for, following, phrase.units))
        return (first, first + len(phrase.units) - 1) if fits else None
    return (_ordered if phrase.side else _loose)(phrase, position, words)


def _ordered(phrase: Phrase, position: int, words: Words) -> Span | None:
    """The shortest span around the key word with all units in order; None when there is none."""
    first = _reach(phrase.units[: phrase.key][::-1], phrase.gaps[: phrase.key][::-1], position, words, -1)
    if not first:
        return None
    last = _reach(phrase.units[phrase.key + 1 :], phrase.gaps[phrase.key :], position, words, 1)
    return (max(first), min(last)) if last else None


def _reach(wanted: tuple[int, ...], gaps: tuple[int, ...], position: int, words: Words, step: int) -> set[int]:
    """Where the last of the wanted units can stand when they follow the position in this direction within the gaps."""
    frontier = [position]  # in the direction of the step
    for unit, gap in zip(wanted, gaps, strict=True):
        reached: list[int] = []
        beyond = position  # what was looked at already: gaps of neighbouring places overlap
        for place in frontier:
            for near in range(max(place * step, beyond * step) + 1, place * step + gap + 2):
                beyond = near * step
                if 0 <= beyond < len(words) and unit in _units(words[beyond]):
                    reached.append(beyond)
        frontier = reached
        if not frontier:
            break
    return set(frontier)


def _loose(phrase: Phrase, position: int, words: Words) -> Span | None:
    """The shortest span around the key word with all units in any order, at most gaps[0] other words between."""
    width = phrase.gaps[0] + len(phrase.units)
    best: Span | None = None
    for first in range(max(position - width + 1, 0), position + 1):
        missing = set(phrase.units) - _units(words[position])
        for last in range(first, min(first + width, len(words))):
            missing -= _units(words[last])
            if not missing and last >= position:
                if best is None or last - first < best[1] - best[0]:
                    best = (first, last)
                break
    return best
