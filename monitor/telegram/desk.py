"""Setting up a chat: which chats wrote to the bot, and does a message arrive there.

Both only look: no update is confirmed, nothing is stored, and nothing that a stranger writes to the bot is obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import ChatMemberUpdated, Update

from monitor.alerts.message import hello
from monitor.model import Chat, Message, Receipt, Rejected, Retry, Uncertain
from monitor.telegram.sender import Sender, TelegramSender

MOST = 100  # updates that one getUpdates gives at most; the oldest come first, and Telegram keeps them for a day
GONE = ("left", "kicked")


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A chat the bot can write to, as its latest sign of life shows it. `id` goes into TELEGRAM_CHAT_ID as it is."""

    id: str
    type: str  # private, group, supergroup, channel
    title: str
    who: str  # the person who wrote last, or ""


@dataclass(frozen=True, slots=True)
class Chats:
    """The answer of `monitor telegram chats`. `problem` is why there is none; `hint` is what to do next."""

    bot: str = ""  # @name
    chats: tuple[Correspondent, ...] = ()
    problem: str = ""
    hint: str = ""


async def chats(sender: TelegramSender) -> Chats:
    """The distinct chats of the last day that wrote to the bot or took it in, the latest first."""
    me = await sender.attempt(sender.bot.get_me())
    if isinstance(me, Retry | Rejected | Uncertain):
        return Chats(problem=me.reason)
    name = f"@{me.username}"
    updates = await sender.attempt(sender.bot.get_updates(limit=MOST, timeout=0))
    if isinstance(updates, Retry | Rejected | Uncertain):
        return Chats(name, problem=updates.reason)
    found = _correspondents(updates)
    if not found:
        hint = f"Nobody wrote to {name} in the last day: write /start to it, or add it to your group, and look again."
    elif len(updates) == MOST:
        hint = f"Only the oldest {MOST} messages to {name} are shown; later ones appear when these are a day old."
    else:
        hint = "Set TELEGRAM_CHAT_ID to one of these ids."
    return Chats(name, found, hint=hint)


async def test(sender: Sender, chat: Chat) -> Receipt:
    """Sends one message, in the chat's language, to the chat's address; what became of it."""
    draft, now = hello(chat), datetime.now(UTC)
    message = Message(0, chat.id, draft.kind, draft.html, draft.plain, draft.silent, now)
    return await sender.send(message, chat.address)


def _correspondents(updates: Iterable[Update]) -> tuple[Correspondent, ...]:
    """The latest sign of life of each chat; chats that put the bot out are left out."""
    latest: dict[int, Correspondent | None] = {}
    for update in updates:
        chat, user = update.effective_chat, update.effective_user
        if chat is None:
            continue
        latest.pop(chat.id, None)  # so that the order is that of the latest
        who = user.full_name if user else ""
        seen = Correspondent(str(chat.id), str(chat.type), chat.effective_name or "", who)
        latest[chat.id] = None if _put_out(update.my_chat_member) else seen
    return tuple(seen for seen in reversed(latest.values()) if seen)


def _put_out(change: ChatMemberUpdated | None) -> bool:
    return change is not None and change.new_chat_member.status in GONE
