"""The whole pipeline over dated streams of articles whose stories, decisions and new figures are labelled.

    python -m benchmarks.streams [--part first|second|all] [--wrong] [FILE ...]

Each part is a stream of its own, replayed in a scratch state. Printed, beside grouping by the day and by day and rules:

    BCubed      how articles are grouped into stories; an article without a predicted story is one of its own
    pairs       the same for pairs of articles of one story in different languages
    decisions   right ones, by row of the decision table; where a label allows several, each of them is right
    silenced    first articles of a story that were merged, ignored, or matched no rule
    addresses   right decisions where only the address, the guid or the whole text decides
    told        updates that were told, as an update or as an alert of their own
    figures     precision and recall of the new figures of what was or should have been told, by their values

Near-duplicates are measured by `benchmarks.duplicates`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.clusters import Placed, Ratio, across, bcubed, harmonic
from monitor.model import Decision, Entry, Judged
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.service.replay import Item, article_of, outlets, replay

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus" / "stories"
PARTS = ("first", "second")
TOLD = frozenset({Decision.NEW, Decision.UPDATE})
SILENT = frozenset({Decision.MERGE, Decision.IGNORE, Decision.NONE})
# rows of the table that hang on address, guid or text alone
ADDRESSES = ("tracking", "same-url", "same-text", "reused", "reused-guid")
NO_STORY = ("ignore", "baseline")  # decisions on articles without a story that may yet be counted to any

Row = Mapping[str, Any]  # one labelled article, as in the file


@dataclass(frozen=True, slots=True)
class Answer:
    """A labelled article and what the pipeline made of it."""

    part: str
    row: Row
    judged: Judged
    story: int | None

    @property
    def right(self) -> bool:
        """Whether the decision is one that the label allows."""
        return self.judged.decision in (self.row["decision"], *self.row.get("also_ok", ()))

    @property
    def silenced(self) -> bool:
        """Whether the first article of a story was not told."""
        return self.row["decision"] == "new" and self.judged.decision in SILENT

    @property
    def figures(self) -> set[float]:
        """The values that the pipeline names as new."""
        told = self.judged.decision in TOLD
        return {float(fact.value) for fact in self.judged.new_facts if told and fact.kind == "figure"}

    def values(self, key: str) -> set[float]:
        """The values labelled as new ("new_facts"), or as standing there without being news ("other_facts")."""
        return {float(fact["value"]) for fact in self.row.get(key, ()) if isinstance(fact["value"], int | float)}


def stream(path: Path) -> list[Row]:
    """The labelled articles of a file, in order of time; those of one time in the order of the file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return sorted(rows, key=lambda row: datetime.fromisoformat(row["published"]))


def answers(book: RuleBook, part: str, rows: Sequence[Row]) -> list[Answer]:
    """What the pipeline makes of one stream. Articles labelled as baseline are what their feed's first poll showed."""
    known = outlets(book)

    def item(number: int, row: Row) -> Item:
        feed, at = known(row["feed"]), datetime.fromisoformat(row["published"])
        entry = Entry(row.get("guid", ""), row["url"], row["title"], row["text"], at, lang=row["lang"])
        return Item(number, feed, article_of(feed, entry, at), known=row["decision"] == "baseline")

    steps = replay(book, [item(number, row) for number, row in enumerate(rows)])
    return [Answer(part, rows[step.number], step.judged, step.story) for step in steps]


# -- measures ---------------------------------------------------------------------------------------------------------


def _day(answer: Answer) -> Hashable:
    return answer.row["published"][:10] if answer.judged.reading.matches else None


def _day_and_rules(answer: Answer) -> Hashable:
    return _day(answer) and (_day(answer), *sorted(match.rule for match in answer.judged.reading.matches))


GROUPINGS: Mapping[str, Callable[[Answer], Hashable]] = {
    "ours": lambda answer: answer.story, "by day": _day, "by day and rules": _day_and_rules,
}  # fmt: skip


def placed(found: Iterable[Answer], group_of: Callable[[Answer], Hashable]) -> list[Placed]:
    """Every article that has a story, or that was put into one though it has none.

    What only retells the known belongs to no story and may be counted to any: it is left out.
    """
    articles = []
    for number, answer in enumerate(found):
        story, group = answer.row["story"], group_of(answer)
        if story is None and (group is None or answer.row["decision"] in NO_STORY):
            continue
        label = ("none", number) if story is None else (answer.part, story)
        articles.append(Placed(answer.row["lang"], label, ("alone", number) if group is None else (answer.part, group)))
    return articles


def figures(found: Iterable[Answer]) -> Ratio:
    """New figures by value. What stands in `other_facts` is neither asked for nor wrong: background, asides."""
    right = predicted = labelled = 0
    for answer in found:
        wanted = answer.values("new_facts") if answer.row["decision"] in TOLD else set()
        said = answer.figures
        right += len(said & wanted)
        predicted += len(said - (answer.values("other_facts") - wanted))
        labelled += len(wanted)
    return Ratio(right, predicted, labelled)


def measured(found: Sequence[Answer]) -> dict[str, float]:
    """Every figure of the report, by name. Answers of several parts are pooled."""
    judged = [answer for answer in found if answer.row["decision"] != "baseline"]
    values, updates = figures(judged), [answer for answer in judged if answer.row["decision"] == "update"]
    same = [answer for answer in judged if answer.row["row"] in ADDRESSES]
    result = {
        "decisions right": sum(answer.right for answer in judged) / len(judged),
        "first articles silenced": sum(answer.silenced for answer in judged),
        "addresses right": sum(answer.right for answer in same) / len(same),
        "updates told": sum(answer.judged.decision in TOLD for answer in updates) / len(updates),
        "figures precision": values.precision,
        "figures recall": values.recall,
    }
    for name, group_of in GROUPINGS.items():
        articles = placed(found, group_of)
        precision, recall = bcubed(articles)
        result |= {f"{name}: BCubed precision": precision, f"{name}: BCubed recall": recall}
        result |= {f"{name}: BCubed F1": harmonic(precision, recall), f"{name}: pairs F1": across(articles).f1}
    return result


# -- the report -------------------------------------------------------------------------------------------------------


def say(found: Sequence[Answer]) -> None:
    """Print the figures, and right decisions by row."""
    for name, value in measured(found).items():
        print(f"{name:36}{value:8.3f}" if "silenced" not in name else f"{name:36}{value:8.0f}")
    rows = Counter(answer.row["row"] for answer in found)
    right = Counter(answer.row["row"] for answer in found if answer.right)
    print("\n".join(f"  {row:20}{right[row]:4} of {number}" for row, number in rows.most_common()))


def say_wrong(found: Iterable[Answer]) -> None:
    """Print every wrong decision with its reason, and every figure that is missing or too many."""
    for answer in found:
        row, judged = answer.row, answer.judged
        if not answer.right:
            wanted = "/".join((row["decision"], *row.get("also_ok", ())))
            label = f"{row['id']} {row['lang']} {row['row']} {row['story']}"
            print(f"{label}: {judged.decision}, not {wanted}; {answer.story}")
            print(f"    {row['title']}\n    {judged.reason}")
        if judged.decision in TOLD and row["decision"] in TOLD:
            wanted_figures = answer.values("new_facts")
            missing = sorted(wanted_figures - answer.figures)
            spare = sorted(answer.figures - wanted_figures - answer.values("other_facts"))
            if missing or spare:
                print(f"{row['id']} {row['lang']} figures: missing {missing}, too many {spare}")


def main() -> None:
    """Print the report, and with --wrong what is behind it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--part", choices=(*PARTS, "all"), default="all")
    options.add_argument("--wrong", action="store_true")
    options.add_argument("--rules", type=Path, default=ROOT / "rules.yaml")
    options.add_argument("files", nargs="*", type=Path)
    given = options.parse_args()
    parts = PARTS if given.part == "all" else (given.part,)
    paths = given.files or [CORPUS / f"{part}.jsonl" for part in parts]
    book = load(given.rules.read_text(encoding="utf-8"))
    found = [answer for path in paths for answer in answers(book, path.stem, stream(path))]
    say(found)
    if given.wrong:
        say_wrong(found)


if __name__ == "__main__":
    main()
