"""What a word of a text can be: the units (words of terms) it stands for, and the phrases that wait for it there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from monitor.rules.terms import MIN_STEM, Term, Unit, readings
from monitor.text.fold import spellings


@dataclass(slots=True)
class Vocabulary:
    """Units by spelling: whole words, and stems with the lengths at which to cut a word to find them."""

    exact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    stems: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    heads: frozenset[str] = frozenset()  # the first letters of stems: most words begin with none of them
    lengths: tuple[int, ...] = ()

    def add(self, unit: Unit, number: int) -> None:
        (self.stems if unit.prefix else self.exact)[unit.letters].append(number)

    def close(self) -> None:
        """To be called once all units are in."""
        self.heads = frozenset(stem[:MIN_STEM] for stem in self.stems)
        self.lengths = tuple(sorted({len(stem) for stem in self.stems}))

    def units(self, letters: str, *, whole: bool = True) -> Sequence[int]:
        """Units that the letters stand for; stems count only for words whose ending has not been taken off."""
        found = self.exact.get(letters, ())
        if not whole or letters[:MIN_STEM] not in self.heads:
            return found
        stems = (self.stems.get(letters[:length], ()) for length in self.lengths if length <= len(letters))
        return [*found, *chain.from_iterable(stems)]


class Phrase(NamedTuple):
    """A term by the numbers of its units. It waits at `units[key]`, and is looked at when `neighbour` is within reach.

    `side` says where the neighbour stands: 1 after the key, -1 before, 0 on either side; `gap`: words between at most.
    A `rigid` phrase has no gaps.
    """

    number: int
    units: tuple[int, ...]
    gaps: tuple[int, ...]
    key: int
    neighbour: int
    side: int
    gap: int
    rigid: bool


@dataclass(slots=True, eq=False)
class Word:
    """What a word of a text can be: the units it stands for, the terms it is alone, and the phrases that wait for it by
    the unit of their neighbour; `neighbours` are those units, as what is asked fastest.
    """

    units: frozenset[int]
    alone: tuple[int, ...]
    waiting: dict[int, tuple[Phrase, ...]]
    neighbours: frozenset[int]


Words = list[Word | None]  # of a text; None: a word that is no part of any term


class Analyst:
    """Says what a word of a text can be."""

    def __init__(
        self,
        vocabularies: tuple[Vocabulary, Vocabulary, Vocabulary],  # bare, light, fold
        alone: dict[int, list[int]],
        waiting: dict[int, list[Phrase]],
    ) -> None:
        self._vocabularies, self._alone, self._waiting = vocabularies, alone, waiting

    def __call__(self, word: str) -> Word | None:
        written, lighter, folded = spellings(word)
        bare, light, fold = self._vocabularies
        units = {*bare.units(written), *light.units(lighter), *fold.units(folded)}
        for reading in readings(lighter):
            units.update(fold.units(reading.letters, whole=reading.whole))
        if not units:
            return None
        alone = tuple(number for unit in units for number in self._alone.get(unit, ()))
        waiting: dict[int, tuple[Phrase, ...]] = {}
        for unit in units:
            for phrase in self._waiting.get(unit, ()):
                waiting[phrase.neighbour] = (*waiting.get(phrase.neighbour, ()), phrase)
        return Word(frozenset(units), alone, waiting, frozenset(waiting))


def phrase_of(number: int, term: Term, units: tuple[int, ...], key: int) -> Phrase:
    """The term as it waits at its key unit, with the neighbour that is asked first."""
    if len(units) == 1:
        return Phrase(number, units, (), 0, units[0], 0, 0, True)
    side = 0 if term.loose else 1 if key + 1 < len(units) else -1
    other = key + side if side else (key + 1) % len(units)
    gap = term.gaps[0] + len(units) - 2 if term.loose else term.gaps[min(key, other)]
    return Phrase(number, units, term.gaps, key, units[other], side, gap, not any(term.gaps))
