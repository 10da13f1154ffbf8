"""Foreign text becomes safe, short and directed, and the bold spans stay on their words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.markup import (
    FSI,
    LRM,
    PDI,
    RLM,
    Piece,
    Shown,
    around,
    cut,
    join,
    length,
    line,
    literal,
    merged,
    safe,
    show,
    web_link,
)
from tests.servers.entities import live, parse, units

TRICKY = st.sampled_from(
    "aZ 9@/#$.:<>&\"'\u200b\u200c\u200d\u200e\u200f\u202e\u2066\u2069\u2060\ufeff\u00ad\n\t\x00\x1b\u0301\u064b\u3164"
    "\U0001f600\U0001f1f1\U000e0041\ud800هدنة"
)
TEXTS = st.text(TRICKY, max_size=60) | st.text(max_size=60)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text and spans of it."""
    text = draw(TEXTS)
    edges = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=4))
    return text, [(min(edge), max(edge)) for edge in edges]


def words(piece: Piece) -> list[str]:
    return [piece.text[start:end] for start, end in piece.bold]


# -- safe


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\u202eb\u2066c\u2069", "abc"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("a\x00\x1b[31mb\nc\td", "a[31mb c d"),
        ("  a \u3164\u2800 b\u2028", "a b"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200d\u200d\u200d\u200db \u200f c", "ab c"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("a\ud800b\ufffe", "ab"),
        ("flag\U000e0067\U000e007f", "flag"),
        ("", ""),
    ],
)
def test_tricks_are_removed_and_writing_is_kept(raw: str, shown: str) -> None:
    """Overrides, zero-width, control and tag characters go; joiners inside words and emoji stay."""
    assert safe(raw).text == shown


@pytest.mark.parametrize(
    "raw",
    ["@everyone look", "/stop", "x /start@bot", "#tag", "$USD", "a@b.org", "tg://resolve?x", "https://evil.com/x",
     "evil.com", "www.evil.co", "at 10.0.0.1 now", "@\u200beveryone", "/\u2060stop", "(/stop)", "خبر.com",
     "tg\u200b://x", "e\u00advil.com"],
)  # fmt: skip
def test_live_words_are_dead(raw: str) -> None:
    """No mention, command, hashtag, address or link comes to life out of bare text, in whatever spelling it hid."""
    assert live(safe(raw).text, []) == []


@pytest.mark.parametrize("raw", ["3.5 million", "12:30", "5+5", "a / b", "and/", "23.10.2025", "A. B."])
def test_harmless_text_stays_letter_for_letter(raw: str) -> None:
    """Figures, times and punctuation need no joiner."""
    assert safe(raw).text == raw


def test_bold_follows_its_words() -> None:
    """What is removed, put in or squeezed around a span moves it, never widens it."""
    raw = "  x\u200b y  @ba\u202ed  وقف  النار"
    start = raw.index("وقف")
    assert words(safe(raw, [(start, len(raw))])) == ["وقف النار"]
    at = raw.index("@ba")
    assert words(safe(raw, [(at, at + 5)])) == ["@\u2060bad"]


@given(texts_with_spans())
def test_spans_stay_spans(given: tuple[str, list[tuple[int, int]]]) -> None:
    """Spans are ascending, apart, inside the text, and never more words than were given."""
    piece = safe(*given)
    edges = [edge for span in piece.bold for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(piece.text) for edge in edges)


@given(TEXTS)
def test_safe_text_is_safe_again(raw: str) -> None:
    """Made safe twice is made safe once."""
    once = safe(raw).text
    assert safe(once).text == once
    assert not {unicodedata.category(c) for c in once} & {"Cc", "Cs", "Zl", "Zp"}


def test_overlapping_spans_are_one() -> None:
    """Two terms that share a word make one stretch of bold."""
    assert merged([(5, 9), (0, 3), (2, 4), (7, 12), (12, 14), (20, 20)]) == ((0, 4), (5, 14))


# -- short


@given(texts_with_spans(), st.integers(10, 40))
def test_nothing_is_longer_than_allowed(given: tuple[str, list[tuple[int, int]]], limit: int) -> None:
    """Both ways of cutting keep the limit in UTF-16 units, and their spans inside the text."""
    for short in (cut, around):
        piece = short(safe(*given), limit)
        assert units(piece.text) == length(piece.text) <= limit
        assert all(0 <= start < end <= len(piece.text) for start, end in piece.bold)


def test_a_cut_ends_at_a_word() -> None:
    """Whole words and an ellipsis, nothing at all when it fits."""
    assert cut(Piece("parties agree on truces everywhere"), 25).text == "parties agree on truces…"
    assert cut(Piece("one two"), 7).text == "one two"


def test_a_cut_parts_no_letter_from_its_marks() -> None:
    """An emoji with its skin tone, a letter with its vowel signs, stay whole or go whole."""
    assert cut(Piece("abc👍🏽def"), 7).text == "abc…"
    assert cut(Piece("abcde\u0301\u0302fghi"), 7).text == "abcd…"


def test_a_long_sentence_is_cut_around_its_evidence() -> None:
    """The matched words are in view, with words before and after, and ellipses where words are missing."""
    text = "before " * 100 + "CEASEFIRE" + " after" * 100
    start = text.index("CEASEFIRE")
    piece = around(Piece(text, ((start, start + 9),)), 80)
    assert words(piece) == ["CEASEFIRE"]
    assert piece.text.startswith("…before ") and piece.text.endswith(" after…")


# -- set


def test_markup_is_escaped() -> None:
    """What looks like a tag is text; bold and link are the only tags, and they nest."""
    shown = show(Piece("a <b>&\"' c", ((2, 5),)), rtl=False, link='https://x.y/?a="&b')
    text, entities = parse(shown.html)
    assert text == shown.plain == "a <b>&\"' c"
    assert [(e.type, e.url) for e in entities] == [("text_link", 'https://x.y/?a="&b'), ("bold", "")]


def test_foreign_letters_are_isolated() -> None:
    """A Latin name in an Arabic line, an Arabic one in an English line; nothing else is touched."""
    assert show(Piece("Libya Herald"), rtl=True).plain == f"{FSI}Libya Herald{PDI}"
    assert show(Piece("حفتر"), rtl=False).plain == f"{FSI}حفتر{PDI}"
    assert show(Piece("حفتر 24"), rtl=True).plain == "حفتر 24"
    assert show(Piece("24"), rtl=True).plain == "24"


def test_most_letters_decide_the_direction_of_an_isolate() -> None:
    """An Arabic headline that begins with UN runs from right to left, an English one that begins with حفتر does not."""
    assert show(Piece("UN: حفتر يلتقي عقيلة"), rtl=True).plain.startswith(f"{FSI}{RLM}UN")
    assert show(Piece("حفتر means Haftar in Arabic"), rtl=False).plain.startswith(f"{FSI}{LRM}")


def test_a_line_begins_in_its_own_direction() -> None:
    """An Arabic message's line that begins with Latin gets a right-to-left mark, and the other way round."""
    latin, arabic = show(Piece("Herald"), rtl=True), show(Piece("حفتر"), rtl=False)
    assert line(latin, rtl=True).plain == f"{RLM}{FSI}Herald{PDI}"
    assert line(arabic, rtl=False).html == f"{LRM}{FSI}حفتر{PDI}"
    assert line(literal("المصدر: ") + latin, rtl=True).plain.startswith("المصدر")
    assert line(latin + literal(" · مستقل"), rtl=True).plain.startswith(RLM)
    assert line(literal("12:30"), rtl=False).plain == "12:30"
    assert line(Shown(), rtl=True) == Shown()


def test_joining_leaves_empty_parts_out() -> None:
    """In either form by itself."""
    assert join(", ", [literal("a"), Shown("", "b"), Shown()]) == Shown("a", "a, b")


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.ly/x?id=5&b=%20#f", "https://a.ly/x?id=5&b=%20#f"),
        (" HTTP://A.ly:8080/ ", "http://a.ly:8080/"),
        ("https://a.ly/خبر عاجل", "https://a.ly/%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84"),
        ("https://بوابة.com/", "https://xn--mgbbbe6m.com/"),
        ("https://a.ly/\u202egpj", "https://a.ly/%E2%80%AEgpj"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("javascript:alert(1)", ""),
        ("tg://resolve?domain=x", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("//a.ly/x", ""),
        ("", ""),
        ("https://", ""),
        ("https://bank.com@evil.com/", ""),
        ("https://a.ly\\@evil.com/", ""),
        ("https://a b.ly/", ""),
        ("https://a.ly/\nx", ""),
        ("http://[::1", ""),
        ("http://a.ly:99999/", ""),
        ("https://a..ly/", ""),
        ("https://a.ly/\ud800", ""),
        ("https://a.ly/" + "x" * 3000, ""),
    ],
)
def test_only_web_addresses_become_links(url: str, link: str) -> None:
    """http and https with a plain host; anything that hides where it leads, or is too long, is no link."""
    assert web_link(url) == link


@given(TEXTS)
def test_no_address_is_an_accident(text: str) -> None:
    """Whatever a feed calls a link, the answer is "" or printable ASCII on http(s)."""
    link = web_link("http://" + text)
    assert link == "" or (link.isascii() and link.isprintable() and " " not in link and link.startswith("http://"))
