"""What two versions of the rules have otherwise than each other, in words: "1 rule, +12 −1 terms", and which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from monitor.rules.book import RuleBook

NAMED = 5  # of one kind

_Parts = Mapping[str, object]


def changes(before: RuleBook, after: RuleBook) -> tuple[str, ...]:
    """A line that sums up, then one for each kind of thing added, removed or changed; none when all is alike."""
    old, new = _parts(before), _parts(after)
    lines = tuple(line for noun in old for line in _difference(noun, old[noun], new[noun]))
    return (_sum(old, new), *lines) if lines else ()


def judge_alike(before: RuleBook, after: RuleBook) -> bool:
    """Whether no article can be judged otherwise: only chats, titles, tests, or how feeds are polled differ."""

    def judging(book: RuleBook) -> tuple[object, ...]:
        rules = {id: (one.about, one.soft, one.condition, one.unless, one.actors) for id, one in book.rules.items()}
        about = {feed.url: feed.about for feed in book.feeds if feed.about}
        return rules, book.terms, book.groups, book.clues, book.places, book.actors, about

    return judging(before) == judging(after)


def _parts(book: RuleBook) -> dict[str, _Parts]:
    pairs = zip(book.terms, book.groups, strict=True)
    return {
        "feed": {feed.name: feed for feed in book.feeds if feed.enabled},
        "chat": book.chats,
        "place": book.places,
        "actor": book.actors,
        "rule": {id: replace(rule, position=0) for id, rule in book.rules.items()},
        "clue list": {
            group.partition(":")[2]: (
                one.topic, one.enough, one.least, {book.terms[number].text: p for number, p in one.points.items()},
            )
            for group, one in book.clues.items()
        },
        "term": {f"{term.text} ({_owner(group)})": None for term, groups in pairs for group in groups},
    }


def _owner(group: str) -> str:
    """Whose term it is, as a person would say: "topic:ceasefire", "actor:haftar"; a rule's own words name no other."""
    kind, _, name = group.partition(":")
    return "a rule" if kind == "term" else f"{kind}:{name}"


def _sum(old: Mapping[str, _Parts], new: Mapping[str, _Parts]) -> str:
    """ "2 rules, 1 actor, +12 −1 terms"."""
    said = []
    for noun, parts in new.items():
        before = old[noun]
        added, removed = len(parts.keys() - before.keys()), len(before.keys() - parts.keys())
        if noun == "term":
            said += [f"+{added} −{removed} terms"] if added or removed else []
            continue
        number = added + removed + sum(before[name] != parts[name] for name in parts.keys() & before.keys())
        said += [f"{number} {noun}{'' if number == 1 else 's'}"] if number else []
    return ", ".join(said)


def _difference(noun: str, old: _Parts, new: _Parts) -> Iterator[str]:
    """Lines such as "2 feeds added: A, B"."""
    for verb, names in (
        ("added", [name for name in new if name not in old]),
        ("removed", [name for name in old if name not in new]),
        ("changed", [name for name, value in new.items() if name in old and old[name] != value]),
    ):
        if names:
            shown = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
            yield f"{len(names)} {noun}{'s' if len(names) > 1 else ''} {verb}: {shown}"
