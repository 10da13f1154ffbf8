"""The one thread that owns the store."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import DamagedState
from monitor.service.writer import Writer
from monitor.store.store import Store


async def test_all_work_runs_on_one_thread_in_order(tmp_path: Path) -> None:
    """Work of many callers runs one piece at a time, in the order in which it was asked for, off the loop's thread."""
    writer = await Writer.open(tmp_path)
    order: list[int] = []

    def work(number: int) -> Callable[[object], int]:
        def note(store: object) -> int:
            order.append(number)
            return threading.get_ident()

        return note

    threads = await asyncio.gather(*(writer(work(number)) for number in range(50)))
    assert order == list(range(50))
    assert len(set(threads)) == 1 and threading.get_ident() not in threads
    await writer.close()


async def test_work_that_began_ends_even_when_its_caller_leaves(tmp_path: Path) -> None:
    """Cancelling the caller leaves a commit whole: it ends by itself, before the store is closed."""
    writer = await Writer.open(tmp_path)
    begun, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work(store: Store) -> None:
        loop.call_soon_threadsafe(begun.set)
        go.wait(10)
        store.set_meta("test", "done")

    task = asyncio.create_task(writer(work))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    assert await writer(lambda store: store.meta("test")) == "done"
    await writer.close()


async def test_what_the_work_raises_reaches_its_caller(tmp_path: Path) -> None:
    """The thread lives on."""
    writer = await Writer.open(tmp_path)
    with pytest.raises(ZeroDivisionError):
        await writer(lambda store: 1 // 0)
    assert await writer(lambda store: 1) == 1
    await writer.close()


async def test_a_closed_writer_refuses(tmp_path: Path) -> None:
    """Closing twice is nothing; work after it is an error."""
    writer = await Writer.open(tmp_path)
    await writer.close()
    await writer.close()
    with pytest.raises(RuntimeError, match="closed"):
        await writer(lambda store: 1)


async def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    """A database that cannot be trusted is DamagedState, and no thread stays behind."""
    before = threading.active_count()
    (tmp_path / "monitor.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DamagedState):
        await Writer.open(tmp_path)
    assert threading.active_count() <= before + 1
