"""A message drawn with letters."""

from __future__ import annotations

import io
import sys

import pytest

from monitor.cli.bubble import say_message
from monitor.cli.screen import Screen

HTML = (
    '<a href="https://x.example/1?a=1&amp;b=2">هدنة في <b>ليبيا</b></a>\nOutlet · east\n\n'
    "<blockquote>one &lt;b&gt; <b>truce</b>\ntwo</blockquote>\nActors: a &amp; b"
)


def test_a_pipe_gets_marks_and_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    """Bold between stars, the address behind its words, quotes set off, entities as characters."""
    say_message(Screen(), HTML)
    assert capsys.readouterr().out.splitlines() == [
        "│ هدنة في **ليبيا** (https://x.example/1?a=1&b=2)",
        "│ Outlet · east",
        "│ ",
        "│ ▎ one <b> **truce**",
        "│ ▎ two",
        "│ Actors: a & b",
    ]


class Terminal(io.StringIO):
    """A standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_bold_and_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bold is bold, the title is a hyperlink (OSC 8), no stars and no address in the text."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    say_message(Screen(), HTML)
    shown = terminal.getvalue()
    assert "\x1b[1mtruce" in shown
    assert "one <b> \x1b" in shown
    assert "\x1b]8;" in shown and "https://x.example/1?a=1&b=2" in shown
    assert "**" not in shown


def test_control_characters_of_a_message_are_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """ESC and bidi isolates that slipped into a stored message do not reach the terminal."""
    say_message(Screen(), "a\x1b[31mb \u2068c\u2069 <b>d\x07</b>")
    assert capsys.readouterr().out == "│ a\ufffd[31mb c **d\ufffd**\n"
