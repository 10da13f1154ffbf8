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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.text.fold import fold
from monitor.text.tokens import Tokens

AFTER = 3  # words that may stand between a hit and the place it is tied to: "ceasefire in the west of Libya"
CLAUSE = 4  # a comma counts as so many words of distance
ACTOR = 3  # an actor is that much farther from a hit than a place in the same position: actors speak about other places
SUBJECT = 2  # so is a place before the hit, unless it touches it: "Libya welcomed the truce"
OPENING = 3  # words before a place that opens a sentence
LIST = 2  # words between two places of one enumeration, each of at most
JOINING = 3  # letters
MANY = 3  # own signs per rival in the whole article, from which on the article counts as being about the place

_CLAUSE = re.compile(r"[,،;؛:()\u2013\u2014]|\s-\s")


_IN = frozenset("in inside across في وفي داخل وداخل en au aux dans nel nella da de ta te в во".split())


@dataclass(frozen=True, slots=True)
class Sign:
    """Words `first` to `last` of a field name a place, or an actor that belongs to it."""

    first: int
    last: int
    place: str
    name: str  # the words, for the explanation
    rival: bool = False
    soft: bool = False
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
    """Whether a hit is about the place, and why, in words; `firm` when its own sentence settles it."""

    yes: bool
    why: str
    firm: bool = False


@dataclass(frozen=True, slots=True)
class _Sides:
    """The signs of one stretch of text, told apart."""

    own: tuple[Sign, ...]
    hard: tuple[Sign, ...]
    soft: tuple[Sign, ...]

    @property
    def leaning(self) -> int:
        """1: only own signs; -1: only rivals; 0: neither or both."""
        return (1 if self.own else 0) - (1 if self.hard else 0)


@dataclass(frozen=True, slots=True)
class Words:
    """A hit: words first..last of the title or the text."""

    in_title: bool
    first: int
    last: int


def rule_on(place: str, hits: Sequence[Words], scene: Scene) -> list[Ruling]:
    """For each hit, in order of the text, whether it is about `place`."""
    rulings: list[Ruling] = []
    latest: Ruling | None = None
    for hit in hits:
        ruling = _Bench(place, hit, scene).ruling()
        if ruling.firm:
            latest = ruling
        elif latest is not None and ruling.yes != latest.yes:
            ruling = Ruling(latest.yes, f"it follows an earlier mention, where {latest.why}")
        rulings.append(ruling)
    return rulings


class _Bench:
    """One hit before its judge: the stretches of text that speak for it, each looked at once."""

    def __init__(self, place: str, hit: Words, scene: Scene) -> None:
        self.place, self.hit, self.in_title, self.scene = place, hit, hit.in_title, scene
        self.tokens = scene.title if hit.in_title else scene.text
        self.signs = scene.title_signs if hit.in_title else scene.text_signs
        self.sentence = self.tokens.sentence_of(hit.first)

    def ruling(self) -> Ruling:
        """The sentence first, then what stands around it."""
        here = self._sides(self._sentence(self.sentence))
        if here.own and here.hard:
            return self._nearer(here)
        if here.own:
            return self._shares(here)
        if here.hard:
            return Ruling(False, f"the sentence is about {_names(here.hard)}", firm=True)
        return self._inherited(here)

    def _nearer(self, here: _Sides) -> Ruling:
        own = min(here.own, key=self._distance)
        rival = min(here.hard, key=self._distance)
        if self._distance(own) >= self._distance(rival):
            return Ruling(False, f"{_names((rival,))} stands nearer than {_names((own,))}", firm=True)
        listed = [sign for sign in here.hard if self._enumerated(own, sign)]
        if listed and self._headline().leaning != 1:
            return Ruling(False, f"{_names((own,))} only stands in a list with {_names(listed)}")
        return Ruling(True, f"{_names((own,))} stands nearer than {_names((rival,))}", firm=True)

    def _shares(self, here: _Sides) -> Ruling:
        """Own signs and no rival here: enough, unless they are not tied to the hit and a rival rules around."""
        tied = [sign for sign in here.own if self._tied(sign) or self._opens(sign)]
        if tied:
            return Ruling(True, f"the sentence names {_names(tied)}", firm=True)
        around = self._sides(self._around())
        if around.hard and not self._mostly_own():
            return Ruling(
                False, f"{_names(here.own)} is not tied to the words, and {_names(around.hard)} stands around"
            )
        return Ruling(True, f"the sentence names {_names(here.own)}")

    def _inherited(self, here: _Sides) -> Ruling:
        stretches = {
            "the headline": self._headline(),
            "the sentence before": self._sides(self._sentence(self.sentence - 1)) if not self.in_title else _NOTHING,
            "the lead": self._lead(),
        }
        for name, sides in stretches.items():
            if sides.leaning == 1 and not (here.soft and name == "the sentence before"):
                return Ruling(True, f"{name} names {_names(sides.own)}")
            if sides.leaning == -1:
                return Ruling(False, f"{name} is about {_names(sides.hard)}")
        if self.place in self.scene.feed:
            return Ruling(True, "the feed is about it")
        if here.soft:
            return Ruling(False, f"the sentence is about {_names(here.soft)}")
        if any(sign.place == self.place for sign in self._all()) and self._mostly_own():
            return Ruling(True, f"the article is about {_names(self._sides(self._all()).own)}")
        return Ruling(False, "neither the sentence nor the headline nor the lead names the place")

    # -- stretches of text

    def _sides(self, signs: Iterable[Sign]) -> _Sides:
        signs = tuple(signs)
        rivals = [sign for sign in signs if sign.rival and sign.place != self.place]
        return _Sides(
            tuple(sign for sign in signs if sign.place == self.place),
            tuple(sign for sign in rivals if not sign.soft),
            tuple(sign for sign in rivals if sign.soft),
        )

    def _sentence(self, number: int) -> Iterable[Sign]:
        if not 0 <= number < len(self.tokens.starts):
            return ()
        words = self.tokens.sentence_words(number)
        return (sign for sign in self.signs if words.start <= sign.first < words.stop)

    def _headline(self) -> _Sides:
        return _NOTHING if self.in_title else self._sides(self.scene.title_signs)

    def _lead(self) -> _Sides:
        starts = self.scene.text.starts
        end = starts[2] if len(starts) > 2 else len(self.scene.text.words)
        return self._sides(sign for sign in self.scene.text_signs if sign.first < end)

    def _around(self) -> Iterable[Sign]:
        if self.in_title:
            return (*self._lead().own, *self._lead().hard)
        neighbours = (*self._sentence(self.sentence - 1), *self._sentence(self.sentence + 1))
        return (*self.scene.title_signs, *neighbours)

    def _all(self) -> Sequence[Sign]:
        return (*self.scene.title_signs, *self.scene.text_signs)

    def _mostly_own(self) -> bool:
        whole = self._sides(self._all())
        return len(whole.own) >= MANY * len(whole.hard)

    # -- distances, in words

    def _gap(self, sign: Sign) -> str:
        """The letters between the hit and the sign."""
        first, last = (self.hit.last, sign.first) if sign.first > self.hit.last else (sign.last, self.hit.first)
        return self.tokens.text[self.tokens.spans[first][1] : self.tokens.spans[last][0]]

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
        if sign.actor:
            return False
        if sign.last < self.hit.first:
            return self._touches(sign)
        return sign.first - self.hit.last - 1 <= AFTER and not _CLAUSE.search(self._gap(sign))

    def _enumerated(self, one: Sign, other: Sign) -> bool:
        """Two places of one list: nothing but short joining words between them ("Mali, Libya and in Sudan")."""
        first, last = (one, other) if one.last < other.first else (other, one)
        between = range(first.last + 1, last.first)
        return (
            len(between) <= LIST
            and self.hit.first not in between
            and all(len(self.tokens.words[index]) <= JOINING for index in between)
        )

    def _opens(self, sign: Sign) -> bool:
        """A place that opens the sentence with a preposition sets its scene: "In Libya, …", "Libya'da …"."""
        start = self.tokens.starts[self.sentence]
        if sign.actor or sign.first - start > OPENING:
            return False
        around = (
            self.tokens.words[max(sign.first - 1, start) : sign.first]
            + self.tokens.words[sign.last + 1 : sign.last + 2]
        )
        return any(fold(word) in _IN for word in around)


_NOTHING = _Sides((), (), ())


def _names(signs: Iterable[Sign]) -> str:
    return ", ".join(f"«{name}»" for name in list(dict.fromkeys(sign.name for sign in signs))[:3])
