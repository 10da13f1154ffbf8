"""What a hit is about: is it Libya's ceasefire, or somebody else's in an article that also names Libya?

The sentence of the hit is asked first. A sign is a place, or an actor that belongs to one; signs of the wanted place
are "own", signs of places elsewhere "rivals". An own place tied to the hit ("ceasefire in Libya", "Libya ceasefire")
settles it; where own signs and rivals share the sentence, the nearer wins; an own sign that merely shares the sentence
("the Libyan government welcomed the ceasefire") gives way to a rival that rules the headline or the sentences around. A
sentence that names neither inherits from the one before, the headline, the lead, and last the feed. And since a text
speaks of "the truce" once it has said whose, a hit without a tie of its own follows the last one that had one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from monitor.text.fold import fold
from monitor.text.tokens import Tokens

AFTER = 3  # words that may stand between a hit and the place it is tied to: "ceasefire in the west of Libya"
CLAUSE = 4  # a comma counts as so many words of distance
ACTOR = 3  # an actor is that much farther from a hit than a place in the same position: actors speak about other places
SUBJECT = 2  # so is a place before the hit, unless it touches it: "Libya welcomed the truce"
LIST = 2  # joining words between two places of one enumeration
MANY = 3  # own signs per rival in the whole article, from which on the article counts as being about the place

_CLAUSE = re.compile(r"[,،;؛:()\u2013\u2014]|\s-\s")


_IN = frozenset("in inside across في وفي داخل وداخل en au aux dans nel nella da de ta te в во".split())
_AND = frozenset("and or in the أو في وفي et ou en au aux la le e ed o nel nella ve veya и или в".split())
_BETWEEN = frozenset("between بين entre tra fra между arasında arasındaki".translate(str.maketrans("ı", "i")).split())
_DATELINE = re.compile(r"\s*(?:\([^)]{1,30}\)\s*)?[-\u2013\u2014:،,]")


@dataclass(frozen=True, slots=True)
class Sign:
    """Words `first` to `last` of a field name a place, or an actor that belongs to it."""

    first: int
    last: int
    place: str
    in_title: bool = False
    rival: bool = False
    actor: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """An article as `about` sees it: both fields with their signs in order, and what its feed is about."""

    title: Tokens
    text: Tokens
    title_signs: tuple[Sign, ...]
    text_signs: tuple[Sign, ...]
    feed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a hit is about the place, and why, in words.

    `firm`: its own sentence settles it. `inherited`: its own sentence says nothing.
    """

    yes: bool
    why: str
    firm: bool = False
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class _Sides:
    """The signs of one stretch of text, told apart."""

    own: tuple[Sign, ...]
    hard: tuple[Sign, ...]
    soft: tuple[Sign, ...]

    @property
    def leaning(self) -> int:
        """1: only own signs; -1: only rivals, soft ones too; 0: neither or both."""
        return (1 if self.own else 0) - (1 if self.hard or self.soft else 0)


@dataclass(frozen=True, slots=True)
class Words:
    """A hit: words first..last of the title or the text."""

    in_title: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of hits: are they about `place`? Places in `soft` compete only where nothing of ours is named."""

    place: str
    soft: frozenset[str] = frozenset()


def rule_on(question: Question, hits: Sequence[Words], scene: Scene, strangers: Sequence[str]) -> list[Ruling]:
    """The ruling on each hit, in order of the text; `strangers` say why one cannot be meant at all, or ""."""
    rulings = [
        Ruling(False, stranger, firm=True) if stranger else _Bench(question, hit, scene).ruling()
        for hit, stranger in zip(hits, strangers, strict=True)
    ]
    latest = next((ruling for ruling in rulings if ruling.firm), None)
    for index, ruling in enumerate(rulings):
        if ruling.firm:
            latest = ruling
        elif latest is not None and ruling.yes != latest.yes:
            rulings[index] = replace(ruling, yes=latest.yes, why=f"it goes with another mention: {latest.why}")
    return rulings


class _Bench:
    """One hit before its judge: the stretches of text that speak for it, each looked at once."""

    def __init__(self, question: Question, hit: Words, scene: Scene) -> None:
        self.question, self.hit, self.in_title, self.scene = question, hit, hit.in_title, scene
        self.tokens = scene.title if hit.in_title else scene.text
        self.signs = scene.title_signs if hit.in_title else scene.text_signs
        self.sentence = self.tokens.sentence_of(hit.first)

    def ruling(self) -> Ruling:
        """The sentence first, then what stands around it."""
        here = self._sides(self._sentence(self.sentence))
        tied = [sign for sign in here.own if self._tied(sign)]
        if here.own and here.hard:
            return self._nearer(here)
        placed = [sign for sign in here.soft if self._placed(sign)]
        if placed and not here.own:
            return Ruling(False, f"the words are placed in {self._names(placed)}", firm=True)
        tied = tied or [sign for sign in here.own if self._located(sign)]
        if tied:
            return Ruling(True, f"the sentence names {self._names(tied)}", firm=True)
        if here.own:
            return self._shares(here)
        if here.hard:
            return Ruling(False, f"the sentence is about {self._names(here.hard)}", firm=True)
        return replace(self._inherited(here), inherited=True)

    def _nearer(self, here: _Sides) -> Ruling:
        own = min(here.own, key=self._distance)
        rival = min(here.hard, key=self._distance)
        if self._distance(own) >= self._distance(rival):
            return Ruling(False, f"{self._names((rival,))} stands nearer than {self._names((own,))}", firm=True)
        listed = [sign for sign in here.hard if self._enumerated(own, sign)]
        if listed and self._headline().leaning != 1:
            return Ruling(False, f"{self._names((own,))} only stands in a list with {self._names(listed)}")
        why = f"{self._names((own,))} stands nearer than {self._names((rival,))}"
        return Ruling(True, why, firm=self._tied(own) or self._located(own))

    def _shares(self, here: _Sides) -> Ruling:
        """Own signs that are not tied to the hit: enough, unless a rival rules around."""
        around = self._sides(self._around())
        if around.hard and not self._mostly_own():
            why = f"{self._names(here.own)} is not tied to the words, and {self._names(around.hard)} stands around"
            return Ruling(False, why)
        return Ruling(True, f"the sentence names {self._names(here.own)}")

    def _inherited(self, here: _Sides) -> Ruling:
        stretches = {
            "the headline": self._headline(),
            "the sentence before": self._sides(self._sentence(self.sentence - 1)) if not self.in_title else _NOTHING,
            "the lead": self._lead(),
        }
        for name, sides in stretches.items():
            if sides.leaning == 1 and not (here.soft and name == "the lead"):
                return Ruling(True, f"{name} names {self._names(sides.own)}")
            if sides.leaning == -1:
                return Ruling(False, f"{name} is about {self._names(sides.hard or sides.soft)}")
        if self.question.place in self.scene.feed:
            return Ruling(True, "the feed is about it")
        if here.soft:
            return Ruling(False, f"the sentence is about {self._names(here.soft)}")
        if any(sign.place == self.question.place for sign in self._all()) and self._mostly_own():
            return Ruling(True, f"the article is about {self._names(self._sides(self._all()).own)}")
        return Ruling(False, "neither the sentence nor the headline nor the lead names the place")

    # -- stretches of text

    def _sides(self, signs: Sequence[Sign]) -> _Sides:
        if not signs:
            return _NOTHING
        rivals = [sign for sign in signs if sign.rival and sign.place != self.question.place]
        return _Sides(
            tuple(sign for sign in signs if sign.place == self.question.place),
            tuple(sign for sign in rivals if sign.place not in self.question.soft),
            tuple(sign for sign in rivals if sign.place in self.question.soft),
        )

    def _sentence(self, number: int) -> Sequence[Sign]:
        if not self.signs or not 0 <= number < len(self.tokens.starts):
            return ()
        words = self.tokens.sentence_words(number)
        return self.signs[
            bisect_left(self.signs, words.start, key=_first) : bisect_left(self.signs, words.stop, key=_first)
        ]

    def _headline(self) -> _Sides:
        return _NOTHING if self.in_title else self._sides(self.scene.title_signs)

    def _lead(self) -> _Sides:
        starts = self.scene.text.starts
        end = starts[2] if len(starts) > 2 else len(self.scene.text.words)
        signs = self.scene.text_signs
        return self._sides(signs[: bisect_left(signs, end, key=_first)])

    def _around(self) -> Sequence[Sign]:
        if self.in_title:
            return (*self._lead().own, *self._lead().hard)
        neighbours = (*self._sentence(self.sentence - 1), *self._sentence(self.sentence + 1))
        return (*self.scene.title_signs, *neighbours)

    def _all(self) -> Sequence[Sign]:
        return (*self.scene.title_signs, *self.scene.text_signs)

    def _mostly_own(self) -> bool:
        whole = self._sides(self._all())
        return len(whole.own) >= MANY * (len(whole.hard) + len(whole.soft))

    def _names(self, signs: Iterable[Sign]) -> str:
        """The words of signs, wherever they stand, for the explanation."""
        words = []
        for sign in signs:
            tokens = self.scene.title if sign.in_title else self.scene.text
            words.append(tokens.text[tokens.span(sign.first)[0] : tokens.span(sign.last)[1]])
        return ", ".join(f"«{word}»" for word in list(dict.fromkeys(words))[:3])

    # -- distances, in words

    def _gap(self, sign: Sign) -> str:
        """The letters between the hit and the sign."""
        first, last = (self.hit.last, sign.first) if sign.first > self.hit.last else (sign.last, self.hit.first)
        return self.tokens.text[self.tokens.span(first)[1] : self.tokens.span(last)[0]]

    def _distance(self, sign: Sign) -> int:
        if sign.last >= self.hit.first and sign.first <= self.hit.last:
            return 0
        before = sign.last < self.hit.first
        words = self.hit.first - sign.last - 1 if before else sign.first - self.hit.last - 1
        distance = words + CLAUSE * len(_CLAUSE.findall(self._gap(sign))) + (ACTOR if sign.actor else 0)
        return distance + (SUBJECT if before and not self._touches(sign) else 0)

    def _touches(self, sign: Sign) -> bool:
        """A place right before the hit qualifies it: "Libya ceasefire", "Libya'da ateşkes"; in Arabic it follows."""
        between = self.tokens.words[sign.last + 1 : self.hit.first]
        arabic = "\u0600" <= self.tokens.words[self.hit.first][0] <= "\u06ff"
        return (
            not arabic and sign.last < self.hit.first and (not between or (len(between) == 1 and len(between[0]) <= 2))
        )

    def _tied(self, sign: Sign) -> bool:
        """The sign says whose the hit is: "ceasefire in Libya", "Libya ceasefire", "truce between Haftar and …"."""
        before = sign.last < self.hit.first
        first, last = (sign.last + 1, self.hit.first) if before else (self.hit.last + 1, sign.first)
        if last - first > AFTER or _CLAUSE.search(self._gap(sign)):
            return False
        if sign.actor:
            return any(fold(word) in _BETWEEN for word in self.tokens.words[first:last])
        return self._touches(sign) if before else True

    def _located(self, sign: Sign) -> bool:
        """The sentence is set in the place: "in Libya", "Libya'da", or a dateline "TRIPOLI (AP) -"."""
        if sign.actor:
            return False
        words, start = self.tokens.words, self.tokens.starts[self.sentence]
        if sign.first == start and _DATELINE.match(self.tokens.text, self.tokens.span(sign.last)[1]):
            return True
        around = words[max(sign.first - 1, start) : sign.first] + words[sign.last + 1 : sign.last + 2]
        return any(fold(word) in _IN for word in around)

    def _placed(self, sign: Sign) -> bool:
        """The hit is said to be *in* the place, not to come from it: "truce in Sudan", not "mercenaries from Sudan"."""
        if not self._tied(sign):
            return False
        first, last = (sign.last + 1, self.hit.first) if sign.last < self.hit.first else (self.hit.last + 1, sign.first)
        words = self.tokens.words
        return any(fold(word) in _IN for word in words[first:last]) or fold(words[sign.first]).startswith("بال")

    def _enumerated(self, one: Sign, other: Sign) -> bool:
        """Two places of one list: nothing but joining words between them ("Mali, Libya and in Sudan")."""
        first, last = (one, other) if one.last < other.first else (other, one)
        between = range(first.last + 1, last.first)
        return (
            len(between) <= LIST
            and self.hit.first not in between
            and all(fold(self.tokens.words[index]) in _AND for index in between)
        )


_NOTHING = _Sides((), (), ())
_first = attrgetter("first")
