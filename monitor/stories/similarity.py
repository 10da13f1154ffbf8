"""How alike two texts are word for word: sentence hashes, a sketch to find copies by, word triples to confirm them.

    words -> 62-bit hashes of the folded words      the same in every spelling, case, tashkeel
    sentence hash                                   equal sentences, wherever they stand
    triples -> sketch                               the 16 smallest hashes: bottom-k MinHash (Broder 1997; Cohen 2007)

Of two texts with Jaccard index J a sketch of k shares no value with the other in about (1 - J)^k of the cases: 3 in
10,000 at 0.4. What a sketch is too coarse for, two sentences quoted of forty, shares sentence hashes. The index only
finds; the triples decide. Nothing here is a judgement about news: an equal text may still stand over a new lead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from monitor.text.fold import fold
from monitor.text.tokens import LONGEST, Tokens

JACCARD, CONTAINMENT = 0.4, 0.6  # of word triples, from which on two texts are copies of one another
SKETCH = 16
WORDS, SENTENCES = 8_000, 300  # looked at: a page of 5 MB costs what a long report costs
FEWEST = 28  # distinct triples without which a text is too short to be like another: nothing is merged by emptiness
SENTENCE = 5  # words of a sentence from which on it is recognised elsewhere
STORY = 40  # words that each of two stories on one page has at least
PARTS = 4

_MASK = (1 << 62) - 1
_FIRST, _SECOND, _THIRD = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9  # odd, from xxHash's constants


@lru_cache(maxsize=10_000)  # the usual words of six languages; one asked for again is made in three microseconds
def word_hash(word: str) -> int:
    """62 bits for a word, the same for all its spellings."""
    return int.from_bytes(blake2b(fold(word).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 2


@dataclass(frozen=True, slots=True)
class Texture:
    """A text as others are compared with it. `sentences` has 0 where one is too short to be recognised."""

    sentences: tuple[int, ...]
    triples: frozenset[int]

    @property
    def sketch(self) -> tuple[int, ...]:
        """The smallest hashes of its triples, in ascending order."""
        return tuple(sorted(self.triples)[:SKETCH])


def texture(tokens: Tokens, left_out: Iterable[int] = ()) -> Texture:
    """The texture of a text without these sentences, by number."""
    out = set(left_out)
    hashes = list(map(word_hash, tokens.words[:WORDS]))
    if not hashes:
        return Texture((), frozenset())
    starts = tokens.starts[:SENTENCES]
    ends = [*tokens.starts[1 : len(starts) + 1], len(hashes)]
    spans = [(first, min(end, len(hashes))) for first, end in zip(starts, ends, strict=False)]
    kept = [hashes[first:end] for number, (first, end) in enumerate(spans) if number not in out]
    sentences = tuple(_sentence(hashes[first:end]) for first, end in spans)
    return Texture(sentences, triples([word for sentence in kept for word in sentence]))


@lru_cache(maxsize=128)  # the texts of the day's stories are asked for again and again; 5 MB
def triples_in(text: str) -> frozenset[int]:
    """The triples of a stored text. Where its sentences end is asked only where there may be too many of them."""
    tokens = Tokens(text)
    words = tokens.words
    signs = len(text) - text.count(" ") - sum(map(len, words))  # one of them, or LONGEST words, ends a sentence
    if signs + len(words) // LONGEST >= SENTENCES:
        return texture(tokens).triples
    return triples(list(map(word_hash, words[:WORDS])))


def triples(words: Sequence[int]) -> frozenset[int]:
    """The distinct triples of neighbouring words; of fewer than three words, none."""
    following = zip(words, words[1:], words[2:], strict=False)
    return frozenset([(a * _FIRST ^ b * _SECOND ^ c * _THIRD) & _MASK for a, b, c in following])


def _sentence(words: Sequence[int]) -> int:
    if len(words) < SENTENCE:
        return 0
    value = len(words)
    for word in words:
        value = (value * _FIRST + word) & _MASK
    return value or 1


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of two texts is the same: `jaccard` of both together, `contained` of the shorter one."""

    jaccard: float = 0.0
    contained: float = 0.0

    @property
    def copies(self) -> bool:
        """Whether one is a copy of the other, or of a part of it."""
        return self.jaccard >= JACCARD or self.contained >= CONTAINMENT


def overlap(one: frozenset[int], other: frozenset[int]) -> Overlap:
    """The overlap of two texts' triples; none where either says next to nothing."""
    fewest = min(len(one), len(other))
    if fewest < FEWEST:
        return Overlap()
    common = len(one & other)
    return Overlap(common / (len(one) + len(other) - common), common / fewest)


def parts(tokens: Tokens) -> tuple[range, ...]:
    """The stories on one page, as ranges of sentences; one range for a page with one story.

    A second story begins where a headline inside the text is printed twice. Lines that come more often are no headline.
    """
    whole = range(len(tokens.starts))
    lines = [line for line in map(str.strip, tokens.text.split("\n")[:SENTENCES]) if line]
    twice = any(one == other for one, other in pairwise(lines))
    cuts = [tokens.sentence_of(word) for word in _headlines(tokens)] if twice else []
    if not cuts:
        return (whole,)
    edges = [0, *cuts[: PARTS - 1], len(whole)]
    return tuple(range(first, end) for first, end in pairwise(edges))


def _headlines(tokens: Tokens) -> list[int]:
    """The index of the first word of every inner headline printed twice in a row."""
    found: list[int] = []
    seen: dict[str, int] = {}
    lines: list[tuple[str, int, int]] = []  # folded, first word, number of words
    word = 0
    for raw in tokens.text.split("\n")[:SENTENCES]:
        count = len(Tokens(raw, one_sentence=True).words)
        if count:
            line = fold(raw).strip()
            seen[line] = seen.get(line, 0) + 1
            lines.append((line, word, count))
        word += count
    for (line, first, count), (after, _, _) in pairwise(lines):
        apart = first - (found[-1] if found else 0)
        if line == after and seen[line] == 2 and count >= SENTENCE - 1 and min(apart, word - first) >= STORY:
            found.append(first)
    return found
