"""What is told of the daemon itself: what runs, baselines taken, rules refused, rules adopted. Pure: words alone."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alerts.routing import route
from monitor.articles.baseline import summary
from monitor.model import Chat, Decision, Match, Outcome, Reading
from monitor.rules.book import RuleBook

SHOWN = 10  # lines of one kind in one notice


def started(book: RuleBook, *, telegram: bool, rules: str, state: str) -> tuple[str, ...]:
    """What runs, in plain lines: the feeds, where alerts go, the files. `telegram`: whether there is a token."""
    off = sum(not feed.enabled for feed in book.feeds)
    feeds = _count(len(book.feeds) - off, "feed") + (f" ({off} more off)" if off else "")
    return (
        f"watching {feeds} with {_count(len(book.rules), 'rule')}",
        _whereto(book, telegram=telegram),
        f"rules: {rules}, version {book.version}; a change in it is adopted while this runs",
        f"state: {state}",
    )


def _whereto(book: RuleBook, *, telegram: bool) -> str:
    """Where alerts go, and what is missing if that is the console."""
    if not telegram:
        return "alerts are printed here, on standard output: TELEGRAM_BOT_TOKEN is not set"
    there = ", ".join(chat.id for chat in _told(book) if chat.address)
    here = ", ".join(printed(book))
    local = f"those for {here} are printed here, on standard output: its address in the rules file is empty"
    return "; ".join(part for part in (f"alerts go to Telegram: {there}" * bool(there), local * bool(here)) if part)


def printed(book: RuleBook) -> tuple[str, ...]:
    """The chats to which rules send alerts, but that have no address: the console is told instead."""
    return tuple(chat.id for chat in _told(book) if not chat.address)


def _told(book: RuleBook) -> list[Chat]:
    everything = Reading(matches=tuple(Match(rule.id, "", "normal", rule.send_to, ()) for rule in book.rules.values()))
    return [chat for chat, _ in route(everything, book.chats)]


def baselines(counts: Sequence[tuple[str, int, int]]) -> str:
    """One notice for all feeds that were read for the first time: a line each, the sum above when they are many.

    `counts` holds of each feed its name, how many items were kept, and how many of them a rule would have matched.
    """
    lines = [f"{name}: {summary(items, matching)}" for name, items, matching in counts]
    if len(lines) == 1:
        return lines[0]
    total = summary(sum(items for _, items, _ in counts), sum(matching for *_, matching in counts))
    return "\n".join((f"First poll of {len(lines)} feeds: {total}", *cut(lines, "feeds")))


def kept(outcome: Outcome) -> tuple[int, int]:
    """(items kept as baseline, how many of them a rule would have matched)."""
    items = [item for item in outcome.judged if item.decision is Decision.BASELINE]
    return len(items), sum(bool(item.reading.matches) for item in items)


def refused(problems: Sequence[str]) -> str:
    """The rules file on disk cannot be used, why, and that the old rules go on."""
    head = "The changed rules file is not used, the rules before it stay in force:"
    return "\n".join((head, *cut(problems, "problems")))


def unsound(problems: Sequence[str]) -> str:
    """The rules file a daemon began with fails its own tests; there are no others, so it is in force."""
    return "\n".join(("The rules in force do not pass their own tests:", *cut(problems, "tests")))


def adopted(changes: Sequence[str], *, mended: bool) -> str:
    """New rules are in force, and what is different."""
    head = "The rules file is mended" if mended else "The changed rules file is in force"
    return "\n".join((f"{head}{':' if changes else ', nothing in it is different.'}", *changes))


def turned(bad: Sequence[str], good: Sequence[str]) -> str:
    """What is not well since the last word about it, and what is well again."""
    worse = [f"- {words}" for words in bad]
    better = [f"- {subject}" for subject in good]
    return "\n".join(
        (*(["Not well:", *cut(worse, "(see `monitor status`)")] if bad else []),
         *(["Well again:", *cut(better, "(see `monitor status`)")] if good else []))
    )  # fmt: skip


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def cut(lines: Sequence[str], noun: str) -> list[str]:
    """The first lines, and how many more there are."""
    more = [f"and {len(lines) - SHOWN} more {noun}"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]
