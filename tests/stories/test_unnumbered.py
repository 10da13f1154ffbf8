"""What Arabic counts without a number word."""

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
    assert read("إن بين القتلى امرأة", "ar") == read("قال رجل إن الهدنة صامدة", "ar") == []
