"""Numbers of a text: digits of all kinds, words of six languages, and what only looks like a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.service.lexicon import packaged
from monitor.stories.marked import mark
from monitor.stories.numerals import Numeral, numerals
from monitor.text.tokens import Tokens


def read(text: str, lang: str) -> list[Numeral]:
    """The numbers of a text."""
    return numerals(mark(packaged(), Tokens(text), lang))


def values(text: str, lang: str) -> list[float]:
    """The values of the numbers that could count something."""
    return [number.value for number in read(text, lang) if number.shape == "count"]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "17,300", 17_300), ("it", "17.300", 17_300), ("fr", "17 300", 17_300), ("fr", "17\u202f300", 17_300),
        ("ru", "17\u00a0300", 17_300), ("ar", "17٬300", 17_300), ("ar", "١٧٣٠٠", 17_300), ("ar", "١٧٬٣٠٠", 17_300),
        ("ar", "۱۷۳۰۰", 17_300), ("en", "1,250,000", 1_250_000), ("en", "1.5 million", 1_500_000),
        ("fr", "1,5 million", 1_500_000), ("ar", "٣٫٥ ملايين", 3_500_000), ("en", "17k", 17_000),
        ("ar", "1.253 مليون", 1_253_000),
        ("ar", "ستة آلاف", 6000), ("ar", "ستة آلاف ومئتي", 6200), ("ar", "6 آلاف و300", 6300), ("ar", "ألفي", 2000),
        ("ar", "ألفا وأربعمئة", 1400),
        ("ar", "سبعة عشر ألفا وثلاثمئة", 17_300), ("ar", "ثلاثة وعشرون", 23), ("ar", "مئة وخمسة وعشرين", 125),
        ("ar", "أربعة ملايين ونصف المليون", 4_500_000), ("ar", "ستا وثلاثين", 36), ("ar", "أحد عشر", 11),
        ("en", "six thousand two hundred", 6200), ("en", "one hundred and twenty", 120), ("en", "twenty-five", 25),
        ("en", "two dozen", 24), ("en", "a dozen", 12), ("en", "half a dozen", 6), ("en", "half a million", 500_000),
        ("en", "two and a half million", 2_500_000),
        ("fr", "six mille", 6000), ("fr", "une dizaine", 10), ("fr", "quatre-vingt-dix-sept", 97),
        ("fr", "soixante et onze", 71), ("fr", "dix-huit mille trois cents", 18_300), ("fr", "vingt et un", 21),
        ("it", "diciassettemilatrecento", 17_300), ("it", "seimila", 6000), ("it", "un centinaio", 100),
        ("it", "due milioni", 2_000_000), ("tr", "altı bin", 6000), ("tr", "on yedi bin üç yüz", 17_300),
        ("tr", "17 bin 300", 17_300), ("tr", "iki düzine", 24), ("ru", "шесть тысяч двести", 6200),
        ("en", "$2.6m", 2_600_000), ("en", "€1.2 bn", 1_200_000_000), ("en", "£40k", 40_000),
        ("fr", "3 Md€", 3_000_000_000), ("fr", "2,6 M€", 2_600_000), ("it", "48 mln di dollari", 48_000_000),
        ("it", "2 mld di euro", 2_000_000_000),
        ("ru", "$48 млн", 48_000_000),
        ("ru", "17 тыс", 17_000), ("ru", "полторы тысячи", 1500), ("ru", "двадцать один", 21),
    ],
)  # fmt: skip
def test_numbers(lang: str, text: str, value: float) -> None:
    """Each is one number with this value."""
    assert values(text, lang) == [value]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "the 444th Brigade"), ("fr", "la 444e brigade"), ("it", "la 444ª Brigata"), ("ru", "444-я бригада"),
        ("tr", "5'inci kolordu"), ("tr", "3. madde"), ("en", "F-16 jets"), ("ru", "Т72"), ("en", "at 10:30"),
        ("en", "on 23-10-2020"), ("en", "4/4/2019"), ("en", "the 5+5 talks"), ("en", "+218"), ("en", "#12"),
        ("en", "0912345678"), ("en", "12345678901234"), ("fr", "à 18h30"), ("en", "the 1990s"), ("en", "5G"),
        ("fr", "les Vingt-Sept"), ("it", "i Ventisette"), ("en", "the Twenty-Seven"), ("en", "48m away"),
    ],
)  # fmt: skip
def test_names_are_no_counts(lang: str, text: str) -> None:
    """Ranks, models, dates, times and telephone numbers are found as names."""
    assert not values(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "hundreds of thousands of people"), ("ar", "آلاف المرتزقة"), ("fr", "des milliers de civils"),
        ("tr", "binlerce sivil"), ("ru", "тысячи людей"), ("it", "migliaia di persone"), ("en", "several hundred men"),
        ("ar", "عشرات القتلى"), ("fr", "un homme"), ("tr", "bir asker"), ("it", "una donna"),
    ],
)  # fmt: skip
def test_vague_words_are_no_numbers(lang: str, text: str) -> None:
    """Thousands, several hundred, and the article that also means one, count nothing."""
    assert not values(text, lang)


def test_a_quantity_is_no_hundred() -> None:
    """كمية is spelt like a hundred with "like" before it."""
    assert not values("سيارات وكمية من الوقود", "ar")


def test_four_digits_may_be_a_year() -> None:
    """Whether 2020 is a year or a count, what stands around it must tell."""
    assert [number.shape for number in read("2020 and 2,020 and 3020", "en")] == ["year", "count", "count"]


@given(st.integers(min_value=1, max_value=999_999_999))
def test_digits_of_other_scripts_are_the_same_number(number: int) -> None:
    """Arabic-Indic and Persian digits say what Latin ones say."""
    found = {
        tuple((one.value, one.shape) for one in read("".join(chr(zero + int(digit)) for digit in str(number)), "ar"))
        for zero in (0x30, 0x660, 0x6F0)
    }
    assert len(found) == 1


@given(
    st.text(alphabet=" 0123456789.,٬٫'’-–/:+%٣ستةألفوsixtwohundredmillebinтысяч\n", max_size=60),
    st.sampled_from("ar en fr it tr ru".split()),
)
def test_any_text_gives_numbers_in_order(text: str, lang: str) -> None:
    """Whatever the text: no exception, no overlap, no word outside of it."""
    last = -1
    for number in read(text, lang):
        assert last < number.first <= number.last < len(Tokens(text).words)
        last = number.last


def test_a_case_ends_a_turkish_number() -> None:
    """From nine to twelve are two."""
    assert values("Sayı dokuzdan on ikiye çıktı.", "tr") == [9, 12]
