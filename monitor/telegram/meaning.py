"""What the errors of python-telegram-bot mean for a message: a receipt, in words without the library's.

The library's errors do not say whether a message left (a malformed message is a NetworkError, too), so they are told
apart by what caused them. httpx lives elsewhere, hence by the cause's name:

    it never left        ConnectError ConnectTimeout PoolTimeout …  Retry, scope bot
    429                  RetryAfter                                 Retry, scope chat, as long as Telegram says
    moved                ChatMigrated                               Retry with the new id
    token, other poller  InvalidToken (401 and 404), Conflict       Retry, scope bot: alerts stay queued
    refused              BadRequest, Forbidden                      Rejected: the message, or the chat
    answer lost          any other cause, 5xx, unreadable answer    Uncertain

An edit meets the same errors. Those that say to wait are waited for; the rest end it, for a line less in a message that
was told is no loss: one that is gone or already says so (400, Rejected), or an answer that was lost (Uncertain).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from monitor.model import Rejected, Retry, Uncertain

UNREACHABLE, REFUSED = 15.0, 60.0  # seconds before the bot is tried again
LONGEST_FLOOD = 86400.0
NEVER_LEFT = {
    "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol", "LocalProtocolError",
    "InvalidURL",
}  # fmt: skip
_BROKE = "the connection broke off before the answer was whole"
# What the network did, in the operator's words: by the name of the cause, or by what the library says without one.
_NETWORK = {
    "ConnectError": "no connection to the Bot API",
    "ConnectTimeout": "no connection to the Bot API within the time allowed",
    "PoolTimeout": "no connection was free within the time allowed",
    "ReadTimeout": "no answer within the time allowed",
    "WriteTimeout": "the message could not be sent within the time allowed",
    "ReadError": _BROKE,
    "WriteError": _BROKE,
    "RemoteProtocolError": _BROKE,
    "CloseError": _BROKE,
    "UnsupportedProtocol": "TELEGRAM_API_URL is neither http nor https",
    "InvalidURL": "TELEGRAM_API_URL is no address",
}
_REFUSED = (  # signs in an error's chain of causes -> what to add
    ("Name or service", "its name is not known"),
    ("name resolution", "the name server does not answer"),
    ("CERTIFICATE_VERIFY", "its certificate is not accepted"),
    ("Connect call failed", "connection refused"),
    ("Connection refused", "connection refused"),
    ("unreachable", "the network is unreachable"),
)
# Refusals of 400 that speak of the chat; the words for the message win, for they may quote anything.
_OF_THE_MESSAGE = re.compile(r"parse|entit|too long|text is empty|message (text|to be|is)|button|reply", re.IGNORECASE)
_OF_THE_CHAT = re.compile(
    r"\b(chat|chat_\w+|channel\w*|group|peer_\w+|user\w*|topic\w*|member|rights|bot)\b", re.IGNORECASE
)


def classify(error: TelegramError, tidy: Callable[[str], str] = str) -> Retry | Rejected | Uncertain:
    """What an error of the library means for the message; `tidy` makes its text fit to be shown and stored."""
    reason = tidy(str(error))
    match error:
        case RetryAfter():
            return Retry(reason, _seconds(error.retry_after), "chat")
        case ChatMigrated():
            return Retry(reason, 0.0, "message", moved_to=str(error.new_chat_id))
        case InvalidToken():
            return Retry(f"Telegram does not know this bot token (401 or 404): {reason}", REFUSED, "bot", refused=True)
        case Conflict():
            return Retry(f"another instance uses this bot (409): {reason}", REFUSED, "bot", refused=True)
        case Forbidden():
            return Rejected(reason, "chat")
        case BadRequest():
            of_the_chat = _OF_THE_CHAT.search(reason) and not _OF_THE_MESSAGE.search(reason)
            return Rejected(reason, "chat" if of_the_chat else "message")
        case NetworkError() if type(error.__cause__).__name__ in NEVER_LEFT:
            return Retry(_of_the_network(error, reason), UNREACHABLE, "bot")
    return Uncertain(_of_the_network(error, reason))


def _of_the_network(error: TelegramError, reason: str) -> str:
    """What the network did; `reason` where it did nothing that is known."""
    known = _NETWORK.get(type(error.__cause__).__name__)
    if known is None:
        return re.sub(r"^(?:Unknown error in HTTP implementation: )?\w+\.\w+(?:Error|Timeout): ?", "", reason) or _BROKE
    said, cause = "", error.__cause__
    while cause is not None:
        said += f" {cause}"
        cause = cause.__cause__ or cause.__context__
    detail = next((words for sign, words in _REFUSED if sign in said), "")
    return f"{known}: {detail}" if detail and "no connection" in known else known


def _seconds(value: timedelta | float) -> float:
    """Both forms in which the library says it, kept within a day."""
    return min(value.total_seconds() if isinstance(value, timedelta) else float(value), LONGEST_FLOOD)
