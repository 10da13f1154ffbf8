"""Which story an article belongs to: a copy of one of its texts, or another report of the same event.

What an article repeats from earlier ones is background, and it is judged by the rest: a new lead over old background is
a new report. Copies are told by their words, reports of one event by what they report (see `affinity`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from monitor.model import Decision, Judged, Member, Past, Profile, Stated, Thread
from monitor.rules.page import TEXT
from monitor.stories.affinity import DOUBT, JOINS, NONE, WINDOW, Affinity, affinity, to_thread
from monitor.stories.signature import Scan, profile
from monitor.stories.similarity import Overlap, overlap, texture, triples_in
from monitor.text.fold import fold

_NUMBER = re.compile(r"\d+")
STALE, ENOUGH = 0.65, 60  # share of word triples that stood elsewhere; triples of a text that is judged so
HALF = 0.25  # share of the shorter text from which on the two have sentences in common
LOST = 0.2  # share of its sentences that must be left when boilerplate is taken out, or it stays in


@lru_cache(maxsize=1024)  # the headlines of the day's stories; half a megabyte
def _headline(title: str) -> tuple[str, str]:
    """A headline folded, and without its numbers."""
    folded = fold(title)
    return folded, _NUMBER.sub("", folded)


@dataclass(frozen=True, slots=True)
class View:
    """An article as stories see it: all it says, and what of it was not known before."""

    scan: Scan
    whole: Profile
    fresh: Profile
    stale: bool  # nearly all of it was printed before, in one article or in several

    def is_next_of(self, member: Member) -> bool:
        """Whether it is another bulletin of a pattern: the same headline but for a number, which counts nothing."""
        (mine, pattern), (theirs, other) = _headline(self.scan.title), _headline(member.title)
        if pattern != other or mine == theirs:
            return False
        counted = {figure.value for figure in self.whole.figures}
        return not counted & set(map(float, _NUMBER.findall(mine)))


@dataclass(frozen=True, slots=True)
class Link:
    """The story an article belongs to, or may belong to (`sure` tells which), and why."""

    thread: Thread | None = None
    sure: bool = False
    score: float = 0.0
    why: str = ""
    copied: Member | None = None  # the article whose words it has
    closest: float = 1.0  # the score of the story's article that is most like it, for more than one reason


def view(scanned: Scan, past: Past, whole: Profile) -> View:
    """The article with its background told apart; `whole` is its profile with nothing left out."""
    hashes = scanned.texture.sentences
    boilerplate = {number for number, value in enumerate(hashes) if value in past.boilerplate}
    if len(hashes) - len(boilerplate) < LOST * len(hashes):
        boilerplate = set()
    known = boilerplate | {number for number, value in enumerate(hashes) if value and value in past.repeated}
    own = profile(scanned, boilerplate) if boilerplate else whole
    fresh = profile(scanned, known) if known - boilerplate else own
    return View(scanned, own, fresh, _stale(scanned, known, past))


def _stale(scanned: Scan, known: Collection[int], past: Past) -> bool:
    """Whether most of a text of some length stood in the articles that are like it, of whatever day; of those whose
    text is put away, the sentences are remembered."""
    mine = scanned.texture.triples
    if len(mine) < ENOUGH:
        return False
    lengths = [len(scanned.fields[TEXT].sentence_words(number)) for number in range(len(scanned.texture.sentences))]
    if sum(lengths[number] for number in known) >= STALE * sum(lengths):
        return True
    before = frozenset().union(*(triples_in(member.folded) for member in past.near))
    return len(mine & before) >= STALE * len(mine)


def link(seen: View, past: Past) -> Link:
    """The best story for an article; what a person said of it goes before everything."""
    threads = [thread for thread in past.threads if thread.id not in past.apart]
    if past.together is not None:
        chosen = next((thread for thread in threads if thread.id == past.together), None)
        if chosen:
            return Link(chosen, True, 1.0, "a person put them together")
    threads = [thread for thread in threads if not any(map(seen.is_next_of, thread.members))]
    if copied := _copied(seen, past, threads):
        return copied
    scored = [(_to_thread(seen, thread, past), thread) for thread in threads]
    best, thread = max(scored, key=lambda pair: (pair[0].score, -pair[1].id), default=(NONE, None))
    if thread is None or best.score < DOUBT:
        return Link()
    likes = (best, *(affinity(seen.whole, member.profile) for member in thread.members))
    closest = max((like.score for like in likes if like.grounded), default=0.0)
    sure = best.score >= JOINS
    return Link(thread, sure, best.score, f"same event {best}" if sure else str(best), None, closest)


def _to_thread(seen: View, thread: Thread, past: Past) -> Affinity:
    """By what is new in it; by all of it, where half of its words are the story's and the rest says nothing against."""
    fresh = to_thread(seen.fresh, thread)
    if seen.fresh is seen.whole or not any(_half(seen, member) for member in past.near if member.story == thread.id):
        return fresh
    whole = to_thread(seen.whole, thread)
    says = seen.fresh.actors or seen.fresh.places
    agrees = any(fresh.parts.get(name) for name in ("who", "where"))
    return max(fresh, whole, key=lambda one: one.score) if agrees or not says else fresh


def _half(seen: View, member: Member) -> bool:
    near = abs(member.profile.day - seen.whole.day) <= WINDOW
    return near and overlap(seen.scan.texture.triples, triples_in(member.folded)).contained >= HALF


def _copied(seen: View, past: Past, threads: Sequence[Thread]) -> Link | None:
    """The story of the text it copies, within the window: later the same words are background under a new lead.

    Background that several articles carry is taken out of both; and a lead of its own that names nobody and no place
    of the other makes a report, whatever stands below it.
    """
    common = _background(seen, past)
    mine = seen.scan.texture.triples - common
    found = [(overlap(mine, triples_in(member.folded) - common), member) for member in past.near]
    copies = [(both, member) for both, member in found if both.copies]
    for both, member in sorted(copies, key=lambda pair: (-pair[0].jaccard, pair[1].id)):
        if abs(member.profile.day - seen.whole.day) > WINDOW or seen.is_next_of(member) or _contradicts(seen, member):
            continue
        thread = next((thread for thread in threads if thread.id == member.story), None)
        if thread or member.story is None:
            return Link(thread, True, max(both.jaccard, both.contained), _copy(both, member), member)
    return None


def _background(seen: View, past: Past) -> frozenset[int]:
    """The triples of its sentences that articles of different stories hold."""
    stories = {member.id: member.story or -member.id for member in past.near}
    hashes = seen.scan.texture.sentences
    shared = {
        number
        for number, value in enumerate(hashes)
        if value and len({stories.get(article, -article) for article in past.repeated.get(value, ())}) > 1
    }
    if not shared:
        return frozenset()
    left = texture(seen.scan.fields[TEXT], set(range(len(hashes))) - shared)
    return left.triples


def _contradicts(seen: View, member: Member) -> bool:
    """Whether its own part names somebody or some place, but nobody and none that the other names."""
    other, fresh = member.profile, seen.fresh
    says = bool(fresh.actors or fresh.places) and bool(other.actors or other.places)
    return says and not (set(fresh.actors) & set(other.actors) or set(fresh.places) & set(other.places))


def _copy(both: Overlap, member: Member) -> str:
    return f"copy of «{member.title}» ({both.jaccard:.2f} alike, {both.contained:.2f} contained)"


# -- the running poll -------------------------------------------------------------------------------------------------


def member_of(judged: Judged, number: int, seen: View, at: datetime) -> Member:
    """An article of the running poll, as the later ones of the poll see it; `number` counts back into it."""
    article = judged.sighting.article
    new = judged.story is None and judged.decision is Decision.NEW
    story = number if new else judged.story
    return Member(number, story, at, article.title, article.url, judged.decision, seen.whole, article.text)


def with_recent(past: Past, recent: Sequence[Member], one: Profile) -> Past:
    """The past as it will be when the articles judged so far in this poll are stored."""
    mine = {*one.sentences, *one.sketch}
    near = [member for member in recent if mine & {*member.profile.sentences, *member.profile.sketch}]
    repeated = dict(past.repeated)
    for member in near:
        for value in set(one.sentences) & set(member.profile.sentences):
            repeated[value] = (*repeated.get(value, ()), member.id)
    return replace(past, repeated=repeated, near=(*near, *past.near), threads=_extended(past.threads, recent))


def _extended(threads: Sequence[Thread], recent: Sequence[Member]) -> tuple[Thread, ...]:
    by_id: dict[int, Thread] = {thread.id: thread for thread in threads}
    for member in recent:
        if member.story is None:
            continue
        thread = by_id.get(member.story, Thread(member.story, member.title, True, ()))
        said = [
            Stated(figure, member.at, member.profile.outlet, member.profile.owner, member.id, member.story)
            for figure in member.profile.figures
        ]
        by_id[member.story] = replace(
            thread, members=(*thread.members[:1], member, *thread.members[1:]), ledger=(*thread.ledger, *said)
        )
    return tuple(by_id.values())
