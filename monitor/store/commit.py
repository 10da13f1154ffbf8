"""One Outcome to rows: everything one poll decided, in the order in which it refers to itself.

    feed -> stories -> articles and their texts -> versions of edited ones -> keys -> matches -> messages

Runs inside a transaction of its caller. Numbers are given out here, so that most tables take one statement for all
rows; a negative number in an outcome counts positions in `judged` (-1 is the first).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.articles.wording import folded
from monitor.model import Article, Decision, FeedState, Judged, Outcome, Seen
from monitor.store.attic import unpack
from monitor.store.memory import GIVEN, key_hash
from monitor.store.opening import Records
from monitor.store.polled import note_baseline, write_state
from monitor.store.rows import as_json, clean, match_row, near_json, stamp, stamped
from monitor.store.telling import tell
from monitor.store.tracing import StoryRows
from monitor.store.waiting import post

TOLD = (Decision.NEW, Decision.UPDATE)  # an edit that comes to one of these changes the article's decision
VERSIONS = 50  # kept of an article: some pages count their readers in their text
_Row = Sequence[Any]


@dataclass
class _Batch:
    """The rows of one outcome, and the numbers given out so far."""

    at: str
    rules_version: str
    searched: bool
    next_article: int
    next_story: int
    numbers: list[int] = field(default_factory=list)  # of the article, by position in `judged`
    stories: list[int | None] = field(default_factory=list)  # by position in `judged`
    articles: list[_Row] = field(default_factory=list)
    texts: list[_Row] = field(default_factory=list)
    edits: list[dict[str, object]] = field(default_factory=list)
    keys: list[_Row] = field(default_factory=list)
    aliases: list[_Row] = field(default_factory=list)
    matches: list[_Row] = field(default_factory=list)
    heads: list[_Row] = field(default_factory=list)
    told: list[_Row] = field(default_factory=list)
    seen_again: list[int] = field(default_factory=list)
    compared: StoryRows = field(default_factory=StoryRows)

    def number(self, id: int) -> int:
        """The number of an article named in the outcome."""
        return id if id > 0 else self.numbers[-id - 1]

    def story(self, id: int | None) -> int | None:
        """The number of a story named in the outcome."""
        return id if id is None or id > 0 else self.stories[-id - 1]


def write(
    records: Records, outcome: Outcome, feeds: dict[str, int], *, searched: bool = True
) -> tuple[int | None, ...]:
    """Stores an outcome; gives the number of each judged item's story. `feeds` (numbers by URL) gains the new feeds.

    State URL "": articles of no poll. If not `searched`, only texts that later ones are compared with are folded.
    """
    if outcome.state.url:
        feeds[outcome.state.url] = write_state(records, outcome.state)
        if outcome.state.baseline_at == outcome.at:
            note_baseline(records, feeds[outcome.state.url])
    stories = _write_judged(records, outcome, feeds, searched) if outcome.judged else ()
    post(records, outcome.drafts, stamp(outcome.at))
    return stories


def _write_judged(records: Records, outcome: Outcome, feeds: dict[str, int], searched: bool) -> tuple[int | None, ...]:
    (last,) = records.rows("SELECT (SELECT max(id) FROM article), (SELECT max(id) FROM story)")
    article, story = ((id or 0) + 1 for id in last)
    batch = _Batch(stamp(outcome.at), outcome.rules_version, searched, article, story)
    for judged in outcome.judged:
        _gather(batch, judged, _feed_number(records, judged.sighting.article, feeds))
    _store(records, batch)
    for position, (number, judged) in enumerate(zip(batch.numbers, outcome.judged, strict=True)):
        tell(records, judged.drafts, outcome.at, number, batch.stories[position])
    return tuple(batch.stories)


def _feed_number(records: Records, article: Article, feeds: dict[str, int]) -> int:
    if not article.feed:
        return GIVEN
    if article.feed not in feeds:
        feeds[article.feed] = write_state(records, FeedState(article.feed, name=article.outlet))
    return feeds[article.feed]


# -- gathering --------------------------------------------------------------------------------------------------------


def _gather(batch: _Batch, judged: Judged, feed: int) -> None:
    """Adds the rows of one item. The order matters: later items may name the numbers of earlier ones."""
    sighting = judged.sighting
    if sighting.seen is Seen.KNOWN and sighting.known:
        number = batch.number(sighting.known.id)
        batch.numbers.append(number)
        batch.stories.append(batch.story(sighting.known.story))
        batch.seen_again.append(number)
        if sighting.reason:  # it moved: from now on it is found under its new address as well
            batch.aliases += _key_rows(sighting.article, feed, number)
        return
    edited = sighting.seen is Seen.EDITED and sighting.known is not None
    number = batch.number(sighting.known.id) if edited and sighting.known else batch.next_article
    batch.numbers.append(number)
    story = _story(batch, judged, number)
    batch.stories.append(story)
    if edited:
        batch.edits.append(_edit(batch, judged, number, story))
    else:
        batch.next_article += 1
        batch.articles.append(_article_row(batch, judged, number, feed, story))
        article = sighting.article
        batch.texts.append((number, clean(article.text), _folded(article) if batch.searched or judged.profile else ""))
    batch.keys += _key_rows(sighting.article, feed, number)
    digest = sighting.article.digest
    batch.matches += [match_row(number, match, digest, batch.at) for match in judged.reading.matches]
    batch.compared.add(number, judged, story, batch.story(judged.related), batch.at)


def _story(batch: _Batch, judged: Judged, number: int) -> int | None:
    """The story's number: the one it joins, or one of its own when it is new."""
    story = batch.story(judged.story)
    if story is None and judged.decision is Decision.NEW:
        story = batch.next_story
        batch.next_story += 1
        batch.heads.append((story, clean(judged.sighting.article.title), batch.at, number, 0))
    if story is not None and judged.drafts:
        batch.told.append((story,))
    return story


def _key_rows(article: Article, feed: int, number: int) -> list[_Row]:
    return [(hashed, feed, number) for hashed in dict.fromkeys(map(key_hash, article.keys))]


def _article_row(batch: _Batch, judged: Judged, number: int, feed: int, story: int | None) -> _Row:
    article, known, reading = judged.sighting.article, judged.sighting.known, judged.reading
    # What is told, or was given as known, speaks for itself: the next copy is a copy of it.
    copies = known is not None and judged.decision not in (*TOLD, Decision.BASELINE)
    return (
        number,
        feed or None,
        clean(article.outlet),
        clean(article.url),
        clean(article.guid),
        clean(article.title),
        clean(article.lang),
        stamped(article.published),
        stamp(article.seen),
        batch.at,
        article.digest,
        article.origin,
        judged.decision.value,
        clean(judged.reason),
        story,
        batch.number(known.id) if copies and known else None,
        as_json(reading.actors),
        as_json(reading.places),
        near_json(reading.near),
        batch.rules_version,
    )


def _folded(article: Article) -> str:
    """What the search looks into, and what later texts are compared with."""
    return clean(f"{folded(article.title)}\n{folded(article.text)}")


def _edit(batch: _Batch, judged: Judged, number: int, story: int | None) -> dict[str, object]:
    article = judged.sighting.article
    return {
        "id": number,
        "versions": VERSIONS,
        "at": batch.at,
        "url": clean(article.url),
        "guid": clean(article.guid),
        "title": clean(article.title),
        "text": clean(article.text),
        "folded": _folded(article),
        "digest": article.digest,
        "origin": article.origin,
        "decision": judged.decision.value,
        "told": int(judged.decision in TOLD),
        "reason": clean(judged.reason),
        "story": story,
        "actors": as_json(judged.reading.actors),
        "places": as_json(judged.reading.places),
        "near": near_json(judged.reading.near),
        "rules_version": batch.rules_version,
    }


# -- storing ----------------------------------------------------------------------------------------------------------

_INSERT_ARTICLE = f"INSERT INTO article VALUES ({','.join('?' * 20)})"
_INSERT_KEY = "INSERT INTO article_key VALUES (?, ?, ?) ON CONFLICT DO "
_INSERT_MATCH = """
    INSERT INTO match VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
        title = excluded.title, priority = excluded.priority, send_to = excluded.send_to,
        evidence = excluded.evidence, digest = excluded.digest, at = excluded.at
"""
_EDIT = (  # what it said at first becomes a version, once; then what it says now; the newest version is the article
    """INSERT INTO version (article, at, title, text, digest, decision, reason, rules_version)
        SELECT id, seen, title, text, digest, decision, reason, rules_version
        FROM article JOIN full_text ON full_text.article = id
        WHERE id = :id AND NOT EXISTS (SELECT 1 FROM version WHERE article = :id)""",
    """INSERT INTO version (article, at, title, text, digest, decision, reason, rules_version)
        SELECT :id, :at, :title, :text, :digest, :decision, :reason, :rules_version
        WHERE (SELECT count(*) FROM version WHERE article = :id) < :versions
        ON CONFLICT DO NOTHING""",
    """UPDATE article SET
        url = coalesce(nullif(:url, ''), url), guid = coalesce(nullif(:guid, ''), guid), title = :title,
        last_seen = :at, digest = :digest, origin = :origin, actors = :actors, places = :places, near = :near,
        decision = iif(:told, :decision, decision), reason = iif(:told, :reason, reason),
        copy_of = iif(:told, NULL, copy_of), story = coalesce(:story, story), rules_version = :rules_version
        WHERE id = :id""",
    "UPDATE article_text SET text = :text, folded = :folded WHERE article = :id",
)


def _store(records: Records, batch: _Batch) -> None:
    """All rows, a statement a table; nothing at all for a poll that brought nothing."""
    tables: tuple[tuple[str, Sequence[Any]], ...] = (
        ("INSERT INTO story VALUES (?, ?, ?, ?, ?)", batch.heads),
        (_INSERT_ARTICLE, batch.articles),
        ("INSERT INTO article_text (article, text, folded) VALUES (?, ?, ?)", batch.texts),
        *((sql, [edit]) for edit in batch.edits for sql in _EDIT),
        (_INSERT_KEY + "UPDATE SET article = excluded.article", batch.keys),
        (_INSERT_KEY + "NOTHING", batch.aliases),
        (_INSERT_MATCH, batch.matches),
        ("UPDATE story SET alerted = 1 WHERE id = ?", batch.told),
    )
    if batch.edits:
        unpack(records, [int(str(edit["id"])) for edit in batch.edits])
    for sql, rows in tables:
        if rows:
            records.many(sql, rows)
    batch.compared.write(records)
    if batch.seen_again and (batch.articles or batch.edits):
        again = as_json(batch.seen_again)
        records.execute(
            "UPDATE article SET last_seen = ? WHERE id IN (SELECT value FROM json_each(?))", (batch.at, again)
        )
