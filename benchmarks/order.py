"""Whether it matters which of two articles of one minute is seen first.

    python -m benchmarks.order

In each labelled stream the first retelling of a story is dated to the minute of its first article; the stream is
replayed with the pair in either order. Told the same means: as many alerts for the story, and the same new figures over
all its messages. A figure that is read in one language and not in the other shows here.

Counted apart are stories that differ by a rounding or a unit alone: "more than 20 wounded", told first and then made
precise, 26, against 26 at once; 21 days or three weeks. Readers of either order know the same; yet a message says a
number that the other order does not. `monitor replay` takes articles of one minute in an order of its own; here they
are taken as given, as by a daemon that polls one feed after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.streams import CORPUS, ROOT, TOLD, Answer, Row, answers, stream
from monitor.model import Decision, Figure
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.stories.sameness import says

PARTS = ("first", "second", "third", "fourth")
RETOLD = ("merge", "retold")


@dataclass(slots=True)
class Told:
    """What was told of a story: how many alerts of their own, and which new figures."""

    alerts: int = 0
    figures: set[float] = field(default_factory=set)
    read: list[Figure] = field(default_factory=list)  # the same with unit and bound

    def same(self, other: Told) -> bool:
        """Whether as much was told, number for number."""
        return (self.alerts, self.figures) == (other.alerts, other.figures)

    def as_good(self, other: Told) -> bool:
        """Whether each number that only one of the two tells says what a number of the other says: a rounding of it, or
        21 days for three weeks."""
        return self.alerts == other.alerts and self._covers(other) and other._covers(self)

    def _covers(self, other: Told) -> bool:
        mine = [one for one in self.read if one.value in self.figures]
        theirs = [one for one in other.read if one.value in other.figures - self.figures]
        said = {one.value for one in theirs if any(says(known, one) or says(one, known) for known in mine)}
        return other.figures - self.figures <= said


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
        if answer.judged.decision in TOLD and answer.judged.profile:
            story.read += answer.judged.profile.figures
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
        same = sum(one.same(other) for one, other in found.values())
        rounding = [
            story for story, (one, other) in found.items()
            if not one.same(other) and one.as_good(other)
        ]  # fmt: skip
        print(f"{part}: {same} of {len(found)} stories are told the same in either order", end="")
        print(f", {len(rounding)} more but for a rounding or another unit" if rounding else "")
        for story, (one, other) in found.items():
            if not one.same(other):
                alone = sorted(one.figures - other.figures), sorted(other.figures - one.figures)
                print(f"  {story}: {one.alerts} and {other.alerts} alerts, figures only {alone[0]} and only {alone[1]}")


if __name__ == "__main__":
    main()
