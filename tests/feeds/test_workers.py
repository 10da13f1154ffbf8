"""Children hang, swell and crash alone; the next job is done as if nothing had happened."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from monitor.feeds import workers as module
from monitor.feeds.workers import Workers
from monitor.model import ParseFailed

JOBS = "tests.feeds.jobs"


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    """Two children at most."""
    async with Workers() as running:
        yield running


async def ask(workers: Workers, job: str, *args: object, seconds: float = 20.0) -> object:
    """The answer to one job of `tests/feeds/jobs.py`."""
    return await workers.run(f"{JOBS}:{job}", *args, seconds=seconds)


def alive(process: object) -> bool:
    """Whether a process runs (a dead one that nobody has waited for does not count)."""
    assert isinstance(process, int)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_job_runs_elsewhere_and_its_answer_comes_back(workers: Workers) -> None:
    """In another process, the same one as long as it is well, with large arguments and answers."""
    child = await ask(workers, "whoami")
    assert child != os.getpid() and await ask(workers, "whoami") == child
    assert await ask(workers, "echo", b"x" * 5_000_000) == b"x" * 5_000_000


async def test_a_child_that_hangs_is_killed_alone(workers: Workers) -> None:
    """The failure names the limit; another job meanwhile and the next one are done."""
    hung = asyncio.create_task(ask(workers, "hang", seconds=0.5))
    assert await ask(workers, "echo", 1) == 1
    assert await hung == ParseFailed("took longer than 0.5 s to read")
    assert await ask(workers, "echo", 2) == 2


async def test_a_child_that_swells_fails_alone() -> None:
    """Memory has a limit, named in the failure; what fits under it passes."""
    async with Workers(megabytes=64) as workers:
        assert await ask(workers, "swell", 30) == 30
        assert await ask(workers, "swell", 200) == ParseFailed("needed more than 64 MB to read")
        assert await ask(workers, "swell", 30) == 30


async def test_a_child_that_stays_large_is_replaced(workers: Workers) -> None:
    """What a library never gives back ends with its process."""
    child = await ask(workers, "whoami")
    await ask(workers, "keep", 60)
    assert await ask(workers, "whoami") != child


@pytest.mark.parametrize(("job", "words"), [("crash", "signal 11"), ("stumble", "KeyError: 'unforeseen'")])
async def test_a_child_that_dies_says_why(workers: Workers, job: str, words: str) -> None:
    """By a signal or an exception; the next job finds a fresh child."""
    assert await ask(workers, job) == ParseFailed(f"the reader stopped: {words}")
    assert await ask(workers, "echo", 3) == 3


async def test_what_a_library_prints_is_no_answer(workers: Workers) -> None:
    """Standard output is not the pipe of the answers."""
    assert await ask(workers, "chatter", 1000) == "quiet"
    assert await ask(workers, "echo", 4) == 4


async def test_signals_to_the_group_leave_children_working(workers: Workers) -> None:
    """A Ctrl-C or a stop of the service is for the parent, which lets a poll end first."""
    assert await ask(workers, "signals") == (True, True)


async def test_cancelling_a_job_kills_its_child(workers: Workers) -> None:
    """A poll that is given up leaves nothing running."""
    child = await ask(workers, "whoami")
    job = asyncio.create_task(ask(workers, "hang"))
    await asyncio.sleep(0)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert not alive(child) and await ask(workers, "echo", 5) == 5


async def test_leaving_ends_every_child() -> None:
    """The busy one too."""
    async with Workers() as workers:
        child = await ask(workers, "whoami")
        job = asyncio.create_task(ask(workers, "hang"))
        await asyncio.sleep(0)
        job.cancel()
    assert not alive(child)


async def test_an_idle_child_leaves() -> None:
    """Its memory is free between polls; the next job starts another."""
    async with Workers(idle_seconds=0.0) as workers:
        child = await ask(workers, "whoami")
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # the timer of zero seconds has its turn
        assert await ask(workers, "whoami") != child


async def test_at_most_so_many_run_at_once() -> None:
    """A third job waits for one of two children."""
    async with Workers(count=2) as workers:
        children = await asyncio.gather(*(ask(workers, "whoami") for _ in range(8)))
    assert len(set(children)) <= 2


async def test_children_import_only_what_their_jobs_need(workers: Workers) -> None:
    """Neither the parent's main module nor the command line, the store or Telegram."""
    for unwanted in ("monitor.cli", "monitor.store", "telegram", "trafilatura", "httpx", "asyncio", "_pytest"):
        assert await ask(workers, "imported", unwanted) is False, unwanted


def test_the_parent_does_without_the_libraries_of_its_children() -> None:
    """Jobs are named, not imported."""
    assert not any(name in vars(module) for name in ("feedparser", "trafilatura"))
