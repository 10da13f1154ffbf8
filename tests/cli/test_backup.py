"""`monitor backup` and `monitor restore`, as a person calls them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.servers.botapi import BotApi
from tests.servers.feeds import FeedServer, rss
from tests.service.world import CHAT, OPERATOR, World, news


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Feeds and a Bot API on loopback, an empty state folder, a rules file without feeds."""
    with FeedServer.in_thread() as server, BotApi(chats=[CHAT, OPERATOR]) as api:
        yield World(tmp_path, server, api)


def test_a_day_is_undone(world: World) -> None:
    """Copied beside a running daemon, refused while it runs, put back after it left; the next daemon goes on there."""
    world.feed("/a", rss(news(1)), every="1s")
    desk = Desk(world.rules, world.state)
    with world.daemon() as daemon:
        daemon.until("told to operator")
        made = json.loads(desk("backup", "--json").stdout)
        assert Path(made["path"]).stat().st_size == made["size"] > 50_000
        world.show("/a", news(2), news(1))
        daemon.until("told to desk")
        refused = desk("restore", made["path"])
        assert refused.exit_code == 2 and "another daemon runs" in refused.stderr
        assert daemon.leave()[0] == 0
    result = desk("restore", made["path"])
    assert result.exit_code == 0
    assert "The old one is kept in " in result.stdout
    with world.daemon() as daemon:
        daemon.until("told to desk")
        daemon.leave()
    assert len(world.told()) == 2, "told since the copy: told again, never taken for a baseline"


def test_a_damaged_state_is_mended_as_the_line_says(world: World) -> None:
    """The daemon refuses to start with one line and exit code 2; the command it names puts things right."""
    world.feed("/a", rss(news(1)), every="1h")
    desk = Desk(world.rules, world.state)
    with world.daemon("--once") as daemon:
        assert daemon.wait() == 0
    assert desk("backup", "--to", str(world.folder / "elsewhere")).exit_code == 0
    (copy,) = (world.folder / "elsewhere").iterdir()
    database = world.state / "monitor.db"
    database.write_bytes(database.read_bytes()[:9000])
    with world.daemon() as daemon:
        assert daemon.wait() == 2
        assert len(daemon.log) == 1 and "`monitor restore FILE`" in daemon.log[0]
    assert desk("restore", str(copy)).exit_code == 0
    with world.daemon("--once") as daemon:
        assert daemon.wait() == 0


def test_what_cannot_be_copied_or_restored_is_one_line(desk: Desk, tmp_path: Path) -> None:
    """Exit code 2 and nothing made."""
    for words in (("backup",), ("restore", str(tmp_path / "none.db")), ("restore", str(desk.rules))):
        result = desk(*words)
        assert result.exit_code == 2 and len(result.stderr.splitlines()) == 1, words
    assert not (desk.state / "monitor.db").exists()
