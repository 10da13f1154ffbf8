"""What is counted without a number word: two of something by the Arabic dual, one by what was done to him.

جنديين    طائرتي ميغ    مدرستين    وقتل عنصر    وأصيب طفل وامرأة    مقتل أحد الجنود    بين القتلى مدني
a woman was killed    dont un enfant    bir kişi öldü    погибла женщина    قتيل في سبها
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from monitor.stories.marked import Marked
from monitor.stories.naming import touching
from monitor.stories.numerals import Numeral
from monitor.stories.units import PEOPLE, STOPS, THINGS, Count

HARM = ("killed", "wounded")
PASSIVE = 4  # words behind somebody in which it is said that he was killed
LEAST = 5  # letters of a dual before its adjective
DUAL = 6  # letters of a dual in ـتين at least; shorter words are others (ستين, متين)
_FATHA_DUAL = "\u064eين"


def unnumbered(marked: Marked, ones: Collection[int] = (), taken: Collection[int] = ()) -> list[Count]:
    """Twos and ones; `ones` are words that count one already, which who is named before them is (جندي ليبي واحد), and
    `taken` the words of all numbers."""
    singles = [one for one in _singles(marked) if not {one.last + 1, one.last + 2} & set(ones)]
    arabic = (*_lone(marked, taken), *_any_of(marked)) if "ar" in marked.langs else ()
    others = (*arabic, *_articled(marked, set(taken)))
    return [*_duals(marked), *singles, *(one for one in others if one.first not in {found.first for found in singles})]


def _one(first: int, last: int, unit: str, qualifier: str = "") -> Count:
    return Count(first, last, Numeral(first, last, 1), unit, "people", qualifier=qualifier, end=last)


def _lone(marked: Marked, taken: Collection[int]) -> Iterator[Count]:
    """A headline's قتيل في سبها."""
    for first, last, name in marked.found.get("noun", ()):
        if name not in HARM or not marked.is_a("lone", first) or first - 1 in taken or last + 1 in taken:
            continue
        if first == 0 or first in marked.tokens.starts or marked.is_a("falls", first - 1):
            yield _one(first, last, PEOPLE, name)


def _any_of(marked: Marked) -> Iterator[Count]:
    """مقتل أحد أفراد القوة."""
    for deed in (*marked.found.get("event", ()), *marked.found.get("noun", ())):
        word = deed.last + 1
        if deed.name in HARM and marked.is_a("any of", word) and not marked.definite(deed.first):
            unit = marked.at("unit", word + 1)
            if unit and marked.lexicon.kinds[unit.name] == "people":
                yield _one(word, unit.last, unit.name, deed.name)


def _articled(marked: Marked, numbers: Collection[int]) -> Iterator[Count]:
    """A woman was killed, tué un homme, bir kişi öldü, погибла женщина; including a child."""
    kinds, words = marked.lexicon.kinds, marked.tokens.words
    for first, last, unit in marked.found.get("unit", ()):
        letter = words[first][0]
        if kinds[unit] != "people" or "\u0600" <= letter < "\u0780":
            continue
        if first - 2 in numbers or first - 1 in numbers or last + 1 in numbers:
            continue
        russian = "\u0400" <= letter < "\u0530"
        begin = -1 if russian else next((word for word in (first - 1, first - 2) if marked.is_a("one", word)), -1)
        if begin < 0:
            done = _verb_of_one(marked, first, last) if russian else ""
            begin = first
        elif not touching(marked, begin) or not touching(marked, first - 1):
            continue
        else:
            done = _done_to(marked, begin, last, numbers)
        if done:
            yield _one(begin, last, unit, done)
        elif begin < first and marked.ending("pronoun", begin - 1):
            one = _one(begin, last, unit)
            one.loose = True
            yield one


def _verb_of_one(marked: Marked, first: int, last: int) -> str:
    for word, gap in ((first - 1, first - 1), (last + 1, last)):
        if gap >= 0 and touching(marked, gap):
            done = [name for office, name in (("slain", "killed"), ("hurt", "wounded")) if marked.is_a(office, word)]
            if done:
                return done[0]
    return ""


def _done_to(marked: Marked, begin: int, last: int, numbers: Collection[int]) -> str:
    """What was done to one named with an article: right before him, or a few words on with no number behind it."""
    before = marked.ending("event", begin - 1)
    if before and before.name in HARM and touching(marked, begin - 1):
        return before.name
    for hit in marked.within("event", last + 1, last + 1 + PASSIVE):
        if hit.name not in HARM or not marked.tokens.one_sentence(last, hit.first):
            continue
        between = range(last, hit.first)
        parted = any(STOPS & set(marked.gap(word)) or marked.is_a("relative", word + 1) for word in between)
        active = not {hit.last + 1, hit.last + 2, hit.last + 3}.isdisjoint(numbers) or marked.is_a("one", hit.last + 1)
        return "" if parted or active else hit.name
    return ""


def _singles(marked: Marked) -> list[Count]:
    """One man, in Arabic without a number, right behind his being killed or wounded, or joined to another who was."""
    found: list[Count] = []
    for first, last, unit in marked.found.get("single", ()):
        deed = marked.ending("event", first - 1) or marked.ending("noun", first - 1)
        among = deed is not None and marked.is_a("among", deed.first - 1)
        done = deed.name if deed and deed.name in HARM and (among or not marked.definite(deed.first)) else ""
        if not done and marked.is_a("fallen", first - 1) and marked.is_a("among", first - 2):
            done = HARM[0]
        if not done and found and found[-1].last == first - 1 and marked.tokens.words[first][0] == "و":
            done = found[-1].qualifier
        if done and not marked.definite(first) and marked.tokens.one_sentence(first - 1, last):
            found.append(Count(first, last, Numeral(first, last, 1), unit, "people", qualifier=done, end=last))
    return found


def _duals(marked: Marked) -> list[Count]:
    """Two of something, in one Arabic word; "the two of them" only points back."""
    found = []
    for first, last, unit in marked.found.get("dual", ()):
        kind = marked.lexicon.kinds[unit]
        named = marked.tokens.words[last].endswith("تي") and unit == "bases"  # قاعدتي الوطية ومصراتة
        parties = unit == "groups" and not marked.is_a("firms", last)
        if not (marked.definite(first) or named or parties or _is_adjective(marked, first)):
            found.append(Count(first, last, Numeral(first, last, 2), unit, kind, end=last))
    for first, last, name in marked.found.get("dual noun", ()):
        found.append(Count(first, last, Numeral(first, last, 2), PEOPLE, "people", qualifier=name, end=last))
    for word in _paired_words(marked):
        found.append(Count(word, word, Numeral(word, word, 2), THINGS, "thing", end=word))
    for first, last, unit in marked.found.get("unit", ()):
        if _FATHA_DUAL in marked.tokens.words[last] and not marked.at("dual", first):
            found.append(Count(first, last, Numeral(first, last, 2), unit, marked.lexicon.kinds[unit], end=last))
    return found


def _is_adjective(marked: Marked, word: int) -> bool:
    """Whether a dual only says more of the one right before it: جنديان ليبيان, مصدران عسكريان."""
    if word == 0 or marked.tokens.words[word][0] == "و" or not touching(marked, word - 1):
        return False
    before = marked.tokens.words[word - 1]
    return len(before) >= LEAST and before.endswith(("ان", "ين")) and not marked.definite(word - 1)


def _paired_words(marked: Marked) -> Iterator[int]:
    """Words that can be nothing but the dual of a noun in ة that no list names: مدرستين. Not the adjective after it."""
    last = -2
    for word, written in enumerate(marked.tokens.words):
        if written[-1] != "ن" or len(written) < DUAL or not written.endswith(("تين", "تان")):
            continue
        other = written.endswith("ستان") or marked.definite(word) or marked.is_a("no dual", word)
        if not other and word != last + 1 and not marked.at("dual", word - 1) and not marked.at("dual", word):
            yield word
        last = word
