"""Whose ceasefire it is."""

import pytest

from monitor.rules.compile import RuleBook
from monitor.rules.match import read


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", "The Council spoke of Gaza, and of the ceasefire in Libya."),
        ("", "Egypt, which brokered the truce in Gaza, hosts talks on the Libya ceasefire."),
        ("", "Libya'da ateşkes, Israel'de savaş"),
        ("Libya rivals meet", "They sat for hours. In the end they signed a ceasefire."),
        ("", "Benghazi was calm. The truce had held for a day."),
        ("", "دعت مصر إلى وقف لإطلاق النار في غرب ليبيا، وبحثت ملف غزة."),
        ("Fighters from Sudan in Libya", "They came from Sudan. The truce allowed them to leave Libya."),
        ("UN on Gaza, Libya", "Gaza lies in ruins. In Libya, Haftar's men broke the ceasefire."),
    ],
)
def test_about_libya(book: RuleBook, title: str, text: str) -> None:
    """The ceasefire of the sentence is Libya's, whatever else the article names."""
    assert read(book, title, text).matches


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Haftar welcomes Gaza ceasefire", "Haftar welcomed the truce between Israel and its enemies."),
        ("ليبيا ترحب باتفاق وقف إطلاق النار في غزة", "رحبت الحكومة الليبية باتفاق وقف إطلاق النار. والهدنة خطوة."),
        ("", "The Libyan delegate voted for a ceasefire in Gaza."),
        ("Truce in Gaza", "The truce began at dawn. Libyan doctors arrived."),
        ("Truce in Mali", "The ceasefire was signed. Libya is a neighbour of neighbours."),
        ("", "A truce was signed."),
        ("", "Truces were tried in Mali, Libya and elsewhere."),
        ("", "وقف إطلاق النار في السودان"),
    ],
)
def test_not_about_libya(book: RuleBook, title: str, text: str) -> None:
    """Somebody else's ceasefire raises no alarm, though Libya is on the page."""
    assert not read(book, title, text).matches


def test_the_ruling_is_told_in_words(book: RuleBook) -> None:
    """Evidence says why its sentence counts as being about the place."""
    (match,) = read(book, "", "A truce in Libya").matches
    assert match.evidence[0].about == "the sentence names «Libya»"
    (match,) = read(book, "Libya talks", "They signed a truce").matches
    assert match.evidence[0].about == "the headline names «Libya»"
