"""A text with the words of the lexicon found in it, once, for figures and events alike."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.stories.lexicon import LATIN, Lexicon
from monitor.text.fold import bare, fold
from monitor.text.tokens import Tokens

SURE = 4  # common words of another language that outweigh what a feed says of itself
SAMPLE = 400  # words from which the language of a Latin text is told
_DEFINITE = re.compile("[وف]?(?:[بك]?ال|لل)")
NAMES = ("town", "aside")  # kinds of words that are what they are in whatever language they stand


_folded = lru_cache(maxsize=10_000)(fold)


class Found(NamedTuple):
    """Words first..last, and what they stand for: the unit, the event type, the bound; they sort as they are read."""

    first: int
    last: int
    name: str


@dataclass(slots=True)
class Marked:
    """`found[kind]`: the hits of units, events, bounds ... in order of reading. `langs`: the languages of its words."""

    lexicon: Lexicon
    tokens: Tokens
    langs: tuple[str, ...]
    found: dict[str, list[Found]]
    hits: dict[str, list[tuple[int, int]]]  # the same by kind and name, "event:signed": first and last words
    starts: dict[str, dict[int, Found]]
    ends: dict[str, dict[int, Found]]
    sentences: dict[int, tuple[int, int]]
    offices: dict[str, frozenset[str]]
    longest: list[Found] | None = None

    def at(self, kind: str, word: int) -> Found | None:
        """The longest hit of the kind that begins at this word."""
        if kind not in self.starts:
            self.starts[kind] = {hit.first: hit for hit in self.found.get(kind, ())}  # sorted: the longest comes last
        return self.starts[kind].get(word)

    def ending(self, kind: str, word: int) -> Found | None:
        """The longest hit of the kind that ends at this word."""
        if kind not in self.ends:
            self.ends[kind] = {hit.last: hit for hit in reversed(self.found.get(kind, ()))}
        return self.ends[kind].get(word)

    def within(self, kind: str, first: int, end: int) -> Iterator[Found]:
        """The hits of the kind that begin in first..end-1, in order."""
        hits = self.found.get(kind, [])
        for place in range(bisect_left(hits, (first,)), len(hits)):
            if hits[place].first >= end:
                break
            yield hits[place]

    def has(self, kind: str, first: int, end: int) -> bool:
        """True when a hit of the kind begins in first..end-1."""
        return next(self.within(kind, first, end), None) is not None

    def is_a(self, office: str, word: int) -> bool:
        """True when the word has this office in one of the text's languages: "and", "barrier", "vague"."""
        if not 0 <= word < len(self.tokens.words):
            return False
        if office not in self.offices:
            self.offices[office] = self._office(office)
        written, words = _folded(self.tokens.words[word]), self.offices[office]
        return written in words or (written[0] == "و" and written[1:] in words)

    def _office(self, office: str) -> frozenset[str]:
        """The words of the office in the text's languages."""
        words = self.lexicon.words[office]
        return frozenset().union(*(words.get(lang, ()) for lang in self.langs))

    def conjoined(self, word: int) -> bool:
        """True for an Arabic word with "and" written onto it: what it says is another matter."""
        written = self.tokens.words[word]
        return written[0] == "و" and len(written) > 3 and not self.is_a("waw", word)

    def deeds(self) -> list[Found]:
        """What is done, in order; of two readings of the same words the longer: in عين زارة nobody is appointed."""
        if self.longest is None:
            self.longest = []
            towns = {town.first for town in self.found.get("town", ()) if town.last > town.first}
            done = (hit for hit in self.found.get("event", ()) if hit.first not in towns)
            for hit in sorted(done, key=lambda hit: (hit.first, -hit.last)):
                last = self.longest[-1] if self.longest else None
                if last is None or hit.last > last.last or hit[:2] == last[:2]:
                    self.longest.append(hit)
        return self.longest

    def definite(self, word: int) -> bool:
        """True for an Arabic word with the article written onto it."""
        return bool(_DEFINITE.match(bare(self.tokens.words[word])))

    def sentence(self, word: int) -> tuple[int, int]:
        """(start, end) of the sentence around the word."""
        number = self.tokens.sentence_of(word)
        if number not in self.sentences:
            self.sentences[number] = self.tokens.sentence_span(number)
        return self.sentences[number]

    def gap(self, word: int) -> str:
        """What is written between a word and the next: spaces, stops, a hyphen; all the rest behind the last one."""
        spans, text = self.tokens.spans, self.tokens.text
        end = spans[word][1]
        return text[end : spans[word + 1][0]] if word + 1 < len(spans) else text[end : end + 20]


def mark(lexicon: Lexicon, tokens: Tokens, lang: str = "") -> Marked:
    """Find the lexicon's words. `lang` is what the feed says of the text, or ""; what its words say goes before it."""
    langs = ("ar", "ru", _latin(lexicon, tokens.words[:SAMPLE], lang))
    found: dict[str, list[Found]] = {}
    groups: dict[str, list[tuple[int, int]]] = {}
    for number, spans in lexicon.index.find(tokens).items():
        for sense in lexicon.senses[number]:
            if sense.kind in NAMES or not sense.langs.isdisjoint(langs):
                found.setdefault(sense.kind, []).extend([Found(first, last, sense.name) for first, last in spans])
                groups.setdefault(sense.group, []).extend(spans)
    for hits in found.values():
        hits.sort()
    for group in groups.values():
        group.sort()
    offices = lexicon.memo.setdefault(f"offices {langs[-1]}", {})
    return Marked(lexicon, tokens, langs, found, groups, {}, {}, {}, offices)


def _latin(lexicon: Lexicon, words: list[str], lang: str) -> str:
    """The Latin language of the words: the one whose commonest words they hold most of; in doubt the one named."""
    common = lexicon.words["common"]
    small = [word.lower() for word in words if word[0] < "\u0250"]
    counts = {one: sum(map(common[one].__contains__, small)) for one in LATIN}
    best = max(LATIN, key=counts.__getitem__)
    if lang in counts and (counts[best] < SURE or counts[lang] * 2 >= counts[best]):
        return lang
    return best
