"""One text before the phrases of an index: which of them can stand in it, which do, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence, Set
from functools import cached_property
from itertools import chain

from monitor.rules.words import Phrase, Word, Words
from monitor.text.tokens import Memo, Tokens

MAX_HITS = 200  # of one phrase of several words in one text; a page that repeats it more often says nothing new
FEW = 30  # phrases that are looked at one by one before all that a text has is looked up
EMPTY = 3  # chunks without a word around a phrase: dashes, line breaks

Span = tuple[int, int]  # first and last word of a hit, both inclusive


class Search:
    """What stands in a text, looked up as far as it is asked for. First its distinct chunks are asked which phrases can
    stand in it at all; where words stand is asked only of those.
    """

    def __init__(self, phrases: Sequence[Phrase], memo: Memo[Word], tokens: Tokens) -> None:
        self._phrases, self._memo, self._tokens = phrases, memo, tokens

    @cached_property
    def asked(self) -> list[int]:
        """The phrases that somebody waits for and that stand in the text. In most texts there is none, and few chunks
        are looked at to know it.
        """
        chunks = self._tokens.stirring(self._memo).items()
        holders = {word: text for text, chunk in chunks for _, word in chunk.telling if word.asking}
        found = _candidates([(word.asking, word) for word in holders if word.asking])
        if 0 < len(found) <= FEW:
            places = self._places({holders[word] for keys in found.values() for word in keys})
            around = {n: [place for word in keys for place in places[holders[word]]] for n, keys in found.items()}
            found = {number: keys for number, keys in found.items() if self._is_possible(number, around[number])}
        return sorted(number for number, keys in found.items() if self._hits(number, keys))

    def _places(self, wanted: Set[str]) -> dict[str, list[int]]:
        """Where these chunks stand among all."""
        places: dict[str, list[int]] = {text: [] for text in wanted}
        for place, text in enumerate(self._tokens.texts):
            if text in wanted:
                places[text].append(place)
        return places

    def _is_possible(self, number: int, places: Iterable[int]) -> bool:
        """False when all words of the phrase are nowhere around these chunks, which hold its key."""
        phrase = self._phrases[number]
        if len(phrase.units) == 1:
            return True
        width = sum(phrase.gaps) + len(phrase.units)
        return any(self._surround(place, width, set(phrase.units)) for place in places)

    def _surround(self, place: int, width: int, units: set[int]) -> bool:
        """Whether the units are among the `width` words on either side of a chunk, or too many empty chunks to tell."""
        reach, empty = width + EMPTY, 0
        for text in self._tokens.texts[max(place - reach, 0) : place + reach + 1]:
            chunk = self._memo[text]
            empty += not chunk.size
            for _, word in chunk.telling:
                units -= word.units
        return not units or empty > EMPTY

    @cached_property
    def _at(self) -> Words:
        return self._tokens.telling(self._memo)

    @cached_property
    def _positions(self) -> dict[Word, list[int]]:
        """Each distinct word -> where it stands, in order."""
        positions: dict[Word, list[int]] = defaultdict(list)
        for position, word in self._at.items():
            positions[word].append(position)
        return positions

    @cached_property
    def candidates(self) -> dict[int, list[Word]]:
        """The phrases all of whose words the text has, each with the words that can be its key."""
        return _candidates([(word, word) for word in self._positions])

    def hits(self, number: int) -> list[Span]:
        """Where a phrase stands, in order: no hit overlaps another, none crosses a sentence; [] if it does not."""
        keys = self.candidates.get(number)
        return self._hits(number, keys) if keys else []

    def _hits(self, number: int, keys: Sequence[Word]) -> list[Span]:
        """Where a phrase stands whose key these words can be."""
        phrase = self._phrases[number]
        positions = self._positions[keys[0]]
        if len(keys) > 1:
            positions = sorted(chain.from_iterable(map(self._positions.__getitem__, keys)))
        if len(phrase.units) == 1:
            return [(position, position) for position in positions]
        hits: list[Span] = []
        end = -1  # of the last hit
        for position in positions:
            if position > end and len(hits) < MAX_HITS:
                span = self._span(phrase, position, end)
                if span:
                    hits.append(span)
                    end = span[1]
        return hits

    def _span(self, phrase: Phrase, position: int, end: int) -> Span | None:
        """The phrase with its key at `position`, after word `end` and within a sentence; None: it does not stand."""
        for place in _around(phrase, position):
            if _stands_for(self._at.get(place), phrase.neighbour):
                span = _span(phrase, position, place, self._at)
                if span and span[0] > end and self._tokens.one_sentence(*span):
                    return span
                if len(phrase.units) > 2:
                    break  # its span is the same for each place of the neighbour
        return None


def _around(phrase: Phrase, position: int) -> Iterable[int]:
    """Where the neighbour can stand when the key stands at `position`, the nearest first."""
    if phrase.side:
        return range(position + phrase.side, position + phrase.side * (phrase.gap + 2), phrase.side)
    return (place for distance in range(1, phrase.gap + 2) for place in (position - distance, position + distance))


def _stands_for(word: Word | None, unit: int) -> bool:
    return word is not None and unit in word.units


def _candidates(words: Collection[tuple[Word, Word]]) -> dict[int, list[Word]]:
    """The phrases all of whose words are among these, each with the words that can be its key: a text has thirty.
    Each word comes as it is seen (by those who wait for a phrase, or as it is), and as it is.
    """
    present = frozenset().union(*[seen.units for seen, _ in words])
    found: dict[int, list[Word]] = defaultdict(list)
    for seen, word in words:  # every step here is taken a hundred times a text
        for number in seen.alone:
            found[number].append(word)
        if seen.seconds and not present.isdisjoint(seen.seconds):
            for unit in present & seen.seconds:
                for number, rest in seen.waiting[unit]:
                    if not rest or present.issuperset(rest):
                        found[number].append(word)
    return found


def _span(phrase: Phrase, position: int, place: int, words: Words) -> Span | None:
    """The shortest span of the phrase with its key at `position` and the neighbour at `place`, if it has one."""
    if len(phrase.units) == 2:
        return (position, place) if position < place else (place, position)
    if phrase.rigid:
        first = position - phrase.key
        fits = all(_stands_for(words.get(at), unit) for at, unit in enumerate(phrase.units, first))
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
                if _stands_for(words.get(beyond), unit):
                    reached.append(beyond)
        frontier = reached
        if not frontier:
            break
    return set(frontier)


def _loose(phrase: Phrase, position: int, words: Words) -> Span | None:
    """The shortest span around the key word with all units in any order, at most gaps[0] other words between."""
    width = phrase.gaps[0] + len(phrase.units)
    best: Span | None = None
    for first in range(position - width + 1, position + 1):
        missing = set(phrase.units) - words[position].units
        for last in range(first, first + width):
            if word := words.get(last):
                missing -= word.units
            if not missing and last >= position:
                if best is None or last - first < best[1] - best[0]:
                    best = (first, last)
                break
    return best
