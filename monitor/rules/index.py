"""The percolator: which of many phrases stand in one text, at a cost that hardly depends on how many there are.

Each distinct word of a text is analysed once and remembered: fold it, take off clitics, and look up the units (words of
terms) it can stand for. Every phrase waits at its rarest unit; it is verified only when that unit and all others occur.
This is the classic inverted matching of stored queries (Yan and Garcia-Molina, SIFT, 1999), with words for n-grams.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from monitor.rules.terms import SPELLINGS, Term, Unit, readings, spell
from monitor.rules.words import Analyst, Phrase, Vocabulary, Waits, Word, Words, phrase_of
from monitor.text.fold import light
from monitor.text.tokens import Memo, Tokens

MAX_HITS = 200  # of one phrase in one text; a page that repeats a phrase more often says nothing new
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
        alone: dict[int, list[int]] = defaultdict(list)
        for number, term in enumerate(self._terms):
            if len(term.units) == 1:
                alone[self._units[term.units[0]]].append(number)
        self._memo = Memo(Analyst(tuple(vocabularies.values()), alone, self._by_rarest_unit()))
        self._hows: dict[tuple[int, tuple[str, ...]], str] = {}

    def _by_rarest_unit(self) -> dict[int, list[Phrase]]:
        """Every phrase at the unit that the fewest phrases share, short words last: those are in every text."""
        numbered = [tuple(self._units[unit] for unit in term.units) for term in self._terms]
        shared = Counter(unit for units in numbered for unit in set(units))
        lengths = {number: len(unit.letters) for unit, number in self._units.items()}
        waiting: dict[int, list[Phrase]] = defaultdict(list)
        for number, (term, units) in enumerate(zip(self._terms, numbered, strict=True)):
            if len(units) > 1:
                key = min(
                    range(len(units)), key=lambda i: (lengths[units[i]] <= SHORT, shared[units[i]], -lengths[units[i]])
                )
                waiting[units[key]].append(phrase_of(number, term, units, key))
        return waiting

    def tokens(self, text: str, *, one_sentence: bool = False) -> Tokens:
        """The words of a text, ready for `find`."""
        return Tokens(text, one_sentence=one_sentence, memo=self._memo)

    def find(self, tokens: Tokens) -> dict[int, list[Span]]:
        """Phrase number -> its hits in order, none overlapping another of the phrase, none crossing a sentence."""
        found: dict[int, list[Span]] = {}
        words: Words = tokens.marks(self._memo)
        words.append(None)  # so that each word has one before and one after
        known = [(position, word) for position, word in enumerate(words) if word is not None]
        tried: dict[int, int] = {}  # where a phrase was looked for last
        where: dict[int, list[int]] = {}  # the words that can be a unit
        for position, word in known:
            for unit in word.distant:
                where.setdefault(unit, []).append(position)
        for position, word in known:
            if (waits := word.waits) is None:
                continue
            for number in waits.alone:
                found.setdefault(number, []).append((position, position))
            before, after = words[position - 1], words[position + 1]
            if (
                (before is None or waits.behind.isdisjoint(before.units))
                and (after is None or waits.ahead.isdisjoint(after.units))
                and (not waits.far or waits.far.keys().isdisjoint(where))
            ):
                continue  # as most words of most texts: every step here is taken hundreds of times a text
            for phrase, place in _within_reach(waits, position, words, where):
                hits = found.setdefault(phrase.number, [])
                if len(phrase.units) > 2:  # its span is the same for each place of the neighbour
                    if tried.get(phrase.number) == position:
                        continue
                    tried[phrase.number] = position
                if len(hits) < MAX_HITS and not (hits and position <= hits[-1][1]):
                    span = _span(phrase, position, place, words)
                    if span and not (hits and span[0] <= hits[-1][1]) and tokens.one_sentence(*span):
                        hits.append(span)
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


def _within_reach(
    waits: Waits, position: int, words: Words, where: Mapping[int, list[int]]
) -> list[tuple[Phrase, int]]:
    """The phrases that wait for the word and have their neighbour where it can stand, and where; the nearest first."""
    found: list[tuple[Phrase, int]] = []
    for waiting, place in ((waits.before, position - 1), (waits.after, position + 1)):
        if waiting and (word := words[place]) is not None and not waiting.keys().isdisjoint(word.units):
            found.extend((phrase, place) for unit in word.units for phrase in waiting.get(unit, ()))
    near = waits.far.keys() & where.keys() if waits.far else ()
    if near:
        found.extend(_far(waits, position, {unit: where[unit] for unit in near}))
    return found


def _far(waits: Waits, position: int, where: Mapping[int, list[int]]) -> list[tuple[Phrase, int]]:
    """Those of the phrases whose neighbour may stand some words away."""
    found = []
    for unit, places in where.items():
        low = bisect_left(places, position - waits.reach)
        for place in places[low : bisect_right(places, position + waits.reach, low)]:
            away = abs(place - position)
            for phrase in waits.far[unit] if away else ():
                if away - 1 <= phrase.gap and phrase.side * (place - position) >= 0:
                    found.append((away, place, phrase))
    return [(phrase, place) for _, place, phrase in sorted(found)]


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
