"""What the rules see in one article: the rules that fire with their evidence, the near misses, who and where.

In data order: find all phrases in title and text; take out those inside a mask; settle which actors and places are
named; ask the rules whose words occur; keep the hits that are about the rule's place; point at them in the text.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from monitor.model import Evidence, Match, Mention, NearMiss, Reading
from monitor.rules.about import Ruling, Scene, Sign, Words, rule_on
from monitor.rules.compile import Absent, Actor, Leaf, Node, Rule, RuleBook, Scope
from monitor.text.tokens import Tokens

MAX_WORDS = 60_000  # of one field; more is cut, so that a 5 MB page costs a bounded time
MAX_EVIDENCE = 40  # hits of one rule that are weighed and shown


@dataclass(frozen=True, slots=True)
class Hit:
    """Phrase number `phrase` at words first..last of the title (True) or the text."""

    in_title: bool
    first: int
    last: int
    phrase: int


def read(
    book: RuleBook,
    title: str,
    text: str,
    *,
    about: tuple[str, ...] = (),
    published: datetime.datetime | datetime.date | None = None,
) -> Reading:
    """Read one article. `about` are the places its feed is about; `published` tells apart actors that share a name."""
    page = _Page(book, title, text, about, published)
    asked = dict.fromkeys(rule for group in page.hits for rule in book.triggers.get(group, ()))
    results = [_apply(book.rules[id], page) for id in book.rules if id in asked]
    return Reading(
        matches=tuple(result for result in results if isinstance(result, Match)),
        near=tuple(result for result in results if isinstance(result, NearMiss)),
        actors=tuple(dict.fromkeys(mention.id for mention in page.actors)),
        places=tuple(dict.fromkeys(mention.id for mention in page.places)),
        mentions=(*page.actors, *page.places),
    )


def is_candidate(book: RuleBook, title: str, text: str) -> bool:
    """True when some rule's words occur at all, whatever they are about: worth fetching the page for."""
    found = {
        group for field in (title, text) for number in book.index.find(Tokens(field)) for group in book.groups[number]
    }
    return any(group in book.triggers for group in found)


class _Page:
    """One article, tokenised once, with its hits by group; signs and mentions are worked out when first asked for."""

    def __init__(
        self,
        book: RuleBook,
        title: str,
        text: str,
        about: tuple[str, ...],
        published: datetime.datetime | datetime.date | None,
    ) -> None:
        self.book, self.about = book, about
        self.day = published.date() if isinstance(published, datetime.datetime) else published
        self.title, self.text = Tokens(title, one_sentence=True), Tokens(text)
        for tokens in (self.title, self.text):
            del tokens.words[MAX_WORDS:]
        self.hits: dict[str, list[Hit]] = defaultdict(list)
        for in_title, tokens in ((True, self.title), (False, self.text)):
            for number, spans in book.index.find(tokens).items():
                hits = [Hit(in_title, first, last, number) for first, last in spans]
                for group in book.groups[number]:
                    self.hits[group].extend(hits)

    def of(self, group: str) -> list[Hit]:
        """Hits of a group in order of the text, without those inside a mask of the same group."""
        hits = sorted(self.hits.get(group, ()), key=lambda hit: (not hit.in_title, hit.first))
        return list(outside(hits, self.hits.get(f"mask {group.removeprefix('weak ')}", ())))

    def tokens(self, hit: Hit) -> Tokens:
        """The field that holds the hit."""
        return self.title if hit.in_title else self.text

    def span(self, hit: Hit) -> tuple[int, int]:
        """(start, end) of the hit in its field, in code points."""
        spans = self.tokens(hit).spans
        return spans[hit.first][0], spans[hit.last][1]

    def letters(self, hit: Hit) -> str:
        """The words of the hit as the author wrote them."""
        start, end = self.span(hit)
        return self.tokens(hit).text[start:end]

    @cached_property
    def anchored(self) -> bool:
        """True when the text names a place of ours, or somebody who belongs to one, beyond doubt: weak names count."""
        return bool(
            self.about
            or any(not place.rival and self.of(f"place:{id}") for id, place in self.book.places.items())
            or any(actor.about and self.of(f"actor:{id}") for id, actor in self.book.actors.items())
        )

    @cached_property
    def _who(self) -> list[tuple[Actor, Hit]]:
        """Actors and their hits, the shorter of two names at the same words dropped ("Haftar" in "Saddam Haftar")."""
        named = [(actor, hit) for id, actor in self.book.actors.items() for hit in self._named(f"actor:{id}")]
        named = [(actor, hit) for actor, hit in named if self._in_office(actor, hit)]
        hits = {hit for _, hit in named}
        return sorted(
            ((actor, hit) for actor, hit in named if not any(_inside(hit, other) for other in hits)),
            key=lambda pair: (not pair[1].in_title, pair[1].first),
        )

    def _named(self, group: str) -> list[Hit]:
        return self.of(group) + (self.of(f"weak {group}") if f"weak {group}" in self.hits and self.anchored else [])

    def _in_office(self, actor: Actor, hit: Hit) -> bool:
        """Dates count only where actors share the words: the Gouvernement d'union nationale was two bodies."""
        sharing = [
            self.book.actors[group.partition(":")[2]]
            for group in self.book.groups[hit.phrase]
            if group.startswith(("actor:", "weak actor:"))
        ]
        if len(sharing) < 2:
            return True
        serving = [one for one in sharing if _serves(one, self.day)]
        return actor in (serving or sharing)

    @cached_property
    def actors(self) -> tuple[Mention, ...]:
        """Who is named, in order."""
        return tuple(self._mention(actor.id, hit) for actor, hit in self._who)

    @cached_property
    def _where(self) -> list[tuple[str, Hit]]:
        named = {hit for _, hit in self._who}
        found = [(id, hit) for id in self.book.places for hit in self._named(f"place:{id}")]
        free = (
            (id, hit) for id, hit in found if not (self.book.places[id].rival and any(_inside(hit, n) for n in named))
        )
        return sorted(free, key=lambda pair: (not pair[1].in_title, pair[1].first))

    @cached_property
    def places(self) -> tuple[Mention, ...]:
        """Which places are named, in order."""
        return tuple(self._mention(id, hit) for id, hit in self._where)

    def _mention(self, id: str, hit: Hit) -> Mention:
        start, end = self.span(hit)
        return Mention(id, "title" if hit.in_title else "text", start, end, self.letters(hit))

    @cached_property
    def scene(self) -> Scene:
        """The article as `about` sees it."""
        signs: tuple[list[Sign], list[Sign]] = ([], [])
        for id, hit in self._where:
            place = self.book.places[id]
            signs[hit.in_title].append(Sign(hit.first, hit.last, id, self.letters(hit), place.rival, place.soft))
        for actor, hit in self._who:
            for id in actor.about:
                place = self.book.places[id]
                name = self.letters(hit)
                signs[hit.in_title].append(Sign(hit.first, hit.last, id, name, place.rival, place.soft, actor=True))
        in_text, in_title = (tuple(sorted(field, key=lambda sign: sign.first)) for field in signs)
        return Scene(self.title, self.text, in_title, in_text, self.about)


def outside(hits: Iterable[Hit], masks: Iterable[Hit]) -> Iterator[Hit]:
    """The hits that do not lie within a mask."""
    masks = tuple(masks)
    return (hit for hit in hits if not any(_inside(hit, mask, proper=False) for mask in masks))


def _inside(hit: Hit, other: Hit, *, proper: bool = True) -> bool:
    within = hit.in_title == other.in_title and other.first <= hit.first and hit.last <= other.last
    return within and not (proper and (hit.first, hit.last) == (other.first, other.last))


def _serves(actor: Actor, day: datetime.date | None) -> bool:
    """In office on the day; on no day, whoever is in office still."""
    if day is None:
        return actor.until is None
    return (actor.since is None or actor.since <= day) and (actor.until is None or day <= actor.until)


# -- one rule ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Weighed:
    """A hit of a rule, and what it was found to be about."""

    hit: Hit
    group: str
    ruling: Ruling


class _Trial:
    """One rule before one article. Each group is weighed once, however often the condition names it."""

    def __init__(self, rule: Rule, page: _Page) -> None:
        self.rule, self.page = rule, page
        self.masks = page.hits.get(f"mask rule:{rule.id}", ())
        self.weighed: dict[str, list[_Weighed]] = {}

    def hits(self, group: str) -> list[_Weighed]:
        """The unmasked hits of a group with their rulings; what names actors and places is evidence by itself."""
        if group not in self.weighed:
            kind, _, id = group.partition(":")
            if kind == "actor":
                hits = [hit for actor, hit in self.page._who if actor.id == id]
            elif kind == "place":
                hits = [hit for place, hit in self.page._where if place == id]
            else:
                hits = self.page.of(group)
            hits = list(outside(hits, self.masks))[:MAX_EVIDENCE]
            rulings = [Ruling(True, "")] * len(hits)
            if self.rule.about and kind not in ("actor", "place"):
                words = [Words(hit.in_title, hit.first, hit.last) for hit in hits]
                rulings = rule_on(self.rule.about, words, self.page.scene)
            self.weighed[group] = [_Weighed(hit, group, ruling) for hit, ruling in zip(hits, rulings, strict=True)]
        return self.weighed[group]

    def holds(self, node: Node, scope: Scope | None = None) -> bool:
        """Whether a condition holds, counting only hits about the rule's place and inside the scope."""
        if isinstance(node, Leaf):
            return any(w.ruling.yes and self._within(w.hit, scope) for w in self.hits(node.group))
        if isinstance(node, Absent):
            return not any(self.holds(part, scope) for part in node.parts)
        held = 0
        for part in node.parts:
            held += self.holds(part, node.scope or scope)
        return held >= node.least

    def _within(self, hit: Hit, scope: Scope | None) -> bool:
        if scope is None or hit.in_title:
            return True
        return scope == "lead" and self.page.text.sentence_of(hit.first) < 2

    def evidence(self, *, about: bool = True) -> tuple[Evidence, ...]:
        """The hits that speak for the rule, or (about=False) those that would have, were they about its place."""
        found = {
            (w.hit.in_title, w.hit.first, w.hit.last): w
            for group in _leaves(self.rule.condition)
            for w in self.hits(group)
            if w.ruling.yes == about
        }
        return tuple(self._point(found[key]) for key in sorted(found, key=lambda key: (not key[0], key[1], key[2])))

    def _point(self, weighed: _Weighed) -> Evidence:
        hit, page = weighed.hit, self.page
        tokens, (start, end) = page.tokens(hit), page.span(hit)
        kind, _, id = weighed.group.partition(":")
        return Evidence(
            field="title" if hit.in_title else "text",
            start=start,
            end=end,
            text=tokens.text[start:end],
            term=page.book.terms[hit.phrase].text,
            topic=id if kind == "topic" else "",
            how=page.book.index.how(hit.phrase, tokens.words[hit.first : hit.last + 1]),
            about=weighed.ruling.why,
            sentence=tokens.sentence_span(tokens.sentence_of(hit.first)),
        )


def _leaves(node: Node) -> Iterator[str]:
    """Groups that can speak for a condition; what must be absent cannot."""
    if isinstance(node, Leaf):
        yield node.group
    elif not isinstance(node, Absent):
        for part in node.parts:
            yield from _leaves(part)


def _apply(rule: Rule, page: _Page) -> Match | NearMiss | None:
    trial = _Trial(rule, page)
    if not trial.holds(rule.condition):
        return _near(rule, trial)
    dropped = next((node for node in rule.unless if any(trial.hits(group) for group in _leaves(node))), None)
    if dropped is not None:
        words = next(page.letters(w.hit) for group in _leaves(dropped) for w in trial.hits(group))
        return NearMiss(rule.id, f"dropped because of «{words}» (unless)", trial.evidence())
    missing = _missing_actor(rule, page)
    if missing:
        return NearMiss(rule.id, missing, trial.evidence())
    return Match(rule.id, rule.title, rule.priority, rule.send_to, trial.evidence())


def _missing_actor(rule: Rule, page: _Page) -> str:
    """Why the rule's demand for actors is not met, or ""."""
    named = {mention.id for mention in page.actors}
    if rule.actors == "required" and not any(not page.book.actors[id].context for id in named):
        return "no actor is named"
    if isinstance(rule.actors, tuple) and not named & set(rule.actors):
        return f"none of the actors {', '.join(rule.actors)} is named"
    return ""


def _near(rule: Rule, trial: _Trial) -> NearMiss | None:
    """Say why a rule whose words occur did not fire; None when all its words were masked."""
    groups = list(_leaves(rule.condition))
    weighed = [w for group in groups for w in trial.hits(group)]
    if not weighed:
        return None
    strangers = [w for w in weighed if not w.ruling.yes]
    if strangers:
        words = f"«{trial.page.letters(strangers[0].hit)}»"
        return NearMiss(
            rule.id, f"{words} is not about {rule.about}: {strangers[0].ruling.why}", trial.evidence(about=False)
        )
    parts = rule.condition.parts
    held = sum(trial.holds(part) for part in parts)
    return NearMiss(rule.id, f"{held} of {len(parts)} conditions hold", trial.evidence())
