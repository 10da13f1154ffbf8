"""The outbox's rows: what waits to be told, in which order it may go, and what became of it.

Within a chat messages go in the order in which they were written: one that has to wait makes the later ones wait. When
a chat may be written to again is its `next_send`; what an attempt changes is decided elsewhere (alerts/outbox).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.alerts.digest import Waiting
from monitor.model import ChatState, Draft, Message, MessageState
from monitor.store.opening import Records
from monitor.store.rows import Row, chat_of, chat_row, clean, message_of, message_row, stamp, sure_time_of, time_of


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many messages there are in each state; `waiting` will be sent, `oldest` is since when the first could be.

    `uncertain` may have been told twice or not at all: sent again after a lost answer, or never confirmed.
    """

    counts: dict[MessageState, int]
    waiting: int
    oldest: datetime | None
    uncertain: int


# The first open message of each chat. An uncertain one without `due` is over; one being sent holds nobody up, since
# it is either recorded in a moment or, after a crash, recovered.
_HEADS = """
    SELECT message.*, max(coalesce(due, ''), coalesce(next_send, '')) AS ready FROM message
    LEFT JOIN chat USING (chat)
    WHERE message.id IN (
        SELECT min(id) FROM message
        WHERE state NOT IN ('sent', 'parked', 'gathered')
        AND (state = 'pending' OR (state = 'uncertain' AND due IS NOT NULL))
        GROUP BY chat
    ) AND (coalesce(parked, '') = '' OR next_send IS NOT NULL)
"""


_ALERTS = """
    FROM message WHERE chat = ? AND state NOT IN ('sent', 'parked', 'gathered')
    AND state = 'pending' AND kind IN ('alert', 'update') AND repeat = 0
"""


def post(records: Records, drafts: Iterable[Draft], at: str, article: int | None = None) -> None:
    """Adds messages, due at once; `article` is what they tell of."""
    rows = [
        (draft.chat, draft.kind.value, clean(draft.html), clean(draft.plain), int(draft.silent), at, at, article)
        for draft in drafts
    ]
    if rows:
        records.many(
            """INSERT INTO message (chat, kind, html, plain, silent, created, due, article, state, attempts, as_plain,
            repeat, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, 0, 0, '')""",
            rows,
        )


def due(records: Records, now: datetime, limit: int) -> list[Message]:
    """What may be sent now: at most one message a chat, the oldest first."""
    rows = records.rows(f"SELECT * FROM ({_HEADS}) WHERE ready <= ? ORDER BY id LIMIT ?", (stamp(now), limit))
    return [message_of(row) for row in rows]


def claim(records: Records, now: datetime, limit: int) -> list[tuple[Message, ChatState]]:
    """Marks what may be sent now as being sent, and gives it with the state of its chat."""
    claimed = [replace(message, state=MessageState.SENDING) for message in due(records, now, limit)]
    records.many("UPDATE message SET state = 'sending' WHERE id = ?", [(message.id,) for message in claimed])
    known = chats(records)
    return [(message, known.get(message.chat, ChatState(message.chat))) for message in claimed]


def next_due(records: Records, now: datetime) -> float | None:
    """Seconds until something may be sent, 0 when that is now; None when nothing waits."""
    ready = records.value(f"SELECT min(ready) FROM ({_HEADS})")
    if ready is None:
        return None
    return max(0.0, (sure_time_of(ready) - now).total_seconds()) if ready else 0.0


def record(records: Records, message: Message, chat: ChatState) -> None:
    """Stores what an attempt made of a message and of its chat."""
    row = message_row(message)
    changes = ", ".join(f"{name} = :{name}" for name in row if name != "id")
    records.execute(f"UPDATE message SET {changes} WHERE id = :id", row)
    _write(records, chat)


def renew(records: Records, chat: ChatState, now: datetime) -> None:
    """Stores a chat that begins anew, under another address say; what waits for it is due at once."""
    _write(records, chat)
    waits = "chat = ? AND due > ? AND state IN ('pending', 'uncertain')"
    records.execute(f"UPDATE message SET due = ? WHERE {waits}", (stamp(now), chat.chat, stamp(now)))


def _write(records: Records, chat: ChatState) -> None:
    state = chat_row(chat)
    names = ", ".join(state)
    changes = ", ".join(f"{name} = excluded.{name}" for name in state if name != "chat")
    records.execute(
        f"INSERT INTO chat ({names}) VALUES (:{', :'.join(state)}) ON CONFLICT (chat) DO UPDATE SET {changes}", state
    )


def set_back(records: Records, back: timedelta, now: datetime) -> None:
    """After the clock was set back by so much: what waits goes on waiting for as long as it had to, and no longer."""
    later = (stamp(now),)
    dues = records.rows("SELECT id AS key, due AS until FROM message WHERE due > ?", later)
    sends = records.rows("SELECT chat AS key, next_send AS until FROM chat WHERE next_send > ?", later)

    def earlier(rows: Iterable[Row]) -> list[tuple[str, str]]:
        return [(stamp(max(now, sure_time_of(row["until"]) - back)), row["key"]) for row in rows]

    records.many("UPDATE message SET due = ? WHERE id = ?", earlier(dues))
    records.many("UPDATE chat SET next_send = ? WHERE chat = ?", earlier(sends))


def latest(records: Records) -> datetime | None:
    """The latest moment that is known to have been: of a poll, or of a message written."""
    return time_of(records.value("SELECT max(t) FROM (SELECT max(last_poll) AS t FROM feed UNION ALL"
                                 " SELECT max(created) FROM message)"))  # fmt: skip


def recover(records: Records, now: datetime) -> int:
    """Makes what a crash left in "sending" due once more, as a possible repeat; gives how many."""
    reason = "the program stopped while it was being sent"
    return records.execute(
        "UPDATE message SET state = 'uncertain', repeat = 1, due = ?, reason = ? WHERE state = 'sending'",
        (stamp(now), reason),
    ).rowcount


def too_many(records: Records, chat: str, most: int) -> list[Waiting]:
    """The alerts that wait for a chat and certainly did not arrive, the oldest first; none unless more than `most`."""
    if records.value(f"SELECT count(*) FROM (SELECT 1 {_ALERTS} LIMIT ?)", (chat, most + 1)) <= most:
        return []
    rules: defaultdict[int, list[str]] = defaultdict(list)
    urgent: set[int] = set()
    for row in records.rows(f"SELECT * FROM match WHERE article IN (SELECT article {_ALERTS}) ORDER BY rule", (chat,)):
        rules[row["article"]].append(row["title"] or row["rule"])
        if row["priority"] == "high":
            urgent.add(row["article"])
    rows = records.rows(
        f"""SELECT message.id, silent, article, substr(plain, 1, 300) AS plain, title, url, outlet
        FROM message LEFT JOIN article ON article.id = article WHERE message.id IN (SELECT id {_ALERTS}) ORDER BY 1""",
        (chat,),
    )
    return [
        Waiting(
            row["id"], row["title"] or row["plain"].partition("\n")[0], row["url"] or "", row["outlet"] or "",
            tuple(rules[row["article"]]), row["article"] in urgent, bool(row["silent"]),
        )
        for row in rows
    ]  # fmt: skip


def gather(records: Records, parts: Iterable[tuple[Draft, Sequence[int]]], at: str) -> None:
    """Posts digests, and notes at each message that one of them tells of it: it is not sent itself any more."""
    for draft, told in parts:
        post(records, (draft,), at)
        digest = records.value("SELECT max(id) FROM message")
        records.many(
            "UPDATE message SET state = 'gathered', due = NULL, digest = ? WHERE id = ? AND state = 'pending'",
            [(digest, number) for number in told],
        )


def chats(records: Records) -> dict[str, ChatState]:
    """All chats that were ever written to, by id."""
    return {row["chat"]: chat_of(row) for row in records.rows("SELECT * FROM chat")}


def outbox(records: Records) -> Outbox:
    """The whole outbox in numbers."""
    counts = {
        MessageState(row[0]): row[1] for row in records.rows("SELECT state, count(*) FROM message GROUP BY state")
    }
    open_ = "state NOT IN ('sent', 'parked', 'gathered') AND (state <> 'uncertain' OR due IS NOT NULL)"
    age = "min(coalesce(hold, created)) FILTER (WHERE state <> 'held')"  # what is held back on purpose waits for nobody
    waiting, oldest = records.rows(f"SELECT count(*), {age} FROM message WHERE {open_}")[0]
    uncertain = records.value("SELECT count(*) FROM message WHERE repeat = 1 OR state = 'uncertain'")
    return Outbox(counts, waiting, time_of(oldest), uncertain)


def messages(records: Records, states: Iterable[MessageState], limit: int) -> tuple[Message, ...]:
    """Messages in these states, the newest first."""
    wanted = list(states)
    rows = records.rows(
        f"SELECT * FROM message WHERE state IN ({','.join('?' * len(wanted))}) ORDER BY id DESC LIMIT ?",
        (*wanted, limit),
    )
    return tuple(message_of(row) for row in rows)
