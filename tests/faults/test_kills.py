"""Rows 1 to 3: a daemon killed at every point of an item's way, and at the N-th write to its database.

Each life is a real process (see `mortal`). Its clock is a minute ahead of the last one's, so that pacing costs no time.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import Figure, Progress
from tests.faults.mortals import KILLED, Ledger, Mortals, Nursery, nursery, report
from tests.servers import faults
from tests.servers.feeds import Reply, Script, rss
from tests.service.world import World

SHOWN = 3  # items in the feed at a time
LOOKED, POSTED, CLAIMED = "FROM article_key", "INSERT INTO message", "SET state = 'sending'"
STATEMENTS = {  # named points at the store's door: after what, which statement is about to be executed
    "decide": ("", LOOKED),
    "commit begins": (LOOKED, "BEGIN IMMEDIATE"),
    "article": (LOOKED, "INSERT INTO article "),
    "message": (LOOKED, POSTED),
    "commit ends": ("INSERT INTO article ", "COMMIT"),
    "committed": (POSTED, "BEGIN IMMEDIATE"),
    "claim": (POSTED, CLAIMED),
    "claimed": (CLAIMED, "COMMIT"),
    "record": (CLAIMED, "SET state = :state"),
    "recorded": ("SET state = :state", "COMMIT"),
}
OUTSIDE = ("fetch", "half a body", "parse", "before Telegram accepts")
AFTER = ("after Telegram accepts", "record", "recorded")
POINTS = (*STATEMENTS, *OUTSIDE, AFTER[0])


class Scene:
    """One feed that shows a new item each time, and lives that end at a point."""

    def __init__(self, world: World, mortals: Mortals) -> None:
        self.world, self.mortals, self.ledger = world, mortals, Ledger(world)
        self.number = 0
        self.world.feed("/a", self.document())

    def document(self) -> str:
        """What the feed shows: the newest first."""
        newest = range(self.number, max(0, self.number - SHOWN), -1)
        return rss(*(report(number) for number in newest), report(0))

    def publish(self) -> None:
        """One item more."""
        self.number += 1
        self.world.server.serve("/a", Reply(self.document()))

    def die(self, point: str) -> int:
        """A life that ends at a named point."""
        mortals, api = self.mortals, self.world.api
        if point in STATEMENTS:
            after, at = STATEMENTS[point]
            return mortals.live(at, 1, "kill", after=after)
        if point == "fetch":
            self.world.server.serve("/a", Reply(script=self._script(b"")))
        if point == "half a body":
            self.world.server.serve("/a", Reply(script=self._script(self.document().encode()[:400])))
        if point == "parse":
            self.world.server.serve("/a", Reply(script=self._script(self.document().encode(), 0.03)))
        if "Telegram" in point:
            api.next(faults.killing(mortals.kill, accept=point.startswith("after")))
        try:
            return mortals.live()
        finally:
            api.mend()
            self.world.server.serve("/a", Reply(self.document()))

    def _script(self, body: bytes, wait: float = 0.0) -> Script:
        async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(self.document().encode())}\r\n\r\n"
            writer.write(head.encode() + body if body else b"")
            await writer.drain()
            await asyncio.sleep(wait)
            self.mortals.kill()
            await reader.read()

        return script

    def mend(self) -> None:
        """A life that comes to its end: all that waits is told."""
        assert self.mortals.live() == 0, self.mortals.log.read_text()[-3000:]

    def sound(self) -> None:
        """The database passes SQLite's own check."""
        with closing(sqlite3.connect(self.world.state / "monitor.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert not database.execute("PRAGMA foreign_key_check").fetchall()


@pytest.fixture(scope="module")
def forks() -> Iterator[Nursery]:
    """One process that all these daemons come from."""
    with nursery() as process:
        yield process


@pytest.fixture
def unborn(world: World, tmp_path: Path, forks: Nursery) -> Scene:
    """A feed that was never polled."""
    return Scene(world, Mortals(world, tmp_path / "log", forks))


@pytest.fixture
def scene(unborn: Scene) -> Scene:
    """A feed whose baseline was taken."""
    unborn.mend()
    return unborn


def strike(scene: Scene, point: str) -> None:
    """One item, one kill at the point, one life that mends it."""
    scene.publish()
    assert scene.die(point) == KILLED, f"{point} was never reached"
    scene.mend()


def check(scene: Scene, point: str, kills: int) -> tuple[int, int]:
    """The bars: nothing lost, no repeat but one a kill after acceptance, each marked; (lost, repeats)."""
    lost, repeats = scene.ledger.lost(range(1, scene.number + 1)), scene.ledger.repeats()
    assert not lost and not scene.ledger.unmarked()
    assert repeats <= (kills if point in AFTER else 0)
    assert 0 not in scene.ledger.told(), "the baseline was alerted"
    scene.sound()
    return len(lost), repeats


def test_some_named_points_once(scene: Scene, figure: Figure) -> None:
    """Killed once at each of these: all is told, only what Telegram had accepted comes twice, marked."""
    points = ("fetch", "decide", "message", "committed", "claimed", "before Telegram accepts", *AFTER[:2])
    for point in points:
        strike(scene, point)
    lost, repeats = check(scene, AFTER[0], 2)
    figure(1, f"{len(points)} kills, one at each point: {lost} lost, {repeats} repeated")


@pytest.mark.soak
@pytest.mark.parametrize("point", POINTS)
def test_each_named_point_twenty_times(scene: Scene, point: str, figure: Figure, progress: Progress) -> None:
    """Twenty kills at a point."""
    for kill in range(20):
        progress(f"{kill + 1}/20")
        strike(scene, point)
    lost, repeats = check(scene, point, 20)
    figure(2 if point in AFTER else 1, f"{point}: 20 kills, {lost} lost, {repeats} repeated, all marked")


def test_kills_in_the_first_poll_are_no_alert(unborn: Scene) -> None:
    """The baseline is taken whole by the next life, or was taken whole by the one that died; it is never told."""
    for point in ("half a body", "decide", "article", "commit ends"):
        assert unborn.die(point) == KILLED or point == "commit ends"
    unborn.mend()
    assert not unborn.ledger.told()
    unborn.publish()
    unborn.mend()
    assert unborn.ledger.told() == {1: 1}
    unborn.sound()


def test_writes_that_fail_once_or_from_then_on(scene: Scene, figure: Figure) -> None:
    """A few of the writes of one run fail, once or for good: the next run tells what this one could not."""
    trials = 0
    for how in ("fail", "fail on"):
        for count in (7, 18):
            scene.publish()
            assert scene.mortals.live("", count, how) in (0, 1, 2)
            scene.mend()
            trials += 1
    lost, repeats = check(scene, AFTER[0], trials)
    figure(3, f"{trials} failed writes: {lost} lost, {repeats} repeated")


@pytest.mark.soak
@pytest.mark.parametrize("how", ["kill", "fail", "fail on"])
def test_every_write_in_turn(scene: Scene, how: str, figure: Figure, progress: Progress) -> None:
    """N = 1, 2, 3 … 30: the process dies at its N-th write, or the write fails, once or from then on."""
    for count in range(1, 31):
        progress(f"{how}, N = {count}")
        scene.publish()
        scene.mortals.live("", count, how)
        scene.mend()
        scene.sound()
    lost, repeats = check(scene, AFTER[0], max(scene.mortals.kills, 30))
    figure(3, f"{how} at write 1 to 30: {scene.mortals.kills} kills, {lost} lost, {repeats} repeated")


@pytest.mark.soak
def test_a_second_kill_while_recovering(scene: Scene, figure: Figure, progress: Progress) -> None:
    """Killed at the N-th write, and again at the M-th of the run that mends it: at most two repeats."""
    pairs = [(first, second) for first in range(1, 31, 2) for second in (1, 2, 3, 5, 8, 13)]
    most = 0
    for number, (first, second) in enumerate(pairs, 1):
        progress(f"{number}/{len(pairs)}")
        before = scene.ledger.repeats()
        scene.publish()
        scene.mortals.live("", first, "kill")
        scene.mortals.live("", second, "kill")
        scene.mend()
        most = max(most, scene.ledger.repeats() - before)
    assert most <= 2
    lost, repeats = check(scene, AFTER[0], scene.mortals.kills)
    figure(3, f"double kills: {len(pairs)} pairs, {scene.mortals.kills} kills, {lost} lost, {repeats} repeated")
