"""What the daemon counts for Prometheus, when prometheus-client is there (the extra `metrics`); else nothing.

Labels come from us or from rules.yaml, never from a feed: what strangers write must not become a series.

    monitor_polls_total{result}             monitor_messages_total{result}      monitor_loop_lag_seconds
    monitor_poll_failures_total{cause}      monitor_send_seconds                monitor_feeds{state}
    monitor_articles_total{decision}        monitor_outbox_messages             monitor_problems, monitor_warnings
    monitor_matches_total{rule}             monitor_outbox_oldest_seconds       monitor_database_bytes
    monitor_alerts_total{chat}              monitor_poll_lag_seconds            monitor_backup_timestamp_seconds
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from importlib.util import find_spec

from monitor.model import Kind, Outcome, Receipt
from monitor.service.health import Health, Outbox, Saved

THERE = find_spec("prometheus_client") is not None  # an extra
if THERE:
    import prometheus_client as prometheus

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_CAUSES = (  # the words of a failure -> what it is counted as
    (re.compile(r"HTTP (\d{3})\b"), r"HTTP \1"),
    (re.compile(r"longer than|timed? ?out", re.IGNORECASE), "timeout"),
    (re.compile(r"no such (name|host)|name|DNS", re.IGNORECASE), "name"),
    (re.compile(r"certificate|TLS|SSL", re.IGNORECASE), "tls"),
    (re.compile(r"not public|private|leads to|loopback"), "address"),
    (re.compile(r"too large|more than|inflates"), "size"),
    (re.compile(r"connect|reset|closed|cut|refused"), "connection"),
    (re.compile(r"page|not a feed|HTML|empty|captcha|challenge|XML"), "not a feed"),
    (re.compile(r"^internal error"), "internal"),
)


def cause(words: str) -> str:
    """A failure as one of a few causes."""
    for pattern, name in _CAUSES:
        if found := pattern.search(words):
            return found.expand(name) if "\\" in name else name
    return "other"


class Metrics:
    """The counters of one daemon. All calls do nothing without prometheus-client."""

    def __init__(self) -> None:
        self.lag = 0.0  # seconds by which the loop was late, the longest of the last minute or so
        if not THERE:
            return
        self._registry = prometheus.CollectorRegistry()
        self._polls = self._counter("polls", "Polls of feeds", "result")
        self._failures = self._counter("poll_failures", "Polls that failed", "cause")
        self._articles = self._counter("articles", "Items judged", "decision")
        self._matches = self._counter("matches", "Rules that fired on an item", "rule")
        self._alerts = self._counter("alerts", "Alerts written", "chat")
        self._messages = self._counter("messages", "Attempts to send", "result")
        self._send = prometheus.Histogram(
            "monitor_send_seconds", "Seconds until Telegram answered", registry=self._registry
        )
        self._feeds = self._gauge("feeds", "Feeds by how they are", "state")
        self._values = {
            name: self._gauge(name, words)
            for name, words in (
                ("outbox_messages", "Messages that wait"),
                ("outbox_oldest_seconds", "Age of the oldest message that waits"),
                ("poll_lag_seconds", "How long the feed that is longest due has been due"),
                ("loop_lag_seconds", "How late the event loop was, the longest of the last minute"),
                ("problems", "What needs a person"),
                ("warnings", "What a person may want to know"),
                ("database_bytes", "Size of the database"),
                ("backup_timestamp_seconds", "When the latest copy was verified"),
            )
        }

    def _counter(self, name: str, words: str, label: str) -> prometheus.Counter:
        return prometheus.Counter(f"monitor_{name}", words, [label], registry=self._registry)

    def _gauge(self, name: str, words: str, *labels: str) -> prometheus.Gauge:
        return prometheus.Gauge(f"monitor_{name}", words, labels, registry=self._registry)

    @property
    def there(self) -> bool:
        """Whether anything is counted."""
        return THERE

    def polled(self, outcome: Outcome) -> None:
        """A poll was committed, or a piece of one: then its state has no URL, and the last piece counts the poll."""
        if not THERE:
            return
        state = outcome.state
        if state.url:
            self._polls.labels("failed" if state.cause else "read" if outcome.judged else "unchanged").inc()
        if state.cause:
            self._failures.labels(cause(state.cause)).inc()
        for item in outcome.judged:
            self._articles.labels(item.decision.value).inc()
            for match in item.reading.matches:
                self._matches.labels(match.rule).inc()
            for draft in item.drafts:
                if draft.kind is not Kind.EDIT:  # silent, and about an alert that was counted
                    self._alerts.labels(draft.chat).inc()

    def sent(self, receipt: Receipt, seconds: float) -> None:
        """An attempt to send ended."""
        if THERE:
            self._messages.labels(type(receipt).__name__.lower()).inc()
            self._send.observe(seconds)

    def late(self, seconds: float) -> None:
        """The loop was so late at one beat."""
        self.lag = max(seconds, self.lag * 0.95)
        if THERE:
            self._values["loop_lag_seconds"].set(self.lag)

    def looked(self, health: Health, outbox: Outbox, saved: Saved, size: int, now: datetime) -> None:
        """The health was looked at."""
        if not THERE:
            return
        levels = Counter(item.level for item in health.feeds)
        for level in ("good", "new", "troubled", "failing", "late", "off"):
            self._feeds.labels(level).set(levels[level])
        due = [item.state.next_poll for item in health.feeds if item.level != "off" and item.state.next_poll]
        for name, value in (
            ("outbox_messages", float(outbox.waiting)),
            ("outbox_oldest_seconds", (now - outbox.oldest).total_seconds() if outbox.oldest else 0.0),
            ("poll_lag_seconds", max([0.0, *((now - moment).total_seconds() for moment in due)])),
            ("problems", float(len(health.problems))),
            ("warnings", float(len(health.warnings))),
            ("database_bytes", float(size)),
            ("backup_timestamp_seconds", saved.at.timestamp() if saved.at else 0.0),
        ):
            self._values[name].set(value)

    def exposition(self) -> bytes:
        """All of it in Prometheus' text format; empty without prometheus-client."""
        return prometheus.generate_latest(self._registry) if THERE else b""
