"""The world that the store's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world on an empty state folder."""
    world = World(tmp_path / "state")
    yield world
    world.store.close()
