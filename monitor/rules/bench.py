"""One hit before its judge: what its own sentence says, and what stands around it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from monitor.rules.bulletin import Bulletin, headed, itemised, opens_in
from monitor.rules.scene import LEAD, NOTHING, Sides, Sign, View, Words
from monitor.rules.ties import Ties, passed

FAR = 14  # words beyond which a place in the sentence is not where the words happen
MANY = 3  # own signs per rival in the whole article, from which on the article counts as being about the place
LEAST = 2  # own signs that this takes where there is no rival


class Ruling(NamedTuple):
    """Whether a hit is about the place, and why, in words that are put together when somebody asks.

    `firm`: its own sentence settles it. `inherited`: its own sentence says nothing. `setting`: it only happens in the
    place ("the government in Tripoli hailed the truce").
    """

    yes: bool
    reason: Callable[[], str]
    firm: bool = False
    inherited: bool = False
    setting: bool = False

    @property
    def why(self) -> str:
        """The reason in words."""
        return self.reason()


def plain(yes: bool, why: str, *, firm: bool = False) -> Ruling:
    """A ruling whose reason needs no putting together."""
    return Ruling(yes, lambda: why, firm)


class Bench:
    """One hit before its judge."""

    def __init__(self, view: View, bulletin: Bulletin, hit: Words) -> None:
        tokens = view.scene.field(hit.in_title)
        self.view, self.hit, self.ties = view, hit, Ties(tokens, hit)
        self.sentence = tokens.sentence_of(hit.first)
        self.bulletin, self.head = bulletin, None if hit.in_title else bulletin.head(self.sentence)

    def ruling(self) -> Ruling:
        """The sentence first, then what stands around it."""
        here, names = self._without_its_own(self.view.sentence(self.hit.in_title, self.sentence)), self.view.names
        if here.own and here.hard:
            return self._nearer(here)
        if here.own:
            if tied := [sign for sign in here.own if self.ties.tied(sign)]:
                return Ruling(True, lambda: f"the sentence names {names(tied)}", firm=True)
            if (around := [sign for sign in here.own if self._set_in(sign)]) and not self._passing_list(here):
                setting = not any(map(self._headed, around))
                return Ruling(True, lambda: f"the sentence names {names(around)}", firm=True, setting=setting)
            return self._shares(here)
        near = [sign for sign in here.hard if not self._trails(sign)]
        if near or (here.hard and self.view.headline.leaning != 1):
            return Ruling(False, lambda: f"the sentence is about {names(near or here.hard)}", firm=True)
        placed = [sign for sign in here.soft if self.ties.placed(sign)]
        if placed:
            return Ruling(False, lambda: f"the words are placed in {names(placed)}", inherited=True)
        return self._inherited(here)._replace(inherited=True)

    def _without_its_own(self, here: Sides) -> Sides:
        """The sentence without rivals with which the hit begins or ends: "Ukrainian fighters" says who, not where, but
        "stop the Sudan war" says where.
        """
        if not here.hard:
            return here
        first, last = self.hit.first, self.hit.last
        named = any(own.first >= first and own.last <= last for own in here.own)  # "Gaddafi's Malian Tuareg"
        inside: list[Sign] = []
        for sign in sorted((*here.hard, *here.soft)):
            if first <= sign.first and sign.last <= last:
                begins = sign.first <= (inside[-1].last + 2 if inside else first)  # "Malians and Yemenis come to fight"
                inside += [sign] if named or begins or sign.last == last else []
        return here._replace(hard=tuple(s for s in here.hard if s not in inside))

    def _set_in(self, sign: Sign) -> bool:
        """The sentence is set in the place; far from the words, that does not outweigh a headline about another."""
        far = self.view.headline.leaning == -1 and self.ties.distance(sign) > FAR and not self._headed(sign)
        return self.ties.located(sign) and not far

    def _passing_list(self, here: Sides) -> bool:
        """Ours only stands in a list, and the story is set elsewhere: "Wagner, also active in Syria and in Libya"."""
        listed = any(self.ties.enumerated(own, other) for own in here.own for other in here.soft)
        return listed and bool(self._around())

    def _headed(self, sign: Sign) -> bool:
        tokens = self.view.scene.field(sign.in_title)
        return headed(tokens, sign) or opens_in(tokens, sign)

    def _trails(self, sign: Sign) -> bool:
        """It stands so far behind the words that they happen elsewhere: "the truce holds ... for the war in Sudan"."""
        return sign.first > self.hit.last and self.ties.distance(sign) > FAR

    def _nearer(self, here: Sides) -> Ruling:
        """Own signs and rivals in one sentence: the nearer wins, unless it only stands in a list with the other."""
        names = self.view.names
        own = min(here.own, key=self.ties.distance)
        rival = min(here.hard, key=self.ties.distance)
        if self._closer(here.hard, here.own) or self.ties.distance(own) >= self.ties.distance(rival):
            return Ruling(False, lambda: f"{names((rival,))} stands nearer than {names((own,))}", firm=True)
        listed = [sign for sign in here.hard if self.ties.enumerated(own, sign)]
        if listed and (self.hit.in_title or self.view.headline.leaning != 1):
            return Ruling(False, lambda: f"{names((own,))} only stands in a list with {names(listed)}")
        tied, located = self.ties.tied(own), self.ties.located(own)
        opened = self.hit.in_title and here.hard[0].last < own.first  # "Gaza deal: Haftar hails the truce"
        if not tied and (own.actor or self.view.headline.leaning == -1) and (opened or self._led()):
            return self._untied(here.own, self.view.headline.hard)
        setting = located and not tied and not self._headed(own)  # "..., the director said in Benghazi"
        why = partial(_spoken, f"{names((own,))} stands nearer than", self.view, (rival,))
        return Ruling(True, why, firm=tied or located, setting=setting)

    def _closer(self, rivals: tuple[Sign, ...], own: tuple[Sign, ...]) -> bool:
        """Only a rival is tied to the words, or only rivals stand in their clause."""
        if any(map(self.ties.tied, rivals)) and not any(map(self.ties.tied, own)):
            return True
        return all(map(self.ties.apart, own)) and not all(map(self.ties.apart, rivals))

    def _shares(self, here: Sides) -> Ruling:
        """Own signs that are not tied to the hit: enough, unless a rival rules around."""
        names = self.view.names
        if head := self.head.own if self.head else ():
            return Ruling(True, lambda: f"its line begins with {names(head)}", firm=self.bulletin.is_one)
        speaks = all(sign.last < self.hit.first for sign in here.own)  # "Libya condemns the use of ... in Darfur"
        if speaks and (elsewhere := [sign for sign in here.soft if self.ties.placed(sign)]):
            return Ruling(False, lambda: f"the words are placed in {names(elsewhere)}")
        if nearer := self._nearer_by(here):
            return Ruling(False, lambda: f"{names(nearer)} stands nearer than {names(here.own)}")
        rivals = self._around()
        if rivals and self.view.headline.leaning != 1 and (self._led() or not (self._fed(here) or self._mostly_own())):
            return self._untied(here.own, rivals)
        return Ruling(True, lambda: f"the sentence names {names(here.own)}")

    def _untied(self, own: tuple[Sign, ...], rivals: tuple[Sign, ...]) -> Ruling:
        names = self.view.names
        return Ruling(False, lambda: f"{names(own)} is not tied to the words, and {names(rivals)} stands around")

    def _fed(self, here: Sides) -> bool:
        """The feed is about our place, and the sentence names it, not only somebody who belongs to it."""
        return self.view.question.place in self.view.scene.feed and not all(sign.actor for sign in here.own)

    def _led(self) -> bool:
        """The hit is in the lead below a headline that names a rival, alone or beside ours."""
        return bool(self.view.headline.hard) and not self.hit.in_title and self.sentence < LEAD

    def _nearer_by(self, here: Sides) -> tuple[Sign, ...]:
        """Places through which the story runs compete, too, where ours stand in another clause and the headline is not
        ours alone: "Niger relies on the Africa Corps, while Libya sends migrants back".
        """
        if self.view.headline.leaning == 1 or not all(map(self.ties.apart, here.own)):
            return ()
        reach = min(map(self.ties.distance, here.own))
        rivals = [s for s in here.soft if not passed(self.ties.tokens, s)]
        return tuple(s for s in rivals if not self.ties.apart(s) or self.ties.distance(s) < reach)

    def _inherited(self, here: Sides) -> Ruling:
        """No sign that counts in the sentence: what heads its line, or else headline, the sentence before, lead, feed,
        the whole article.
        """
        view = self.view
        if self.head is not None:
            return self._headed_by(self.head)
        for name, sides in self._stretches().items():
            if self._supports(name, sides, here):
                return Ruling(True, partial(_spoken, f"{name} names", view, sides.own))
            if sides.leaning == -1:
                return Ruling(False, partial(_spoken, f"{name} is about", view, sides.hard or sides.soft))
        if view.question.place in view.scene.feed and not (view.headline.hard or view.lead.hard):
            return plain(True, "the feed is about it")
        if here.soft:
            return Ruling(False, lambda: f"the sentence is about {view.names(here.soft)}")
        if view.whole.own and self._mostly_own():
            return Ruling(True, lambda: f"the article is about {view.names(view.whole.own)}")
        return plain(False, "neither the sentence nor the headline nor the lead names the place")

    def _headed_by(self, head: Sides) -> Ruling:
        """A line with a head of its own is about what heads it."""
        if head.own:
            return Ruling(True, partial(_spoken, "its line begins with", self.view, head.own), self.bulletin.is_one)
        others = head.hard or head.soft
        if others:
            return Ruling(False, partial(_spoken, "its line begins with", self.view, others))
        return plain(False, "its line is about something else")

    def _stretches(self) -> dict[str, Sides]:
        """What is asked in turn. A sentence that is set in one of our places is asked before the headline."""
        lead, headline = {"the lead": self.view.lead}, {"the headline": self.view.headline}
        if self.hit.in_title:
            return lead
        sides = self._before()
        before = {"the sentence before": sides}
        ours = sides.leaning == 1 and any(map(self.ties.located, sides.own))
        return before | headline | lead if ours else headline | before | lead

    def _before(self) -> Sides:
        """The sentence before, which says nothing of an item of a list."""
        alone = itemised(self.ties.tokens, self.sentence)
        return NOTHING if alone else self.view.sentence(False, self.sentence - 1)

    def _supports(self, name: str, sides: Sides, here: Sides) -> bool:
        """A stretch with own signs alone; a headline also beside places through which the story runs ("sent from Bogota
        through Libya"), unless the sentence is in one of them. What the lead says gives way to such a place, too.
        """
        if here.soft and name == "the lead":
            return False
        if sides.leaning == 1 or (self.hit.in_title and sides.mostly_own):
            return True
        return name == "the headline" and bool(sides.own) and not sides.hard and not here.soft

    def _around(self) -> tuple[Sign, ...]:
        """Rivals in the headline and the sentences next to this one in its line; for a headline, those in the lead."""
        text = self.view.scene.text
        if self.hit.in_title:
            return tuple(sign for sign in self.view.lead.hard if not passed(text, sign))
        before = NOTHING if self._begins_line(self.sentence) else self._before()
        after = NOTHING if self._begins_line(self.sentence + 1) else self.view.sentence(False, self.sentence + 1)
        begins = any(headed(text, sign) for sign in after.hard)  # another item of a bulletin: "Myanmar: ..."
        near = [*before.hard, *(() if begins else after.hard)]
        return (*self.view.headline.hard, *(sign for sign in near if not passed(text, sign)))

    def _begins_line(self, sentence: int) -> bool:
        tokens = self.view.scene.text
        return sentence < len(tokens.starts) and tokens.starts[sentence] in tokens.lines

    def _mostly_own(self) -> bool:
        whole = self.view.whole
        return len(whole.own) >= max(LEAST, MANY * (len(whole.hard) + len(whole.soft)))


def _spoken(verb: str, view: View, signs: tuple[Sign, ...]) -> str:
    return f"{verb} {view.names(signs)}"
