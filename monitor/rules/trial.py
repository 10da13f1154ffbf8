"""One rule before one article: which hits of its words speak for it, and whether its conditions hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from monitor.model import Evidence
from monitor.rules.about import rule_on
from monitor.rules.background import background, in_passing
from monitor.rules.bench import Ruling, plain
from monitor.rules.book import Absent, Leaf, Node, Rule, Scope
from monitor.rules.clues import Clues
from monitor.rules.figurative import figurative, unarmed
from monitor.rules.page import TEXT, TITLE, Hit, Page, outermost, outside
from monitor.rules.scene import LEAD, Question, Words

ARMED = 2  # words of weapons in a sentence that make it one about these, whatever else it speaks of
TWICE = 2  # mentions of our place from which on places of the story's way say nothing of its clues
MAX_EVIDENCE = 40  # hits of one rule that are weighed and shown


class Weighed(NamedTuple):
    """A hit of a rule, and what it was found to be about."""

    hit: Hit
    group: str
    ruling: Ruling


class Trial:
    """One rule before one article. Each group is weighed once, however often the condition names it."""

    def __init__(self, rule: Rule, page: Page) -> None:
        self.rule, self.page = rule, page
        self._weighed: dict[str, tuple[Weighed, ...]] = {}
        self._elsewhere: dict[str, list[tuple[Hit, Ruling]]] = {}  # of a group what was found not to be about ours

    def hits(self, group: str) -> tuple[Weighed, ...]:
        """The hits of a group with their rulings; what names actors and places is evidence by itself."""
        if group not in self._weighed:
            kind, _, id = group.partition(":")
            if kind in ("actor", "place"):
                named = self.page.actors if kind == "actor" else self.page.places
                hits = outside((hit for one, hit in named if one.id == id), self._masks("rule:" + self.rule.id))
                rulings = [plain(True, "")] * len(hits)
            elif kind == "clues":
                clues = self.page.book.clues[group]
                hits = self.page.clue_hits(clues) if clues.total(self.page.clues) >= clues.enough else []
                rulings = self._together(clues, hits)
            else:
                hits = outermost(self.page.hits.get(group, []))[:MAX_EVIDENCE]
                rulings = self._in_passing(group, hits, self._rulings(group, hits))
            weighed = zip(hits, rulings, strict=True)
            self._weighed[group] = tuple(Weighed(hit, group, ruling) for hit, ruling in weighed)
        return self._weighed[group]

    def _together(self, clues: Clues, hits: list[Hit]) -> list[Ruling]:
        """What clues say: each for itself whether it is about the place, and those that are whether they are enough."""
        topic = f"topic:{clues.topic}"
        self.hits(topic)  # what it says of another place, its words do not say of ours
        rulings = self._rulings(topic, hits, clues=True)
        silent = {hit.phrase for hit, ruling in zip(hits, rulings, strict=True) if not ruling.yes}
        total = clues.total(self.page.clues - silent)
        words = {hit[:2] for hit, ruling in zip(hits, rulings, strict=True) if ruling.yes}
        few = len(words) < clues.least
        return [_one_of(clues, hit, total, ruling, few=few) for hit, ruling in zip(hits, rulings, strict=True)]

    def _masks(self, owner: str) -> list[Hit]:
        return self.page.hits.get(f"mask {owner}", [])

    def _rulings(self, group: str, hits: list[Hit], *, clues: bool = False) -> list[Ruling]:
        """What each hit says; what the rule itself masks says nothing, not even what the other hits are about."""
        parts = [self._within(f"rule:{self.rule.id}", hit) for hit in hits]
        rulings = iter(self._judged(group, [hit for hit, part in zip(hits, parts, strict=True) if not part], clues))
        return [plain(False, part) if part else next(rulings) for part in parts]

    def _judged(self, group: str, hits: list[Hit], clues: bool) -> list[Ruling]:
        strangers = [self._strange(group, hit) or (self._part_of_another(group, hit) if clues else "") for hit in hits]
        if not self.rule.about:
            return [plain(not stranger, stranger) for stranger in strangers]
        words = [Words(hit.field == TITLE, hit.first, hit.last) for hit in hits]
        question = self._question_of_clues(self.rule.about) if clues else Question(self.rule.about, self.rule.soft)
        rulings = rule_on(question, words, self.page.scene, strangers, alone=clues)
        told = zip(hits, rulings, strangers, strict=True)
        if not clues:
            self._elsewhere[group] = [(hit, ruling) for hit, ruling, stranger in told if not (ruling.yes or stranger)]
        return [self._doubted(group, *pair) for pair in zip(hits, rulings, strict=True)]

    def _question_of_clues(self, place: str) -> Question:
        """Clues are told of all places through which the story runs, once ours is named a second time."""
        scene = self.page.scene
        own = sum(sign.place == place for sign in (*scene.title_signs, *scene.text_signs))
        return Question(place, silent=self.rule.soft) if own >= TWICE else Question(place, self.rule.soft)

    def _strange(self, group: str, hit: Hit) -> str:
        """Why something else is meant, wherever it happens; or ""."""
        return self._within(group, hit) or self._beside(group, hit) or figurative(self.page, group, hit)

    def _part_of_another(self, group: str, hit: Hit) -> str:
        """Why the group's hit that holds it is not about ours, or "": fighters of a war elsewhere are no clue."""
        return next((ruling.why for told, ruling in self._elsewhere.get(group, ()) if hit.within(told)), "")

    def _in_passing(self, group: str, hits: list[Hit], rulings: list[Ruling]) -> list[Ruling]:
        """Nothing speaks where all that would is said in passing: "the battles ended in 2020", "a truce of a kind"."""
        if not self.rule.about:
            return rulings
        speaking = [pair for pair in zip(hits, rulings, strict=True) if pair[1].yes]
        passing = [
            in_passing(self.page, group, hit) or unarmed(self.page, group, hit, firm=ruling.firm)
            for hit, ruling in speaking
        ]
        if not speaking or not all(passing):
            return rulings
        return [plain(False, passing[0]) if ruling.yes else ruling for ruling in rulings]

    def _within(self, owner: str, hit: Hit) -> str:
        """The longer phrase of the owner inside which the hit does not count, as a reason; or ""."""
        around = next((mask for mask in self._masks(owner) if hit.within(mask)), None)
        return f"it is part of «{self.page.letters(around)}»" if around else ""

    def _beside(self, group: str, hit: Hit, *, leaning: bool = False) -> str:
        """Why a word in the same sentence shows that something else is meant; or "".

        A hit that leans on what stands around it (`leaning`) shares the fate of headline, lead and the sentence before.
        A sentence that is full of weapons is about these: a match waits for a truce between militias.
        """
        names = [name for name in (f"beside {group}", f"beside rule:{self.rule.id}") if name in self.page.hits]
        if names and not leaning and self._armed(group, hit):
            return ""
        sentence = self.page.fields[hit.field].sentence_of(hit.first) if names else 0
        places = ((TITLE, 0), (TEXT, 0), (TEXT, sentence - 1)) if leaning else ((hit.field, sentence),)
        for name in names:
            for place in places:
                if other := self.page.by_sentence(name).get(place):
                    return f"it stands beside «{self.page.letters(other)}»"
        return ""

    def _armed(self, group: str, hit: Hit) -> bool:
        return len({self.page.letters(one).casefold() for one in self.page.weapons_beside(group, hit)}) >= ARMED

    def _doubted(self, group: str, hit: Hit, ruling: Ruling) -> Ruling:
        """Two doubts of a yes: the sentence it leans on speaks of something else, or it is history and not news."""
        if not ruling.yes:
            return ruling
        why = (self._beside(group, hit, leaning=True) if ruling.inherited else "") or background(self.page, hit)
        return plain(False, why) if why else ruling

    def holds(self, node: Node, scope: Scope | None = None) -> bool:
        """Whether a condition holds, counting only hits that speak for the rule and lie inside the scope."""
        if isinstance(node, Leaf):
            return any(weighed.ruling.yes and self._in_scope(weighed.hit, scope) for weighed in self.hits(node.group))
        if isinstance(node, Absent):
            return not any(self.holds(part, scope) for part in node.parts)
        held = (self.holds(part, node.scope or scope) for part in node.parts)
        return sum(islice(filter(None, held), node.least)) == node.least  # what comes after is not asked

    def _in_scope(self, hit: Hit, scope: Scope | None) -> bool:
        if scope is None or hit.field == TITLE:
            return True
        return scope == "lead" and self.page.fields[TEXT].sentence_of(hit.first) < LEAD

    def evidence(self, *, speaking: bool = True) -> tuple[Evidence, ...]:
        """The hits that speak for the rule, or those that would have, were they about its place and present. Clues
        that were not asked, since what stands before them in the condition held, are none.

        Of hits at the same words only the longest is shown, under the term that says most.
        """
        groups = [group for group in leaves(self.rule.condition) if not (_clued(group) and group not in self._weighed)]
        found = [w for group in groups for w in self.hits(group) if w.ruling.yes == speaking]
        terms, last = self.page.book.terms, Hit(-1, -1, -1, -1)
        shown = []
        for weighed in sorted(found, key=lambda w: (w.hit[:2], -w.hit.last, -len(terms[w.hit.phrase].units))):
            if not weighed.hit.within(last):
                last = weighed.hit
                shown.append(self._point(weighed))
        return tuple(shown)

    def _point(self, weighed: Weighed) -> Evidence:
        hit, page = weighed.hit, self.page
        tokens, (start, end), words = page.fields[hit.field], page.span(hit), range(hit.first, hit.last + 1)
        kind, _, id = weighed.group.partition(":")
        return Evidence(
            field="title" if hit.field == TITLE else "text",
            start=start,
            end=end,
            text=tokens.text[start:end],
            term=page.book.terms[hit.phrase].text,
            topic=id if kind == "topic" else page.book.clues[weighed.group].topic if kind == "clues" else "",
            how="" if kind == "clues" else page.book.index.how(hit.phrase, tuple(map(tokens.word, words))),
            about=weighed.ruling.why,
            sentence=tokens.sentence_span(tokens.sentence_of(hit.first)),
        )


def _clued(group: str) -> bool:
    return group.startswith("clues:")


def _one_of(clues: Clues, hit: Hit, total: int, ruling: Ruling, *, few: bool) -> Ruling:
    """What a clue says as one of all, which have `total` points, or are too `few` whatever they have."""
    if not ruling.yes:
        return ruling
    if total < clues.enough:
        return Ruling(False, lambda: f"all clues together have {total} of {clues.enough} points")
    if few:
        return Ruling(False, lambda: f"they are fewer than the {clues.least} clues that must stand together")
    points = clues.points[hit.phrase]
    return ruling._replace(reason=lambda: f"a clue ({points} of {total} points, {clues.enough} do); {ruling.why}")


def leaves(node: Node) -> Iterator[str]:
    """Groups that can speak for a condition; what must be absent cannot."""
    if isinstance(node, Leaf):
        yield node.group
    elif not isinstance(node, Absent):
        for part in node.parts:
            yield from leaves(part)
