"""The stored articles in order of time, each version of an edited one included."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Entry
from tests.store.world import World


def test_an_edited_article_comes_once_for_each_of_its_versions(world: World) -> None:
    """In order of time, with the words of that time; what the first poll of its feed showed is marked as known."""
    entry = Entry("1", "https://outlet.example/1", "Dates", "The harvest of dates has begun in the oases of the south")
    world.poll(Entry("0", "https://outlet.example/0", "Roads", "The road along the coast will be closed for two weeks"))
    world.poll(entry)
    world.poll(replace(entry, text=entry.text + ", and a truce holds there until it ends"))
    world.poll(Entry("2", "https://other.example/2", "Rain", "Rain is expected in the mountains"), feed=world.other)
    moments = world.store.moments()
    found = list(world.store.remembered(moments))
    assert [(one.title, one.moment.known) for one in found] == [
        ("Roads", True), ("Dates", False), ("Dates", False), ("Rain", True),
    ]  # fmt: skip
    assert [one.at for one in moments] == sorted(one.at for one in moments)
    assert found[1].text == entry.text
    assert found[2].text.endswith("until it ends")
    assert found[1].digest != found[2].digest
    assert {one.feed for one in found} == {world.feed.url, world.other.url}
    assert found[0].guid == "0"


def test_they_come_in_the_order_asked_for(world: World) -> None:
    """Any selection in any order; one that is not there any more is left out."""
    world.baseline()
    for number in range(3):
        world.poll(Entry(str(number), f"https://outlet.example/{number}", f"Title {number}", f"Text number {number}"))
    moments = world.store.moments()
    gone = replace(moments[0], article=99)
    asked = [moments[2], gone, moments[0]]
    assert [one.title for one in world.store.remembered(asked)] == ["Title 2", "Title 0"]
