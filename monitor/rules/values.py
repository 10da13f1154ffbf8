"""How single values of rules.yaml are written: intervals, addresses, days, lists in lists.

Each function takes what stands in the file and returns the value, or raises ValueError with what to write instead.
"""

from __future__ import annotations

import datetime
import re
from urllib.parse import urlsplit

CHAT_ADDRESS = r"-?\d{1,20}|@[A-Za-z]\w{3,}|\$[A-Za-z_]\w*"
DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(value: object) -> object:
    """'90s', '10m', '1h' in seconds; 'auto' is None."""
    if value is None or value == "auto":
        return None
    match = DURATION.fullmatch(str(value).strip())
    if not match:
        raise ValueError("write auto, or a number with s, m, h or d: 90s, 10m, 1h")
    seconds = float(match[1]) * _SECONDS[match[2]]
    if not 1 <= seconds <= 7 * 86400:
        raise ValueError("write something between 1s and 7d")
    return seconds


def flat(value: object) -> list[object]:
    """A list with the lists inside it opened up, so that `[*base, more]` works; nothing is an empty list."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError("write a list: [one, two], or each on a line of its own after a dash")
    return [item for part in value for item in (flat(part) if isinstance(part, list) else (part,))]


def text(value: object) -> object:
    """Nothing is an empty text."""
    return "" if value is None else value


def mapping(value: object) -> object:
    """Nothing is an empty mapping."""
    return {} if value is None else value


def web_address(value: str) -> str:
    """An http or https address with a host, as it is written."""
    advice = "write a whole web address: https://example.org/feed.xml"
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError as error:  # an open bracket, a port that is no number
        raise ValueError(advice) from error
    if not whole or re.search(r"[\s<>\"]", value):
        raise ValueError(advice)
    return value


def address_key(url: str) -> str:
    """What two spellings of one feed's address share; nothing of the path or the query is given up but a last slash."""
    parts = urlsplit(url.strip())
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return (parts.hostname or "").removeprefix("www.") + port + parts.path.rstrip("/") + query


def is_chat(value: str) -> bool:
    """A chat's number, the public name of a channel, a variable, or nothing."""
    return not value or re.fullmatch(CHAT_ADDRESS, value, re.ASCII) is not None


def chat_address(value: str) -> str:
    """The address of a chat as it is written."""
    if not is_chat(value):
        raise ValueError("write a chat id (a number), a public @name, or $NAME of a variable")
    return value


def day(value: object) -> object:
    """A day as it is written; what pydantic would read besides (seconds since 1970) is a mistake here."""
    if value is None or isinstance(value, datetime.date):
        return value
    try:
        return datetime.datetime.strptime(str(value).strip(), "%Y-%m-%d").date()
    except ValueError as error:
        raise ValueError("write a day that exists as year-month-day: 2021-03-10") from error


def one_or_more(value: object) -> object:
    """A single value, or a list."""
    return [value] if isinstance(value, str) else flat(value)
