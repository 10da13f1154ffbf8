"""Letters: three ever coarser ideas of "the same spelling", for words and for whole texts.

    bare    as written, without what cannot be seen or need not be written (tashkeel, tatweel, zero-width, bidi marks)
    light   bare, and letter case does not matter
    fold    light, and letters that writers exchange freely are one (alef forms, ta marbuta, Latin accents, digits)

Each is idempotent, and fold(light(bare(s))) == fold(s). Stemming is no part of this: it merges different words.
"""

from __future__ import annotations

import re
import unicodedata

# from the soft hyphen to the byte order mark
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
ARABIC_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff"
ARABIC_MARK_FORMS = "\ufe70-\ufe7f"  # marks as presentation forms: NFKC would put a space before each
TATWEEL = "\u0640"
MARKS = "\u0300-\u036f\u0483-\u0487"  # combining accents; what composes with its letter has done so by then

# One character at a time: with a plus at the end, looking through a text takes three times as long.
_UNSEEN = re.compile(f"[{INVISIBLE}{ARABIC_MARK_FORMS}{TATWEEL}]")
_UNWRITTEN = re.compile(f"[{ARABIC_MARKS}{MARKS}{TATWEEL}]")

_LETTERS = {
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("ىیېےئيۍێ", "ي"),
    **dict.fromkeys("ؤۄۆۇۈۋ", "و"),
    **dict.fromkeys("ةهھہۂۃۀە", "ه"),
    **dict.fromkeys("كکڪګ", "ك"),
    **dict.fromkeys("ڤڥ", "ف"),
    "پ": "ب",
    "چ": "ج",
    "ڨ": "ق",
    "ё": "е",
    "ı": "i",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
}


def _latin_bases() -> dict[str, str]:
    """Accented Latin letters to their base, from Unicode's decompositions: й keeps its breve, ş loses its cedilla."""
    bases = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            bases[chr(code)] = base.lower()
    return bases


# `str.translate` takes twice as long for a character that the table does not name: those of our languages are named.
_AS_THEY_ARE = {chr(code): chr(code) for code in (*range(0x700), *range(0x2000, 0x2070))}
_BASES = {letter: base for letter, base in {**_latin_bases(), **_LETTERS}.items() if letter != base}
_TABLE = str.maketrans({**_AS_THEY_ARE, **_BASES})
# A whole text takes a quarter of the time when its few usual letters are replaced one by one, and others as they come.
_USUAL = tuple((letter, _LETTERS[letter]) for letter in "أإآىئؤةё")
_UNUSUAL = re.compile(f"[{''.join(sorted(_BASES.keys() - dict(_USUAL).keys()))}]")
_WORD = 64  # letters; what is longer is a text


def bare(text: str) -> str:
    """The text without what is invisible or need not be written; NFKC, so presentation forms become letters."""
    if text.isascii():
        return text
    return _UNWRITTEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))


def light(text: str) -> str:
    """`bare` without letter case. İ, I and ı are all i: text in capitals does not tell in which language it shouts."""
    if text.isascii():
        return text.lower()
    return _lower(bare(text))


def _lower(text: str) -> str:
    return text.replace("İ", "i").lower().replace("ı", "i")


def fold(text: str) -> str:
    """`light` with interchangeable letters made one: the form in which words are compared, searched and hashed."""
    if text.isascii():
        return text.lower()
    return interchange(light(text))


def interchange(text: str) -> str:
    """What is left of `fold` for a text that is `light` already."""
    if len(text) <= _WORD:
        return text.translate(_TABLE)
    for letter, base in _USUAL:
        text = text.replace(letter, base)
    return _UNUSUAL.sub(_base, text)


def _base(found: re.Match[str]) -> str:
    return _BASES[found[0]]


def spellings(word: str) -> tuple[str, str, str]:
    """(bare, light, fold) of a word, for the price of one."""
    if word.isascii():
        lower = word.lower()
        return word, lower, lower
    written = bare(word)
    lighter = _lower(written)
    return written, lighter, interchange(lighter)
