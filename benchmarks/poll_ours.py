"""Our own polls over the feeds of a server, for poll.py; prints JSON. The daemon's parts, but silent and on a clock."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.usage import cpu_seconds
from monitor.service.parts import assemble
from monitor.settings import from_environment

RULES = Path(__file__).parent.parent / "rules.yaml"
STEPS = ("first", "unchanged", "unchanged again", "5% new")


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


async def measure(folder: Path, port: int, feeds: int, kind: str) -> dict[str, dict[str, float]]:
    """What each poll of all feeds cost."""
    found = {}
    clock = [datetime.now(UTC).replace(microsecond=0)]
    settings = from_environment(
        {"MONITOR_STATE": str(folder / "state"), "MONITOR_RULES": str(rules(folder, port, kind, feeds))}
    )
    async with assemble(settings, now=lambda: clock[0], write=lambda text: None) as parts:
        lag = Lag()
        watching = asyncio.create_task(lag.watch())
        await parts.delivery.recover()
        for step in STEPS:
            if step == "5% new":
                await asyncio.to_thread(renew, port)
            await parts.cycle.refresh()
            lag.take()
            cpu, wall = cpu_seconds(), time.perf_counter()
            await asyncio.gather(*parts.cycle.start_due())
            found[step] = {"cpu": cpu_seconds() - cpu, "wall": time.perf_counter() - wall, "lag": lag.take()}
            states = (await parts.writer(lambda store: store.feed_states())).values()
            assert sum(state.last_good == clock[0] for state in states) == feeds, {state.cause for state in states}
            clock[0] += timedelta(hours=1)
        watching.cancel()
    return found


def renew(port: int) -> None:
    """Five percent of the feeds get an item more."""
    urllib.request.urlopen(f"http://127.0.0.1:{port}/new/5").read()


def main() -> None:
    """Poll four times, as poll_reader.py does."""
    port, feeds, kind = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(measure(Path(folder), port, feeds, kind))))


if __name__ == "__main__":
    main()
