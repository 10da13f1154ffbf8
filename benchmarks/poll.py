"""300 loopback feeds of 50 items: first poll, unchanged polls (304, and 200 with the same body), and 5% with news.

    python -m benchmarks.poll [--reader PYTHON]

`--reader` names the Python of another environment in which the package `reader` is installed; its update then runs over
the same server, in the same run. CPU is that of the process and its children, without the server's. "feedparser alone"
parses the same bodies one after the other and does nothing else. Loop lag is how late a 10 ms timer fires.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser

from benchmarks.usage import cpu_seconds, peak_megabytes
from monitor.service.parts import Parts, assemble
from monitor.settings import from_environment

ROOT = Path(__file__).parent.parent
RULES = ROOT / "rules.yaml"


class Lag:
    """How late the event loop is, in milliseconds."""

    def __init__(self) -> None:
        self.samples: list[float] = []

    async def watch(self) -> None:
        """Sleep ten milliseconds again and again."""
        while True:
            started = time.perf_counter()
            await asyncio.sleep(0.01)
            self.samples.append((time.perf_counter() - started - 0.01) * 1000)

    def take(self) -> float:
        """The 99th percentile since the last time asked."""
        found = sorted(self.samples)
        self.samples.clear()
        return found[int(len(found) * 0.99)] if found else 0.0


def rules(folder: Path, port: int, kind: str, feeds: int) -> Path:
    """The shipped rules with the feeds replaced by the server's."""
    text = RULES.read_text()
    before, _, after = text.partition("\nfeeds:\n")
    rest = after[after.index("\nplaces:") :]
    rows = "".join(
        f"  - {{name: Feed {n}, url: 'http://127.0.0.1:{port}/{kind}/{n}.xml',"
        " every: 1s, full_text: never, private: true}\n"
        for n in range(feeds)
    )
    path = folder / "rules.yaml"
    path.write_text(f"{before}\nfeeds:\n{rows}{rest}")
    return path


@asynccontextmanager
async def product(folder: Path, path: Path, clock: list[datetime]) -> AsyncIterator[Parts]:
    """Our parts on this state folder, silent."""
    settings = from_environment({"MONITOR_STATE": str(folder), "MONITOR_RULES": str(path)})
    async with assemble(settings, now=lambda: clock[0], write=lambda text: None) as parts:
        yield parts


async def ours(port: int, feeds: int, kind: str) -> dict[str, dict[str, float]]:
    """The polls of one kind of feed: what each cost."""
    results = {}
    clock = [datetime.now(UTC)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with product(folder / "state", rules(folder, port, kind, feeds), clock) as parts:
            lag = Lag()
            watching = asyncio.create_task(lag.watch())
            await parts.delivery.recover()
            for step in ("first", "unchanged", "unchanged again", "5% new"):
                if step == "5% new":
                    await asyncio.to_thread(fetch, f"http://127.0.0.1:{port}/new/5")
                await parts.cycle.refresh()
                lag.take()
                cpu, wall = cpu_seconds(), time.perf_counter()
                outcomes = await parts.cycle.poll_due()
                assert len(outcomes) == feeds, f"{len(outcomes)} of {feeds} feeds polled"
                results[step] = {
                    "cpu": cpu_seconds() - cpu,
                    "wall": time.perf_counter() - wall,
                    "lag": lag.take(),
                    "items": float(sum(len(outcome.judged) for outcome in outcomes)),
                }
                clock[0] += timedelta(hours=1)
            watching.cancel()
    await asyncio.to_thread(fetch, f"http://127.0.0.1:{port}/new/0")
    return results


def alone(port: int, feeds: int) -> dict[str, float]:
    """feedparser over the same bodies, as it comes and with what we switch off."""
    bodies = [fetch(f"http://127.0.0.1:{port}/plain/{number}.xml") for number in range(feeds)]
    found = {}
    for name, options in (("as it comes", {}), ("bare", {"sanitize_html": False, "resolve_relative_uris": False})):
        started = time.process_time()
        for body in bodies:
            feedparser.parse(body, **options)
        found[name] = time.process_time() - started
    return found


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
    parsing = alone(port, feeds)
    usual, bare = (parsing[name] / feeds * 1000 for name in ("as it comes", "bare"))
    print(f"feedparser alone: {usual:.1f} ms a feed, bare {bare:.1f} ms\n")
    print(f"{'':<34}{'CPU ms/feed':>12}{'wall s':>8}{'lag p99 ms':>12}{'x feedparser':>14}")
    for kind in ("etag", "plain"):
        for step, cost in asyncio.run(ours(port, feeds, kind)).items():
            ratio = cost["cpu"] / parsing["as it comes"]
            name = f"ours, {kind}, {step}"
            print(
                f"{name:<34}{cost['cpu'] / feeds * 1000:>12.2f}{cost['wall']:>8.1f}{cost['lag']:>12.1f}{ratio:>14.2f}"
            )
    print(f"\npeak memory, ours with its children: {peak_megabytes():.0f} MB\n")
    if reader:
        for kind in ("etag", "plain"):
            command = [reader, "-m", "benchmarks.poll_reader", str(port), str(feeds), kind]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)
            for step, cost in found.items():
                name = f"reader, {kind}, {step}"
                row = f"{cost['cpu'] / feeds * 1000:>12.2f}{cost['wall']:>8.1f}{'':>12}"
                print(f"{name:<34}{row}{cost['cpu'] / parsing['as it comes']:>14.2f}")
            fetch(f"http://127.0.0.1:{port}/new/0")


if __name__ == "__main__":
    main()
