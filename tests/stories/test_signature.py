"""What an article reports, apart from its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.articles.identity import articles
from monitor.model import Article, Entry, NewFact, Profile
from monitor.rules.match import read_page
from monitor.rules.page import TEXT
from monitor.service.decide import page_of
from monitor.service.lexicon import packaged
from monitor.stories.signature import Scan, day_of, profile, scan, stem
from monitor.stories.similarity import WORDS
from tests.service.newsroom import START, Newsroom, book

FEED = Newsroom().feed("Herald")


def article(title: str, text: str, lang: str = "en") -> Article:
    """An item of a feed about Libya."""
    return articles((Entry("g", "https://herald.example/1", title, text, START, None, "", lang),), FEED, START)[0]


def scanned(title: str, text: str) -> Scan:
    """The item read for comparison."""
    one = article(title, text)
    page = page_of(book(), one, ("libya",))
    return scan(page, one, FEED, packaged(), read_page(page).matches)


def test_a_profile_is_the_same_in_every_language() -> None:
    """Actors, towns and figures have ids and numbers, not words."""
    one = profile(
        scanned("Haftar in Sirte", "Khalifa Haftar met officers in Sirte. The ceasefire holds, 47 were freed.")
    )
    other = profile(scanned("حفتر في سرت", "التقى خليفة حفتر ضباطا في مدينة سرت. وقف إطلاق النار صامد وأطلق سراح 47."))
    for names in ("actors", "places"):
        assert getattr(one, names) == getattr(other, names) != {}
    assert 47.0 in one.numbers and 47.0 in other.numbers


def test_headline_and_lead_weigh_most() -> None:
    """What stands further down weighs less, and what is left out nothing."""
    text = "A truce in Sirte. The army spoke. It said little. More came. Then more. At last Murzuq was named."
    whole = profile(scanned("Truce in Libya", text))
    assert whole.places["sirte"] == 1.0 > whole.places["murzuq"]
    assert "murzuq" not in profile(scanned("Truce in Libya", text), {5}).places


def test_who_speaks_for_a_body_names_it() -> None:
    """Haftar in the lead names his army as well, by a lesser weight, and it stands in no headline for that."""
    one = scanned("Haftar in Sirte", "Khalifa Haftar spoke of a truce. He left. He came. Then Aguila Saleh called.")
    assert 0 < profile(one).actors["lna"] < profile(one).actors["haftar"]
    assert "lna" not in one.headline
    assert "hor" not in profile(one).actors
    assert one.persons == {"haftar", "saleh"}


@pytest.mark.parametrize(
    ("title", "text", "named"),
    [
        ("Drone hits Haftar's forces", "It was shot down in the night.", False),
        ("Un drone frappe l'armée du maréchal Haftar", "Le drone est tombé dans la nuit sur une route.", False),
        (
            "Drone contro le forze di Haftar",
            "Il drone è caduto in una via di Sirte e non ha colpito i passanti, che sono illesi.",
            False,
        ),
        ("Hafter güçlerine saldırı", "Saldırı gece oldu ve bir araç yandı, daha sonra bir ev ile bu yol da.", False),
        ("Силы Хафтара попали под удар", "Это было ночью.", False),
        ("مسيرة تستهدف قوات حفتر", "وقع الهجوم ليلا.", False),
        ("Unit loyal to Khalifa Haftar is hit", "It was at night.", False),
        ("Eight of Haftar's soldiers are hit", "It was at night.", False),
        ("مقتل ستة من جنود حفتر", "وقع الهجوم ليلا.", False),
        ("Army commanded by Khalifa Haftar is hit", "It was at night.", False),
        ("هجوم على الجيش الذي يقوده المشير خليفة حفتر", "وقع الهجوم ليلا.", False),
        ("Haftar-led army is hit", "It was at night.", False),
        ("Haftar meets officers", "They met at night.", True),
        ("Haftar et l'armée", "Ils se sont rencontrés dans la nuit.", True),
        ("Haftar, army chief, speaks", "He spoke at night.", True),
    ],
)
def test_of_somebodys_army_the_army_is_named(title: str, text: str, named: bool) -> None:
    """Whose it is only says which: one report writes LNA, the other Haftar's forces. The text tells the language."""
    headline = scanned(title, text).headline
    assert ("haftar" in headline) is named
    assert named or "lna" in headline


@pytest.mark.parametrize(
    ("title", "text", "back"),
    [
        ("What we know about the truce", "The truce of 2020 holds. This was compiled from earlier reports.", True),
        ("Truce in Sirte", "It holds. This piece was published earlier. There is no new information in it.", True),
        ("What we know about the truce", "Two men were shot in Sirte on Monday.", False),
        ("UN corrects report", "The report published earlier was wrong, the panel said.", False),
    ],
)
def test_a_retrospect_says_so_twice(title: str, text: str, back: bool) -> None:
    """In headline and text, or in two lines; one alone stands in news as well."""
    assert scanned(title, text).retrospect is back


def test_asides_are_no_news() -> None:
    """A link to another story names nobody."""
    text = "The truce in Sirte holds, both sides said.\nRead also: Forty killed in Murzuq\nNothing else happened."
    assert set(profile(scanned("Truce", text)).places) == {"sirte"}


def test_of_a_long_page_the_beginning_is_read() -> None:
    """Who, where and how many stand in as many words as are compared with other texts; the rest may be a table."""
    lead = "The ceasefire in Libya holds in Sirte, and Khalifa Haftar said so. "
    filler = "nothing happened there at all. " * (WORDS // 5)
    found = scanned("Ceasefire in Libya", f"{lead}{filler}A ceasefire in Libya: Haftar said 470 fighters left Murzuq.")
    one = profile(found)
    assert set(one.places) == {"sirte"} and "haftar" in one.actors
    assert not one.figures and 470.0 not in one.numbers
    assert found.fields[TEXT].count == WORDS


@pytest.mark.parametrize("days", [-4000, 4000, None])
def test_a_date_that_cannot_be_is_not_believed(days: int | None) -> None:
    """Ten years off, or none: the day on which it was seen counts."""
    published = START + timedelta(days=days) if days else None
    assert day_of(replace(article("T", "x"), published=published)) == day_of(article("T", "x"))


def test_the_longer_reading_of_a_town_counts() -> None:
    """Cufra is Kufra in Italian, and with a Turkish ending it is Jufra."""
    assert set(profile(scanned("Libia", "Tregua a Cufra tra le milizie.")).places) == {"kufra"}
    assert set(profile(scanned("Libya", "Cufra'da ateşkes ilan edildi.")).places) == {"jufra"}


def test_the_sentence_of_a_name_is_known() -> None:
    """The first that names it; the headline where no other does."""
    found = scanned("Truce in Sirte", "Nothing here. The truce in Sirte holds, they said.")
    assert found.sentence_with("place", "sirte") == "The truce in Sirte holds, they said."
    assert scanned("Truce in Sirte", "Nothing.").sentence_with("place", "sirte") == "Truce in Sirte"
    assert found.sentence_with("place", "murzuq") == ""


def test_endings_and_the_article_are_cut() -> None:
    """Roughly: words are compared within one language alone."""
    assert stem("والهدنة") == stem("الهدنة") and stem("ceasefires") == stem("ceasefire")
    assert isinstance(profile(scanned("", "")), Profile)


def test_what_is_counted_in_passing_far_behind_the_lead_is_colour() -> None:
    """How many live in a town is no news; the dead are, wherever they stand, and what the lead counts."""
    text = (
        "Some 90 men met in Sirte. They spoke. They ate. They left. The town has 80,000 people. Seven men were killed. "
        "The ceasefire held for 40 men."
    )
    one = scanned("Truce in Sirte", text)
    colour = [value for value in (90, 80000, 40) if one.is_colour(NewFact("figure", value, "people"))]
    assert colour == [80000]
    assert not one.is_colour(NewFact("figure", 7, "people", "killed"))
