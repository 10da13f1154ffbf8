"""Dates are read as newsrooms write them, and doubted when they cannot be true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.dates import plausible, read

NOON = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
DAY = datetime(2025, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 12 Nov 2025 12:00:00 GMT",
        "Wed, 12 Nov 2025 14:00:00 +0200",
        "Wed, 12 Nov 2025 14:00:00 EET",
        "2025-11-12T14:00:00+02:00",
        "2025-11-12 12:00",
        "2025/11/12 12:00",
        "12/11/2025 12:00",
        "12.11.2025 в 12:00",
        "12-Nov-2025 12:00",
        "Nov 12, 2025 12:00 PM",
        "November 12, 2025 12:00",
        "الأربعاء، 12 نوفمبر 2025 12:00 م",
        "الأربعاء ١٢ تشرين الثاني ٢٠٢٥ ١٢:٠٠",
        "12 تشرين الثاني/نوفمبر 2025 - 12:00",
        "١٢/١١/٢٠٢٥ ١٢:٠٠",
        "mer., 12 nov. 2025 13:00:00 +0100",
        "mar., 12 nov. 2025 à 12h00",
        "12 novembre 2025 12:00",
        "mer, 12 nov 2025 12:00",
        "Çar, 12 Kas 2025 15:00:00 +0300",
        "12 Kasım 2025 Çarşamba 12:00",
        "ср, 12 ноя 2025 15:00:00 +0300",
        "12 ноября 2025, 12:00",
        "1762948800",
        "1762948800000",
    ],
)
def test_a_moment_is_read_in_the_languages_of_the_feeds(text: str) -> None:
    """Month names of seven languages, Arabic digits, zones by name or number, seconds since 1970."""
    assert read(text) == NOON


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("12 يناير 2025", 1),
        ("12 كانون الثاني 2025", 1),
        ("12 جانفي 2025", 1),
        ("12 شباط 2025", 2),
        ("12 Şubat 2025", 2),
        ("12 février 2025", 2),
        ("12 آذار 2025", 3),
        ("12 marzo 2025", 3),
        ("12 أفريل 2025", 4),
        ("12 aprile 2025", 4),
        ("12 мая 2025", 5),
        ("12 ماي 2025", 5),
        ("12 مايو 2025", 5),
        ("12 maggio 2025", 5),
        ("12 Haziran 2025", 6),
        ("12 juin 2025", 6),
        ("12 juillet 2025", 7),
        ("12 luglio 2025", 7),
        ("12 آب 2025", 8),
        ("12 أوت 2025", 8),
        ("12 août 2025", 8),
        ("12 Ağustos 2025", 8),
        ("12 أيلول 2025", 9),
        ("12 Eylül 2025", 9),
        ("12 تشرين الأول 2025", 10),
        ("12 Ekim 2025", 10),
        ("12 كانون الأول 2025", 12),
        ("12 Aralık 2025", 12),
        ("1er décembre 2025", 12),
    ],
)
def test_month_names_are_known(text: str, month: int) -> None:
    """Of the Nile, of the Levant, of the Maghreb; French, Italian, Turkish, Russian."""
    date = read(text)
    assert date is not None and (date.month, date.year) == (month, 2025)


@pytest.mark.parametrize(("text", "hour"), [("7:15 مساءً", 19), ("7:15 ص", 7), ("12:15 AM", 0), ("12:15 pm", 12)])
def test_halves_of_the_day_are_read(text: str, hour: int) -> None:
    """Before and after noon, in Arabic and English."""
    assert read(f"12 نوفمبر 2025 {text}") == DAY + timedelta(hours=hour, minutes=15)


@pytest.mark.parametrize(
    "text", ["", "garbage", "12 ربيع الأول 1447", "32 Nov 2025", "2025-13-45", "9" * 5000, "12 Nov"]
)
def test_what_names_no_moment_is_none(text: str) -> None:
    """Hijri dates, impossible days, nothing at all."""
    assert read(text) is None


def test_dates_that_cannot_be_true_are_none() -> None:
    """Before feeds existed and in the future; a clock in another zone is forgiven."""
    assert plausible(datetime(1970, 1, 1, tzinfo=UTC), NOON) is None
    assert plausible(NOON + timedelta(days=3), NOON) is None
    assert plausible(NOON + timedelta(days=1), NOON) == NOON + timedelta(days=1)
    assert plausible(None, NOON) is None


@given(st.text(alphabet="0123456789٠١٢٣ :/-.+TZ نوفمبرNovmai", max_size=60))
def test_nothing_raises(text: str) -> None:
    """Any text is a moment in UTC or none."""
    date = read(text)
    assert date is None or date.tzinfo is UTC
