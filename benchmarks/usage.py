"""CPU and memory of a process with its children, read from /proc (Linux)."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.2  # seconds between two looks at the memory


def family(pid: int) -> Iterator[int]:
    """The process and everything it started that is still there."""
    yield pid
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def cpu_seconds() -> float:
    """User and system time of this process, of its children that live, and of those that ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + ended.ru_utime + ended.ru_stime
    for pid in family(os.getpid()):
        if pid != os.getpid():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


class Memory:
    """Watches another process and its children from a thread of this one, so that watching costs the other nothing.

    `pss` is the largest sum of proportional set sizes (pages shared by n processes count 1/n in each, so the sum is
    what the machine has to find), `rss` the largest sum of resident set sizes, both in MB, of one moment.
    """

    def __init__(self, pid: int) -> None:
        self._pid, self._over = pid, Event()
        self.pss = self.rss = 0.0
        self.processes = 0
        self._thread = Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        """No more looks."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            sizes = [size for pid in family(self._pid) if (size := _sizes(pid))]
            self.pss = max(self.pss, sum(pss for pss, _ in sizes))
            self.rss = max(self.rss, sum(rss for _, rss in sizes))
            self.processes = max(self.processes, len(sizes))


def _sizes(pid: int) -> tuple[float, float] | None:
    """(PSS, RSS) in MB; None when the process is gone."""
    with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        return sizes["Pss"] / 1024, sizes["Rss"] / 1024
    return None
