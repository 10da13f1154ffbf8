"""What is counted: each number of a sentence bound to its unit, wherever the language puts that.

    17,300 Syrian recruits            the unit follows, a few words on
    عدد القتلى ... إلى 45             it was announced before: the number of, the toll
    Morts : 12                        it stands right before
    بينهم 350, dont 350               it is that of the figure before: some of them
    killed 12 and wounded 30          no unit, but what became of people

A range is one figure with two values; of a change ("from 17,300 to 17,420") the first is marked as previous.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.stories.marked import Found, Marked
from monitor.stories.naming import names, touching
from monitor.stories.numerals import Numeral, numerals

REACH = 4  # words between a number and its unit
ANNOUNCED = 14  # words between "the number of" and the number
CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds"}
_STOPS = frozenset(",;:()،؛\n!?؟[]|/—–")
_DASH = frozenset("-–—‑ ")
PEOPLE = "people"
POINTED_AT = frozenset(("groups", "countries", "bases", "members"))
_FATHA_DUAL = "\u064eين"


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


def counts(marked: Marked) -> list[Count]:
    """Everything counted in the text, in order of reading."""
    found = numerals(marked)
    taken = {word for number in found for word in range(number.first, number.last + 1)}
    reader = _Reader(marked, taken)
    for number, high, changed in _paired(marked, [number for number in found if number.shape != "name"]):
        if not names(marked, high or number):
            reader.read(number, high, changed)
    taken.update(word for count in reader.counts for word in range(count.first, count.last + 1))
    duals = [dual for dual in _duals(marked) if dual.first not in taken]
    return sorted((*reader.counts, *duals), key=lambda count: count.first)


def _paired(marked: Marked, found: list[Numeral]) -> list[tuple[Numeral, Numeral | None, bool]]:
    """(number, upper end of its range or None, whether it is what the figure was before it changed)."""
    pairs: list[tuple[Numeral, Numeral | None, bool]] = []
    place = 0
    while place < len(found):
        number = found[place]
        following = found[place + 1] if place + 1 < len(found) else None
        if following and _is_change(marked, number, following):
            pairs.append((number, None, True))
        elif following and (low := _range(marked, number, following)):
            pairs.append((low, following, False))
            place += 1
        elif following and _is_score(marked, number, following):
            place += 1
        else:
            pairs.append((number, None, False))
        place += 1
    return pairs


def _is_change(marked: Marked, number: Numeral, following: Numeral) -> bool:
    """From 17,300 to 17,420, with a word of rise or fall in reach."""
    if not marked.tokens.one_sentence(number.first, following.last) or following.first - number.last > 6:
        return False
    begins = marked.is_a("from", number.first - 1) or marked.is_a("ablative", number.last + 1)
    ends = marked.is_a("to", following.first - 1) or marked.is_a("ablative", number.last + 1)
    return begins and ends and marked.has("change", number.first - 10, following.last + 8)


def _is_score(marked: Marked, number: Numeral, following: Numeral) -> bool:
    """2-1: digits with a dash between that are no range."""
    return number.digits and following.first == number.last + 1 and set(marked.gap(number.last)) <= set("-–")


def _range(marked: Marked, low: Numeral, high: Numeral) -> Numeral | None:
    """The lower end of a range that the two numbers are, its scale taken from the upper (2 to 3 thousand)."""
    if not marked.tokens.one_sentence(low.first, high.last):
        return None
    between = marked.is_a("between", low.first - 1)
    if high.first == low.last + 1:
        dash = marked.gap(low.last).strip()
        linked = between and marked.tokens.words[high.first][0] == "و"
        joined = linked or (bool(dash) and set(dash) <= _DASH)
    else:
        word = low.last + 1
        plain = touching(marked, low.last) and touching(marked, word)
        joined = (
            high.first == word + 1
            and plain
            and ((marked.is_a("to", word) and not marked.is_a("and", word)) or (between and marked.is_a("and", word)))
        )
    if not joined:
        return None
    for scale in (1_000_000, 1000):
        if low.value < 1000 <= high.value and high.value % scale == 0 and low.value * scale < high.value:
            return replace(low, value=low.value * scale)
    return low if low.value < high.value else None


def _duals(marked: Marked) -> list[Count]:
    """Two of something, in one Arabic word; "the two days", "the two countries" only point back."""
    found = []
    for first, last, unit in marked.found.get("dual", ()):
        kind = marked.lexicon.kinds[unit]
        if not (marked.definite(first) and (kind == "time" or unit in POINTED_AT)):
            found.append(Count(first, last, Numeral(first, last, 2), unit, kind, end=last))
    for first, last, unit in marked.found.get("unit", ()):
        if _FATHA_DUAL in marked.tokens.words[last] and not marked.at("dual", first):
            found.append(Count(first, last, Numeral(first, last, 2), unit, marked.lexicon.kinds[unit], end=last))
    return found


class _Reader:
    """Binds the numbers of one text one after the other; a later one may lean on an earlier."""

    def __init__(self, marked: Marked, taken: set[int]) -> None:
        self.marked, self.taken = marked, taken
        self.words = marked.tokens.words
        self.counts: list[Count] = []

    def read(self, number: Numeral, high: Numeral | None, changed: bool) -> None:
        """Bind one number (or range) and keep it when it counts something."""
        last = high or number
        joint = replace(number, last=last.last)
        count = self._money(joint) or self._percent(joint) or self._bound(joint, changed=changed)
        if not count or count.kind == "ignored" or not self._sound(count, high or number):
            return
        count.high = high.value if high else None
        if changed:
            count.qualifier = "previous"
        self.counts.append(count)

    def _sound(self, count: Count, high: Numeral) -> bool:
        """One, a fraction and a year count people or things only where nothing else can be meant."""
        if count.kind in ("people", "thing") and count.number.value != int(count.number.value):
            return False
        if count.number.value == 2 and count.unit in POINTED_AT and self.marked.is_a("the", count.first - 1):
            return False  # the two camps, les deux pays: the parties, named before
        if count.number.value == 1 and high.value == 1:
            return count.kind in ("people", "thing") and self._single(count)
        return count.number.value > 0

    def _single(self, count: Count) -> bool:
        if count.number.digits:
            return True
        begins = count.end > count.number.last and count.end - count.number.last <= 2
        return begins and not self.marked.is_a("of", count.number.last + 1)

    def _bound(self, number: Numeral, *, changed: bool) -> Count | None:
        definite = self.marked.definite(number.first)  # الأعضاء الخمسة
        right = (self._beside(number) if definite else None) or self._right(number)
        if right:
            return right
        return (
            self._again(number, changed=changed) or self._partly(number) or self._announced(number)
            or self._beside(number) or self._by_deed(number) or self._unnamed(number)
        )  # fmt: skip

    def _count(self, number: Numeral, unit: str, end: int, *, qualifier: str = "", announced: bool = False) -> Count:
        kind = self.marked.lexicon.kinds.get(unit, "people")
        return Count(number.first, max(number.last, end), number, unit, kind, None, qualifier, announced, end)

    def _money(self, number: Numeral) -> Count | None:
        """A currency sign at the number."""
        text = self.marked.tokens.text
        start, end = self.marked.tokens.span(number.first)[0], self.marked.tokens.span(number.last)[1]
        signs = text[max(start - 2, 0) : start].strip()[-1:], text[end : end + 2].strip()[:1]
        unit = next((CURRENCIES[sign] for sign in signs if sign in CURRENCIES), "")
        return Count(number.first, number.last, number, unit, "money", end=number.last) if unit else None

    def _percent(self, number: Numeral) -> Count | None:
        text = self.marked.tokens.text
        start, end = self.marked.tokens.span(number.first)[0], self.marked.tokens.span(number.last)[1]
        before = self.marked.ending("unit", number.first - 1)
        signed = text[start - 1 : start] in ("%", "٪") or text[end : end + 2].strip()[:1] in ("%", "٪")
        if signed or (before and before.name == "percent"):
            return self._count(number, "percent", number.last)
        return None

    def _right(self, number: Numeral) -> Count | None:
        """The unit that follows, past adjectives and what says how exact the number is."""
        word, skipped = number.last + 1, 0
        while word < len(self.words) and skipped <= REACH and word not in self.taken:
            if not self.marked.tokens.one_sentence(number.last, word) or _STOPS & set(self.marked.gap(word - 1)):
                return None
            found = None if self._conjoined(word) else self._unit_at(word, number)
            if found:
                return found
            bound = self.marked.at("bound after", word)
            if bound:
                word = bound.last + 1
                continue
            free = self.marked.is_a("of", word) or self._is_suffix(word)
            if (self.marked.is_a("barrier", word) and not free) or self._conjoined(word):
                return None
            skipped, word = skipped + (not free), word + 1
        return None

    def _conjoined(self, word: int) -> bool:
        """True for an Arabic word with "and" written onto it: what it says is another matter."""
        written = self.words[word]
        return written[0] == "و" and len(written) > 3 and not self.marked.is_a("waw", word)

    def _is_suffix(self, word: int) -> bool:
        return self.marked.gap(word - 1) in ("'", "’", "-", "‑")

    def _unit_at(self, word: int, number: Numeral) -> Count | None:
        unit = self.marked.at("unit", word)
        if unit and self.marked.is_a("beside", word) and word > number.last + 1:
            unit = None
        noun = self.marked.at("noun", word)
        if noun and not (unit and unit.last > noun.last):
            return self._count(number, self._among(number), noun.last, qualifier=noun.name)
        if not unit:
            return None
        unit = self._head(unit)
        return self._count(number, unit.name, unit.last)

    def _head(self, unit: Found) -> Found:
        """In English and Turkish the last of several nouns is what is counted: 200 civilian vehicles."""
        if {"en", "tr"}.isdisjoint(self.marked.langs) or self.words[unit.first][0] > "\u024f":
            return unit
        following = self.marked.at("unit", unit.last + 1)
        while following and following.last + 1 not in self.taken and touching(self.marked, unit.last):
            unit = following
            following = self.marked.at("unit", unit.last + 1)
        return unit

    def _again(self, number: Numeral, *, changed: bool) -> Count | None:
        """What changed is counted in the unit of the figure before or behind it."""
        previous = self._previous(number)
        if previous and previous.qualifier == "previous" and number.first - previous.last <= 4:
            return self._count(number, previous.unit, number.last)
        return None

    def _previous(self, number: Numeral) -> Count | None:
        """The last people counted, in this sentence or the one before."""
        for count in reversed(self.counts):
            here = self.marked.tokens.sentence_of(number.first) - self.marked.tokens.sentence_of(count.first)
            if here > 1:
                return None
            if count.kind == "people" or (here == 0 and count.kind == "thing"):
                return count
        return None

    def _partly(self, number: Numeral) -> Count | None:
        """Some of those just counted: 350 of them, بينهم 350, dont 350."""
        before = self.marked.ending("pronoun", number.first - 1) or self.marked.ending("pronoun", number.first - 2)
        behind = self.marked.at("pronoun", number.last + 1)
        if behind and (behind.last + 1 in self.taken or not touching(self.marked, number.last)):
            behind = None  # "17,300, among them 350": it speaks of the next figure
        if not (before or behind):
            return None
        previous = self._previous(number)
        return self._count(number, previous.unit if previous else PEOPLE, number.last)

    def _announced(self, number: Numeral) -> Count | None:
        """The unit named by "the number of ..." earlier in the sentence, with no other figure since."""
        sentence = self.marked.tokens.sentence_words(self.marked.tokens.sentence_of(number.first))
        since = self.counts[-1].last if self.counts and self.counts[-1].qualifier != "previous" else -1
        begin = max(sentence.start, number.first - ANNOUNCED, since + 1)
        for tally in reversed(list(self.marked.within("tally", begin, number.first))):
            named = self._of_tally(tally, number)
            if named:
                return named
        return None

    def _of_tally(self, tally: Found, number: Numeral) -> Count | None:
        places = [
            *range(tally.first, min(tally.last + 2 + REACH, number.first)),
            *range(tally.first - 1, tally.first - 4, -1),
        ]
        for word in places:
            if word > tally.last and self.marked.is_a("barrier", word):
                continue
            noun = self.marked.at("noun", word)
            if noun:
                return self._count(number, PEOPLE, number.last, qualifier=noun.name, announced=True)
            unit = self.marked.at("unit", word)
            if unit and self.marked.lexicon.kinds[unit.name] in ("people", "thing"):
                return self._count(number, unit.name, number.last, announced=True)
        deed = next((hit for hit in self.marked.within("event", tally.first - 1, tally.last + 1)), None)
        if deed and deed.name in ("killed", "wounded"):
            return self._count(number, PEOPLE, number.last, qualifier=deed.name, announced=True)
        return None

    def _beside(self, number: Numeral) -> Count | None:
        """The unit right before: Morts : 12, المقاتلين الـ300, الأعضاء الخمسة."""
        word = number.first - 1
        if word >= 0 and self.words[word].strip("ـ") == "ال":
            word -= 1
        if word < 0 or not self.marked.tokens.one_sentence(word, number.first):
            return None
        colon = ":" in self.marked.gap(word)
        if not (colon or (touching(self.marked, word) and "\u0600" <= self.words[word][0] < "\u0780")):
            return None
        noun, unit = self.marked.ending("noun", word), self.marked.ending("unit", word)
        if noun:
            return self._count(number, PEOPLE, number.last, qualifier=noun.name)
        if unit and self.marked.lexicon.kinds[unit.name] in ("people", "thing"):
            return self._count(number, unit.name, number.last)
        return None

    def _by_deed(self, number: Numeral) -> Count | None:
        """Nothing is named, but something is done that is done to people: killed 12; 6,000 have returned."""
        behind = self._behind(number)
        ended = behind >= len(self.words) or not self.marked.tokens.one_sentence(number.last, behind)
        open_end = ended or _STOPS & set(self.marked.gap(behind - 1)) or any(
            self.marked.is_a(office, behind) for office in ("barrier", "and")
        )  # fmt: skip
        deeds = self.marked.lexicon.deeds
        after = next((hit for hit in self.marked.within("event", behind, behind + 3) if hit.name in deeds), None)
        if after and not ended and (after.first == behind or open_end):
            return self._count(number, self._among(number), number.last)
        before = [hit for hit in self.marked.within("event", number.first - 3, number.first) if hit.name in deeds]
        if before and open_end and self.marked.tokens.one_sentence(before[-1].first, number.first):
            return self._count(number, PEOPLE, number.last)
        return None

    def _unnamed(self, number: Numeral) -> Count | None:
        """Something that no unit names stands right behind: 63 بلاغا, thirty observers, 140 курсантов."""
        word = self._behind(number)
        if word >= len(self.words) or not self.marked.tokens.one_sentence(number.last, word) or word in self.taken:
            return None
        small = number.value == 2 and (self.marked.is_a("the", number.first - 1) or self.marked.is_a("sides", word))
        other = any(self.marked.is_a(office, word) for office in ("barrier", "and", "to", "not", "one", "the"))
        if small or other or number.value < 2 or not touching(self.marked, word - 1) or self._named_word(word):
            return None
        return self._count(number, "things", word)

    def _behind(self, number: Numeral) -> int:
        """The first word behind the number that is no ending written onto it (496'sı)."""
        word = number.last + 1
        return word + 1 if word < len(self.words) and self._is_suffix(word) else word

    def _among(self, number: Numeral) -> str:
        """The people out of whom the number is: parmi les recrues, 496; savaşçılardan 496'sı; else "people"."""
        for word in range(number.first - 1, max(number.first - 7, -1), -1):
            unit = self.marked.ending("unit", word)
            if not unit or self.marked.lexicon.kinds[unit.name] != "people":
                continue
            out_of = any(self.marked.is_a("among", place) for place in range(max(unit.first - 3, 0), unit.first))
            ablative = word == number.first - 1 and self.words[word].lower().endswith(("dan", "den", "tan", "ten"))
            if self.marked.tokens.one_sentence(word, number.first) and (out_of or ablative):
                return unit.name
        return PEOPLE

    def _named_word(self, word: int) -> bool:
        """A name, a single letter, a time of day: nothing that is counted."""
        written = self.words[word]
        return len(written) < 3 or (written[0].isupper() and "en" not in self.marked.langs) or written.isupper()
