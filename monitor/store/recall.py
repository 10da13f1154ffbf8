"""What the store remembers that has to do with one article: copies of its text, stories like it, figures it continues.

Every look-up reads a bounded number of rows from an index: the newest few articles of each trace, the stories that
most traces lead to, the first and the latest articles of these. A store of a million articles answers like a small one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TypeVar, overload

from monitor.model import Carrier, Decision, Key, Member, Past, Profile, Thread
from monitor.store.memory import key_hash
from monitor.store.opening import AMONG, Records
from monitor.store.rows import Row, as_json, from_json, sure_time_of
from monitor.store.series import LATEST, LATEST_ARTICLES, ledger, series
from monitor.store.tracing import pairs, profile_of, sentence_trace
from monitor.stories.affinity import MEMBERS, WINDOW

HOLDERS, CARRIERS = 8, 40  # articles looked at of each trace: of the words, of what is reported
NEAR, THREADS = 4, 5  # texts compared word for word; stories compared by what they report
REPORTS = 60  # of a story whose outlets are named
AGAIN = 3  # articles of one feed, each of another story, that make a sentence boilerplate

T = TypeVar("T")


class Later(Sequence[T]):
    """What is read when somebody asks: of the stories that an article is compared with, one is joined at most."""

    def __init__(self, read: Callable[[], Sequence[T]]) -> None:
        self._read = read

    @cached_property
    def _items(self) -> Sequence[T]:
        return self._read()

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._items[place]

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)


def candidates(records: Records, profile: Profile, keys: Iterable[Key], story: int | None) -> Past:
    """The past of one article. `story` is the one it is in already."""
    holders = _holders(records, profile)
    light = _light(records, {article for articles in holders.values() for article in articles})
    spoken = [value for value in dict.fromkeys(profile.sentences) if value in holders]
    repeated = {value: tuple(article for article in holders[value] if article in light) for value in spoken}
    near = _near(records, holders, light)
    together, apart = _rulings(records, keys)
    wanted = [*filter(None, (story, together)), *(member.story for member in near if member.story is not None)]
    wanted += _alike(records, profile)
    return Past(
        repeated={value: found for value, found in repeated.items() if found},
        boilerplate=frozenset(value for value, found in repeated.items() if _printed_again(found, light, profile)),
        near=tuple(near),
        threads=tuple(_threads(records, list(dict.fromkeys(wanted))[: THREADS + 2])),
        series=tuple(series(records, profile)),
        together=together,
        apart=apart,
    )


# -- by words ---------------------------------------------------------------------------------------------------------


def _holders(records: Records, profile: Profile) -> dict[int, list[int]]:
    """Sentence or triple -> the newest articles that hold it; the negative of a triple, so that the two stay apart."""
    asked = {value: sentence_trace(value) for value in profile.sentences} | {-v: v << 1 for v in profile.sketch}
    traced = _traced(records, asked.values(), HOLDERS)
    return {value: traced[trace] for value, trace in asked.items() if trace in traced}


def _traced(records: Records, traces: Iterable[int], most: int) -> dict[int, list[int]]:
    """Trace -> the newest articles that left it; one statement and one answer, since an article asks for a hundred."""
    sql = """SELECT json_group_array(json_array(value, json((SELECT json_group_array(article) FROM
            (SELECT article FROM trace WHERE hash = value ORDER BY article DESC LIMIT ?)))))
        FROM json_each(?)"""
    return {trace: found for trace, found in from_json(records.value(sql, (most, as_json(traces)))) if found}


def _light(records: Records, articles: Iterable[int]) -> dict[int, Row]:
    """Feed, story and day of articles."""
    numbers = sorted(articles)[-400:]
    if not numbers:
        return {}
    rows = records.rows(
        f"""SELECT article.id, feed.name AS feed, story, day FROM article JOIN profile ON profile.article = article.id
        LEFT JOIN feed ON feed.id = article.feed WHERE article.id {AMONG}""",
        (as_json(numbers),),
    )
    return {row["id"]: row for row in rows}


def _printed_again(articles: Sequence[int], light: Mapping[int, Row], profile: Profile) -> bool:
    """Whether a sentence stands in several articles of the outlet that are of different stories."""
    stories = {light[a]["story"] or -a for a in articles if light[a]["feed"] == profile.outlet}
    return len(stories) >= AGAIN


def _near(records: Records, holders: Mapping[int, Sequence[int]], light: Mapping[int, Row]) -> list[Member]:
    """The articles that share most words, with their texts."""
    count = Counter(article for articles in holders.values() for article in articles if article in light)
    best = sorted((a for a in count if count[a] > 1), key=lambda article: (-count[article], -article))[:NEAR]
    return _members(records, best, texts=True) if best else []


# -- by what is reported ----------------------------------------------------------------------------------------------


def _alike(records: Records, profile: Profile) -> list[int]:
    """The stories that most of the article's pairs lead to; a pair that few articles have says more."""
    weight: defaultdict[int, float] = defaultdict(float)
    for articles in _traced(records, pairs(profile), CARRIERS).values():
        says = 1 / math.log2(2 + len(articles))
        for article in articles:
            weight[article] += says
    best = sorted(weight, key=lambda article: (-weight[article], -article))[: 4 * THREADS]
    if not best:
        return []
    rows = records.rows(
        f"""SELECT id, story FROM article JOIN profile ON article = id
        WHERE story IS NOT NULL AND day BETWEEN ? AND ? AND id {AMONG}""",
        (profile.day - WINDOW, profile.day + WINDOW, as_json(best)),
    )
    stories: defaultdict[int, float] = defaultdict(float)
    for row in rows:
        stories[row["story"]] = max(stories[row["story"]], weight[row["id"]])
    return sorted(stories, key=lambda story: (-stories[story], -story))[:THREADS]


def _threads(records: Records, stories: Sequence[int]) -> Iterator[Thread]:
    """These stories, in this order."""
    asked = as_json(stories)
    rows = {
        row["id"]: row for row in records.rows(f"SELECT id, title, head, alerted FROM story WHERE id {AMONG}", (asked,))
    }
    latest = [from_json(row[0]) for row in records.rows(_LATEST, (MEMBERS, asked))]
    numbers = {number for found in latest for number in found} | {row["head"] for row in rows.values()}
    members = {member.id: member for member in _members(records, numbers)}
    for story, found in zip(stories, latest, strict=True):
        row = rows[story]
        yield Thread(
            story,
            row["title"],
            bool(row["alerted"]),
            tuple(members[number] for number in dict.fromkeys((row["head"], *found)) if number in members),
            Later(partial(ledger, records, story, row["head"])),
            Later(partial(_chats, records, story)),
            Later(partial(_carriers, records, story)),
        )


_LATEST = """
    SELECT (SELECT json_group_array(id) FROM (
        SELECT article.id FROM article JOIN profile ON profile.article = article.id WHERE story = asked.value
        ORDER BY article.id DESC LIMIT ?
    )) FROM json_each(?) AS asked ORDER BY asked.key
"""


def _chats(records: Records, story: int) -> list[str]:
    """The chats that its rules name."""
    sql = f"SELECT DISTINCT send_to FROM match WHERE article IN ({LATEST_ARTICLES})"
    return sorted({chat for row in records.rows(sql, (story, LATEST)) for chat in from_json(row["send_to"])})


def _carriers(records: Records, story: int) -> list[Carrier]:
    """Who reported it, in order."""
    return [Carrier(*row) for row in records.rows(CARRIED, (story, REPORTS))]


CARRIED = """
    SELECT outlet, coalesce(owner, outlet), coalesce(side, ''), lang FROM article
    LEFT JOIN profile ON profile.article = article.id WHERE story = ? ORDER BY article.id LIMIT ?
"""

_MEMBERS = f"""
    SELECT article.id, story, seen, article.title, url, decision, {{text}}, day, owner, side, body FROM article
    JOIN profile ON profile.article = article.id WHERE article.id {AMONG} ORDER BY article.id
"""
# A text may be forgotten already; in a LEFT JOIN with a view of two tables SQLite would read all texts there are.
_FOLDED = "(SELECT folded FROM full_text WHERE full_text.article = article.id)"


def _members(records: Records, numbers: Iterable[int], *, texts: bool = False) -> list[Member]:
    rows = records.rows(_MEMBERS.format(text=_FOLDED if texts else "''"), (as_json(numbers),))
    return [
        Member(id, story, sure_time_of(at), title, url, Decision(decision), profile_of(*profile), _text(folded))
        for id, story, at, title, url, decision, folded, *profile in rows
    ]


def _text(folded: str | None) -> str:
    """The folded text without its title, which stands in the first line."""
    return (folded or "").partition("\n")[2]


# -- what a person said -----------------------------------------------------------------------------------------------


def _rulings(records: Records, keys: Iterable[Key]) -> tuple[int | None, frozenset[int]]:
    """The story a person put the article into, and those it was taken out of; the newest word counts."""
    together: int | None = None
    apart: set[int] = set()
    hashes = list(dict.fromkeys(key_hash(key) for key in keys if not key.scope or key.kind == "text"))
    marks = ",".join("?" * len(hashes))
    rows = records.rows(
        f"""SELECT kind, iif(one IN ({marks}), other, one) AS partner FROM ruling
        WHERE one IN ({marks}) OR other IN ({marks}) ORDER BY id""",
        [*hashes, *hashes, *hashes],
    )
    for row in rows:
        story = records.value(
            """SELECT story FROM article_key JOIN article ON article.id = article_key.article
            WHERE key = ? AND story IS NOT NULL ORDER BY article.id DESC LIMIT 1""",
            (row["partner"],),
        )
        if story is not None and row["kind"] == "together":
            together = story
            apart.discard(story)
        elif story is not None:
            apart.add(story)
            together = None if together == story else together
    return together, frozenset(apart)
