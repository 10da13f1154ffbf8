"""What Arabic counts without a number word: two of something by the dual, one man by what was done to him.

جنديين    طائرتي ميغ    مدرستين    وقتل عنصر    وأصيب طفل وامرأة
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from monitor.stories.marked import Marked
from monitor.stories.naming import touching
from monitor.stories.numerals import Numeral
from monitor.stories.units import PEOPLE, THINGS, Count

HARM = ("killed", "wounded")
LEAST = 5  # letters of a dual before its adjective
DUAL = 6  # letters of a dual in ـتين at least; shorter words are others (ستين, متين)
_FATHA_DUAL = "\u064eين"


def unnumbered(marked: Marked, ones: Collection[int] = ()) -> list[Count]:
    """Twos and ones; `ones` are words that count one already, which who is named before them is (جندي ليبي واحد)."""
    return [*_duals(marked), *(one for one in _singles(marked) if not {one.last + 1, one.last + 2} & set(ones))]


def _singles(marked: Marked) -> list[Count]:
    """One man, in Arabic without a number, right behind his being killed or wounded, or joined to another who was."""
    found: list[Count] = []
    for first, last, unit in marked.found.get("single", ()):
        deed = marked.ending("event", first - 1) or marked.ending("noun", first - 1)
        done = deed.name if deed and deed.name in HARM and not marked.definite(deed.first) else ""
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
