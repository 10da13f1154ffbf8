"""Figures and events of one text, from its tokens: what an article states that can be new, risen or contradicted.

    marked  = mark(lexicon, tokens, lang)        the words of figures and events, found once
    figures = facts(marked, actors)              17,300 fighters, total
    deeds   = events(marked)                     signed, killed, arrived

Numbers that only name something (a brigade, a resolution, a year, an hour, a page) are no figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import EventHit, Fact
from monitor.stories.lexicon import Lexicon
from monitor.text.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the words of the lexicon found in it: group -> (first, last) word of each hit, in order."""

    lexicon: Lexicon
    tokens: Tokens
    lang: str
    hits: dict[str, list[tuple[int, int]]]


def mark(lexicon: Lexicon, tokens: Tokens, lang: str = "") -> Marked:
    """Find the lexicon's words. `lang` is what the feed says of it, or ""; the script of a word goes before it."""
    hits: dict[str, list[tuple[int, int]]] = {}
    for number, spans in lexicon.index.find(tokens).items():
        for group in lexicon.groups[number]:
            hits.setdefault(group, []).extend(spans)
    return Marked(lexicon, tokens, lang, {group: sorted(spans) for group, spans in hits.items()})


def facts(marked: Marked, actors: Sequence[tuple[str, int, int]] = ()) -> tuple[Fact, ...]:
    """The figures of the text in order of reading. `actors`: id, first and last word of every actor named."""
    return ()


def events(marked: Marked) -> tuple[EventHit, ...]:
    """The events named in the text, in order of reading; of two readings of the same words the longer."""
    return ()
