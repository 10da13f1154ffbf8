"""The life of a message, answer by answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.outbox import DOUBTS, address, after, bot_pause, current, final, outgoing, placed
from monitor.alerts.wording import wording
from monitor.model import Chat, ChatState, Kind, Message, MessageState, Receipt, Rejected, Retry, Sent, Uncertain

NOW = datetime(2025, 10, 23, 12, 0, tzinfo=UTC)
DESK = Chat("desk", "1001", "ar")
GROUP = Chat("desk", "-5", "en")
MESSAGE = Message(1, "desk", Kind.ALERT, "<b>x</b>", "x", False, NOW, MessageState.SENDING)
CLEAR = ChatState("desk")
LATER = timedelta(seconds=1)


def told(
    *receipts: Receipt, message: Message = MESSAGE, state: ChatState = CLEAR, chat: Chat = DESK
) -> tuple[Message, ChatState]:
    """Message and chat after these answers, all at NOW."""
    for receipt in receipts:
        message, state = after(message, state, receipt, NOW, chat=chat)
    return message, state


def seconds(moment: datetime | None) -> float:
    assert moment is not None
    return (moment - NOW).total_seconds()


def test_a_number_counts_where_it_was_given() -> None:
    """What answers a message of another address stands alone there; an edit of one is nothing, and never a repeat."""
    sent, _ = told(Sent(77), state=ChatState("desk", moved_to="-9", moved_from="1001"))
    assert sent.sent_to == "-9"
    for kind, elsewhere in ((Kind.UPDATE, replace(MESSAGE, kind=Kind.UPDATE)), (Kind.EDIT, None)):
        message = replace(MESSAGE, kind=kind, under=77, under_at=sent.sent_to)
        assert placed(message, "-9") == message
        found = placed(message, "1001")
        assert found == (elsewhere and replace(message, under=None))


def test_an_edit_is_no_repeat() -> None:
    """One that was in flight at a crash is sent again as it is: what it edits would bear the mark for good."""
    assert outgoing(replace(MESSAGE, repeat=True), "en") != replace(MESSAGE, repeat=True)
    edit = replace(MESSAGE, kind=Kind.EDIT, repeat=True)
    assert outgoing(edit, "en") == edit


def test_sent_is_the_end() -> None:
    """Telegram's id is kept, nothing is due, and no later answer changes it."""
    message, _ = told(Sent(77))
    assert (message.state, message.telegram_id, message.due, message.attempts) == (MessageState.SENT, 77, None, 1)
    assert told(Uncertain("late"), message=message)[0] == message


@pytest.mark.parametrize(
    ("chat", "pace"),
    [(DESK, 1.05), (GROUP, 3.1), (Chat("desk", "@channel"), 3.1), (Chat("desk"), 0.0)],
)
@pytest.mark.parametrize("receipt", [Sent(1), Rejected("x"), Retry("x", 0.0, "chat")])
def test_every_attempt_is_paced(chat: Chat, pace: float, receipt: Receipt) -> None:
    """About a second for a person, three for groups and channels, nothing for the console, whatever the answer."""
    _, state = told(receipt, chat=chat)
    assert seconds(state.next_send) >= pace
    assert not isinstance(receipt, Sent) or seconds(state.next_send) == pace


def test_twenty_a_minute_is_never_passed_in_a_group() -> None:
    """At the pace of a group, no minute holds more than twenty messages."""
    _, state = told(Sent(1), chat=GROUP)
    assert 20 * seconds(state.next_send) >= 60


def test_a_flood_wait_is_obeyed_for_the_chat() -> None:
    """429: the chat rests as long as Telegram says, the message waits with it, nobody else does."""
    message, state = told(Retry("flood", 33.0, "chat"))
    assert (message.state, seconds(message.due), seconds(state.next_send)) == (MessageState.PENDING, 33, 33)
    assert bot_pause(Retry("flood", 33.0, "chat"), NOW) is None


def test_backoff_doubles_up_to_five_minutes() -> None:
    """A message whose request never left waits 5 s, 10 s, 20 s … 300 s, and the chat with it: order is kept."""
    message, state, waits = MESSAGE, CLEAR, []
    for _ in range(9):
        message, state = after(message, state, Retry("pool", 0.0), NOW, chat=DESK)
        assert message.due == state.next_send
        waits.append(seconds(message.due))
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]


@pytest.mark.parametrize("wait", [15.0, 60.0])
def test_a_bot_that_is_down_costs_no_attempt(wait: float) -> None:
    """Network or token: the message stays queued as it was, and the pause is for every chat."""
    receipt = Retry("no network", wait, "bot")
    message, _ = told(receipt, receipt, receipt)
    assert (message.state, message.attempts, message.reason) == (MessageState.PENDING, 0, "no network")
    assert bot_pause(receipt, NOW) == NOW + timedelta(seconds=wait)


def test_a_lost_answer_is_repeated_until_one_comes() -> None:
    """Each lost answer makes the message due again as a possible repeat, later each time; after a dozen it is left."""
    message, state = told(Uncertain("reset"))
    assert (message.state, message.repeat, seconds(message.due)) == (MessageState.UNCERTAIN, True, 5)
    assert state.next_send == message.due
    again, _ = told(Uncertain("reset again"), message=message, state=state)
    assert (again.repeat, final(again)) == (True, False)
    for _ in range(DOUBTS - 1):
        assert not final(message)
        message, state = told(Uncertain("reset"), message=message, state=state)
    assert final(message) and (message.state, message.due) == (MessageState.UNCERTAIN, None)
    assert f"sent {DOUBTS} times" in message.reason


def test_a_repeat_that_has_to_wait_stays_uncertain() -> None:
    """It may have arrived: waiting for a network or a flood does not make it pending again."""
    for receipt in (Retry("down", 15.0, "bot"), Retry("flood", 3.0, "chat"), Rejected("blocked", "chat")):
        message, _ = told(Uncertain("reset"), receipt)
        assert (message.state, message.repeat, final(message)) == (MessageState.UNCERTAIN, True, False)


def test_a_repeat_that_arrives_is_sent() -> None:
    """The mark stays on it, so that status can count repeats."""
    message, _ = told(Uncertain("reset"), Sent(5))
    assert (message.state, message.repeat) == (MessageState.SENT, True)


def test_refused_markup_goes_out_plain_then_is_parked() -> None:
    """400: at once again without markup; refused again: parked with the reason, and the chat goes on."""
    plain, state = told(Rejected("can't parse"))
    assert (plain.state, plain.as_plain, plain.due) == (MessageState.PENDING, True, NOW)
    parked, state = told(Rejected("too long"), message=plain, state=state)
    assert (parked.state, parked.reason, parked.due) == (MessageState.PARKED, "too long", None)
    assert (state.parked, state.tries) == ("", 0)


def test_a_closed_chat_is_parked_after_three_tries() -> None:
    """403: three tries a minute apart, then a look every six hours; its messages stay queued, none is lost."""
    message, state = told(Rejected("blocked", "chat"))
    assert (state.tries, state.parked, seconds(state.next_send)) == (1, "", 60)
    message, state = told(*[Rejected("blocked", "chat")] * 2, message=message, state=state)
    assert (state.tries, state.parked, seconds(state.next_send)) == (3, "blocked", 6 * 3600)
    assert (message.state, message.due) == (MessageState.PENDING, state.next_send)
    message, state = told(Rejected("blocked", "chat"), message=message, state=state)
    assert (state.parked, seconds(state.next_send)) == ("blocked", 6 * 3600)


def test_a_chat_that_comes_back_is_open_again() -> None:
    """One success and the refusals are forgotten."""
    _, state = told(*[Rejected("blocked", "chat")] * 3, Sent(1))
    assert (state.tries, state.parked) == (0, "")


def test_a_migrated_chat_is_adopted_at_once() -> None:
    """The new id is kept beside the old, the message is due at once, and the next one goes there, too."""
    message, state = told(Retry("migrated", 0.0, moved_to="-100123"), chat=GROUP)
    assert (message.state, message.due) == (MessageState.PENDING, NOW)
    assert address(GROUP, state) == "-100123"
    _, state = told(Sent(1), message=message, state=state, chat=GROUP)
    assert address(GROUP, state) == "-100123"


def test_a_corrected_address_wins() -> None:
    """When rules.yaml names another chat, neither the migration nor the parking of the old one counts."""
    other = Chat("desk", "1002")
    _, moved = told(Retry("migrated", 0.0, moved_to="-100123"), chat=GROUP)
    assert address(other, moved) == "1002"
    _, parked = told(*[Rejected("blocked", "chat")] * 3, chat=GROUP)
    assert current(other, parked) == CLEAR
    assert current(GROUP, parked) == parked


def test_ids_that_point_at_each_other_end() -> None:
    """A ring of migrations is a refusal in the end, not an endless dance."""
    ring = [Retry("migrated", 0.0, moved_to=to) for to in ("-100", "-5", "-100", "-5")]
    _, state = told(*ring, chat=GROUP)
    assert state.parked == "migrated"


@pytest.mark.parametrize("language", ["ar", "en", "fr", "it", "tr", "ru"])
def test_a_repeat_says_so_in_the_chats_language(language: str) -> None:
    """At the top, in both forms, and only in what is sent: the stored message does not grow."""
    once, _ = told(Uncertain("reset"))
    sent = outgoing(once, language)
    marker = wording(language).repeat
    assert marker in sent.html.splitlines()[0] and sent.html.endswith(once.html)
    assert marker in sent.plain.splitlines()[0] and sent.plain.endswith(once.plain)
    assert outgoing(MESSAGE, language) == MESSAGE


RECEIPTS = st.one_of(
    st.builds(Sent, st.integers(1, 9)),
    st.builds(Uncertain, st.just("lost")),
    st.builds(Rejected, st.just("no"), st.sampled_from(["message", "chat"])),
    st.builds(
        Retry,
        st.just("later"),
        st.floats(0, 60),
        st.sampled_from(["message", "chat", "bot"]),
        st.sampled_from(["", "-9"]),
    ),
)
ORDER = {MessageState.PENDING: 0, MessageState.SENDING: 0, MessageState.UNCERTAIN: 1}


@given(st.lists(RECEIPTS, max_size=30), st.sampled_from([DESK, GROUP, Chat("desk")]))
def test_the_outbox_never_goes_backwards(receipts: list[Receipt], chat: Chat) -> None:
    """Whatever Telegram answers: final is final, attempts and doubts only grow, nothing is due before its time, and a
    message whose answers are lost is left at some point."""
    message, state, now, deliveries = MESSAGE, CLEAR, NOW, 0
    for receipt in receipts:
        before = message
        message, state = after(message, state, receipt, now, chat=chat)
        if final(before):
            assert message == before
            continue
        deliveries += isinstance(receipt, Sent | Uncertain)
        assert message.attempts - before.attempts in (0, 1)
        assert (message.repeat, message.as_plain) >= (before.repeat, before.as_plain)
        assert ORDER.get(message.state, 2) >= ORDER.get(before.state, 2)
        assert final(message) == (message.due is None)
        assert message.due is None or message.due >= now
        assert state.next_send is not None and state.next_send >= now
        now = max(now, message.due or now, state.next_send) + LATER
    assert deliveries <= DOUBTS


@given(st.lists(RECEIPTS, max_size=12))
def test_a_stored_state_is_enough(receipts: list[Receipt]) -> None:
    """The same answers in one life or over restarts (sending again after each) lead to the same end."""
    one, two = (MESSAGE, CLEAR), (MESSAGE, CLEAR)
    for receipt in receipts:
        one = after(*one, receipt, NOW, chat=DESK)
        claimed = two[0] if final(two[0]) or two[0].repeat else replace(two[0], state=MessageState.SENDING)
        two = after(claimed, two[1], receipt, NOW, chat=DESK)
    assert one == two
