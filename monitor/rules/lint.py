"""What only the whole file can tell: references to nothing, terms that cannot match or match too much, duplicates.

Each finding has a code, which the rules reference explains, a path in the file, and a fix in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from monitor.rules.schema import ConditionSection, RuleSection, RulesFile
from monitor.rules.terms import BadTerm, Term, parse_term
from monitor.rules.vocabulary import CONDITION_KEYS, Path, condition_texts, is_reference, listed

SHORT_ARABIC = 3
SHORT_STEM = 4
_ARABIC = re.compile("[\u0620-\u064a]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at a path of the file."""

    path: Path
    code: str
    message: str
    fix: str = ""
    level: Literal["error", "warning"] = "error"


def nearest(word: str, known: list[str]) -> str:
    """The advice that names the known word most like this one."""
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean {close[0]}?" if close else f"Known: {', '.join(sorted(known)[:12]) or 'none'}."


def lint(file: RulesFile) -> tuple[Finding, ...]:
    """Every finding, in no particular order."""
    checks: tuple[Callable[[RulesFile], Iterator[Finding]], ...] = (_terms, _references, _feeds, _actors, _conditions)
    return tuple(finding for check in checks for finding in check(file))


def _terms(file: RulesFile) -> Iterator[Finding]:
    seen: dict[tuple[str, object], str] = {}
    for item in listed(file):
        try:
            term = parse_term(item.text)
        except BadTerm as bad:
            yield Finding(item.path, "bad-term", str(bad), bad.fix)
            continue
        same = (item.group, (term.units, term.gaps, term.loose))
        if same in seen and not item.group.startswith("term:"):
            message = f"{item.text!r} says the same as {seen[same]!r} in this list."
            yield Finding(item.path, "duplicate-term", message, "Take one out.", "warning")
        seen.setdefault(same, item.text)
        yield from _misreadings(item.path, term)


def _misreadings(path: Path, term: Term) -> Iterator[Finding]:
    """Single words so short that an ending or a clitic makes them part of unrelated ones."""
    if len(term.units) > 1:
        return
    unit = term.units[0]
    if unit.prefix and len(unit.letters) < SHORT_STEM and not _ARABIC.fullmatch(unit.letters):
        yield Finding(
            path,
            "short-stem",
            f"{term.text!r} matches every word that begins so.",
            "Write four letters or more.",
            "warning",
        )
    if unit.spelling == "fold" and _ARABIC.fullmatch(unit.letters) and len(unit.letters) <= SHORT_ARABIC:
        message = f"{term.text!r} is read into unrelated words (ف + {term.text})."
        yield Finding(path, "short-arabic", message, f"Write ={term.text}, or a longer phrase.", "warning")


def _references(file: RulesFile) -> Iterator[Finding]:
    places = [*(file.places.__pydantic_extra__ or {}), *file.places.elsewhere]
    known = {"topic": list(file.topics), "actor": list(file.actors), "place": places, "chat": list(file.chats)}
    for kind, name, path in _named(file):
        if name not in known[kind]:
            fix = nearest(name, known[kind])
            yield Finding(path, "unknown-reference", f"There is no {kind} {name!r} in this file.", fix)


def _named(file: RulesFile) -> Iterator[tuple[str, str, Path]]:
    """(kind, id, path) of everything that names something else in the file."""
    for index, feed in enumerate(file.feeds):
        yield from (("place", place, ("feeds", index, "about", n)) for n, place in enumerate(feed.about))
    for actor, who in file.actors.items():
        yield from (("place", place, ("actors", actor, "about", n)) for n, place in enumerate(who.about))
    for rule, section in file.rules.items():
        path: Path = ("rules", rule)
        if section.about:
            yield "place", section.about, (*path, "about")
        yield from (("place", place, (*path, "soft", n)) for n, place in enumerate(section.soft))
        yield from (("chat", chat, (*path, "send_to", n)) for n, chat in enumerate(section.send_to))
        if isinstance(section.actors, list):
            yield from (("actor", actor, (*path, "actors", n)) for n, actor in enumerate(section.actors))
        for where, text in condition_texts(section, path):
            if is_reference(text):
                kind, _, name = text.partition(":")
                yield kind, name, where


def _feeds(file: RulesFile) -> Iterator[Finding]:
    for key in ("name", "url"):
        seen: set[str] = set()
        for index, feed in enumerate(file.feeds):
            value = getattr(feed, key)
            if value in seen:
                yield Finding(
                    ("feeds", index, key), "duplicate-feed", f"Another feed has the {key} {value!r}.", "Change one."
                )
            seen.add(value)


def _actors(file: RulesFile) -> Iterator[Finding]:
    for actor, who in file.actors.items():
        if who.from_ and who.until and who.until < who.from_:
            yield Finding(("actors", actor, "until"), "bad-dates", f"{actor} ends before it begins.", "Swap the dates.")
        if not any(who.names.values()) and not any(who.weak.values()):
            yield Finding(("actors", actor), "no-names", f"{actor} has no names, so it is never found.", "Write names.")


def _conditions(file: RulesFile) -> Iterator[Finding]:
    for rule, section in file.rules.items():
        path: Path = ("rules", rule)
        if not _asks(section):
            message = f"{rule} asks for nothing, so it would fire on everything or nothing."
            if section.none or section.unless:
                message = f"{rule} only says what must not be there."
            yield Finding(path, "purely-negative", message, "Add any: or all: with what must be there.")
        yield from _counts(section, path)


def _asks(condition: ConditionSection) -> bool:
    """True when the condition cannot hold for an empty text."""
    return bool(condition.title_only or condition.lead_only or (condition.min_count and condition.of)) or any(
        isinstance(part, str) or _asks(part) for part in (*condition.all, *condition.any)
    )


def _counts(condition: ConditionSection, path: Path) -> Iterator[Finding]:
    if condition.min_count and condition.min_count > len(condition.of):
        message = f"{condition.min_count} of {len(condition.of)} can never be found."
        yield Finding((*path, "min_count"), "bad-count", message, "Write a smaller min_count or more under of:.")
    if condition.of and not condition.min_count:
        yield Finding(
            (*path, "of"), "bad-count", "of: without min_count counts nothing.", "Write min_count: 2, or use any:."
        )
    for key in CONDITION_KEYS:
        for index, part in enumerate(getattr(condition, key)):
            if isinstance(part, ConditionSection) and not isinstance(part, RuleSection):
                yield from _counts(part, (*path, key, index))
