"""What is new, as lines of a message."""

from __future__ import annotations

from monitor.alerts.markup import length, safe
from monitor.alerts.novelties import novelties
from monitor.model import Chat, NewFact

DESK = Chat("desk")


def figure(value: float, unit: str = "fighters", qualifier: str = "", sentence: str = "One.", **more: float) -> NewFact:
    """A figure that is new."""
    return NewFact("figure", value, unit, qualifier, sentence, **more)  # type: ignore[arg-type]


def test_all_that_is_new_is_listed() -> None:
    """With the old value beside it or without; twelve killed and twelve wounded are two."""
    shown = novelties([figure(17420, before=17300), figure(120, qualifier="new", sentence="Two.")], {}, DESK).plain
    assert shown.splitlines() == ["• 17,420 fighters (before: 17,300) — One.", "• 120 fighters — Two."]
    both = novelties([figure(12, "people", "killed"), figure(12, "people", "wounded")], {}, DESK).plain
    assert both == "• 12 killed, 12 wounded — One."


def test_how_long_talks_took_and_a_few_nameless_things_are_no_news() -> None:
    """Two days, four things, two groups; forty prisoners are."""
    news = [figure(2, "days"), figure(4, "things"), figure(2, "groups"), figure(40, "prisoners")]
    assert novelties(news, {}, DESK).plain == "• 40 prisoners — One."


def test_a_sentence_that_stands_elsewhere_is_not_repeated() -> None:
    """The title, and a sentence that is quoted already; the figure stays."""
    news = [figure(80), figure(90, sentence="Two.")]
    assert novelties(news, {}, DESK, title="One.", told=[safe("Two.")]).plain == "• 80 fighters\n• 90 fighters"


def test_matched_words_are_bold_in_the_sentence() -> None:
    """A quote that goes on where the sentence was cut is the same sentence."""
    quotes = [safe("The truce held, sources said.", [(4, 9)])]
    assert "The <b>truce</b> held" in novelties([figure(80, sentence="The truce held")], {}, DESK, quotes=quotes).html


def test_what_does_not_fit_is_counted() -> None:
    """Never cut in the middle, never left out in silence."""
    news = [figure(n + 10, sentence=f"{n} " + "x" * 90) for n in range(20)]
    shown = novelties(news, {}, DESK, room=500).plain
    rows = shown.splitlines()
    assert length(shown) <= 500 and rows[-1] == f"• +{20 - (len(rows) - 1)}"
