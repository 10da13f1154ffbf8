"""The store as its users see it: items polled again and again, with restarts in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.articles.identity import given
from monitor.model import Decision, Entry, Reading
from tests.store.world import World, entry, reading

TROUBLES = [
    *("as is", "no guid", "changing guid", "one guid for all", "one link for all", "home page as link"),
    *("neither guid nor link", "tracking parameters", "scheme flip", "shuffled", "vanish and return"),
    *("edited title", "printed twice", "no date"),
]
ITEMS = [entry(number) for number in range(1, 9)]


def changed(poll: int, how: str) -> list[Entry]:
    """The items as a troublesome feed shows them at its n-th poll."""
    changes = {
        "no guid": lambda item: replace(item, guid=""),
        "changing guid": lambda item: replace(item, guid=f"{item.guid}-{poll}"),
        "one guid for all": lambda item: replace(item, guid="the-feed"),
        "one link for all": lambda item: replace(item, link="https://outlet.example/news"),
        "home page as link": lambda item: replace(item, link="https://outlet.example/"),
        "neither guid nor link": lambda item: replace(item, guid="", link=""),
        "tracking parameters": lambda item: replace(
            item, guid="", link=f"{item.link}?utm_source=p{poll}&fbclid={poll}"
        ),
        "scheme flip": lambda item: replace(item, guid="", link=item.link.replace("https", "http" + "s" * (poll % 2))),
        "edited title": lambda item: replace(item, title=item.title + " (updated)" * (poll % 2)),
        "no date": lambda item: replace(item, published=None),
    }
    if how in changes:
        return [changes[how](item) for item in ITEMS]
    if how == "shuffled":
        return ITEMS[poll % 8 :] + ITEMS[: poll % 8]
    if how == "vanish and return":
        return ITEMS[: 8 if poll % 2 else 3]
    if how == "printed twice":
        return ITEMS + ITEMS
    return list(ITEMS)


@pytest.mark.parametrize("how", TROUBLES)
@pytest.mark.parametrize("restarts", [False, True])
def test_each_item_is_told_once(world: World, how: str, restarts: bool) -> None:
    """Whatever a feed does to guids, links, order and titles: polled five times, each true item is told once."""
    world.baseline()
    for poll in range(1, 6):
        world.poll(*changed(poll, how))
        if restarts:
            world.restart()
    told = [text.removesuffix(" (updated)") for text in world.posted()]
    assert sorted(told) == sorted(item.title for item in ITEMS)


def test_a_reused_guid_hides_nothing(world: World) -> None:
    """A feed with a single guid, which shows another item at each poll, brings each of them."""
    world.baseline()
    for number in range(1, 6):
        shown = replace(entry(number), guid="always-the-same")
        assert world.poll(shown) == [Decision.NEW]
        assert world.poll(shown) == [Decision.IGNORE]
    assert len(world.posted()) == 5


def test_the_first_poll_tells_nothing_and_the_second_only_what_is_new(world: World) -> None:
    """Baseline, restart, poll: the items of the first poll stay silent for ever."""
    assert world.poll(*ITEMS) == [Decision.BASELINE] * 8
    world.restart()
    assert world.poll(*ITEMS, entry(9)) == [Decision.IGNORE] * 8 + [Decision.NEW]
    assert world.posted() == ["A truce, report 9"]


def test_what_the_user_already_knows_is_never_told(world: World) -> None:
    """Articles given by hand are baseline: feeds that bring them later are ignored; given twice, they count once."""
    world.baseline(world.feed, world.other)
    item = entry(1)
    by_words = given(f"{item.title}\n{item.text}", name="notes.txt", seen=world.now)
    by_url = given("What the page said when it was saved.", url="http://www.outlet.example/2", seen=world.now)
    readings = [reading(by_words.title), Reading()]
    assert world.store.add_baseline([by_words, by_url], readings, world.now) == 2
    assert world.store.add_baseline([by_words, by_url, by_words], [*readings, Reading()], world.now) == 0
    assert world.poll(entry(1), entry(2, text="What the page said in the feed")) == [Decision.IGNORE] * 2
    assert [listed.outlet for listed in world.store.latest(9, Decision.BASELINE)] == ["outlet.example", "notes.txt"]


def test_what_is_given_after_it_was_told_silences_its_copies(world: World) -> None:
    """The user who says "I know this" of an article that no rule matched hears nothing when a copy matches."""
    world.baseline(world.feed, world.other)
    world.poll(entry(1, title="Rain"))
    known = given(entry(1).text, url=entry(1).link, title="Rain", seen=world.now)
    assert world.store.add_baseline([known], [Reading()], world.now) == 1
    assert world.poll(entry(1, title="Rain and truce"), feed=world.other) == [Decision.IGNORE]


def test_facts_are_kept(world: World) -> None:
    """Single facts by name, with a default; any text goes."""
    assert world.store.meta("rules_problem", "none") == "none"
    world.store.set_meta("rules_problem", "line 7: \ud800")
    world.store.set_meta("rules_problem", "line 8: ملاحظة")
    world.restart()
    assert world.store.meta("rules_problem") == "line 8: ملاحظة"
