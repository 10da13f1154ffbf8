"""A state that is thrown away."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.model import Entry
from monitor.store.store import Store
from tests.store.world import World


def test_a_scratch_store_decides_as_a_real_one_does(world: World) -> None:
    """The same polls come to the same decisions, and no file is written."""
    polls = [
        (Entry("1", "https://a.example/1", "Truce", "A truce was signed in the town on Friday, say two sides of it"),),
        (Entry("2", "https://a.example/2", "Rain", "Rain is expected in the mountains of the west this week"),),
        (Entry("1", "https://a.example/1", "Truce", "A truce was signed in the town on Friday, say two sides of it"),),
    ]
    world.baseline()
    real = [world.poll(*entries) for entries in polls]
    world.store.close()
    files = sorted(Path(world.folder).iterdir())
    world.store = Store.scratch()
    world.baseline()
    assert [world.poll(*entries) for entries in polls] == real
    assert sorted(Path(world.folder).iterdir()) == files


def test_a_scratch_store_folds_what_is_compared_alone(world: World) -> None:
    """A text that no rule fired on is kept as it is; nobody searches for it, and nothing is compared with it."""
    for store, folded in ((world.store, "truce\nsigned"), (Store.scratch(), "")):
        world.store = store
        world.baseline()
        world.poll(Entry("1", "https://a.example/1", "Truce", "Signed"))
        assert store._records.value("SELECT folded FROM article_text") == folded
        store.close()


def test_writes_of_one_block_last_together_or_not_at_all(tmp_path: Path) -> None:
    """An error at the end of the block takes back what was written at its beginning."""
    store = Store.open(tmp_path)
    with pytest.raises(ZeroDivisionError), store.together():
        store.set_meta("a", "1")
        assert store.meta("a") == "1"
        raise ZeroDivisionError
    assert store.meta("a") == ""
    with store.together():
        store.set_meta("a", "2")
        store.set_meta("b", "2")
    store.close()
    store = Store.open(tmp_path)
    assert (store.meta("a"), store.meta("b")) == ("2", "2")
    store.close()
