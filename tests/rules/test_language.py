"""The language, whole: each key and sign of a rule on the smallest texts that it tells apart, as the reference says."""

from __future__ import annotations

import datetime

import pytest

from monitor.rules.load import load
from monitor.rules.match import read

WORLD = """
chats: {desk: {telegram: 1}, night: {telegram: 2}}
feeds: [{name: F, url: 'https://a.ly/feed', about: [libya]}]
places:
  libya: {strong: {ar: [ليبيا, =سرت], en: [Libya*, Sirte]}, weak: {en: [Tripoli]}, not_within: {en: [Libya Observer]}}
  elsewhere: {gaza: {terms: {en: [Gaza]}}}
actors:
  haftar: {name: H, kind: person, side: east, about: [libya], names: {en: [Haftar], ar: [حفتر]}}
  menfi: {name: M, kind: person, side: west, about: [libya], names: {en: [al-Menfi]}, weak: {en: [Menfi]}}
  saleh: {name: S, kind: person, side: east, about: [libya], names: {en: [Aguila Saleh]}, weak: {en: [Saleh]}}
  rsf: {name: RSF, kind: armed group, side: foreign, names: {en: ['case:RSF']}}
  turkey: {name: T, kind: state, context: true, names: {en: [Turkey]}}
  gna: {name: GNA, kind: organisation, from: 2016-03-30, until: 2021-03-10, names: {fr: [union nationale]}}
  gnu: {name: GNU, kind: organisation, from: 2021-03-10, names: {fr: [union nationale]}}
topics:
  truce: {terms: {en: [truce*, halt <3> fighting], ar: [هدنة]}, not_within: {en: [Olympic truce]},
          not_beside: {en: [price war]}}
rules: {r: {title: R, RULE}}
"""


def fires(rule: str, title: str, text: str, **given: object) -> bool:
    """Whether a rule of these keys fires on an article."""
    reading = read(load(WORLD.replace("RULE", rule)), title, text, **given)  # type: ignore[arg-type]
    return bool(reading.matches)


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        # terms
        ("any: [final deal]", "A final deal.", "A deal, final."),
        ("any: [final deal]", "A final, deal.", "It is final. Deal!"),
        ("any: [halt <2> fire]", "halt all the fire", "halt all of the fire"),
        ("any: [halt <2> fire]", "halt fire", "fire halt"),
        ("any: [Haftar ~3 Menfi]", "Menfi met with Haftar", "Menfi met again yesterday with Haftar"),
        ("any: [Haftar ~3 Menfi]", "Haftar, Menfi", "Haftar came. Menfi left."),
        ("any: ['mercenar*']", "mercenaries", "mercantile"),
        ("any: ['Libya* truc*']", "Libyan truces", "Libyan or truces"),
        ("any: ['=سرت']", "في سرت", "فسرت الأمر"),
        ("any: [هدنة]", "وبهدنتهم", "هدنك"),
        ("any: ['case:FACT']", "the FACT rebels", "the fact is"),
        ("any: ['case:FACT rebels']", "FACT rebels", "FACT REBELS"),
        ("any: [cessez-le-feu]", "le cessez le feu", "cessez le jeu"),
        ("any: [5+5]", "the 5+5 talks", "the 5 + 5 talks"),
        # conditions, alone, together and nested
        ("all: [truce, elders]", "Elders meet. A truce holds.", "A truce holds."),
        ("any: [truce, elders]", "Elders meet.", "Nobody meets."),
        ("any: [truce], none: [film]", "A truce.", "A truce in a film."),
        ("min_count: 2, of: [aaa, bbb, ccc]", "aaa ccc", "bbb bbb"),
        ("all: [aaa], any: [bbb, ccc]", "aaa ccc", "bbb ccc"),
        ("any: [{all: [aaa, {any: [bbb, {all: [ccc, ddd]}]}]}]", "ddd ccc aaa", "ccc aaa"),
        ("all: [aaa, {min_count: 2, of: [bbb, {all: [ccc, ddd]}, eee]}]", "aaa bbb ccc ddd", "aaa bbb ccc"),
        ("all: [aaa, {none: [{all: [bbb, ccc]}]}]", "aaa bbb", "aaa bbb ccc"),
        ("any: [truce], unless: [film, {all: [cup, league]}]", "truce cup", "truce cup league"),
        ("any: [truce], unless: [place:gaza]", "A truce.", "A truce in Gaza."),
        ("any: [truce], not_within: [truce of God]", "truce, truce of God", "the truce of God"),
        ("any: [truce], not_beside: [cinema]", "A truce. The cinema.", "A truce at the cinema."),
        # references
        ("any: [topic:truce]", "halt to the fighting", "the Olympic truce"),
        ("any: [topic:truce]", "truces", "a truce in the price war"),
        ("all: [actor:haftar, topic:truce]", "Haftar signs a truce.", "A truce."),
        ("all: [place:libya, topic:truce]", "A truce. In Libya.", "A truce, says Libya Observer."),
        ("all: [place:libya, topic:truce]", "Haftar: a truce in Tripoli", "A truce in Tripoli"),
        # about
        ("any: [topic:truce], about: libya", "A truce in Libya.", "A truce in Gaza. Libya played."),
        ("any: [topic:truce], about: libya", "Haftar rejects the truce.", "Turkey rejects the truce."),
        # actors
        ("any: [truce], actors: required", "Haftar: a truce", "Turkey: a truce"),
        ("any: [truce], actors: [menfi, rsf]", "RSF truce", "Haftar truce"),
        ("any: [truce], actors: {ids: [menfi]}", "al-Menfi truce", "Haftar truce"),
        ("any: [truce], actors: {kinds: [armed group, state]}", "Turkey truce", "Haftar truce"),
        ("any: [truce], actors: {sides: [west]}", "al-Menfi truce", "Haftar truce"),
        ("any: [truce], actors: {kinds: [person], sides: [east]}", "Haftar truce", "al-Menfi truce, RSF"),
        ("any: [truce], actors: [saleh]", "truce in Libya: Saleh", "truce: Saleh"),
        ("any: [truce], actors: [saleh]", "truce, Menfi and Saleh", "truce, Saleh and Saleh"),
    ],
)
def test_a_rule_tells_these_texts_apart(rule: str, yes: str, no: str) -> None:
    """It fires on the first and not on the second."""
    assert fires(rule, "", yes)
    assert not fires(rule, "", no)


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        ("any: [truce]", {"title", "lead", "text"}),
        ("title_only: [truce]", {"title"}),
        ("lead_only: [truce]", {"title", "lead"}),
        ("all: [one], any: [{title_only: [truce]}, {lead_only: [two, truce]}]", {"title", "lead"}),
        ("any: [one], none: [{title_only: [truce]}]", {"lead", "text"}),
    ],
)
def test_where_a_word_may_stand(rule: str, where: set[str]) -> None:
    """The title, the first two sentences, anywhere."""
    articles = {
        "title": ("A truce", "One. None. Three."),
        "lead": ("News", "One. A truce. Three."),
        "text": ("News", "One. None. A truce."),
    }
    assert {name for name, article in articles.items() if fires(rule, *article)} == where


def test_a_feed_is_about_its_place() -> None:
    """Where the text names no place, the feed's place counts; a rival in the text counts more."""
    rule = "any: [topic:truce], about: libya"
    assert not fires(rule, "", "A truce was signed.")
    assert fires(rule, "", "A truce was signed.", about=("libya",))
    assert not fires(rule, "", "A truce was signed in Gaza.", about=("libya",))


@pytest.mark.parametrize(("day", "actor"), [("2020-06-01", "gna"), ("2023-06-01", "gnu"), (None, "gnu")])
def test_actors_who_share_words_are_told_apart_by_the_day(day: str | None, actor: str) -> None:
    """Who was in office when the article was written; without a date, who still is."""
    book = load(WORLD.replace("RULE", "any: [trêve], actors: [gna, gnu]"))
    published = datetime.date.fromisoformat(day) if day else None
    assert read(book, "", "trêve, dit l'union nationale", published=published).actors == (actor,)


def test_priority_and_chats_travel_with_the_match() -> None:
    """As written; the first chat of the file when none is named; rules that are off never fire."""
    (match,) = read(load(WORLD.replace("RULE", "any: [aaa], priority: low, send_to: [night, desk]")), "", "aaa").matches
    assert (match.priority, match.send_to) == ("low", ("night", "desk"))
    (match,) = read(load(WORLD.replace("RULE", "any: [aaa]")), "", "aaa").matches
    assert (match.priority, match.send_to) == ("normal", ("desk",))
    assert not fires("any: [aaa], enabled: false", "", "aaa")
