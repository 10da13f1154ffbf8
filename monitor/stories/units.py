"""The unit of a number where it stands beside it: behind, right before, as a sign, or as a word that no list names.

17,300 Syrian recruits    Morts : 12    الأعضاء الخمسة    $1,500    40%    63 بلاغا
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.stories.marked import Found, Marked
from monitor.stories.naming import touching
from monitor.stories.numerals import Numeral

REACH = 4  # words between a number and its unit
CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "₺": "lira", "₽": "rubles"}
STOPS = frozenset(",;:()،؛\n!?؟[]|/—–")  # what no unit is looked for beyond
_ADJECTIVES = ("ых", "их")  # endings of the Russian words that may be nouns or stand before one
PEOPLE = "people"
THINGS = "things"
FEW = 5  # times up to which something was done; of more the news is what was done
OUT_OF = 7  # words before a number in which those are named out of whom it is


@dataclass(slots=True)
class Count:
    """A number and what it counts: words first..last state it. `qualifier` is what its unit already says (dead)."""

    first: int
    last: int
    number: Numeral
    unit: str
    kind: str
    high: float | None = None
    qualifier: str = ""
    announced: bool = False
    end: int = 0  # last word of number and unit
    late: bool = False  # they died of their wounds
    loose: bool = False  # a single one, who counts where he is among the dead or wounded


class Finder:
    """Finds units in one text; `taken` are the words of its numbers, `denied` leads from one over a number that is said
    not to be it (cinque, e non due, i morti)."""

    def __init__(self, marked: Marked, taken: set[int], denied: Mapping[int, int]) -> None:
        self.marked, self.taken, self.denied = marked, taken, denied
        self.words = marked.tokens.words

    def count(self, number: Numeral, unit: str, end: int, *, qualifier: str = "", announced: bool = False) -> Count:
        """The number as a count of the unit, stated up to word `end`."""
        kind = self.marked.lexicon.kinds.get(unit, "people")
        return Count(number.first, max(number.last, end), number, unit, kind, None, qualifier, announced, end)

    def money(self, number: Numeral) -> Count | None:
        """A currency sign at the number, or its code before it (USD, LYD)."""
        text = self.marked.tokens.text
        start, end = self.marked.tokens.span(number.first)[0], self.marked.tokens.span(number.last)[1]
        signs = text[max(start - 2, 0) : start].strip()[-1:], text[end : end + 2].strip()[:1]
        unit = next((CURRENCIES[sign] for sign in signs if sign in CURRENCIES), "")
        code = self.marked.ending("unit", number.first - 1)
        if code and not unit and self.words[code.first].isupper() and touching(self.marked, code.last):
            unit = code.name if self.marked.lexicon.kinds[code.name] == "money" else ""
        return Count(number.first, number.last, number, unit, "money", end=number.last) if unit else None

    def percent(self, number: Numeral) -> Count | None:
        """A percent sign at the number, or the word before it (yüzde 40)."""
        text = self.marked.tokens.text
        start, end = self.marked.tokens.span(number.first)[0], self.marked.tokens.span(number.last)[1]
        before = self.marked.ending("unit", number.first - 1) if "tr" in self.marked.langs else None
        signed = text[start - 1 : start] in ("%", "٪") or text[end : end + 2].strip()[:1] in ("%", "٪")
        if signed or (before and before.name == "percent"):
            return self.count(number, "percent", number.last)
        return None

    def right(self, number: Numeral) -> Count | None:
        """The unit that follows, past adjectives and what says how exact the number is."""
        begin, skipped = self.denied.get(number.last, number.last) + 1, 0
        word = begin
        while word < len(self.words) and skipped <= REACH and word not in self.taken:
            gap = self.marked.gap(word - 1)
            stopped = bool(STOPS & set(gap)) and not (word == begin > number.last + 1)
            stopped = stopped or (". " in gap and self.words[word - 1].isdecimal())  # risen to 775. Sources said
            if stopped or not self.marked.tokens.one_sentence(number.last, word):
                return None
            found = None if self.marked.conjoined(word) else self._unit_at(word, number)
            if found:
                return found
            bound = self.marked.at("bound after", word)
            if bound:
                word = bound.last + 1
                continue
            if self.marked.at("pronoun", word) and not self.marked.is_a("of", word):
                return None  # four companions, including the commander
            free = self.marked.is_a("of", word) or self._is_suffix(word)
            if (self.marked.is_a("barrier", word) and not free) or self.marked.conjoined(word):
                return None
            skipped, word = skipped + (not free), word + 1
        return None

    def _is_suffix(self, word: int) -> bool:
        return self.marked.gap(word - 1) in ("'", "’", "-", "‑")

    def _unit_at(self, word: int, number: Numeral) -> Count | None:
        unit = self.marked.at("unit", word)
        if unit and self.marked.is_a("beside", word) and word > number.last + 1:
            unit = None
        known = self.marked.definite(word) and not self.marked.is_a("of", word - 1)
        if unit and known and unit.name != "percent":
            unit = None  # ثمانية فجر اليوم
        if unit and unit.name == "times" and number.value > FEW:
            unit = None  # 23 kez ihlal edildi: as many violations
        noun = self.marked.at("noun", word)
        if noun and not (unit and unit.last > noun.last):
            return self.count(number, self.among(number), noun.last, qualifier=noun.name)
        if not unit:
            return None
        unit = self._head(unit)
        return self.count(number, unit.name, unit.last)

    def _head(self, unit: Found) -> Found:
        """In English and Turkish the last of several nouns is what is counted: 200 civilian vehicles."""
        adjective = self.words[unit.last].endswith(_ADJECTIVES)  # два военных источника
        latin = self.words[unit.first][0] <= "\u024f" and not {"en", "tr"}.isdisjoint(self.marked.langs)
        if not (latin or adjective):
            return unit
        if self.marked.lexicon.kinds[unit.name] not in ("people", "thing"):
            return unit
        following = self.marked.at("unit", unit.last + 1)
        while following and following.last + 1 not in self.taken and touching(self.marked, unit.last):
            unit = following
            following = self.marked.at("unit", unit.last + 1)
        return unit

    def beside(self, number: Numeral) -> Count | None:
        """The unit right before: Morts : 12, المقاتلين الـ300, الأعضاء الخمسة."""
        word = number.first - 1
        if word >= 0 and self.words[word].strip("ـ") == "ال":
            word -= 1
        if word < 0 or not self.marked.tokens.one_sentence(word, number.first):
            return None
        colon = ":" in self.marked.gap(word)
        if not (colon or (touching(self.marked, word) and self.arabic(word))):
            return None
        noun, unit = self.marked.ending("noun", word), self.marked.ending("unit", word)
        if noun:
            return self.count(number, PEOPLE, number.last, qualifier=noun.name)
        if not (colon or number.digits) and self.marked.definite(word) and not self.marked.definite(number.first):
            return None  # المراقبين ثلاث مدن: they are no five members, الأعضاء الخمسة
        if unit and self.marked.lexicon.kinds[unit.name] in ("people", "thing"):
            return self.count(number, unit.name, number.last)
        if unit and self.marked.lexicon.kinds[unit.name] == "ignored":
            return None
        paired = number.value == 2 and not number.digits and self.words[word].endswith(("ين", "ان"))
        return self.count(number, THINGS, number.last) if paired else None  # آمرين اثنين

    def unnamed(self, number: Numeral) -> Count | None:
        """Something that no unit names stands right behind: 63 بلاغا, thirty observers, 140 курсантов."""
        word = self.behind(number)
        while word < len(self.words) and self.marked.is_a("of", word) and touching(self.marked, word - 1):
            word += 1
        if word >= len(self.words) or not self.marked.tokens.one_sentence(number.last, word) or word in self.taken:
            return None
        small = number.value == 2 and (self.marked.is_a("the", number.first - 1) or self.marked.is_a("sides", word))
        other = any(self.marked.is_a(office, word) for office in ("barrier", "and", "to", "not", "one", "the"))
        if small or other or number.value < 2 or not touching(self.marked, word - 1) or self._names(word):
            return None
        return self.count(number, PEOPLE if self.marked.is_a("persons", number.first) else THINGS, word)

    def arabic(self, word: int) -> bool:
        """True for a word in Arabic letters."""
        return "\u0600" <= self.words[word][0] < "\u0780"

    def behind(self, number: Numeral) -> int:
        """The first word behind the number that is no ending written onto it (496'sı)."""
        word = number.last + 1
        return word + 1 if word < len(self.words) and self._is_suffix(word) else word

    def among(self, number: Numeral) -> str:
        """The people out of whom the number is: parmi les recrues, 496; savaşçılardan 496'sı; else "people"."""
        for word in range(number.first - 1, max(number.first - OUT_OF, -1), -1):
            unit = self.marked.ending("unit", word)
            if not unit or self.marked.lexicon.kinds[unit.name] != "people":
                continue
            out_of = any(self.marked.is_a("among", place) for place in range(max(unit.first - 3, 0), unit.first))
            ablative = self._only(word, number) and self.words[word].lower().endswith(("dan", "den", "tan", "ten"))
            if self.marked.tokens.one_sentence(word, number.first) and (out_of or ablative):
                return unit.name
        return PEOPLE

    def _only(self, word: int, number: Numeral) -> bool:
        """Whether nothing stands between a word and the number but "only"."""
        between = number.first - word - 1
        return between == 0 or (between == 1 and self.marked.is_a("only", word + 1))

    def _names(self, word: int) -> bool:
        """A name, a single letter, an Arabic word with "and" before it: nothing that is counted."""
        written = self.words[word]
        return (
            self.marked.conjoined(word)
            or len(written) < 3
            or (written[0].isupper() and "en" not in self.marked.langs)
            or written.isupper()
        )
