"""The log: one line an event on stderr, never with the bot's token, never with a line somebody else wrote.

Titles, addresses and error texts come from strangers. Control characters, line ends and direction overrides in them are
written as escapes, so nobody can forge a line or colour a terminal. A traceback becomes one line too.
"""

from __future__ import annotations

import logging
import re
import time
from typing import TextIO
from urllib.parse import quote

NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "trafilatura", "asyncio")  # httpx logs whole URLs at INFO
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
BOT_PATH = re.compile(r"/bot[^/\s]+/")
HIDDEN = "<token>"


def printable(text: str) -> str:
    """The text on one line: control and direction characters as \\xNN or \\uNNNN."""
    return CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


class Redacted(logging.Filter):
    """Rewrites each record before it is formatted: no token, no control characters, the traceback on the same line."""

    def __init__(self, token: str) -> None:
        super().__init__()
        secret = token.rpartition(":")[2]
        forms = {token, quote(token, safe=""), secret if len(secret) >= 8 else ""}
        self._secrets = sorted(forms - {""}, key=len, reverse=True)

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, cleaned."""
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        record.msg, record.args, record.exc_info, record.exc_text = self.clean(text), None, None, None
        return True

    def clean(self, text: str) -> str:
        """The text without secrets, on one line."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return printable(BOT_PATH.sub(f"/bot{HIDDEN}/", text).replace("\n", " | "))


def configure(token: str, stream: TextIO, *, level: int = logging.INFO, timed: bool = True) -> None:
    """Sends the whole process's log to the stream. `timed` False leaves the time to the journal."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redacted(token))
    formatter = logging.Formatter(("%(asctime)sZ " if timed else "") + "%(levelname)s %(name)s: %(message)s")
    formatter.converter = time.gmtime
    formatter.default_msec_format = ""
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)
