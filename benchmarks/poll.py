"""300 loopback feeds of 50 items: first poll, unchanged polls (304, and 200 with the same body), and 5% with news.

    python -m benchmarks.poll [--feeds N] [--reader PYTHON]

`--reader` names the Python of another environment in which the package `reader` is installed; its update then runs over
the same server, in the same run. Each contestant has a process of its own. CPU is that of the process and its children,
without the server's. "feedparser alone" parses the same bodies, one after the other, as its defaults have it, and does
nothing else; it runs before and after the others, since the machine may have become faster or slower meanwhile. Loop
lag is how late a 10 ms timer of our event loop fires. Memory is the sum over the process and its children, sampled
five times a second. What the feeds look like, `benchmarks.feedserver` says.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import feedparser

from benchmarks.usage import Memory

ROOT = Path(__file__).parent.parent
KINDS = ("etag", "plain")
Costs = dict[str, dict[str, float]]  # by step: cpu and wall seconds, lag in milliseconds, items
BARE = {"sanitize_html": False, "resolve_relative_uris": False}


def alone(port: int, feeds: int, **options: bool) -> float:
    """Milliseconds of CPU a feed that feedparser needs for the bodies."""
    bodies = [fetch(f"http://127.0.0.1:{port}/plain/{number}.xml") for number in range(feeds)]
    started = time.process_time()
    for body in bodies:
        feedparser.parse(body, **options)
    return (time.process_time() - started) / feeds * 1000


def contest(python: str, module: str, port: int, feeds: int, kind: str) -> tuple[Costs, Memory]:
    """One contestant over the feeds of one kind, in a process of its own."""
    command = [python, "-m", module, str(port), str(feeds), kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        memory = Memory(process.pid)
        assert process.stdout is not None
        try:
            found = process.stdout.read()
        finally:
            memory.stop()
    if process.returncode:
        raise SystemExit(f"{module} ended with {process.returncode}")
    fetch(f"http://127.0.0.1:{port}/new/0")
    costs: Costs = json.loads(found)
    return costs, memory


def fetch(url: str) -> bytes:
    """A body, plainly."""
    with urllib.request.urlopen(url) as response:
        return bytes(response.read())


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=300)
    options.add_argument("--reader", help="Python of an environment with `reader`")
    given = options.parse_args()
    command = [sys.executable, "-m", "benchmarks.feedserver", str(given.feeds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        try:
            report(given.feeds, port, given.reader)
        finally:
            server.terminate()


def report(feeds: int, port: int, reader: str | None) -> None:
    """Run everything against the server on this port and print it."""
    size = sum(len(fetch(f"http://127.0.0.1:{port}/plain/{number}.xml")) for number in range(feeds)) / feeds
    before = alone(port, feeds)
    contestants = {"ours": (sys.executable, "benchmarks.poll_ours")}
    if reader:
        contestants["reader"] = (reader, "benchmarks.poll_reader")
    found = {
        (name, kind): contest(python, module, port, feeds, kind)
        for name, (python, module) in contestants.items()
        for kind in KINDS
    }
    after = alone(port, feeds)
    usual = (before + after) / 2
    print(f"{feeds} feeds of {size / 1000:.0f} kB\n")
    print(f"feedparser alone: {usual:.1f} ms a feed ({before:.1f} before, {after:.1f} after the others);", end=" ")
    print(f"without sanitising and resolving {alone(port, feeds, **BARE):.1f} ms\n")
    print(f"{'':<34}{'CPU ms/feed':>12}{'x feedparser':>14}{'wall s':>8}{'lag p99 ms':>12}")
    for (name, kind), (costs, _) in found.items():
        for step, cost in costs.items():
            cpu, lag = cost["cpu"] / feeds * 1000, f"{cost['lag']:.1f}" if "lag" in cost else ""
            print(f"{f'{name}, {kind}, {step}':<34}{cpu:>12.2f}{cpu / usual:>14.2f}{cost['wall']:>8.1f}{lag:>12}")
    print()
    for (name, kind), (_, memory) in found.items():
        print(f"{f'{name}, {kind}':<34}peak memory {memory.pss:.0f} MB (PSS), {memory.rss:.0f} MB (RSS)", end="")
        print(f", of at most {memory.processes} processes together")


if __name__ == "__main__":
    main()
