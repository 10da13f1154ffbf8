"""The shipped rules on labelled articles: floors that fail the build, and are only ever raised."""

import json
from pathlib import Path

import pytest

from benchmarks.judgement import CORPUS, PARTS, Score, items, scores
from monitor.rules.book import RuleBook
from monitor.rules.check import check
from monitor.rules.load import load

ROOT = Path(__file__).parent.parent.parent
FLOORS: dict[str, dict[str, dict[str, list[float]]]] = {
    part: json.loads((CORPUS / part / "floors.json").read_text()) for part in PARTS
}


@pytest.fixture(scope="module")
def shipped() -> RuleBook:
    """The rules we ship."""
    return load((ROOT / "rules.yaml").read_text())


@pytest.fixture(scope="module")
def measured(shipped: RuleBook) -> dict[str, dict[tuple[str, str], Score]]:
    """Their scores on each part of the corpus."""
    return {part: scores(shipped, items(sorted((CORPUS / part).glob("*.jsonl")))) for part in PARTS}


@pytest.mark.parametrize(
    ("part", "rule", "language"),
    [(part, rule, language) for part, rules in FLOORS.items() for rule in rules for language in rules[rule]],
)
def test_judgement_stays_above_its_floor(
    measured: dict[str, dict[tuple[str, str], Score]], part: str, rule: str, language: str
) -> None:
    """Precision and recall of each rule, overall and by language, are at least what they were."""
    precision, recall = FLOORS[part][rule][language]
    assert measured[part][rule, language].precision >= precision
    assert measured[part][rule, language].recall >= recall


@pytest.mark.parametrize("part", PARTS)
def test_every_rule_has_a_floor(shipped: RuleBook, part: str) -> None:
    """A rule that nobody measures is a rule that nobody may trust."""
    assert set(FLOORS[part]) == set(shipped.rules)


def test_the_examples_in_the_shipped_rules_pass(shipped: RuleBook) -> None:
    """`monitor check` is clean on the file we ship, and it holds at least forty examples."""
    results = check(shipped)
    assert len(results) >= 40
    assert [result.reason for result in results if not result.passed] == []


def test_the_shipped_rules_pass_their_own_lint(shipped: RuleBook) -> None:
    """No warning in the file that others copy from."""
    assert [str(warning) for warning in shipped.warnings] == []
