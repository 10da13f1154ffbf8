"""Texts made small: many together where nobody looks often, one by itself where each is needed again.

News of one language repeat their words, so bzip2 makes 128 kB of them four times as small, where four kilobytes by
themselves would only be halved. SQLite reads both through functions of ours, in the view `full_text`.
"""

from __future__ import annotations

import bz2
import json
import sqlite3
import zlib
from collections.abc import Mapping
from functools import lru_cache

LEVEL = 6  # of zlib: the higher ones take twice the time for a hundredth


def pack(texts: Mapping[int, str]) -> bytes:
    """Texts by article number, in one piece."""
    return bz2.compress(json.dumps({str(key): text for key, text in texts.items()}, ensure_ascii=False).encode())


def unpacked(packed: bytes, article: int) -> str:
    """The text of one article out of a piece."""
    return _texts(packed).get(str(article), "")


@lru_cache(maxsize=4)  # what is asked for comes in the order of its numbers
def _texts(packed: bytes) -> dict[str, str]:
    texts: dict[str, str] = json.loads(bz2.decompress(packed))
    return texts


def deflated(text: str) -> bytes:
    """One text by itself."""
    return zlib.compress(text.encode(), LEVEL)


def inflated(words: bytes) -> str:
    """What `deflated` was given."""
    return zlib.decompress(words).decode()


def register(connection: sqlite3.Connection) -> None:
    """Makes SQLite know both ways back."""
    connection.create_function("unpacked", 2, unpacked, deterministic=True)
    connection.create_function("inflated", 1, inflated, deterministic=True)
