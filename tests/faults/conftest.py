"""What the fault tests share: figures that end up in one table, and a line that says how far a long test is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.botapi import BotApi
from tests.servers.feeds import FeedServer
from tests.service.world import CHAT, OPERATOR, Clock, World

FIGURES = pytest.StashKey[dict[int, list[str]]]()
Figure = Callable[[int, str], None]
Progress = Callable[[str], None]


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """`figure(row, words)` puts what was measured into the table at the end."""

    def note(row: int, words: str) -> None:
        figures: dict[int, list[str]] = request.config.stash.get(FIGURES, {})
        figures.setdefault(row, []).append(words)
        request.config.stash[FIGURES] = figures

    return note


@pytest.fixture
def progress(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Iterator[Progress]:
    """`progress(words)` shows how far a long test is: on a terminal one line, elsewhere nothing."""
    terminal = sys.__stdout__ is not None and sys.__stdout__.isatty()

    def show(words: str) -> None:
        if terminal:
            with capsys.disabled():
                print(f"\r\x1b[K{request.node.name}: {words}", end="", flush=True)

    yield show
    show("")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Feeds and a Bot API on loopback, an empty state folder, a rules file without feeds."""
    with FeedServer.in_thread() as server, BotApi(chats=[CHAT, OPERATOR]) as api:
        yield World(tmp_path, server, api)
    assert not api.crashes
    secret = api.token.partition(":")[2].encode()  # of a canary: it must not be in the state, a log or a message
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and secret in path.read_bytes()]
    assert not [message for message in api.messages if secret in message.text.encode()]


@pytest.fixture
def clock() -> Clock:
    """A clock that is turned by hand."""
    return Clock()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table: what was measured for each fault."""
    figures = terminalreporter.config.stash.get(FIGURES, {})
    if not figures:
        return
    terminalreporter.section("faults: figures by row of the table in tests/faults/README.md")
    for row in sorted(figures):
        for words in figures[row]:
            terminalreporter.write_line(f"{row:>3}  {words}")
