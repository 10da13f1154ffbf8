"""Numbers of a text, in digits of any script and in words of six languages, each with the words it is written in.

    17,300   17.300   17 300   17٬300   ١٧٣٠٠   1.5 million   6 آلاف   17 bin 300
    six mille   ستة آلاف ومئتان   altı bin   шесть тысяч   two dozen   diciassettemila   ألفي

What only looks like a number (a date, a clock time, a
score, a model's name, a rank, a telephone number) is found too, as a `name`, so that nothing else takes it for a count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from monitor.stories.lexicon import NumberWord
from monitor.stories.marked import Marked
from monitor.stories.numberwords import DIGITS, NumberWords, Part
from monitor.stories.sums import SCALES, THOUSAND, Sum
from monitor.text.fold import bare

Shape = Literal["count", "year", "name"]

# dates (23-10-2020, 4/4/2019, 2020.10.23), clock times, scores and shares of one digit group to another
_NAME = re.compile(r"\d{1,4}([/.\-–])\d{1,2}\1\d{1,4}(?!\d)|\d+\s?[:/]\s?\d+(?:[:/]\d+)*|\d{1,2}[hH]\d{0,2}(?!\w)")
_SPACE = " \u00a0\u2007\u2009\u202f"
_GROUPED = "|".join(rf"(?!0|٠|۰)\d{{1,3}}(?:{sign}\d{{3}}(?!\d))+" for sign in (r"\.", ",", "[٬'’]", f"[{_SPACE}]"))
_NUMBER = re.compile(rf"(?P<whole>{_GROUPED}|\d+)(?P<part>[.,٫]\d{{1,2}}(?!\d))?")
_SEPARATORS = re.compile(rf"[.,٬'’{_SPACE}]")
_CURRENCIES = frozenset("$€£₺₽")
ACCUSATIVE = "ألفا"  # a thousand before "and ..."; two thousand before what is counted
_LONGEST = 9  # digits in a row; more are a telephone number
_YEARS = range(1900, 2100)
_JOINT = re.compile(rf"[{_SPACE}\-‐‑]*\Z")  # what may stand between the words of one number


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words first..last. `digits`: it is written in digits; `vague`: a round word (a dozen)."""

    first: int
    last: int
    value: float
    shape: Shape = "count"
    digits: bool = False
    vague: bool = False


def numerals(marked: Marked) -> list[Numeral]:
    """Every number of the text in order, none overlapping another."""
    return list(_Reader(marked).numerals())


class _Reader:
    """Reads the numbers of one text."""

    def __init__(self, marked: Marked) -> None:
        self.marked, self.tokens, self.text = marked, marked.tokens, marked.tokens.text
        self.words = marked.tokens.words
        self.number_words = NumberWords(marked.lexicon, marked.langs)

    def numerals(self) -> Iterator[Numeral]:
        last = -1
        for word in self.number_words.look(self.words):
            found = self._at(word) if word > last and not (word == last + 1 and self._is_adjective(word)) else None
            if found:
                yield found
                last = found.last

    def _at(self, word: int) -> Numeral | None:
        if self.words[word][0].isdecimal():
            return self._digits(word)
        if self.words[word][0].isupper() and self._proper(word):
            last = self._run(word, Sum(self.marked.langs))
            return Numeral(word, last.last if last else word, 0, "name")
        return None if self._needs_more(word) else self._run(word, Sum(self.marked.langs))

    def _proper(self, word: int) -> bool:
        """Whether a number word is a name by its capital: les Vingt-Sept, i Ventisette, the Twenty-Seven."""
        hyphened = self.marked.gap(word).startswith(("-", "‑")) or "en" not in self.marked.langs
        return hyphened and self.marked.is_a("the", word - 1)

    def _part(self, word: int) -> Part | None:
        """The number word that this word is, if any; digits are none."""
        part = self.number_words.known[self.words[word]] if 0 <= word < len(self.words) else None
        return None if part is DIGITS else part

    def _needs_more(self, word: int) -> bool:
        """A part of larger numbers that stands alone, or a counted scale with nothing before it."""
        part = self._part(word)
        if part is None or part.word.role in ("counted", "bounded"):
            bounded = part and part.word.role == "bounded" and self.marked.ending("bound", word - 1)
            return not (part and (bounded or self.marked.is_a("one", word - 1)))
        return part.word.role == "part" and not self._stands(word)

    def _run(self, word: int, total: Sum, *, first: int | None = None) -> Numeral | None:
        """The number whose words go on from `word`; `total` holds the digits that begin at `first`, if any do."""
        begin, digits = (word, False) if first is None else (first, True)
        round_word = not digits and self._part(begin) is not None and self.marked.is_a("one", begin - 1)
        while word < len(self.words):
            step = self._step(word, total, alone=word == begin)
            if not step:
                break
            word = step
        if word == begin or not total.value:
            return None
        value = total.value / 2 if self._halved(begin) else total.value
        if word > begin + 1 and bare(self.words[begin]) == ACCUSATIVE:
            value -= THOUSAND
        return Numeral(begin, word - 1, _whole(value), digits=digits, vague=round_word)

    def _halved(self, begin: int) -> bool:
        """Half a million, نصف مليون."""
        scale = self._part(begin)
        if not scale or scale.word.role not in SCALES:
            return False
        return self.marked.is_a("half", begin - 1) or (
            self.marked.is_a("one", begin - 1) and self.marked.is_a("half", begin - 2)
        )

    def _step(self, word: int, total: Sum, *, alone: bool) -> int:
        """The word after the next that belongs to the number, or 0. An "and" between its words belongs to it."""
        if not alone and not _JOINT.match(self.marked.gap(word - 1)):
            return 0
        linked = not alone and self.marked.is_a("and", word) and word + 1 < len(self.words)
        place = word + linked
        if linked and not _JOINT.match(self.marked.gap(word)):
            return 0
        half = 0 if alone else self._half(word, total)
        if half:
            return half
        if self.words[place][0].isdecimal():
            arabic = self.words[word] == "و"
            return self._rest(place, total) + 1 if total.total and not total.group and (arabic or not linked) else 0
        if not alone and self._is_adjective(place):
            return 0
        before = None if alone else self._part(word - 1)
        if before and before.ended and before.word.role == "number":
            return 0
        part = None if self._is_percent(place) or self._begins_anew(place, total) else self._part(place)
        if not part or (part.word.role == "part" and alone and not self._stands(place)):
            return 0
        return place + 1 if total.take(part.word, linked=linked or part.linked) else 0

    def _half(self, word: int, total: Sum) -> int:
        """The word after "and a half" (ونصف المليون, et demi), added to the total; 0 when it does not stand here."""
        place = word
        while place < word + 2 and (self.marked.is_a("and", place) or self.marked.is_a("one", place)):
            place += 1
        if self.marked.is_a("between", word) and self.marked.is_a("half", word + 1):
            place = word + 1  # два с половиной
        if not self.marked.is_a("half", place) or not total.halve():
            return 0
        scale = self._part(place + 1)
        again = scale and scale.word.value == total.last_scale and self.marked.definite(place + 1)
        return place + 2 if again else place + 1

    def _is_adjective(self, word: int) -> bool:
        """True for the number in "thirty four-wheel drives": it belongs to the word behind it."""
        hyphened = "-" in self.marked.gap(word) and word > 0 and "-" not in self.marked.gap(word - 1)
        return hyphened and not self._part(word + 1)

    def _begins_anew(self, word: int, total: Sum) -> bool:
        """True when a scale follows that the number cannot take: ألفين وثلاثة آلاف are two numbers."""
        if not total.total or total.group:
            return False
        for place in range(word + 1, word + 4):
            part = self._part(place)
            if not part:
                return False
            if part.word.role in SCALES and part.word.value >= THOUSAND:
                return part.word.value >= total.last_scale
        return False

    def _is_percent(self, word: int) -> bool:
        """بالمئة after a number is no hundred."""
        unit = self.marked.at("unit", word)
        return bool(unit and unit.name == "percent")

    def _stands(self, word: int) -> bool:
        """Whether a part begins a number: ten follows (أحد عشر, إحدى وثلاثين), or the dead and wounded (un morto)."""
        one = self.words[word][0] < "\u0600"  # أحد القتيلين is one of two
        if one and self.marked.at("noun", word + 1) and _JOINT.match(self.marked.gap(word)):
            return True
        tens = self._part(word + 1)
        if tens and tens.linked and tens.word.value in range(20, 100, 10):
            return True
        following = self._part(word + 1)
        return bool(following and following.word == NumberWord(10, "number"))

    def _rest(self, word: int, total: Sum) -> int:
        """The last word of digits after a scale (17 bin 300), or -1."""
        found = self._plain(word)
        return found[1] if found and found[0] >= 1 and total.digits(found[0]) else -1

    def _digits(self, word: int) -> Numeral:
        """The number that begins with these digits, with the scales behind it."""
        start = self.tokens.span(word)[0]
        name = _NAME.match(self.text, start)
        if name or "+" in self.words[word]:
            return Numeral(word, self._word_at(word, name.end() if name else 0), 0, "name", digits=True)
        value, last, plain = self._plain(word) or (0.0, word, True)
        if times := self._money_scale(word, last):
            return Numeral(word, last + 1, _whole(value * times), digits=True)
        if not self._counts(word, last):
            return Numeral(word, last, value, "name", digits=True)
        scale = self._scale_behind(last)
        if scale:
            total = Sum(self.marked.langs)
            # 1.253 million is no thousand millions
            total.digits(value / THOUSAND if scale > THOUSAND <= value and last == word + 1 else value)
            return self._run(last + 1, total, first=word) or Numeral(word, last, _whole(value), digits=True)
        shape: Shape = "year" if plain and value in _YEARS and len(self.words[word]) == 4 else "count"
        return Numeral(word, last, _whole(value), shape, digits=True)

    def _scale_behind(self, last: int) -> int:
        """The scale that follows digits (6 آلاف, 1.5 million), or 0."""
        if last + 1 >= len(self.words) or not _JOINT.match(self.marked.gap(last)) or self._is_percent(last + 1):
            return 0
        part = self._part(last + 1)
        if part and part.word.role in SCALES:
            return part.word.value
        return THOUSAND if part and part.word.value == 2 * THOUSAND else 0

    def _money_scale(self, first: int, last: int) -> int:
        """What the letters behind a sum multiply it by ($2.6m, €1.2 bn, 3 Md€), or 0: only money is written so."""
        letters = self.words[last + 1] if last + 1 < len(self.words) and _JOINT.match(self.marked.gap(last)) else ""
        times = self.marked.lexicon.sums.get(letters.lower(), 0)
        signs = self.text[max(self.tokens.span(first)[0] - 2, 0) : self.tokens.span(first)[0]].strip()[-1:]
        signs += self.marked.gap(last + 1).strip()[:1] if times else ""
        return times if any(sign in _CURRENCIES for sign in signs) else 0

    def _plain(self, word: int) -> tuple[float, int, bool] | None:
        """(value, last word, whether without separators) of digits; None for what is too long for a number."""
        match = _NUMBER.match(self.text, self.tokens.span(word)[0])
        if not match:
            return None
        whole = _SEPARATORS.sub("", match["whole"])
        if len(whole) > _LONGEST + 3 * (whole != match["whole"]) or (len(whole) > 1 and int(whole[0]) == 0):
            return None
        part = match["part"]
        value = float(f"{int(whole)}.{''.join(str(int(digit)) for digit in part[1:])}") if part else float(int(whole))
        return value, self._word_at(word, match.end()), match[0] == match["whole"] == whole

    def _word_at(self, word: int, end: int) -> int:
        """The last word that ends by `end`, at least `word`."""
        while word + 1 < len(self.words) and self.tokens.span(word + 1)[1] <= end:
            word += 1
        return word

    def _counts(self, first: int, last: int) -> bool:
        """False for digits that are part of a name: F-16, Т72, +218, #5, 444th, 10-я, 50mm."""
        if self._plain(first) is None:
            return False
        start, end = self.tokens.span(first)[0], self.tokens.span(last)[1]
        before, after = self.text[max(start - 2, 0) : start], self.text[end : end + 1]
        if before[-1:] in ("+", "#", "№", "°", "_", "@"):
            return False
        if before[-1:] in ("-", "–", "/", ".", ":", "‑") and before[:1].isalpha() and not _is_arabic(before[0]):
            return False
        if before[-1:].isalpha() and not _is_arabic(before[-1]):
            return False
        return not self._ranked(last, after)

    def _ranked(self, last: int, after: str) -> bool:
        """Whether what is written onto the digits makes them a rank or a name: 444th, 17-й, 5'inci, 3º, 4G."""
        if last + 1 >= len(self.words):
            return False
        gap = self.marked.gap(last)
        suffix = self.words[last + 1]
        if gap in ("", "'", "’", "-", "‑") and self.marked.is_a("suffix", last + 1):
            return True
        if "tr" in self.marked.langs and gap == ". " and suffix[0].islower() and self.words[last].isdecimal():
            return True  # 3. madde
        glued = not gap and suffix[0] < "\u0530"
        part = self._part(last + 1) if glued else None
        return glued and not part and not self.marked.at("unit", last + 1)


def _is_arabic(letter: str) -> bool:
    return "\u0600" <= letter < "\u0780"


def _whole(value: float) -> float:
    return int(value) if value == int(value) else round(value, 6)
