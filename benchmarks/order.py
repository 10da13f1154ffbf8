"""Whether it matters which of two articles of one minute is seen first.

    python -m benchmarks.order

In each labelled stream the first retelling of a story is dated to the minute of its first article; the stream is
replayed with the pair in either order. Told the same means: as many alerts for the story, and the same new figures over
all its messages. A figure that is read in one language and not in the other shows here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.streams import CORPUS, PARTS, ROOT, Answer, Row, answers, stream
from monitor.model import Decision
from monitor.rules.book import RuleBook
from monitor.rules.load import load

RETOLD = ("merge", "retold")


@dataclass(slots=True)
class Told:
    """What was told of a story: how many alerts of their own, and which new figures."""

    alerts: int = 0
    figures: set[float] = field(default_factory=set)


def pairs(rows: Sequence[Row]) -> dict[Hashable, tuple[Row, Row]]:
    """Story -> its first article and the first retelling, where there is one."""
    firsts: dict[Hashable, Row] = {}
    found: dict[Hashable, tuple[Row, Row]] = {}
    for row in rows:
        story = row["story"]
        if story is not None and row["decision"] == "new":
            firsts[story] = row
        elif story in firsts and row["row"] in RETOLD and row["decision"] == "merge":
            found.setdefault(story, (firsts[story], row))
    return found


def together(rows: Sequence[Row], moved: Mapping[Hashable, tuple[Row, Row]], *, retelling_first: bool) -> list[Row]:
    """The stream with each pair at one time, in this order."""
    gone = {retelling["id"] for _, retelling in moved.values()}
    order: list[Row] = []
    for row in rows:
        pair = moved.get(row["story"])
        if pair and row is pair[0]:
            both = [row, {**pair[1], "published": row["published"]}]
            order += reversed(both) if retelling_first else both
        elif row["id"] not in gone:
            order.append(row)
    return order


def told(found: Sequence[Answer]) -> dict[Hashable, Told]:
    """What was told of each labelled story."""
    stories: dict[Hashable, Told] = defaultdict(Told)
    for answer in found:
        story = stories[answer.row["story"]]
        story.alerts += answer.judged.decision is Decision.NEW
        story.figures |= answer.figures
    return stories


def compared(book: RuleBook, part: str) -> dict[Hashable, tuple[Told, Told]]:
    """What was told of every story with a retelling, in either order."""
    rows = stream(CORPUS / f"{part}.jsonl")
    moved = pairs(rows)
    one, other = (told(answers(book, part, together(rows, moved, retelling_first=first))) for first in (False, True))
    return {story: (one[story], other[story]) for story in moved}


def main() -> None:
    """Print the stories for which the order matters, and how many there are."""
    book = load((ROOT / "rules.yaml").read_text(encoding="utf-8"))
    for part in PARTS:
        found = compared(book, part)
        same = sum(one == other for one, other in found.values())
        print(f"{part}: {same} of {len(found)} stories are told the same in either order")
        for story, (one, other) in found.items():
            if one != other:
                alone = sorted(one.figures - other.figures), sorted(other.figures - one.figures)
                print(f"  {story}: {one.alerts} and {other.alerts} alerts, figures only {alone[0]} and only {alone[1]}")


if __name__ == "__main__":
    main()
