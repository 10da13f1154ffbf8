"""A week of the daemon in some minutes: 50 feeds every 5 minutes, 100,800 polls, on a clock that is turned by hand.

    python -m benchmarks.soak [--days 7] [--feeds 50] [--write benchmarks/soak.md]

The product is whole (fetching over loopback, parsing in children, matching, SQLite on disk, the outbox, a Bot API) and
runs in this process; the servers run in another, so that what they remember is not counted. Of the feeds every tenth
fails now and then in one of the usual ways. Measured every three hours of the simulated clock: memory, file
descriptors, threads, the write-ahead log, the database.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from monitor.service.daemon import Daemon
from monitor.service.parts import Parts, assemble
from monitor.service.systemd import Systemd
from monitor.settings import from_environment
from tests.servers.botapi import BotApi
from tests.servers.feeds import FeedServer, Reply, Request, item, rss

START = datetime(2026, 11, 1, tzinfo=UTC)
STEP = timedelta(minutes=5)
SAMPLE = timedelta(hours=3)
NEW = 14  # one poll in so many brings an item: 50 feeds bring some thousand a day
MATCHING = 40  # one item in so many is about a ceasefire in Libya
VOCABULARY = 30_000  # different words in all articles
SHOWN = 30  # items in a feed
WIDTH, HEIGHT = 56, 8  # of a plot, in characters
RULES = """
chats:
  desk: {telegram: "1001"}
  operator: {telegram: "1002"}
feeds:
%s
places:
  libya: {name: Libya, strong: {en: [Libya]}}
topics:
  ceasefire: {name: Ceasefire, terms: {en: [ceasefire*, truce]}}
rules:
  libya-ceasefire: {title: Ceasefire in Libya, about: libya, any: [topic:ceasefire], send_to: [desk]}
"""


@dataclass(frozen=True)
class Sample:
    """The process at one moment of the simulated week."""

    day: float
    polls: int
    megabytes: float
    descriptors: int
    threads: int
    log_megabytes: float
    database_megabytes: float


# -- the servers ------------------------------------------------------------------------------------------------------


def vocabulary() -> tuple[list[str], list[float]]:
    """Words and how often they come, as in any language: the n-th most frequent one n-th as often (Zipf)."""
    draw = random.Random(0)
    words = ["".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(4)) for _ in range(VOCABULARY)]
    return words, list(accumulate(1 / place for place in range(1, VOCABULARY + 1)))


WORDS, WEIGHTS = vocabulary()


@lru_cache(maxsize=5000)
def article(feed: int, number: int) -> str:
    """One item of some 800 characters."""
    draw = random.Random(feed * 1_000_003 + number)
    words = " ".join(draw.choices(WORDS, cum_weights=WEIGHTS, k=90))
    subject = "Ceasefire talks in Libya" if number % MATCHING == 0 else "A report on trade"
    return item(f"{subject}, {feed} {number}", f"https://outlet{feed}.example/{number}", words, f"{feed}-{number}")


def outlet(feed: int) -> object:
    """A feed that brings something now and then, answers 304 else, and fails like others when it is a tenth one."""
    polls = count = 0
    draw = random.Random(feed)

    def reply(request: Request) -> Reply:
        nonlocal polls, count
        polls += 1
        if feed % 10 == 9 and draw.random() < 0.05:
            return draw.choice(
                (Reply("<html>Just a moment...</html>"), Reply(status=503), Reply(rss("<item>"), cut=40))
            )
        count += draw.randrange(NEW) == 0
        newest = range(count, max(-1, count - SHOWN), -1)
        return Reply(rss(*(article(feed, number) for number in newest)), etag=f'"{count}"')

    return reply


def serve(feeds: int) -> None:
    """The servers' process: says where they are, and ends with its input."""
    with FeedServer.in_thread() as server, BotApi(chats=["1001", "1002"]) as api:
        urls = [server.serve(f"/{feed}.xml", outlet(feed)) for feed in range(feeds)]  # type: ignore[arg-type]
        print(json.dumps({"feeds": urls, "api": api.url, "token": api.token}), flush=True)
        for _ in sys.stdin:
            server.requests.clear()
            api.calls.clear()


# -- the week ---------------------------------------------------------------------------------------------------------


def sample(day: float, polls: int, state: Path) -> Sample:
    """What the system says of this process, and the folder's files."""
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    sizes = [path.stat().st_size if path.exists() else 0 for path in (state / "monitor.db-wal", state / "monitor.db")]
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    return Sample(
        round(day, 3), polls, resident / 1e6, descriptors, threading.active_count(), sizes[0] / 1e6, sizes[1] / 1e6
    )


async def week(parts: Parts, clock: list[datetime], days: float, feeds: int, state: Path, say: object) -> list[Sample]:
    """The daemon's ticks, a step of the clock each."""
    samples: list[Sample] = []
    polls, end, due = 0, START + timedelta(days=days), START
    daemon = Daemon(parts, Systemd({}), parts.now)
    await daemon.start()
    while clock[0] < end:
        for tick in (daemon.poll, daemon.watch, daemon.check, daemon.tidy, daemon.alive):
            await tick()
        polls += parts.cycle.running
        while parts.cycle.running:  # noqa: ASYNC110 - the polls are the daemon's own
            await asyncio.sleep(0.001)
        for _ in range(4):
            await parts.delivery.drain()
            clock[0] += timedelta(seconds=2)
        clock[0] += STEP - timedelta(seconds=8)
        if clock[0] >= due:
            due += SAMPLE
            samples.append(sample((clock[0] - START) / timedelta(days=1), polls, state))
            print("\n", end="", file=say, flush=True)  # type: ignore[call-overload]
            print(f"day {samples[-1].day:.2f}: {samples[-1]}", file=sys.stderr, flush=True)
    return samples


def run(days: float, feeds: int) -> tuple[list[Sample], float]:
    """The whole week; samples, and the real seconds it took."""
    logging.disable(logging.WARNING)
    words = (sys.executable, "-m", "benchmarks.soak", "--serve", str(feeds))
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as servers,
    ):
        assert servers.stdin and servers.stdout
        there, state = json.loads(servers.stdout.readline()), Path(folder) / "state"
        lines = [
            f'  - {{name: "feed {number}", url: "{url}", every: 5m, private: true, full_text: never}}'
            for number, url in enumerate(there["feeds"])
        ]
        rules = Path(folder) / "rules.yaml"
        rules.write_text(RULES % "\n".join(lines))
        settings = from_environment(
            {
                "TELEGRAM_BOT_TOKEN": there["token"],
                "TELEGRAM_API_URL": there["api"],
                "MONITOR_RULES": str(rules),
                "MONITOR_STATE": str(state),
            }
        )
        clock = [START]

        async def live() -> list[Sample]:
            async with assemble(settings, now=lambda: clock[0]) as parts:
                return await week(parts, clock, days, feeds, state, servers.stdin)

        start = time.monotonic()
        samples = asyncio.run(live())
        servers.stdin.close()
        return samples, time.monotonic() - start


# -- what is written down ---------------------------------------------------------------------------------------------


def slope(samples: Sequence[Sample], since: float = 1.0) -> float:
    """Megabytes a day after the first day, or after another, by least squares."""
    later = [one for one in samples if one.day >= since] or list(samples)
    days, sizes = [one.day for one in later], [one.megabytes for one in later]
    middle, mean = sum(days) / len(days), sum(sizes) / len(sizes)
    spread = sum((day - middle) ** 2 for day in days)
    rise = sum((day - middle) * (size - mean) for day, size in zip(days, sizes, strict=True))
    return rise / spread if spread else 0.0


def plot(samples: Sequence[Sample], name: str, title: str) -> str:
    """One quantity over the week, in characters, from zero up."""
    values = [float(getattr(one, name)) for one in samples]
    top = max(*values, 1e-9)
    rows = []
    columns = [values[min(len(values) - 1, place * len(values) // WIDTH)] for place in range(WIDTH)]
    for row in range(HEIGHT, 0, -1):
        label = f"{top * row / HEIGHT:8.1f} " if row in (HEIGHT, HEIGHT // 2) else " " * 9
        rows.append(label + "|" + "".join("█" if value / top * HEIGHT > row - 0.5 else " " for value in columns))
    rows.append(" " * 9 + "+" + "-" * WIDTH)
    rows.append(" " * 10 + f"day 0{f'day {samples[-1].day:.0f}':>{WIDTH - 5}}")
    return f"{title}\n\n```text\n" + "\n".join(line.rstrip() for line in rows) + "\n```\n"


def report(samples: Sequence[Sample], seconds: float, feeds: int) -> str:
    """The page."""
    first = next((one for one in samples if one.day >= 1), samples[0])
    last, later = samples[-1], [one for one in samples if one.day >= 1] or list(samples)
    steps = max((abs(b.megabytes - a.megabytes) for a, b in pairwise(later)), default=0.0)
    rows = (
        ("memory after day 1, MB", f"{first.megabytes:.1f}", f"{last.megabytes:.1f}", "slope < 1 a day"),
        ("memory slope after day 1, MB a day", "", f"{slope(samples):.2f}", "< 1"),
        ("memory slope after day 4, MB a day", "", f"{slope(samples, 4.0):.2f}", "< 1"),
        ("largest step between samples, MB", "", f"{steps:.1f}", ""),
        ("file descriptors", str(first.descriptors), str(last.descriptors), "flat"),
        ("threads", str(first.threads), str(last.threads), "flat"),
        ("write-ahead log, MB, largest", "", f"{max(one.log_megabytes for one in samples):.1f}", "< 64"),
        ("database, MB", f"{first.database_megabytes:.1f}", f"{last.database_megabytes:.1f}", ""),
    )
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    plots = "\n".join(
        plot(samples, name, title)
        for name, title in (
            ("megabytes", "Memory (resident), MB"),
            ("descriptors", "File descriptors"),
            ("log_megabytes", "Write-ahead log, MB"),
            ("database_megabytes", "Database, MB"),
        )
    )
    return (
        f"# A week, simulated\n\n`python -m benchmarks.soak --write benchmarks/soak.md`: {feeds} feeds every 5"
        f" minutes for {last.day:.0f} days, {last.polls:,} polls in {seconds:.0f} s of real time"
        f" ({last.polls / seconds:.0f} a second).\nEvery tenth feed fails now and then; measured every three simulated"
        " hours.\n\n| | after day 1 | at the end | bar |\n|---|---|---|---|\n"
        f"{table}\n\nLogs go to standard error and so to the journal, which rotates them: the daemon writes no log"
        f" file.\n\n{plots}"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument("--feeds", type=int, default=50)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    samples, seconds = run(given.days, given.feeds)
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in samples]))
    page = report(samples, seconds, given.feeds)
    if given.write:
        given.write.write_text(page)
    print(page)


if __name__ == "__main__":
    main()
