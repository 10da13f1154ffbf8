"""The shipped rules over the labelled corpus: precision and recall for each rule, overall and by language.

    python -m benchmarks.judgement [--wrong] [FILE ...]

A positive is an item whose label names the rule. `--wrong` prints every item that was judged otherwise than labelled,
with the words that fired or the reason why they did not.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.model import Reading
from monitor.rules.compile import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus" / "judgement"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Score:
    """Hits, false alarms and misses of one rule in one language (or all)."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of alarms that were right; 1 without alarms."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of what should have raised an alarm that did; 1 when nothing should."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.hits / max(2 * self.hits + self.false + self.missed, 1)


def items(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The labelled items of these files."""
    return [json.loads(line) for path in paths for line in path.read_text().splitlines() if line.strip()]


def reading(book: RuleBook, item: dict[str, Any]) -> Reading:
    """What the rules see in one item."""
    day = datetime.date.fromisoformat(item["published"]) if item.get("published") else None
    return read(book, item["title"], item["text"], about=tuple(item.get("feed_about", ())), published=day)


def judged(book: RuleBook, corpus: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Reading]]:
    """Every item with its reading."""
    return ((item, reading(book, item)) for item in corpus)


def scores(book: RuleBook, corpus: Iterable[dict[str, Any]]) -> dict[tuple[str, str], Score]:
    """(rule, language) -> score; language "all" for the whole."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item, found in judged(book, corpus):
        fired = {match.rule for match in found.matches}
        for rule in book.rules:
            kind = ("hits" if rule in item["rules"] else "false") if rule in fired else "missed"
            if rule in fired or rule in item["rules"]:
                for language in (item["lang"], ALL):
                    counts[rule, language][kind] += 1
    return {key: Score(count["hits"], count["false"], count["missed"]) for key, count in counts.items()}


def explain(item: dict[str, Any], found: Reading) -> Iterator[str]:
    """A line for each rule that was judged otherwise than labelled."""
    for match in found.matches:
        if match.rule not in item["rules"]:
            words = "; ".join(f"«{evidence.text}» {evidence.about}" for evidence in match.evidence)
            yield f"FALSE  {item['id']} {match.rule}: {words}"
    fired = {match.rule for match in found.matches}
    near = {near.rule: near.reason for near in found.near}
    for rule in item["rules"]:
        if rule not in fired:
            yield f"MISSED {item['id']} {rule}: {near.get(rule, 'none of its words')}"


def main() -> None:
    """Print the table, and with --wrong what is behind it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--wrong", action="store_true")
    options.add_argument("--rules", type=Path, default=ROOT / "rules.yaml")
    options.add_argument("files", nargs="*", type=Path)
    given = options.parse_args()
    book = load(given.rules.read_text())
    corpus = items(given.files or sorted(CORPUS.glob("*.jsonl")))
    if given.wrong:
        for item, found in judged(book, corpus):
            for line in explain(item, found):
                print(f"{line}\n       {item['title']} | {item['text'][:300]}\n       note: {item.get('note', '')}\n")
    print(f"{len(corpus)} items\n{'':<34}{'right':>6}{'false':>6}{'missed':>7}{'precision':>11}{'recall':>8}{'F1':>7}")
    for (rule, language), score in sorted(scores(book, corpus).items(), key=lambda pair: (pair[0][0], pair[0][1])):
        counts = f"{score.hits:>6}{score.false:>6}{score.missed:>7}"
        print(f"{rule + ' ' + language:<34}{counts}{score.precision:>11.3f}{score.recall:>8.3f}{score.f1:>7.3f}")


if __name__ == "__main__":
    main()
