"""What an answer of Telegram changes: the life of a message, and the patience with a chat. Pure data, `now` is given.

    pending -> sending -> sent                Telegram took it
                       -> pending             it did not arrive: again at `due`
                       -> uncertain, due      it left and the answer was lost: again, marked as a possible repeat
                       -> uncertain, not due  and so was every answer since, for half an hour: left at that, and told
                       -> parked              refused with and without markup; the reason stays with it

Sent, parked and uncertain-not-due are final. Order within a chat is kept: a message that has to wait makes its chat
wait. Pacing is data, too: no chat is written to before its `next_send`, a parked one not before that either.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts.markup import Shown
from monitor.alerts.message import repeated
from monitor.model import Chat, ChatState, Kind, Message, MessageState, Receipt, Rejected, Retry, Sent, Uncertain

# Telegram's guidance: about one message a second in a chat, twenty a minute in a group. A little slower than that.
PRIVATE_PACE, GROUP_PACE = 1.05, 3.1
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds between attempts, doubling
DOUBTS = 12  # attempts without an answer, half an hour with their waits, until a message is left at that
TRIES = 3  # refusals by a chat before it is parked
TRY_AGAIN = 60.0  # seconds between those
PARKED_FOR = 6 * 3600.0  # then one look every six hours: a bot that was let in again is noticed


def address(chat: Chat, state: ChatState) -> str:
    """Where to send now: the id the chat moved to, as long as rules.yaml still names the one it moved from."""
    return state.moved_to if state.moved_to and state.moved_from == chat.address else chat.address


def current(chat: Chat, state: ChatState) -> ChatState:
    """The state as far as it still speaks of this address: an address corrected in rules.yaml starts afresh."""
    return state if state.moved_from in ("", chat.address) else ChatState(state.chat)


def outgoing(message: Message, language: str) -> Message:
    """The message as it is sent: one that may be a repeat says so, in the chat's language. Never stored like this.

    An edit says nothing of the kind: it would stand in the message that it edits, for good.
    """
    if not message.repeat or message.kind is Kind.EDIT:
        return message
    shown = repeated(Shown(message.html, message.plain), language)
    return replace(message, html=shown.html, plain=shown.plain)


def placed(message: Message, address: str) -> Message | None:
    """The message as it goes to this address, where a number of Telegram's may stand for another message.

    An update of a message that was sent to another address stands alone; an edit of one is nothing at all.
    """
    if message.under is None or message.under_at == address:
        return message
    return None if message.kind is Kind.EDIT else replace(message, under=None)


def final(message: Message) -> bool:
    """Whether nothing will be sent for it any more."""
    over = message.state in (MessageState.SENT, MessageState.PARKED)
    return over or (message.state == MessageState.UNCERTAIN and message.due is None)


def bot_pause(receipt: Receipt, now: datetime) -> datetime | None:
    """Until when no chat at all is worth trying; None when this answer speaks of one chat or message alone."""
    if isinstance(receipt, Retry) and receipt.scope == "bot":
        return now + timedelta(seconds=receipt.after)
    return None


def after(
    message: Message, state: ChatState, receipt: Receipt, now: datetime, *, chat: Chat
) -> tuple[Message, ChatState]:
    """Message and chat as an attempt left them; both are to be stored.

    `chat` is the chat as rules.yaml has it. Pace depends on the address: none for the console (empty), about a second
    for people, three for groups and channels (negative ids and @names). A final message is returned as it is.
    """
    if final(message):
        return message, state
    paced = replace(state, next_send=now + timedelta(seconds=_pace(address(chat, state))))
    tried = replace(message, attempts=message.attempts + 1)
    match receipt:
        case Sent(telegram_id):
            sent = replace(tried, state=MessageState.SENT, due=None, reason="", telegram_id=telegram_id)
            sent = replace(sent, sent_to=address(chat, state))
            return sent, replace(paced, tries=0, parked="")
        case Rejected(reason) | Uncertain(reason) if message.kind is Kind.EDIT:  # it says nothing that was not told
            return replace(tried, state=MessageState.SENT, due=None, reason=reason), paced
        case Uncertain(reason):
            return _doubted(tried, paced, reason, now)
        case Rejected(reason, scope):
            return (
                (_malformed(tried, reason, now), paced)
                if scope == "message"
                else _closed(tried, paced, reason, now, chat)
            )
        case Retry(reason, wait, scope, moved_to):
            if moved_to:
                return _moved(tried, paced, receipt, now, chat)
            return _later(message if scope == "bot" else tried, paced, reason, now, _patience(message, wait, scope))


def _pace(address: str) -> float:
    if not address:
        return 0.0
    return GROUP_PACE if address.startswith(("-", "@")) else PRIVATE_PACE


def _patience(message: Message, wait: float, scope: str) -> float:
    """What the answer asks for; for a message without such an answer, a wait that doubles."""
    if scope != "message":
        return wait
    return max(wait, min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(message.attempts, 10)))


def _waiting(message: Message, reason: str, due: datetime) -> Message:
    """Waiting for another attempt; what may have arrived already goes on being uncertain."""
    state = MessageState.UNCERTAIN if message.repeat else MessageState.PENDING
    return replace(message, state=state, due=due, reason=reason)


def _later(message: Message, chat: ChatState, reason: str, now: datetime, wait: float) -> tuple[Message, ChatState]:
    due = now + timedelta(seconds=wait)
    return _waiting(message, reason, due), replace(chat, next_send=max(due, chat.next_send or due))


def _doubted(message: Message, chat: ChatState, reason: str, now: datetime) -> tuple[Message, ChatState]:
    """A server in trouble may refuse for a while what it answers otherwise: once more would lose the alert."""
    if message.attempts >= DOUBTS:
        given_up = f"sent {message.attempts} times, never confirmed: {reason}"
        return replace(message, state=MessageState.UNCERTAIN, due=None, reason=given_up), chat
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (message.attempts - 1))
    return _later(replace(message, repeat=True), chat, reason, now, wait)


def _malformed(message: Message, reason: str, now: datetime) -> Message:
    if message.as_plain:
        return replace(message, state=MessageState.PARKED, due=None, reason=reason)
    return replace(_waiting(message, reason, now), as_plain=True)


def _closed(message: Message, state: ChatState, reason: str, now: datetime, chat: Chat) -> tuple[Message, ChatState]:
    """The chat refused: tried again soon, then parked and looked at now and then. The message waits for it."""
    state = replace(state, tries=state.tries + 1)
    if state.tries < TRIES:
        return _later(message, state, reason, now, TRY_AGAIN)
    return _later(message, replace(state, parked=reason, moved_from=chat.address), reason, now, PARKED_FOR)


def _moved(message: Message, state: ChatState, receipt: Retry, now: datetime, chat: Chat) -> tuple[Message, ChatState]:
    """The chat has a new id: adopted, and the message due at once. Ids that point at each other end as a refusal."""
    first = not state.moved_to or state.moved_from != chat.address
    state = replace(state, moved_to=receipt.moved_to, moved_from=chat.address)
    if first:
        return _waiting(message, receipt.reason, now), replace(state, tries=0, parked="")
    return _closed(message, state, receipt.reason, now, chat)
