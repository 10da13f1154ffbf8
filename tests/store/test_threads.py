"""Stories as people look at them, and their corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Decision, Draft, Key, Kind, MessageState
from monitor.store.memory import key_hash
from monitor.store.telling import tell
from tests.service.newsroom import Newsroom

TITLE = "Truce in Sabratha, Libya, after clashes kill four"
TEXT = (
    "Elders in Sabratha brokered a ceasefire between the 55th Battalion and gunmen on Friday, a security source said."
    " Four people were killed and 17 were wounded in the Libyan town, and 35 families fled the Dababsha district."
)
OTHER = (
    "In Murzuq, southern Libya, two tribes signed a ceasefire. Nine people were killed and 44 wounded in the fighting."
    " Elders of both sides asked the army for observers on the road to Qatrun, and promised to hand over the prisoners"
    " whom each had taken at the market before the week is over."
)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    """Two stories; the first has three articles."""
    newsroom = Newsroom()
    newsroom.report("Herald", TITLE, TEXT)
    newsroom.report("Nova", "Libia, tregua a Sabratha", TEXT)
    newsroom.report("Observer", "Sabratha toll rises", TEXT.replace("Four", "Six").replace("17", "21"))
    newsroom.report("Herald", "Murzuq tribes sign ceasefire in Libya", OTHER)
    yield newsroom
    newsroom.store.close()


def test_stories_are_counted_by_owners_and_sides(room: Newsroom) -> None:
    """The newest first, with articles, owners, sides and languages."""
    second, first = room.store.stories()
    assert (second.title, first.title) == ("Murzuq tribes sign ceasefire in Libya", TITLE)
    assert (first.articles, first.owners, first.sides, first.languages, first.told) == (3, 3, 2, 2, True)


def test_a_story_holds_its_articles_and_its_figures_over_time(room: Newsroom) -> None:
    """Each article with what was decided and how surely; both counts of the dead, each with who gave it first."""
    story = room.store.story(1)
    assert story and [member.carrier.outlet for member in story.members] == ["Herald", "Nova", "Observer"]
    assert [member.judgements[-1].decision for member in story.members] == [
        Decision.NEW, Decision.MERGE, Decision.UPDATE,
    ]  # fmt: skip
    killed = [(stated.figure.value, stated.outlet) for stated in story.figures if stated.figure.qualifier == "killed"]
    assert (4, "Herald") in killed and (6, "Observer") in killed
    assert room.store.story(99) is None


def test_merged_stories_stay_one(room: Newsroom) -> None:
    """A later copy of the younger story's head joins the older story."""
    assert room.store.merge_stories(1, 2, room.now)
    assert not room.store.merge_stories(1, 2, room.now) and len(room.store.rulings()) == 1, "it is done already"
    assert [judgement.story for judgement in room.store.judgements(4)] == [1]
    assert not room.store.merge_stories(1, 1, room.now) and not room.store.merge_stories(1, 99, room.now)
    story = room.store.story(1)
    assert story and len(story.members) == 4
    room.report("Observer", "Nine dead in Murzuq before tribes sign ceasefire in Libya", OTHER)
    assert room.story == 1


def test_what_was_split_stays_apart(room: Newsroom) -> None:
    """An article that a person took out goes on as a story of its own, and its edits with it."""
    article = room.store.story(1)
    assert article
    out = article.members[2].id
    new = room.store.split_story(1, out, room.now)
    assert new and [member.id for member in room.store.story(new).members] == [out]  # type: ignore[union-attr]
    assert room.store.split_story(1, article.members[0].id, room.now) is None, "the first cannot be taken out"
    assert room.store.split_story(1, 999, room.now) is None
    edited = room.report("Observer", "Sabratha toll", TEXT.replace("Four", "Eight"), url="https://observer.example/3")
    assert edited.story == new


@pytest.mark.parametrize("text", [OTHER, "A ceasefire holds in Murzuq, Libya."])
def test_articles_without_an_address_are_known_by_their_words(text: str) -> None:
    """Long or short: what a person took out of a story stays out of it when the feed gives it another guid."""
    room = Newsroom()
    room.report("Herald", TITLE, TEXT)
    room.report("Observer", "Murzuq", text, url="guid only", guid="a")
    assert room.store.merge_stories(1, 2, room.now)
    ruling = room.store.rulings()[0]
    digest = room.store._records.value("SELECT digest FROM article WHERE id = 2")
    assert ruling.other == key_hash(Key("text", "", digest))
    room.report("Observer", "Murzuq", text, url="guid only", guid="b")
    assert room.story == 1
    room.store.close()


def test_what_nothing_can_name_again_is_not_corrected(room: Newsroom) -> None:
    """Without a key a ruling would hold for nothing: the answer is no, and all stays as it is."""
    room.store._records.execute("UPDATE article SET url = ''")
    room.store._records.execute("DELETE FROM article_key")
    assert not room.store.merge_stories(1, 2, room.now)
    assert room.store.split_story(1, 3, room.now) is None
    assert room.store.rulings() == () and len(room.store.stories()) == 2


def test_the_messages_of_what_was_split_go_with_it(room: Newsroom) -> None:
    """Later updates answer what was told of the article, and not the story that it was taken out of."""
    number = 70
    while claimed := room.store.claim_due(room.now):
        for message, chat in claimed:
            number += 1
            room.store.record(replace(message, state=MessageState.SENT, due=None, telegram_id=number), chat)
    new = room.store.split_story(1, 3, room.now)
    (own,) = room.store._records.rows("SELECT * FROM message WHERE story = ?", (new,))
    assert (own["article"], own["kind"], own["head"]) == (3, "update", None)
    room.now += timedelta(hours=1)
    tell(room.store._records, [Draft(own["chat"], Kind.UPDATE, "more", "more")], room.now, 3, new)
    ((message, _),) = room.store.claim_due(room.now)
    assert (message.plain, message.under) == ("more", own["telegram_id"])


def test_why_knows_the_score_of_a_decision(room: Newsroom) -> None:
    """Everything decided about an article is kept, with its score and what was new."""
    (judgement,) = room.store.judgements(3)
    assert judgement.decision is Decision.UPDATE and judgement.score > 0.5
    assert {fact.value for fact in judgement.news} >= {6, 21}
