"""Names are looked up without holding anything up."""

from __future__ import annotations

import asyncio

import pytest

from monitor.feeds.resolve import system_resolver


async def test_the_system_resolver_knows_this_machine_and_no_nonsense() -> None:
    """It asks the operating system, and raises what that says."""
    assert "127.0.0.1" in await system_resolver("localhost", 80) or "::1" in await system_resolver("localhost", 80)
    with pytest.raises(OSError):
        await system_resolver("no such name", 80)


async def test_a_look_up_nobody_waits_for_any_more_is_forgotten() -> None:
    """A deadline may cancel the wait while the operating system still looks."""
    look_up = asyncio.create_task(system_resolver("localhost", 80))
    await asyncio.sleep(0)
    look_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look_up
