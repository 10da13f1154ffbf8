"""One article under the rules' eyes: tokenised once, every phrase found once, and who and where is named in it.

Everything is worked out when first asked for: most articles hold no rule's words and are never looked at twice.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from monitor.rules.compile import Actor, Place, RuleBook
from monitor.rules.scene import Scene, Sign
from monitor.text.tokens import Tokens

TITLE, TEXT = 0, 1  # the fields, in order of reading
MAX_WORDS = 60_000  # of one field; more is cut, so that a 5 MB page costs a bounded time


class Hit(NamedTuple):
    """Phrase number `phrase` at words first..last of a field; hits sort in order of reading."""

    field: int
    first: int
    last: int
    phrase: int

    def within(self, other: Hit) -> bool:
        """True when the other covers it (or the same words)."""
        return self.field == other.field and other.first <= self.first and self.last <= other.last


class Page:
    """One article; `about` are the places its feed is about, `day` the day it was published."""

    def __init__(
        self, book: RuleBook, title: str, text: str, about: tuple[str, ...] = (), day: datetime.date | None = None
    ) -> None:
        self.book, self.about, self.day = book, about, day
        self.fields = (Tokens(title, one_sentence=True), Tokens(text))
        self.hits: dict[str, list[Hit]] = defaultdict(list)
        self._by_sentence: dict[str, dict[tuple[int, int], Hit]] = {}
        for field, tokens in enumerate(self.fields):
            del tokens.words[MAX_WORDS:]
            for number, spans in book.index.find(tokens).items():
                hits = [Hit(field, first, last, number) for first, last in spans]
                for group in book.groups[number]:
                    self.hits[group].extend(hits)

    def of(self, group: str) -> list[Hit]:
        """Hits of a group in order of reading, without those inside a mask of the same topic, actor or place."""
        masks = self.hits.get(_named_by(group)[3])
        hits = self.hits.get(group, [])
        hits = outside(hits, masks) if masks else hits
        return sorted(hits) if len(hits) > 1 else hits

    def by_sentence(self, group: str) -> dict[tuple[int, int], Hit]:
        """(field, sentence) -> a hit of the group there."""
        if group not in self._by_sentence:
            hits = self.hits.get(group, ())
            self._by_sentence[group] = {(hit.field, self.fields[hit.field].sentence_of(hit.first)): hit for hit in hits}
        return self._by_sentence[group]

    def span(self, hit: Hit) -> tuple[int, int]:
        """(start, end) of the hit in its field, in code points."""
        tokens = self.fields[hit.field]
        return tokens.span(hit.first)[0], tokens.span(hit.last)[1]

    def letters(self, hit: Hit) -> str:
        """The words of the hit as the author wrote them."""
        start, end = self.span(hit)
        return self.fields[hit.field].text[start:end]

    @cached_property
    def anchored(self) -> bool:
        """Whether weak names count: a place of ours, or somebody who belongs to one, is named beyond doubt; or two weak
        names stand together ("truce in Tripoli, the 444 Brigade said") and no place elsewhere is named.
        """
        if self.about:
            return True
        weak: set[str] = set()
        rivals = False
        for kind, id, is_weak, group in self._present:
            if is_weak:
                weak.update([id] if self.of(group) else ())
            elif self._rival(kind, id):
                rivals = rivals or bool(self.of(group))
            elif (kind == "place" or self.book.actors[id].about) and self.of(group):
                return True
        return len(weak) > 1 and not rivals

    def _rival(self, kind: str, id: str) -> bool:
        return kind == "place" and self.book.places[id].rival

    @cached_property
    def _present(self) -> list[tuple[str, str, bool, str]]:
        """(kind, id, whether a weak name, group) of the actors and places of which some word occurs."""
        named = ((*_named_by(group)[:3], group) for group in self.hits)
        return [found for found in named if found[0] in ("actor", "place")]

    @cached_property
    def _named(self) -> dict[str, list[tuple[str, Hit]]]:
        """Kind -> (id, hit) of every actor and place named."""
        named: dict[str, list[tuple[str, Hit]]] = {"actor": [], "place": []}
        for kind, id, weak, group in self._present:
            if not weak:
                named[kind].extend((id, hit) for hit in self.of(group))
            elif self.anchored:
                named[kind].extend((id, hit) for hit in self.of(group) if not self._elsewhere(hit))
        return named

    def _elsewhere(self, hit: Hit) -> bool:
        """A weak name in a sentence that names a place elsewhere and none of ours: the SDF of Syria, Saleh of Yemen."""
        here = (hit.field, self.fields[hit.field].sentence_of(hit.first))
        return here in self._sure[True] and here not in self._sure[False]

    @cached_property
    def _sure(self) -> dict[bool, set[tuple[int, int]]]:
        """(field, sentence) of everything that is elsewhere (True), or ours (False), beyond doubt."""
        found: dict[bool, set[tuple[int, int]]] = {True: set(), False: set()}
        for kind, id, weak, group in self._present:
            if not weak and (kind == "place" or self.book.actors[id].about):
                found[self._rival(kind, id)].update(self.by_sentence(group))
        return found

    @cached_property
    def actors(self) -> tuple[tuple[Actor, Hit], ...]:
        """Who is named where. Of two names at the same words the longer counts ("Saddam Haftar" is not also "Haftar"),
        unless they are of different kinds: "Turkish forces" also names Turkey.
        """
        kinds: dict[str, list[tuple[Actor, Hit]]] = defaultdict(list)
        for id, hit in self._named["actor"]:
            if self._in_office(id, hit):
                kinds[self.book.actors[id].kind].append((self.book.actors[id], hit))
        found: list[tuple[Actor, Hit]] = []
        for named in kinds.values():
            longest = _outermost(hit for _, hit in named)
            found.extend((actor, hit) for actor, hit in named if hit[:3] in longest)
        return tuple(sorted(found, key=_reading))

    @cached_property
    def places(self) -> tuple[tuple[Place, Hit], ...]:
        """Which place is named where; "Sudan" in the name of a movement is no rival place."""
        people = [Hit(*span, 0) for span in _outermost(hit for _, hit in self.actors) if span[1] < span[2]]
        found = []
        for id, hit in sorted(self._named["place"], key=_reading):
            place = self.book.places[id]
            if not (place.rival and any(hit.within(name) and hit[:3] != name[:3] for name in people)):
                found.append((place, hit))
        return tuple(found)

    def _in_office(self, id: str, hit: Hit) -> bool:
        """Dates count only where actors share the words: the Gouvernement d'union nationale was two bodies."""
        sharing = {
            group.partition(":")[2]
            for group in self.book.groups[hit.phrase]
            if group.startswith(("actor:", "weak actor:"))
        }
        if len(sharing) < 2:
            return True
        serving = {one for one in sharing if _serves(self.book.actors[one], self.day)}
        return id in (serving or sharing)

    @cached_property
    def scene(self) -> Scene:
        """The article as `about` sees it."""
        signs: tuple[list[Sign], list[Sign]] = ([], [])
        for place, hit in self.places:
            signs[hit.field].append(Sign(hit.first, hit.last, place.id, hit.field == TITLE, place.rival))
        for actor, hit in self.actors:
            for id in actor.about:
                place = self.book.places[id]
                sign = Sign(hit.first, hit.last, id, hit.field == TITLE, place.rival, actor=True)
                signs[hit.field].append(sign)
        in_title, in_text = (tuple(sorted(field, key=lambda sign: sign.first)) for field in signs)
        return Scene(*self.fields, in_title, in_text, self.about)


@lru_cache(maxsize=65_536)
def _named_by(group: str) -> tuple[str, str, bool, str]:
    """(kind, id, whether a weak name, the group of its masks) of a group of the book."""
    strong = group.removeprefix("weak ")
    kind, _, id = strong.partition(":")
    return kind, id, strong != group, f"mask {strong}"


def outside(hits: Iterable[Hit], masks: Iterable[Hit]) -> list[Hit]:
    """The hits that do not lie within a mask."""
    masks = tuple(masks)
    return [hit for hit in hits if not any(hit.within(mask) for mask in masks)]


def _reading(named: tuple[object, Hit]) -> Hit:
    return named[1]


def _outermost(hits: Iterable[Hit]) -> set[tuple[int, int, int]]:
    """(field, first, last) of the hits that no longer one contains."""
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
