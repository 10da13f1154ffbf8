"""What an article says, in terms fit for comparison."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.articles.wording import contained, content_hash, lead, likeness, spoken


def test_spelling_case_and_punctuation_do_not_count() -> None:
    """Tashkeel, hamza, digits, case, quotes and spacing leave the hash as it is; another word or figure does not."""
    one = content_hash(spoken("«وقفٌ دائمٌ لإطلاقِ النّار» في ليبيا، 17300 مقاتل"))
    assert one == content_hash(spoken('وقف  دائم لاطلاق النار\nفي ليبيا: "١٧٣٠٠" مقاتل'))
    assert one != content_hash(spoken("وقف دائم لاطلاق النار في ليبيا 17420 مقاتل"))


def test_texts_without_words_still_differ() -> None:
    """Signs and emoji have a hash of their own, and half a surrogate pair is no exception."""
    assert content_hash("", "🕊️") != content_hash("", "🔥")
    assert content_hash(spoken("\ud83d"), "\ud83d")


def test_likeness_compares_beginnings() -> None:
    """A feed's summary is like its page, however long the page goes on."""
    summary = "The two sides agreed on a permanent ceasefire in Sirte and Jufra on Friday evening."
    page = summary + " Background follows here." * 400
    assert likeness(lead("A truce", summary), lead("A truce", page)) > 0.7
    assert likeness(lead("", ""), lead("", "")) == 1.0
    assert likeness(lead("truce", ""), lead("", "")) == 0.0


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_part_is_contained(part: str, rest: str) -> None:
    """Whatever stands in a text is contained in it, and a share is between nothing and all."""
    assert contained(part, f"{part}\n{rest}") == 1.0
    assert 0.0 <= contained(rest, part) <= 1.0
