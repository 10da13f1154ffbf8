"""What an article says that its story did not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.model import Figure, NewFact, Profile, Stated
from monitor.stories.novelty import Known, figures, known_of, news, of_series, said, telling, urgent

AT = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING = Known({}, frozenset(), {}, ())


def profile(*given: Figure, owner: str = "one", **more: Any) -> Profile:
    """An article that gives these figures."""
    return Profile(100, "en", owner, owner, "west", figures=given, **more)


def stated(value: float, unit: str = "people", qualifier: str = "killed", owner: str = "one", **more: Any) -> Stated:
    """A figure that stands in the ledger."""
    return Stated(Figure(unit, qualifier, value, **more), AT, owner, owner, 1, 1)


@pytest.mark.parametrize(
    ("before", "owner", "now", "change"),
    [
        (stated(5), "two", 7, "rise"),
        (stated(5), "one", 7, "rise"),
        (stated(8), "one", 6, "correction"),
        (stated(8), "two", 6, "contradiction"),
    ],
)
def test_how_a_figure_differs_is_said(before: Stated, owner: str, now: float, change: str) -> None:
    """More is a rise; less is a correction from the same owner and a contradiction from another, and both are named."""
    (fact,) = figures(profile(Figure("people", "killed", now), owner=owner), [before])
    assert (fact.value, fact.before, fact.source, fact.change) == (now, before.figure.value, before.outlet, change)


@pytest.mark.parametrize(
    ("known", "new"),
    [
        (stated(18050, "fighters", "total"), Figure("people", "", 18050)),
        (stated(18050, "fighters", "total"), Figure("fighters", "total", 18000, bound="about")),
        (stated(300, "fighters", high=500), Figure("fighters", "", 400)),
        (stated(4), Figure("people", "killed", 4)),
    ],
)
def test_what_is_known_is_not_new(known: Stated, new: Figure) -> None:
    """The same number under another name in another language, a rounding of it, a value within its range."""
    assert figures(profile(new), [known]) == ()


def test_a_more_precise_figure_is_new() -> None:
    """17,420 is news after "about 17,300", and 17,500 after 17,420: only a vaguer figure repeats one."""
    assert figures(profile(Figure("fighters", "total", 17420)), [stated(17300, "fighters", "total", bound="about")])
    assert figures(profile(Figure("fighters", "total", 17500)), [stated(17420, "fighters", "total")])


def test_about_swallows_no_figure_that_is_given_to_the_third_digit() -> None:
    """ "About 17,420" and "about 17,800" are rises after 17,300; "about 17,000" repeats it."""
    known = stated(17300, "fighters", "total", bound="about")
    for value in (17420, 17800):
        (fact,) = figures(profile(Figure("fighters", "total", value, bound="about")), [known])
        assert (fact.value, fact.before, fact.change) == (value, 17300, "rise")
    assert figures(profile(Figure("fighters", "total", 17000, bound="about")), [known]) == ()


def test_a_toll_that_was_given_in_parts_is_known() -> None:
    """Nine gunmen and two soldiers killed are eleven dead, and not twelve; nor do two outlets' counts add up."""
    parts = (stated(9, "fighters"), stated(2, "soldiers"))
    assert not figures(profile(Figure("people", "killed", 11)), parts)
    assert figures(profile(Figure("people", "killed", 12)), parts)
    elsewhere = (stated(9, "fighters"), replace(stated(2, "soldiers"), article=8))
    assert figures(profile(Figure("people", "killed", 11)), elsewhere)


def test_small_numbers_must_count_the_same() -> None:
    """Four killed are not four wounded, nor four vehicles."""
    assert figures(profile(Figure("people", "wounded", 4)), [stated(4)])
    assert figures(profile(Figure("vehicles", "", 4)), [stated(4)])


def test_a_number_that_stood_in_the_story_is_no_news() -> None:
    """What one language counts and another only mentions is the same number."""
    known = known_of([profile(numbers=(64.0,))], [])
    assert news(profile(Figure("people", "", 64)), known) == ()


def test_names_are_news_where_headline_or_lead_name_them() -> None:
    """An actor in the lead is; one in passing is not; a place only in the headline; a state only there, too."""
    one = profile(actors={"haftar": 1.0, "saleh": 0.5, "turkey": 0.4}, places={"sirte": 1.0, "jufra": 1.0})
    assert [fact.value for fact in news(one, NOTHING, frozenset(("sirte",)))] == ["haftar", "sirte"]
    assert "turkey" in [fact.value for fact in news(one, NOTHING, frozenset(("turkey",)))]


def test_a_body_is_named_in_passing_further_down() -> None:
    """A person who speaks in the third sentence is news; a government that has not commented there is not."""
    one = profile(actors={"tetteh": 0.7, "gnu": 0.7})
    assert [fact.value for fact in news(one, NOTHING, (), frozenset(("tetteh",)))] == ["tetteh"]


def test_who_was_named_in_passing_is_news_in_a_headline() -> None:
    """The minister whom the story mentioned once now acts himself; a body that does is known."""
    known = known_of([profile(actors={"lavrov": 0.08, "haftar": 1.0, "gnu": 0.2})], [])
    one = profile(actors={"lavrov": 0.4, "haftar": 1.0, "gnu": 1.0})
    told = news(one, known, frozenset(("lavrov", "haftar", "gnu")), frozenset(("lavrov", "haftar")))
    assert [fact.value for fact in told] == ["lavrov"]


def test_what_is_declared_was_not_told_by_a_word_far_down() -> None:
    """A denial in the headline is news after one in the seventh sentence; a death is none after any word of it."""
    known = known_of([profile(events={"denied": 0.5, "killed": 0.5})], [])
    one = profile(events={"denied": 1.0, "killed": 1.0})
    assert [fact.value for fact in news(one, known, frozenset(("denied", "killed")))] == ["denied"]


def test_a_reaction_is_news() -> None:
    """Who rejects after another denied, or welcomes what was reported, says something of his own."""
    known = known_of([profile(events={"denied": 1.0, "attacked": 1.0, "called_for": 1.0})], [])
    one = profile(events={"rejected": 1.0, "welcomed": 1.0, "attacked": 1.0, "called_for": 1.0})
    told = news(one, known, frozenset(one.events))
    assert [fact.value for fact in told] == ["rejected", "welcomed"]


def test_a_number_read_as_something_else_hides_no_dead() -> None:
    """Ten ambulances stood in the story; ten dead did not."""
    ambulances = stated(10, "vehicles", "")
    known = known_of([profile(ambulances.figure, numbers=(10.0,))], [ambulances])
    assert [fact.value for fact in news(profile(Figure("people", "killed", 10)), known)] == [10]
    assert news(profile(Figure("tanks", "", 10)), known) == ()


def test_few_events_are_news_by_themselves() -> None:
    """Signed is news before any deal was told, and none after "agreed"."""
    one = profile(events={"signed": 1.0, "met": 1.0})
    headline = frozenset(("signed", "met"))
    assert [fact.value for fact in news(one, NOTHING, headline)] == ["signed"]
    assert news(one, known_of([profile(events={"agreed": 0.5})], []), headline) == ()


def test_what_is_counted_in_passing_is_not_worth_a_message() -> None:
    """Two groups, three days and a distance are not; two more dead are, the first one, and any larger number."""
    assert not telling([NewFact("figure", 2, "groups"), NewFact("figure", 60, "days")])
    assert not telling([NewFact("figure", 40, "kilometres")])
    assert telling([NewFact("figure", 2, "people", "killed")])
    assert telling([NewFact("figure", 35, "families")])
    one = NewFact("figure", 1, "people", "killed")
    assert telling([one]) and telling([one], [stated(6, "people", "wounded")])
    assert not telling([one], [stated(4, "people", "killed")])


def test_lives_fighters_and_the_truce_itself_cannot_wait() -> None:
    """Everything else of a story may be told together."""
    assert urgent([NewFact("figure", 3, "people", "wounded")])
    assert urgent([NewFact("figure", 90, "fighters", "arrived")])
    assert urgent([NewFact("event", "violated")])
    assert not urgent([NewFact("figure", 40, "vehicles"), NewFact("actor", "haftar"), NewFact("event", "met")])


def test_a_series_goes_on() -> None:
    """A large figure that moved a little continues the older one; one of another size does not."""
    series = [stated(17300, "fighters", "total"), stated(6000, "fighters", "returned")]
    found = of_series(profile(Figure("fighters", "total", 17420)), series)
    assert found and (found[0][0].before, found[1].figure.value) == (17300, 17300)
    assert of_series(profile(Figure("fighters", "total", 900)), series) is None
    assert of_series(profile(Figure("fighters", "total", 17300)), series) is None


def test_another_bodys_count_is_no_figure_before() -> None:
    """2,500 that must leave do not follow on 2,000 that another counted, nor on figures of nobody known."""
    new = Figure("fighters", "", 2500, actor="un")
    for actor in ("turkey", "", "un"):
        (fact,) = figures(profile(new), (), [stated(2000, "fighters", "", actor=actor)])
        assert fact.before is None
    (fact,) = figures(profile(new), [stated(2000, "fighters", "", actor="turkey")])
    assert fact.before is None


def test_a_series_of_the_same_actor_is_shown_beside_its_next_figure() -> None:
    """The same qualifier and actor, wherever it stood."""
    known = stated(6000, "fighters", "returned", actor="syria")
    (fact,) = figures(profile(Figure("fighters", "returned", 6200, actor="syria")), (), [known])
    assert (fact.before, fact.change) == (6000, "rise")
    (fact,) = figures(profile(Figure("fighters", "returned", 6200, actor="russia")), (), [known])
    assert fact.before is None


def test_a_new_batch_stands_beside_the_last() -> None:
    """Of the same force, though one is called new and the other arrived; that it is smaller contradicts nobody."""
    last = stated(300, "fighters", "arrived", actor="sultan_murad")
    (fact,) = figures(profile(Figure("fighters", "new", 120, actor="sultan_murad"), owner="two"), (), [last])
    assert (fact.before, fact.change) == (300, "")
    (fact,) = figures(profile(Figure("fighters", "new", 120, actor="hamza")), (), [last])
    assert fact.before is None


def test_a_figure_is_said_to_its_last_digit() -> None:
    """Millions are not rounded, in the new value or in the old."""
    fact = NewFact("figure", 1_234_567, "dollars", "", "", 1_234_560)
    assert said(fact) == "1,234,567 dollars, before 1,234,560"
