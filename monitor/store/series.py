"""The figures that were given before: those of one story, and those that a new article may go on from.

Every look-up reads a bounded number of rows from an index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from monitor.model import Figure, Profile, Stated
from monitor.store.opening import AMONG, Records
from monitor.store.rows import Row, as_json, sure_time_of
from monitor.store.tracing import profile_of
from monitor.stories.precedents import ARRIVALS

LATEST, LEDGER = 100, 120  # articles of a story whose figures and chats are looked at, and figures of these
SERIES = 6  # earlier figures of one kind
KINDRED = 0.3  # share of actors that the source of an older figure must have in common
ALONE = 1000  # from here on the same number is the same figure

LATEST_ARTICLES = "SELECT id FROM article WHERE story = ? ORDER BY id DESC LIMIT ?"
_COLUMNS = """figure.id, figure.article, unit, qualifier, value, high, bound, actor, {sentence}, at, story, outlet,
    coalesce(owner, outlet)"""
STATED = f"""
    SELECT {_COLUMNS.format(sentence="sentence")} FROM figure
    JOIN article ON article.id = figure.article LEFT JOIN profile ON profile.article = figure.article
"""


def stated(row: Row) -> Stated:
    """A row of `STATED`."""
    _, article, unit, qualifier, value, high, bound, actor, sentence, at, story, outlet, owner = row
    figure = Figure(unit, qualifier, int(value) if value.is_integer() else value, high, bound, actor, sentence)
    return Stated(figure, sure_time_of(at), outlet, owner, article, story)


def ledger(records: Records, story: int, head: int) -> tuple[Stated, ...]:
    """The latest figures of a story in the order in which they were given."""
    return tuple(map(stated, records.rows(_LEDGER, (story, LATEST, head, LEDGER))))


_LEDGER = f"""
    SELECT {_COLUMNS.format(sentence="''")} FROM figure
    JOIN article ON article.id = figure.article LEFT JOIN profile ON profile.article = article.id
    WHERE figure.id IN (
        SELECT id FROM figure WHERE article IN ({LATEST_ARTICLES}) OR article = ? ORDER BY id DESC LIMIT ?
    ) ORDER BY figure.id
"""


def series(records: Records, profile: Profile) -> list[Stated]:
    """Earlier figures of the same kind, and the same figures, that could be of the same matter: large enough to be told
    by themselves, or of articles that name some of the same actors."""
    found = _found(records, profile.figures[:12])
    kindred = _kindred(records, {article for article, _ in found.values()}, profile)
    large = {figure.value for figure in profile.figures if figure.value >= ALONE}
    kept = [id for id, (article, value) in found.items() if value in large or article in kindred]
    told = records.rows(f"{STATED} WHERE figure.id {AMONG}", (as_json(kept),)) if kept else []
    by_id = {row["id"]: stated(row) for row in told}
    return [by_id[id] for id in kept]


_Numbers = dict[int, tuple[int, float]]  # of a figure: its article, and its value


def _found(records: Records, figures: Iterable[Figure]) -> _Numbers:
    """For each figure the latest ones of its kind, then the latest of the same value."""
    asked = [(figure, [(figure.unit, qualifier) for qualifier in _kin(figure.qualifier)]) for figure in figures]
    of_kind = _latest(records, _KIND, [kind for _, kinds in asked for kind in kinds])
    alike = _latest(records, _VALUE, [(figure.value,) for figure, _ in asked])
    found: _Numbers = {}
    for figure, kinds in asked:
        for numbers in (*(of_kind[kind] for kind in kinds), alike[figure.value,]):
            found |= numbers
    return found


def _kin(qualifier: str) -> tuple[str, ...]:
    """The qualifiers that one series may have."""
    return (qualifier, *(sorted(ARRIVALS - {qualifier}) if qualifier in ARRIVALS else ()))


_KIND = "unit = asked.column2 AND qualifier = asked.column3"
_VALUE = "value = asked.column2"


def _latest(records: Records, which: str, asked: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], _Numbers]:
    """The latest figures for each thing asked, the newest first; one statement, since an article asks for twenty."""
    found: dict[tuple[Any, ...], _Numbers] = {one: {} for one in asked}
    if not found:
        return found
    places = tuple(found)
    values = ",".join(f"({place}{',?' * len(one)})" for place, one in enumerate(places))
    rows = records.rows(
        f"""WITH asked AS (VALUES {values})
        SELECT asked.column1, figure.id, article, value FROM asked CROSS JOIN figure ON figure.id IN (
            SELECT id FROM figure WHERE {which} ORDER BY id DESC LIMIT {SERIES}
        ) ORDER BY asked.column1, figure.id DESC""",
        [part for one in places for part in one],
    )
    for place, id, article, value in rows:
        found[places[place]][id] = (article, value)
    return found


def _kindred(records: Records, articles: Collection[int], profile: Profile) -> set[int]:
    """Those of the articles that name much the same actors, in the shorter of the two lists."""
    sql = f"SELECT article, day, owner, side, body FROM profile WHERE article {AMONG}"
    mine, kindred = profile.actors, set()
    for article, *stored in records.rows(sql, (as_json(articles),)) if articles else ():
        theirs = profile_of(*stored).actors
        common = sum([min(weight, theirs[id]) for id, weight in mine.items() if id in theirs])
        fewest = min(sum(theirs.values()), sum(mine.values()))
        if fewest > 0 and common / fewest >= KINDRED:
            kindred.add(article)
    return kindred
