"""What people ask of the store."""

from __future__ import annotations

import pytest

from monitor.articles.identity import given
from monitor.model import Decision, NearMiss, Reading
from tests.store.world import World, entry

TASHKEEL = "وَقْفُ إِطْلَاقِ النَّارِ في ليبيا"


def titles(world: World, query: str) -> list[str]:
    """What a search finds."""
    return [found.title for found in world.store.search(query)]


def test_an_article_is_found_by_any_spelling_of_its_address(world: World) -> None:
    """By number, number in a string, and the address with another scheme, prefix or tracking; else there is none."""
    world.baseline()
    world.poll(entry(1), entry(2, link="https://outlet.example/?id=2"))
    spellings: list[int | str] = [1, "1", "https://outlet.example/1", "http://www.outlet.example/1/?utm_source=x#top"]
    found = [world.store.article(spelling) for spelling in spellings]
    assert [stored.listed.id for stored in found if stored] == [1] * 4
    for nothing in (
        9,
        "9",
        "9" * 40,
        "",
        "x",
        "https://outlet.example/",
        "https://outlet.example/?id=3",
        "\ud800",
        "²",
    ):
        assert world.store.article(nothing) is None


def test_why_an_article_became_what_it_is(world: World) -> None:
    """Feed, decision, reason, evidence, story, who else carried it, messages and their states, rules version."""
    world.baseline(world.feed, world.other)
    world.poll(entry(1))
    world.poll(entry(1), feed=world.other)
    stored = world.store.article(1)
    assert stored is not None
    assert (stored.feed, stored.listed.outlet, stored.rules_version) == (world.feed.url, "Outlet", "v1")
    assert (stored.listed.decision, stored.listed.reason) == (Decision.NEW, "matches truce")
    assert [evidence.text for match in stored.matches for evidence in match.evidence] == ["truce"]
    assert (stored.actors, stored.places) == (("haftar",), ("libya",))
    assert [(copy.outlet, copy.decision) for copy in stored.also] == [("Other", Decision.IGNORE)]
    assert [message.plain for message in stored.messages] == ["A truce, report 1"]
    copy = world.store.article(2)
    assert copy is not None and copy.copy_of is not None and copy.head is not None
    assert (copy.copy_of.id, copy.head.id, copy.messages) == (1, 1, ())
    assert copy.listed.reason == "same page as in another source: A truce, report 1"


def test_a_rule_that_nearly_fired_is_kept_with_its_reason(world: World) -> None:
    """The "no" is stored as fully as the "yes"."""
    world.baseline()
    outcome = world.decide(entry(1, title="Rain"))
    reading = outcome.judged[0].reading
    object.__setattr__(reading, "near", (NearMiss("truce", "the sentence is about Gaza"),))
    world.store.commit(outcome)
    stored = world.store.article(1)
    assert stored is not None
    assert stored.near == (NearMiss("truce", "the sentence is about Gaza"),)


def test_the_latest_come_first(world: World) -> None:
    """All of them, or only those with a decision: the baseline, for one."""
    world.poll(entry(1), entry(2))
    world.poll(entry(3), entry(4, title="Rain"))
    assert [listed.id for listed in world.store.latest(3)] == [4, 3, 2]
    assert [listed.id for listed in world.store.latest(9, Decision.BASELINE)] == [2, 1]
    assert [listed.id for listed in world.store.latest(9, Decision.NEW, Decision.NONE)] == [4, 3]


def test_what_was_given_by_hand_can_be_told_from_what_feeds_brought(world: World) -> None:
    """Also when it is an article that a feed had brought before, or edits afterwards."""
    world.poll(entry(1), entry(2))
    own = given("Talks in Geneva.", name="notes.txt", seen=world.now)
    theirs = given(entry(2).text, url=entry(2).link, title="As I know it", seen=world.now)
    world.store.add_baseline([own, theirs], [Reading(), Reading()], world.now)
    world.poll(entry(2, text="Another wording altogether, which the outlet preferred an hour later"))
    assert [listed.title for listed in world.store.latest(9, given=True)] == ["As I know it", "Talks in Geneva."]
    assert len(world.store.latest(9, Decision.BASELINE)) == 4
    assert world.store.latest(9, Decision.NEW, given=True) == ()


@pytest.mark.parametrize(
    "query",
    [
        *("وقف إطلاق النار", "وقف اطلاق النار", "وَقْف", "النار", "الـنـار", "ليبيا", "لِيبيا"),
        *("ليبيا وقف", "إطلا", "«ليبيا»", "ليبيا؟"),
    ],
)  # fmt: skip
def test_arabic_is_found_however_it_is_written(world: World, query: str) -> None:
    """Tashkeel, hamza, tatweel and quotation marks do not matter, nor the order; the last word may be only begun."""
    world.poll(entry(1, title=TASHKEEL))
    assert titles(world, query) == [TASHKEEL]


def test_folding_goes_both_ways(world: World) -> None:
    """Marks and forms may be in the text, in the query, in both or in neither; Latin accents and case as well."""
    world.poll(
        entry(1, title="اتفاق هدنة"),
        entry(2, title="اتّفاقُ هُدنةٍ"),
        entry(3, title="Trêve à Syrte"),
        entry(4, title="ATEŞKES"),
    )
    assert len(titles(world, "هدنه")) == 2
    assert len(titles(world, "هُدْنَةٌ")) == 2
    assert titles(world, "treve SYRTE") == ["Trêve à Syrte"]
    assert titles(world, "ateşkes") == ["ATEŞKES"]
    assert titles(world, "17٣00") == []


def test_words_are_whole_but_the_last(world: World) -> None:
    """`tru report` finds nothing, `report tru` what begins so."""
    world.poll(entry(1))
    assert titles(world, "tru report") == []
    assert titles(world, "report tru") == ["A truce, report 1"]
    assert titles(world, "rain") == []


def test_an_edited_article_is_found_by_what_it_says_now(world: World) -> None:
    """The index follows the text."""
    world.poll(entry(1, title="Rain"))
    world.poll(entry(1, title="Snow"))
    assert titles(world, "snow") == ["Snow"]
    assert titles(world, "rain") == []


HOSTILE = [
    '"', '""', '"""', "'", "NEAR(", "NEAR(a b, 2)", "AND", "OR", "NOT", "a AND", "NOT a", "*", "a*b", "^a", "a:b",
    "folded:a", "-x", "+x", "{a}", "(", ")", "((", "a OR (b", "\\", "/", ";", "; DROP TABLE article", "' OR 1=1 --",
    "%", "_", "%00", "\x00", "\ud800", "\u202e", "\u200b", "🕊️", "", " ", "\n", "\t", ".", "،", "؟", "a" * 100_000,
    "a " * 10_000, "ـ", "َ", "$", "?", "?1", ":a", "@a", "#", "[", "]", "<b>", "&amp;", "../../etc/passwd", "CON",
    "\r\n", "\x1b[31m", "{{7*7}}", "${7}", "`ls`", "|",
]  # fmt: skip
AROUND = [*HOSTILE, *(f"truce {text}" for text in HOSTILE), *(f"{text} truce" for text in HOSTILE)]


@pytest.mark.parametrize("query", AROUND)
def test_no_query_is_an_error(world: World, query: str) -> None:
    """Operators, quotes, brackets, control characters and very long strings are words to look for, or nothing."""
    world.poll(entry(1))
    assert len(titles(world, query)) <= 1


def test_a_word_is_found_with_particles_written_onto_it(world: World) -> None:
    """ليبيا finds وليبيا, لليبيا and وبليبيا, in any place of the query; the last word of it may be only begun."""
    world.baseline()
    written = ("زار وليبيا غدا", "وصل لليبيا اليوم", "مر وبليبيا أمس", "سلام لليبيين", "كليبياني")
    world.poll(*(entry(number, title=title) for number, title in enumerate(written, start=1)))
    assert titles(world, "ليبيا وصل") == [written[1]]
    assert set(titles(world, "ليبيا")) == {written[0], written[1], written[2], written[4]}
    assert titles(world, "ليبيا غدا") == [written[0]]
    assert titles(world, "الهدنة") == []


def test_particles_of_a_query_are_taken_off(world: World) -> None:
    """A word copied out of a text with its particles finds the word with others, and without."""
    world.baseline()
    for number, title in enumerate(("عودة المرتزقة إلى سرت", "مرتزقة في الكفرة", "وزير في سبها"), start=1):
        world.poll(entry(number, title=title))
    for query in ("للمرتزقة", "والمرتزقة", "بمرتزقة", "المرتزقة", "مرتزقة"):
        assert len(titles(world, query)) == 2, query
    assert len(titles(world, "للوزير")) == 1
