"""Alerts as readers see them: golden messages in six languages, and titles that mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.markup import Shown
from monitor.alerts.message import MAX_MESSAGE, alert, hello, notice, repeated
from monitor.model import Article, Chat, Draft, Evidence, Kind, Priority, Reading
from tests.alerts.articles import FEED, SEEN, STORIES, article, evidence, match, story
from tests.servers.entities import Entity, live, parse, units

GOLDEN = Path(__file__).parent / "golden"
INVISIBLE = {
    "\u2068": "⟨FSI⟩",
    "\u2069": "⟨PDI⟩",
    "\u200f": "⟨RLM⟩",
    "\u200e": "⟨LRM⟩",
    "\u2060": "⟨WJ⟩",
    "\u00a0": "⟨NBSP⟩",
}
LINK = "https://herald.example/2025/sirte?id=5&p=1"

HOSTILE = (
    "<b>bold</b> ceasefire", "</a><a href='https://evil.com'>x</a>", "<script>alert(1)</script>", "a < b > c & d",
    "&lt;b&gt; &amp;amp; &#60;i&#62;", "&nbsp;&copy;&", "<", "]]> -- <!--", "<tg-spoiler>x", "<blockquote>",
    "\u202eevil\u202c txt", "\u2066\u2066\u2066x", "x\u2069\u2069y", "\u202dabc\u202c", "هدنة \u202e gpj.exe",
    "a\u200bb\u200cc\u200dd\u2060e\ufeff", "\u200f\u200f\u200f", "\u00ad" * 500, "\U000e0001\U000e0041", "\u3164\u2800",
    "x" * 5000, "هدنة " * 1000, "😀" * 5000, "👨‍👩‍👧‍👦" * 800, "e" + "\u0301" * 3000, "&" * 5000, "@" * 4000,
    "@everyone @all", "/stop", "/start@libya_bot now", "#ceasefire $USD", "mail a@b.org",
    "tg://resolve?domain=x", "javascript:alert(1)", "https://evil.com/x", "evil.com 10.0.0.1",
    "\x00\x07\x1b[31mred\x7f", "line\nbreak\r\n\tx\u2028y\u2029z", "\ud800 lone \udfff", "", " ", "\ufffe\uffff",
)  # fmt: skip


def visible(text: str) -> str:
    """Invisible characters spelled out, so that a golden file shows all there is."""
    return "".join(INVISIBLE.get(character, character) for character in text)


def chat(language: str = "en") -> Chat:
    return Chat("desk", "1001", language)


def arrived(draft: Draft) -> tuple[str, list[Entity]]:
    """What Telegram makes of it; fails as Telegram refuses, and for anything a reader must not meet."""
    text, entities = parse(draft.html)
    assert units(text) <= MAX_MESSAGE and units(draft.plain) <= MAX_MESSAGE
    assert len(entities) <= 100
    assert text.strip() and draft.plain.strip()
    assert live(text, entities) == []
    assert {entity.url for entity in entities} <= {"", LINK}
    links = [entity.url for entity in live(draft.plain, [])]
    assert links in ([], [LINK]) and (not links or draft.plain.endswith(f"\n{LINK}"))
    for shown in (text, draft.plain):
        assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u200b\ufeff\u00ad\x00\x1b")
        for row in shown.splitlines():
            assert row.count("\u2068") == row.count("\u2069") <= 20
    draft.html.encode()
    draft.plain.encode()
    return text, entities


def under(text: str, entities: list[Entity], kind: str) -> list[str]:
    raw = text.encode("utf-16-le")
    return [raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in entities if e.type == kind]


@pytest.mark.parametrize("language", STORIES)
def test_golden_messages(language: str) -> None:
    """The message in each language, to the letter: with markup, then without."""
    subject, reading, names = story(language)
    draft = alert(subject, reading, chat=chat(language), feed=FEED, actor_names=names)
    arrived(draft)
    golden = (GOLDEN / f"{language}.txt").read_text(encoding="utf-8")
    assert visible(f"{draft.html}\n\n----\n\n{draft.plain}\n") == golden


@pytest.mark.parametrize(("written", "read"), [("en", "ar"), ("ar", "en")])
def test_golden_foreign_messages(written: str, read: str) -> None:
    """News in one direction for a chat in the other: isolated, and every line begins in the chat's own direction."""
    subject, reading, names = story(written)
    draft = alert(subject, reading, chat=chat(read), feed=FEED, actor_names=names)
    arrived(draft)
    golden = (GOLDEN / f"{written}-for-{read}.txt").read_text(encoding="utf-8")
    assert visible(f"{draft.html}\n\n----\n\n{draft.plain}\n") == golden


@pytest.mark.parametrize("language", STORIES)
def test_bold_means_matched(language: str) -> None:
    """The matched words are in bold and nothing else is; the title is the one link."""
    subject, reading, names = story(language)
    text, entities = arrived(alert(subject, reading, chat=chat(language), feed=FEED, actor_names=names))
    assert under(text, entities, "bold") == list(STORIES[language][2])
    assert under(text, entities, "text_link") == [subject.title]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_titles_do_no_harm(title: str, language: str) -> None:
    """As a title, a text and an outlet's name: parsed, short enough, no live word, no foreign link, nothing turned."""
    half = len(title) // 2
    found = (
        Evidence("title", 0, half, title[:half], "term", sentence=(0, len(title))),
        Evidence("text", half, len(title), title[half:], title, sentence=(0, len(title))),
    )
    subject = replace(article(title, title + "."), outlet=title)
    hostile = replace(match(*found), title=title)
    for part in (subject, replace(subject, title="Truce"), replace(subject, text="")):
        reading = Reading((hostile,), actors=(title, "haftar"))
        arrived(alert(part, reading, chat=chat(language), feed=replace(FEED, side=title), actor_names={title: title}))
    assert len(HOSTILE) >= 38


@given(
    st.text(max_size=400),
    st.text(max_size=3000),
    st.lists(st.tuples(st.booleans(), st.integers(0, 3000), st.integers(0, 300), st.integers(0, 3000)), max_size=30),
    st.sampled_from(["ar", "en"]),
)
def test_any_article_is_deliverable(
    title: str, text: str, found: list[tuple[bool, int, int, int]], language: str
) -> None:
    """Whatever the words and wherever the evidence points, even out of the text, Telegram takes the message."""
    spans = tuple(
        Evidence("title" if in_title else "text", start, start + size, "x" * size, "t", sentence=(first, first + 500))
        for in_title, start, size, first in found
    )
    matches = tuple(match(*spans[number::3], rule=f"rule-{number}") for number in range(3))
    draft = alert(article(title, text), Reading(matches), chat=chat(language))
    shown, entities = parse(draft.html)
    assert units(shown) <= MAX_MESSAGE and len(entities) <= 100


@pytest.mark.parametrize(
    ("priorities", "silent", "marked"),
    [(["high"], False, True), (["normal"], False, False), (["low"], True, False), (["low", "high"], False, True)],
)
def test_priority_decides_sound(priorities: list[Priority], silent: bool, marked: bool) -> None:
    """High rings and is marked, normal rings, low arrives silently; the loudest rule decides."""
    matches = tuple(match(rule=priority, priority=priority) for priority in priorities)
    draft = alert(article("Truce"), Reading(matches), chat=chat())
    assert (draft.silent, draft.html.startswith("🔴")) == (silent, marked)


def test_a_sentence_that_is_the_title_is_shown_once() -> None:
    """Feeds repeat the headline as the first sentence: one line, with the words of both in bold."""
    title = "Truce agreed near Sirte"
    text = f"{title}. More follows."
    draft = alert(article(title, title), Reading((match(evidence("text", title, "Truce")),)), chat=chat())
    assert draft.plain.count(title) == 1 and "<b>Truce</b> agreed" in draft.html
    found = match(evidence("text", text, "More"))
    assert (
        "<blockquote><b>More</b> follows.</blockquote>"
        in alert(article(title, text), Reading((found,)), chat=chat()).html
    )


def test_overlapping_evidence_is_one_stretch() -> None:
    """Two terms that share words do not nest or cut each other."""
    title = "A lasting ceasefire deal"
    both = match(evidence("title", title, "lasting ceasefire"), evidence("title", title, "ceasefire deal"))
    assert "A <b>lasting ceasefire deal</b></a>" in alert(article(title), Reading((both,)), chat=chat()).html


def test_long_sentences_are_cut_around_the_evidence() -> None:
    """A page that is one sentence of a megabyte still shows the words that matched, and the message stays short."""
    text = "word " * 100_000 + "ceasefire " + "word " * 100_000
    draft = alert(article("News", text), Reading((match(evidence("text", text, "ceasefire")),)), chat=chat())
    shown, _ = arrived(draft)
    assert "… word" not in shown and "<b>ceasefire</b>" in draft.html and units(shown) < 600


def test_words_cut_off_a_long_title_are_quoted() -> None:
    """The evidence is in view even where the headline is not."""
    title = "word " * 100 + "ceasefire now"
    draft = alert(article(title), Reading((match(evidence("title", title, "ceasefire")),)), chat=chat())
    assert "<b>ceasefire</b> now</blockquote>" in draft.html


def test_two_sentences_a_rule_are_enough() -> None:
    """The first two of each rule, four in all, in the order of the article."""
    text = " ".join(f"Truce {number} holds." for number in range(9))
    found = match(*(evidence("text", text, f"Truce {number}") for number in reversed(range(9))))
    draft = alert(article("News", text), Reading((found,)), chat=chat())
    assert [f"Truce {number} holds" in draft.plain for number in range(9)] == [True, True] + [False] * 7


def test_captions_printed_twice_are_shown_once() -> None:
    """The same sentence at two places of a page is one quote."""
    text = "Truce holds. Truce holds. End."
    second = replace(evidence("text", text, "Truce"), start=13, end=18, sentence=(13, 25))
    draft = alert(article("N", text), Reading((match(evidence("text", text, "Truce"), second),)), chat=chat())
    assert draft.plain.count("Truce holds.") == 1


def test_only_this_chats_rules_are_named() -> None:
    """A rule that sends elsewhere is not mentioned here."""
    subject, reading, _ = story("en")
    draft = alert(subject, reading, chat=chat(), matches=reading.matches[1:])
    assert "Mercenaries in Libya" in draft.plain and "Ceasefire in Libya" not in draft.plain
    assert "Rule:" in draft.plain and not draft.html.startswith("🔴")


def test_many_names_are_counted() -> None:
    """The first few, then how many more."""
    draft = alert(article("News"), Reading((match(),), actors=tuple(f"actor{n}" for n in range(20))), chat=chat())
    assert "actor7, +12" in draft.plain


def test_an_article_without_an_address_is_no_link() -> None:
    """And neither is one whose address is not of the web; the alert is delivered all the same."""
    for url in ("", "javascript:alert(1)", "tg://resolve?domain=x"):
        draft = alert(replace(article("Truce"), url=url), Reading((match(),)), chat=chat())
        assert "<a" not in draft.html and "script" not in draft.plain and "Truce" in draft.html


def test_an_address_too_long_to_spell_out_is_left_to_the_link() -> None:
    """Plain text has room for 4096 units: the address is the first to go."""
    long = replace(article("x" * 300, "Truce " * 900), url="https://a.ly/" + "x" * 2000)
    many = tuple(match(rule=f"{'rule' * 20} {number}") for number in range(30))
    draft = alert(long, Reading(many, actors=tuple("actor" * 20 + str(n) for n in range(20))), chat=chat())
    assert units(draft.plain) <= MAX_MESSAGE and "https://a.ly/" in draft.html


@pytest.mark.parametrize(
    ("published", "label"),
    [(SEEN - timedelta(days=3), "Published: 20 October 2025, 14:20"), (None, "Seen: 23 October 2025, 14:20"),
     (SEEN + timedelta(days=2), "Seen: 23 October 2025, 14:20"), (datetime.max.replace(tzinfo=UTC), "Seen: 23"),
     (datetime.min.replace(tzinfo=UTC), "Published: 1 January 1")],
)  # fmt: skip
def test_a_missing_or_future_date_is_replaced_by_when_it_was_seen(published: datetime | None, label: str) -> None:
    """Dates of feeds are missing or wrong; the reader always has one to go by."""
    draft = alert(replace(article("Truce"), published=published), Reading((match(),)), chat=chat())
    assert label in draft.plain


def test_no_title_says_so() -> None:
    """The link needs words to stand on."""
    text, entities = arrived(alert(article("\u200b"), Reading((match(),)), chat=chat("ar")))
    assert under(text, entities, "text_link") == ["(بلا عنوان)"]


@pytest.mark.parametrize("language", STORIES)
def test_the_fullest_message_has_room_to_be_a_repeat(language: str) -> None:
    """Everything at its longest, in letters of two units, with the marker on top: within Telegram's limits."""
    wide = "\U0001d5d4"
    text = ". ".join(f"{wide * 600} {number}" for number in range(8)) + "."
    found = [
        Evidence("text", at, at + 1, wide, "t", sentence=(text.rfind(".", 0, at) + 1, text.index(".", at)))
        for at in range(0, len(text) - 1, 40)
    ]
    full: Article = replace(article(wide * 600, text), outlet=wide * 99)
    matches = tuple(replace(match(*found[n::20], rule=str(n)), title=f"{n}{wide * 99}") for n in range(20))
    reading = Reading(matches, actors=tuple(f"{n}{wide * 99}" for n in range(20)))
    draft = alert(full, reading, chat=chat(language), feed=replace(FEED, side=wide * 99))
    marked = repeated(Shown(draft.html, draft.plain), language)
    shown, entities = parse(marked.html)
    assert units(shown) <= MAX_MESSAGE and units(marked.plain) <= MAX_MESSAGE and len(entities) <= 100


@pytest.mark.parametrize("language", STORIES)
def test_the_usual_message_is_short(language: str) -> None:
    """A story with two rules and three sentences stays under 1200 units: a phone's screen."""
    subject, reading, names = story(language)
    text, _ = arrived(alert(subject, reading, chat=chat(language), feed=FEED, actor_names=names))
    assert units(text) < 600


@pytest.mark.parametrize("language", ["ar", "en"])
def test_notices_keep_their_lines(language: str) -> None:
    """What the operator is told arrives line by line, escaped and short enough, with the product's name on top."""
    problems = "\n".join(f"rules.yaml:{n}:3: error <bad> @all" for n in range(1000))
    draft = notice(problems, chat(language), silent=True)
    shown, _ = arrived(draft)
    assert draft.kind == Kind.NOTICE and draft.silent
    assert shown.splitlines()[1].endswith("error <bad> @\u2060all" + ("\u2069" if language == "ar" else ""))
    assert draft.plain.splitlines()[-1] == "…" and units(shown) > 3000


def test_the_test_message_is_a_message() -> None:
    """It is short and needs no markup."""
    assert arrived(hello(chat("fr")))[0].startswith("Libya Monitor")
