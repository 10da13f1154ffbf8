"""What a word of a text can be: the units (words of terms) it stands for, and the phrases that wait for it there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from monitor.rules.terms import MIN_STEM, Term, Unit, readings
from monitor.text.fold import spellings

NONE = -1  # no unit


@dataclass(slots=True)
class Vocabulary:
    """Units by spelling: whole words, and stems. `lengths` says by a word's first letters at which lengths to cut it to
    find one: most words begin like none.
    """

    exact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    stems: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def add(self, unit: Unit, number: int) -> None:
        (self.stems if unit.prefix else self.exact)[unit.letters].append(number)

    def close(self) -> None:
        """To be called once all units are in."""
        lengths = defaultdict[str, set[int]](set)
        for stem in self.stems:
            lengths[stem[:MIN_STEM]].add(len(stem))
        self.lengths = {head: tuple(sorted(found)) for head, found in lengths.items()}

    def units(self, letters: str, *, whole: bool = True) -> Sequence[int]:
        """Units that the letters stand for; stems count only for words whose ending has not been taken off."""
        found = self.exact.get(letters, ())
        lengths = self.lengths.get(letters[:MIN_STEM]) if whole else None
        if lengths is None:
            return found
        stems = [self.stems.get(letters[:length], ()) for length in lengths if length <= len(letters)]
        return [*found, *chain.from_iterable(stems)]


class Phrase(NamedTuple):
    """A term by the numbers of its units. It waits at `units[key]`; `second` is the unit that is asked for next, `rest`
    are the others: all must be in the text. Where they are, the `neighbour` of the key is looked for.

    `side` says where the neighbour stands: 1 after the key, -1 before, 0 on either side; `gap`: words between at most.
    A `rigid` phrase has no gaps.
    """

    number: int
    units: tuple[int, ...]
    gaps: tuple[int, ...]
    key: int
    second: int
    rest: tuple[int, ...]
    neighbour: int
    side: int
    gap: int
    rigid: bool


@dataclass(slots=True, eq=False)
class Waits:
    """The phrases that wait for a word: those that need no other, and the others by the unit that each asks for next;
    `seconds` are those units, as what is asked fastest. `units` is what the word stands for in their eyes.
    """

    units: frozenset[int]
    alone: tuple[int, ...]
    waiting: dict[int, tuple[tuple[int, tuple[int, ...]], ...]]  # second -> (number, rest) of each phrase
    seconds: frozenset[int]


@dataclass(slots=True, eq=False)
class Word:
    """What a word of a text can be: the units it stands for, and the phrases that wait for it. `asked` are those that
    somebody waits for, without their common words; None: it is no part of any. `others` are the rest; None: none waits.
    """

    units: frozenset[int]
    asked: Waits | None
    others: Waits | None


Words = dict[int, Word]  # of a text, by position; a word that is no part of any term is not there


def units_of(word: str, vocabularies: tuple[Vocabulary, Vocabulary, Vocabulary]) -> frozenset[int]:
    """The units that a word of a text stands for, clitics taken off; the vocabularies are bare, light and fold."""
    bare, light, fold = vocabularies
    written, lighter, folded = spellings(word)
    units = {*bare.units(written), *light.units(lighter), *fold.units(folded)}
    if not word.isascii():
        for reading in readings(lighter):
            units.update(fold.units(reading.letters, whole=reading.whole))
    return frozenset(units)


class Analyst:
    """Says what a word of a text can be."""

    def __init__(
        self,
        vocabularies: tuple[Vocabulary, Vocabulary, Vocabulary],  # bare, light, fold
        phrases: Iterable[Phrase],
        asking: Set[int],
        common: Set[int],  # units that are in most texts, so that their presence tells nothing
    ) -> None:
        self._vocabularies = vocabularies
        self._waiting: dict[int, list[Phrase]] = defaultdict(list)
        self._sought: set[int] = set()  # the telling units of the phrases that somebody waits for
        for phrase in phrases:
            self._waiting[phrase.units[phrase.key]].append(phrase)
            if phrase.number in asking:
                self._sought.add(phrase.units[phrase.key])
                self._sought.update(unit for unit in phrase.units if unit not in common)
        self._asking = asking
        self._words: dict[frozenset[int], Word] = {}  # two words of three stand for what another stands for

    def __call__(self, word: str) -> Word | None:
        every = units_of(word, self._vocabularies)
        if not every:
            return None
        if every not in self._words:
            self._words[every] = self._word(every)
        return self._words[every]

    def _word(self, units: frozenset[int]) -> Word:
        phrases = [phrase for unit in units for phrase in self._waiting.get(unit, ())]
        others = [phrase for phrase in phrases if phrase.number not in self._asking]
        waiting = [(phrase.number, phrase.second, phrase.rest) for phrase in others]
        return Word(units, self._asked(units & self._sought, phrases), _waits(units, waiting) if waiting else None)

    def _asked(self, units: frozenset[int], phrases: Iterable[Phrase]) -> Waits | None:
        """The word in the eyes of those who wait for a phrase: common words are not asked for."""
        if not units:
            return None
        waiting = []
        for phrase in phrases:
            if phrase.number in self._asking:
                second, *rest = [unit for unit in (phrase.second, *phrase.rest) if unit in self._sought] or [NONE]
                waiting.append((phrase.number, second, tuple(rest)))
        return _waits(units, waiting)


def _waits(units: frozenset[int], waiting: Iterable[tuple[int, int, tuple[int, ...]]]) -> Waits:
    alone, by_second = [], dict[int, tuple[tuple[int, tuple[int, ...]], ...]]()
    for number, second, rest in waiting:
        if second == NONE:
            alone.append(number)
        else:
            by_second[second] = (*by_second.get(second, ()), (number, rest))
    return Waits(units, tuple(alone), by_second, frozenset(by_second))


def phrase_of(number: int, term: Term, units: tuple[int, ...], telling: Sequence[int]) -> Phrase:
    """The term as it waits at its key; `telling` are the places of its units, the one that tells most first."""
    key, *others = telling
    if not others:
        return Phrase(number, units, (), key, NONE, (), NONE, 0, 0, True)
    side = 0 if term.loose else 1 if key + 1 < len(units) else -1
    neighbour = key + side if side else (key + 1) % len(units)
    gap = term.gaps[0] + len(units) - 2 if term.loose else term.gaps[min(key, neighbour)]
    second, *rest = (units[place] for place in others)
    rigid = not any(term.gaps)
    return Phrase(number, units, term.gaps, key, second, tuple(rest), units[neighbour], side, gap, rigid)
