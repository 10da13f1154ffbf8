"""What a hostile or broken server does to a reader, one behaviour a path, and what a reader must make of it.

A case is either read (`titles`, in the order of the document; `text` stands in the first item's text) or refused with a
cause that an operator understands (`cause`, a pattern). There is no third way: an exception, a hang, an empty feed in
place of a broken one are what these cases are here to find.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.servers.feeds import Behaviour, Reply, item, rss

TITLE = "Ceasefire agreed in Libya"
ARABIC = "إعلان هدنة في ليبيا"


@dataclass(frozen=True, slots=True)
class Case:
    """One behaviour. `row` is its line in the table of faults; exactly one of `titles` and `cause` is given."""

    row: int
    reply: Behaviour
    titles: tuple[str, ...] | None = None
    cause: str = ""
    text: str = ""
    link: str = ""


def feed(*titles: str, text: str = "Both sides signed it on Monday.") -> str:
    """An RSS document with these items."""
    return rss(*(item(title, f"https://news.example/{n}", text, f"g{n}") for n, title in enumerate(titles)))


def read(row: int, body: bytes | str, *titles: str, text: str = "", link: str = "", **how: object) -> Case:
    """A body that is a feed, served in some way, with the titles a reader sees (one usual title by default)."""
    return Case(row, Reply(body, **how), titles or (TITLE,), text=text, link=link)  # type: ignore[arg-type]


def refused(row: int, cause: str, body: bytes | str = b"", **how: object) -> Case:
    """A body that is no feed, served in some way, with the cause a status page names."""
    return Case(row, Reply(body, **how), cause=cause)  # type: ignore[arg-type]
