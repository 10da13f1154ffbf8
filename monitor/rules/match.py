"""What the rules see in one article: the rules that fire with their evidence, the near misses, who and where.

In data order: find all phrases in title and text; take out those inside a mask; settle which actors and places are
named; ask the rules whose words occur; keep the hits that are about the rule's place and its present; point at them.
"""

from __future__ import annotations

import datetime
from dataclasses import replace

from monitor.model import Match, NearMiss, Reading
from monitor.rules.book import Rule, RuleBook
from monitor.rules.page import Page
from monitor.rules.trial import Trial, leaves
from monitor.rules.wanting import wanting

MAX_NAMED = 5  # actors, or clues, that a reason lists
NEARLY = 0.5  # of the points that are enough: clues that are worth telling of


def read(
    book: RuleBook,
    title: str,
    text: str,
    *,
    about: tuple[str, ...] = (),
    published: datetime.datetime | datetime.date | None = None,
) -> Reading:
    """Read one article for somebody who wants to know all of it: who and where is named even if no rule cares.

    `about`: the places its feed is about; `published` tells who was in office and what is past.
    """
    day = published.date() if isinstance(published, datetime.datetime) else published
    page = Page(book, title, text, about, day)
    page.asked |= page.told_by_clues(NEARLY)
    return _with_names(read_page(page), page)


def read_page(page: Page) -> Reading:
    """Read an article whose words were found already: others ask the same page for more.

    Where no rule's words occur, as in most articles, nobody asks who and where is named, and the reading is empty.
    """
    if not page.asked:
        return Reading()
    asked = sorted((page.book.rules[id] for id in page.asked), key=_position)
    results = [_apply(rule, page) for rule in asked]
    reading = Reading(
        matches=tuple(result for result in results if isinstance(result, Match)),
        near=tuple(result for result in results if isinstance(result, NearMiss)),
    )
    return _with_names(reading, page)


def _with_names(reading: Reading, page: Page) -> Reading:
    actors = tuple(dict.fromkeys(actor.id for actor, _ in page.actors))
    return replace(reading, actors=actors, places=tuple(dict.fromkeys(place.id for place, _ in page.places)))


def _position(rule: Rule) -> int:
    return rule.position


def is_candidate(book: RuleBook, title: str, text: str) -> bool:
    """True when some rule's words occur at all, whatever they are about: worth fetching the page for."""
    return bool(Page(book, title, text).asked)


def _apply(rule: Rule, page: Page) -> Match | NearMiss | None:
    trial = Trial(rule, page)
    if not trial.holds(rule.condition):
        return _near(rule, trial)
    dropped = next((node for node in rule.unless if trial.holds(node)), None)
    if dropped is not None:
        words = next(page.letters(weighed.hit) for group in leaves(dropped) for weighed in trial.hits(group))
        return NearMiss(rule.id, f"dropped because of «{words}» (unless)", trial.evidence())
    missing = _missing_actor(rule, page)
    if missing:
        return NearMiss(rule.id, missing, trial.evidence())
    return Match(rule.id, rule.title, rule.priority, rule.send_to, trial.evidence())


def _missing_actor(rule: Rule, page: Page) -> str:
    """Why the rule's demand for actors is not met, or ""."""
    if rule.actors == "required" and all(actor.context for actor, _ in page.actors):
        return "no actor is named"
    if isinstance(rule.actors, tuple) and not any(actor.id in rule.actors for actor, _ in page.actors):
        shown = ", ".join(rule.actors[:MAX_NAMED]) + (", …" if len(rule.actors) > MAX_NAMED else "")
        return f"none of the actors {shown} is named"
    return ""


def _near(rule: Rule, trial: Trial) -> NearMiss | None:
    """Say why a rule whose words occur did not fire; None when all its words were masked, and its clues are few."""
    weighed = [weighed for group in leaves(rule.condition) for weighed in trial.hits(group)]
    if not weighed:
        return _few_clues(rule, trial.page)
    stranger, strange = next((one for one in weighed if not one.ruling.yes), None), ""
    if stranger is not None:
        about = f" about {rule.about}" if rule.about else ""
        strange = f"«{trial.page.letters(stranger.hit)}» does not count{about}: {stranger.ruling.why}"
    reason = wanting(rule, trial.holds, strange)
    return NearMiss(rule.id, reason, trial.evidence(speaking=stranger is None))


def _few_clues(rule: Rule, page: Page) -> NearMiss | None:
    """How many points its clues have, with those that have most; None without any worth telling of."""
    if rule.id not in page.told_by_clues(NEARLY):
        return None
    several = [page.book.clues[group] for group in leaves(rule.condition) if group in page.book.clues]
    clues = max(several, key=lambda one: one.total(page.clues) / one.enough)
    most = sorted(page.clue_hits(clues), key=lambda hit: -clues.points[hit.phrase])[:MAX_NAMED]
    words = ", ".join(f"«{page.letters(hit)}»" for hit in most)
    points = f"{clues.total(page.clues)} of {clues.enough} points"
    return NearMiss(rule.id, f"none of its words; clues have {points}: {words}")
