"""A Reading in words: which rules fired, in which sentence, how each word was read, and why the others did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.text import Text

from monitor.cli.screen import HEAD, QUIET, Screen, count, line, marked
from monitor.model import Evidence, Match, NearMiss, Reading
from monitor.rules.book import RuleBook

SENTENCES = 5  # shown for one rule; --json has them all


def say_reading(screen: Screen, book: RuleBook, fields: Mapping[str, str], reading: Reading) -> None:
    """The whole reading; `fields` holds the article's "title" and "text"."""
    if not reading.matches:
        screen.say("No rule fires.", style=HEAD)
    for match in reading.matches:
        say_match(screen, fields, match)
    say_names(screen, book, reading)
    for near in reading.near:
        say_near_miss(screen, fields, near)


def say_match(screen: Screen, fields: Mapping[str, str], match: Match, *, indent: int = 0) -> None:
    """One rule that fired: its sentences with the words marked, and each word's way through the rules."""
    screen.say(Text(match.rule, style=HEAD), f"  {match.title}  ({match.priority} priority)", indent=indent)
    _say_evidence(screen, fields, match.evidence, indent + 2)


def say_near_miss(screen: Screen, fields: Mapping[str, str], near: NearMiss, *, indent: int = 0) -> None:
    """One rule that did not fire, and what was missing."""
    screen.say(Text(near.rule, style=HEAD), f"  did not fire: {line(near.reason)}", indent=indent)
    _say_evidence(screen, fields, near.evidence, indent + 2)


def say_names(screen: Screen, book: RuleBook, reading: Reading) -> None:
    """The actors and places, by name and id, in order of first mention."""
    for label, names in (("actors", actor_names(book, reading)), ("places", place_names(book, reading))):
        if names:
            screen.say(f"{label}: ", ", ".join(names))


def actor_names(book: RuleBook, reading: Reading) -> list[str]:
    """ "Khalifa Haftar (haftar)", in order of first mention; an id unknown to the book stands alone."""
    return [f"{book.actors[id].name} ({id})" if id in book.actors else id for id in reading.actors]


def place_names(book: RuleBook, reading: Reading) -> list[str]:
    """ "Libya (libya)", in order of first mention."""
    return [f"{book.places[id].name} ({id})" if id in book.places else id for id in reading.places]


def _say_evidence(screen: Screen, fields: Mapping[str, str], evidence: Iterable[Evidence], indent: int) -> None:
    """Each sentence once, under it its words. Words of an earlier version of the text stand alone."""
    sentences: dict[tuple[str, int, int], list[Evidence]] = {}
    for item in evidence:
        stands = fields[item.field][item.start : item.end] == item.text
        place = item.sentence if stands else (0, 0)
        sentences.setdefault((item.field, *place), []).append(item)
    for (field, start, end), items in list(sentences.items())[:SENTENCES]:
        spans = [(item.start - start, item.end - start) for item in items]
        if end:
            shown = marked(fields[field][start:end], spans, terminal=screen.terminal)
            screen.say(f"{field}: ", shown, indent=indent)
        for item in items:
            screen.say(_why(item), indent=indent + 2, style=QUIET)
    if len(sentences) > SENTENCES:
        more = count(len(sentences) - SENTENCES, "more sentence")
        screen.say(f"... and in {more}", indent=indent, style=QUIET)


def _why(item: Evidence) -> str:
    parts = [f"“{line(item.text)}”", f"term: {item.term}"]
    if item.topic:
        parts.append(f"topic: {item.topic}")
    if item.how:
        parts.append(f"read as {item.how}")
    if item.about:
        parts.append(item.about)
    return "; ".join(parts)


def as_record(reading: Reading, **more: Any) -> dict[str, Any]:
    """A reading as one JSON record of `match --jsonl`; start and end count code points of the given field."""
    return {
        **more,
        "rules": [
            {
                "id": match.rule,
                "evidence": [
                    {"field": item.field, "start": item.start, "end": item.end, "text": item.text, "term": item.term}
                    for item in match.evidence
                ],
            }
            for match in reading.matches
        ],
        "actors": list(reading.actors),
        "places": list(reading.places),
    }
