"""A message as Telegram would show it, drawn with letters: bold is bold, a link a link, and quotes are set off.

Understands the tags that alerts use (`b`, `a`, `blockquote`) and nothing else. A pipe shows **bold** and writes the
address of a link behind it.
"""

from __future__ import annotations

from html.parser import HTMLParser

from rich.style import Style
from rich.text import Text

from monitor.cli.screen import QUIET, Screen, block
from monitor.model import Message, Receipt, Sent

BAR, QUOTE = "│ ", "▎ "
BOLD = Style(bold=True)


class _Reader(HTMLParser):
    """Telegram HTML to styled lines."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [Text()]
        self._terminal = terminal
        self._bold = False
        self._link = ""
        self._quote = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "b":
            self._bold = True
            self._mark()
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
        elif tag == "blockquote":
            self._quote = True
            self.lines[-1].append(QUOTE, QUIET)

    def handle_endtag(self, tag: str) -> None:
        if tag == "b":
            self._mark()
            self._bold = False
        elif tag == "a":
            if not self._terminal:
                self.lines[-1].append(f" ({self._link})")
            self._link = ""
        elif tag == "blockquote":
            self._quote = False

    def handle_data(self, data: str) -> None:
        style = Style(bold=self._bold or None, link=self._link or None, underline=bool(self._link) or None)
        first, *more = block(data).split("\n")
        self.lines[-1].append(first, style)
        for row in more:
            self.lines.append(Text())
            self.lines[-1].append(QUOTE if self._quote else "", QUIET)
            self.lines[-1].append(row, style)

    def _mark(self) -> None:
        if not self._terminal:
            self.lines[-1].append("**")


def say_message(screen: Screen, html: str) -> None:
    """One message, each line behind a bar."""
    reader = _Reader(terminal=screen.terminal)
    reader.feed(html)
    reader.close()
    for row in reader.lines:
        screen.say(row, margin=BAR)


class Bubbles:
    """A sender that draws on the screen: what is written is sent."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.sent = 0

    async def send(self, message: Message, address: str) -> Receipt:
        """Draws one message; an empty line after it."""
        say_message(self._screen, message.html)
        self._screen.say("")
        self.sent += 1
        return Sent()
