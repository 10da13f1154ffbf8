"""A small world for the service: feeds on loopback, a Bot API, a rules file, a clock that is turned by hand."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import monitor
from monitor.service.parts import Parts
from monitor.settings import Settings, from_environment
from tests.servers.botapi import BotApi, Called
from tests.servers.feeds import FeedServer, Reply, item, rss

CHAT, OPERATOR = "1001", "1002"
PATIENCE = 30.0  # seconds that a test waits for a real process at most
FILLER = "The delegates met for three days in the capital and will meet again before the end of the month"
RULES = """
chats:
  desk: {telegram: $TELEGRAM_CHAT_ID}
  operator: {telegram: $TELEGRAM_OPERATOR_ID}
feeds:
%s
places:
  libya: {name: Libya, strong: {en: [Libya], ar: [ليبيا]}}
topics:
  ceasefire: {name: Ceasefire, terms: {en: [ceasefire*, truce], ar: [هدنة]}}
rules:
  libya-ceasefire:
    title: Ceasefire in Libya
    about: libya
    any: [topic:ceasefire]
    send_to: [desk]
    tests:
      match: [A truce holds in Libya.]
"""


class Clock:
    """Says the time it was turned to."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2026, 11, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        """Moves it on, or back."""
        self.now += timedelta(seconds=seconds)


def news(number: int, title: str = "", path: str = "") -> str:
    """An RSS item of its own address, guid and words; it matches the rule unless its title says otherwise."""
    title = title or f"Ceasefire number {number} agreed in Libya"
    link = f"https://news.example{path}/{number}"
    return item(title, link, f"{title}. {FILLER}, item {number}{path}.", guid=f"guid{path}-{number}")


class Calls(list[Called]):
    """The calls a Bot API has read, and a way to wait for the next."""

    def __init__(self) -> None:
        super().__init__()
        self._arrival = threading.Condition()

    def append(self, call: Called) -> None:
        """As of a list; wakes those who wait."""
        with self._arrival:
            super().append(call)
            self._arrival.notify_all()

    def until(self, number: int) -> None:
        """Returns when so many calls were read."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self) >= number, PATIENCE)


@dataclass
class World:
    """What a daemon finds around it. `feeds` are lines of the rules file."""

    folder: Path
    server: FeedServer
    api: BotApi
    feeds: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.calls = Calls()
        self.api.calls = self.calls

    @property
    def rules(self) -> Path:
        """The rules file."""
        return self.folder / "rules.yaml"

    @property
    def state(self) -> Path:
        """The state folder."""
        return self.folder / "state"

    def feed(self, path: str, *behaviours: Reply | str, every: str = "1s", **more: str) -> str:
        """Adds a feed that shows these replies, or documents, in turn; its URL."""
        replies = [reply if isinstance(reply, Reply) else Reply(reply) for reply in behaviours]
        url = self.server.serve(path, *replies)
        options = {"name": path.strip("/"), "url": url, "every": every, "private": "true", "full_text": "never"} | more
        self.feeds.append(
            "  - {" + ", ".join(f"{key}: {value!r}" for key, value in options.items()).replace("'true'", "true") + "}"
        )
        self.write()
        return url

    def show(self, path: str, *items: str) -> None:
        """From now on a feed shows these items, as one document."""
        self.server.serve(path, Reply(rss(*items)))

    def write(self, text: str = "") -> None:
        """Writes the rules file, by rename as careful editors do."""
        new = self.rules.with_suffix(".new")
        new.write_text(text or self.text(), encoding="utf-8")
        new.rename(self.rules)

    def text(self) -> str:
        """What the rules file should say."""
        return RULES % "\n".join(self.feeds)

    def environ(self) -> dict[str, str]:
        """The environment of a daemon in this world."""
        return {
            "TELEGRAM_BOT_TOKEN": self.api.token,
            "TELEGRAM_CHAT_ID": CHAT,
            "TELEGRAM_OPERATOR_ID": OPERATOR,
            "TELEGRAM_API_URL": self.api.url,
            "MONITOR_RULES": str(self.rules),
            "MONITOR_STATE": str(self.state),
        } | self.more

    def settings(self) -> Settings:
        """The same as settings."""
        return from_environment(self.environ())

    def told(self) -> list[str]:
        """What the desk has read so far: the first line of each message."""
        return [text.splitlines()[0] for text in self.api.sent_to(CHAT)]

    @contextmanager
    def daemon(self, *words: str) -> Iterator[Daemon]:
        """`monitor run` as a real process; killed at the end if it still lives."""
        environ = {
            name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "MONITOR_"))
        } | self.environ()
        environ |= {"PYTHONPATH": str(Path(monitor.__file__).parents[1]), "PYTHONWARNINGS": "default"}
        environ["PYTHONDONTWRITEBYTECODE"] = "1"  # no half-written files from a daemon without disk
        daemon = Daemon((sys.executable, "-m", "monitor", "run", *words), environ)
        try:
            yield daemon
        finally:
            daemon.kill()


class Daemon:
    """A real process whose log can be waited on, line by line: no test sleeps."""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.log: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.pid = self._process.pid

    def _read(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            self._lines.put(line)
        self._lines.put(None)

    def until(self, words: str, patience: float = PATIENCE) -> str:
        """The next line of the log that holds these words."""
        end = time.monotonic() + patience
        while True:
            line = self._lines.get(timeout=max(0.01, end - time.monotonic()))
            if line is None:
                raise AssertionError(f"ended without {words!r}:\n{''.join(self.log)}")
            self.log.append(line)
            if words in line:
                return line

    def tell(self, number: signal.Signals) -> None:
        """Sends a signal."""
        self._process.send_signal(number)

    def leave(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Sends the signal and waits; gives exit code and seconds."""
        start = time.monotonic()
        self.tell(number)
        return self.wait(), time.monotonic() - start

    def wait(self) -> int:
        """Waits for the end; gives the exit code."""
        code = self._process.wait(PATIENCE)
        self._reader.join()
        while (line := self._lines.get()) is not None:
            self.log.append(line)
        self._lines.put(None)
        return code

    def kill(self) -> None:
        """SIGKILL, and what it left behind is read."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(PATIENCE)
        self._reader.join()
        assert self._process.stdout and self._process.stderr
        self._process.stdout.close()
        self._process.stderr.close()

    def printed(self) -> str:
        """What an ended process wrote on standard output."""
        assert self._process.stdout
        return self._process.stdout.read()


async def deliver_all(parts: Parts, clock: Clock, seconds: float = 3600.0) -> None:
    """Delivers, turning the clock on past each wait, until nothing waits or so much time is over."""
    end = clock.now + timedelta(seconds=seconds)
    while clock.now < end:
        await parts.delivery.drain()
        wait = await parts.writer(lambda store: store.next_due(clock()))
        if wait is None:
            return
        clock.turn(max(wait, 0.1) + 0.1)
