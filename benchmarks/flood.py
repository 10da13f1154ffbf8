"""One poll that brings thousands of matching items: how long it takes, how many messages it makes, how much memory.

    python -m benchmarks.flood [ITEMS]

A real daemon, a feed and a Bot API on loopback; every item is about an event of its own, so that grouping spares nobody
anything. Prints seconds until all was told, messages to the desk, and the peak memory of the daemon and its child.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

from monitor.model import MessageState
from monitor.store.store import Store
from tests.servers.botapi import BotApi
from tests.servers.feeds import FeedServer, rss
from tests.service.test_flood import report
from tests.service.world import CHAT, OPERATOR, World, news


def peak(pid: int) -> int:
    """Peak resident memory of a process in kB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


def waiting(state: Path) -> int:
    """Messages that are not told yet."""
    store = Store.open(state, read_only=True)
    try:
        return store.outbox().waiting
    finally:
        store.close()


def main(items: int) -> None:
    """A baseline, the flood, and the wait until everything is told."""
    api = BotApi(chats=[CHAT, OPERATOR])
    with tempfile.TemporaryDirectory() as folder, FeedServer.in_thread() as server, api:
        world = World(Path(folder), server, api)
        world.feed("/a", rss(news(1)), every="1s")
        with world.daemon() as daemon:
            daemon.until("told to operator")
            start = time.monotonic()
            world.show("/a", *(report(number) for number in range(items)))
            while not api.sent_to(CHAT) or waiting(world.state):
                time.sleep(1)
            children = Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text().split()
            memory = [peak(pid) for pid in (daemon.pid, *map(int, children))]
            print(f"{items} items told in {time.monotonic() - start:.0f} s, {len(api.sent_to(CHAT))} messages")
            print(f"peak memory: daemon {memory[0] / 1000:.0f} MB, children {sum(memory[1:]) / 1000:.0f} MB")
            daemon.leave()
        store = Store.open(world.state, read_only=True)
        print({str(state): count for state, count in store.outbox().counts.items() if state in MessageState})
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5000)
