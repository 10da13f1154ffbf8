"""Articles as JSON lines, the form in which programs and archives hand them over.

{"id","title","text","lang"?,"url"?,"published"?,"feed"?}, one object a line. Other keys are passed over; what is not an
article is an error that names its line, never a silent gap.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_STRINGS = ("title", "text", "lang", "url", "published", "feed")


class BadRecord(ValueError):
    """A line of a stream that is no article; `id` is given back when it could be read."""

    def __init__(self, message: str, id: Any = None) -> None:
        super().__init__(message)
        self.id = id


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a stream, its title and text exactly as they were written, so that offsets count in them."""

    id: Any
    title: str
    text: str
    lang: str = ""
    url: str = ""
    feed: str = ""
    published: datetime | None = None


def record(row: bytes) -> Record:
    """One line of a stream: {"id","title","text","lang"?,"url"?,"published"?,"feed"?}; raises BadRecord."""
    try:
        value = json.loads(row.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRecord(f"not UTF-8: {error.reason} at byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadRecord('not an object: write {"id": ..., "title": ..., "text": ...}')
    id = value.get("id")
    fields = {name: value[name] for name in _STRINGS if value.get(name) is not None}
    wrong = [name for name, given in fields.items() if not isinstance(given, str)]
    if wrong:
        raise BadRecord(f"{wrong[0]} is not a string", id)
    if "title" not in fields and "text" not in fields:
        raise BadRecord("neither title nor text", id)
    published = _moment(fields.pop("published", ""), id)
    return Record(**{"id": id, "title": "", "text": "", **fields, "published": published})


def _moment(text: str, id: Any) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRecord(f"published is not an ISO 8601 time: {text!r}", id) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
