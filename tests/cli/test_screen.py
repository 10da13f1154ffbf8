"""What reaches a terminal or a pipe."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime

import pytest

from monitor.cli.screen import Screen, block, count, line, marked, span, when


def test_control_characters_and_overrides_never_reach_the_terminal() -> None:
    """ESC, BEL, CR, C1 and bidi overrides of a feed are made harmless; letters and lines stay."""
    hostile = "عاجل\x1b[31m\x07\rred\x9b2J\u202egnp.exe\u2066\nnext"
    assert block(hostile) == "عاجل\ufffd[31m\ufffd\ufffdred\ufffd2Jgnp.exe\nnext"
    assert line(hostile + "\t end ") == "عاجل\ufffd[31m\ufffd\ufffdred\ufffd2Jgnp.exe next end"


def test_zero_width_joiners_stay() -> None:
    """Arabic and Persian writing needs them; they do no harm."""
    assert line("می\u200cشود") == "می\u200cشود"


def test_markup_of_a_feed_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Square brackets, colons and tags of a headline are printed as they are."""
    Screen().say("[bold]هدنة[/bold] :smile: <b>x</b>")
    assert capsys.readouterr().out == "[bold]هدنة[/bold] :smile: <b>x</b>\n"


def test_a_pipe_gets_whole_lines_without_colour(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is wrapped, cut, padded or coloured when standard output is not a terminal."""
    long = "وقف إطلاق النار في ليبيا " * 60
    Screen().say(long.strip(), indent=2)
    Screen().table(["name", "cause"], [["One", long], ["Two", ""]])
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "  " + long.strip()
    assert len(rows) == 4
    assert rows[3] == "Two"
    assert all("\x1b" not in row and row == row.rstrip() for row in rows)


def test_matched_words_are_marked_in_a_pipe() -> None:
    """Spans become **bold**; touching and overlapping ones become one; the rest is untouched."""
    text = "رفض حفتر وقف إطلاق النار"
    start = text.index("وقف")
    assert (
        marked(text, [(start, len(text)), (start, start + 3)], terminal=False).plain == "رفض حفتر **وقف إطلاق النار**"
    )
    assert marked("a b c", [(0, 1), (4, 5)], terminal=False).plain == "**a** b **c**"
    assert marked("a b c", [], terminal=False).plain == "a b c"


def test_a_sentence_over_two_lines_is_shown_on_one() -> None:
    """A line end inside a sentence or inside the marked words becomes a space."""
    assert marked("a\nb  c", [(0, 3)], terminal=False).plain == "**a b** c"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0 s"), (59.9, "59 s"), (60, "1 min"), (3599, "59 min"), (12000, "3 h 20 min"), (187200, "2 d 4 h")],
)
def test_durations_are_told_in_two_units(seconds: float, text: str) -> None:
    """Seconds under a minute, then minutes, hours and minutes, days and hours."""
    assert span(seconds) == text


def test_times_are_told_as_in_tripoli() -> None:
    """Two hours ahead of UTC all year; none is a dash."""
    assert when(datetime(2026, 11, 21, 23, 5, tzinfo=UTC)) == "2026-11-22 01:05"
    assert when(None) == "-"


def test_counts_agree_with_their_noun() -> None:
    """One feed, two feeds, no feeds, two copies."""
    assert [count(1, "feed"), count(2, "feed"), count(0, "feed")] == ["1 feed", "2 feeds", "0 feeds"]
    assert count(2, "copy", "copies") == "2 copies"


def test_json_keeps_arabic_and_dates(capsys: pytest.CaptureFixture[str]) -> None:
    """Arabic is printed as Arabic, times as ISO 8601."""
    Screen().json({"title": "هدنة", "at": datetime(2026, 1, 2, tzinfo=UTC)})
    out = capsys.readouterr().out
    assert "هدنة" in out
    assert json.loads(out) == {"title": "هدنة", "at": "2026-01-02T00:00:00+00:00"}


class Terminal(io.StringIO):
    """A standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_narrow_terminal_wraps_at_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty columns: no line is longer, no word is cut, the indent holds on every line."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    words = ("وقف إطلاق النار في ليبيا ceasefire " * 5).split()
    Screen().say(" ".join(words), indent=4)
    rows = terminal.getvalue().splitlines()
    assert len(rows) > 3
    assert all(row.startswith("    ") and len(row) <= 40 for row in rows)
    assert " ".join(rows).split() == words
