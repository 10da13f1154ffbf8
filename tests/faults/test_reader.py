"""Rows 17 to 20 and 23, and the dialects: every path of the hostile server is read or refused with its cause.

The cases are read side by side by one process, as the daemon would; each is then a test of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.answers import misleading
from tests.faults.bodies import explosive, large
from tests.faults.conftest import Figure
from tests.faults.dialects import written
from tests.faults.encodings import encoded
from tests.faults.hostile import Case
from tests.faults.wire import broken
from tests.servers.feeds import FeedServer

CASES = written() | explosive() | large() | broken() | misleading() | encoded()
DEADLINE = 4.0  # seconds for a request here; the daemon's 30 in the soak
LONGEST = 30.0  # seconds that a body may keep anything busy
NAMES = {0: "dialects", 17: "XML bodies", 18: "large", 19: "broken", 20: "answers", 23: "encodings"}
MEGABYTES = 150.0  # of memory for the process that fetches, and for each that parses


@dataclass(frozen=True)
class Read:
    """What became of all cases."""

    port: int
    results: dict[str, dict[str, Any]]
    megabytes: tuple[float, float]


def read_all(deadline: float) -> Read:
    """Serves every case and has them read."""
    with FeedServer.in_thread() as server:
        urls = {name: server.serve(name, case.reply) for name, case in CASES.items()}
        words = (sys.executable, "-m", "tests.faults.reading", str(deadline), "16")
        done = subprocess.run(words, input=json.dumps(urls), capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        return Read(server.port, found["results"], tuple(found["megabytes"]))


@pytest.fixture(scope="module")
def outcome() -> Iterator[Read]:
    """All cases, read once."""
    yield read_all(DEADLINE)


def verdict(name: str, case: Case, read: Read) -> str:
    """What is wrong with what became of a case; "" when nothing is."""
    result = read.results[name]
    if case.titles is None:
        return "" if re.search(case.cause, result.get("cause", "" if case.cause == ".*" else "\0")) else str(result)
    link = case.link % read.port if "%d" in case.link else case.link
    good = (
        result.get("titles") == list(case.titles)
        and case.text in result["text"]
        and (not case.link or result["link"] == link)
    )
    return "" if good else str(result)[:1000]


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_path_is_read_or_refused_with_its_cause(name: str, outcome: Read) -> None:
    """The entries a reader would see, or words that tell the operator why there are none."""
    assert not verdict(name, CASES[name], outcome)


def test_no_path_takes_too_long_or_too_much(outcome: Read, figure: Figure) -> None:
    """Each within 30 s; the fetching process and each parsing one within 150 MB."""
    for row, words in NAMES.items():
        mine = [name for name, case in CASES.items() if case.row == row]
        bad = sum(bool(verdict(name, CASES[name], outcome)) for name in mine)
        slowest = max(outcome.results[name]["seconds"] for name in mine)
        figure(row, f"{len(mine)} {words}, {bad} wrong, slowest {slowest:.1f} s")
    own, children = outcome.megabytes
    figure(18, f"peak memory {own:.0f} MB fetching, {children:.0f} MB parsing")
    assert max(result["seconds"] for result in outcome.results.values()) < LONGEST
    assert own < MEGABYTES and children < MEGABYTES


def test_no_cause_speaks_the_libraries_language(outcome: Read) -> None:
    """A cause is for an operator: no exception's name, no module, no traceback."""
    causes = {result["cause"] for result in outcome.results.values() if "cause" in result}
    strange = re.compile(r"httpx|httpcore|h11|bytearray|_SWITCH|Errno|[a-z]Error\b|Exception|Traceback|<class")
    assert not [cause for cause in causes if strange.search(cause)]
