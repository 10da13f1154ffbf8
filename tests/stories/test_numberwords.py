"""Number words are known as they stand in a text, with what is written onto them."""

import pytest

from monitor.service.lexicon import packaged
from monitor.stories.numberwords import NumberWords


def known(word: str, lang: str) -> int | None:
    """What the word counts in this language, None when it is no number word."""
    words = NumberWords(packaged(), ("ar", "ru", lang))
    words.look([word])
    part = words.known[word]
    return part.word.value if part else None


@pytest.mark.parametrize(
    ("lang", "word", "value"),
    [
        ("en", "Twelve", 12), ("fr", "vingt", 20), ("ar", "ستة", 6), ("ar", "بستة", 6), ("ar", "وستمئة", 600),
        ("ar", "وألفي", 2000), ("ar", "ثَلاثَة", 3), ("ar", "وست", 6), ("ru", "шестью", 6), ("ru", "трёх", 3),
        ("tr", "on", 10), ("tr", "yüze", 100), ("tr", "üçünün", 3), ("it", "duemilatrecento", 2300),
        ("it", "Ventitré", 23), ("it", "ventuno", 21), ("it", "quarantacinque", 45),
    ],
)  # fmt: skip
def test_number_words(lang: str, word: str, value: int) -> None:
    """Clitics, endings, marks, capitals and compounds do not hide a number."""
    assert known(word, lang) == value


@pytest.mark.parametrize(
    ("lang", "word"),
    [
        ("en", "on"), ("fr", "on"), ("it", "on"), ("tr", "ön"), ("tr", "yüzde"), ("en", "dix"),
        ("ar", "الأربعاء"), ("ar", "سترة"), ("it", "settembre"), ("ru", "столица"),
    ],
)  # fmt: skip
def test_other_words(lang: str, word: str) -> None:
    """Turkish on is ten in Turkish alone; what begins like a number word is none."""
    assert known(word, lang) is None


def test_monday_is_not_two() -> None:
    """الاثنين is a Monday; only before ten is it part of a number (الاثني عشر)."""
    words = NumberWords(packaged(), ("ar", "ru", "en"))
    words.look(["الاثنين", "اثنين"])
    monday, two = words.known["الاثنين"], words.known["اثنين"]
    assert monday is not None and monday.word.role == "part"
    assert two is not None and two.word.role == "number"


def test_where_numbers_can_be() -> None:
    """Digits and number words are looked at, nothing else."""
    assert NumberWords(packaged(), ("ar", "ru", "en")).look(["a", "12", "men", "and", "six"]) == [1, 4]
