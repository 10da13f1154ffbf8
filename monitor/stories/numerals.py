"""Numbers of a text, in digits of any script and in words of six languages, each with the words it is written in.

    17,300   17.300   17 300   17٬300   ١٧٣٠٠   1.5 million   6 آلاف   17 bin 300
    six mille   ستة آلاف ومئتان   altı bin   шесть тысяч   two dozen   diciassettemila   ألفي

A *scale* (thousand, ألف, bin) multiplies what stands before it. What only looks like a number (a date, a clock time, a
score, a model's name, a rank, a telephone number) is found too, as a `name`, so that nothing else takes it for a count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from monitor.rules.terms import readings
from monitor.stories.lexicon import NumberWord
from monitor.stories.marked import Marked
from monitor.text.fold import fold, light

Shape = Literal["count", "year", "name"]

# dates (23-10-2020, 4/4/2019, 2020.10.23), clock times, scores and shares of one digit group to another
_NAME = re.compile(r"\d{1,4}([/.\-–])\d{1,2}\1\d{1,4}(?!\d)|\d+\s?[:/]\s?\d+(?:[:/]\d+)*|\d{1,2}[hH]\d{0,2}(?!\w)")
_SPACE = " \u00a0\u2007\u2009\u202f"
_GROUPED = "|".join(rf"(?!0|٠|۰)\d{{1,3}}(?:{sign}\d{{3}}(?!\d))+" for sign in (r"\.", ",", "[٬'’]", f"[{_SPACE}]"))
_NUMBER = re.compile(rf"(?P<whole>{_GROUPED}|\d+)(?P<part>[.,٫]\d{{1,2}}(?!\d))?")
_SEPARATORS = re.compile(rf"[.,٬'’{_SPACE}]")
MEMO_LIMIT = 200_000  # distinct words remembered
_LONGEST = 9  # digits in a row; more are a telephone number
_YEARS = range(1900, 2100)
_JOINT = re.compile(rf"[{_SPACE}\-‐‑]*\Z")  # what may stand between the words of one number
_SCALE = 1000
SCALES = ("scale", "counted", "bounded")  # roles of what multiplies
_DEFINITE = ("ال", "لل")
_SHORT = "ست"  # with a particle written onto it; shorter than what is commonly taken apart
NOT_INFLECTED = frozenset(("yuzde", "yedin", "yediye"))  # per cent, you ate
THEREFORE = "yuzden"  # a hundred only with a number before it


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


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a number: its value, what it does, and whether "and" is written onto it (ومئتان)."""

    word: NumberWord
    linked: bool = False


DIGITS = _Part(NumberWord(0, "digits"))


class _Sum:
    """A number as its words come in: `total` of the thousands so far, `group` below a thousand under construction."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self.langs, self.total, self.group, self.last_scale, self.fixed = langs, 0.0, 0.0, 10**12, False

    @property
    def value(self) -> float:
        return self.total + self.group

    @property
    def empty(self) -> bool:
        return not self.value

    def take(self, word: NumberWord, *, linked: bool = False) -> bool:
        """Add a word; False, and nothing changed, when it begins another number."""
        if word.role in SCALES:
            return self._scale(word.value)
        if word.value >= _SCALE:
            if self.group and word.value == 2 * _SCALE:  # ألفا after a number is the accusative of one thousand
                return self._scale(_SCALE)
            if self.group or word.value >= self.last_scale:
                return False
            self.total, self.last_scale = self.total + word.value, _SCALE
            return True
        return self._small(word.value, linked=linked)

    def _scale(self, scale: int) -> bool:
        if scale < _SCALE:
            if self.group >= scale and not self.fixed:
                return False
            self.group = (self.group or 1) * scale
            return True
        if scale >= self.last_scale or (self.total and not self.group):
            return False
        self.total += round((self.group or 1) * scale, 6)
        self.group, self.last_scale, self.fixed = 0, scale, False
        return True

    def halve(self) -> bool:
        """Add a half of the last scale, or of one."""
        if self.group and self.group == int(self.group) and self.group < _SCALE:
            self.group, self.fixed = self.group + 0.5, True
            return True
        if self.group or not self.total:
            return False
        self.total += self.last_scale / 2
        return True

    def digits(self, value: float) -> bool:
        """Add a number in digits: the first, or what follows a scale (17 bin 300)."""
        if self.group or value >= self.last_scale:
            return False
        self.group, self.fixed = value, True
        return True

    def _small(self, value: int, *, linked: bool) -> bool:
        group = int(self.group)
        if self.fixed and group:
            return False
        tail = group % 100
        french_score = tail == 4 and value == 20 and not linked and "fr" in self.langs
        fits = (
            (not group)
            or (tail == 0 and value < 100)
            or (tail >= 20 and tail % 10 == 0 and value < 10)
            or (tail == 10 and value < 10 and not linked and ("tr" in self.langs or "fr" in self.langs))
            or (tail in (60, 80) and value < 20 and "fr" in self.langs)
            or (tail < 10 and value == 10 and not linked)  # ثلاثة عشر
            or (tail < 10 and value in range(20, 100, 10) and linked)  # ثلاثة وعشرون
        )
        if not (fits or french_score):
            return False
        self.group = group + (76 if french_score else value)
        return True


class _Reader:
    """Reads the numbers of one text."""

    def __init__(self, marked: Marked) -> None:
        self.marked, self.tokens, self.text = marked, marked.tokens, marked.tokens.text
        self.words = marked.tokens.words
        self.tables = [marked.lexicon.numbers.get(lang, {}) for lang in marked.langs]
        self.memo: dict[str, _Part | None] = marked.lexicon.memo.setdefault(" ".join(marked.langs), {})
        if len(self.memo) >= MEMO_LIMIT:
            self.memo.clear()
        for word in set(self.words).difference(self.memo):
            self.memo[word] = self._analysed(word)

    def numerals(self) -> Iterator[Numeral]:
        last = -1
        for word in [place for place, word in enumerate(self.words) if self.memo[word]]:
            found = self._at(word) if word > last else None
            if found:
                yield found
                last = found.last

    def _at(self, word: int) -> Numeral | None:
        if self.words[word][0].isdecimal():
            return self._digits(word)
        return None if self._needs_more(word) else self._run(word, _Sum(self.marked.langs))

    def _part(self, word: int) -> _Part | None:
        """The number word that this word is, if any; digits are none."""
        part = self.memo[self.words[word]] if 0 <= word < len(self.words) else None
        return None if part is DIGITS else part

    def _analysed(self, written: str) -> _Part | None:
        if written[0].isdecimal():
            return DIGITS
        folded = fold(written)
        for lang, table in zip(self.marked.langs, self.tables, strict=True):
            if folded in table and table[folded].exact in ("", light(written)):
                return _Part(table[folded])
            compound = self._compound(lang, folded) or self._inflected(lang, folded)
            if compound:
                return _Part(compound)
        return self._with_clitics(written)

    def _with_clitics(self, written: str) -> _Part | None:
        """An Arabic number word with particles written onto it; "the two" (الاثنين) is a Monday."""
        table = self.tables[0]
        if written[1:] == _SHORT and written[0] in "وفبل":
            return _Part(table[_SHORT], linked=written[0] == "و")
        for reading in readings(light(written)):
            found = table.get(reading.letters)
            prefix = reading.how.partition(" ")[0]
            if found and found.value == 2 and prefix.endswith(_DEFINITE):
                return _Part(NumberWord(2, "part"))
            if found:
                return _Part(found, linked=prefix[0] in "وف")
        return None

    def _inflected(self, lang: str, folded: str) -> NumberWord | None:
        """A Turkish number word with a case ending: altı yüze, üçünün."""
        endings = self.marked.lexicon.words["endings"].get(lang, frozenset())
        table = self.marked.lexicon.numbers.get(lang, {})
        for ending in endings:
            found = table.get(folded.removesuffix(ending)) if folded.endswith(ending) else None
            if found and not found.exact and folded not in NOT_INFLECTED:
                return found._replace(role="counted") if folded == THEREFORE else found
        return None

    def _compound(self, lang: str, written: str) -> NumberWord | None:
        """An Italian number written as one word."""
        parts = self.marked.lexicon.joined.get(lang)
        if not parts or not 6 <= len(written) <= 40:
            return None
        table = {**self.marked.lexicon.numbers[lang], **parts}
        pieces = _split(written, table)
        total = _Sum((lang,))
        if not pieces or len(pieces) < 2 or not all(total.take(table[piece]) for piece in pieces):
            return None
        return NumberWord(int(total.value), "number")

    def _needs_more(self, word: int) -> bool:
        """A part of larger numbers that stands alone, or a counted scale with nothing before it."""
        part = self._part(word)
        if part is None or part.word.role in ("counted", "bounded"):
            bounded = part and part.word.role == "bounded" and self.marked.ending("bound", word - 1)
            return not (part and (bounded or self.marked.is_a("one", word - 1)))
        return part.word.role == "part" and not self._teen(word)

    def _run(self, word: int, total: _Sum, *, first: int | None = None) -> Numeral | None:
        """The number whose words go on from `word`; `total` holds the digits that begin at `first`, if any do."""
        begin, digits = (word, False) if first is None else (first, True)
        round_word = not digits and self._part(begin) is not None and self.marked.is_a("one", begin - 1)
        while word < len(self.words):
            step = self._step(word, total, alone=word == begin)
            if not step:
                break
            word = step
        if word == begin or total.empty:
            return None
        value = total.value / 2 if self._halved(begin) else total.value
        return Numeral(begin, word - 1, _whole(value), digits=digits, vague=round_word)

    def _halved(self, begin: int) -> bool:
        """Half a million, نصف مليون."""
        scale = self._part(begin)
        if not scale or scale.word.role not in SCALES:
            return False
        return self.marked.is_a("half", begin - 1) or (
            self.marked.is_a("one", begin - 1) and self.marked.is_a("half", begin - 2)
        )

    def _step(self, word: int, total: _Sum, *, alone: bool) -> int:
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
        part = None if self._is_percent(place) else self._part(place)
        if not part or (part.word.role == "part" and alone and not self._teen(place)):
            return 0
        return place + 1 if total.take(part.word, linked=linked or part.linked) else 0

    def _half(self, word: int, total: _Sum) -> int:
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

    def _is_percent(self, word: int) -> bool:
        """بالمئة after a number is no hundred."""
        unit = self.marked.at("unit", word)
        return bool(unit and unit.name == "percent")

    def _teen(self, word: int) -> bool:
        """Whether ten follows: أحد عشر."""
        following = self._part(word + 1)
        return bool(following and following.word.value == 10)

    def _rest(self, word: int, total: _Sum) -> int:
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
        if not self._counts(word, last):
            return Numeral(word, last, value, "name", digits=True)
        total = _Sum(self.marked.langs)
        total.digits(value)
        longer = self._run(last + 1, total, first=word) if self._goes_on(last) else None
        if longer:
            return longer
        shape: Shape = "year" if plain and value in _YEARS and len(self.words[word]) == 4 else "count"
        return Numeral(word, last, _whole(value), shape, digits=True)

    def _goes_on(self, last: int) -> bool:
        """Whether a scale follows the digits: 6 آلاف, 1.5 million, 17-тысячный."""
        if last + 1 >= len(self.words) or not _JOINT.match(self.marked.gap(last)):
            return False
        part = None if self._is_percent(last + 1) else self._part(last + 1)
        return bool(part and (part.word.role in SCALES or part.word.value == 2 * _SCALE))

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


def _is_arabic(letter: str) -> bool:
    return "\u0600" <= letter < "\u0780"


def _whole(value: float) -> float:
    return int(value) if value == int(value) else round(value, 6)
