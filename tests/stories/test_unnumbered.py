"""What is counted without a number word."""

import pytest

from monitor.service.lexicon import packaged
from monitor.stories.facts import facts
from monitor.stories.marked import mark
from monitor.text.tokens import Tokens


def read(text: str, lang: str) -> list[tuple[float, str]]:
    """(value, unit) of the figures of a text."""
    return [(fact.value, fact.unit) for fact in facts(mark(packaged(), Tokens(text), lang))]


def test_a_dual_behind_a_dual_only_says_more_of_it() -> None:
    """Two Libyan soldiers are two; two battalions that agree are the parties, two companies are counted."""
    assert len(read("قتل جنديان ليبيان", "ar")) == 1
    assert read("اتفقت كتيبتان على هدنة", "ar") == [] and len(read("عوقبت شركتان", "ar")) == 1


def test_one_man_is_counted_without_a_number() -> None:
    """Right behind what was done to him, or joined to another; who is named otherwise is not, and nobody is twice."""
    assert read("وأصيب طفل وامرأة في الحادثة", "ar") == [(1, "minors"), (1, "women")]
    assert read("أسفر عن إصابة شخص وثلاثة من الحراس", "ar") == [(1, "people"), (3, "soldiers")]
    assert read("وأصيب جندي ليبي واحد", "ar") == [(1, "people")]
    assert read("قال رجل إن الهدنة صامدة", "ar") == []


@pytest.mark.parametrize(
    ("lang", "text", "unit"),
    [
        ("ar", "قتيل في غدامس", "people"),
        ("ar", "بعد مقتل أحد أفراد الدورية", "people"),
        ("ar", "وقال الطبيب إن بين الضحايا طفلا", "minors"),
        ("en", "A young man was shot dead on the bridge.", "people"),
        ("fr", "Une femme a été tuée par une balle perdue.", "women"),
        ("it", "Una donna è stata uccisa vicino al porto.", "women"),
        ("tr", "Limanda bir kadın öldürüldü.", "women"),
        ("ru", "На рынке погибла женщина.", "women"),
    ],
)
def test_one_dead_is_a_figure(lang: str, text: str, unit: str) -> None:
    """In each language, whether one is named by a noun, an article or the form of the verb."""
    assert set(read(text, lang)) == {(1, unit)}


def test_one_among_the_dead_counts_and_one_who_acts_does_not() -> None:
    """A child among four dead is one; a man killed long ago, and one who kills three, are none."""
    assert read("Four people, including a child, were killed, medics said.", "en") == [(4, "people"), (1, "minors")]
    assert read("Cinq morts, dont une femme, selon les secours.", "fr") == [(5, "people"), (1, "women")]
    assert read("A soldier killed three men.", "en") == [(3, "people")]
    assert read("Five delegates, including a woman, spoke.", "en") == [(5, "members")]
