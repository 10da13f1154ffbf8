"""The shipped rules over the labelled corpus: precision and recall for each rule, overall and by language.

    python -m benchmarks.judgement [--wrong] [FILE ...]

The same as `monitor --rules rules.yaml check --corpus`, on the corpus of the repository when no file is named.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from monitor.cli.corpus import measure
from monitor.cli.screen import Screen
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.scoring import ALL, Labelled, Score, judged, labelled
from monitor.rules.scoring import scores as scored

__all__ = ["ALL", "CORPUS", "PARTS", "Score", "items", "scores"]

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
# folders, each with its floors
PARTS = (
    "judgement", "later", "pairs", "wide", "agency", "plain", "bare", "breadth", "desks", "press", "fighters",
    "features", "tempting", "newsrooms",
)  # fmt: skip


def items(paths: Iterable[Path]) -> list[Labelled]:
    """The labelled items of these files."""
    return [labelled(json.loads(line)) for path in paths for line in path.read_text().splitlines() if line.strip()]


def scores(book: RuleBook, corpus: Iterable[Labelled]) -> dict[tuple[str, str], Score]:
    """(rule, language) -> score; language "all" for the whole."""
    return scored(book, judged(book, corpus))


def main() -> None:
    """Print the table, and with --wrong what is behind it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--wrong", action="store_true")
    options.add_argument("--rules", type=Path, default=ROOT / "rules.yaml")
    options.add_argument("files", nargs="*", type=Path)
    given = options.parse_args()
    files = given.files or [path for part in PARTS for path in sorted((CORPUS / part).glob("*.jsonl"))]
    measure(Screen(), load(given.rules.read_text()), files, wrong=given.wrong)


if __name__ == "__main__":
    main()
