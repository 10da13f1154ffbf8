"""What an article says, in terms fit for comparison: folded words, their hash, and how alike two articles are.

Two texts that differ only in case, tashkeel, spelling variants, punctuation or spacing have the same words here.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from monitor.text.fold import fold
from monitor.text.tokens import Tokens

LEAD = 60  # words of a text that are compared: a feed's summary is the beginning of its page
REMEMBERED = 10_000  # characters of a text that is worth remembering folded


def folded(text: str) -> str:
    """The folded text. One that was folded a moment ago is not folded again: hash, comparison and index all ask."""
    return _folded(text) if len(text) <= REMEMBERED else fold(text)


@lru_cache(maxsize=512)  # titles and texts of a poll or two; 20 MB at worst, two as a rule
def _folded(text: str) -> str:
    return fold(text)


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return Tokens(folded(text), one_sentence=True).words  # where sentences end is not asked


def spoken(text: str) -> str:
    """The folded words of a text, with a blank between each."""
    return " ".join(words(text))


def content_hash(spoken: str, raw: str = "") -> str:
    """32 hexadecimal digits for words with a blank between each; `raw` stands in where there is no word (emoji, signs
    alone)."""
    content = spoken or raw.strip()
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def lead(title: str, text: str) -> frozenset[str]:
    """The distinct words of the title and of the beginning of the text."""
    return frozenset(words(title) + words(text[: LEAD * 20])[:LEAD])


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard index of two sets of words, 0 to 1; two empty sets are alike."""
    return len(one & other) / len(one | other) if one or other else 1.0


def contained(part: str, whole: str) -> float:
    """The share of the distinct words of `part` that also stand in `whole`, 0 to 1; 1 for a part without words."""
    wanted = set(words(part))
    return len(wanted & set(words(whole))) / len(wanted) if wanted else 1.0
