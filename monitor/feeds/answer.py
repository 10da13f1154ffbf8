"""What an HTTP answer says: how long it stays fresh, when to come back, and its body, within limits.

The body is counted as it arrives, inflated by hand in bounded steps, and given up as soon as it is too large. HTTP
libraries inflate a chunk in one step, and half a megabyte of gzip holds half a gigabyte; here no step yields more than
64 KiB before the sum is looked at again. Headers are RFC 9110 and RFC 9111, gzip is RFC 1952.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from monitor.feeds.connect import Unreachable

STEP = 64 * 1024
ANY_HEADER = 47  # zlib.decompressobj: largest window, gzip or zlib recognised by its header
RETRY_AFTER_MAX = 24 * 3600.0
UNPACKED = ("", "identity", "none", "utf-8", "utf8", "binary", "8bit")  # wrong words for "as it is" included
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost: seconds for all of it, bytes on the wire and inflated, redirects followed."""

    seconds: float = 30.0
    raw_bytes: int = 10_000_000
    bytes: int = 10_000_000
    redirects: int = 8


class Body:
    """Takes chunks, gives the whole body. Raises Unreachable with the cause as soon as it cannot be used."""

    def __init__(self, content_encoding: str, limits: Limits) -> None:
        encoding = content_encoding.strip().lower()
        if encoding not in (*UNPACKED, "gzip", "x-gzip"):
            raise Unreachable(f"packed in a way that was not asked for (Content-Encoding: {encoding[:40]})", "soft")
        self._limits = limits
        self._packed: bool | None = True if encoding.endswith("gzip") else None  # None: the first bytes will tell
        self._inflater = zlib.decompressobj(ANY_HEADER)
        self._raw = 0
        self._size = 0
        self._pieces: list[bytes] = []

    def feed(self, chunk: bytes) -> None:
        """The next bytes from the wire."""
        self._raw += len(chunk)
        if self._raw > self._limits.raw_bytes:
            raise _too_large(self._limits.raw_bytes)
        if self._packed is None and chunk:  # feed.xml.gz served as a file says so by its first bytes alone
            self._packed = chunk.startswith(_GZIP_MAGIC)
        if self._packed:
            self._inflate(chunk)
        else:
            self._keep(chunk)

    def whole(self) -> bytes:
        """The inflated body, when the stream has ended where it said it would."""
        if self._packed and self._raw and not self._inflater.eof:
            raise Unreachable("the body was cut: its gzip stream does not end", "temporary")
        return b"".join(self._pieces)

    def _inflate(self, chunk: bytes) -> None:
        try:
            while True:
                if self._inflater.eof:
                    if not chunk.startswith(_GZIP_MAGIC):
                        return  # padding after the stream
                    self._inflater = zlib.decompressobj(ANY_HEADER)  # gzip allows several members in a row
                piece = self._inflater.decompress(chunk, STEP)
                self._keep(piece)
                chunk = self._inflater.unconsumed_tail or self._inflater.unused_data
                if not chunk and len(piece) < STEP:  # a full step may have left output behind without input
                    return
        except zlib.error as error:
            raise Unreachable("the body is damaged: it cannot be unpacked", "soft") from error

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limits.bytes:
            raise _too_large(self._limits.bytes)
        self._pieces.append(piece)


def _too_large(limit: int) -> Unreachable:
    return Unreachable(f"more than {limit / 1_000_000:g} MB", "hard")


def validator(value: str) -> str:
    """An ETag or Last-Modified that can be sent back as it came; "" when its bytes would not survive the way."""
    return value if value.isascii() and value.isprintable() and len(value) <= 1000 else ""


def max_age(headers: Mapping[str, str]) -> float:
    """Seconds for which the answer stays fresh by Cache-Control; 0 when it does not say."""
    control = headers.get("cache-control", "").lower()
    found = re.search(r"max-age\s*=\s*\"?([0-9]{1,9})", control)
    if not found or "no-cache" in control or "no-store" in control:
        return 0.0
    age = re.fullmatch(r"\s*([0-9]{1,9})\s*", headers.get("age", ""))
    return max(0.0, float(found[1]) - (float(age[1]) if age else 0.0))


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds until Retry-After, given in seconds or as an HTTP date, at most a day; 0 without one."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+", value):
        return min(float(value[:12]), RETRY_AFTER_MAX)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    seconds = ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(0.0, math.ceil(seconds)), RETRY_AFTER_MAX)
