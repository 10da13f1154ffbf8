"""Which part of an archive is asked about: from a day on, before a day, or the last few days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import click

from monitor.cli.archives import Place
from monitor.cli.screen import TRIPOLI

BEFORE = timedelta(days=7)  # of articles before the window that are judged too, so that their stories are known


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
            start = newest - timedelta(days=self.days)
            since = max(since, start) if since else start
        return [place for place in wanted if not since or place.at >= since - BEFORE], since


class Moment(click.ParamType["datetime"]):
    """A day or a time, in Tripoli unless it says otherwise."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """An aware time; a usage error for what is none."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a time: write 2026-11-21 or 2026-11-21T18:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=TRIPOLI)
