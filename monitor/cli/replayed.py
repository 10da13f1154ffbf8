"""A replay in words: the alerts in order of time, and the counts; and two replays side by side, "+14 −3"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.text import Text

from monitor.cli.explain import say_match
from monitor.cli.screen import HEAD, QUIET, Screen, count, line, when
from monitor.cli.why import DECISIONS
from monitor.model import Article, Decision
from monitor.rules.book import RuleBook
from monitor.service.replay import Difference, Verdict

Load = Callable[[Sequence[Verdict]], Mapping[int, Article]]  # the articles of these verdicts, by number


@dataclass(frozen=True, slots=True)
class Report:
    """A finished run: which rules, what came of each article by its number, and what was not judged."""

    rules: str  # where they come from, with their version
    book: RuleBook
    verdicts: Mapping[int, Verdict]
    load: Load
    bad: int = 0
    undated: int = 0

    @property
    def told(self) -> list[Verdict]:
        """The alerts, in order of time."""
        return [verdict for verdict in self.verdicts.values() if verdict.told]

    @property
    def stretch(self) -> tuple[datetime, datetime] | None:
        """The times of the first and the last article."""
        times = [verdict.at for verdict in self.verdicts.values()]
        return (min(times), max(times)) if times else None


# -- for a person -----------------------------------------------------------------------------------------------------


def say_run(screen: Screen, report: Report, limit: int) -> None:
    """The alerts that would have been sent, each with its evidence; then all in numbers."""
    told = report.told
    screen.say(f"{_articles(report)} judged with {report.rules}.")
    screen.say(f"{count(len(told), 'alert')} would have been sent.", style=HEAD)
    shown = told[:limit]
    articles = report.load(shown)
    for alert in shown:
        _say_alert(screen, alert, articles[alert.number])
        _say_evidence(screen, alert, articles[alert.number])
    if len(told) > len(shown) > 0:
        screen.say(f"\n... and {len(told) - len(shown)} more (--limit)", style=QUIET)
    _say_counts(screen, report)


def say_difference(screen: Screen, report: Report, old: Report, found: Difference, limit: int) -> None:
    """Every alert that is added and every one that is lost, with the reason then and now."""
    screen.say(f"{_articles(report)} judged with {report.rules}, and with {old.rules}.")
    screen.say(f"+{len(found.added)} −{len(found.lost)} alerts", style=HEAD)
    screen.say(f"{len(old.told)} before, {len(report.told)} now", indent=2)
    if found.otherwise:
        screen.say(f"{found.otherwise} of those that stay are sent by other rules or to other chats", indent=2)
    pairs = [*(("+", *pair) for pair in found.added), *(("−", *pair) for pair in found.lost)]
    pairs.sort(key=lambda pair: (pair[1].at, pair[1].number))
    shown = pairs[:limit]
    articles = report.load([alert for _, alert, _ in shown])
    for sign, alert, other in shown:
        _say_alert(screen, alert, articles[alert.number], sign)
        tense, otherwise = ("now", "before") if sign == "+" else ("before", "now")
        screen.say(f"{tense}: {_outcome(alert)}", indent=4)
        _say_evidence(screen, alert, articles[alert.number])
        screen.say(f"{otherwise}: {_outcome(other)}", indent=4)
    if len(pairs) > len(shown) > 0:
        screen.say(f"\n... and {len(pairs) - len(shown)} more (--limit)", style=QUIET)


def _say_alert(screen: Screen, alert: Verdict, article: Article, sign: str = "") -> None:
    """ "+ 2026-11-12 14:05  to desk  update of story 3", and below it the article."""
    story = f" of story {alert.story}" if alert.decision is Decision.UPDATE else f", story {alert.story}"
    to = f"to {', '.join(dict.fromkeys(alert.chats))}" if alert.chats else "to no chat"
    head = Text(f"{sign} {when(alert.at)}".strip(), style=HEAD)
    screen.say("")
    screen.say(head, f"  {to}  {alert.decision.value}{story if alert.story else ''}")
    name = line(article.title) or line(article.text[:100]) or "(empty)"
    outlet = f" ({line(article.outlet)})" if article.outlet else ""
    screen.say(Text(name, style=HEAD), f"{outlet} {line(article.url)}".rstrip(), indent=4)
    if not sign:
        screen.say(f"why: {line(alert.reason)}", indent=4)


def _say_evidence(screen: Screen, alert: Verdict, article: Article) -> None:
    for match in alert.reading.matches if alert.reading else ():
        say_match(screen, {"title": article.title, "text": article.text}, match, indent=6)


def _outcome(verdict: Verdict) -> str:
    if verdict.decision is Decision.NONE:  # its reason says that no rule matches, and which nearly did
        return f"not told: {line(verdict.reason)}"
    return f"{DECISIONS[verdict.decision]}: {line(verdict.reason)}"


def _say_counts(screen: Screen, report: Report) -> None:
    """Tables by decision, rule and chat; and what was not judged."""
    verdicts = report.verdicts.values()
    decisions = Counter(verdict.decision for verdict in verdicts)
    screen.head("Decisions")
    screen.table(
        ("decision", "articles", "meaning"),
        [(one.value, str(decisions[one]), meaning) for one, meaning in DECISIONS.items() if decisions[one]],
    )
    screen.head("Rules")
    fired, alerts = _by_rule(report)
    rows = [(rule, str(fired[rule]), str(alerts[rule])) for rule in report.book.rules]
    screen.table(("rule", "articles that match", "alerts"), rows)
    chats = Counter(chat for verdict in verdicts for chat in verdict.chats)
    if chats:
        screen.head("Chats")
        screen.table(("chat", "messages"), [(chat, str(number)) for chat, number in chats.most_common()])
    if report.bad:
        screen.say(f"\n{count(report.bad, 'line')} passed over: no articles")


def _by_rule(report: Report) -> tuple[Counter[str], Counter[str]]:
    """(articles on which each rule fires, alerts that it is part of)."""
    fired = Counter(rule for verdict in report.verdicts.values() for rule in verdict.rules)
    return fired, Counter(rule for verdict in report.told for rule in verdict.rules)


def _articles(report: Report) -> str:
    """ "1,204 articles of 2026-11-12 08:00 to 2026-11-19 22:10"."""
    number = f"{len(report.verdicts):,} {'article' if len(report.verdicts) == 1 else 'articles'}"
    return f"{number} of {when(report.stretch[0])} to {when(report.stretch[1])}" if report.stretch else number


# -- for a program ----------------------------------------------------------------------------------------------------


def as_report(report: Report, name: Callable[[int], Any]) -> dict[str, Any]:
    """The same as JSON; `name` is what the archive calls an article."""
    fired, alerts = _by_rule(report)
    first, last = report.stretch or (None, None)
    articles = report.load(report.told)
    return {
        "rules": {"file": report.rules, "version": report.book.version},
        "articles": len(report.verdicts),
        "from": first,
        "until": last,
        "bad": report.bad,
        "undated": report.undated,
        "decisions": Counter(verdict.decision.value for verdict in report.verdicts.values()),
        "by_rule": {rule: {"matching": fired[rule], "alerts": alerts[rule]} for rule in report.book.rules},
        "alerts": [_as_alert(alert, articles[alert.number], name) for alert in report.told],
    }


def as_difference(report: Report, old: Report, found: Difference, name: Callable[[int], Any]) -> dict[str, Any]:
    """Two runs as JSON: the alerts added and lost, each with what the other run made of the article."""

    def listed(pairs: Sequence[tuple[Verdict, Verdict]]) -> list[dict[str, Any]]:
        articles = report.load([alert for alert, _ in pairs])
        return [
            {**_as_alert(alert, articles[alert.number], name), "otherwise": {**_decided(other)}}
            for alert, other in pairs
        ]

    return {
        "rules": {"file": report.rules, "version": report.book.version},
        "against": {"file": old.rules, "version": old.book.version},
        "articles": len(report.verdicts),
        "alerts": len(report.told),
        "alerts_before": len(old.told),
        "changed": found.otherwise,
        "added": listed(found.added),
        "lost": listed(found.lost),
    }


def _decided(verdict: Verdict) -> dict[str, Any]:
    return {"decision": verdict.decision.value, "reason": verdict.reason, "rules": list(verdict.rules)}


def _as_alert(alert: Verdict, article: Article, name: Callable[[int], Any]) -> dict[str, Any]:
    matches = alert.reading.matches if alert.reading else ()
    return {
        "id": name(alert.number),
        "at": alert.at,
        "chats": list(dict.fromkeys(alert.chats)),
        "story": None if alert.story is None else str(alert.story),
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        **_decided(alert),
        "evidence": [
            {"rule": match.rule, "field": one.field, "text": one.text, "term": one.term, "about": one.about}
            for match in matches
            for one in match.evidence
        ],
    }
