"""The parts put together."""

from __future__ import annotations

import gc
import threading

import pytest

from monitor.errors import BadRules, DamagedState
from monitor.service.parts import RULES_PROBLEM, assemble
from tests.servers.feeds import rss
from tests.service.world import CHAT, OPERATOR, Clock, World, deliver_all, news


@pytest.fixture
def quiet(world: World) -> World:
    """A world without feeds."""
    world.rules.write_text(world.text().replace("feeds:\n", "feeds: []\n"))
    return world


async def test_what_is_opened_is_closed(quiet: World, clock: Clock) -> None:
    """After the block no thread is left, and the state can be opened again at once."""
    before = threading.active_count()
    for _ in range(2):
        async with assemble(quiet.settings(), now=clock) as parts:
            assert await parts.writer(lambda store: store.feed_states()) == {}
        assert threading.active_count() == before


async def test_what_stands_is_not_searched_for_garbage(quiet: World, clock: Clock) -> None:
    """The rules before all: a search through them stops the loop. It ends with the parts, and their rules can go."""
    before = gc.get_freeze_count()
    async with assemble(quiet.settings(), now=clock):
        assert gc.get_freeze_count() > before + 10_000
    assert gc.get_freeze_count() == 0


async def test_bad_rules_leave_the_state_alone(quiet: World, clock: Clock) -> None:
    """The rules are read first: a broken file creates no database."""
    quiet.rules.write_text("rules: [")
    with pytest.raises(BadRules):
        async with assemble(quiet.settings(), now=clock):
            pass
    assert not quiet.state.exists()


async def test_a_damaged_state_is_one_clear_line(quiet: World, clock: Clock) -> None:
    """A database that cannot be trusted stops everything before it begins."""
    quiet.state.mkdir()
    (quiet.state / "monitor.db").write_bytes(b"no database" * 100)
    with pytest.raises(DamagedState) as caught:
        async with assemble(quiet.settings(), now=clock):
            pass
    assert "\n" not in str(caught.value)


async def test_the_operator_is_told(quiet: World, clock: Clock) -> None:
    """A notice goes to the operator's chat, through the outbox."""
    async with assemble(quiet.settings(), now=clock) as parts:
        await parts.tell_operator("the disk is full")
        await deliver_all(parts, clock)
    assert "the disk is full" in quiet.api.sent_to(OPERATOR)[0]


async def test_the_desk_hears_it_when_the_operator_has_no_address(
    quiet: World, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """TELEGRAM_OPERATOR_ID unset, as for most: the notice reaches the desk's chat, not the console."""
    quiet.more["TELEGRAM_OPERATOR_ID"] = ""
    async with assemble(quiet.settings(), now=clock) as parts:
        await parts.tell_operator("the disk is full")
        await deliver_all(parts, clock)
    assert "the disk is full" in quiet.api.sent_to(CHAT)[0]
    assert "the disk is full" not in capsys.readouterr().out


async def test_a_baseline_is_told_once_even_by_the_next_run(world: World, clock: Clock) -> None:
    """Taken by a run that ended before it could say so: the next one tells, in one notice, and no later one."""
    for path in ("/a", "/b"):
        world.feed(path, rss(news(1, path=path), news(2, "Rain in Paris", path)), every="1h")
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        await parts.cycle.poll_due()
    for _ in range(2):
        async with assemble(world.settings(), now=clock) as parts:
            await parts.cycle.refresh()
            await parts.tell_baselines()
            await deliver_all(parts, clock)
    (notice,) = world.api.sent_to(OPERATOR)
    assert "First poll of 2 feeds: 4 kept as baseline, 2 would have matched" in notice


async def test_a_rules_problem_is_noted_once(quiet: World, clock: Clock) -> None:
    """The note for `monitor status` changes when the problem does, and says whether it did; then the operator hears."""
    async with assemble(quiet.settings(), now=clock) as parts:
        rounds = ((), ("a",), ("a",), ("a", "b"), ())
        changed = [
            await parts.note_rules_problem(lines, f"wrong: {', '.join(lines)}" * bool(lines)) for lines in rounds
        ]
        assert changed == [False, True, False, True, True]
        assert await parts.writer(lambda store: store.meta(RULES_PROBLEM)) == ""
        await deliver_all(parts, clock)
    assert [text.splitlines()[-1] for text in quiet.api.sent_to(OPERATOR)] == ["wrong: a", "wrong: a, b"]


async def test_without_a_token_the_console_gets_everything(quiet: World, clock: Clock) -> None:
    """The embedded default: no token, no Bot API, alerts printed where the caller says."""
    quiet.more["TELEGRAM_BOT_TOKEN"] = ""
    printed: list[str] = []
    async with assemble(quiet.settings(), now=clock, write=printed.append) as parts:
        await parts.tell_operator("hello")
        await deliver_all(parts, clock)
    assert "hello" in printed[0]
    assert quiet.calls == []
