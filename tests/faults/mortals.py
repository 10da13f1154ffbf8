"""The test's side of `mortal`: start a life, learn its pid at once, and how it ended later."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.feeds import item
from tests.service.world import CHAT, World

Nursery = subprocess.Popen[str]
KILLED = -int(signal.SIGKILL)
REPEAT = "may be a repeat"


@contextmanager
def nursery() -> Iterator[Nursery]:
    """The process that daemons are forked from."""
    words = (sys.executable, "-m", "tests.faults.mortal")
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


class Mortals:
    """Lives of a daemon over one state folder, each a minute later than the last on their clock."""

    def __init__(self, world: World, log: Path, nursery: Nursery) -> None:
        self.world, self.log, self._process = world, log, nursery
        self.pid = 0
        self.ahead = 0.0
        self.kills = 0

    def live(self, at: str = "", count: int = 0, how: str = "", after: str = "") -> int:
        """One life, to its end; exit code, or the negative number of the signal that ended it."""
        self.ahead += 60.0
        job: dict[str, Any] = {"environ": self.world.environ(), "ahead": self.ahead, "log": str(self.log)}
        self._write(job | {"at": at, "count": count, "how": how, "after": after})
        self.pid = int(self._read()["pid"])
        status = int(self._read()["status"])
        self.kills += status == KILLED
        return status

    def kill(self) -> None:
        """SIGKILL for the life that runs now: what a server of the test does from its side."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def _write(self, job: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the nursery of daemons has ended"
        return dict(json.loads(line))


def report(number: int) -> str:
    """An RSS item that matches; it shares no sentence, figure or rare word with any other number's."""
    draw = random.Random(number)
    words = ["".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(3)) for _ in range(40)]
    title = f"Ceasefire number {number} in Libya: {' '.join(words[:4])}"
    return item(title, f"https://news.example/{number}", " ".join(words).capitalize() + ".", f"report-{number}")


class Ledger:
    """What the desk was told, by the numbers of `report`."""

    def __init__(self, world: World) -> None:
        self.world = world

    def lines(self) -> Iterator[tuple[int, bool]]:
        """(number, whether it says that it may be a repeat) of each message."""
        for text in self.world.api.sent_to(CHAT):
            for number in sorted(set(re.findall(r"Ceasefire number (\d+)", text))):  # a digest names many
                yield int(number), REPEAT in text

    def told(self) -> Counter[int]:
        """How often each was told."""
        return Counter(number for number, _ in self.lines())

    def lost(self, numbers: Iterable[int]) -> set[int]:
        """Those that were never told."""
        return set(numbers) - set(self.told())

    def repeats(self) -> int:
        """How many messages said again what was told already."""
        return sum(self.told().values()) - len(self.told())

    def unmarked(self) -> int:
        """How many of these did not say so."""
        first = Counter(number for number, marked in self.lines() if not marked)
        return sum(times - 1 for times in first.values() if times > 1)
