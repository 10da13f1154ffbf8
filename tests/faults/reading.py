"""Reads every case of the hostile server in a process of its own, as the daemon would: fetch, decode, parse.

    python -m tests.faults.reading SECONDS TOGETHER < {"name": "url", ...}    ->  {"results": ..., "megabytes": ...}

A process of its own, because what it costs is part of the answer: peak memory, its own and that of its children.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

from monitor.feeds.answer import Limits
from monitor.feeds.fetch import Fetcher
from monitor.feeds.parse import Parser
from monitor.feeds.workers import Workers
from monitor.model import Feed, FeedState, Fetched, ParsedFeed


async def read_all(urls: dict[str, str], seconds: float, together: int) -> dict[str, Any]:
    """What became of each: {"titles", "text", "link"} or {"cause"}, and the seconds it took."""
    gate = asyncio.Semaphore(together)
    results: dict[str, Any] = {}
    async with Workers() as workers:
        fetcher, parser = Fetcher(limits=Limits(seconds=seconds)), Parser(workers)

        async def one(name: str, url: str) -> None:
            async with gate:
                start = time.monotonic()
                fetched = await fetcher.feed(Feed(name, url, private=True), FeedState(url))
                parsed = await parser.parse(fetched) if isinstance(fetched, Fetched) else fetched
                results[name] = _shown(parsed) | {"seconds": time.monotonic() - start}

        await asyncio.gather(*(one(name, url) for name, url in urls.items()))
    return results


def _shown(parsed: object) -> dict[str, Any]:
    if not isinstance(parsed, ParsedFeed):
        return {"cause": getattr(parsed, "cause", repr(parsed))}
    first = parsed.entries[0] if parsed.entries else None
    return {
        "titles": [entry.title for entry in parsed.entries],
        "text": first.text[:1000] if first else "",
        "link": first.link if first else "",
    }


def _own_peak() -> float:
    """Megabytes. Not from getrusage, which remembers the process that this one was forked from."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


def main() -> None:
    """Reads the cases named on standard input, and tells what became of them."""
    seconds, together = float(sys.argv[1]), int(sys.argv[2])
    results = asyncio.run(read_all(json.load(sys.stdin), seconds, together))
    peaks = _own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    json.dump({"results": results, "megabytes": peaks}, sys.stdout)


if __name__ == "__main__":
    main()
