"""The five articles this project began from, read by the shipped rules; not ours to ship, so skipped where absent."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.articles.identity import given
from monitor.model import Reading
from monitor.rules.load import load
from monitor.rules.match import read

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAMED = {
    "000": {"pompeo", "sarraj", "gna", "lna", "turkey", "un"},
    "001": {"pompeo", "sarraj", "haftar", "gna", "lna", "turkey", "russia", "un", "unsmil"},
    "002": {"pompeo", "haftar", "gna", "lna", "turkey", "russia", "unsmil", "egypt"},
    "003": {"haftar", "lna", "russia"},
    "004": {"pompeo", "haftar", "sarraj", "gna", "lna", "turkey", "russia", "un"},
}

pytestmark = pytest.mark.skipif(not SEEDS, reason="the seed articles are not beside this checkout")


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    """The first three digits of each file -> what the shipped rules see in it."""
    book = load((ROOT / "rules.yaml").read_text())
    found = {}
    for path in SEEDS:
        article = given(path.read_text(), seen=NOW)
        found[path.name[:3]] = read(book, article.title, article.text)
    return found


@pytest.mark.parametrize("seed", NAMED)
def test_both_topics_and_the_actors_are_found(readings: dict[str, Reading], seed: str) -> None:
    """Each seed carries the ceasefire, or the call to stop fighting, and the mercenaries, and names who it names."""
    reading = readings[seed]
    assert {match.rule for match in reading.matches} == {"libya-ceasefire", "libya-mercenaries"}
    assert set(reading.actors) >= NAMED[seed]
    assert all(evidence.about for match in reading.matches for evidence in match.evidence)
