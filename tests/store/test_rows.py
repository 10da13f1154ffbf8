"""Nouns to rows and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import DamagedState
from monitor.model import Evidence, Match, NearMiss
from monitor.store.rows import as_json, clean, near_json, near_of, stamp, sure_time_of, time_of

times = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))


@settings(deadline=None)
@given(times, times)
def test_stamps_keep_order_and_milliseconds(one: datetime, other: datetime) -> None:
    """A time comes back cut to the millisecond, and stamps sort as their times do, from year 1 to year 9999."""
    back = sure_time_of(stamp(one))
    assert timedelta() <= one - back < timedelta(milliseconds=1)
    assert (stamp(one) <= stamp(other)) or one > other


def test_stamps_are_utc() -> None:
    """A time of another zone is stored as the same moment in UTC."""
    cairo = timezone(timedelta(hours=2))
    assert stamp(datetime(2026, 10, 23, 12, tzinfo=cairo)) == "2026-10-23T10:00:00.000Z"
    assert time_of(None) is None


def test_what_is_no_time_is_damage() -> None:
    """A flipped byte in a stamp is named, not mistaken for no time at all."""
    with pytest.raises(DamagedState, match="in place of a time"):
        time_of("2O26-10-23T10:00:00.000Z")


@settings(deadline=None)
@given(st.text(st.characters()))
def test_any_text_can_be_stored(text: str) -> None:
    """Half a surrogate pair and NUL are no exceptions; everything else stays as it is."""
    stored = clean(text)
    assert stored.encode("utf-8") or not stored
    assert "\0" not in stored
    if text.isprintable():
        assert stored == text


def test_evidence_survives(world_match: Match) -> None:
    """Letters of all scripts, offsets and notes come back from JSON as they were."""
    near = (NearMiss("truce", "the sentence is about غزة"),)
    assert near_of(near_json(near)) == near
    assert "هدنة" in as_json([world_match.evidence[0].text])


@pytest.fixture
def world_match() -> Match:
    """A match with evidence in Arabic."""
    return Match(
        "r", "t", "high", ("desk",), (Evidence("text", 3, 7, "هدنة", "هدنة", how="و + هدنة", sentence=(0, 9)),)
    )
