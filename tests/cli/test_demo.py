"""`monitor demo`: the whole path of the data, with real parts, offline."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from monitor.cli.samples import FIRST, LATER, Samples
from monitor.feeds.parse import parse
from monitor.model import ParsedFeed
from tests.cli.desk import Desk, Kept


def step(kept: Kept, number: int) -> str:
    """The text of one numbered step."""
    return re.split(r"^\d\. ", kept.printed, flags=re.MULTILINE)[number]


def test_the_first_poll_tells_nobody_and_says_what_it_kept(kept: Kept) -> None:
    """Ten items, two of which a rule would have matched."""
    assert "In all: 10 kept as baseline, 2 would have matched." in step(kept, 2)


def test_what_is_new_and_about_libya_is_told_once(kept: Kept) -> None:
    """One alert for the ceasefire in Arabic, of two outlets; one in English, one in French; none of the baseline."""
    alerts = step(kept, 4)
    assert "3 alerts sent." in alerts
    assert alerts.count("وقف فوري ودائم لإطلاق النار") == 1
    assert "**Sudanese mercenaries**" in alerts
    assert "**cessez-le-feu**" in alerts
    assert "Gaza" not in alerts
    assert "Jufra" not in alerts


def test_the_french_alert_comes_from_the_page_behind_the_headline(kept: Kept) -> None:
    """The feed has a headline without the word; the page behind it was read."""
    assert "origin" not in step(kept, 4)
    assert "the page behind the item" in kept.desk("why", kept.url("états-majors")).stdout


def test_the_duplicate_and_gaza_are_explained(kept: Kept) -> None:
    """Each with the reason that was stored when it was decided."""
    reasons = step(kept, 5)
    assert "same text as in another source" in reasons
    assert "the sentence is about «Gaza»" in reasons


def test_it_ends_with_what_to_do_next(kept: Kept) -> None:
    """The commands that are named exist, and the kept state can be explored with the one that is printed."""
    assert "monitor run" in step(kept, 6)
    assert f"--state {kept.desk.state} why URL" in step(kept, 6)


def test_a_folder_that_is_in_use_is_not_taken(desk: Desk, tmp_path: Path) -> None:
    """--keep names a new folder, so that no state is ever mixed with the samples."""
    result = desk("demo", "--keep", str(tmp_path))
    assert result.exit_code == 2
    assert "not empty" in result.stderr


def test_the_samples_are_whole_feeds_of_fresh_news() -> None:
    """Every document parses, its items lie in the last two days, and later ones hold all that the first ones did."""
    now = datetime.now(UTC)
    samples = Samples(now, 8080)
    for feed in samples.feeds():
        entries = {}
        for phase in (FIRST, LATER):
            samples.phase = phase
            status, kind, body = samples.answer(f"/{feed.url.rpartition('/')[2]}")
            parsed = parse(body, feed.url, kind)
            assert status == 200
            assert isinstance(parsed, ParsedFeed)
            entries[phase] = {entry.link for entry in parsed.entries}
            for entry in parsed.entries:
                assert entry.published is not None
                assert 0 < (now - entry.published).total_seconds() < 2 * 86400
                assert entry.link.startswith(samples.root)
        assert entries[FIRST] < entries[LATER]


def test_the_sample_server_serves_nothing_else() -> None:
    """No path leads out of its folder."""
    samples = Samples(datetime.now(UTC), 8080)
    for path in ("/", "/../rules.yaml", "/first/../../rules.yaml", "/pages/golfe-3.html", "/golfe/9", "/%2e%2e/x.xml"):
        assert samples.answer(path)[0] == 404
    assert samples.answer("/golfe/3?utm_source=x")[0] == 200


def test_rules_in_several_files_are_shown_too(desk: Desk, tmp_path: Path) -> None:
    """What is included comes along, its feeds left out: only the samples are polled."""
    (desk.rules.parent / "more.yaml").write_text(
        "feeds:\n  - {name: Real, url: 'https://real.example/feed'}\ntopics:\n  dates: {terms: {en: [harvest]}}\n"
    )
    desk.rules.write_text("include: more.yaml\n" + desk.rules.read_text(encoding="utf-8"), encoding="utf-8")
    result = desk("demo", "--keep", str(tmp_path / "kept"))
    assert result.exit_code == 0
    assert "Real" not in result.stdout
    assert "harvest" in (tmp_path / "kept" / "more.yaml").read_text(encoding="utf-8")
