"""Every term of a rules file, with the group it belongs to and the place in the file where it stands.

A group is what conditions refer to: `topic:ceasefire`, `actor:haftar`, `place:libya`; a single term written into a rule
is a group of its own, `term:` and the text; `clues:ceasefire` are words that only count together.
`weak`, `likely`, `mask`, `beside`, `figurative`, `literal`, `supporting`, `dating` and `background` groups cannot be
referred to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.rules.finding import Path
from monitor.rules.schema import ActorSection, ConditionSection, RuleSection, RulesFile, WhoSection
from monitor.rules.terms import BadTerm, Term, parse_term

REFERENCES = ("topic:", "actor:", "place:", "clues:")
_OF_TOPICS = (
    ("terms", ""),
    ("not_within", "mask "),
    ("not_beside", "beside "),
    *((key, f"{key} ") for key in ("figurative", "literal", "supporting", "dating")),
)
CONDITION_KEYS = ("all", "any", "none", "of", "title_only", "lead_only")


@dataclass(frozen=True, slots=True)
class Listed:
    """One term as written, the group it belongs to, and its path in the file."""

    group: str
    text: str
    path: Path


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed term and what it says, or why it says nothing."""

    group: str
    text: str
    path: Path
    term: Term | BadTerm


def entries(file: RulesFile) -> tuple[Entry, ...]:
    """Every term of the file, read; each distinct text once."""
    read: dict[str, Term | BadTerm] = {}
    for item in (found := tuple(listed(file))):
        if item.text not in read:
            try:
                read[item.text] = parse_term(item.text)
            except BadTerm as bad:
                read[item.text] = bad
    return tuple(Entry(item.group, item.text, item.path, read[item.text]) for item in found)


def is_reference(text: str) -> bool:
    """True for `topic:id`, `actor:id`, `place:id`, `clues:id`."""
    return text.startswith(REFERENCES)


def listed(file: RulesFile) -> Iterator[Listed]:
    """Every term of the file, in file order."""
    for place, section in (file.places.__pydantic_extra__ or {}).items():
        yield from _terms(f"place:{place}", section.strong, ("places", place, "strong"))
        yield from _terms(f"likely place:{place}", section.likely, ("places", place, "likely"))
        yield from _terms(f"weak place:{place}", section.weak, ("places", place, "weak"))
        yield from _terms(f"mask place:{place}", section.not_within, ("places", place, "not_within"))
    for place, rival in file.places.elsewhere.items():
        yield from _terms(f"place:{place}", rival.terms, ("places", "elsewhere", place, "terms"))
    for actor, who in file.actors.items():
        yield from _terms(f"actor:{actor}", who.names, ("actors", actor, "names"))
        yield from _terms(f"weak actor:{actor}", who.weak, ("actors", actor, "weak"))
        yield from _terms(f"mask actor:{actor}", who.not_within, ("actors", actor, "not_within"))
    for topic, what in file.topics.items():
        for key, kind in _OF_TOPICS:
            yield from _terms(f"{kind}topic:{topic}", getattr(what, key), ("topics", topic, key))
    for key, words in file.background:
        yield from _terms(f"background {key}", words, ("background", key))
    for rule, section_ in file.rules.items():
        yield from _of_rule(rule, section_)
    for clues, together in file.clues.items():
        for language, by_points in together.points.items():
            yield from _terms(f"clues:{clues}", by_points, ("clues", clues, "points", language))


def _of_rule(rule: str, section: RuleSection) -> Iterator[Listed]:
    for key, kind in (("not_within", "mask "), ("not_beside", "beside ")):
        for index, text in enumerate(getattr(section, key)):
            yield Listed(f"{kind}rule:{rule}", text, ("rules", rule, key, index))
    for path, text in condition_texts(section, ("rules", rule)):
        if not is_reference(text):
            yield Listed(f"term:{text}", text, path)


def _terms(group: str, terms: Mapping[str, Sequence[str]], path: Path) -> Iterator[Listed]:
    for language, texts in terms.items():
        for index, text in enumerate(texts):
            yield Listed(group, text, (*path, language, index))


def condition_texts(condition: ConditionSection, path: Path) -> Iterator[tuple[Path, str]]:
    """Every term and reference in a condition (and in a rule's `unless`), nested ones included, with its path."""
    keys = (*CONDITION_KEYS, "unless") if isinstance(condition, RuleSection) else CONDITION_KEYS
    for key in keys:
        for index, part in enumerate(getattr(condition, key)):
            if isinstance(part, str):
                yield (*path, key, index), part
            else:
                yield from condition_texts(part, (*path, key, index))


def described(who: WhoSection, known: Mapping[str, ActorSection]) -> tuple[str, ...]:
    """The ids of the actors that all the given keys describe, in the order of the ids, else of the file."""
    return tuple(
        id
        for id in who.ids or known
        if id in known
        and (not who.kinds or known[id].kind in who.kinds)
        and (not who.sides or known[id].side in who.sides)
    )
