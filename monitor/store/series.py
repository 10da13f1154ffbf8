"""The figures that were given before: those of one story, and those that a new article may go on from.

Every look-up reads a bounded number of rows from an index.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import overload

from monitor.model import Figure, Profile, Stated
from monitor.store.opening import Records
from monitor.store.rows import Row, sure_time_of
from monitor.store.tracing import profile_of
from monitor.stories.precedents import ARRIVALS

LATEST, LEDGER = 100, 120  # articles of a story whose figures and chats are looked at, and figures of these
SERIES = 6  # earlier figures of one kind
KINDRED = 0.3  # share of actors that the source of an older figure must have in common
ALONE = 1000  # from here on the same number is the same figure

LATEST_ARTICLES = "SELECT id FROM article WHERE story = ? ORDER BY id DESC LIMIT ?"
STATED = """
    SELECT figure.*, story, outlet, coalesce(owner, outlet) AS owner FROM figure
    JOIN article ON article.id = figure.article LEFT JOIN profile ON profile.article = figure.article
"""


def stated(row: Row) -> Stated:
    """A row of `STATED`."""
    figure = Figure(
        row["unit"], row["qualifier"], _number(row["value"]), row["high"], row["bound"], row["actor"], row["sentence"]
    )
    return Stated(figure, sure_time_of(row["at"]), row["outlet"], row["owner"], row["article"], row["story"])


class Ledger(Sequence[Stated]):
    """The latest figures of a story in the order in which they were given; read when somebody asks: of the stories that
    an article is compared with, one is joined at most."""

    def __init__(self, records: Records, story: int, head: int) -> None:
        self._records, self._story, self._head = records, story, head

    @cached_property
    def _figures(self) -> tuple[Stated, ...]:
        return tuple(map(stated, self._records.rows(_LEDGER, (self._story, LATEST, self._head, LEDGER))))

    def __len__(self) -> int:
        return len(self._figures)

    @overload
    def __getitem__(self, place: int) -> Stated: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Stated]: ...
    def __getitem__(self, place: int | slice) -> Stated | Sequence[Stated]:
        return self._figures[place]


_LEDGER = f"""
    SELECT figure.id, unit, qualifier, value, high, bound, actor, '' AS sentence, at, outlet,
        coalesce(owner, outlet) AS owner, figure.article, story
    FROM figure JOIN article ON article.id = figure.article LEFT JOIN profile ON profile.article = article.id
    WHERE figure.id IN (
        SELECT id FROM figure WHERE article IN ({LATEST_ARTICLES}) OR article = ? ORDER BY id DESC LIMIT ?
    ) ORDER BY figure.id
"""


def _number(value: float) -> float:
    return int(value) if value.is_integer() else value


def series(records: Records, profile: Profile) -> list[Stated]:
    """Earlier figures of the same kind, and the same figures, that could be of the same matter: large enough to be told
    by themselves, or of articles that name some of the same actors."""
    found: dict[int, Row] = {}
    for figure in profile.figures[:12]:
        kin = sorted(ARRIVALS - {figure.qualifier}) if figure.qualifier in ARRIVALS else ()
        rows = [row for kind in (figure.qualifier, *kin) for row in records.rows(_KIND, (figure.unit, kind, SERIES))]
        found |= {row["id"]: row for row in (*rows, *records.rows(_VALUE, (figure.value, SERIES)))}
    kindred = _kindred(records, {row["article"] for row in found.values()}, profile)
    large = {figure.value for figure in profile.figures if figure.value >= ALONE}
    kept = [id for id, row in found.items() if row["value"] in large or row["article"] in kindred]
    told = records.rows(f"{STATED} WHERE figure.id IN ({','.join('?' * len(kept))})", kept) if kept else []
    by_id = {row["id"]: stated(row) for row in told}
    return [by_id[id] for id in kept]


_KIND = "SELECT id, article, value FROM figure WHERE unit = ? AND qualifier = ? ORDER BY id DESC LIMIT ?"
_VALUE = "SELECT id, article, value FROM figure WHERE value = ? ORDER BY id DESC LIMIT ?"


def _kindred(records: Records, articles: Collection[int], profile: Profile) -> set[int]:
    """Those of the articles that name much the same actors, in the shorter of the two lists."""
    marks = ",".join("?" * len(articles))
    sql = f"SELECT article, day, owner, side, body FROM profile WHERE article IN ({marks})"
    mine, kindred = profile.actors, set()
    for row in records.rows(sql, list(articles)) if articles else ():
        theirs = profile_of(row["day"], row["owner"], row["side"], row["body"]).actors
        common = sum(min(weight, theirs[id]) for id, weight in mine.items() if id in theirs)
        fewest = min(sum(theirs.values()), sum(mine.values()))
        if fewest > 0 and common / fewest >= KINDRED:
            kindred.add(row["article"])
    return kindred
