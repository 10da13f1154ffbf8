"""Row 31: a week of the daemon, simulated; `benchmarks/soak` does the work and draws the plots."""

from __future__ import annotations

import pytest

from benchmarks.soak import run, slope
from tests.faults.conftest import Figure

DAYS, FEEDS = 7.0, 50


@pytest.mark.soak
def test_a_week_leaves_no_trace_in_memory(figure: Figure) -> None:
    """After the first day memory hardly grows, files and threads do not, the log stays small."""
    samples, seconds = run(DAYS, FEEDS)
    later = [one for one in samples if one.day >= 1]
    assert slope(samples) < 1.0
    assert max(one.descriptors for one in later) - min(one.descriptors for one in later) <= 4
    assert max(one.threads for one in later) - min(one.threads for one in later) <= 2
    assert max(one.log_megabytes for one in samples) < 64
    figure(31, f"{samples[-1].polls} polls in {seconds:.0f} s: {slope(samples):.2f} MB a day after day 1")
