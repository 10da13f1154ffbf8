"""How a place and the words of a rule stand to one another in a sentence: how near, and by which little words.

The words that tie are grammar, not vocabulary, and so stand here: prepositions of place, "between", conjunctions.
"""

from __future__ import annotations

import re

from monitor.rules.bulletin import IN, begins_in, headed
from monitor.rules.scene import Sign, Words
from monitor.text.fold import fold
from monitor.text.tokens import Tokens

AFTER = 4  # words that may stand between a hit and the place it is tied to: "ceasefire in the west of Libya"
PARTIES = 8  # ... to one of its parties: "a three months' truce between the army of Khartoum and ..."
CLAUSE = 4  # a comma counts as so many words of distance
ACTOR = 3  # an actor is that much farther from a hit than a place in the same position: actors speak about other places
ORIGIN = 3  # so is a place that something comes from: "rejects the truce: mercenaries from Libya"
SUBJECT = 2  # so is a place before the hit, unless it touches it: "Libya welcomed the truce"
LIST = 3  # joining words between two places of one enumeration
TOPIC = 4  # how far a place is that the headline begins with as its subject: "Sudan: mediators want the truce extended"
NEAR = 40  # words beyond which commas no longer matter
WAY = 4  # words before a place among which "from" or "to" makes it one that something passes
SUFFIX = 2  # letters of what may stand between a place and the hit it touches: "Libya's", "Libya'da"

_CLAUSE = re.compile(r"[,،;؛:()\u2013\u2014]|\s-\s")
_TOPIC = re.compile(r"\s*[:.|]|\s+[-\u2013\u2014]\s")
_A = "à"  # "à Tripoli"; folded it would be the English article
_AND = frozenset("and or in the أو في وفي et ou en au aux la le e ed o nel nella ve veya и или в".split())
_REPUBLIC = frozenset("republic republique repubblica".split())  # "Libya and the Central African Republic"
_FROM = frozenset(map(fold, "from من dal dalla dall из с со".split()))
_TO = frozenset(map(fold, "to إلى a verso в к".split()))  # "from Libya to Mali" says where something was
_COME = frozenset(  # "citizens of Mali" are from there
    fold(
        "citizens nationals رعايا مواطنون مواطنين مواطني citoyens originaires provenant ressortissants venus cittadini"
        " originari provenienti venuti граждане граждан гражданами выходцы выходцев"
    ).split()
)
_WAYS = _COME | _FROM | _TO - {fold(_A), "to"}  # without what is an article in English, and what may be an infinitive
_THAT = frozenset(map(fold, "that إن أن que qu che что".split()))  # what follows is said, not where it is said
_ABOUT = frozenset(map(fold, "about concerning on over regarding بخصوص بشأن حول عن sur su sul sulla о об по".split()))
_WHERE = frozenset(map(fold, "where حيث où dove где".split()))
_PURPOSE = frozenset(("icin",))  # ends what stands before it, as a comma does
_AT = frozenset(  # Turkish writes it behind the place
    fold(
        "da de ta te daki deki taki teki kentinde kentindeki şehrinde bölgesinde ilçesinde kasabasında beldesinde"
        " güneyinde kuzeyinde doğusunda batısında başkentinde"
    ).split()
)
_WAY_BEHIND = frozenset("a e ya ye dan den tan ten".split())
_APOSTROPHES = ("'", "\u2019")
_BETWEEN = frozenset(map(fold, "between بين entre tra fra между arasında arasındaki".split()))


def passed(tokens: Tokens, sign: Sign) -> bool:
    """It is where something comes from or goes to: "from Chad and Sudan", "to the fronts of Darfur"."""
    start = tokens.starts[tokens.sentence_of(sign.first)]
    before = [fold(tokens.word(index)) for index in range(max(start, sign.first - WAY), sign.first)]
    return before[-1:] == ["to"] or not _WAYS.isdisjoint(before)


class Ties:
    """One hit and the words around it."""

    def __init__(self, tokens: Tokens, hit: Words) -> None:
        self.tokens, self._hit = tokens, hit

    def distance(self, sign: Sign) -> int:
        """How far a sign is from the hit, in words; commas, actors and subjects count as more."""
        if self._meets(sign):
            return 0
        between = self._between(sign)
        distance = len(between)
        if distance <= NEAR:
            ends = len(_CLAUSE.findall(self._gap(sign))) + sum(self._folded(index) in _PURPOSE for index in between)
            distance += CLAUSE * (ends + self._and(sign))
        if sign.last < self._hit.first:
            if self._heads(sign):
                return TOPIC
            located = self._folded(sign.last + 1) in _AT
            aside = 0 if located or self._touches(sign) else SUBJECT
            aside += CLAUSE if any(self._folded(index) in _THAT for index in between[:NEAR]) else 0
        else:
            origin = between and self._folded(between[-1]) in _FROM and self._folded(sign.last + 1) not in _TO
            aside = ORIGIN if origin or self._gone(sign) else 0
        return distance + aside + (ACTOR if sign.actor else 0)

    def _heads(self, sign: Sign) -> bool:
        """The headline begins with it as its subject: "Sudan: …"."""
        end = self.tokens.span(sign.last)[1]
        return sign.in_title and sign.first == 0 and _TOPIC.match(self.tokens.text, end) is not None

    def tied(self, sign: Sign) -> bool:
        """The sign says whose the hit is: "ceasefire in Libya", "Libya ceasefire", "truce between Haftar and …"."""
        if self._meets(sign):
            return True
        between = self._between(sign)
        if len(between) > PARTIES or self.apart(sign):
            return False
        parties = any(self._folded(index) in _BETWEEN for index in between)
        if sign.actor or len(between) > AFTER:
            return parties and (sign.first > self._hit.last or len(between) <= AFTER)
        return sign.first > self._hit.last or self._touches(sign)

    def apart(self, sign: Sign) -> bool:
        """A comma, or what counts as one, parts the sign from the hit; so does an "and" right behind the hit."""
        if self._meets(sign):
            return False
        return self._and(sign) or _CLAUSE.search(self._gap(sign)) is not None

    def located(self, sign: Sign) -> bool:
        """The sentence is set in the place: "in Libya", "Libya'da", or a dateline "TRIPOLI (AP) -"."""
        if sign.actor:
            return False
        start = self.tokens.starts[self.tokens.sentence_of(sign.first)]
        after = begins_in(self.tokens, sign) < sign.first
        town = sign.first > start and self.tokens.word(sign.first - 1).lower() == _A
        topic = sign.first == start + 1 and self._folded(start) in _ABOUT  # "On Libya, he said ..."
        behind = self._folded(sign.last + 1)
        where = behind in _WHERE and sign.last < self._hit.first  # "Kufra, where pictures show ..."
        return after or town or topic or where or headed(self.tokens, sign) or behind in _AT

    def placed(self, sign: Sign) -> bool:
        """The hit is said to be *in* the place, not to come from it: "truce in Sudan", "Sudan, where there is a truce",
        not "mercenaries from Sudan".
        """
        if sign.last < self._hit.first and self._folded(sign.last + 1) in _WHERE:
            return True
        if not self.tied(sign):
            return False
        between = (self._folded(index) for index in self._between(sign)[-2:])
        behind = self._folded(sign.last + 1)  # "Sudan'daki" behind the hit is said of what follows
        at = behind in _AT and not (behind.endswith("ki") and sign.first > self._hit.last)
        return at or self._folded(sign.first).startswith("بال") or any(word in IN for word in between)

    def enumerated(self, one: Sign, other: Sign) -> bool:
        """Two places of one list: nothing but joining words between them ("Mali, Libya and in Sudan")."""
        first, last = (one, other) if one.last < other.first else (other, one)
        between = range(first.last + 1, last.first)
        joined = all(self._folded(index) in _AND | _REPUBLIC for index in between)
        return len(between) <= LIST and self._hit.first not in between and joined

    def _and(self, sign: Sign) -> bool:
        """Arabic "and" with the place, right behind the hit, begins another clause: "a ceasefire, and Libya ..."."""
        return sign.joined and sign.first == self._hit.last + 1

    def _meets(self, sign: Sign) -> bool:
        """The hit itself names it."""
        return sign.last >= self._hit.first and sign.first <= self._hit.last

    def _between(self, sign: Sign) -> range:
        """The words between the hit and the sign."""
        if sign.last < self._hit.first:
            return range(sign.last + 1, self._hit.first)
        return range(self._hit.last + 1, sign.first)

    def _folded(self, index: int) -> str:
        return fold(self.tokens.word(index)) if index < self.tokens.count else ""

    def _gap(self, sign: Sign) -> str:
        """The letters between the hit and the sign."""
        first, last = (self._hit.last, sign.first) if sign.first > self._hit.last else (sign.last, self._hit.first)
        return self.tokens.text[self.tokens.span(first)[1] : self.tokens.span(last)[0]]

    def _touches(self, sign: Sign) -> bool:
        """A place right before the hit qualifies it: "Libya ceasefire", "Libya'da ateşkes"; in Arabic it follows."""
        between = self._between(sign)
        if sign.first > self._hit.last or "\u0600" <= self.tokens.word(self._hit.first)[0] <= "\u06ff":
            return False
        if len(between) != 1:
            return not between
        return len(self.tokens.word(between[0])) <= SUFFIX or self._folded(between[0]) in _AT

    def _gone(self, sign: Sign) -> bool:
        """Turkish says behind an apostrophe where something goes to or comes from: "Donbas'a", "Suriye'den"."""
        end = self.tokens.span(sign.last)[1]
        return self.tokens.text[end : end + 1] in _APOSTROPHES and self._folded(sign.last + 1) in _WAY_BEHIND
