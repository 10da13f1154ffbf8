"""Letters: what counts as the same spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.fold import bare, fold, light

LETTERS = (
    "abcIİıişŞğéèßœæЙйЁёхАأإآاىيئةهكیکـًَُِّْٰ٠١٢۳"
    "ﻻﷲ\u200b\u200d\u200f\u202a\u2066\u00ad\ufe70\u0301\u0306'-5+ "
)
ALPHABET = st.text(st.sampled_from(LETTERS))


@given(ALPHABET | st.text())
def test_folding_is_idempotent(text: str) -> None:
    """Folding a folded text changes nothing, so stored and fresh words always compare."""
    assert fold(fold(text)) == fold(text)
    assert light(light(text)) == light(text)
    assert bare(bare(text)) == bare(text)


@given(ALPHABET | st.text())
def test_each_spelling_is_coarser_than_the_one_before(text: str) -> None:
    """What is equal in a finer spelling is equal in a coarser one."""
    assert fold(light(text)) == fold(text) == fold(bare(text))
    assert light(bare(text)) == light(text)


@given(st.lists(ALPHABET | st.text(), max_size=8))
def test_a_text_folds_as_its_words_do(words: list[str]) -> None:
    """Long texts take another way than words, with the same result."""
    text = " ".join([*words, "وقف إطلاق النار في ليبيا، cessez-le-feu où l’on s’arrête, ateşkes, перемирие ёлка"])
    assert fold(text) == " ".join(map(fold, text.split(" ")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("وَقْفُ إِطْلاقِ النَّارِ", "وقف إطلاق النار"),  # tashkeel
        ("ليبيـــا", "ليبيا"),  # tatweel
        ("المرتزقة", "المرتزقه"),  # ta marbuta
        ("إطلاق", "اطلاق"),  # bare alef
        ("العدائية", "العداييه"),
        ("لیبیا", "ليبيا"),  # Farsi letters
        ("٢٠٢٠ ۲۰۲۰", "2020 2020"),
        ("ﻟﻴﺒﻴﺎ", "ليبيا"),  # presentation forms
        ("حفتر\u200f", "حفتر"),  # right-to-left mark
        ("LİBYA", "libya"),
        ("LIBYA", "libya"),
        ("lıbya", "libya"),
        ("ATEŞKES", "ateşkes"),
        ("TRÊVE", "treve"),
        ("НАЁМНИКИ", "наемники"),
        ("cease\u00adfire", "ceasefire"),  # soft hyphen
        ("ڤاغنر", "فاغنر"),
    ],
)
def test_writers_choices_do_not_matter(one: str, other: str) -> None:
    """Spellings that writers exchange freely fold to one."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("سلام", "سلم"), ("غزة", "عزة"), ("ليبيا", "لوبيا")])
def test_different_letters_stay_different(one: str, other: str) -> None:
    """Folding drops only what carries no meaning: й keeps its breve."""
    assert fold(one) != fold(other)


def test_light_keeps_letters_that_fold_merges() -> None:
    """`=word` needs a spelling in which ة is not ه and إ is not ا."""
    assert light("سَرْت") == "سرت"
    assert light("مرتزقة") != light("مرتزقه")
    assert light("إلى") != light("الى")
