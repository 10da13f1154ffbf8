"""The messages of a story after its first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.alerts.markup import length
from monitor.alerts.thread import also, update
from monitor.model import Article, Carrier, Chat, Feed, Kind, NewFact

AT = datetime(2026, 1, 1, tzinfo=UTC)
LINK = "https://tass.example/1"
ARTICLE = Article("f", "TASS", LINK, "", "Шесть погибших", "Текст.", "ru", AT, AT, "d", ())
FEED = Feed("TASS", "f", "ru", side="state:russia")
ROSE = NewFact("figure", 6, "people", "killed", "Погибли шесть человек.", 4, "Ean Libya", "rise")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "6 (before: 4, Ean Libya)"), ("fr", "6 (avant\u00a0: 4"), ("tr", "6 (önce: 4"), ("ar", "6 (سابقًا: 4")],
)
def test_an_update_lists_what_is_new_beside_what_was(language: str, words: str) -> None:
    """In the chat's language: the title linked, outlet, side and language of the source, old and new, the sentence."""
    draft = update(ARTICLE, [ROSE], chat=Chat("desk", "1", language), feed=FEED)
    assert draft.kind is Kind.UPDATE
    assert words in draft.plain and "Погибли шесть человек." in draft.plain
    assert f'href="{LINK}"' in draft.html and draft.plain.endswith(LINK)
    if language == "en":
        assert "Russian" in draft.plain and "state media (Russia)" in draft.plain


def test_a_contradiction_names_both() -> None:
    """Who says what, against whom."""
    fact = NewFact("figure", 2, "people", "killed", "Двое.", 4, "Ean Libya", "contradiction")
    assert "2, TASS (against: 4, Ean Libya)" in update(ARTICLE, [fact], chat=Chat("desk")).plain


def test_names_are_shown_in_the_chats_language() -> None:
    """An actor by name; an event or a place by the sentence it stands in."""
    news = [NewFact("actor", "haftar", sentence="One."), NewFact("event", "violated", sentence="Two.")]
    shown = update(ARTICLE, news, chat=Chat("desk"), names={"haftar": "Khalifa Haftar"}).plain
    assert "Khalifa Haftar — One." in shown and "• Two." in shown and "violated" not in shown


def test_hostile_text_does_no_harm() -> None:
    """Markup is escaped, live words are not, and a message keeps within Telegram's limits, however much is new."""
    news = [
        NewFact("figure", n, "people", "killed", f"<b>@all</b> tg://x {n} " + "x" * 900, n - 1, "<i>", "rise")
        for n in range(1, 90)
    ]
    draft = update(ARTICLE, news, chat=Chat("desk"))
    assert length(draft.plain) < 4096 and "<b>@" not in draft.html and "<i>" not in draft.html


def test_the_line_for_the_head_counts_owners_and_sides() -> None:
    """Outlets but the head's own, each once; owners, both sides, languages."""
    carriers = [Carrier("A", "One", "west", "ar"), Carrier("B", "One", "west", "en"), Carrier("C", "Two", "east", "ru")]
    draft = also("A", [*carriers, carriers[1]], Chat("desk"))
    assert draft.kind is Kind.EDIT and draft.silent
    assert draft.plain == "Also reported by: B, C · 2 owners · now from both sides · ar, en, ru"
    assert "both sides" not in also("A", carriers[:2], Chat("desk")).plain


def test_many_outlets_are_counted() -> None:
    """Eight are named."""
    carriers = [Carrier(f"Outlet {n}", f"{n}", "", "ar") for n in range(20)]
    assert "+11" in also("Outlet 0", carriers, Chat("desk")).plain
