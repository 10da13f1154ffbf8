"""Messages of one story in the outbox: the head, the updates that answer it, the line that is added to it.

    alert    the first of a story in a chat is its head; without one (its article was taken out of another story), the
             first update that was sent
    update   answers the head; held back while the thread is young, and joined with what is held already
    edit     the head once more, with the line "also reported by"; without a head that was sent there is none

Held messages have the state "held", so that nothing behind them in the chat waits; `release` lets them go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts.markup import length
from monitor.model import ChatState, Draft, Kind, Message
from monitor.store.opening import Records
from monitor.store.rows import Row, clean, stamp, sure_time_of

PACE = {"thread": timedelta(minutes=30), "revised": timedelta(hours=6)}  # between two such messages of one story
ROOM = 3600  # UTF-16 units up to which what is held is joined; Telegram takes 4096, a repeat says so above

_INSERT = """
    INSERT INTO message (chat, kind, html, plain, silent, created, due, article, state, attempts, as_plain, repeat,
    reason, story, head, pace, hold) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, '', ?, ?, ?, ?)
"""

_HEAD = """
    SELECT * FROM message WHERE story = ? AND chat = ? AND (kind = 'alert' OR (kind = 'update' AND state = 'sent'))
    ORDER BY kind = 'update', id LIMIT 1
"""


def tell(records: Records, drafts: Iterable[Draft], at: datetime, article: int, story: int | None) -> None:
    """Adds the messages of one article, as its story stands."""
    for draft in drafts:
        head = _head(records, story, draft.chat)
        if draft.kind is Kind.EDIT:
            if head:
                _edit(records, draft, at, head)
        elif draft.kind is Kind.UPDATE:
            _update(records, draft, at, article, story, head)
        else:
            _insert(records, draft, at, article, story, head["id"] if head else None, at)


def release(records: Records, now: datetime) -> None:
    """Makes due what was held long enough."""
    records.execute("UPDATE message SET state = 'pending' WHERE state = 'held' AND due <= ?", (stamp(now),))


def releasable(records: Records, now: datetime) -> bool:
    """Whether there is something to release."""
    return records.value("SELECT 1 FROM message WHERE state = 'held' AND due <= ? LIMIT 1", (stamp(now),)) is not None


def addressed(records: Records, claimed: list[tuple[Message, ChatState]]) -> list[tuple[Message, ChatState]]:
    """The messages as they are to be sent, with Telegram's number of their head; an edit of nothing is dropped.

    There is no number without a head, or when nobody knows whether the head arrived. With it comes the address at which
    it counts: a chat may have another one by now.
    """
    found = [(_addressed(records, message), state) for message, state in claimed]
    dropped = [(message.id,) for (message, _), (kept, _) in zip(claimed, found, strict=True) if kept is None]
    records.many("DELETE FROM message WHERE id = ?", dropped)
    return [(message, state) for message, state in found if message]


def _addressed(records: Records, message: Message) -> Message | None:
    if message.kind not in (Kind.UPDATE, Kind.EDIT):
        return message
    rows = records.rows("SELECT * FROM message WHERE id = (SELECT head FROM message WHERE id = ?)", (message.id,))
    under, at = (rows[0]["telegram_id"], rows[0]["sent_to"]) if rows else (None, "")
    if message.kind is Kind.UPDATE:
        return replace(message, under=under, under_at=at)
    if under is None:
        return None
    html, plain = rows[0]["html"] + rows[0]["tail_html"], rows[0]["plain"] + rows[0]["tail_plain"]
    return replace(message, under=under, under_at=at, html=html, plain=plain, as_plain=bool(rows[0]["as_plain"]))


def _head(records: Records, story: int | None, chat: str) -> Row | None:
    if story is None:
        return None
    rows = records.rows(_HEAD, (story, chat))
    return rows[0] if rows else None


def _insert(
    records: Records, draft: Draft, at: datetime, article: int, story: int | None, head: int | None, due: datetime
) -> None:
    state = "held" if due > at else "pending"
    texts = (draft.chat, draft.kind.value, clean(draft.html), clean(draft.plain), int(draft.silent))
    told = (stamp(at), stamp(due), article, state, story, head, draft.pace, stamp(due))
    records.execute(_INSERT, (*texts, *told))


def _update(records: Records, draft: Draft, at: datetime, article: int, story: int | None, head: Row | None) -> None:
    """Joined with what is held, which goes at once when this one may; else now, or when its pace allows."""
    sql = "SELECT * FROM message WHERE story = ? AND chat = ? AND kind = 'update' ORDER BY id DESC LIMIT 20"
    earlier = records.rows(sql, (story, draft.chat)) if story is not None else []
    held = next((row for row in earlier if row["state"] == "held"), None)
    if held and length(held["plain"]) + length(draft.plain) <= ROOM:
        joined = (f"{held['html']}\n\n{clean(draft.html)}", f"{held['plain']}\n\n{clean(draft.plain)}")
        due = held["due"] if draft.pace else stamp(at)
        sql = "UPDATE message SET html = ?, plain = ?, due = ?, hold = ?, silent = min(silent, ?) WHERE id = ?"
        records.execute(sql, (*joined, due, due, int(draft.silent), held["id"]))
        return
    last = next((row["hold"] for row in earlier if row["pace"] == draft.pace or draft.pace == "thread"), None)
    due = max(at, sure_time_of(last) + PACE[draft.pace]) if last and draft.pace else at
    _insert(records, draft, at, article, story, head["id"] if head else None, due)


def _edit(records: Records, draft: Draft, at: datetime, head: Row) -> None:
    """Puts the line under the head. One that has not left yet goes out with it; for one that has, an edit waits.

    For one that is on its way as well: when it arrived, it has a number by the time the edit's turn comes.
    """
    tail = (f"\n\n{clean(draft.html)}", f"\n\n{clean(draft.plain)}")
    records.execute("UPDATE message SET tail_html = ?, tail_plain = ? WHERE id = ?", (*tail, head["id"]))
    waits = "SELECT 1 FROM message WHERE head = ? AND kind = 'edit' AND state = 'pending'"
    left = (head["state"] == "sent" and head["telegram_id"]) or head["state"] == "sending"
    if left and records.value(waits, (head["id"],)) is None:
        blank = Draft(draft.chat, Kind.EDIT, "", "", True)
        _insert(records, blank, at, head["article"], head["story"], head["id"], at)
