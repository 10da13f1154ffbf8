"""A world for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.botapi import BotApi
from tests.servers.feeds import FeedServer
from tests.service.world import CHAT, OPERATOR, Clock, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Feeds and a Bot API on loopback, an empty state folder, a rules file without feeds."""
    with FeedServer.in_thread() as server, BotApi(chats=[CHAT, OPERATOR]) as api:
        yield World(tmp_path, server, api)
    assert not api.crashes


@pytest.fixture
def clock() -> Clock:
    """A clock that is turned by hand."""
    return Clock()
