"""What is looked at of a story is bounded, however long it goes on."""

from __future__ import annotations

from monitor.store.recall import LEDGER, _thread
from tests.service.newsroom import Newsroom

TEXT = "Elders in Sabratha, Libya, brokered a ceasefire with gunmen on Friday after four people were killed there."


def test_of_a_long_story_the_latest_figures_are_compared() -> None:
    """Each once for each article that gave it, in the order in which they were given."""
    room = Newsroom()
    room.report("Herald", "Truce in Sabratha, Libya", TEXT)
    records = room.store._records
    row = "1, 'people', '', ?, '', '', '', at FROM figure LIMIT 1"
    sql = f"INSERT INTO figure (article, unit, qualifier, value, bound, actor, sentence, at) SELECT {row}"
    records.many(sql, [(value // 2,) for value in range(2000, 3200)])
    ledger = [stated.figure.value for stated in _thread(records, 1).ledger]
    assert ledger == list(range(1600 - LEDGER, 1600))
    assert _thread(records, 1).send_to
    room.store.close()
