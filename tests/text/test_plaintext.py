"""HTML becomes the text a reader would see, however hostile the markup."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.plaintext import join_surrogates, one_line, plaintext


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<b>c</b> &amp; d<br/>e<p>f</p><p>g</p>", "ac & d\ne\nf\ng"),
        ("<p>one\nline</p>\n\n<p>two</p>", "one line\ntwo"),
        ("plain\nwrapped\n\nparagraph", "plain wrapped\nparagraph"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("a&nbsp;\u00a0 b", "a b"),
        ("5 < 6, 7 > 3, I <3 you", "5 < 6, 7 > 3, I <3 you"),
        ("<img alt='a > b' src=x>text", "text"),
        ('<a href="never closed>text</a> more', "text more"),
        ("before <b no end of tag", "before <b no end of tag"),
        ("<script>if (a<b) {}</script>seen<style>p{}", "seen"),
        ("<noscript><img src=pixel></noscript><svg><title>icon</title></svg>seen", "seen"),
        ("<svg>a stray opening tag swallows nothing", "a stray opening tag swallows nothing"),
        ("<header>is no head</header>", "is no head"),
        ("<![CDATA[kept]]> <!-- dropped --><?php x ?> end <!-- open", "kept]]> end"),
        ("&lt;p&gt;escaped twice&lt;/p&gt;", "escaped twice"),
        ("&lt;Haftar&gt; is no tag", "<Haftar> is no tag"),
        ("وَقْف إطلاق النار", "وَقْف إطلاق النار"),
        ("a\x00b\x07c\ud800d\ufeff", "abcd"),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    """Blocks part lines, tags and what nobody reads vanish, a bare less-than sign stays."""
    assert plaintext(html) == text


def test_an_emoji_written_as_two_surrogates_is_one_character() -> None:
    """Half of an emoji is no character; both halves together are."""
    assert plaintext("&#xD83D;&#xDE00;") == "😀"
    assert join_surrogates("&#55357;&#56832; &#xD83D;") == "😀 &#xD83D;"


def test_a_reference_with_ten_thousand_digits_is_harmless() -> None:
    """int() refuses so many digits with an exception; one character must not cost the text."""
    assert plaintext(f"a&#{'9' * 10_000};b&#x{'f' * 10_000};c") == "a\ufffdb\ufffdc"


def test_a_title_is_one_line() -> None:
    """Line breaks in a headline are spaces."""
    assert one_line("<p>a</p><p>b\nc</p>") == "a b c"


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<a \"'>", "<!--", "<script>", "<svg>", "&", "&#1", "\n ", "<p>", "<a '\">"]
)
def test_cost_grows_with_length_alone(piece: str) -> None:
    """Twenty times the hostile markup takes about twenty times as long, not four hundred times."""

    def cost(count: int) -> float:
        start = time.process_time()
        plaintext(piece * count)
        return time.process_time() - start

    assert cost(100_000) < 60 * max(cost(5_000), 0.002)


@given(st.text(alphabet="<>&;/!-#x1aب \n\"'", max_size=200))
def test_nothing_raises_and_no_control_character_survives(html: str) -> None:
    """Any text gives lines without control characters, empty lines or outer white space."""
    text = plaintext(html)
    assert text == text.strip() and "\n\n" not in text
    assert all(character == "\n" or character.isprintable() for character in text)
