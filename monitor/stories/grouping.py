"""Which story an article belongs to, as far as exact recognition goes: the same item again, or a copy of another.

Grouping never silences what was not told: an article whose rules nobody was told about is told, whatever it copies.

    seen    the stored article            rules of this one          decision
    new     -                             none / some                none / new
    known   any                           any                        ignore
    edited  any                           some that never fired      new, in the stored article's story
            any                           no such rule               ignore, the version is kept
    copy    a story's                     some that never fired      new, in that story
            a story's                     no such rule               merge
            baseline                      any                        ignore
            matched nothing               some / none                new / none
            matched, and was ignored      no rule that never fired   ignore
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Decision, KnownArticle, Match, Reading, Seen, Sighting


@dataclass(frozen=True, slots=True)
class Grouping:
    """A decision with its reason in words; `story` is the story joined, None for none or for one of its own."""

    decision: Decision
    reason: str
    story: int | None = None


def group(sighting: Sighting, reading: Reading) -> Grouping:
    """What becomes of an article that is not part of a baseline poll, by how it was recognised and what it matches."""
    known = sighting.known
    if sighting.seen is Seen.NEW or known is None:
        return _by_itself(sighting, reading)
    if sighting.seen is Seen.KNOWN:
        moved = f", {sighting.reason}" if sighting.reason else ""
        return Grouping(Decision.IGNORE, f"seen before{moved}", known.story)
    fresh = [match for match in reading.matches if match.rule not in known.rules]
    if sighting.seen is Seen.EDITED:
        return _edited(known, fresh)
    return _copy(sighting, known, reading, fresh)


def _by_itself(sighting: Sighting, reading: Reading) -> Grouping:
    doubt = f" ({sighting.reason})" if sighting.reason else ""
    if reading.matches:
        return Grouping(Decision.NEW, f"matches {_titles(reading.matches)}{doubt}")
    near = f": {reading.near[0].rule}: {reading.near[0].reason}" if reading.near else ""
    return Grouping(Decision.NONE, f"no rule matches{near}{doubt}")


def _edited(known: KnownArticle, fresh: list[Match]) -> Grouping:
    if fresh:
        return Grouping(Decision.NEW, f"edited: now matches {_titles(fresh)}", known.story)
    told = "already told" if known.alerted else "no rule newly matches"
    return Grouping(Decision.IGNORE, f"edited: {told}", known.story)


def _copy(sighting: Sighting, known: KnownArticle, reading: Reading, fresh: list[Match]) -> Grouping:
    if known.decision is Decision.BASELINE:
        return Grouping(Decision.IGNORE, f"already in the baseline: {known.title or known.url}")
    if fresh:
        return Grouping(Decision.NEW, f"{sighting.reason}; only here it matches {_titles(fresh)}", known.story)
    if known.story is not None:
        return Grouping(Decision.MERGE, sighting.reason, known.story)
    if reading.matches:
        return Grouping(Decision.IGNORE, f"{sighting.reason}; that one was not told either")
    return Grouping(Decision.NONE, f"{sighting.reason}; no rule matches")


def _titles(matches: list[Match] | tuple[Match, ...]) -> str:
    return ", ".join(match.rule for match in matches)
