"""How well the rules judge: labelled articles in, precision and recall of each rule out, overall and by language.

A label names the rules that should fire on an article; a rule that is not named should not. The format of the cases is
that of tests/corpus: {"id","lang","title","text","published"?,"feed_about"?,"rules","note"?}.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.model import Reading
from monitor.rules.book import RuleBook
from monitor.rules.match import read

ALL = "all"  # in place of a language: every one of them


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article, and the rules that should fire on it."""

    id: str
    lang: str
    title: str
    text: str
    published: datetime.date | None
    about: tuple[str, ...]  # the places its feed is about
    rules: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Right alarms, false alarms and misses of one rule in one language (or all), over `items` articles."""

    hits: int
    false: int
    missed: int
    items: int = 0

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
        """Harmonic mean of the two; 1 when there was nothing to find and nothing was found."""
        wrong = self.false + self.missed
        return 2 * self.hits / (2 * self.hits + wrong) if self.hits + wrong else 1.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """One rule that was judged otherwise than labelled: a false alarm or a miss, with its words or the reason."""

    item: Labelled
    rule: str
    false: bool
    reason: str


def labelled(value: Mapping[str, Any]) -> Labelled:
    """One case from its JSON object. Raises ValueError with what is wrong."""
    if not isinstance(value, Mapping):
        raise ValueError("not an object")
    title, text, rules = value.get("title", ""), value.get("text", ""), value.get("rules")
    if not (isinstance(title, str) and isinstance(text, str) and (title or text)):
        raise ValueError("neither title nor text")
    if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
        raise ValueError('no label: write "rules": [ids of the rules that should fire]')
    day = str(value.get("published") or "")
    return Labelled(
        str(value.get("id", "")), str(value.get("lang") or "?"), title, text,
        datetime.date.fromisoformat(day[:10]) if day else None,
        tuple(map(str, value.get("feed_about") or ())), tuple(rules), str(value.get("note") or ""),
    )  # fmt: skip


def judged(book: RuleBook, cases: Iterable[Labelled]) -> Iterator[tuple[Labelled, Reading]]:
    """Every case with what the rules see in it."""
    return ((case, read(book, case.title, case.text, about=case.about, published=case.published)) for case in cases)


def scores(book: RuleBook, results: Iterable[tuple[Labelled, Reading]]) -> dict[tuple[str, str], Score]:
    """(rule, language) -> score, for each rule in force, over all cases under `ALL` and in each language."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    items: Counter[str] = Counter()
    for case, reading in results:
        items.update((case.lang, ALL))
        fired = {match.rule for match in reading.matches}
        for rule in fired | set(case.rules):
            kind = ("hits" if rule in case.rules else "false") if rule in fired else "missed"
            for language in (case.lang, ALL):
                counts[rule, language][kind] += 1
    found = {(rule, language): counts[rule, language] for rule in book.rules for language in items}
    return {key: Score(one["hits"], one["false"], one["missed"], items[key[1]]) for key, one in found.items()}


def mistakes(case: Labelled, reading: Reading) -> Iterator[Mistake]:
    """Every rule that fired and should not have, or should have and did not."""
    for match in reading.matches:
        if match.rule not in case.rules:
            words = "; ".join(f"«{evidence.text}» {evidence.about}" for evidence in match.evidence)
            yield Mistake(case, match.rule, True, words)
    fired = {match.rule for match in reading.matches}
    near = {near.rule: near.reason for near in reading.near}
    for rule in case.rules:
        if rule not in fired:
            yield Mistake(case, rule, False, near.get(rule, "none of its words occur"))
