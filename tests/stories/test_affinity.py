"""Whether two articles report the same event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from monitor.model import Decision, Figure, Member, Profile, Thread
from monitor.stories.affinity import DOUBT, JOINS, WINDOW, affinity, shared, to_thread

ONE = Profile(
    100, "ar", "A", "A", "west", (), (), {"haftar": 1.0, "lna": 0.5}, {"sirte": 1.0}, {"met": 1.0},
    (Figure("people", "", 47), Figure("vehicles", "", 18)),
)  # fmt: skip
OTHER = replace(ONE, lang="en", outlet="B", actors={"haftar": 1.0, "turkey": 0.4})
AWAY = replace(ONE, actors={"radaa": 1.0}, places={"murzuq": 1.0}, figures=(Figure("people", "", 60),))


def member(profile: Profile, number: int) -> Member:
    """An article of a story."""
    return Member(number, 1, datetime(2026, 1, 1, tzinfo=UTC), "T", "", Decision.MERGE, profile)


def test_the_same_event_in_two_languages_is_one() -> None:
    """Who, where, what and how much say so, in either order, and the score says of what it is made."""
    both = affinity(ONE, OTHER)
    assert both.score > JOINS and both == affinity(OTHER, ONE)
    assert "who" in str(both) and "figures" in str(both)


def test_another_event_is_not() -> None:
    """Other people in another place, even where the same thing happened."""
    assert affinity(ONE, AWAY).score < DOUBT


def test_a_town_alone_is_no_event() -> None:
    """Two reports that share a place and nothing else may be one event, and nobody is silenced for it."""
    here = replace(ONE, actors={}, events={}, figures=())
    assert affinity(here, here).score > JOINS and not affinity(here, here).grounded
    assert affinity(ONE, OTHER).grounded


def test_after_the_window_nothing_is_one_event() -> None:
    """However alike two reports are."""
    assert affinity(ONE, replace(ONE, day=100 + WINDOW + 1)).score == 0


def test_nothing_is_alike_by_emptiness() -> None:
    """Two reports that name nobody and no place are no story, whatever words and events they share."""
    empty = Profile(100, "ar", "A", "A", "", events={"met": 1.0}, names=(1, 2, 3))
    assert affinity(empty, empty).score == 0
    assert shared({}, {}) == 0


def test_a_chain_is_no_story() -> None:
    """One article that lies between two events does not make them one: half of the story must be alike."""
    between = replace(ONE, actors={**ONE.actors, **AWAY.actors}, places={**ONE.places, **AWAY.places})
    thread = Thread(1, "T", True, (member(ONE, 1), member(OTHER, 2), member(ONE, 3), member(between, 4)))
    assert affinity(AWAY, between).score > JOINS
    assert to_thread(AWAY, thread).score < JOINS
    assert to_thread(OTHER, thread).score > JOINS
    assert to_thread(ONE, Thread(1, "T", True, ())).score == 0


def test_the_same_toll_makes_one_event_surer() -> None:
    """Two killed and six wounded, whatever they are called; how many days it took says nothing."""
    both = (Figure("fighters", "killed", 2), Figure("people", "wounded", 6))
    here = replace(ONE, figures=(*both, Figure("days", "", 3)))
    same = replace(here, lang="fr", figures=(Figure("people", "killed", 2), Figure("people", "wounded", 6)))
    days = replace(here, lang="fr", figures=(Figure("days", "", 3),))
    assert affinity(here, same).parts["counts"] > 0 == affinity(here, days).parts["counts"]
    assert affinity(here, same).score > affinity(here, days).score


def test_who_names_only_other_towns_reports_of_elsewhere() -> None:
    """The same people twice are one event in one town, less surely in two; a town named further down is named."""
    here = replace(ONE, figures=())
    there = replace(here, places={"murzuq": 1.0})
    passing = replace(here, places={"murzuq": 1.0, "sirte": 0.2})
    nowhere = replace(here, places={})
    scores = [affinity(here, other).score for other in (here, passing, nowhere, there)]
    assert scores[0] > scores[1] > scores[3] and scores[0] > scores[2] > scores[3]
    assert affinity(here, there).parts["elsewhere"] == 2
    assert affinity(here, replace(here, places={"tripoli": 0.4})).parts["elsewhere"] == 1


def test_a_report_that_names_the_older_figure_goes_on_from_it() -> None:
    """420 now, 350 some days ago: of the two that share a town, the one that says so is surely of that story."""
    first = Profile(100, "ar", "o", "o", "", places={"afrin": 1.0}, figures=(Figure("fighters", "", 350),))
    now = Figure("fighters", "total", 420)
    bare = Profile(102, "ar", "o", "o", "", places={"afrin": 0.5}, figures=(now,))
    before = replace(bare, figures=(now, Figure("fighters", "previous", 350)))
    assert affinity(before, first).score > affinity(bare, first).score
    assert affinity(before, first).parts["continues"] == 1.0 and not affinity(bare, first).parts["continues"]


def test_one_dead_in_another_town_is_another_event() -> None:
    """Nobody and no number in common and other towns in the leads, or other dead; either report names both towns."""
    one = Profile(100, "ar", "A", "A", "", places={"sabha": 1.0, "qatrun": 0.7}, events={"killed": 1.0})
    two = replace(one, lang="fr", places={"qatrun": 1.0, "sabha": 0.7})
    assert affinity(one, two).parts["apart"] == 1 and affinity(one, two).score < JOINS
    dead = [replace(one, figures=(Figure("people", "killed", number),)) for number in (1, 4)]
    wide = replace(dead[1], places={"sabha": 1.0, "murzuq": 1.0, "ghat": 1.0, "brak": 1.0})
    assert affinity(dead[0], wide).parts["apart"] == 1 and affinity(dead[0], wide).score < JOINS
    assert affinity(dead[0], dead[1]).parts["apart"] == 0
    assert affinity(replace(one, actors={"lna": 1.0}), replace(two, actors={"lna": 1.0})).parts["apart"] == 0
