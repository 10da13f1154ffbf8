"""Digests: nothing is left out of the count, and every message keeps to Telegram's limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.alerts.digest import LISTED, Waiting, digest
from monitor.alerts.markup import length
from monitor.model import Chat, Kind
from tests.servers.entities import parse

CHAT = Chat("desk", "1")
HOSTILE = "<b>@all</b> /stop \u202eevil\u2066 &amp; tg://x " + "🇱🇾" * 200
LONG = "https://news.example/" + "ا" * 250


def alerts(count: int, **more: object) -> list[Waiting]:
    """So many alerts, every tenth urgent."""
    return [
        replace(
            Waiting(n, f"Truce number {n} in Libya", f"https://x.example/{n}", "Outlet", ("Ceasefire",), n % 10 == 0),
            **more,  # type: ignore[arg-type]
        )
        for n in range(1, count + 1)
    ]


def test_every_alert_is_told_by_exactly_one_message() -> None:
    """Up to the limit each is listed by its title, in order; the first message says how many there are, and of what."""
    parts = digest(alerts(LISTED), CHAT)
    told = [number for _, numbers in parts for number in numbers]
    assert told == list(range(1, LISTED + 1))
    text = "\n".join(draft.plain for draft, _ in parts)
    assert all(f"Truce number {number} in Libya" in text for number in told)
    assert text.startswith("📚 Alerts at once: 500. They are told together here. Part 1 of ")
    assert "Ceasefire: 500" in text and "Not listed" not in text
    assert 8 <= len(parts) <= 16
    assert all(draft.kind is Kind.DIGEST and draft.chat == "desk" for draft, _ in parts)


def test_beyond_the_limit_the_most_important_are_listed_and_the_rest_is_counted() -> None:
    """Urgent ones first, then the latest; the last message says how many are not listed and where they are."""
    waiting = alerts(5000)
    parts = digest(waiting, CHAT)
    assert len(parts) <= 16
    assert sorted(number for _, numbers in parts for number in numbers) == [alert.message for alert in waiting]
    text = "\n".join(draft.plain for draft, _ in parts)
    assert "Alerts at once: 5000." in parts[0][0].plain
    assert text.count("🔴") == LISTED, "there are just as many urgent ones"
    assert parts[-1][0].plain.endswith("Not listed here: 4500. They are stored: monitor search, monitor export")
    latest = digest(alerts(600, urgent=False), CHAT)
    assert "number 101 " in latest[0][0].plain and "number 100 " not in latest[0][0].plain


def test_a_small_digest_is_one_message() -> None:
    """Without a number of parts; only the first of many rings."""
    ((draft, told),) = digest(alerts(20), CHAT)
    assert "Part" not in draft.plain and len(told) == 20 and not draft.silent
    assert [draft.silent for draft, _ in digest(alerts(200), CHAT)][:2] == [False, True]
    assert digest(alerts(3, silent=True), CHAT)[0][0].silent


@pytest.mark.parametrize("language", ["ar", "en", "fr", "it", "tr", "ru", "de"])
@pytest.mark.parametrize("more", [{}, {"title": HOSTILE}, {"title": "", "outlet": ""}, {"url": LONG}, {"url": "x:y"}])
def test_every_message_is_one_that_telegram_takes(language: str, more: dict[str, object]) -> None:
    """Well-formed, within 4096 units and 100 entities, with the words of the chat's language, whatever titles hold."""
    for draft, _ in digest(
        alerts(700, rules=tuple(f"Rule {n} " * 9 for n in range(20)), **more), Chat("c", "1", language)
    ):
        text, entities = parse(draft.html)
        assert length(text) <= 4096 - 120 and length(draft.plain) <= 4096 - 120
        assert len(entities) <= 100
        assert len(draft.html) < 30_000
        assert "{" not in text
        assert "\u202e" not in text and "@all" not in text
