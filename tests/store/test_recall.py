"""What is looked at of a story is bounded, however long it goes on."""

from __future__ import annotations

import re
from pathlib import Path

from monitor.store.recall import _threads
from monitor.store.series import LEDGER
from monitor.store.store import Store
from monitor.store.tracing import INSERT_FIGURE
from tests.service.newsroom import Newsroom

TEXT = "Elders in Sabratha, Libya, brokered a ceasefire with gunmen on Friday after four people were killed there."


def test_of_a_long_story_the_latest_figures_are_compared() -> None:
    """In the order in which they were given."""
    room = Newsroom()
    room.report("Herald", "Truce in Sabratha, Libya", TEXT)
    records = room.store._records
    row = "1, 'people', '', ?, '', '', '', at FROM figure LIMIT 1"
    sql = f"INSERT INTO figure (article, unit, qualifier, value, bound, actor, sentence, at) SELECT {row}"
    records.many(sql, [(value,) for value in range(1000, 1600)])
    (thread,) = _threads(records, [1])
    assert [stated.figure.value for stated in thread.ledger] == list(range(1600 - LEDGER, 1600))
    assert thread.send_to
    room.store.close()


def test_stories_are_looked_up_together_in_the_order_asked() -> None:
    """Each with its own articles, the first and then the latest; who carries it is read when somebody asks."""
    room = Newsroom()
    for town in ("Sabratha", "Ubari"):
        for outlet in ("Herald", "Observer", "Nova"):
            room.report(outlet, f"Truce in {town}, Libya", TEXT.replace("Sabratha", town))
    one, other = _threads(room.store._records, [2, 1])
    assert [thread.id for thread in (one, other)] == [2, 1]
    assert [member.id for member in other.members] == [1, 3, 2] and [member.id for member in one.members] == [4, 6, 5]
    assert [carrier.outlet for carrier in one.carriers] == ["Herald", "Observer", "Nova"]
    assert other.carriers[0].outlet == "Herald" and other.carriers[1:] == list(other.carriers)[1:]
    room.store.close()


def test_no_look_up_reads_a_whole_table(tmp_path: Path) -> None:
    """What an article is compared with is found by indexes alone: SQLite's own plans say so."""
    asked: dict[str, None] = {}
    store = Store.open(tmp_path / "state", watch=lambda sql, values: asked.update({sql: None}))
    room = Newsroom(store)
    said = ("Herald", ""), ("Observer", " Nine were wounded."), ("Herald", " He spoke of 300 fighters."), ("Nova", "")
    for outlet, more in said:
        room.report(outlet, "Truce in Sabratha, Libya", TEXT + more)
    grown = r"(SCAN|MATERIALIZE) (article|article_text|full_text|profile|trace|figure|message|match|version)\b"
    reading = [sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))]
    assert all(any(table in sql for sql in reading) for table in ("full_text", "asked", "send_to"))
    for sql in reading:
        plan = store._records.rows(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
        assert not [row["detail"] for row in plan if re.match(grown, row["detail"])], sql
    written = store._records.rows(f"EXPLAIN QUERY PLAN {INSERT_FIGURE}", [None] * 9)
    assert any("figure_article (article=?)" in row["detail"] for row in written)  # not all figures of the kind
    store.close()
