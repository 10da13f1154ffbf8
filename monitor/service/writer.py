"""The one thread that owns the store.

SQLite connections belong to their thread, and a commit waits for the disk: neither may touch the event loop. Work for
the store is a function of it, run here in the order of arrival, one at a time. That order is also the promise behind
"look-up, decision and commit, one poll at a time": a function that does all three cannot be overtaken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from monitor.errors import MonitorError
from monitor.store.opening import Watch
from monitor.store.store import Store

T = TypeVar("T")


class Writer:
    """`await writer(lambda store: ...)` runs the function on the store's thread and gives its result."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._store: Store | None = None

    @classmethod
    async def open(cls, folder: Path, watch: Watch | None = None) -> Writer:
        """A writer on the state in this folder. Raises DamagedState, as Store.open does; `watch` is handed to it."""
        writer, opened = cls(), partial(Store.open, folder, watch=watch)
        try:
            writer._store = await asyncio.get_running_loop().run_in_executor(writer._thread, opened)
        except MonitorError:
            writer._thread.shutdown(wait=False)
            raise
        return writer

    async def __call__(self, work: Callable[[Store], T]) -> T:
        """The result of the work. A caller that is cancelled meanwhile leaves work that has begun to end by itself."""
        if self._store is None:
            raise RuntimeError("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._store)

    async def close(self) -> None:
        """Ends the work that waits, closes the store and the thread."""
        if self._store is not None:
            store, self._store = self._store, None
            await asyncio.get_running_loop().run_in_executor(self._thread, store.close)
        self._thread.shutdown(wait=True)
