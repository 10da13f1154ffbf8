"""Which words of a text are number words: as they stand, with Arabic particles or Turkish endings, or in one piece.

    ستة   وستة   بألفي    altı   yüze    duemilatrecento

Each distinct word is looked at once and remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.rules.terms import readings
from monitor.stories.lexicon import Lexicon, NumberWord
from monitor.stories.sums import Sum
from monitor.text.fold import fold, light

MEMO_LIMIT = 50_000  # distinct words remembered
COMPOUND = range(6, 41)  # letters of a number written as one word
_DEFINITE = ("ال", "لل")
_SHORT = "ست"  # with a particle written onto it; shorter than what is commonly taken apart
_ABLATIVE = ("dan", "den", "tan", "ten")
NOT_INFLECTED = frozenset(("yuzde", "yedin", "yediye"))  # per cent, you ate
THEREFORE = "yuzden"  # a hundred only with a number before it


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a number: its value, what it does, and whether "and" is written onto it (ومئتان)."""

    word: NumberWord
    linked: bool = False
    ended: bool = False  # by a case: dokuzdan on ikiye is from nine to twelve


DIGITS = Part(NumberWord(0, "digits"))


class NumberWords:
    """The number words of some languages, Arabic first; `known` are words looked at: None for those that are none."""

    def __init__(self, lexicon: Lexicon, langs: Sequence[str]) -> None:
        self.lexicon, self.langs = lexicon, langs
        self.tables = [lexicon.numbers.get(lang, {}) for lang in langs]
        self.known: dict[str, Part | None] = lexicon.memo.setdefault(" ".join(langs), {})
        if len(self.known) >= MEMO_LIMIT:
            self.known.clear()

    def look(self, words: Sequence[str]) -> list[int]:
        """Where among the words numbers can be."""
        for word in set(words).difference(self.known):
            self.known[word] = self._analysed(word)
        return [place for place, word in enumerate(words) if self.known[word]]

    def _analysed(self, written: str) -> Part | None:
        """What a word is by itself."""
        if written[0].isdecimal():
            return DIGITS
        folded = fold(written)
        for lang, table in zip(self.langs, self.tables, strict=True):
            if folded in table and table[folded].exact in ("", light(written)):
                return Part(table[folded])
            compound = self._compound(lang, folded) or self._inflected(lang, folded)
            if compound:
                return Part(compound, ended=folded.endswith(_ABLATIVE))
        return self._with_clitics(written)

    def _with_clitics(self, written: str) -> Part | None:
        """An Arabic number word with particles written onto it; "the two" (الاثنين) is a Monday."""
        table = self.tables[0]
        if written[1:] == _SHORT and written[0] in "وفبل":
            return Part(table[_SHORT], linked=written[0] == "و")
        for reading in readings(light(written)):
            found = table.get(reading.letters)
            prefix = reading.how.partition(" ")[0]
            if "ك" in prefix:
                continue  # كمية is a quantity
            if found and found.value == 2 and prefix.endswith(_DEFINITE):
                return Part(NumberWord(2, "part"))
            if found:
                return Part(found, linked=prefix[0] in "وف")
        return None

    def _inflected(self, lang: str, folded: str) -> NumberWord | None:
        """A Turkish number word with a case ending: altı yüze, üçünün."""
        endings = self.lexicon.words["endings"].get(lang, frozenset())
        table = self.lexicon.numbers.get(lang, {})
        for ending in endings:
            found = table.get(folded.removesuffix(ending)) if folded.endswith(ending) else None
            if found and not found.exact and folded not in NOT_INFLECTED:
                return found._replace(role="counted") if folded == THEREFORE else found
        return None

    def _compound(self, lang: str, written: str) -> NumberWord | None:
        """An Italian number written as one word."""
        parts = self.lexicon.joined.get(lang)
        if not parts or len(written) not in COMPOUND:
            return None
        table = {**self.lexicon.numbers[lang], **parts}
        pieces = _split(written, table)
        total = Sum((lang,))
        if not pieces or len(pieces) < 2 or not all(total.take(table[piece]) for piece in pieces):
            return None
        return NumberWord(int(total.value), "number")


def _split(word: str, table: dict[str, NumberWord]) -> list[str]:
    """The pieces of a compound from left to right, the longest first; [] when it is none."""
    if not word:
        return []
    for end in range(min(len(word), 12), 1, -1):
        if word[:end] in table:
            rest = _split(word[end:], table)
            if rest or end == len(word):
                return [word[:end], *rest]
    return []
