"""Nouns to rows and back: times as text, lists as JSON, text that SQLite can hold."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from monitor.errors import DamagedState
from monitor.model import (
    ChatState,
    Evidence,
    FeedState,
    Kind,
    Match,
    Message,
    MessageState,
    NearMiss,
)

Row = sqlite3.Row
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def clean(text: str) -> str:
    """The text as SQLite can hold it: half a surrogate pair becomes "?", a NUL is left out."""
    text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def stamp(time: datetime) -> str:
    """2026-10-23T12:00:00.000Z: sorts as text, reads as a time."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def stamped(time: datetime | None) -> str | None:
    """`stamp`, None for None."""
    return stamp(time) if time else None


def time_of(text: str | None) -> datetime | None:
    """The time a stamp stands for. Raises DamagedState for what is none."""
    return sure_time_of(text) if text else None


@lru_cache(maxsize=1024)  # the figures of one article share theirs
def sure_time_of(text: str) -> datetime:
    """The time of a column that is never empty."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise DamagedState(f"the database is damaged: {text!r} stands in place of a time") from error


def as_json(value: Iterable[Any]) -> str:
    """A list as JSON, letters as they are."""
    items = list(value)
    return clean(_ENCODER.encode(items)) if items else "[]"


def from_json(text: str) -> Any:
    """What `as_json` wrote. Raises DamagedState for anything else."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise DamagedState(f"the database is damaged: {text[:40]!r} stands in place of a list") from error


# -- feeds ------------------------------------------------------------------------------------------------------------


def feed_row(state: FeedState) -> dict[str, object]:
    """The columns of `feed` but its id."""
    return {
        "url": clean(state.url),
        "name": clean(state.name),
        "etag": clean(state.etag),
        "last_modified": clean(state.last_modified),
        "body_hash": state.body_hash,
        "next_poll": stamped(state.next_poll),
        "interval": float(state.interval),
        "last_poll": stamped(state.last_poll),
        "last_good": stamped(state.last_good),
        "baseline_at": stamped(state.baseline_at),
        "failures": float(state.failures),
        "cause": clean(state.cause),
        "ttl": float(state.ttl),
        "shown": state.shown,
        "newest": stamped(state.newest),
        "gap_at": stamped(state.gap_at),
        "read_at": stamped(state.read_at),
    }


def feed_state(row: Row) -> FeedState:
    """A row of `feed`."""
    return FeedState(
        url=row["url"],
        name=row["name"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        next_poll=time_of(row["next_poll"]),
        interval=row["interval"],
        last_poll=time_of(row["last_poll"]),
        last_good=time_of(row["last_good"]),
        baseline_at=time_of(row["baseline_at"]),
        failures=row["failures"],
        cause=row["cause"],
        ttl=row["ttl"],
        shown=row["shown"],
        newest=time_of(row["newest"]),
        gap_at=time_of(row["gap_at"]),
        read_at=time_of(row["read_at"]),
    )


# -- matches ----------------------------------------------------------------------------------------------------------


_EVIDENCE = tuple(field.name for field in fields(Evidence))
_parts = attrgetter(*_EVIDENCE)  # `asdict` would copy each value deeply, at ten times the cost


def match_row(article: int, match: Match, digest: str, at: str) -> tuple[object, ...]:
    """The columns of `match`, in order."""
    evidence = as_json(dict(zip(_EVIDENCE, _parts(one), strict=True)) for one in match.evidence)
    return (article, match.rule, clean(match.title), match.priority, as_json(match.send_to), evidence, digest, at)


def match_of(row: Row) -> Match:
    """A row of `match`."""
    return Match(row["rule"], row["title"], row["priority"], _strings(row["send_to"]), _evidence(row["evidence"]))


def _strings(text: str) -> tuple[str, ...]:
    return tuple(from_json(text))


def _evidence(text: str) -> tuple[Evidence, ...]:
    try:
        return tuple(Evidence(**{**one, "sentence": tuple(one["sentence"])}) for one in from_json(text))
    except (TypeError, KeyError) as error:
        raise DamagedState("the database is damaged: evidence without its parts") from error


def near_json(near: Iterable[NearMiss]) -> str:
    """Rules that did not fire and why not; their evidence is not kept."""
    return as_json({"rule": miss.rule, "reason": miss.reason} for miss in near)


def near_of(text: str) -> tuple[NearMiss, ...]:
    """What `near_json` wrote."""
    return tuple(NearMiss(one["rule"], one["reason"]) for one in from_json(text))


# -- messages ---------------------------------------------------------------------------------------------------------


def message_row(message: Message) -> dict[str, object]:
    """The columns of `message` that an attempt changes, and its id."""
    return {
        "id": message.id,
        "state": message.state.value,
        "due": stamped(message.due),
        "attempts": message.attempts,
        "as_plain": int(message.as_plain),
        "repeat": int(message.repeat),
        "reason": clean(message.reason),
        "telegram_id": message.telegram_id,
        "sent_to": clean(message.sent_to),
    }


def message_of(row: Row) -> Message:
    """A row of `message`."""
    return Message(
        id=row["id"],
        chat=row["chat"],
        kind=Kind(row["kind"]),
        html=row["html"] + row["tail_html"],
        plain=row["plain"] + row["tail_plain"],
        silent=bool(row["silent"]),
        created=sure_time_of(row["created"]),
        state=MessageState(row["state"]),
        due=time_of(row["due"]),
        attempts=row["attempts"],
        as_plain=bool(row["as_plain"]),
        repeat=bool(row["repeat"]),
        reason=row["reason"],
        telegram_id=row["telegram_id"],
        article=row["article"],
        digest=row["digest"],
        sent_to=row["sent_to"],
    )


def chat_row(chat: ChatState) -> dict[str, object]:
    """The columns of `chat`."""
    return {**asdict(chat), "next_send": stamped(chat.next_send), "parked": clean(chat.parked)}


def chat_of(row: Row) -> ChatState:
    """A row of `chat`."""
    return ChatState(
        row["chat"], time_of(row["next_send"]), row["tries"], row["parked"], row["moved_to"], row["moved_from"]
    )
