"""One article under the rules' eyes: tokenised once, every phrase found once, and who and where is named in it.

Everything is worked out when first asked for: most articles hold no rule's words and are never looked at twice.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from monitor.rules.book import Actor, Name, Place, RuleBook
from monitor.rules.clues import Clues
from monitor.rules.scene import Scene, Sign

TITLE, TEXT = 0, 1  # the fields, in order of reading
MAX_LETTERS = 150_000  # of one field; more is cut, so that a 5 MB page costs a bounded time


class Hit(NamedTuple):
    """Phrase number `phrase` at words first..last of a field; hits sort in order of reading."""

    field: int
    first: int
    last: int
    phrase: int

    def within(self, other: Hit) -> bool:
        """True when the other covers it (or the same words)."""
        return self.field == other.field and other.first <= self.first and self.last <= other.last

    def meets(self, other: Hit) -> bool:
        """True when they share a word."""
        return self.field == other.field and other.first <= self.last and self.first <= other.last


class Page:
    """One article; `about` are the places its feed is about, `day` the day it was published.

    `asked` are the rules worth asking: those whose words occur. Where there is none, nothing else is ever worked out.
    """

    def __init__(
        self, book: RuleBook, title: str, text: str, about: tuple[str, ...] = (), day: datetime.date | None = None
    ) -> None:
        self.book, self.about, self.day, index = book, about, day, book.index
        self.fields = (index.tokens(title[:MAX_LETTERS], one_sentence=True), index.tokens(text[:MAX_LETTERS]))
        self._searches = tuple(map(index.search, self.fields))
        self.asked = {rule for search in self._searches for number in search.asked for rule in book.asks[number]}
        self.asked.update(self.told_by_clues(1))
        self._by_sentence: dict[str, dict[tuple[int, int], Hit]] = {}

    @cached_property
    def clues(self) -> frozenset[int]:
        """The numbers of the clues in headline and opening."""
        return self.book.clue_index.found(*self.fields)

    def told_by_clues(self, share: float) -> set[str]:
        """The rules whose clues have this share of the points that are enough, or more."""
        several = [clues for clues in self.book.clues.values() if clues.rules]
        return {rule for clues in several if clues.total(self.clues) >= share * clues.enough for rule in clues.rules}

    def clue_hits(self, clues: Clues) -> list[Hit]:
        """Where in headline and opening the clues first stand that speak for the matter, in order of reading."""
        found: dict[int, Hit] = {}
        for field, tokens in enumerate(self.fields):
            for number, at in self.book.clue_index.first(tokens).items():
                if clues.points.get(number, 0) > 0:
                    found.setdefault(number, Hit(field, at, at, number))
        return sorted(found.values())

    @cached_property
    def _found(self) -> list[tuple[int, list[Hit]]]:
        """Every phrase that stands in a field, with its hits there; title first."""
        return [
            (number, [Hit(field, *span, number) for span in spans])
            for field, search in enumerate(self._searches)
            for number, spans in sorted(search.found.items())
        ]

    @cached_property
    def hits(self) -> dict[str, list[Hit]]:
        """The hits of every group but the names, in order of reading."""
        hits: dict[str, list[Hit]] = defaultdict(list)
        for number, found in self._found:
            for group in self.book.others[number]:
                hits[group].extend(found)
        return {group: sorted(found) for group, found in hits.items()}

    def weapons(self, group: str) -> list[Hit]:
        """The words of weapons (a topic's `literal`) that are no part of a hit of the group."""
        told = self.hits.get(group, [])
        return [one for one in self.hits.get(f"literal {group}", ()) if not any(map(one.meets, told))]

    def weapons_beside(self, group: str, hit: Hit) -> list[Hit]:
        """The weapons of the group that stand in the sentence of a hit."""
        return [one for one in self.weapons(group) if self.sentence(one) == self.sentence(hit)]

    def by_sentence(self, group: str) -> dict[tuple[int, int], Hit]:
        """(field, sentence) -> a hit of the group there."""
        if group not in self._by_sentence:
            self._by_sentence[group] = {self.sentence(hit): hit for hit in self.hits.get(group, ())}
        return self._by_sentence[group]

    def sentence(self, hit: Hit) -> tuple[int, int]:
        """(field, sentence) of a hit."""
        return hit.field, self.fields[hit.field].sentence_of(hit.first)

    def span(self, hit: Hit) -> tuple[int, int]:
        """(start, end) of the hit in its field, in code points."""
        tokens = self.fields[hit.field]
        return tokens.span(hit.first)[0], tokens.span(hit.last)[1]

    def letters(self, hit: Hit) -> str:
        """The words of the hit as the author wrote them."""
        start, end = self.span(hit)
        return self.fields[hit.field].text[start:end]

    @cached_property
    def _names(self) -> list[tuple[Name, Hit]]:
        """Every name that is not inside a mask of its own."""
        return [
            (name, hit)
            for number, hits in self._found
            for name in self.book.names[number]
            for hit in (outside(hits, self.hits[name.mask]) if name.mask in self.hits else hits)
        ]

    @cached_property
    def anchored(self) -> bool:
        """Whether weak names count: a place of ours, or somebody who belongs to one, is named beyond doubt; or no place
        elsewhere is named, and a likely name is, or two weak ones ("truce in Zawiya, the 444 Brigade said").
        """
        if self.about or any(name.ours and not name.weak for name, _ in self._names):
            return True
        weak = {name.mask for name, _ in self._names if name.weak}
        likely = any(name.likely for name, _ in self._names)
        return (likely or len(weak) > 1) and not any(name.rival and not name.weak for name, _ in self._names)

    @cached_property
    def _named(self) -> list[tuple[Name, Hit]]:
        """The names that count."""
        if not any(name.weak for name, _ in self._names):
            return self._names
        if not self.anchored:
            return [(name, hit) for name, hit in self._names if not name.weak]
        elsewhere = self._elsewhere()
        return [
            (name, hit)
            for name, hit in self._names
            if not (name.weak and self.sentence(hit) in elsewhere) or self._is_of_the_feed(name)
        ]

    def _is_of_the_feed(self, name: Name) -> bool:
        """In a feed about Libya Kufra is Libya's, whatever stands beside it; a likely name is another town, too."""
        of = name.who.about if isinstance(name.who, Actor) else (name.who.id,)
        return not name.likely and not set(self.about).isdisjoint(of)

    def _elsewhere(self) -> set[tuple[int, int]]:
        """(field, sentence) where a place elsewhere is named and none of ours: a weak name there is somebody else's,
        the SDF of Syria. A headline and a first sentence of which one names neither are in one place.
        """
        ours = self._sure(rival=False)
        elsewhere = self._sure(rival=True) - ours
        if (TEXT, 0) in elsewhere and (TITLE, 0) not in ours:
            elsewhere.add((TITLE, 0))
        elif (TITLE, 0) in elsewhere and (TEXT, 0) not in ours:
            elsewhere.add((TEXT, 0))
        return elsewhere

    def _sure(self, *, rival: bool) -> set[tuple[int, int]]:
        """(field, sentence) of everything that is elsewhere, or ours, beyond doubt."""
        sure = (pair for pair in self._names if not pair[0].weak)
        return {self.sentence(hit) for name, hit in sure if (name.rival if rival else name.ours)}

    @cached_property
    def actors(self) -> tuple[tuple[Actor, Hit], ...]:
        """Who is named where. Of two names at the same words the longer counts ("Saddam Haftar" is not also "Haftar"),
        unless they are of different kinds: "Turkish forces" also names Turkey.
        """
        kinds: dict[str, list[tuple[Actor, Hit]]] = defaultdict(list)
        for name, hit in self._named:
            if isinstance(name.who, Actor) and (not name.shared or self._in_office(name)):
                kinds[name.who.kind].append((name.who, hit))
        found: list[tuple[Actor, Hit]] = []
        for named in kinds.values():
            longest = _outermost([hit for _, hit in named])
            found.extend((actor, hit) for actor, hit in named if hit[:3] in longest)
        return tuple(sorted(found, key=_reading))

    @cached_property
    def places(self) -> tuple[tuple[Place, Hit], ...]:
        """Which place is named where; "Sudan" in the name of a movement is no rival place."""
        found = [(name.who, hit) for name, hit in self._named if isinstance(name.who, Place)]
        if any(place.rival for place, _ in found):
            people = [Hit(*span, 0) for span in _outermost([hit for _, hit in self.actors]) if span[1] < span[2]]
            found = [
                (place, hit)
                for place, hit in found
                if not (place.rival and any(hit.within(name) and hit[:3] != name[:3] for name in people))
            ]
        return tuple(sorted(found, key=_reading))

    def _in_office(self, name: Name) -> bool:
        """Dates count only where actors share the words: the Gouvernement d'union nationale was two bodies."""
        serving = [actor for actor in name.shared if _serves(actor, self.day)]
        return name.who in (serving or name.shared)

    @cached_property
    def scene(self) -> Scene:
        """The article as `about` sees it."""
        signs: tuple[list[Sign], list[Sign]] = ([], [])
        for place, hit in self.places:
            how = self.book.index.how(hit.phrase, (self.fields[hit.field].word(hit.first),))
            sign = Sign(hit.first, hit.last, place.id, hit.field == TITLE, place.rival, joined=how.startswith("و"))
            signs[hit.field].append(sign)
        for actor, hit in self.actors:
            for id in actor.about:
                place = self.book.places[id]
                sign = Sign(hit.first, hit.last, id, hit.field == TITLE, place.rival, actor=True)
                signs[hit.field].append(sign)
        in_title, in_text = (tuple(sorted(set(field))) for field in signs)
        return Scene(*self.fields, in_title, in_text, self.about)


def outside(hits: Iterable[Hit], masks: Iterable[Hit]) -> list[Hit]:
    """The hits that do not lie within a mask."""
    masks = tuple(masks)
    return [hit for hit in hits if not any(hit.within(mask) for mask in masks)] if masks else list(hits)


def outermost(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that do not lie within a longer one, in order: "Ukrainian mercenaries" is not also "mercenaries"."""
    longest = _outermost(list(hits))
    return [hit for hit in hits if hit[:3] in longest]


def _reading(named: tuple[object, Hit]) -> Hit:
    return named[1]


def _outermost(hits: list[Hit]) -> set[tuple[int, int, int]]:
    """(field, first, last) of the hits that no longer one contains."""
    if len(hits) == 1:
        return {hits[0][:3]}
    kept: set[tuple[int, int, int]] = set()
    field, end = -1, -1
    for hit in sorted(hits, key=lambda hit: (hit.field, hit.first, -hit.last)):
        if hit.field != field or hit.last > end:
            field, end = hit.field, hit.last
            kept.add(hit[:3])
    return kept


def _serves(actor: Actor, day: datetime.date | None) -> bool:
    """In office on the day; on no day, whoever is in office still."""
    if day is None:
        return actor.until is None
    return (actor.since is None or actor.since <= day) and (actor.until is None or day <= actor.until)
