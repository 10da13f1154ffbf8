"""What an article reports, apart from its words: who, where, what happened, how much, on which day.

    scan     everything that names something, with the sentence it stands in; worked out once
    profile  the part of it that counts, each thing with a weight: 1 in headline and lead, less further down

A profile means the same in every language: actors are ids of rules.yaml, towns and events ids of the packaged
vocabulary, figures bear units. Only `names` are words, and compared within one language alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from monitor.model import Article, Feed, Figure, Match, NewFact, Profile
from monitor.rules.book import Actor
from monitor.rules.page import TEXT, TITLE, Hit, Page
from monitor.stories.facts import events, facts
from monitor.stories.lexicon import Lexicon
from monitor.stories.marked import Marked, mark
from monitor.stories.similarity import WORDS, Texture, parts, texture, word_hash
from monitor.stories.sounds import is_name, skeleton
from monitor.text.tokens import Tokens

DOWN = (1.0, 1.0, 0.7, 0.7, 0.5)  # weight by sentence; further down the last
NAMES, SOUNDS, NUMBERS = 40, 60, 30  # words of headline and lead, possible names, numbers that are kept
REACH = 200  # words of a text among which names are looked for
LARGE = 10  # numbers from here on are kept, whatever they count
OLDEST, AHEAD = timedelta(days=30), timedelta(days=1)  # a date outside of these, before and after it was seen, is wrong
BEHIND = 4  # sentence from which on what is counted in passing is no news
COLOUR = frozenset("people things countries groups kilometres minutes hours days weeks months years".split())
SENTENCE = 400  # letters of a sentence that are kept with a figure
FIGURES = 40  # of one article
CAPITALS = frozenset(
    "tripoli ankara moscow cairo new_york ndjamena khartoum niamey damascus washington brussels london athens abu_dhabi"
    " algiers".split()
)
CAPITAL = 0.4  # of a town that is named for who sits there
COMMON = 0.4  # weight of an actor that is named in most articles
IMPLIED = 0.5
RANKS = 2  # words between "the forces of" and the name: Field Marshal, l'ancien ministre
APART, JOINTS = frozenset(",;:()،؛—–\n"), ("and", "barrier")

_DIGITS = re.compile("\\d{1,3}(?:[.,٬\u00a0\u202f ]\\d{3})+(?!\\d)|\\d+")
_SEPARATOR = re.compile("\\D")

Kind = Literal["actor", "place", "event"]


class Mention(NamedTuple):
    """Something named: in which sentence, -1 for the headline."""

    kind: Kind
    id: str
    sentence: int
    rarity: float = 1.0  # of one that every article names, less than 1
    implied: bool = False  # by somebody who speaks for it


@dataclass(frozen=True, slots=True)
class Scan:
    """An article read for comparison. `figures` come with their sentence; `asides` are sentences that are no news."""

    title: str
    day: int
    lang: str
    outlet: str
    owner: str
    side: str
    texture: Texture
    mentions: tuple[Mention, ...]
    persons: frozenset[str]  # of the actors
    figures: tuple[tuple[int, Figure], ...]
    asides: frozenset[int]
    retrospect: bool  # it says itself that it looks back
    spoken: frozenset[int]  # sentences that a rule fired on
    names: tuple[tuple[int, int], ...]  # (sentence, hash of a word)
    sounds: tuple[tuple[int, int], ...]  # (sentence, hash of a name's consonants)
    numbers: tuple[tuple[int, float], ...]  # (sentence, number)
    fields: tuple[Tokens, Tokens]

    @property
    def headline(self) -> frozenset[str]:
        """The ids of what the headline names."""
        return frozenset(mention.id for mention in self.mentions if mention.sentence == -1 and not mention.implied)

    def is_colour(self, fact: NewFact) -> bool:
        """Whether it is a number of people in general, of things, countries or days, far behind the lead and in no
        sentence that a rule fired on: how many live in the town is no news of the event."""
        if fact.kind != "figure" or fact.qualifier or fact.unit not in COLOUR:
            return False
        said = (fact.value, fact.unit, "")
        stands = [sentence for sentence, one in self.figures if (one.value, one.unit, one.qualifier) == said]
        return bool(stands) and min(stands) >= BEHIND and self.spoken.isdisjoint(stands)

    def sentence_with(self, kind: str, id: str) -> str:
        """The first sentence that names something; the headline only where no sentence does."""
        named = [mention.sentence for mention in self.mentions if (mention.kind, mention.id) == (kind, id)]
        in_text = [number for number in named if number >= 0]
        if not in_text:
            return self.title if named else ""
        start, end = self.fields[TEXT].sentence_span(in_text[0])
        return " ".join(self.fields[TEXT].text[start:end].split())[:SENTENCE]


def scan(page: Page, article: Article, feed: Feed, lexicon: Lexicon, matches: Sequence[Match] = ()) -> Scan:
    """Everything in an article that others are compared by. `matches` tell which of two stories on a page is meant."""
    read = (_beginning(page.fields[TITLE]), _beginning(page.fields[TEXT]))
    text = _Field(TEXT, mark(lexicon, read[TEXT], article.lang))
    # a headline is too short to tell its language by
    fields = [
        _Field(TITLE, mark(lexicon, read[TITLE], text.marked.langs[-1] if text.tokens.count else article.lang)),
        text,
    ]
    evidence = [(fields[TEXT if e.field == "text" else TITLE], e.start) for m in matches for e in m.evidence]
    spoken = [(field, field.at(start)) for field, start in evidence if start < len(field.tokens.text)]
    asides = frozenset((*text.asides(), *_other_stories(text, {number for field, number in spoken if field is text})))
    mentions: list[Mention] = []
    figures: list[tuple[int, Figure]] = []
    for field in fields:
        count = field.tokens.count
        named = [(actor, hit) for actor, hit in page.actors if hit.field == field.number and hit.last < count]
        for actor, hit in named:
            mentions += field.actors(actor, hit)
        mentions += field.towns()
        mentions += field.events()
        figures += field.figures([(actor.id, hit.first, hit.last) for actor, hit in named])
    kept = [(place, figure) for place, figure in figures[:FIGURES] if place not in asides]
    return Scan(
        article.title,
        day_of(article),
        article.lang,
        article.outlet or feed.name,
        feed.owner or feed.name or article.outlet,
        feed.side,
        texture(read[TEXT], asides),
        tuple(mention for mention in mentions if mention.sentence not in asides),
        frozenset(actor.id for actor, _ in page.actors if actor.kind == "person"),
        tuple(kept),
        asides,
        _looks_back(*fields),
        frozenset(number for _, number in spoken),
        tuple(_names(read)),
        tuple(sound for field in fields for sound in field.sounds([hit for _, hit in page.actors])),
        tuple(number for field in fields for number in field.numbers()),
        read,
    )


def _beginning(tokens: Tokens) -> Tokens:
    """The words of a field that are looked at: those that are compared with other texts."""
    return tokens if tokens.count <= WORDS else Tokens(tokens.text[: tokens.span(WORDS - 1)[1]])


def profile(scanned: Scan, without: Collection[int] = ()) -> Profile:
    """What counts of an article when these sentences are left out, for they were known before."""
    left = sorted(set(range(len(scanned.texture.sentences))) - set(without) - scanned.asides)
    order = {sentence: place for place, sentence in enumerate(left)} | {-1: -1}
    weights: dict[Kind, dict[str, float]] = {"actor": {}, "place": {}, "event": {}}
    for kind, id, sentence, rarity, _ in scanned.mentions:
        if sentence in order:
            weight = rarity * _weight(order[sentence])
            weights[kind][id] = max(weight, weights[kind].get(id, 0.0))
    read = sorted(scanned.figures, key=lambda pair: pair[0] < 0)  # a sentence says more of a figure than the headline
    figures = tuple(dict.fromkeys(figure for sentence, figure in read if sentence in order))
    hashes = scanned.texture.sentences
    return Profile(
        day=scanned.day,
        lang=scanned.lang,
        outlet=scanned.outlet,
        owner=scanned.owner,
        side=scanned.side,
        sentences=tuple(hashes[number] for number in range(len(hashes)) if hashes[number]),
        sketch=scanned.texture.sketch,
        actors=weights["actor"],
        places=weights["place"],
        events=weights["event"],
        figures=figures,
        names=tuple(dict.fromkeys(word for sentence, word in scanned.names if sentence in order))[:NAMES],
        sounds=tuple(dict.fromkeys(sound for sentence, sound in scanned.sounds if sentence in order))[:SOUNDS],
        numbers=tuple(dict.fromkeys(number for sentence, number in scanned.numbers if sentence in order))[:NUMBERS],
    )


def day_of(article: Article) -> int:
    """The day it is taken to be of, in days since 1970: as it says itself, or of when it was seen, where its own date
    is missing or cannot be. A wrong date must not hide an article from its story."""
    moment = article.seen
    if article.published and article.seen - OLDEST <= article.published <= article.seen + AHEAD:
        moment = article.published
    return (moment.date() - datetime(1970, 1, 1).date()).days


def _weight(place: int) -> float:
    return 1.0 if place < 0 else DOWN[min(place, len(DOWN) - 1)]


def _rarity(actor: Actor) -> float:
    """How much it says that two reports name the same actor: states are in all of them."""
    return COMMON if actor.context or actor.kind in ("state", "mission") else 1.0


class _Field:
    """Title or text with what is found in it. A sentence is known by its number, the headline by -1."""

    def __init__(self, number: int, marked: Marked) -> None:
        self.number, self.marked, self.tokens = number, marked, marked.tokens
        self.begins = [self.tokens.span(first)[0] for first in self.tokens.starts if first < len(self.tokens.words)]

    def at_word(self, word: int) -> int:
        return -1 if self.number == TITLE else self.tokens.sentence_of(word)

    def at(self, offset: int) -> int:
        return -1 if self.number == TITLE else max(0, bisect_right(self.begins, offset) - 1)

    def actors(self, actor: Actor, hit: Hit) -> list[Mention]:
        """Who is named, and for whom he speaks. Of Haftar's army the army is named, and he is implied."""
        sentence, weight = self.at_word(hit.first), _rarity(actor)
        bodies = self.marked.lexicon.bodies.get(actor.id, ())
        if bodies and actor.kind == "person" and (self._belongs(hit) or self._leads(hit)):
            own, implied = (bodies[0], 1.0), (actor.id, *bodies[1:])
        else:
            own, implied = (actor.id, weight), bodies if sentence <= 1 else ()
        return [
            Mention("actor", own[0], sentence, own[1]),
            *(Mention("actor", id, sentence, IMPLIED * weight, implied=True) for id in implied),
        ]

    def _belongs(self, hit: Hit) -> bool:
        """Whether the name stands for the forces or the government that are his: Haftar's army, قوات حفتر."""
        behind = self.marked.at("belonging", hit.last + 1) or self.marked.at("belonging", hit.last + 2)
        after = behind and behind.name == "behind" and self._beside(hit.last, behind.first)
        for word in range(hit.first - 1, max(hit.first - 2 - RANKS, -1), -1):
            found = self.marked.ending("belonging", word)
            if found and found.name == "before" and self._beside(word, hit.first):
                return True
        return bool(after)

    def _leads(self, hit: Hit) -> bool:
        """Whether he is named only as the head of his force: اللواء الذي يقوده, the brigade commanded by."""
        words = range(hit.first - 1, max(hit.first - 3 - RANKS, -1), -1)
        before = (self.marked.ending("leader", word) for word in words)
        return any(found and self._beside(found.last, hit.first) for found in before)

    def _beside(self, first: int, last: int) -> bool:
        """Whether nothing parts two words but names and ranks."""
        between = range(first + 1, last)
        gaps = "".join(self.marked.gap(word) for word in range(first, last))
        return not (APART & set(gaps) or any(self.marked.is_a(office, word) for word in between for office in JOINTS))

    def towns(self) -> list[Mention]:
        """The towns named; of two readings of the same words the longer: Turkish Cufra'da is Jufra, Cufra is Kufra."""
        longest: dict[int, int] = {}
        named = [
            (first, last, group)
            for group, found in self.marked.hits.items()
            if group[:5] == "town:"
            for first, last in found
        ]
        for first, last, _ in named:
            longest[first] = max(last, longest.get(first, last))
        kept = (town for town in sorted(named) if town[1] == longest[town[0]])
        return [
            Mention("place", group[5:], self.at_word(first), CAPITAL if group[5:] in CAPITALS else 1.0)
            for first, _, group in kept
        ]

    def events(self) -> list[Mention]:
        found = events(self.marked)
        return [Mention("event", f"not {hit.type}" if hit.negated else hit.type, self.at(hit.start)) for hit in found]

    def figures(self, named: Sequence[tuple[str, int, int]]) -> list[tuple[int, Figure]]:
        return [
            (
                self.at(fact.start),
                Figure(
                    fact.unit, fact.qualifier, fact.value, fact.high, fact.bound, fact.actor,
                    " ".join(self.tokens.text[slice(*fact.sentence)].split())[:SENTENCE],
                ),
            )
            for fact in facts(self.marked, named)
        ]  # fmt: skip

    def sounds(self, actors: Sequence[Hit]) -> list[tuple[int, int]]:
        """What may be the name of somebody or some place that no list has, by its consonants."""
        listed = {word for hit in actors if hit.field == self.number for word in range(hit.first, hit.last + 1)}
        listed |= {
            word
            for group, found in self.marked.hits.items()
            if group[:5] == "town:"
            for first, last in found
            for word in range(first, last + 1)
        }
        begins = set(self.tokens.starts) if self.number == TEXT else set()
        found = []
        for number, word in enumerate(self.tokens.words[:REACH]):
            if number not in listed and number not in begins and is_name(word) and (sound := skeleton(word)):
                found.append((self.at_word(number), word_hash(sound) & 0xFFFFFFFF))
        return found

    def numbers(self) -> list[tuple[int, float]]:
        """The larger numbers that stand in it in digits; those in words are figures, or are not read."""
        found = ((one.start(), _SEPARATOR.sub("", one[0])) for one in _DIGITS.finditer(self.tokens.text))
        return [(self.at(start), float(digits)) for start, digits in found if len(digits) < 10 and int(digits) >= LARGE]

    def asides(self) -> set[int]:
        """Sentences that begin as no news does: "Read also", "Photo"."""
        spans = [first for group, found in self.marked.hits.items() if group.startswith("aside:") for first, _ in found]
        starts = set(self.tokens.starts)
        return {self.tokens.sentence_of(first) for first in spans if first in starts}


def _looks_back(title: _Field, text: _Field) -> bool:
    """Whether headline and a line of the text say that nothing in it is new, or two lines do: "what we know so far",
    "compiled from earlier reports"."""
    lines = {text.tokens.sentence_of(first) for first, _ in text.marked.hits.get("retrospect:line", ())}
    return len(lines) + ("retrospect:headline" in title.marked.hits) > 1


def _other_stories(text: _Field, found: Set[int]) -> list[int]:
    """The sentences of those stories on the page that hold nothing a rule fired on; `found`: the others."""
    stories = parts(text.tokens)
    if len(stories) == 1:
        return []
    meant = [story for story in stories if found & set(story)]
    return [sentence for story in stories if meant and story not in meant for sentence in story]


def _names(fields: Sequence[Tokens]) -> Iterable[tuple[int, int]]:
    """Words of four letters and more in headline and lead, cut to what endings leave alone."""
    for field, tokens in enumerate(fields):
        limit = len(tokens.words) if field == TITLE else min(len(tokens.words), 90)
        for number, word in enumerate(tokens.words[:limit]):
            if len(word) >= 4:
                yield (-1 if field == TITLE else tokens.sentence_of(number)), word_hash(stem(word)) & 0xFFFFFFFF


def stem(word: str) -> str:
    """A word without what grammar hangs onto it, roughly: the article and particles of Arabic, long endings."""
    for prefix in ("وال", "بال", "فال", "كال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) : len(prefix) + 5]
    return word[:6]
