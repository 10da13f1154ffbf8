"""One message out, one receipt back. python-telegram-bot speaks to the Bot API; `meaning` says what its errors mean.

After a lost answer, and before a repeat, the sender asks `getMe` first: a Bot API that is down costs waiting, not the
one repeat that a message has. No Application, no rate limiter, no start-up call: sending needs nothing but a request,
so a Telegram that is down at the start is like one that is down later. The token never stands in a receipt.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from monitor.errors import BadSettings
from monitor.model import Kind, Message, Receipt, Rejected, Retry, Sent, Uncertain
from monitor.telegram.meaning import UNREACHABLE, classify

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
API_URL = "https://api.telegram.org"
TIMEOUT = 20.0  # seconds to connect, to write, between two reads; the library's 5 are too few on a slow line
WHOLE = 3.5  # times that for the whole request: a timeout of reads alone lets a dripping answer go on for ever
REASON = 200  # characters of a reason kept

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
