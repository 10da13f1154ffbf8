"""The messages of one story in the outbox: updates under the head, what is held back, the line that is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import pytest

from monitor.model import ChatState, Draft, Kind, MessageState
from monitor.store.telling import tell
from tests.service.newsroom import Newsroom

TITLE = "Truce in Sabratha, Libya, after clashes kill four"
TEXT = (
    "Elders in Sabratha brokered a ceasefire between the 55th Battalion and gunmen, and four people were killed there."
)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    """A story whose head was written an hour after the start."""
    newsroom = Newsroom()
    newsroom.report("Herald", TITLE, TEXT)
    yield newsroom
    newsroom.store.close()


def update(room: Newsroom, text: str, minutes: float, pace: Literal["", "thread", "revised"] = "thread") -> None:
    """An update of the story, so many minutes after its head."""
    tell(room.store._records, [Draft("desk", Kind.UPDATE, text, text, False, pace)], at(room, minutes), 1, 1)


def at(room: Newsroom, minutes: float) -> datetime:
    """So many minutes after the head."""
    return room.now + timedelta(minutes=minutes)


def sent(room: Newsroom, minutes: float, number: int | None = 70) -> list[tuple[str, int | None]]:
    """What goes out by then, with the message that each answers; Telegram gives it this number."""
    out: list[tuple[str, int | None]] = []
    while claimed := room.store.claim_due(room.now + timedelta(minutes=minutes)):
        for message, _ in claimed:
            out.append((message.plain, message.under))
            done = replace(message, state=MessageState.SENT, due=None, telegram_id=number)
            room.store.record(done, ChatState(message.chat))
    return out


def test_an_update_answers_the_head(room: Newsroom) -> None:
    """With Telegram's number of it, as soon as there is one."""
    assert sent(room, 0)[0][1] is None
    update(room, "first", 5)
    assert sent(room, 5) == [("first", 70)]


def test_an_update_goes_without_a_head_that_nobody_knows(room: Newsroom) -> None:
    """A head that was never confirmed, or printed on a console, has no number."""
    sent(room, 0, number=None)
    update(room, "first", 5)
    assert sent(room, 5) == [("first", None)]


def test_updates_within_half_an_hour_are_told_together(room: Newsroom) -> None:
    """The first goes at once, the next wait and join; nothing else of the chat waits behind them."""
    sent(room, 0)
    update(room, "first", 5)
    update(room, "second", 10)
    update(room, "third", 12)
    assert [text for text, _ in sent(room, 20)] == ["first"]
    assert sent(room, 34.9) == []
    assert sent(room, 35) == [("second\n\nthird", 70)]


def test_what_cannot_wait_takes_what_waits_along(room: Newsroom) -> None:
    """An update of no pace goes at once, with what was held."""
    sent(room, 0)
    update(room, "first", 5)
    update(room, "second", 10)
    update(room, "five dead", 11, "")
    assert [text for text, _ in sent(room, 11)] == ["first", "second\n\nfive dead"]


def test_revisions_are_told_every_six_hours(room: Newsroom) -> None:
    """A page that changes its count every hour is told twice in six hours, not six times."""
    sent(room, 0)
    for hour in range(6):
        update(room, f"revision {hour}", 60 * hour, "revised")
    assert [text for text, _ in sent(room, 359)] == ["revision 0"]
    assert len(sent(room, 361)) == 1


def test_a_line_is_added_to_a_head_that_has_not_left(room: Newsroom) -> None:
    """It goes out with the head, and no edit is needed."""
    line = Draft("desk", Kind.EDIT, "<i>also</i>", "also", True)
    tell(room.store._records, [line], room.now, 1, 1)
    ((text, _),) = sent(room, 0)
    assert text.endswith("\n\nalso")


def test_a_line_is_added_to_a_head_that_was_sent(room: Newsroom) -> None:
    """An edit of the head, the newest line in place of older ones; one edit waits at a time."""
    ((head, _),) = sent(room, 0)
    for words in ("also A", "also A, B"):
        tell(room.store._records, [Draft("desk", Kind.EDIT, words, words, True)], room.now, 1, 1)
    assert sent(room, 0) == [(f"{head}\n\nalso A, B", 70)]


def test_a_line_is_added_to_a_head_that_is_on_its_way(room: Newsroom) -> None:
    """It was claimed without the line: an edit follows as soon as it has a number."""
    ((head, state),) = room.store.claim_due(room.now)
    tell(room.store._records, [Draft("desk", Kind.EDIT, "also", "also", True)], room.now, 1, 1)
    room.store.record(replace(head, state=MessageState.SENT, due=None, telegram_id=70), state)
    assert sent(room, 0) == [(f"{head.plain}\n\nalso", 70)]


def test_there_is_no_edit_without_a_number(room: Newsroom) -> None:
    """What the console printed stays as it is, and a chat that has no head gets no line."""
    sent(room, 0, number=None)
    for chat in ("desk", "nobody"):
        tell(room.store._records, [Draft(chat, Kind.EDIT, "also", "also", True)], room.now, 1, 1)
    assert sent(room, 0) == []
