"""`monitor check --corpus`: precision and recall of each rule over labelled articles, and the floor they must reach."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from monitor.cli.screen import HEAD, Screen, count, line
from monitor.errors import BadSettings
from monitor.model import Reading
from monitor.rules.book import RuleBook
from monitor.rules.scoring import ALL, Labelled, Mistake, Score, judged, labelled, mistakes, scores

CORPUS = Path("tests/corpus/judgement")  # of a checkout, when no file is named
FEW = 30  # articles of a language below which its figures are too uncertain to be held to a floor
SHOWN = 300  # characters of an article that was misjudged


@dataclass(frozen=True, slots=True)
class Floor:
    """The least precision and recall of each rule: overall, and in each language with `FEW` articles or more."""

    overall: float | None = None
    language: float | None = None

    def below(self, found: dict[tuple[str, str], Score]) -> list[str]:
        """What lies below the floor, a line each."""
        return [
            f"{rule}, {language}: {name} {value:.3f} is below {least:g}"
            for (rule, language), score in found.items()
            if (least := self._least(language, score)) is not None
            for name, value in (("precision", score.precision), ("recall", score.recall))
            if value < least
        ]

    def _least(self, language: str, score: Score) -> float | None:
        if language == ALL:
            return self.overall
        return self.language if score.items >= FEW else None


NO_FLOOR = Floor()


def measure(
    screen: Screen, book: RuleBook, files: Sequence[Path], floor: Floor = NO_FLOOR, *,
    wrong: bool = False, as_json: bool = False,
) -> int:  # fmt: skip
    """Prints the scores, what lies below the floor, and with `wrong` each mistake; exit code 1 below the floor."""
    files = files or sorted(CORPUS.glob("*.jsonl"))
    if not files:
        raise BadSettings("name a file of labelled articles: monitor check --corpus FILE")
    cases = [case for file in files for case in _cases(file)]
    results = list(judged(book, cases))
    found = scores(book, results)
    below = floor.below(found)
    if as_json:
        screen.json(_report(book, files, results, found, below))
        return 1 if below else 0
    if wrong:
        for mistake in _mistakes(results):
            _say_mistake(screen, mistake)
    screen.say(f"{count(len(cases), 'labelled article')} in {count(len(files), 'file')}")
    _say_scores(screen, book, found)
    for name in sorted({rule for case in cases for rule in case.rules} - set(book.rules)):
        screen.say(f"labels name the rule {name}, which is not in force")
    for said in below:
        screen.say(said, style=HEAD)
    return 1 if below else 0


def _cases(file: Path) -> list[Labelled]:
    """The cases of a file of JSON lines. Raises BadSettings with file and line."""
    cases = []
    for number, row in enumerate(file.read_bytes().splitlines(), 1):
        if row.strip():
            try:
                cases.append(labelled(json.loads(row.decode("utf-8-sig"))))
            except (ValueError, RecursionError) as error:
                raise BadSettings(f"{file}:{number}: {error}") from error
    return cases


def _mistakes(results: Sequence[tuple[Labelled, Reading]]) -> list[Mistake]:
    return [mistake for case, reading in results for mistake in mistakes(case, reading)]


def _say_mistake(screen: Screen, mistake: Mistake) -> None:
    case = mistake.item
    screen.say(
        f"{'FALSE ' if mistake.false else 'MISSED'} {case.id} {mistake.rule}: {line(mistake.reason)}", style=HEAD
    )
    screen.say(line(f"{case.title} | {case.text[:SHOWN]}"), indent=7)
    screen.say(f"note: {line(case.note)}\n" if case.note else "", indent=7)


def _say_scores(screen: Screen, book: RuleBook, found: dict[tuple[str, str], Score]) -> None:
    """A row a rule and language, the whole first; languages without a label or an alarm of the rule are left out."""
    rows = []
    for rule in book.rules:
        mine = [(language, score) for (id, language), score in found.items() if id == rule]
        for language, score in sorted(mine, key=lambda pair: (pair[0] != ALL, pair[0])):
            if language == ALL or score.hits + score.false + score.missed:
                numbers = (score.items, score.hits, score.false, score.missed)
                shares = (score.precision, score.recall, score.f1)
                cells = (*map(str, numbers), *(f"{share:.3f}" for share in shares))
                rows.append((rule if language == ALL else "", language, *cells))
    screen.table(("rule", "language", "articles", "right", "false", "missed", "precision", "recall", "F1"), rows)


def _report(
    book: RuleBook, files: Sequence[Path], results: Sequence[tuple[Labelled, Reading]],
    found: dict[tuple[str, str], Score], below: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    shares = ("precision", "recall", "f1")
    return {
        "version": book.version,
        "files": [str(file) for file in files],
        "articles": len(results),
        "scores": [
            {"rule": rule, "language": language, **asdict(score), **{name: getattr(score, name) for name in shares}}
            for (rule, language), score in found.items()
        ],
        "mistakes": [
            {"id": one.item.id, "rule": one.rule, "kind": "false" if one.false else "missed", "reason": one.reason}
            for one in _mistakes(results)
        ],
        "below": list(below),
    }
