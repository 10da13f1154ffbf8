"""The percolator: which of many phrases stand in one text, at a cost that hardly depends on how many there are.

Each distinct word of a text is analysed once and remembered: fold it, take off clitics, and look up the units (words of
terms) it can stand for. Every phrase waits at its rarest unit; it is verified only when that unit and all others occur.
This is the classic inverted matching of stored queries (Yan and Garcia-Molina, SIFT, 1999), with words for n-grams.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence, Set

from monitor.rules.search import Search, Span
from monitor.rules.terms import SPELLINGS, Term, Unit, readings, spell
from monitor.rules.words import Analyst, Phrase, Vocabulary, Word, phrase_of
from monitor.text.fold import light
from monitor.text.tokens import Memo, Tokens

SHORT = 3  # letters of a word that is likely to be common: to, for, of, den, ans
ARABIC = "\u0600"  # scripts before it write their vowels, so that words are longer
HOWS = 50_000  # explanations remembered


class PhraseIndex:
    """Terms compiled for matching; a term is known by its position in the sequence given. Those at the positions
    `asking` are what somebody waits for: whether one of them stands in a text is settled before others are looked for.
    """

    def __init__(self, terms: Sequence[Term], asking: Collection[int] = ()) -> None:
        self._terms = tuple(terms)
        self._units = {
            unit: number for number, unit in enumerate(dict.fromkeys(u for term in terms for u in term.units))
        }
        vocabularies = {spelling: Vocabulary() for spelling in SPELLINGS}
        for unit, number in self._units.items():
            for choice in unit.choices:
                vocabularies[choice.spelling].add(choice, number)
        for vocabulary in vocabularies.values():
            vocabulary.close()
        bare, lighter, folded = vocabularies.values()
        common = {number for unit, number in self._units.items() if any(_is_short(one.letters) for one in unit.choices)}
        self._phrases = tuple(self._by_rarest_unit(common))
        analyst = Analyst((bare, lighter, folded), self._phrases, frozenset(asking), common)
        self._memo = Memo(analyst, stirs=_is_asked)
        self._hows: dict[tuple[int, tuple[str, ...]], str] = {}

    def _by_rarest_unit(self, common: Set[int]) -> Iterator[Phrase]:
        """The phrases, each waiting at the unit that the fewest share, common words last: those are in every text."""
        numbered = [tuple(self._units[unit] for unit in term.units) for term in self._terms]
        shared = Counter(unit for units in numbered for unit in set(units))
        lengths = {number: len(unit.letters) for unit, number in self._units.items()}
        choices = {number: len(unit.choices) for unit, number in self._units.items()}
        commonness = {unit: (unit in common, count * choices[unit], -lengths[unit]) for unit, count in shared.items()}
        for number, (term, units) in enumerate(zip(self._terms, numbered, strict=True)):
            ranks = [commonness[unit] for unit in units] if len(units) > 1 else [()]
            yield phrase_of(number, term, units, sorted(range(len(units)), key=ranks.__getitem__))

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


def _is_short(letters: str) -> bool:
    return len(letters) <= (SHORT if letters < ARABIC else SHORT - 1)


def _is_asked(word: Word) -> bool:
    return word.asking is not None


def _how(term: Term, word: str) -> str:
    units = [choice for unit in term.units for choice in unit.choices]
    if any(_is(unit, spell(word, unit.spelling), whole=True) for unit in units):
        return ""
    folded = [unit for unit in units if unit.spelling == "fold"]
    for reading in readings(light(word)):
        if any(_is(unit, reading.letters, whole=reading.whole) for unit in folded):
            return reading.how
    return ""


def _is(unit: Unit, letters: str, *, whole: bool) -> bool:
    return letters == unit.letters or (whole and unit.prefix and letters.startswith(unit.letters))
