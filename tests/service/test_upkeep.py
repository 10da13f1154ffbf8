"""What a daemon does beside its loops: the daily copy, and putting away."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from monitor.service.checkup import saved
from monitor.service.parts import Parts, assemble
from monitor.store.backup import backups
from tests.servers.feeds import rss
from tests.service.world import Clock, World, news

DAY = 86400.0


@pytest.fixture
async def parts(world: World, clock: Clock) -> AsyncIterator[Parts]:
    """Everything put together, one feed to poll."""
    world.feed("/a", rss(news(1)), every="1h")
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        yield parts


async def test_a_copy_is_made_once_a_day(world: World, clock: Clock, parts: Parts) -> None:
    """Not before there is anything, then at once, then daily; the last seven are kept."""
    folder = world.state / "backups"
    await parts.upkeep.tidy()
    assert backups(folder) == []
    await parts.cycle.poll_due()
    for _ in range(3):
        await parts.upkeep.tidy()
        clock.turn(60)
    assert len(backups(folder)) == 1
    for _ in range(9):
        clock.turn(DAY)
        await parts.upkeep.tidy()
    assert len(backups(folder)) == 7
    note = await parts.writer(saved)
    assert note.at == backups(folder)[0].at.replace(microsecond=0) == clock().replace(microsecond=0)


async def test_a_copy_that_fails_is_noted_and_tried_again(world: World, clock: Clock, parts: Parts) -> None:
    """With nowhere to put it: one error, the reason for `monitor status`, and another attempt after an hour."""
    await parts.cycle.poll_due()
    (world.state / "backups").write_text("in the way")
    await parts.upkeep.tidy()
    assert "cannot be used" in (await parts.writer(saved)).problem
    (world.state / "backups").unlink()
    await parts.upkeep.tidy()
    assert (await parts.writer(saved)).at is None
    clock.turn(3600)
    await parts.upkeep.tidy()
    note = await parts.writer(saved)
    assert note.at == clock() and not note.problem


async def test_a_daemon_that_leaves_waits_for_no_copy(world: World, parts: Parts) -> None:
    """It breaks off, without a half of a file and without a word of failure."""
    await parts.cycle.poll_due()
    parts.upkeep.stop()
    await parts.upkeep.tidy()
    assert list((world.state / "backups").iterdir()) == []
    note = await parts.writer(saved)
    assert note.at is None and not note.problem


async def test_a_look_fills_the_health(parts: Parts) -> None:
    """What was found last is at hand for whoever asks."""
    await parts.cycle.poll_due()
    await parts.upkeep.check()
    assert parts.upkeep.health and parts.upkeep.health[1].well


async def test_a_look_that_never_comes_is_no_health(clock: Clock, parts: Parts) -> None:
    """Well for some minutes after the start and after each look, not for ever: a daemon that is stuck is seen."""

    def status() -> int:
        answer = parts.upkeep.answer("/health")
        assert answer
        return answer.status

    assert status() == 200
    clock.turn(301)
    assert status() == 503, "the first look is overdue"
    await parts.cycle.poll_due()
    await parts.upkeep.check()
    assert status() == 200
    clock.turn(301)
    assert status() == 503
