"""Alerts that are too many to be told one by one: a few messages that name them all, or the most important of them.

    Alerts at once: 500. They are told together here. Part 1 of 12.
    Ceasefire in Libya: 420, Mercenaries in Libya: 80

    🔴 Title, linked · Outlet
    …
    Not listed here: 4500. They are stored: monitor search, monitor export

A flood is more alerts than a person reads: the first poll of a feed after a change of all its addresses, an outage of
hours. Twenty a minute is all that a group can be told, so a thousand alerts would hold up the next one for an hour.
Every alert stays stored, with the digest that told of it. Lists keep to Telegram's limits, and to `LISTED` alerts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.alerts.markup import Shown, cut, join, length, line, literal, safe, show, web_link
from monitor.alerts.message import MAX_MESSAGE, ROOM_FOR_REPEAT
from monitor.alerts.wording import wording
from monitor.model import Chat, Draft, Kind

TOO_MANY = 100  # alerts waiting for one chat; up to here each is told by itself
LISTED = 500  # of one flood, in some 15 messages; the rest is counted
RULES = 8  # named with their number of alerts
MAX_TITLE, MAX_OUTLET, MAX_RULE, MAX_LINK = 120, 32, 60, 300
LINES, HTML = 60, 20_000  # of one message: lines, since each is an entity of 100 allowed; letters with the links
ROOM = MAX_MESSAGE - ROOM_FOR_REPEAT - 900  # units for lines; the rest is for the head with its rules, and the foot
SEE = ("monitor search", "monitor export")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An alert that was not sent: its message's number and what the list shows. `rules` are titles."""

    message: int
    title: str
    url: str = ""
    outlet: str = ""
    rules: tuple[str, ...] = ()
    urgent: bool = False
    silent: bool = False


def digest(waiting: Sequence[Waiting], chat: Chat) -> tuple[tuple[Draft, tuple[int, ...]], ...]:
    """Messages that tell of all these alerts, in the order given, each with the numbers of the alerts it stands for.

    Beyond `LISTED` those of the highest priority are listed, the latest among equals; the last message says how many
    are not, and stands for them.
    """
    ranked = sorted(waiting, key=lambda alert: (alert.urgent, not alert.silent, alert.message), reverse=True)
    chosen = {alert.message for alert in ranked[:LISTED]}
    pages = _pages([(alert.message, _entry(alert, chat)) for alert in waiting if alert.message in chosen])
    silent = all(alert.silent for alert in waiting)
    parts = []
    for number, page in enumerate(pages, 1):
        last = number == len(pages)
        unlisted = tuple(alert.message for alert in waiting if last and alert.message not in chosen)
        head = _head(waiting, chat, number, len(pages))
        shown = join("\n\n", (head, join("\n", (entry for _, entry in page)), _foot(len(unlisted), chat)))
        told = (*(message for message, _ in page), *unlisted)
        parts.append((Draft(chat.id, Kind.DIGEST, shown.html, shown.plain, silent or number > 1), told))
    return tuple(parts)


def _pages(entries: Sequence[tuple[int, Shown]]) -> list[list[tuple[int, Shown]]]:
    """The entries in order, as many on a page as a message holds."""
    pages: list[list[tuple[int, Shown]]] = [[]]
    units = letters = 0
    for message, entry in entries:
        units, letters = units + length(entry.plain) + 1, letters + len(entry.html) + 1
        if pages[-1] and (units > ROOM or letters > HTML or len(pages[-1]) == LINES):
            pages.append([])
            units, letters = length(entry.plain) + 1, len(entry.html) + 1
        pages[-1].append((message, entry))
    return pages


def _entry(alert: Waiting, chat: Chat) -> Shown:
    """ "🔴 Title · Outlet" on one line."""
    words = wording(chat.language)
    title = cut(safe(alert.title[: 4 * MAX_TITLE]), MAX_TITLE)
    title = title if title.text else safe(words.untitled)
    link = web_link(alert.url)
    parts = [show(title, words.rtl, link if len(link) <= MAX_LINK else "")]
    if alert.outlet:
        parts.append(show(cut(safe(alert.outlet), MAX_OUTLET), words.rtl))
    return line(literal("🔴 " if alert.urgent else "• ") + join(" · ", parts), words.rtl)


def _head(waiting: Sequence[Waiting], chat: Chat, number: int, pages: int) -> Shown:
    """How many there are, and of which rules; on every page which one it is."""
    words = wording(chat.language)
    part = words.part.format(part=number, parts=pages) if pages > 1 else ""
    if number > 1:
        return line(literal(f"📚 {part}"), words.rtl)
    counts = Counter(rule for alert in waiting for rule in alert.rules).most_common(RULES)
    named = [show(cut(safe(rule), MAX_RULE), words.rtl) + literal(f"{words.colon}{count}") for rule, count in counts]
    first = literal(" ".join(filter(None, (f"📚 {words.digest.format(count=len(waiting))}", part))))
    return join("\n", (line(first, words.rtl), line(join(words.comma, named), words.rtl)))


def _foot(unlisted: int, chat: Chat) -> Shown:
    """How many are not listed, and where they are."""
    if not unlisted:
        return Shown()
    words = wording(chat.language)
    commands = join(words.comma, (Shown(f"<code>{command}</code>", command) for command in SEE))
    return line(literal(words.unlisted.format(count=unlisted) + " ") + commands, words.rtl)
