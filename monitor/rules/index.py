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
from monitor.text.fold import fold, light
from monitor.text.tokens import Memo, Tokens

# Words of most texts, in the six languages: that one of them is there tells nothing.
COMMON = frozenset(
    fold(
        "a after against all an and are as at before but by day days down each every first for from had has have her"
        " his i in is it its more new no not of off on one out over s since still than that the their to two under up"
        " was were with without après au aux avant d dans de des deux du elle en est et il l la le les leur n ne ont"
        " ou par pas plus pour qu que qui sans se ses son sont sur un une vers y ai al alla che con da dal dalla dei"
        " del della delle di dopo due e è ed fra gli hanno nei nel nella non per più prima si sono su sui sul tra una"
        " uno bu den gün için ile olarak onu sonra ve без в во для до за и из к как на не но о от по после с со у что"
        " ان او اي الى بعد بعض بين حتى خلال دون عبر عن على غير في قبل كل لا لم لن ما مع من و"
    ).split()
)
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
        common = {number for unit, number in self._units.items() if _is_common(unit)}
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
        """Phrase number, ascending -> its hits in order, none overlapping another of the phrase, none crossing a
        sentence.
        """
        return dict(sorted(self.search(tokens).found.items()))

    def how(self, number: int, words: Iterable[str]) -> str:
        """How words were read to be phrase `number`, where not letter for letter: "ل + الهدنة"; else ""."""
        key = number, tuple(words)
        if key not in self._hows:
            if len(self._hows) >= HOWS:
                self._hows.clear()
            self._hows[key] = ", ".join(filter(None, (_how(self._terms[number], word) for word in key[1])))
        return self._hows[key]


def _is_common(unit: Unit) -> bool:
    return any(fold(choice.letters) in COMMON for choice in unit.choices)


def _is_asked(word: Word) -> bool:
    return word.asked is not None


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
