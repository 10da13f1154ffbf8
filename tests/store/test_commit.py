"""One Outcome to rows."""

from __future__ import annotations

import os
import signal
import sqlite3
import warnings
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Decision, Judged, Outcome, Seen
from monitor.store.commit import VERSIONS
from monitor.store.store import Store
from tests.store.world import World, entry


def rows(world: World, table: str) -> int:
    """How many rows a table has."""
    return int(world.store._records.value(f"SELECT count(*) FROM {table}"))


# -- what is stored ---------------------------------------------------------------------------------------------------


def test_seen_and_to_be_told_are_stored_together(world: World) -> None:
    """A new item that matches is an article, its words, its keys, its match, a story and a message, all at once."""
    world.baseline()
    assert world.poll(entry(1), entry(2, title="Rain")) == [Decision.NEW, Decision.NONE]
    counts = {table: rows(world, table) for table in ("article", "article_text", "match", "story", "message")}
    assert counts == {"article": 2, "article_text": 2, "match": 1, "story": 1, "message": 1}
    stored = world.store.article(1)
    assert stored is not None
    assert (stored.listed.story, stored.matches[0].rule, stored.messages[0].article) == (1, "truce", 1)
    assert world.store.feed_state(world.feed).last_good == world.now


def test_an_unchanged_poll_writes_two_rows(world: World) -> None:
    """The feed's schedule and the number of the transaction: a poll that brings nothing costs nothing."""
    world.baseline()
    items = [entry(number) for number in range(50)]
    world.poll(*items)
    outcome = world.decide(*items)
    before = world.store._records.conn.total_changes
    world.store.commit(outcome)
    assert world.store._records.conn.total_changes - before == 2


def test_known_items_are_noted_when_there_is_something_to_write(world: World) -> None:
    """`last_seen` moves with the next poll that brings something."""
    world.baseline()
    world.poll(entry(1))
    world.poll(entry(1))
    world.poll(entry(1), entry(2))
    stored = world.store.article(1)
    assert stored is not None
    assert stored.last_seen == world.now


def test_a_batch_may_name_its_own(world: World) -> None:
    """A copy within one outcome, or a story that begins there, is named by its place: -1 is the first item judged."""
    world.baseline()
    outcome = world.decide(entry(1), entry(2))
    first, second = outcome.judged
    assert first.sighting.seen is Seen.NEW
    merged = replace(second, decision=Decision.MERGE, story=-1, drafts=())
    world.store.commit(replace(outcome, judged=(first, merged)))
    stored = world.store.article(2)
    assert stored is not None and stored.head is not None
    assert (stored.listed.story, stored.head.id) == (1, 1)


def test_the_same_item_twice_in_one_feed_is_one_article(world: World) -> None:
    """A feed that prints an item twice, even under two addresses, brings it once; both addresses lead to it."""
    world.baseline()
    twice = entry(1, text=" ".join(f"word{n}" for n in range(40)))
    moved = replace(twice, guid="another", link="https://outlet.example/copy/1")
    assert world.poll(twice, twice, moved) == [Decision.NEW, Decision.IGNORE, Decision.IGNORE]
    assert rows(world, "article") == 1
    found = world.store.article("https://outlet.example/copy/1")
    assert found is not None and found.listed.id == 1


def test_an_edit_keeps_every_version(world: World) -> None:
    """Text that changes to and fro is stored once a version; the article is the newest, its decision the first."""
    world.baseline()
    one, two = entry(1), entry(1, text=entry(1).text + " mercy")
    world.poll(one)
    decisions = [world.poll(item)[0] for item in (two, one, two, two)]
    assert decisions == [Decision.IGNORE] * 4
    stored = world.store.article(1)
    assert stored is not None
    assert [version.text for version in stored.versions] == [one.text, two.text]
    assert [version.decision for version in stored.versions] == [Decision.NEW, Decision.IGNORE]
    assert (stored.text, stored.listed.decision) == (two.text, Decision.NEW)
    assert rows(world, "message") == 1


def test_a_page_that_never_rests_does_not_fill_the_disk(world: World) -> None:
    """The first versions of a text that changes at every poll are kept, and its newest words."""
    world.baseline()
    for count in range(VERSIONS + 5):
        world.poll(entry(1, text=f"{entry(1).text} read {count} times"))
    stored = world.store.article(1)
    assert stored is not None
    assert len(stored.versions) == VERSIONS
    assert stored.text.endswith(f"read {VERSIONS + 4} times")


def test_an_edit_that_newly_matches_is_told_once(world: World) -> None:
    """Baseline or not: a rule that never fired on the item is told when it fires; one that fired before is not."""
    world.poll(entry(1), entry(2, title="Rain"))
    bought = entry(1, text=entry(1).text + " mercenaries")
    assert world.poll(entry(1, text=entry(1).text + " more")) == [Decision.IGNORE]
    assert world.poll(bought) == [Decision.NEW]
    assert [world.poll(item)[0] for item in (entry(1), bought)] == [Decision.IGNORE] * 2
    assert world.poll(entry(2, title="Rain ends truce")) == [Decision.NEW]
    stored = world.store.article(1)
    assert stored is not None
    assert (stored.listed.decision, stored.listed.reason) == (Decision.NEW, "edited: now matches mercenar")
    assert world.posted() == ["A truce, report 1", "Rain ends truce"]


def test_a_copy_that_is_told_is_what_later_copies_copy(world: World) -> None:
    """When only the copy matches it is told; the next copy joins it instead of being told again."""
    third = replace(world.feed, name="Third", url="https://third.example/rss")
    world.baseline(world.feed, world.other, third)
    world.poll(entry(1, title="Rain"))
    assert world.poll(entry(1, title="Rain and truce"), feed=world.other) == [Decision.NEW]
    assert world.poll(entry(1, title="Rain and truce"), feed=third) == [Decision.IGNORE]
    assert len(world.posted()) == 1


def test_copies_of_the_baseline_stay_silent(world: World) -> None:
    """What a feed showed at first is known, also when another outlet brings it later."""
    world.poll(entry(1))
    world.baseline(world.other)
    assert world.poll(entry(1), feed=world.other) == [Decision.IGNORE]
    stored = world.store.article(2)
    assert stored is not None
    assert stored.listed.reason == "already in the baseline: A truce, report 1"


def test_a_baseline_is_never_taken_back(world: World) -> None:
    """A state that forgot its baseline does not make the store forget it."""
    world.baseline()
    at = world.store.feed_state(world.feed).baseline_at
    outcome = world.decide()
    world.store.commit(replace(outcome, state=replace(outcome.state, baseline_at=None)))
    assert at is not None
    assert world.store.feed_state(world.feed).baseline_at == at


def test_hostile_text_is_stored(world: World) -> None:
    """Half surrogate pairs, NULs and a text of a megabyte in every field of an item."""
    world.baseline()
    nasty = "truce \ud83d \0 '; DROP TABLE article; -- "
    world.poll(entry(1, title=nasty, text=nasty, guid=nasty, link="https://outlet.example/\ud800?\0"))
    world.poll(entry(2, text="truce " * 200_000))
    assert rows(world, "article") == 2
    assert [len(world.store.search(word)) for word in ("drop", "truce")] == [1, 2]


# -- whole or not at all ----------------------------------------------------------------------------------------------


def busy(world: World) -> Outcome:
    """An outcome that touches every table: new, edited, known, copied, a notice."""
    third = replace(world.feed, name="Third", url="https://third.example/rss")
    world.baseline(world.feed, third)
    world.poll(entry(1), entry(2))
    world.poll(entry(4), feed=third)
    text = entry(1).text + " mercenaries"
    outcome = world.decide(entry(1, text=text), entry(2), entry(3), entry(4))
    return replace(outcome, drafts=outcome.judged[0].drafts)


def picture(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is stored, apart from the count of transactions."""
    tables = ("feed", "story", "article", "article_text", "article_key", "version", "match", "message")
    return {
        table: [tuple(row) for row in store._records.rows(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in tables
    }


class Fault:
    """Lets the first `after` statements through, then does something at the next."""

    def __init__(self, after: int, kill: bool = False) -> None:
        self.left, self.kill = after, kill

    def __call__(self, sql: str, parameters: object) -> None:
        self.left -= 1
        if self.left < 0 and not sql.startswith(("SELECT", "ROLLBACK")):
            if self.kill:
                os.kill(os.getpid(), signal.SIGKILL)
            raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.parametrize("after", range(0, 40, 3))
def test_a_failed_statement_leaves_the_state_before(world: World, after: int) -> None:
    """Whichever statement fails, nothing of the outcome is stored, and the next attempt stores all of it."""
    outcome = busy(world)
    before = picture(world.store)
    world.store.close()
    world.store = Store.open(world.folder, watch=(fault := Fault(10_000)))
    fault.left = after
    failed = False
    try:
        world.store.commit(outcome)
    except sqlite3.OperationalError:
        failed = True
    fault.left = 10_000
    assert (picture(world.store) == before) == failed
    if failed:
        world.store.commit(outcome)
    assert world.posted()[2:] == ["A truce, report 4", "A truce, report 1", "A truce, report 3", "A truce, report 1"]


def commit_and_die(folder: Path, outcome: Outcome, after: int) -> bool:
    """Commits in a process of its own that is killed at a statement; whether it came to its end instead."""
    with warnings.catch_warnings():  # that other tests may have left threads does not matter to a child that dies
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        with suppress(BaseException):
            fault = Fault(10_000, kill=True)
            store = Store.open(folder, watch=fault)
            fault.left = after
            store.commit(outcome)
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def test_a_kill_leaves_before_or_after(tmp_path: Path) -> None:
    """SIGKILL at each statement of a commit in turn leaves the state before; let through, the state after."""
    for after in range(60):
        world = World(tmp_path / str(after))
        outcome = busy(world)
        before = picture(world.store)
        world.store.close()
        ended = commit_and_die(world.folder, outcome, after)
        world.store = Store.open(world.folder)
        assert (picture(world.store) == before) != ended
        assert world.store._records.value("PRAGMA integrity_check") == "ok"
        world.store.close()
        if ended:
            break
    assert 8 < after < 59, "the loop met every statement"


def test_an_item_without_decision_of_its_own_is_no_row(world: World) -> None:
    """A known item leaves no trace but `last_seen`, whatever its decision says."""
    world.baseline()
    world.poll(entry(1))
    outcome = world.decide(entry(1))
    again = Judged(outcome.judged[0].sighting, Decision.IGNORE, "seen before")
    world.store.commit(replace(outcome, judged=(again, again)))
    assert rows(world, "article") == 1
