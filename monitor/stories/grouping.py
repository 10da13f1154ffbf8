"""What becomes of an article: the same item again, a copy, another report of a story, something new, or nothing.

Grouping never silences: what nobody was told of is told. An article is merged without a message only when it brings no
new figure, event, actor or place, and no chat is owed one; in doubt it is an alert, "possibly related to …".

    seen    the stored article            what it brings                        decision
    new     -                             no rule fires                         none
            -                             only what was known, in old words     ignore
            looks back, as it says        no new figure, and stories are known  ignore
            in a story that was told      something new                         update
            in a story that was told      nothing new                           merge
            in a story told this minute   any detail                            update
            in a story that was told      nothing named, yet like no report     update
            in a story of the baseline    something new / nothing new           new in it / ignore
            possibly in a story           anything                              new, "possibly related"
            continues an old figure       another value                         new, linked to the old story
            -                             anything else                         new
    known   any                           any                                   ignore
    edited  told                          something new                         update, "revised"
            in a story                    a rule that never fired               new, in that story
            in none                       a rule fires at last                  as if seen for the first time
            any                           nothing new                           ignore, the version is kept
    copy    a story's, or the baseline's  no rule that never fired              ignore, the outlet is kept
            a story's                     a rule that never fired               new, in that story
            matched nothing               no rule / a rule fires                none / new
            matched, and was ignored      no rule that never fired              ignore
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.model import Decision, KnownArticle, Match, NewFact, Past, Reading, Seen, Sighting, Thread
from monitor.stories.linking import Link, View, link
from monitor.stories.novelty import (
    Known,
    elsewhere,
    figures,
    known_of,
    news,
    of_series,
    said,
    telling,
    told_anew,
)  # fmt: skip
from monitor.stories.sameness import SPANS
from monitor.stories.units import THINGS

RETOLD = 0.77  # how like an article one of its story must be to be told again with nothing new: in doubt, tell
AT_ONCE = timedelta(minutes=1)  # between two reports of which neither is the first
_TOLD = (Decision.NEW, Decision.UPDATE)
SHOWN = 4  # of what is new, named in a reason


@dataclass(frozen=True, slots=True)
class Grouping:
    """A decision with its reason in words; `story` is the story joined, None for none or for one of its own.

    `related` is a story that it continues or may belong to, `score` how surely it belongs to one of the two.
    """

    decision: Decision
    reason: str
    story: int | None = None
    news: tuple[NewFact, ...] = ()
    score: float = 0.0
    related: int | None = None
    revised: bool = False


def group(sighting: Sighting, reading: Reading, seen: View | None = None, past: Past | None = None) -> Grouping:
    """What becomes of an article that is not part of a baseline poll, by how it was recognised and what it reports.

    Without a `seen` (a text that no rule fires on need not be looked at) exact recognition alone decides.
    """
    known = sighting.known
    if sighting.seen is Seen.NEW or known is None:
        if reading.matches and seen and past:
            return _reported(sighting, reading, seen, past)
        return _by_itself(sighting, reading)
    if sighting.seen is Seen.KNOWN:
        moved = f", {sighting.reason}" if sighting.reason else ""
        return Grouping(Decision.IGNORE, f"seen before{moved}", known.story)
    fresh = [match for match in reading.matches if match.rule not in known.rules]
    if sighting.seen is Seen.EDITED:
        return _edited(sighting, known, reading, fresh, seen, past)
    return _copy(sighting, known, reading, fresh)


# -- exact recognition ------------------------------------------------------------------------------------------------


def _by_itself(sighting: Sighting, reading: Reading) -> Grouping:
    doubt = _doubt(sighting)
    if reading.matches:
        return Grouping(Decision.NEW, f"matches {_titles(reading.matches)}{doubt}")
    near = f": {reading.near[0].rule}: {reading.near[0].reason}" if reading.near else ""
    return Grouping(Decision.NONE, f"no rule matches{near}{doubt}")


def _edited(
    sighting: Sighting, known: KnownArticle, reading: Reading, fresh: list[Match], seen: View | None, past: Past | None
) -> Grouping:
    if fresh and known.story is None and seen and past:
        placed = _reported(sighting, reading, seen, past)
        return replace(placed, reason=f"edited: now {placed.reason}")
    if fresh:
        return Grouping(Decision.NEW, f"edited: now matches {_titles(fresh)}", known.story)
    if seen and past and known.rules:
        # pages count their readers, and the days since: what no unit names and spans of time are no revision
        found = tuple(fact for fact in _news(seen, _said_itself(past, known)) if fact.unit not in (THINGS, *SPANS))
        if found and (known.alerted or known.decision is Decision.BASELINE):
            told = Decision.UPDATE if known.alerted else Decision.NEW
            return Grouping(told, f"revised: {_said(found)}", known.story, found, 1.0, revised=True)
    told_before = "already told" if known.alerted else "no rule newly matches"
    return Grouping(Decision.IGNORE, f"edited: {told_before}", known.story)


def _copy(sighting: Sighting, known: KnownArticle, reading: Reading, fresh: list[Match]) -> Grouping:
    if known.decision is Decision.BASELINE:
        return Grouping(Decision.IGNORE, f"already in the baseline: {known.title or known.url}")
    if fresh:
        return Grouping(Decision.NEW, f"{sighting.reason}; only here it matches {_titles(fresh)}", known.story)
    if known.story is not None:
        return Grouping(Decision.IGNORE, sighting.reason, known.story, score=1.0)
    if reading.matches:
        return Grouping(Decision.IGNORE, f"{sighting.reason}; that one was not told either")
    return Grouping(Decision.NONE, f"{sighting.reason}; no rule matches")


# -- reports of events ------------------------------------------------------------------------------------------------


def _reported(sighting: Sighting, reading: Reading, seen: View, past: Past) -> Grouping:
    """An article that nobody saw before, and that a rule fires on."""
    found = link(seen, past)
    if seen.stale and not found.sure and not told_anew(seen.fresh, past):
        return Grouping(Decision.IGNORE, "only sentences and figures that were known before")
    remembered = past.threads or past.near or past.series
    if seen.scan.retrospect and remembered and not told_anew(seen.fresh, past):
        return Grouping(Decision.IGNORE, "looks back, as it says itself, and gives no figure that was not known before")
    if found.sure:
        return _joined(sighting, reading, seen, past, found)
    began = figures(seen.fresh, (), elsewhere(past.series))
    matches = f"matches {_titles(reading.matches)}{_doubt(sighting)}"
    if found.thread is not None:
        doubt = f"{matches}; possibly related to «{found.thread.title}»: {found.why}"
        return Grouping(Decision.NEW, doubt, None, began, found.score, found.thread.id)
    if continues := of_series(seen.fresh, past.series):
        facts, stated = continues
        reason = f"{matches}; goes on from what {stated.outlet or 'an earlier article'} gave: {_said(facts)}"
        return Grouping(Decision.NEW, reason, None, (*facts, *_others(began, facts)), 0.0, stated.story)
    return Grouping(Decision.NEW, matches, None, began)


def _joined(sighting: Sighting, reading: Reading, seen: View, past: Past, found: Link) -> Grouping:
    """A report of a story that is known, or a copy of a text in it."""
    thread = found.thread
    at_once = thread is not None and _at_once(sighting, thread)
    known = _thread_knows(past, thread.id if thread else None, found)
    fresh = _news(seen, known, at_once=at_once)
    fresh = fresh if at_once else tuple(fact for fact in fresh if not seen.scan.is_colour(fact))
    doubt = found.closest < RETOLD
    fresh = fresh if telling(fresh, known.ledger) or doubt or at_once else ()
    if thread is None or not thread.told:
        if fresh:
            reason = f"{found.why}, which was known before; new: {_said(fresh)}"
            return Grouping(Decision.NEW, reason, thread.id if thread else None, fresh, found.score)
        return Grouping(Decision.IGNORE, f"{found.why}, which was known before; nothing new", None, (), found.score)
    if fresh:
        return Grouping(Decision.UPDATE, f"{found.why}; new: {_said(fresh)}", thread.id, fresh, found.score)
    if doubt:
        reason = f"{found.why}; no new figure or name, but no report of it is like this one ({found.closest:.2f})"
        return Grouping(Decision.UPDATE, reason, thread.id, (), found.score)
    owed = sorted({chat for match in reading.matches for chat in match.send_to}.difference(thread.send_to))
    if owed:
        return Grouping(Decision.NEW, f"{found.why}; nobody told {', '.join(owed)} of it", thread.id, (), found.score)
    return Grouping(Decision.MERGE, f"{found.why}; nothing new", thread.id, (), found.score)


def _at_once(sighting: Sighting, thread: Thread) -> bool:
    """Whether it came within a minute of an article of the story that was told: which of the two was first is chance,
    and so what either says is told, down to what is too small to be told of a later report."""
    at = sighting.article.seen
    return any(member.decision in _TOLD and abs(member.at - at) < AT_ONCE for member in thread.members)


def _said_itself(past: Past, known: KnownArticle) -> Known:
    """What the page said before: whatever others said, that it changed is news."""
    everybody = [*(member for thread in past.threads for member in thread.members), *past.near]
    ledger = [stated for thread in past.threads for stated in thread.ledger] + list(past.series)
    return known_of(
        (member.profile for member in everybody if member.id == known.id),
        (stated for stated in ledger if stated.article == known.id),
    )


def _news(seen: View, known: Known, *, at_once: bool = False) -> tuple[NewFact, ...]:
    """What is new, each with the sentence it stands in."""
    if at_once:
        known = replace(known, numbers=frozenset())  # a number that stood there was not told as a figure
    return tuple(
        fact if fact.sentence else replace(fact, sentence=seen.scan.sentence_with(fact.kind, str(fact.value)))
        for fact in news(seen.fresh, known, seen.scan.headline, seen.scan.persons)
    )


def _thread_knows(past: Past, story: int | None, found: Link | None = None) -> Known:
    """All that the story said so far; of a copy without a story, what the copied article said."""
    thread = next((thread for thread in past.threads if thread.id == story), None) if story is not None else None
    members = thread.members if thread else (found.copied,) if found and found.copied else ()
    return known_of(
        (member.profile for member in members if member),
        thread.ledger if thread else (),
        elsewhere(stated for stated in past.series if story is None or stated.story != story),
    )


def _others(facts: Sequence[NewFact], told: Sequence[NewFact]) -> tuple[NewFact, ...]:
    done = {(fact.unit, fact.qualifier, fact.value) for fact in told}
    return tuple(fact for fact in facts if (fact.unit, fact.qualifier, fact.value) not in done)


def _said(facts: Sequence[NewFact]) -> str:
    return ", ".join(map(said, facts[:SHOWN])) + (f" and {len(facts) - SHOWN} more" if len(facts) > SHOWN else "")


def _doubt(sighting: Sighting) -> str:
    return f" ({sighting.reason})" if sighting.reason else ""


def _titles(matches: Sequence[Match]) -> str:
    return ", ".join(match.rule for match in matches)
