"""One message out, one receipt back. python-telegram-bot speaks to the Bot API; this says what its errors mean.

The library's errors do not say whether a message left (a malformed message is a NetworkError, too), so they are told
apart by what caused them. httpx lives elsewhere, hence by the cause's name:

    it never left        ConnectError ConnectTimeout PoolTimeout …  Retry, scope bot
    429                  RetryAfter                                 Retry, scope chat, as long as Telegram says
    moved                ChatMigrated                               Retry with the new id
    token, other poller  InvalidToken (401 and 404), Conflict       Retry, scope bot: alerts stay queued
    refused              BadRequest, Forbidden                      Rejected: the message, or the chat
    answer lost          any other cause, 5xx, unreadable answer    Uncertain

After a lost answer, and before a repeat, the sender asks `getMe` first: a Bot API that is down costs waiting, not the
one repeat that a message has. No Application, no rate limiter, no start-up call: sending needs nothing but a request,
so a Telegram that is down at the start is like one that is down later. The token never stands in a receipt.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import TracebackType
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
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
from telegram.request import HTTPXRequest

from monitor.errors import BadSettings
from monitor.model import Kind, Message, Receipt, Rejected, Retry, Sent, Uncertain

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
API_URL = "https://api.telegram.org"
TIMEOUT = 20.0  # seconds to connect, to write, between two reads; the library's 5 are too few on a slow line
WHOLE = 3.5  # times that for the whole request: a timeout of reads alone lets a dripping answer go on for ever
UNREACHABLE, REFUSED = 15.0, 60.0  # seconds before the bot is tried again
LONGEST_FLOOD = 86400.0
REASON = 200  # characters of a reason kept

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
# What the library raises on a 200 that is JSON but not what the Bot API promises: `ok: false` is a KeyError.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)

Result = TypeVar("Result")


class Sender(Protocol):
    """Sends one message to one address and says what became of it. Never raises for what the world does."""

    async def send(self, message: Message, address: str) -> Receipt: ...


class ConsoleSender:
    """Alerts for people without a token: the plain text, a rule above it. `write` gets one string a message."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    async def send(self, message: Message, address: str) -> Receipt:
        """Written is sent."""
        if message.kind is not Kind.EDIT:  # what is printed cannot be printed anew
            self._write(f"{'─' * 60}\n{message.plain}\n")
        return Sent()


class TelegramSender:
    """The bot, as an async context manager. `api_url` is the root of a Bot API server, without /bot; "" is Telegram's.

    `timeout` is in seconds. Raises BadSettings for an empty token; everything else is a receipt.
    """

    def __init__(self, token: str, api_url: str = "", *, timeout: float = TIMEOUT) -> None:
        if not token:
            raise BadSettings("TELEGRAM_BOT_TOKEN is empty")
        os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's own switch; without it each 429 is also a warning
        self._token = token
        self._whole = WHOLE * timeout
        self._request = _Request(
            connection_pool_size=4,
            connect_timeout=timeout,
            read_timeout=timeout,
            write_timeout=timeout,
            pool_timeout=timeout,
        )
        base = f"{(api_url or API_URL).rstrip('/')}/bot"
        self.bot = Bot(token, base_url=base, request=self._request, get_updates_request=self._request)
        self._in_doubt = False

    def __repr__(self) -> str:
        return "TelegramSender()"  # the bot's own repr shows the token

    async def __aenter__(self) -> TelegramSender:
        """Opens nothing: Bot.initialize() would call getMe and fail while Telegram is down."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._request.shutdown()

    async def send(self, message: Message, address: str) -> Receipt:
        """The message to a chat id or @channel, with or without markup as `as_plain` says; no preview of the link.

        The evidence stands in the message: a preview would repeat the headline and double its size.
        """
        if self._in_doubt or message.repeat:
            probe = await self.attempt(self.bot.get_me())
            if isinstance(probe, Retry | Rejected | Uncertain):
                refused = isinstance(probe, Retry) and probe.refused
                return Retry(probe.reason, getattr(probe, "after", UNREACHABLE), "bot", refused=refused)
            self._in_doubt = False
        call = self._edit if message.kind is Kind.EDIT else self._post
        answer = await self.attempt(call(message, address))
        if isinstance(answer, Retry | Rejected | Uncertain):
            self._in_doubt = isinstance(answer, Uncertain)
            return answer
        return Sent(getattr(answer, "message_id", None))  # the library hands a bare `true` through

    def _post(self, message: Message, address: str) -> Awaitable[object]:
        """The call for a new message; one of a story answers the story's first, or stands alone when that is gone."""
        under = message.under
        return self.bot.send_message(
            address,
            message.plain if message.as_plain else message.html,
            parse_mode=None if message.as_plain else ParseMode.HTML,
            disable_notification=message.silent,
            link_preview_options=NO_PREVIEW,
            reply_parameters=ReplyParameters(under, allow_sending_without_reply=True) if under else None,
        )

    def _edit(self, message: Message, address: str) -> Awaitable[object]:
        """The call that gives a message that was sent another text."""
        return self.bot.edit_message_text(
            message.plain if message.as_plain else message.html,
            chat_id=address,
            message_id=message.under,
            parse_mode=None if message.as_plain else ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        )

    async def attempt(self, call: Awaitable[Result]) -> Result | Retry | Rejected | Uncertain:
        """The result of one call of the bot, or what its failure means, in one line without the token."""
        try:
            async with asyncio.timeout(self._whole):
                return await call
        except TimeoutError:
            return Uncertain(f"no whole answer within {self._whole:g} s")
        except TelegramError as error:
            return classify(error, self._tidy)
        except UNREADABLE:
            return Uncertain("the answer is not what the Bot API promises")

    def _tidy(self, text: str) -> str:
        """One short line, the token and its secret half taken out in every spelling."""
        for secret in (self._token, self._token.partition(":")[2]):
            for spelling in {secret, quote(secret), quote(secret, safe="")} - {""}:
                text = text.replace(spelling, "[token]")
        text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
        return text if len(text) <= REASON else text[: REASON - 1] + "…"


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


class _Request(HTTPXRequest):
    """The library's transport, quiet about answers it cannot read: it would log the whole page of a proxy, and such a
    page may repeat the address, which holds the token."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(payload)
        except ValueError:
            raise TelegramError("the answer is not JSON") from None
        if not isinstance(answer, dict):
            raise TelegramError("the answer is not a JSON object")
        return answer
