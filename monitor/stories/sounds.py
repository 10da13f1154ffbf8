"""Names across scripts: the consonants of a word, so that الناصرية, Nasiriya and Насирия are one.

Vowels, doubled letters and the article are left out, letters that transliterations exchange are one. Four consonants
are asked for: shorter skeletons meet by chance. It knows no names, so it helps with villages and people of no list.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.text.fold import fold

FEWEST = 4  # consonants
_DIGRAPHS = (
    ("tch", "C"), ("dj", "J"), ("dzh", "J"), ("дж", "J"), ("kh", "H"), ("gh", "G"), ("sch", "S"), ("sh", "S"),
    ("ch", "S"), ("dh", "D"), ("th", "T"), ("ph", "F"), ("ck", "K"), ("qu", "K"),
)  # fmt: skip
_SOUNDS = {
    "B": "بbpпб", "T": "تطثtт", "J": "جjж", "H": "حخهhх", "D": "دضذظdд", "R": "رrр", "Z": "زzз", "S": "سصشsсшщ",
    "G": "غقكgkqxгк", "F": "فfvфв", "L": "لlл", "M": "مmм", "N": "نnн", "C": "cцч",
}  # fmt: skip
_LETTERS = {letter: sound for sound, letters in _SOUNDS.items() for letter in letters}
_ARABIC = re.compile("[\u0620-\u064a]")
_ARTICLE = re.compile("^(?:وال|بال|فال|كال|لل|ال)(?=...)")


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants of a word as sounds, "" for one that has too few. A final h is no consonant: Zawiyah, ترهونة."""
    folded = fold(word)
    if _ARABIC.match(folded):
        folded = _ARTICLE.sub("", folded)
    for letters, sound in _DIGRAPHS:
        if letters in folded:
            folded = folded.replace(letters, sound)
    sounds = [_LETTERS.get(letter, letter if letter.isupper() else "") for letter in folded.rstrip("hه")]
    joined = re.sub(r"(.)\1+", r"\1", "".join("G" if sound in "CK" and sound else sound for sound in sounds))
    return joined if len(joined) >= FEWEST else ""


def is_name(word: str) -> bool:
    """Whether a word could be a name: capitals tell, where a script has them."""
    return word[:1].isupper() or bool(_ARABIC.match(word))
