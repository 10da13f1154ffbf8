"""An article as a judge of places sees it: where places are named, and what each stretch of it speaks for.

A sign is a place, or an actor that belongs to one. Signs of the place that is asked about are "own", signs of places
elsewhere "rivals": hard ones compete, soft ones (through which the story runs) only where nothing own is named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from monitor.text.tokens import Tokens

LEAD = 2  # sentences at the beginning of a text
_first = attrgetter("first")


class Sign(NamedTuple):
    """Words `first` to `last` of a field name a place, or an actor that belongs to it."""

    first: int
    last: int
    place: str
    in_title: bool = False
    rival: bool = False
    actor: bool = False
    joined: bool = False  # Arabic "and" is written onto it: "وليبيا"


class Words(NamedTuple):
    """A hit: words `first` to `last` of the title or the text."""

    in_title: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Scene:
    """Both fields with their signs in order, and the places that the feed is about."""

    title: Tokens
    text: Tokens
    title_signs: tuple[Sign, ...]
    text_signs: tuple[Sign, ...]
    feed: tuple[str, ...] = ()

    def field(self, in_title: bool) -> Tokens:
        """The words of the title or the text."""
        return self.title if in_title else self.text


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of hits: are they about `place`? Places in `soft` compete only where nothing of ours is named;
    those in `silent` never do.
    """

    place: str
    soft: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


class Sides(NamedTuple):
    """The signs of one stretch of text, told apart."""

    own: tuple[Sign, ...] = ()
    hard: tuple[Sign, ...] = ()
    soft: tuple[Sign, ...] = ()

    @property
    def leaning(self) -> int:
        """1: only own signs; -1: only rivals, soft ones too; 0: neither or both."""
        return (1 if self.own else 0) - (1 if self.hard or self.soft else 0)

    @property
    def mostly_own(self) -> bool:
        """More own signs than places through which the story runs, and no rival else: what a headline can rest on."""
        return not self.hard and len(self.own) > len(self.soft)


NOTHING = Sides()


class View:
    """A scene with a question in mind: each stretch is looked at once, however many hits ask about it."""

    def __init__(self, scene: Scene, question: Question) -> None:
        self.scene, self.question = scene, question
        self._sentences: dict[tuple[bool, int], Sides] = {}

    def sentence(self, in_title: bool, number: int) -> Sides:
        """One sentence of a field; nothing when there is no such sentence."""
        key = in_title, number
        if key not in self._sentences:
            tokens = self.scene.field(in_title)
            words = tokens.sentence_words(number) if 0 <= number < len(tokens.starts) else range(0)
            self._sentences[key] = self.sides(self._between(in_title, words))
        return self._sentences[key]

    @cached_property
    def headline(self) -> Sides:
        """The title."""
        return self.sides(self.scene.title_signs)

    @cached_property
    def lead(self) -> Sides:
        """The first two sentences of the text."""
        starts = self.scene.text.starts
        end = starts[LEAD] if len(starts) > LEAD else self.scene.text.count
        return self.sides(self._between(False, range(end)))

    @cached_property
    def whole(self) -> Sides:
        """Title and text."""
        return self.sides((*self.scene.title_signs, *self.scene.text_signs))

    def names(self, signs: Iterable[Sign]) -> str:
        """The words of signs as the author wrote them, for an explanation: «ليبيا», «بنغازي»."""
        words = []
        for sign in signs:
            tokens = self.scene.field(sign.in_title)
            words.append(tokens.text[tokens.span(sign.first)[0] : tokens.span(sign.last)[1]])
        return ", ".join(f"«{word}»" for word in list(dict.fromkeys(words))[:3])

    def _between(self, in_title: bool, words: range) -> Sequence[Sign]:
        signs = self.scene.title_signs if in_title else self.scene.text_signs
        return signs[bisect_left(signs, words.start, key=_first) : bisect_left(signs, words.stop, key=_first)]

    def sides(self, signs: Sequence[Sign]) -> Sides:
        """Signs told apart."""
        if not signs:
            return NOTHING
        place, soft, silent = self.question.place, self.question.soft, self.question.silent
        rivals = [sign for sign in signs if sign.rival and sign.place != place and sign.place not in silent]
        return Sides(
            tuple(sign for sign in signs if sign.place == place),
            tuple(sign for sign in rivals if sign.place not in soft),
            tuple(sign for sign in rivals if sign.place in soft),
        )
