"""One text before the phrases of an index: which of them can stand in it, which do, and where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from monitor.rules.words import Phrase, Waits, Word, Words
from monitor.text.tokens import Memo, Tokens

MAX_HITS = 200  # of one phrase of several words in one text; a page that repeats it more often says nothing new
FEW = 30  # phrases that are looked at one by one before all that a text has is looked up
EMPTY = 3  # chunks without a word around a phrase: dashes, line breaks

Span = tuple[int, int]  # first and last word of a hit, both inclusive


class _Neighbours(NamedTuple):
    """The words of a text that stir, by the place of their chunk; the places of each; and where chunks without a word
    stand.
    """

    places: Sequence[int]
    words: Sequence[Word]
    places_of: Mapping[Word, Sequence[int]]
    empty: Sequence[int]

    def hold(self, units: frozenset[int], first: int, last: int) -> bool:
        """Whether all units are in the chunks from first to last."""
        words = self.words[bisect_left(self.places, first) : bisect_right(self.places, last)]
        return not units.difference(*[word.units for word in words])

    def gaps(self, first: int, last: int) -> int:
        """How many chunks from first to last have no word."""
        return bisect_right(self.empty, last) - bisect_left(self.empty, first)


class Search:
    """What stands in a text, looked up as far as it is asked for. First its distinct chunks are asked which phrases can
    stand in it at all; where words stand is asked only of those.
    """

    def __init__(self, phrases: Sequence[Phrase], memo: Memo[Word], tokens: Tokens) -> None:
        self._phrases, self._memo, self._tokens = phrases, memo, tokens

    @cached_property
    def asked(self) -> dict[int, list[Span]]:
        """Where the phrases stand that somebody waits for, by number. In most texts there is none, and few chunks are
        looked at to know it.
        """
        stirring = self._tokens.stirring(self._memo)
        heard = [(place, word) for place, chunk in stirring for _, word in chunk.telling if word.asked is not None]
        if not heard:
            return {}
        places_of: dict[Word, list[int]] = defaultdict(list)
        for place, word in heard:
            places_of[word].append(place)
        waits = {word: word.asked for word in places_of if word.asked is not None}
        present = frozenset().union(*[asked.units for asked in waits.values()])
        found = _candidates(waits, present)
        if not found:
            return {}
        empty = [place for place, chunk in stirring if not chunk.size]
        near = _Neighbours([place for place, _ in heard], [word for _, word in heard], places_of, empty)
        possible = sorted(found)
        if len(possible) <= FEW:
            possible = [number for number in possible if self._is_possible(number, found[number], near, present)]
        return self._standing((number, found[number]) for number in possible)

    def _is_possible(self, number: int, keys: Sequence[Word], near: _Neighbours, present: frozenset[int]) -> bool:
        """False when the words of a phrase are nowhere together: those that it asks for among the words that stir, then
        its common words, too.
        """
        units, gaps = self._phrases[number].units, self._phrases[number].gaps
        if len(units) == 1:
            return True
        wanted, reach = present.intersection(units), sum(gaps) + len(units) + EMPTY
        for place in chain.from_iterable(map(near.places_of.__getitem__, keys)):
            stretch = place - reach, place + reach
            if near.gaps(*stretch) > EMPTY or (near.hold(wanted, *stretch) and self._hold(units, *stretch)):
                return True
        return False

    def _hold(self, units: Sequence[int], first: int, last: int) -> bool:
        """Whether all units are in these chunks."""
        chunks = [self._memo[text] for text in self._tokens.texts[max(first, 0) : last + 1]]
        return not set(units).difference(*[word.units for chunk in chunks for _, word in chunk.telling])

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
    def found(self) -> dict[int, list[Span]]:
        """Where every phrase stands that the text has, by number: no hit of one overlaps another, none crosses a
        sentence.
        """
        present = frozenset().union(*[word.units for word in self._positions])
        others = _candidates({word: word.others for word in self._positions if word.others is not None}, present)
        return self.asked | self._standing(others.items())

    def _standing(self, candidates: Iterable[tuple[int, Sequence[Word]]]) -> dict[int, list[Span]]:
        return {number: spans for number, keys in candidates if (spans := self._hits(number, keys))}

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


def _candidates(waits: Mapping[Word, Waits], present: frozenset[int]) -> dict[int, list[Word]]:
    """The phrases all of whose units are present, each with the words that can be its key: a text has thirty."""
    found: dict[int, list[Word]] = defaultdict(list)
    for word, waiting in waits.items():  # every step here is taken a hundred times a text
        for number in waiting.alone:
            found[number].append(word)
        if waiting.seconds and not present.isdisjoint(waiting.seconds):
            for unit in present & waiting.seconds:
                for number, rest in waiting.waiting[unit]:
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
