"""The outbox's rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.model import ChatState, Message, MessageState
from monitor.store.rows import stamp
from tests.store.world import World, draft

SECOND = timedelta(seconds=1)


def queue(world: World, *chats: str) -> None:
    """A message for each of these chats, in order, its text the place."""
    world.store.post([draft(str(place), chat) for place, chat in enumerate(chats)], world.now)


def claimed(world: World, limit: int = 20) -> list[str]:
    """The texts of what may be sent now."""
    return [message.plain for message, _ in world.store.claim_due(world.now, limit)]


def done(world: World, message: Message, chat: ChatState, state: MessageState = MessageState.SENT) -> None:
    """Records an attempt that came to its end."""
    world.store.record(replace(message, state=state, due=None, attempts=1), chat)


def test_a_chat_gets_one_message_at_a_time_the_oldest_first(world: World) -> None:
    """Of each chat the first, in the order of writing, up to the limit; claimed ones are not claimed again."""
    queue(world, "a", "a", "b", "c")
    assert claimed(world, 2) == ["0", "2"]
    assert claimed(world, 1) == ["1"]
    assert claimed(world) == ["3"]
    assert claimed(world) == []


def test_a_message_is_marked_before_it_is_sent(world: World) -> None:
    """What was claimed stands as "sending" on the disk, so a crash cannot make it look unsent."""
    queue(world, "a")
    (message, chat), *_ = world.store.claim_due(world.now)
    assert (message.state, chat) == (MessageState.SENDING, ChatState("a"))
    world.restart()
    assert [stored.state for stored in world.store.messages(*MessageState)] == [MessageState.SENDING]


def test_what_an_attempt_changed_is_stored(world: World) -> None:
    """Message and chat come back as recorded; the text of a message never changes."""
    queue(world, "a")
    (message, chat), *_ = world.store.claim_due(world.now)
    after = replace(message, state=MessageState.SENT, due=None, attempts=2, as_plain=True, repeat=True, telegram_id=7)
    state = replace(chat, next_send=world.now + SECOND, tries=2, moved_to="-100", moved_from="-5")
    world.store.record(after, state)
    world.restart()
    assert world.store.messages(MessageState.SENT) == (after,)
    assert world.store.chats() == {"a": state}


def test_a_waiting_message_makes_the_later_ones_wait(world: World) -> None:
    """Order within a chat is kept: nothing overtakes a message that is due later; other chats go on."""
    queue(world, "a", "a", "b")
    (message, chat), *_ = world.store.claim_due(world.now, 1)
    later = world.now + 60 * SECOND
    world.store.record(replace(message, state=MessageState.PENDING, due=later), chat)
    assert claimed(world) == ["2"]
    world.now = later
    assert claimed(world) == ["0"]


def test_a_chat_is_left_alone_until_its_time(world: World) -> None:
    """`next_send` holds for all its messages; a parked chat waits for its next try, or for ever when it has none."""
    queue(world, "a", "a")
    (message, chat), *_ = world.store.claim_due(world.now)
    until = world.now + 5 * SECOND
    done(world, message, replace(chat, next_send=until))
    assert claimed(world) == []
    assert world.store.next_due(world.now) == 5.0
    world.store.record(replace(message, state=MessageState.SENT), replace(chat, next_send=until, parked="blocked"))
    world.now = until
    assert world.store.next_due(world.now + SECOND) == 0.0
    world.store.record(replace(message, state=MessageState.SENT), replace(chat, next_send=None, parked="blocked"))
    assert claimed(world) == []
    assert world.store.next_due(world.now) is None
    world.store.record(replace(message, state=MessageState.SENT), replace(chat, next_send=None, parked=""))
    assert claimed(world) == ["1"]


def test_a_chat_that_begins_anew_is_written_to_at_once(world: World) -> None:
    """What waits for it is due now, whatever it was to wait for; what is over stays over, other chats wait on."""
    queue(world, "a", "a", "b")
    late = world.now + timedelta(hours=6)
    for message, chat in world.store.claim_due(world.now):
        parked = replace(chat, parked="blocked", next_send=late, moved_from="-5")
        world.store.record(replace(message, state=MessageState.UNCERTAIN, due=late, repeat=True), parked)
    assert claimed(world) == []
    world.store.renew(ChatState("a"), world.now)
    assert claimed(world) == ["0"]
    assert world.store.chats()["a"] == ChatState("a")
    assert world.store.chats()["b"].parked == "blocked"


def test_a_clock_set_back_makes_nothing_wait_longer(world: World) -> None:
    """Waits keep their length, while running and over a restart; a flood wait is still waited for."""
    queue(world, "desk")
    [(message, chat)] = world.store.claim_due(world.now)
    later = world.now + timedelta(seconds=40)
    world.store.record(replace(message, state=MessageState.PENDING, due=later), replace(chat, next_send=later))
    yesterday = world.now - timedelta(days=1)
    world.store.set_back(timedelta(days=1), yesterday)
    assert world.store.next_due(yesterday) == 40
    long_ago = yesterday - timedelta(days=20_000)
    world.store.recover(long_ago)
    assert (world.store.next_due(long_ago) or 0.0) <= 40


def test_what_is_held_back_does_not_wait(world: World) -> None:
    """An update that its story's pace holds for hours is counted, and has no age until it may go."""
    queue(world, "a")
    records = world.store._records
    held = world.now + timedelta(hours=6)
    records.execute("UPDATE message SET state = 'held', due = ?, hold = ?", (stamp(held), stamp(held)))
    found = world.store.outbox()
    assert (found.waiting, found.oldest) == (1, None)
    records.execute("UPDATE message SET state = 'pending'")
    assert world.store.outbox().oldest == held


def test_a_crash_makes_a_message_due_once_more(world: World) -> None:
    """Nobody knows whether it arrived: it comes first, marked as a possible repeat, and is counted as uncertain."""
    queue(world, "a", "a")
    world.store.claim_due(world.now)
    world.restart()
    assert world.store.recover(world.now) == 1
    assert world.store.recover(world.now) == 0
    (message, chat), *_ = world.store.claim_due(world.now)
    assert (message.plain, message.repeat) == ("0", True)
    assert world.store.outbox().uncertain == 1
    done(world, message, chat, MessageState.UNCERTAIN)
    assert claimed(world) == ["1"], "sent twice and never confirmed: over"


def test_the_outbox_in_numbers(world: World) -> None:
    """How many in each state, how many will still be sent, since when the oldest waits."""
    assert world.store.next_due(world.now) is None
    first = world.now
    queue(world, "a", "b", "c", "d", "d")
    for (message, chat), state in zip(
        world.store.claim_due(world.now), (MessageState.SENT, MessageState.PARKED, MessageState.UNCERTAIN), strict=False
    ):
        done(world, message, chat, state)
    world.now += SECOND
    queue(world, "e")
    outbox = world.store.outbox()
    assert outbox.counts == {
        MessageState.SENT: 1,
        MessageState.PARKED: 1,
        MessageState.UNCERTAIN: 1,
        MessageState.SENDING: 1,
        MessageState.PENDING: 2,
    }
    assert (outbox.waiting, outbox.oldest, outbox.uncertain) == (3, first, 1)
    assert [message.plain for message in world.store.messages(MessageState.PENDING, MessageState.PARKED)] == [
        "0",
        "4",
        "1",
    ]
    assert world.store.next_due(world.now) == 0.0
