"""Rows 5 to 10: what the Bot API does to a queue of alerts."""

from __future__ import annotations

import random
import re
import socket
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from monitor.model import MessageState
from tests.faults.conftest import Figure
from tests.faults.outage import ROOM, Queue, queue
from tests.servers import faults
from tests.service.world import CHAT, OPERATOR, Clock, World

LOST_ANSWERS = {
    "dropped": faults.drop(),
    "reset unread": faults.drop_unread(),
    "cut in half": faults.cut(),
    "timed out": faults.hang(accept=True),
    "500 after accepting": faults.server_error(accept=True),
}


# -- row 5 ------------------------------------------------------------------------------------------------------------


async def lose_answers(
    world: World, clock: Clock, fault: faults.Fault, alerts: int, share: float
) -> tuple[int, int, int, int]:
    """(faults met, lost, repeats, shown as uncertain) of so many sends of which a share meets the fault."""
    draw, met = random.Random(5), 0

    def perhaps() -> None:
        nonlocal met
        if draw.random() < share and not world.api.waiting:
            world.api.next(fault)
            met += 1

    async with queue(world, clock, patience=0.3) as found:
        for start in range(0, alerts, 50):  # fewer than a digest would be made of
            await found.post(range(start, min(start + 50, alerts)))
            await found.run(before=perhaps)
        world.api.mend()
        await found.run()
        assert not found.unmarked() and found.in_order()
        uncertain = (await found.shown())[MessageState.UNCERTAIN]
        assert sum(times > 1 for times in found.told().values()) <= uncertain
        return met, len(found.lost()), found.repeats(), uncertain


@pytest.mark.parametrize("kind", LOST_ANSWERS)
async def test_an_answer_is_lost(world: World, clock: Clock, kind: str, figure: Figure) -> None:
    """Each way in which an answer gets lost: nothing is, and what came twice says so and is counted."""
    met, lost, repeats, uncertain = await lose_answers(world, clock, LOST_ANSWERS[kind], 20, 0.15)
    assert not lost and repeats <= met
    figure(5, f"{kind}: {met} of 20, {lost} lost, {repeats} repeated, {uncertain} shown")


@pytest.mark.soak
@pytest.mark.parametrize("kind", LOST_ANSWERS)
async def test_answers_are_lost_at_5_percent_of_500(world: World, clock: Clock, kind: str, figure: Figure) -> None:
    """As above, five hundred sends."""
    met, lost, repeats, uncertain = await lose_answers(world, clock, LOST_ANSWERS[kind], 500, 0.05)
    assert not lost and repeats <= met
    figure(5, f"{kind}: {met} of 500, {lost} lost, {repeats} repeated, {uncertain} shown")


# -- row 6 ------------------------------------------------------------------------------------------------------------

DOWN = {
    "refused": None,
    "dropped": faults.drop(accept=False),
    "500": faults.server_error(),
    "hanging": faults.hang(),
    "bad gateway": faults.bad_gateway(),
}


async def outage(world: World, clock: Clock, kind: str, alerts: int, hours: float) -> Queue:
    """So many hours down with so many alerts in each of two chats, then up until all is told."""
    fault = DOWN[kind]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: refused
        url = "" if fault else f"http://127.0.0.1:{nobody.getsockname()[1]}"
        if fault:
            world.api.next(fault, times=4000, method="*")
        async with queue(world, clock, patience=0.05 if kind == "hanging" else 5.0, url=url) as down:
            await down.post(range(alerts))
            await down.post(range(alerts), "room")
            await down.run(hours=hours)
            assert not world.api.messages
            tries = len(world.calls)
    world.api.mend()
    assert tries <= hours * 3600 / 15 + 10, "the bot is hammered"
    async with queue(world, clock) as up:
        up.posted = down.posted
        await up.run(hours=24)
    return up


async def test_an_outage(world: World, clock: Clock, figure: Figure) -> None:
    """Twenty alerts wait in each chat for half an hour: all are told once, in order, at the pace that is allowed."""
    found = await outage(world, clock, "dropped", 22, 0.5)
    for chat, name in ((CHAT, "desk"), (ROOM, "room")):
        assert not found.lost(chat, name) and found.in_order(chat)
    assert found.repeats() + found.repeats(ROOM) == 0
    assert not found.too_fast(CHAT, 1, 1.0) and not found.too_fast(ROOM, 20, 60.0)
    figure(6, "dropped for half an hour, 44 alerts: 0 lost, 0 repeated")


@pytest.mark.soak
@pytest.mark.parametrize("kind", DOWN)
async def test_an_outage_with_500_alerts(world: World, clock: Clock, kind: str, figure: Figure) -> None:
    """Five hundred wait for six hours: a digest names them all; nothing is lost, no limit is broken."""
    found = await outage(world, clock, kind, 500, 6)
    for chat, name in ((CHAT, "desk"), (ROOM, "room")):
        assert not found.lost(chat, name)
        assert len(world.api.sent_to(chat)) < 60
        counts = re.findall(r"\b(?:49[5-9]|500)\b", "\n".join(world.api.sent_to(chat)))
        assert counts, "the digest says how many there are"
    assert not found.too_fast(CHAT, 1, 1.0) and not found.too_fast(ROOM, 20, 60.0)
    told = len(world.api.sent_to(CHAT)), len(world.api.sent_to(ROOM))
    figure(6, f"{kind} for 6 h, 500 alerts a chat: 0 lost, told in {told[0]} and {told[1]} messages")


# -- row 7 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alerts", [30, pytest.param(300, marks=pytest.mark.soak)])
async def test_a_storm_of_429(world: World, clock: Clock, alerts: int, figure: Figure) -> None:
    """Every third answer is a flood wait of 1 to 60 s: no call inside it, and no other chat waits for it."""
    draw, waits = random.Random(7), []

    async with queue(world, clock) as found:
        for start in range(0, alerts, 30):
            await found.post(range(start, start + 30))
            await found.post(range(start, start + 30), "room")
            while True:
                seconds = draw.randint(1, 60)
                flooded = draw.random() < 0.3
                if flooded:
                    world.api.next(faults.flood(seconds))
                before = len(found.attempts)
                wait = await found.step()
                if flooded and len(found.attempts) > before and await _others_wait(found, found.attempts[before][1]):
                    waits.append((*found.attempts[before], seconds))
                world.api.mend()
                if wait is None:
                    break
                clock.turn(max(wait, 0.05))
        assert not found.lost() and not found.lost(ROOM, "room")
        early, longest = _early(found.attempts, waits), _held_up(found.attempts, waits)
        assert not early and longest <= 5.0
    figure(7, f"{len(waits)} flood waits in {2 * alerts} sends: {early} early calls, other chat waited {longest:.1f} s")


async def _others_wait(found: Queue, flooded: str) -> bool:
    """Whether there is anything to tell to the chat that is not flooded."""
    waiting = await found.parts.writer(lambda store: store.messages(MessageState.PENDING, limit=1000))
    return any(message.chat != ("desk" if flooded == CHAT else "room") for message in waiting)


def _early(attempts: list[tuple[datetime, str, str]], waits: list[tuple[datetime, str, str, int]]) -> int:
    """Calls to a chat inside its flood wait."""
    return sum(
        to == chat and start < at < start + timedelta(seconds=seconds)
        for start, chat, _, seconds in waits
        for at, to, _ in attempts
    )


def _held_up(attempts: list[tuple[datetime, str, str]], waits: list[tuple[datetime, str, str, int]]) -> float:
    """The longest time for which the other chat, not itself in a flood wait, heard nothing during one."""
    longest = 0.0
    for start, chat, _, seconds in waits:
        end = start + timedelta(seconds=seconds)
        clashes = any(
            other != chat and begin < end and begin + timedelta(seconds=lasting) > start
            for begin, other, _, lasting in waits
        )
        times = [at for at, to, _ in attempts if to != chat and start <= at <= end]
        if clashes or not times:
            continue
        moments = [start, *times]
        gaps = [(later - first).total_seconds() for first, later in pairwise(moments)]
        longest = max(longest, *gaps)
    return longest


# -- row 8 ------------------------------------------------------------------------------------------------------------

CLOSED = {
    "blocked": (faults.blocked(), "blocked"),
    "kicked": (faults.kicked(), "kicked"),
    "read-only": (faults.refusal(400, "Bad Request: not enough rights to send text messages to the chat"), "rights"),
    "restricted": (faults.refusal(403, "Forbidden: bot is not a member of the channel chat"), "member"),
    "not found": (faults.chat_not_found(), "not found"),
    "deactivated": (faults.refusal(403, "Forbidden: user is deactivated"), "deactivated"),
}


@pytest.mark.parametrize("kind", CLOSED)
async def test_a_chat_is_closed_to_the_bot(world: World, clock: Clock, kind: str, figure: Figure) -> None:
    """At most three tries, then parked with its reason; the other chat is told all; when it opens, all is told."""
    fault, reason = CLOSED[kind]
    world.api.in_chat(CHAT, fault)
    async with queue(world, clock) as found:
        await found.post(range(5))
        await found.post(range(5), "room")
        await found.run(hours=1)
        tries = sum(chat == CHAT for _, chat, _ in found.attempts)
        assert not found.lost(ROOM, "room") and tries <= 3
        states = await found.parts.writer(lambda store: store.chats())
        assert reason in states["desk"].parked
        world.api.mend()
        await found.run(hours=24)
        assert not found.lost() and not found.repeats()
    figure(8, f"{kind}: {tries} tries, then parked; other chat 0 lost; reopened 0 lost, 0 repeated")


async def test_a_chat_moves(world: World, clock: Clock, figure: Figure) -> None:
    """The new id is adopted, survives a restart, and every alert comes once."""
    async with queue(world, clock) as found:
        world.api.migrate(ROOM, "-1009")
        await found.post(range(3), "room")
        await found.run(hours=1)
    async with queue(world, clock) as again:
        await again.post(range(3, 6), "room")
        await again.run(hours=1)
    asked = [call.params["chat_id"] for call in world.calls if call.method == "sendMessage"].count(ROOM)
    assert again.told("-1009") == dict.fromkeys(range(6), 1) and asked == 1
    figure(8, "migrated: 1 call to the old id, 6 alerts once each, also after a restart")


# -- rows 9 and 10 ----------------------------------------------------------------------------------------------------

REFUSED = {
    "401": (faults.unauthorized(), "token"),
    "404": (faults.not_found(), "token"),
    "409": (faults.conflict(), "another instance"),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_the_bot_cannot_be_used(
    world: World, clock: Clock, kind: str, figure: Figure, caplog: pytest.LogCaptureFixture
) -> None:
    """A revoked token, a second poller: alerts stay queued, the log says so once, the reason is stored; then all go."""
    fault, words = REFUSED[kind]
    world.api.next(fault, times=1000, method="*")
    async with queue(world, clock) as found:
        await found.post(range(10))
        await found.run(hours=2)
        waiting = await found.parts.writer(lambda store: store.messages(MessageState.PENDING))
        assert len(waiting) == 10 and any(words in message.reason for message in waiting)
        assert words in caplog.text and caplog.text.count("alerts stay queued") == 1
        assert world.api.token.partition(":")[2] not in caplog.text
        calls = len(world.calls)
        world.api.mend()
        await found.run()
        assert not found.lost() and not found.repeats() and not found.unmarked()
    figure(9, f"{kind} for 2 h: {calls} calls, 1 line, then 10 of 10 told, 0 repeated")


UNREADABLE = {
    "bad JSON": faults.bad_json(),
    "bad JSON, accepted": faults.bad_json(accept=True),
    "empty": faults.empty(),
    "ok:false": faults.not_ok(),
    "null": faults.odd(b"null"),
    "a list": faults.odd(b"[]"),
    "result of another kind": faults.odd(b'{"ok": true, "result": 5}'),
    "nested": faults.odd(b"[" * 100_000),
    "HTML 502": faults.bad_gateway(),
    "HTML 200": faults.odd(b"<html>captive portal</html>"),
    "429 without a number": faults.refusal(429, "Too Many Requests"),
    "429 of a century": faults.refusal(429, "Too Many Requests", retry_after=3_000_000_000),
    "429 of minus one": faults.refusal(429, "Too Many Requests", retry_after=-1),
}


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_an_answer_that_is_none(world: World, clock: Clock, kind: str, figure: Figure) -> None:
    """The sender lives, and the message comes later."""
    async with queue(world, clock) as found:
        await found.post(range(3))
        world.api.next(UNREADABLE[kind], times=2)
        await found.run(hours=60)
        assert not found.lost() and not found.unmarked()
        assert found.repeats() <= 2
    figure(10, f"{kind}: 0 lost, {found.repeats()} repeated")
    assert not world.api.sent_to(OPERATOR)
