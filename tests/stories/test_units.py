"""The unit beside a number: behind it, before it, as a sign, or as a word that no list names."""

import pytest

from monitor.service.lexicon import packaged
from monitor.stories.facts import facts
from monitor.stories.marked import mark
from monitor.text.tokens import Tokens


def read(text: str, lang: str) -> list[tuple[float, str]]:
    """(value, unit) of the figures of a text."""
    return [(fact.value, fact.unit) for fact in facts(mark(packaged(), Tokens(text), lang))]


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        ("en", "17,300 well-paid Syrian recruits", 17_300, "fighters"),
        ("en", "seven lightly armed vehicles", 7, "vehicles"),
        ("en", "200 civilian vehicles", 200, "vehicles"),
        ("en", "300 of the fighters", 300, "fighters"),
        ("en", "a 900-strong force", 900, "people"),
        ("en", "63 reports came in", 63, "things"),
        ("ar", "300 من المقاتلين", 300, "fighters"),
        ("ar", "17٬300 مجند", 17_300, "fighters"),
        ("ar", "المقاتلين الـ300", 300, "fighters"),
        ("ar", "31 من السكان", 31, "civilians"),
        ("ar", "12 ليبيا قتلوا", 12, "people"),
        ("fr", "Morts : 12", 12, "people"),
        ("fr", "cinq cents soldats", 500, "soldiers"),
        ("it", "sei carri armati", 6, "tanks"),
        ("tr", "17.300 Suriyeli paralı asker", 17_300, "fighters"),
        ("tr", "300'ü aşkın savaşçı", 300, "fighters"),
        ("ru", "шесть бронемашин", 6, "vehicles"),
        ("ru", "17 тыс. боевиков", 17_000, "fighters"),
        ("en", "Violations rose to 12 this week", 12, "violations"),
        ("fr", "Les recrues sont passées de 300 à 420 cette semaine", 420, "fighters"),
        ("it", "Le violazioni sono salite a dodici questa settimana", 12, "violations"),
        ("ar", "ضبطت القوة ست سيارات", 6, "vehicles"),
        ("ar", "أسرت الكتيبة 12 مقاتلا", 12, "fighters"),
        ("en", "Two airlines accused of flying mercenaries", 2, "groups"),
        ("ru", "12 военных инструкторов", 12, "officers"),
        ("en", "USD 2.6 million", 2_600_000, "dollars"),
        ("ar", "المراقبين ثلاث مدن", 3, "bases"),
        ("ar", "الأعضاء الـ5", 5, "members"),
        ("en", "some thirty four-wheel drive vehicles", 30, "vehicles"),
        ("en", "$1,500 a month", 1500, "dollars a month"),
        ("en", "a fine of €2 million", 2_000_000, "euros"),
        ("ar", "يتقاضى 1500 دولار شهريا", 1500, "dollars a month"),
        ("en", "40% of them", 40, "percent"),
        ("tr", "yüzde 40", 40, "percent"),
        ("tr", "%40", 40, "percent"),
        ("ar", "40 في المئة", 40, "percent"),
    ],
)
def test_units(lang: str, text: str, value: float, unit: str) -> None:
    """One figure, with this unit."""
    assert read(text, lang) == [(value, unit)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "In 12, the fighters said"),
        ("en", "12. Fighters came"),
        ("ar", "45 وقال المقاتلون"),
        ("en", "Of the two sides"),
        ("ar", "نقل 2019 إلى ليبيا"),
    ],
)
def test_a_unit_beyond_a_stop_is_another_matter(lang: str, text: str) -> None:
    """Commas, sentence ends, prepositions and "and" keep numbers and nouns apart."""
    assert read(text, lang) == []


def test_a_country_is_no_nationality() -> None:
    """ليبيا behind a number is "Libyans" only where it stands right there."""
    assert ("people", 5) not in [(unit, value) for value, unit in read("5 طائرات إلى ليبيا", "ar")]
