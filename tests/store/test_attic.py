"""What is put away is read, found and recognised as before, for as long as it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Decision, Entry, MessageState
from monitor.store import attic
from monitor.store.packing import deflated, inflated, pack, unpacked
from tests.store.world import World, entry


def name(number: int, kind: str = "unique") -> str:
    """A word that stands in one article alone, and does not begin another one's."""
    return kind + "".join(chr(ord("a") + int(digit)) for digit in f"{number}") + "zzz"


def old(number: int, **more: str) -> Entry:
    """An item of two kilobytes, with a word of its own."""
    words = " ".join(f"word{number * 1000 + place}" for place in range(200))
    return entry(number, text=f"{words} هدنة {name(number)}", **more)


def tidy(world: World, days: float, keep: int = 365) -> int:
    """Turns the clock on and puts away all there is; gives the number of steps."""
    world.now += timedelta(days=days)
    steps = 0
    while world.store.tidy(world.now, keep):
        steps += 1
    return steps


def value(world: World, sql: str) -> int:
    """A number out of the database."""
    return int(world.store._records.value(sql))


@pytest.fixture
def aged(world: World) -> World:
    """Eighty articles that their feed shows no more, and three that it does; eleven days later."""
    world.baseline()
    world.poll(*(old(number) for number in range(1, 81)))
    world.poll(*(old(number) for number in range(81, 84)))
    assert tidy(world, 1) <= 2, "the search index alone"
    assert tidy(world, 10) >= 1
    return world


def test_packing_and_back() -> None:
    """Any text comes back as it was, and one that is not in the piece is empty."""
    texts = {1: "هدنة في ليبيا", 2: "", 70000: "a\n\t\"{}'🇱🇾" * 99}
    packed = pack(texts)
    assert {number: unpacked(packed, number) for number in texts} == texts
    assert unpacked(packed, 3) == ""
    assert inflated(deflated(texts[70000])) == texts[70000]


def test_old_texts_lie_together_and_are_read_as_before(aged: World) -> None:
    """Article, search and recognition do not know the difference; what a feed still shows stays as it is."""
    assert 60 <= value(aged, "SELECT count(*) FROM article_text WHERE pack IS NOT NULL") <= 80
    assert value(aged, "SELECT count(*) FROM article_text WHERE folded <> ''") >= 3
    assert value(aged, "SELECT sum(length(texts)) FROM pack") < 80 * 2000 / 2
    stored = aged.store.article(7)
    assert stored and stored.text == old(7).text
    assert [found.id for found in aged.store.search(name(7))] == [7]
    assert aged.poll(old(7), old(90)) == [Decision.IGNORE, Decision.NEW]


def test_what_is_to_be_packed_is_found_without_reading_texts(aged: World) -> None:
    """An index names those that are not packed: a step costs what it packs, however many wait."""
    records = aged.store._records
    root = value(aged, "SELECT rootpage FROM sqlite_master WHERE name = 'article_text'")
    steps = records.rows(f"EXPLAIN {attic._PACKABLE}", ("",))
    tables = {step["p1"] for step in steps if step["opcode"] == "OpenRead" and step["p2"] == root}
    assert tables and not any(step["opcode"] == "Column" and step["p1"] in tables for step in steps)


def test_an_edit_takes_a_text_out_again(aged: World) -> None:
    """The version before is kept with its text, and the search finds the new words and the old ones no more."""
    edited = old(7)
    assert aged.poll(Entry(edited.guid, edited.link, edited.title, f"{edited.text} {name(7, 'appended')}")) == [
        Decision.IGNORE
    ]
    stored = aged.store.article(7)
    assert stored and stored.text.endswith(name(7, "appended"))
    assert [version.text for version in stored.versions] == [edited.text, stored.text]
    assert [found.id for found in aged.store.search(name(7, "appended"))] == [7]
    shorter = Entry(edited.guid, edited.link, edited.title, edited.text.replace("unique", "otherwise"))
    aged.poll(shorter)
    assert aged.store.search(name(7)) == () and len(aged.store.search(name(7, "otherwise"))) == 1
    others = aged.store.article(8)
    assert others and others.text == old(8).text


def test_after_sixty_days_the_index_forgets_and_the_text_stays(aged: World) -> None:
    """An article is read by its address and recognised; an edit brings it back into the index."""
    tidy(aged, 50)
    assert aged.store.search(name(7)) == ()
    stored = aged.store.article(7)
    assert stored and stored.text == old(7).text
    assert aged.poll(old(7), old(90)) == [Decision.IGNORE, Decision.NEW]
    edited = old(8)
    aged.poll(Entry(edited.guid, edited.link, edited.title, f"{edited.text} {name(8, 'appended')}"))
    assert [found.id for found in aged.store.search(f"{name(8)} {name(8, 'appended')}")] == [8]
    aged.store._records.execute("INSERT INTO article_fts (article_fts) VALUES ('integrity-check')")


def test_the_index_loses_what_it_forgot(aged: World) -> None:
    """Within a week of it, the space too: else it would grow with every article that ever was."""
    for start in range(100, 900, 80):
        aged.poll(*(old(number) for number in range(start, start + 80)))
    tidy(aged, 20)
    full = value(aged, "SELECT sum(length(block)) FROM article_fts_data")
    tidy(aged, 61)
    tidy(aged, 8)
    assert value(aged, "SELECT sum(length(block)) FROM article_fts_data") < full / 5
    assert aged.store._records.value("SELECT value FROM meta WHERE key = 'index_merged'") != "merging"


def test_after_a_year_texts_go_and_nothing_is_told_again(aged: World) -> None:
    """Title, address, decision and reason stay, the words of sent messages and the evidence go; the item is known."""
    while claimed := aged.store.claim_due(aged.now):
        for message, chat in claimed:
            aged.store.record(message, chat)
    tidy(aged, 365)
    stored = aged.store.article(7)
    assert stored and stored.text == "" and stored.listed.title == old(7).title and stored.listed.reason
    assert stored.matches and stored.matches[0].evidence == ()
    assert value(aged, "SELECT count(*) FROM pack") == 0
    assert aged.poll(old(7), old(90)) == [Decision.IGNORE, Decision.NEW]
    waiting = aged.store.messages(MessageState.SENDING, MessageState.PENDING, limit=1000)
    assert waiting and all(message.plain for message in waiting), "what is not told yet keeps its words"


def test_an_edit_of_a_forgotten_text_leaves_the_index_whole(aged: World) -> None:
    """With a few days to keep, texts go before the index forgets them: it finds the new words and not the old ones."""
    tidy(aged, 16, keep=15)
    stored = aged.store.article(7)
    assert stored and stored.text == "" and [found.id for found in aged.store.search(name(7))] == [7]
    edited = old(7)
    aged.poll(Entry(edited.guid, edited.link, edited.title, edited.text.replace("unique", "otherwise")))
    assert aged.store.search(name(7)) == () and len(aged.store.search(name(7, "otherwise"))) == 1
    tidy(aged, 61, keep=15)
    aged.store._records.execute("INSERT INTO article_fts (article_fts) VALUES ('integrity-check')")


def test_for_ever_is_for_ever(aged: World) -> None:
    """With zero days nothing is forgotten but by the index."""
    tidy(aged, 4000, keep=0)
    stored = aged.store.article(7)
    assert stored and stored.text == old(7).text and stored.matches[0].evidence


def test_freed_space_is_given_back_in_small_steps(aged: World) -> None:
    """The file shrinks while it is in use."""
    for start in range(100, 900, 80):
        aged.poll(*(old(number) for number in range(start, start + 80)))
    before = aged.store.size()
    assert tidy(aged, 11, keep=10) > 20
    assert value(aged, "PRAGMA auto_vacuum") == 2
    assert value(aged, "PRAGMA freelist_count") <= 256
    assert aged.store.size() < before - 500_000
    aged.restart()
    assert aged.store.article(7)
