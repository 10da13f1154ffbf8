"""The delivering loop, to a Bot API that breaks on request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from monitor.model import Draft, Kind, Message, MessageState, Receipt
from monitor.service import checkup
from monitor.service.deliver import Delivery
from monitor.service.feedhealth import DaemonSeen
from monitor.service.health import health
from monitor.service.parts import Parts, assemble
from monitor.telegram.sender import ConsoleSender
from tests.servers import faults
from tests.service.newsroom import Newsroom
from tests.service.world import CHAT, OPERATOR, Clock, World, deliver_all


@pytest.fixture
async def parts(world: World, clock: Clock) -> AsyncIterator[Parts]:
    """Everything put together, no feed to poll."""
    world.rules.write_text(world.text().replace("feeds:\n", "feeds: []\n"))
    async with assemble(world.settings(), now=clock) as parts:
        yield parts


async def post(parts: Parts, *texts: str, chat: str = "desk") -> None:
    """Queues messages."""
    drafts = [Draft(chat, Kind.ALERT, text, text) for text in texts]
    await parts.writer(lambda store: store.post(drafts, parts.now()))


async def states(parts: Parts) -> list[str]:
    """The states of all messages, oldest first."""
    messages = await parts.writer(lambda store: store.messages(*MessageState))
    return [message.state.value for message in reversed(messages)]


async def problems(parts: Parts) -> tuple[str, ...]:
    """What is not well, of the outbox alone."""
    return await parts.writer(
        lambda store: health((), {}, (), checkup.outbox(store), DaemonSeen(True), parts.now()).problems
    )


async def test_messages_arrive_once_in_order(world: World, clock: Clock, parts: Parts) -> None:
    """A queue is sent in order, at the pace of its chat, each message once."""
    await post(parts, "one", "two", "three")
    assert await parts.delivery.drain() == 1, "the second waits for the chat's pace"
    await deliver_all(parts, clock)
    assert world.api.sent_to(CHAT) == ["one", "two", "three"]
    assert await states(parts) == ["sent"] * 3


async def test_one_chat_does_not_wait_for_another(world: World, clock: Clock, parts: Parts) -> None:
    """A flood wait in one chat leaves the others alone, and is kept to."""
    world.api.next(faults.flood(30))
    await post(parts, "first")
    await post(parts, "other", chat="operator")
    await parts.delivery.drain()
    assert world.api.sent_to(OPERATOR) == ["other"] and world.api.sent_to(CHAT) == []
    clock.turn(29)
    await parts.delivery.drain()
    assert world.api.sent_to(CHAT) == []
    clock.turn(2)
    await parts.delivery.drain()
    assert world.api.sent_to(CHAT) == ["first"]


@pytest.mark.parametrize("fault", [faults.unauthorized(), faults.not_found(), faults.conflict()])
async def test_a_bot_that_cannot_be_used_keeps_all_alerts(
    world: World, clock: Clock, parts: Parts, fault: faults.Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """A refused token, a second poller: one loud line, a problem at once, no hammering, nothing lost."""
    world.api.next(fault, times=3, method="*")
    await post(parts, "one", "two")
    for _ in range(10):
        await parts.delivery.drain()
    assert len(world.api.calls) <= 1
    (refused,) = await problems(parts)
    assert "no alert can be sent: " in refused and world.api.token not in refused
    for _ in range(5):
        clock.turn(120)
        await parts.delivery.drain()
        clock.turn(2)
        await parts.delivery.drain()
    await deliver_all(parts, clock)
    assert world.api.sent_to(CHAT) == ["one", "two"]
    assert await problems(parts) == ()
    assert caplog.text.count("alerts stay queued") == 1
    assert world.api.token not in caplog.text


@pytest.mark.parametrize(
    "fault", [faults.drop(), faults.cut(), faults.server_error(accept=True), faults.bad_json(accept=True)]
)
async def test_an_answer_that_is_lost_costs_one_marked_repeat(
    world: World, clock: Clock, parts: Parts, fault: faults.Fault
) -> None:
    """Telegram took it and the answer was lost: it is sent once more, and says that it may be a repeat."""
    world.api.next(fault)
    await post(parts, "news")
    await deliver_all(parts, clock)
    first, second = world.api.sent_to(CHAT)
    assert first == "news"
    assert "may be a repeat" in second and second.endswith("news")


async def test_a_crash_between_claim_and_record_costs_one_marked_repeat(
    world: World, clock: Clock, parts: Parts
) -> None:
    """What was claimed and never recorded is due again after the next start, marked; nothing else is."""
    await post(parts, "first", "second")
    await parts.writer(lambda store: store.claim_due(clock(), limit=1))
    assert await parts.delivery.recover() == 1
    await deliver_all(parts, clock)
    told = world.api.sent_to(CHAT)
    assert len(told) == 2
    assert "may be a repeat" in told[0] and told[0].endswith("first") and told[1] == "second"


async def test_a_blocked_chat_is_parked_and_others_go_on(
    world: World, clock: Clock, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    """Three refusals park the chat with its reason; the message waits, and arrives when the bot is let in again."""
    world.api.in_chat(CHAT, faults.blocked())
    await post(parts, "waits")
    await post(parts, "passes", chat="operator")
    await deliver_all(parts, clock, 600)
    assert world.api.sent_to(OPERATOR) == ["passes"]
    chats = await parts.writer(lambda store: store.chats())
    assert "blocked" in chats["desk"].parked
    assert "chat desk is parked" in caplog.text
    world.api.in_chat(CHAT, None)
    await deliver_all(parts, clock, timedelta(days=1).total_seconds())
    assert world.api.sent_to(CHAT) == ["waits"]


async def park(world: World, clock: Clock, parts: Parts) -> None:
    """Has the desk's chat refuse until it is parked."""
    world.api.in_chat(CHAT, faults.blocked())
    for _ in range(3):
        assert await parts.delivery.drain() == 1
        clock.turn(61)
    assert await parts.delivery.drain() == 0
    assert "blocked" in (await parts.writer(lambda store: store.chats()))["desk"].parked


async def test_a_corrected_address_is_tried_at_once(world: World, clock: Clock, parts: Parts) -> None:
    """A chat was parked; under new rules it has another address: what waits for it arrives without another minute."""
    await post(parts, "one", "two")
    await park(world, clock, parts)
    world.write(world.rules.read_text().replace("$TELEGRAM_CHAT_ID", "$TELEGRAM_OPERATOR_ID"))
    assert parts.bookfile.look(force=True)
    await parts.delivery.drain()
    assert world.api.sent_to(OPERATOR) == ["one"]
    assert (await parts.writer(lambda store: store.chats()))["desk"].parked == ""
    await deliver_all(parts, clock, 60)
    assert world.api.sent_to(OPERATOR) == ["one", "two"]


async def test_an_address_corrected_between_two_runs_is_tried_at_once(world: World, clock: Clock) -> None:
    """The address stands in the environment, which a running daemon does not read again: the next one tries it."""
    world.rules.write_text(world.text().replace("feeds:\n", "feeds: []\n"))
    async with assemble(world.settings(), now=clock) as parts:
        await post(parts, "one")
        await park(world, clock, parts)
    world.more["TELEGRAM_CHAT_ID"] = OPERATOR
    async with assemble(world.settings(), now=clock) as parts:
        await parts.delivery.drain()
    assert world.api.sent_to(OPERATOR) == ["one"]


async def test_a_new_address_knows_no_older_message(world: World, clock: Clock, parts: Parts) -> None:
    """An update of what the old address was told stands alone, and nothing of the new chat is edited."""

    def report(outlet: str, dead: str) -> None:
        room.now = clock()
        text = f"Elders in Sabratha brokered a ceasefire with gunmen after {dead} people were killed in clashes there."
        room.report(outlet, f"Truce in Sabratha, Libya, after clashes kill {dead}", text, hours=0)

    room = await parts.writer(Newsroom)
    await parts.writer(lambda store: report("Herald", "four"))
    await deliver_all(parts, clock)
    assert len(world.api.sent_to(CHAT)) == 1
    world.write(world.rules.read_text().replace("$TELEGRAM_CHAT_ID", "$TELEGRAM_OPERATOR_ID"))
    assert parts.bookfile.look(force=True)
    await parts.writer(lambda store: report("Nova", "four"))
    await parts.writer(lambda store: report("Observer", "nine"))
    await deliver_all(parts, clock)
    assert "nine" in world.api.sent_to(OPERATOR)[-1]
    assert [message.answers for message in world.api.messages] == [None] * len(world.api.messages)
    assert not [call for call in world.api.calls if call.method == "editMessageText"]
    assert await states(parts) == ["sent"] * 3


async def test_the_same_address_stays_parked(world: World, clock: Clock, parts: Parts) -> None:
    """Rules that change something else, or a restart, do not make a closed chat worth trying."""
    await post(parts, "one")
    await park(world, clock, parts)
    tried = len(world.calls)
    world.write(world.rules.read_text().replace("title: Ceasefire", "title: A ceasefire"))
    assert parts.bookfile.look(force=True)
    assert await parts.delivery.drain() == 0
    assert len(world.calls) == tried


async def test_a_chat_that_moved_is_followed(world: World, clock: Clock, parts: Parts) -> None:
    """The id that Telegram names is used at once and for good."""
    world.api.migrate(CHAT, "-100777")
    await post(parts, "one", "two")
    await deliver_all(parts, clock)
    assert world.api.sent_to("-100777") == ["one", "two"]
    refusals = [call for call in world.api.calls if call.params.get("chat_id") == CHAT]
    assert len(refusals) == 1


async def test_a_message_for_a_chat_that_is_gone_waits(
    world: World, clock: Clock, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    """A chat taken out of rules.yaml is named in the log; its messages wait for it to come back."""
    await post(parts, "hello", chat="former")
    await parts.delivery.drain()
    assert "rules.yaml has no chat 'former'" in caplog.text
    assert await states(parts) == ["pending"]


async def test_without_a_token_everything_is_printed(world: World, clock: Clock, parts: Parts) -> None:
    """The console takes the place of Telegram, through the same outbox, and at once: it needs no pacing."""
    printed: list[str] = []
    delivery = Delivery(parts.writer, lambda: parts.bookfile.book.chats, None, ConsoleSender(printed.append), clock)
    await post(parts, "one", "two", "three")
    assert await delivery.drain() == 3
    assert [text.split()[-1] for text in printed] == ["one", "two", "three"]
    assert await states(parts) == ["sent"] * 3
    assert world.api.calls == []


async def test_what_a_closed_chat_did_not_take_is_printed_without_a_token(
    world: World, clock: Clock, parts: Parts
) -> None:
    """A daemon started again without its token does not wait for a chat that it cannot ask."""
    await post(parts, "one", "two")
    await park(world, clock, parts)
    printed: list[str] = []
    chats = parts.bookfile.book.chats
    assert await Delivery(parts.writer, lambda: chats, None, ConsoleSender(printed.append), clock).drain() == 2


class Broken:
    """A sender with a bug."""

    async def send(self, message: Message, address: str) -> Receipt:
        """Breaks."""
        raise ZeroDivisionError


async def test_a_bug_while_sending_is_an_answer_that_was_lost(
    clock: Clock, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    """The loop lives, the bug is logged, and the message gets its one repeat."""
    delivery = Delivery(parts.writer, lambda: parts.bookfile.book.chats, Broken(), Broken(), clock)
    await post(parts, "one")
    await delivery.drain()
    assert "sending message 1 broke" in caplog.text
    assert await states(parts) == ["uncertain"]
    await deliver_all(parts, clock)
    assert await states(parts) == ["sent"]


async def test_settling_ends_when_nothing_waits_or_nothing_can(world: World, parts: Parts) -> None:
    """`--once` leaves True when all is told, and does not sit out a refused token."""
    await post(parts, "one")
    assert await parts.delivery.settle(10)
    world.api.next(faults.unauthorized())
    await post(parts, "two", chat="operator")
    assert not await parts.delivery.settle(10)
    assert world.api.sent_to(CHAT) == ["one"]


async def flood(parts: Parts, count: int) -> None:
    """Queues so many alerts for the desk."""
    await post(parts, *(f"alert {number}\nmore" for number in range(1, count + 1)))


async def test_a_hundred_alerts_are_told_one_by_one(world: World, clock: Clock, parts: Parts) -> None:
    """Up to there nobody is spared anything."""
    await flood(parts, 101)  # the first is on its way when the rest is counted
    await deliver_all(parts, clock)
    assert [text.splitlines()[0] for text in world.api.sent_to(CHAT)] == [f"alert {n}" for n in range(1, 102)]


async def test_after_an_outage_a_queue_of_hundreds_is_told_in_digests(world: World, clock: Clock, parts: Parts) -> None:
    """Six hours down, 500 queued: the first alert as it is, then all others in a dozen announced messages, in order."""
    world.api.next(faults.server_error(), times=10_000, method="*")
    for hour in range(6):
        await flood(parts, 84 if hour else 80)
        await deliver_all(parts, clock, 3600)
    assert world.api.sent_to(CHAT) == []
    assert set(await states(parts)) <= {"pending", "uncertain", "sending"}, "nothing is gathered for nobody"
    world.api.mend()
    await deliver_all(parts, clock)
    first, *digests = world.api.sent_to(CHAT)
    assert first.endswith("alert 1\nmore")
    assert "Alerts at once: 499. They are told together here. Part 1 of " in digests[0]
    assert len(digests) <= 16
    assert sum(text.count("• alert ") for text in digests) == 499
    assert (await parts.writer(lambda store: store.outbox())).counts[MessageState.GATHERED] == 499
    await post(parts, "the next one")
    await deliver_all(parts, clock)
    assert world.api.sent_to(CHAT)[-1] == "the next one"


async def test_a_digest_keeps_its_pace_and_leaves_notices_alone(world: World, clock: Clock, parts: Parts) -> None:
    """What is no alert is told by itself; what waits after the flood waits no longer than the digest takes."""
    await parts.writer(lambda store: store.post([Draft("desk", Kind.NOTICE, "word", "word")], clock()))
    await flood(parts, 300)
    start = clock.now
    await deliver_all(parts, clock)
    texts = world.api.sent_to(CHAT)
    assert texts[0] == "word" and "Alerts at once: 300" in texts[1]
    assert clock.now - start < timedelta(seconds=60)
    outbox = await parts.writer(lambda store: store.outbox())
    assert outbox.waiting == 0 and outbox.counts[MessageState.GATHERED] == 300
