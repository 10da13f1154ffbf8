"""What is looked at of a story is bounded, however long it goes on."""

from __future__ import annotations

import re
from pathlib import Path

from monitor.store.recall import _thread
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
    ledger = [stated.figure.value for stated in _thread(records, 1).ledger]
    assert ledger == list(range(1600 - LEDGER, 1600))
    assert _thread(records, 1).send_to
    room.store.close()


def test_no_look_up_reads_a_whole_table(tmp_path: Path) -> None:
    """What an article is compared with is found by indexes alone: SQLite's own plans say so."""
    asked: dict[str, None] = {}
    store = Store.open(tmp_path / "state", watch=lambda sql, values: asked.update({sql: None}))
    room = Newsroom(store)
    for outlet, more in (("Herald", ""), ("Observer", " Nine were wounded."), ("Herald", " He spoke of 300 fighters.")):
        room.report(outlet, "Truce in Sabratha, Libya", TEXT + more)
    grown = r"(SCAN|MATERIALIZE) (article|article_text|full_text|profile|trace|figure|message|match|version)\b"
    reading = [sql for sql in asked if sql.lstrip().startswith("SELECT")]
    assert any("full_text" in sql for sql in reading)
    for sql in reading:
        plan = store._records.rows(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
        assert not [row["detail"] for row in plan if re.match(grown, row["detail"])], sql
    written = store._records.rows(f"EXPLAIN QUERY PLAN {INSERT_FIGURE}", [None] * 9)
    assert any("figure_article (article=?)" in row["detail"] for row in written)  # not all figures of the kind
    store.close()
