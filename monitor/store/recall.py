"""What the store remembers that has to do with one article: copies of its text, stories like it, figures it continues.

Every look-up reads a bounded number of rows from an index: the newest few articles of each trace, the stories that
most traces lead to, the first and the latest articles of these. A store of a million articles answers like a small one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from monitor.model import Carrier, Decision, Key, Member, Past, Profile, Thread
from monitor.store.memory import key_hash
from monitor.store.opening import Records
from monitor.store.rows import Row, as_json, from_json, sure_time_of
from monitor.store.series import LATEST, LATEST_ARTICLES, Ledger, series
from monitor.store.tracing import pairs, profile_of, sentence_trace
from monitor.stories.affinity import MEMBERS, WINDOW

HOLDERS, CARRIERS = 8, 40  # articles looked at of each trace: of the words, of what is reported
NEAR, THREADS = 4, 5  # texts compared word for word; stories compared by what they report
REPORTS = 60  # of a story whose outlets are named
AGAIN = 3  # articles of one feed, each of another story, that make a sentence boilerplate


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
        threads=tuple(_thread(records, id) for id in list(dict.fromkeys(wanted))[: THREADS + 2]),
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
    """Trace -> the newest articles that left it; one statement, since an article asks for a hundred of them."""
    sql = """SELECT value, (SELECT json_group_array(article) FROM
            (SELECT article FROM trace WHERE hash = value ORDER BY article DESC LIMIT ?))
        FROM json_each(?)"""
    rows = records.rows(sql, (most, as_json(list(traces))))
    return {trace: articles for trace, found in rows if (articles := from_json(found))}


def _light(records: Records, articles: Iterable[int]) -> dict[int, Row]:
    """Feed, story and day of articles."""
    numbers = sorted(articles)[-400:]
    if not numbers:
        return {}
    rows = records.rows(
        f"""SELECT article.id, feed.name AS feed, story, day FROM article JOIN profile ON profile.article = article.id
        LEFT JOIN feed ON feed.id = article.feed WHERE article.id IN ({",".join("?" * len(numbers))})""",
        numbers,
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
    return _members(records, f"article.id IN ({','.join('?' * len(best))})", best, texts=True) if best else []


# -- by what is reported ----------------------------------------------------------------------------------------------


def _alike(records: Records, profile: Profile) -> list[int]:
    """The stories that most of the article's pairs lead to; a pair that few articles have says more."""
    weight: defaultdict[int, float] = defaultdict(float)
    for articles in _traced(records, pairs(profile), CARRIERS).values():
        for article in articles:
            weight[article] += 1 / math.log2(2 + len(articles))
    best = sorted(weight, key=lambda article: (-weight[article], -article))[: 4 * THREADS]
    if not best:
        return []
    rows = records.rows(
        f"""SELECT id, story FROM article JOIN profile ON article = id
        WHERE story IS NOT NULL AND day BETWEEN ? AND ? AND id IN ({",".join("?" * len(best))})""",
        (profile.day - WINDOW, profile.day + WINDOW, *best),
    )
    stories: defaultdict[int, float] = defaultdict(float)
    for row in rows:
        stories[row["story"]] = max(stories[row["story"]], weight[row["id"]])
    return sorted(stories, key=lambda story: (-stories[story], -story))[:THREADS]


def _thread(records: Records, story: int) -> Thread:
    row = records.rows("SELECT title, head, alerted FROM story WHERE id = ?", (story,))[0]
    first = _members(records, "article.id = ?", (row["head"],))
    latest = _members(records, "story = ? ORDER BY article.id DESC LIMIT ?", (story, MEMBERS))
    members = {member.id: member for member in (*first, *latest)}
    return Thread(
        story,
        row["title"],
        bool(row["alerted"]),
        tuple(members.values()),
        Ledger(records, story, row["head"]),
        frozenset(chat for one in records.rows(_CHATS, (story, LATEST)) for chat in from_json(one["send_to"])),
        tuple(Carrier(*one) for one in records.rows(CARRIED, (story, REPORTS))),
    )


_CHATS = f"SELECT DISTINCT send_to FROM match WHERE article IN ({LATEST_ARTICLES})"

CARRIED = """
    SELECT outlet, coalesce(owner, outlet), coalesce(side, ''), lang FROM article
    LEFT JOIN profile ON profile.article = article.id WHERE story = ? ORDER BY article.id LIMIT ?
"""

_MEMBERS = """
    SELECT article.id, story, seen, article.title, url, decision, day, owner, side, body{text} FROM article
    JOIN profile ON profile.article = article.id
"""
# A text may be forgotten already; in a LEFT JOIN with a view of two tables SQLite would read all texts there are.
_FOLDED = ", (SELECT folded FROM full_text WHERE full_text.article = article.id) AS folded"


def _members(records: Records, which: str, values: Sequence[object], *, texts: bool = False) -> list[Member]:
    sql = f"{_MEMBERS.format(text=_FOLDED if texts else '')} WHERE {which}"
    return [
        Member(
            row["id"],
            row["story"],
            sure_time_of(row["seen"]),
            row["title"],
            row["url"],
            Decision(row["decision"]),
            profile_of(row["day"], row["owner"], row["side"], row["body"]),
            _text(row["folded"]) if texts else "",
        )
        for row in records.rows(sql, values)
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
