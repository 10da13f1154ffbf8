"""The messages of a story after its first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.alerts.markup import length
from monitor.alerts.thread import also, update
from monitor.model import Article, Carrier, Chat, Evidence, Feed, Kind, Match, NewFact, Reading

AT = datetime(2026, 1, 1, tzinfo=UTC)
LINK = "https://tass.example/1"
ARTICLE = Article("f", "TASS", LINK, "", "Шесть погибших", "Текст.", "ru", AT, AT, "d", ())
FEED = Feed("TASS", "f", "ru", side="state:russia")
ROSE = NewFact("figure", 6, "people", "killed", "Погибли шесть человек.", 4, "Ean Libya", "rise")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "6 killed (before: 4, Ean Libya)"),
        ("fr", "6 morts (avant\u00a0: 4"),
        ("tr", "6 ölü (önce: 4"),
        ("ar", "6 قتلى (سابقًا: 4"),
    ],
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
    assert "2 killed, TASS (against: 4, Ean Libya)" in update(ARTICLE, [fact], chat=Chat("desk")).plain


def test_an_update_shows_what_raised_it() -> None:
    """The rule, the sentences with the matched words in bold, each once, the actors and the time, as an alert does."""
    text = "Troops left. The ceasefire in Sirte held. Mercenaries went home, 60 of them."
    one = replace(ARTICLE, title="Sirte truce holds", text=text, lang="en")
    held, home = (text.index("The cease"), text.index(" Merc")), (text.index("Merc"), len(text))
    word, other = text.index("ceasefire"), home[0]
    match = Match(
        "r", "Ceasefire in Libya", "high", (),
        (
            Evidence("title", 6, 11, "truce", "truce"),
            Evidence("text", word, word + 9, "ceasefire", "ceasefire", sentence=held),
            Evidence("text", other, other + 11, "Mercenaries", "mercenar*", sentence=home),
        ),
    )  # fmt: skip
    new = NewFact("figure", 60, "fighters", "returned", text[home[0] :], 45, "Ean Libya", "rise")
    draft = update(
        one, [new], chat=Chat("desk"), names={"lna": "LNA"}, reading=Reading((match,), actors=("lna",)), matches=[match]
    )
    for bold in ("truce", "ceasefire", "Mercenaries"):
        assert f"<b>{bold}</b>" in draft.html
    for shown in ("Rule: Ceasefire in Libya", "Actors: LNA", "Published: ", "• 60 fighters (before: 45, Ean Libya) — "):
        assert shown in draft.plain
    assert draft.plain.count("Mercenaries went home") == 1
    assert draft.html.count("<blockquote>The <b>ceasefire</b> in Sirte held.</blockquote>") == 1


def test_an_update_of_every_excess_keeps_within_the_limits() -> None:
    """The longest title, sentences, names, rules: 4096 units, 100 entities, what is left out counted."""
    sentences = [f"{n} " + "b " * 700 for n in range(40)]
    text = "".join(sentences)
    starts = [n * len(sentences[10]) for n in range(40)]
    evidence = [Evidence("text", at + 4 + 2 * k, at + 5 + 2 * k, "b", "b", sentence=(at, at + 1400))
                for at in starts[:30] for k in range(40)]  # fmt: skip
    matches = [Match(f"r{n}", f"Rule {n} " + "r" * 90, "high", (), tuple(evidence)) for n in range(20)]
    news = [
        NewFact("figure", n + 10, "fighters", "total", sentences[n % 40], n + 9, "o" * 90, "rise") for n in range(99)
    ]
    one = replace(ARTICLE, title="t" * 900, text=text)
    names = {f"a{n}": "n" * 90 for n in range(20)}
    draft = update(one, news, chat=Chat("desk"), names=names, reading=Reading(actors=tuple(names)), matches=matches)
    assert length(draft.plain) <= 4096 and draft.html.count("<b>") < 95
    assert re.search(r"• \+\d+$", draft.plain, re.MULTILINE)


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
