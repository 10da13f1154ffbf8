"""A checked rules file -> RuleBook: all that the other rooms ask of the rules, ready for use and never changed."""

from __future__ import annotations

import gc
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from monitor.errors import Problem
from monitor.model import Chat, Feed
from monitor.rules.book import Absent, Actor, Case, Count, Leaf, Name, Node, Place, Rule, RuleBook
from monitor.rules.clues import ClueIndex, Clues
from monitor.rules.finding import Path
from monitor.rules.index import PhraseIndex
from monitor.rules.schema import (
    ActorSection,
    CluesSection,
    ConditionSection,
    FeedSection,
    RuleSection,
    RulesFile,
)
from monitor.rules.terms import Term
from monitor.rules.vocabulary import Entry, described, entries, is_reference

_NAMES = re.compile(r"(?P<sure>weak |likely )?(?P<kind>actor|place):(?P<id>.*)")  # the groups that name somebody


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: of the many small things that a book is made of none is, and looking costs half
    as much again as making them.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@uncollected()
def compile_book(
    file: RulesFile,
    *,
    sources: Mapping[str, str],
    variables: Mapping[str, str],
    terms: Sequence[Entry] | None = None,
    warnings: tuple[Problem, ...] = (),
    place: Callable[[Path], str] = lambda _: "",
) -> RuleBook:
    """Compile a file without errors. `variables` replace $NAME in chats.

    `sources` are the texts it came from, for the version: the file's own under "", included ones by their path.
    `terms` are those of the file, where they are read already; `place` tells where a path of the file stands in it.
    """
    groups: dict[Term, dict[str, None]] = defaultdict(dict)
    clued: dict[Term, dict[str, None]] = defaultdict(dict)  # a word that is a clue and a term has two numbers
    for entry in entries(file) if terms is None else terms:
        if isinstance(entry.term, Term):
            (clued if entry.group.startswith("clues:") else groups)[entry.term][entry.group] = None
    phrases, named = (*groups, *clued), (*groups.values(), *clued.values())
    chats = {id: Chat(id, _resolve(chat.telegram, variables), chat.language) for id, chat in file.chats.items()}
    enabled = [(id, rule) for id, rule in file.rules.items() if rule.enabled]
    rules = {
        id: _rule(id, rule, next(iter(chats), ""), file.actors, position, tuple(_cases(id, rule, place)))
        for position, (id, rule) in enumerate(enabled)
    }
    places = {id: Place(id, place.name or id) for id, place in (file.places.__pydantic_extra__ or {}).items()}
    rivals = {id: Place(id, place.name or id, rival=True) for id, place in file.places.elsewhere.items()}
    actors = {id: _actor(id, actor) for id, actor in file.actors.items()}
    triggers = _triggers(rules.values())
    asks = tuple(tuple({id: None for name in names for id in triggers.get(name, ())}) for names in groups.values())
    named_by = tuple(_names(names, actors, {**places, **rivals}) for names in groups.values())
    single = [(term, names) for term, names in zip(groups, named_by, strict=True) if len(term.units) == 1]
    ours = [term for term, names in single if any(name.ours for name in names)]
    numbers = {phrases[number].text: number for number in range(len(groups), len(phrases))}
    return RuleBook(
        feeds=tuple(_feed(feed) for feed in file.feeds),
        chats=chats,
        places={**places, **rivals},
        actors=actors,
        topics={id: topic.name or id for id, topic in file.topics.items()},
        rules=rules,
        terms=phrases,
        groups=tuple(map(tuple, named)),
        others=tuple(tuple(name for name in names if not _NAMES.match(name)) for names in groups.values()),
        names=named_by,
        asks=asks,
        filled=frozenset(name for names in named for name in names),
        clues={f"clues:{id}": _clues(f"clues:{id}", one, numbers, triggers) for id, one in file.clues.items()},
        clue_index=ClueIndex({number: phrases[number] for number in numbers.values()}, ours),
        index=PhraseIndex(tuple(groups), [number for number, ids in enumerate(asks) if ids]),
        version=_version(sources),
        sources=sources,
        warnings=warnings,
    )


def _version(sources: Mapping[str, str]) -> str:
    """Changes with every letter of every file, line ends apart."""
    parts = [text if not path else f"\0{path}\0{text}" for path, text in sources.items()]
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:12]


def _resolve(value: str, variables: Mapping[str, str]) -> str:
    return variables.get(value[1:], "") if value.startswith("$") else value


def _feed(feed: FeedSection) -> Feed:
    return Feed(
        feed.name, feed.url, feed.lang, tuple(feed.about), feed.owner, feed.side, feed.every, feed.full_text,
        feed.enabled, feed.private,
    )  # fmt: skip


def _actor(id: str, actor: ActorSection) -> Actor:
    return Actor(
        id, actor.name, _shown(actor), actor.kind, actor.side, tuple(actor.about), actor.context, actor.from_,
        actor.until,
    )  # fmt: skip


def _shown(actor: ActorSection) -> dict[str, str]:
    """The name to show in each language: the first in its list, where that is a name as it stands and no pattern.

    In English `name` itself, where it is in Latin letters: the first of the English spellings may be a surname alone.
    """
    first = {
        language: names[0].removeprefix("case:").removeprefix("=") for language, names in actor.names.items() if names
    }
    shown = {language: name for language, name in first.items() if not (set("*<~=") & set(name) or name[0].islower())}
    latin = all(letter < "\u0250" for letter in actor.name if letter.isalpha())
    return {**shown, "en": actor.name} if latin else shown


def _rule(
    id: str, rule: RuleSection, first_chat: str, known: Mapping[str, ActorSection], position: int,
    cases: tuple[Case, ...],
) -> Rule:  # fmt: skip
    chats = tuple(rule.send_to) or ((first_chat,) if first_chat else ())
    actors = rule.actors if isinstance(rule.actors, str) else described(rule.actors, known)
    unless = tuple(_node(part, rule.about) for part in rule.unless)
    return Rule(
        id, rule.title, rule.about, frozenset(rule.soft), _condition(rule), unless, actors, rule.priority, chats, cases,
        position,
    )  # fmt: skip


def _clues(
    group: str, section: CluesSection, numbers: Mapping[str, int], triggers: Mapping[str, tuple[str, ...]]
) -> Clues:
    by_points = [pair for lists in section.points.values() for pair in lists.items()]
    points = {numbers[text]: int(points) for points, texts in by_points for text in texts}
    return Clues(points, section.enough, section.min_count, section.topic or "", triggers.get(group, ()))


def _cases(id: str, rule: RuleSection, place: Callable[[Path], str]) -> Iterator[Case]:
    """The rule's examples with the place of each, those that must fire first."""
    for key, cases in (("match", rule.tests.match), ("no_match", rule.tests.no_match)):
        for number, case in enumerate(cases):
            where, fires = place(("rules", id, "tests", key, number)), key == "match"
            if isinstance(case, str):
                yield Case("", case, fires, place=where)
            else:
                about, actors = tuple(case.about), tuple(case.actors)
                yield Case(case.title, case.text, fires, case.lang, case.date, about, actors, where)


def _node(part: str | ConditionSection, about: str | None) -> Node:
    if isinstance(part, str):
        return Leaf(part if is_reference(part) else f"term:{part}")
    return _condition(part)


def _condition(condition: ConditionSection) -> Count:
    """All keys that stand together must hold, so a condition is the conjunction of its keys."""

    def nodes(parts: Iterable[str | ConditionSection]) -> tuple[Node, ...]:
        return tuple(_node(part, None) for part in parts)

    parts: list[Node] = list(nodes(condition.all))
    if condition.any:
        parts.append(Count(nodes(condition.any), 1))
    if condition.of and condition.min_count:
        parts.append(Count(nodes(condition.of), condition.min_count))
    if condition.title_only:
        parts.append(Count(nodes(condition.title_only), 1, "title"))
    if condition.lead_only:
        parts.append(Count(nodes(condition.lead_only), 1, "lead"))
    if condition.none:
        parts.append(Absent(nodes(condition.none)))
    return Count(tuple(parts), len(parts))


def _names(groups: Iterable[str], actors: Mapping[str, Actor], places: Mapping[str, Place]) -> tuple[Name, ...]:
    """Whom a phrase of these groups names."""
    found: list[tuple[Actor | Place, str]] = []
    for name in filter(None, map(_NAMES.match, groups)):
        found.append(((actors if name["kind"] == "actor" else places)[name["id"]], name["sure"] or ""))
    sharing = tuple({who.id: who for who, _ in found if isinstance(who, Actor)}.values())
    shared = sharing if len(sharing) > 1 else ()
    return tuple(_name(who, sure, shared) for who, sure in found)


def _name(who: Actor | Place, sure: str, shared: tuple[Actor, ...]) -> Name:
    weak, likely = sure != "", sure == "likely "
    if isinstance(who, Place):
        return Name(who, weak, likely, f"mask place:{who.id}", not who.rival, who.rival)
    return Name(who, weak, likely, f"mask actor:{who.id}", bool(who.about), False, shared)


def _triggers(rules: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    """Group -> rules that cannot fire without a hit of one of their groups there."""
    found: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        for group in _needed(rule.condition) or ():
            found[group].append(rule.id)
    return {group: tuple(ids) for group, ids in found.items()}


def _needed(node: Node) -> frozenset[str] | None:
    """Groups of which at least one must have a hit for the node to hold; None when it can hold without any.

    A conjunction is watched at its most selective part, an alternative at all of its parts, a negation at none.
    """
    if isinstance(node, Leaf):
        named = node.group.startswith(("actor:", "place:"))  # which a weak name may name as well
        return frozenset((node.group, f"weak {node.group}", f"likely {node.group}") if named else (node.group,))
    if isinstance(node, Absent):
        return None
    needs = [_needed(part) for part in node.parts]
    if node.least == len(node.parts):
        return min((need for need in needs if need), key=len, default=None)
    if any(need is None for need in needs):
        return None
    return frozenset().union(*(need for need in needs if need))
