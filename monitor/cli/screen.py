"""Where commands write: one line or one table at a time, to a terminal of any width, to a pipe, or to a file.

What feeds and pages say is never trusted here: no markup is interpreted, no control character reaches the terminal,
no bidi override turns a line around. A terminal wraps at words; a pipe gets every line whole, without colour.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

TRIPOLI = ZoneInfo("Africa/Tripoli")
WORD = Style(bold=True, color="yellow")  # matched words
HEAD = Style(bold=True)
QUIET = Style(dim=True)
NO_WIDTH = 1_000_000  # a pipe has no edge

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def utf8() -> None:
    """Read and write UTF-8 whatever the locale says; what is no character is written as its escape."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def block(text: str) -> str:
    """Foreign text made safe for a terminal, its lines kept: control characters become U+FFFD, overrides go."""
    return _TURNING.sub("", _CONTROL.sub("\ufffd", text.replace("\r\n", "\n")))


def line(text: str) -> str:
    """Foreign text made safe and put on one line."""
    return " ".join(block(text).split())


def when(moment: datetime | None) -> str:
    """A time as people in Libya read it, to the minute; a dash for none."""
    return moment.astimezone(TRIPOLI).strftime("%Y-%m-%d %H:%M") if moment else "-"


def span(seconds: float) -> str:
    """A duration in its two largest units: "45 s", "12 min", "3 h 20 min", "2 d 4 h"."""
    whole = int(max(seconds, 0))
    if whole < 60:
        return f"{whole} s"
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min"
    return f"{days} d {hours % 24} h"


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 feed", "2 feeds"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


class _Pipe(Console):
    """A console that lets the command line judge a pipe whose reader left, instead of ending the program itself."""

    def on_broken_pipe(self) -> None:
        """Called while the error is handled."""
        raise


class Screen:
    """Standard output of one command. `wide` is False on a terminal, where lines are wrapped."""

    def __init__(self) -> None:
        stream = sys.stdout
        self.terminal = stream.isatty()
        self._console = _Pipe(
            file=stream,
            highlight=False,
            markup=False,
            emoji=False,
            width=None if self.terminal else NO_WIDTH,
            force_terminal=self.terminal or False,
            legacy_windows=False,
        )

    def say(self, *parts: str | Text, indent: int = 0, style: Style | None = None, margin: str = "") -> None:
        """One paragraph, from strings and styled pieces; made safe, wrapped on a terminal alone.

        `margin` (or `indent` spaces) stands before every line of it.
        """
        text = Text(style=style or "")
        for part in parts:
            text.append(part if isinstance(part, Text) else block(part))
        margin = margin or " " * indent
        for row in text.wrap(self._console, max(self._console.width - len(margin), 20)):
            row.rstrip()
            self._console.print(Text(margin) + row, soft_wrap=True)

    def head(self, text: str) -> None:
        """A heading with an empty line before it."""
        self._console.print()
        self.say(text, style=HEAD)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
        """Columns aligned by spaces; a terminal folds long cells, a pipe gets one line a row."""
        table = Table(*columns, box=None, pad_edge=False, header_style=HEAD)
        for column in table.columns:
            column.overflow = "fold"
        for row in rows:
            table.add_row(*(cell if isinstance(cell, Text) else Text(line(cell)) for cell in row))
        with self._console.capture() as drawn:
            self._console.print(table)
        for row in drawn.get().splitlines():
            click.echo(row.rstrip())

    def json(self, value: Any) -> None:
        """One JSON document, Arabic as Arabic."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def marked(text: str, spans: Iterable[tuple[int, int]], *, terminal: bool) -> Text:
    """`text` on one line with the spans (offsets into it) marked: bold on a terminal, **so** elsewhere.

    Overlapping spans are joined; text outside the spans is made safe like any other.
    """
    marks = Text()
    position = 0
    for start, end in _joined(spans):
        marks.append(_spaced(text[position:start]))
        word = _spaced(text[start:end])
        marks.append(word if terminal else f"**{word}**", style=WORD)
        position = end
    marks.append(_spaced(text[position:]))
    return marks


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _spaced(text: str) -> str:
    """Safe, on one line, its outer spaces kept: a piece of a longer line."""
    return re.sub(r"\s+", " ", block(text))
