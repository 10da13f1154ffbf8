"""Which part of an archive is asked about: from a day on, before a day, or the last few days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isnan
from typing import Any

import click

from monitor.cli.archives import Place
from monitor.cli.screen import TRIPOLI

BEFORE = timedelta(days=7)  # of articles before the window that are judged too, so that their stories are known
EARLIEST, LATEST = 1900, 2999  # years: what is close to an end of the calendar can be neither shifted nor compared
LONGEST = 36_525.0  # days: a hundred years
DAWN = datetime(1, 1, 3, tzinfo=UTC)  # of the calendar, and some room for any zone


@dataclass(frozen=True, slots=True)
class Window:
    """The articles that are asked about: from `since` on, before `until`, and of the last `days`."""

    since: datetime | None
    until: datetime | None
    days: float | None

    def of(self, places: Sequence[Place], now: datetime) -> tuple[list[Place], datetime | None]:
        """The places to judge, in order of time, and from when on they are asked about; those before lead up to it.

        The last days are counted from the newest article, not from one that is dated in the future.
        """
        end = min(self.until, now) if self.until else now
        wanted = [place for place in places if not self.until or place.at < self.until]
        since = self.since
        if self.days is not None and wanted:
            newest = max((place.at for place in wanted if place.at <= end), default=wanted[-1].at)
            start = _before(newest, timedelta(days=self.days))
            since = max(since, start) if since else start
        return [place for place in wanted if not since or place.at >= _before(since, BEFORE)], since


def _before(moment: datetime, span: timedelta) -> datetime:
    """So long before; an article may claim to be of any year, and the calendar has a beginning."""
    return moment - min(span, max(moment - DAWN, timedelta()))


class Days(click.FloatRange):
    """A number of days above zero, of a century at most."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True, max=LONGEST)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; a usage error for what is none, for `nan` too, which no comparison refuses."""
        days = float(super().convert(value, param, ctx))
        if isnan(days):
            self.fail(f"{value!r} is not a number of days", param, ctx)
        return days


class Moment(click.ParamType["datetime"]):
    """A day or a time, in Tripoli unless it says otherwise."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """An aware time; a usage error for what is none."""
        if isinstance(value, datetime):
            return value
        moment = self._moment(value, param, ctx)
        if not EARLIEST <= moment.year <= LATEST:
            self.fail(f"{value!r} is no time of any news: write a year from {EARLIEST} to {LATEST}", param, ctx)
        return moment

    def _moment(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a time: write 2026-11-21 or 2026-11-21T18:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=TRIPOLI)
