"""What the operator is told of the daemon itself: baselines taken, rules refused, rules adopted. Pure: words alone."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.articles.baseline import summary
from monitor.model import Decision, Outcome

SHOWN = 10  # lines of one kind in one notice


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


def cut(lines: Sequence[str], noun: str) -> list[str]:
    """The first lines, and how many more there are."""
    more = [f"and {len(lines) - SHOWN} more {noun}"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]
