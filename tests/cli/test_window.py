"""Which part of an archive is asked about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
import pytest

from monitor.cli.archives import Place
from monitor.cli.window import LONGEST, Days, Moment, Window

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def at(moment: datetime) -> Place:
    """An article of that time."""
    return Place(moment, 0)


@pytest.mark.parametrize("year", [1, 2, 100])
def test_an_article_of_any_year_has_days_before_it(year: int) -> None:
    """The calendar has a beginning; what claims to stand there is judged like the rest."""
    place = at(datetime(year, 1, 1, tzinfo=UTC))
    assert Window(None, None, LONGEST).of([place], NOW)[0] == [place]


def test_the_last_days_are_counted_from_the_newest_that_is_not_of_the_future() -> None:
    """With a week before them, which leads up to them."""
    places = [at(NOW - timedelta(days=days)) for days in (20, 8, 3, 1, -5)]
    assert Window(None, None, 2.0).of(places, NOW) == (places[1:], NOW - timedelta(days=3))


@pytest.mark.parametrize("written", ["0001-01-02", "9999-12-31T23:59", "1899-12-31", "soon"])
def test_a_time_at_an_end_of_the_calendar_is_wrong_usage(written: str) -> None:
    """It could be neither shifted nor compared."""
    with pytest.raises(click.UsageError):
        Moment().convert(written, None, None)


@pytest.mark.parametrize("written", ["0", "-1", "36526", "inf", "nan", "many"])
def test_days_are_a_number_within_a_century(written: str) -> None:
    """Anything else is wrong usage."""
    with pytest.raises(click.UsageError):
        Days().convert(written, None, None)
    assert Days().convert("1.5", None, None) == 1.5
