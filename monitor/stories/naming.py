"""Numbers that count nothing: they name a brigade, a resolution, a day, an hour, an age, a line of a list.

اللواء 444    the 444th Brigade    القرار 2570    Article 5    23 October 2020    الساعة 10    aged 18    1. ...
"""

from __future__ import annotations

from monitor.stories.marked import Marked
from monitor.stories.numerals import Numeral
from monitor.text.fold import bare

TEN = 10
TENS = frozenset(range(10, 100, 10))
PARTICLE = 3  # letters at most of what Arabic writes onto a number: ب1840, وبـ12, والـ300
MONTH = 31  # days at most
DAY = 24  # hours
GROWN = 18  # years
OLDEST = 110  # years of an age
RECENT = 1980  # years before this one are rarely spoken of
RISE = 10  # words before a number in which it may stand that something rose to it
ROUND = 50  # what is counted in thousands comes in round numbers, years do not
_PLAIN = frozenset(" \u00a0\u2009\u202f\u200f\u200e-‑–«»\"'’“”№#°.")  # what may stand between a name and its number
_NEXT = frozenset(" \u00a0\u2009\u202f\u200f\u200e-‑–'’")
_OPENING, _CLOSING = frozenset("«“„\"'’‘"), frozenset("»”“\"'’")
_BULLET = frozenset(".)-–]:")


def names(marked: Marked, number: Numeral) -> bool:
    """True when the number names something instead of counting it."""
    return (
        number.shape == "name"
        or is_ordinal(marked, number)
        or _is_quoted(marked, number)
        or _labelled(marked, number)
        or _dated(marked, number)
        or _is_year(marked, number)
        or _is_clock(marked, number)
        or _is_age(marked, number)
        or _opens_line(marked, number)
    )


def is_ordinal(marked: Marked, number: Numeral) -> bool:
    """True for the tens of an Arabic ordinal: الثامنة عشرة, الثانية والعشرين."""
    if number.digits or number.value not in TENS or not marked.is_a("ordinals", number.first - 1):
        return False
    return number.value == TEN or marked.tokens.words[number.first].startswith("وال")


def _is_quoted(marked: Marked, number: Numeral) -> bool:
    """Digits that stand alone in quotation marks, or are written onto a name: «218», فرانس24."""
    if not number.digits or number.first != number.last:
        return False
    start, end = marked.tokens.span(number.first)[0], marked.tokens.span(number.last)[1]
    text, before = marked.tokens.text, number.first - 1
    if text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING:
        return True
    glued = before >= 0 and marked.tokens.span(before)[1] == start and len(marked.tokens.words[before]) > PARTICLE
    return glued and marked.tokens.words[before][0].isalpha() and not marked.ending("unit", before)


def touching(marked: Marked, word: int, signs: frozenset[str] = _NEXT) -> bool:
    """True when nothing but blanks and the like stands between the word and the next one."""
    return set(marked.gap(word)) <= signs


def _labelled(marked: Marked, number: Numeral) -> bool:
    """A word before it ("Resolution", "رقم") or, for digits, behind it ("444 Brigade") makes it a name."""
    for word in (number.first - 1, number.first - 2):
        near = touching(marked, word, _PLAIN) if word >= 0 else False
        if near and marked.tokens.one_sentence(word, number.first):
            if marked.ending("force", word):
                return not _counts_behind_force(marked, number)
            if marked.ending("label", word):
                return not _counted(marked, number)
        if not near or marked.tokens.words[word].strip("ـ") != "ال":  # only an article may stand between
            break
    behind = marked.at("label after", number.last + 1)
    if number.digits and behind and set(marked.gap(number.last)) <= _PLAIN:
        return True
    return number.digits and _is_force(marked, number)


def _is_force(marked: Marked, number: Numeral) -> bool:
    """The 444 Combat Brigade: one word of what kind it is stands between."""
    kind, latin = number.last + 1, marked.is_a("the", number.first - 1)
    behind = marked.at("label after", number.last + 2)
    return bool(latin and behind and not marked.at("unit", kind) and touching(marked, kind))


def _counts_behind_force(marked: Marked, number: Numeral) -> bool:
    """Arabic tells who did it before what he did it to: أسرت الكتيبة ستة مسلحين. A force's own number is in digits, and
    no counted noun of the accusative (مقاتلا) stands behind it."""
    arabic = "\u0600" <= marked.tokens.words[number.first - 1][0] < "\u0780"
    if not arabic or not _counted(marked, number):
        return False
    return not number.digits or bare(marked.tokens.words[number.last + 1]).endswith("ا")


def _counted(marked: Marked, number: Numeral) -> bool:
    """True when what the number counts stands right behind it."""
    unit = marked.at("unit", number.last + 1) or marked.at("noun", number.last + 1)
    known = unit and not marked.definite(unit.first) and marked.lexicon.kinds.get(unit.name) != "ignored"
    return bool(known and touching(marked, number.last))


def _dated(marked: Marked, number: Numeral) -> bool:
    """A month beside it: 23 October, October 23, العشرين من أكتوبر."""
    if number.value > MONTH and number.shape != "year":
        return False
    behind = number.last + 1
    near = touching(marked, number.last, _NEXT | {".", "/"})
    if near and (marked.at("date", behind) or (marked.is_a("of", behind) and marked.at("date", behind + 1))):
        return True
    before = number.first - 1
    return (
        number.digits
        and before >= 0
        and bool(marked.ending("date", before))
        and touching(marked, before, _PLAIN | {",", "/"})
    )


def _is_year(marked: Marked, number: Numeral) -> bool:
    """Four digits from 1900 to 2099, unless something is counted right behind and nothing speaks of time before."""
    if number.shape != "year" or _risen_to(marked, number):
        return False
    counted = _counted(marked, number)
    far = marked.at("unit", number.last + 2) or marked.ending("bound", number.first - 1)
    beside = marked.ending("year", number.first - 1) or marked.at("year", number.last + 1)
    if beside or marked.is_a("dated", number.first - 1):
        return not (counted and number.value % ROUND == 0)
    return not (counted or (far and number.value % ROUND == 0))


def _risen_to(marked: Marked, number: Numeral) -> bool:
    """A number that is said to have risen or fallen to it, and is no year that news are about: ينخفض العدد إلى 1940."""
    if number.value >= RECENT and number.value % ROUND:
        return False
    near = (number.first - RISE, number.first + 4)
    behind = marked.is_a("to", number.first - 1) or (marked.has("change", number.last + 1, number.last + 4))
    return behind and marked.has("change", *near) and marked.has("tally", *near)


def _is_clock(marked: Marked, number: Numeral) -> bool:
    """الساعة 10, saat 10'da, à 10 heures."""
    if number.value > DAY:
        return False
    if marked.ending("clock", number.first - 1) and not marked.at("unit", number.last + 1):
        return True
    unit = marked.at("unit", number.last + 1)
    if marked.at("clock", number.last + 1) and not unit:
        return True
    return bool(unit and unit.name == "hours" and marked.is_a("at", number.first - 1))


def _is_age(marked: Marked, number: Numeral) -> bool:
    """52 yaşındaki albay; il generale, 62 anni, ..."""
    if number.value > OLDEST:
        return False
    if any(
        hit.name == "minors" and hit.last >= number.last
        for hit in marked.within("share", number.first - 4, number.first)
    ):
        return True  # under 18
    if marked.at("age", number.last + 1) or marked.ending("age", number.first - 1):
        return True
    unit = marked.at("unit", number.last + 1)
    if not unit or unit.name != "years" or number.first == 0:
        return False
    ranged = number.first > 1 and marked.tokens.words[number.first - 2][0].isdecimal()  # de 20 à 35 ans
    if number.value >= GROWN and (ranged or not marked.is_a("for", number.first - 1)):
        return True  # nothing that is news lasts so long, but people are so old
    return "," in marked.gap(number.first - 1) and marked.gap(unit.last)[:1] in (",", "-")


def _opens_line(marked: Marked, number: Numeral) -> bool:
    """The number of a line in a list, or of a footnote."""
    start, end = marked.tokens.span(number.first)[0], marked.tokens.span(number.last)[1]
    text = marked.tokens.text
    if text[start - 1 : start] == "[" or (text[start - 1 : start] == "(" and text[end : end + 1] == ")"):
        return True
    line = text[max(text.rfind("\n", 0, start) + 1, start - 3) : start]
    return number.digits and number.value < 100 and not line.strip(" (\u200f") and text[end : end + 1] in _BULLET
