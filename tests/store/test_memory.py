"""What the store remembers of keys."""

from __future__ import annotations

from monitor.articles.identity import article
from monitor.model import Article, Decision, Feed, Key
from tests.store.world import World, entry


def item(world: World, number: int = 1, feed: Feed | None = None) -> Article:
    """An item of the world as an article."""
    return article(entry(number), feed or world.feed, world.now)


def test_a_key_is_known_within_its_scope(world: World) -> None:
    """A scoped key is known by that feed's article alone; one without scope by any feed's; the rest is unknown."""
    world.baseline(world.feed, world.other)
    world.poll(entry(1))
    own, elsewhere = item(world), item(world, feed=world.other)
    assert set(world.store.known(own.keys)) == set(own.keys)
    assert {key.scope for key in world.store.known(elsewhere.keys)} == {""}
    assert world.store.known(item(world, 2).keys) == {}
    assert world.store.known([]) == {}


def test_a_known_article_says_what_became_of_it(world: World) -> None:
    """Decision, story, the rules that fired and whether it was told: what grouping needs to know."""
    world.baseline()
    world.poll(entry(1), entry(2, title="Rain"))
    told = world.store.known(item(world, 1).keys)[item(world, 1).keys[0]]
    quiet = world.store.known(item(world, 2).keys)[item(world, 2).keys[0]]
    assert (told.decision, told.story, told.rules, told.alerted) == (Decision.NEW, 1, ("truce",), True)
    assert (quiet.decision, quiet.story, quiet.rules, quiet.alerted) == (Decision.NONE, None, (), False)
    assert (told.feed, told.url, told.text) == (world.feed.url, entry(1).link, entry(1).text)


def test_copies_lead_to_what_they_copy(world: World) -> None:
    """The third outlet's copy is told of the first article, whose decision counts, not of the second's copy of it."""
    third = Feed("Third", "https://third.example/rss")
    world.baseline(world.feed, world.other, third)
    world.poll(entry(1))
    assert world.poll(entry(1), feed=world.other) == [Decision.IGNORE]
    assert world.poll(entry(1), feed=third) == [Decision.IGNORE]
    stored = world.store.article(3)
    assert stored is not None and stored.copy_of is not None
    assert stored.copy_of.id == 1
    for feed in (world.other, third):
        assert world.poll(entry(1), feed=feed) == [Decision.IGNORE], "from then on it is known there"


def test_a_reused_guid_leads_to_the_newer_article(world: World) -> None:
    """The key moves with the guid, so the newer item is known at the next poll, not compared with the older again."""
    world.baseline()
    world.poll(entry(1))
    newer = entry(2, guid="guid-1")
    assert world.poll(newer) == [Decision.NEW]
    assert world.poll(newer) == [Decision.IGNORE]
    key = Key("guid", world.feed.url, "guid-1")
    assert world.store.known([key])[key].id == 2


def test_any_number_of_keys_can_be_asked(world: World) -> None:
    """More keys than SQLite takes parameters, asked in one call."""
    world.baseline()
    world.poll(*(entry(number) for number in range(1, 40)))
    keys = [Key("guid", world.feed.url, f"guid-{number}") for number in range(40_000)]
    assert len(world.store.known(keys)) == 39
