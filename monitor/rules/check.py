"""The examples in the rules file, run: what `monitor check` prints and the daemon asks before it adopts a file."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten

from monitor.model import Reading
from monitor.rules.book import Case, RuleBook
from monitor.rules.match import read

FIRST_WORDS = 60  # characters of an example that name it


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One example of one rule, what was read in it, and whether that is what the file says."""

    rule: str
    case: Case
    reading: Reading
    passed: bool
    reason: str

    def __str__(self) -> str:
        words = shorten(self.case.title or self.case.text, FIRST_WORDS, placeholder=" …")
        place = f"{self.case.place}: " if self.case.place else ""
        verdict = "passes" if self.passed else f"fails: {self.reason}"
        return f"{place}rule {self.rule}: test “{words}” {verdict}"


def check(book: RuleBook) -> tuple[CaseResult, ...]:
    """Run every example of every rule, in file order."""
    return tuple(_run(book, rule.id, case) for rule in book.rules.values() for case in rule.cases)


def _run(book: RuleBook, rule: str, case: Case) -> CaseResult:
    reading = read(book, case.title, case.text, about=case.about, published=case.date)
    fired = any(match.rule == rule for match in reading.matches)
    missing = [actor for actor in case.actors if actor not in reading.actors]
    if fired != case.fires:
        near = next((near.reason for near in reading.near if near.rule == rule), "none of its words occur")
        reason = f"it fired on «{_words(reading, rule)}»" if fired else f"it did not fire: {near}"
    else:
        reason = f"actors not recognised: {', '.join(missing)}" if missing else ""
    return CaseResult(rule, case, reading, fired == case.fires and not missing, reason)


def _words(reading: Reading, rule: str) -> str:
    return "», «".join(e.text for match in reading.matches if match.rule == rule for e in match.evidence)
