"""The rules in force, ready for use and never changed: what `compile` makes of a rules file and other rooms ask."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from monitor.errors import Problem
from monitor.model import Chat, Feed, Priority
from monitor.rules.clues import ClueIndex, Clues
from monitor.rules.index import PhraseIndex
from monitor.rules.terms import Term

Scope = Literal["title", "lead"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Holds when the group has a hit."""

    group: str


@dataclass(frozen=True, slots=True)
class Count:
    """Holds when at least `least` of the parts hold; `scope` narrows where hits count."""

    parts: tuple[Node, ...]
    least: int
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """Holds when none of the parts does."""

    parts: tuple[Node, ...]


Node = Leaf | Count | Absent


@dataclass(frozen=True, slots=True)
class Actor:
    """Who an actor is. `names` are what to show by language, where it has one; all it goes by is in the index."""

    id: str
    name: str
    names: Mapping[str, str]
    kind: str
    side: str
    about: tuple[str, ...]
    context: bool
    since: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place; a `rival` is elsewhere and competes for what a sentence is about."""

    id: str
    name: str
    rival: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """That a phrase names an actor or a place. A `weak` name counts only beside an anchor, a `likely` one also where no
    place elsewhere is named; within hits of the group `mask` it means something else; `shared` are the actors that go
    by the same words, where several do.
    """

    who: Actor | Place
    weak: bool
    likely: bool  # weak, too
    mask: str
    ours: bool  # a place of ours, or somebody who belongs to one
    rival: bool  # a place elsewhere
    shared: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """An example article of the rules file, and whether the rule must fire on it."""

    title: str
    text: str
    fires: bool
    lang: str = ""
    date: datetime.date | None = None
    about: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    place: str = field(default="", compare=False)  # file:line:column; where it stands is not what it says


@dataclass(frozen=True, slots=True)
class Rule:
    """What raises an alert. `soft` are rival places that give way to ours; `actors`: any, required, or ids; `position`
    is where it stands among the rules.
    """

    id: str
    title: str
    about: str | None
    soft: frozenset[str]
    condition: Count
    unless: tuple[Node, ...]
    actors: Literal["any", "required"] | tuple[str, ...]
    priority: Priority
    send_to: tuple[str, ...]
    cases: tuple[Case, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules in force. `groups[n]` are the groups of phrase n, of which `others[n]` name nobody; `names[n]` is whom
    it names, `asks[n]` the rules that are worth asking when it has a hit.
    """

    feeds: tuple[Feed, ...]
    chats: Mapping[str, Chat]
    places: Mapping[str, Place]
    actors: Mapping[str, Actor]
    topics: Mapping[str, str]  # id -> name
    rules: Mapping[str, Rule]
    terms: tuple[Term, ...]
    groups: tuple[tuple[str, ...], ...]
    others: tuple[tuple[str, ...], ...]
    names: tuple[tuple[Name, ...], ...]
    asks: tuple[tuple[str, ...], ...]
    filled: frozenset[str]  # the groups that have a phrase
    clues: Mapping[str, Clues]  # by group
    clue_index: ClueIndex
    index: PhraseIndex
    version: str
    sources: Mapping[str, str] = field(default_factory=dict)  # the file's text under "", included ones by path
    warnings: tuple[Problem, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The included files, as paths from the rules file's folder."""
        return tuple(path for path in self.sources if path)
