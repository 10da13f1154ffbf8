"""Articles as JSON lines, the form in which programs and archives hand them over.

{"id","title","text","lang"?,"url"?,"published"?,"feed"?}, one object a line. Other keys are passed over; what is not an
article is an error that names its line, never a silent gap. A date may be written as programs write dates: ISO 8601
with or without time and zone, seconds or milliseconds since 1970, or as a feed writes it. One that cannot be read is no
reason to lose an article: it is kept as a doubt, and each command says what it makes of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from monitor.feeds.dates import read

_STRINGS = ("title", "text", "lang", "url", "feed")
_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (1e8, 1.0))  # (from this number on, so many a second) since 1970
_YEARS = range(1970, 2200)  # others are slips, and break arithmetic with time zones


class BadRecord(ValueError):
    """A line of a stream that is no article; `id` is given back when it could be read."""

    def __init__(self, message: str, id: Any = None) -> None:
        super().__init__(message)
        self.id = id


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a stream, its title and text exactly as they were written, so that offsets count in them.

    `whole_day`: `published` names a day and no hour. `doubt`: why a date that was given is not used, or "".
    """

    id: Any
    title: str
    text: str
    lang: str = ""
    url: str = ""
    feed: str = ""
    published: datetime | None = None
    whole_day: bool = False
    doubt: str = ""


def numbered(rows: Iterable[bytes]) -> Iterator[tuple[int, Record | BadRecord]]:
    """(line number, the article or what is wrong) for every line that is not empty."""
    for number, row in enumerate(rows, 1):
        if not row.strip() or row.strip() == b"\xef\xbb\xbf":
            continue
        try:
            yield number, record(row)
        except BadRecord as bad:
            yield number, bad


def record(row: bytes) -> Record:
    """One line of a stream: {"id","title","text","lang"?,"url"?,"published"?,"feed"?}; raises BadRecord."""
    value = _object(row)
    id = value.get("id")
    fields = {name: value[name] for name in _STRINGS if value.get(name) is not None}
    wrong = [name for name, given in fields.items() if not isinstance(given, str)]
    if wrong:
        raise BadRecord(f"{wrong[0]} is not a string", id)
    if "title" not in fields and "text" not in fields:
        raise BadRecord("neither title nor text", id)
    moment, whole_day, doubt = _moment(value.get("published"))
    return Record(**{"id": id, "title": "", "text": "", **fields}, published=moment, whole_day=whole_day, doubt=doubt)


def _object(row: bytes) -> dict[str, Any]:
    try:
        value = json.loads(row.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRecord(f"not UTF-8: {error.reason} at byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadRecord('not an object: write {"id": ..., "title": ..., "text": ...}')
    return value


def _moment(value: object) -> tuple[datetime | None, bool, str]:
    """(the moment in UTC, whether only its day is known, why it is not used)."""
    if value is None or value == "":
        return None, False, ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None, False, "published is neither a time nor a number"
    try:
        found, whole_day = _written(value.strip()) if isinstance(value, str) else (_counted(value), False)
        moment = None if found is None else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        moment = None
    if moment is None or moment.year not in _YEARS:
        return None, False, f"published is not a time that can be read: {str(value)[:40]!r}"
    return moment, whole_day, ""


def _written(text: str) -> tuple[datetime | None, bool]:
    """(the moment, whether only its day is named)."""
    try:
        moment: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        try:
            return _counted(float(text)), False
        except ValueError:
            moment = read(text)
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment, ":" not in text and moment is not None and (moment.hour, moment.minute) == (0, 0)


def _counted(number: float) -> datetime | None:
    """A count since 1970, in the unit that its size tells."""
    if not math.isfinite(number) or number < _UNITS[-1][0]:
        return None
    unit = next(unit for least, unit in _UNITS if number >= least)
    return datetime.fromtimestamp(number / unit, UTC)
