"""Figures and events of one text, from its tokens: what an article states that can be new, risen or contradicted.

    marked  = mark(lexicon, tokens, lang)        the words of figures and events, found once
    figures = facts(marked, actors)              17,300 fighters, total
    deeds   = events(marked)                     signed, killed, arrived

Numbers that only name something (a brigade, a resolution, a year, an hour, a page) are no figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from monitor.model import EventHit, Fact
from monitor.stories.counting import counts
from monitor.stories.marked import Found, Marked, mark
from monitor.stories.qualifying import bound, qualify
from monitor.stories.units import THINGS, Count
from monitor.stories.unnumbered import HARM

__all__ = ("Marked", "events", "facts", "mark")

AWAY = 8  # words before a distance in which it is said to be one
DEED = 3  # words beside a figure in which a deed is surely its own
SEATS = 20  # members at most of a body that is not counted
BODY = 4  # words around "made up of" in which it is named
CHILDREN = 15  # at most
OFFICIALS = 7  # words before "and two residents" in which it is said that somebody is cited
CITED = 5  # people at most who are taken for those that speak
_CLAUSE = frozenset(",;:()،؛")
AGO = 3  # words around a duration in which it may be called past


def facts(marked: Marked, actors: Sequence[tuple[str, int, int]] = ()) -> tuple[Fact, ...]:
    """The figures of the text in order of reading. `actors`: id, first and last word of every actor named.

    A figure stated twice is there twice. Durations that only say when ("three days ago") and prices are left out.
    """
    found = [count for count in counts(marked) if not any(aside(marked, count) for aside in _ASIDES)]
    qualify(marked, found)
    dead = max((count.number.value for count in found if count.qualifier == "killed" and not count.late), default=0)
    # those who died of their wounds are counted in the toll, where there is one
    named: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for actor in actors:
        named[marked.tokens.sentence_of(actor[1])].append(actor)
    kept = (count for count in found if not count.loose or count.qualifier in HARM)
    return tuple(_fact(marked, count, named) for count in kept if not (count.late and count.number.value < dead))


def _fact(marked: Marked, count: Count, named: Mapping[int, Sequence[tuple[str, int, int]]]) -> Fact:
    tokens = marked.tokens
    end = max(count.last, count.end)
    monthly = count.kind == "money" and count.qualifier == "monthly"
    return Fact(
        unit=f"{count.unit} a month" if monthly else count.unit,
        value=count.number.value,
        qualifier="" if monthly else count.qualifier,
        bound=bound(marked, count),
        high=count.high,
        actor=_nearest(count, named.get(tokens.sentence_of(count.first), ())),
        start=tokens.span(count.first)[0],
        end=tokens.span(end)[1],
        sentence=marked.sentence(count.first),
    )


def _nearest(count: Count, actors: Sequence[tuple[str, int, int]]) -> str:
    """The actor of the sentence that stands nearest to the figure, one before it rather than one behind."""
    near = [(count.first - last if last < count.first else first - count.last + 1, id) for id, first, last in actors]
    return min(near, default=(0, ""))[1]


def _says_where(marked: Marked, count: Count) -> bool:
    """A duration or distance that only says when or where: three days ago, aged 18, 30 km south of Tripoli."""
    end = max(count.last, count.end) + 1
    if count.unit == "kilometres":
        return (
            marked.has("far", end, end + 3)
            or marked.has("far", count.first - AWAY, count.first)
            or marked.is_a("dated", count.first - 1)
        )
    if count.kind != "time":
        return False
    before = any(marked.has(kind, count.first - AGO, count.first) for kind in ("past", "following"))
    if before or marked.has("past", end, end + 2) or marked.at("since", end):
        return True
    return count.unit == "years" and (marked.has("age", count.first - AGO, end + AGO))


def _price(marked: Marked, count: Count) -> bool:
    """Money for a measure of something: 80 dollars a barrel."""
    return count.kind == "money" and marked.has("per", count.last + 1, count.last + 4)


def _done(marked: Marked, count: Count) -> bool:
    """Whether something that figures are told of is said right beside it: then it is news, whoever says so."""
    near = (count.first - DEED, max(count.last, count.end) + 1 + DEED)
    deeds = any(hit.name in marked.lexicon.deeds for hit in marked.within("event", *near))
    return bool(count.qualifier) or deeds or marked.has("noun", *near)


def _cited(marked: Marked, count: Count) -> bool:
    """A few people of whom nothing is told but that they said it: two officials told Reuters, selon trois habitants."""
    if count.kind != "people" or count.number.value > CITED or _done(marked, count):
        return False
    end = max(count.last, count.end)
    arabic = "\u0600" <= marked.tokens.words[count.first][0] < "\u0780"
    behind = None if arabic else marked.at("says", end + 1) or marked.at("says", end + 2)
    before = marked.ending("attributed", count.first - 1) or (arabic and marked.ending("says", count.first - 1))
    before = before or _cited_too(marked, count)
    if before and marked.tokens.one_sentence(before.first, end):
        return True
    if behind and marked.is_a("to", behind.last + 1):
        behind = None  # five persons said to have organised it
    far = behind.first if behind else end
    return bool(behind and marked.tokens.one_sentence(end, far)) and not any(
        _CLAUSE & set(marked.gap(word)) for word in range(end, far)
    )


def _cited_too(marked: Marked, count: Count) -> Found | None:
    """According to officials and two people in the town."""
    if not marked.is_a("and", count.first - 1):
        return None
    found = [*marked.within("attributed", count.first - OFFICIALS, count.first)]
    clear = found and not any(_CLAUSE & set(marked.gap(word)) for word in range(found[-1].last, count.first))
    return found[-1] if clear else None


def _seats(marked: Marked, count: Count) -> bool:
    """How many sit in a body that is spoken of: the commission, made up of ten officers; beşi batıdan, beşi doğudan."""
    if count.kind not in ("people", "thing") or count.number.value > SEATS or _done(marked, count):
        return False
    end = max(count.last, count.end) + 1
    behind = end + (2 * BODY if "tr" in marked.langs else 2)  # on subaydan oluşan komite, a 10-member commission
    before = marked.within("composed", count.first - 4, count.first)
    for hit in (*before, *marked.within("composed after", count.number.last + 1, behind)):
        if marked.tokens.one_sentence(min(hit.first, count.first), max(hit.last, count.last)):
            return marked.has("board", hit.first - BODY, hit.last + BODY)
    return False


def _children(marked: Marked, count: Count) -> bool:
    """How many children somebody has who is in the news: a mother of three, père de deux enfants, iki çocuk annesi."""
    if count.number.value > CHILDREN or count.unit not in ("people", "minors", THINGS):
        return False
    before = next(marked.within("parent", count.first - 3, count.first), None)
    if before and marked.tokens.one_sentence(before.first, count.first):
        lone = marked.tokens.words[before.first][0] < "\u0600" or marked.tokens.words[count.first][0] == "ل"
        return lone and not _CLAUSE & set(marked.gap(count.first - 1))
    return bool(marked.at("parent after", max(count.last, count.end) + 1))


_ASIDES = (_says_where, _price, _cited, _seats, _children)


def events(marked: Marked) -> tuple[EventHit, ...]:
    """The events named in the text, in order of reading; of two readings of the same words the longer."""
    tokens = marked.tokens
    return tuple(
        EventHit(
            type=hit.name,
            start=tokens.span(hit.first)[0],
            end=tokens.span(hit.last)[1],
            sentence=marked.sentence(hit.first),
            negated=_negated(marked, hit),
        )
        for hit in marked.deeds()
    )


def _negated(marked: Marked, hit: Found) -> bool:
    """A word of negation stands within two words before: did not sign, لم توقع, никто не подписал."""
    words = range(max(hit.first - 2, 0), hit.first)
    return any(marked.is_a("not", word) and marked.tokens.one_sentence(word, hit.first) for word in words)
