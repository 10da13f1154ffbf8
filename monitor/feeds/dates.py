"""Dates as newsrooms write them, for those that a feed parser gives up on: month names in seven languages, Arabic
digits, day before month, seconds since 1970.

A date that cannot be true (before feeds existed, or in the future) is no date: downstream a missing date costs
nothing, a wrong one misleads. Hijri dates are not converted, they are missing too. Pure functions.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from monitor.text.fold import fold

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)  # a clock in the wrong time zone, and a generous margin

# Beginnings of month names, unless they stand whole: English, French, Italian, Spanish, German, Turkish, Russian;
# Arabic of the Nile, of the Levant, of the Maghreb. A beginning that two months share is spelt out.
_NAMES = (
    "jan gen ene oca янв يناير جانفي كانون_الثاني",
    "feb fev sub фев فبراير فيفري شباط",
    "mar mär мар مارس اذار",
    "apr avr abr nis апр ابريل افريل نيسان",
    "may mai mag май мая مايو ماي ايار",
    "jun juin giu haz июн يونيو يونيه جوان حزيران",
    "jul juil lug tem июл يوليو يوليه جويليه تموز",
    "aug aou ago agu авг اغسطس اوت اب",
    "sep set eyl сен سبتمبر ايلول",
    "oct ott okt eki окт اكتوبر تشرين_الاول",
    "nov kas ноя نوفمبر تشرين_الثاني",
    "dec dic dez ara дек ديسمبر كانون_الاول",
)
_MONTHS = {fold(name): number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_WHOLE = frozenset(map(fold, ("اب", "ماي")))  # too short to be the beginning of anything

_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d:])(\d{1,2})(?:er|\.|º)?[\s\-/]+(?:de\s+)?([^\W\d][\w_]*)")
_MONTH_FIRST = re.compile(r"([^\W\d][\w_]*)\.?[\s\-/]+(\d{1,2})(?![\d:])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(am\b|a\.m|pm\b|p\.m|صباحا|مساء|ص(?!\w)|م(?!\w))?"
)
_ZONE = re.compile(r"(?:(?<=\d)|(?<=\s)|gmt|utc)([+-])(\d{2}):?(\d{2})(?!\d)")
_ZONES = {"cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "pst": -8, "pdt": -7, "bst": 1}
_EPOCH = re.compile(r"(\d{10})(\d{3})?")


def read(text: str) -> datetime | None:
    """The moment a date string names, in UTC (which is assumed when it names no zone); None when it names none."""
    words = re.sub(r"(كانون|تشرين)\s+", r"\1_", fold(text[:200]))
    epoch = _EPOCH.fullmatch(words.strip())
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    day = _day(words)
    if day is None:
        return None
    try:
        return datetime(*day, *_time(words), tzinfo=timezone(_offset(words))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def plausible(date: datetime | None, now: datetime) -> datetime | None:
    """The date, unless it cannot be true."""
    return date if date is not None and EARLIEST <= date <= now + AHEAD else None


def _day(words: str) -> tuple[int, int, int] | None:
    """(year, month, day); of two numbers that could both be the month, the second is: nobody here writes 9/11."""
    if iso := _ISO.search(words):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if numbers := _NUMBERS.search(words):
        day, month = int(numbers[1]), int(numbers[2])
        return (int(numbers[3]), day, month) if month > 12 else (int(numbers[3]), month, day)
    year = _YEAR.search(words)
    if not year:
        return None
    found = [(int(day), _month(name)) for day, name in _DAY_FIRST.findall(words)]
    found += [(int(day), _month(name)) for name, day in _MONTH_FIRST.findall(words)]
    return next(((int(year[1]), month, day) for day, month in found if month), None)


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for another word ("mar., 12 nov." is a Tuesday)."""
    for length in range(len(name), 1, -1):
        number = _MONTHS.get(name[:length], 0)
        if number and (length == len(name) or name[:length] not in _WHOLE):
            return number
    return 0


def _time(words: str) -> tuple[int, int, int]:
    time = _TIME.search(words)
    if not time:
        return 0, 0, 0
    hour, half = int(time[1]), time[4] or ""
    if half.startswith(("p", "م")) and hour < 12:
        hour += 12
    if half.startswith(("a", "ص")) and hour == 12:
        hour = 0
    return hour, int(time[2]), int(time[3] or 0)


def _offset(words: str) -> timedelta:
    if zone := _ZONE.search(words):
        minutes = int(zone[2]) * 60 + int(zone[3])
        return timedelta(minutes=-minutes if zone[1] == "-" else minutes)
    return timedelta(hours=next((hours for name, hours in _ZONES.items() if re.search(rf"\b{name}\b", words)), 0))
