"""What an article says that its story did not: figures, events, actors, places. And how a figure differs from before.

    rise           more than was known               fall            less, from the same source, of a thing that shrinks
    correction     another number, same source       contradiction   another number, from another source

Nothing is overwritten: every figure stays in the ledger with who gave it first, and what is new is told beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.model import Figure, NewFact, Past, Profile, Stated
from monitor.stories.affinity import PERSONS
from monitor.stories.precedents import LARGE, continued, of_one, precedent
from monitor.stories.sameness import LIVES, SPANS, apart, like, says
from monitor.stories.units import THINGS

STRONG = 0.7  # weight from which on an actor, a town or an event is part of what an article reports
LEAD = 1.0  # the same of a body: further down it is named in passing, "the army has not commented"
PASSING = 0.6  # share of a person's weight below which an article named him in passing
NEAR = 0.25  # share by which a figure of a series may have moved since it was last given
PRECISE = 3  # digits of a number that is rarely given twice by chance
WEAK = 7  # up to here a number counts something in passing
WAYS = frozenset(("kilometres",))
FORCES = frozenset(("fighters", "soldiers"))
HARM = LIVES | {"captured", "displaced", "released"}
GROWS = frozenset("killed wounded captured displaced total returned arrived transferred recruited".split())
# event types of events.yaml that are news by themselves, and those that make them old news; in three languages a court
# condemns whom it jails, and that one word is none
_NEWS: Mapping[str, frozenset[str]] = {
    "signed": frozenset(("signed", "agreed", "began")),
    "violated": frozenset(("violated", "resumed")),
    "agreed": frozenset(("agreed", "signed", "began")),
    "extended": frozenset(("extended",)),
    "killed": frozenset(("killed", "attacked", "wounded")),
    "resigned": frozenset(("resigned",)),
    "appealed": frozenset(("appealed",)),
    "rejected": frozenset(("rejected",)),
    "denied": frozenset(("denied",)),
    "captured": frozenset(("captured",)),
    "accused": frozenset(("accused",)),
    "welcomed": frozenset(("welcomed",)),
    "warned": frozenset(("warned",)),
    "sanctioned": frozenset(("sanctioned",)),
    "handed_over": frozenset(("handed_over", "released")),
    "investigated": frozenset(("investigated",)),
    "appointed": frozenset(("appointed",)),
    "seized": frozenset(("seized", "captured")),
    "destroyed": frozenset(("destroyed", "attacked", "killed")),
    "resumed": frozenset(("resumed", "began", "violated")),
    "began": frozenset(("began",)),
}
# what somebody says of what others reported before: no news only where a headline or lead told it
DECLARED = frozenset("resigned rejected denied appealed accused welcomed warned handed_over investigated".split())
TRUCE = frozenset(("signed", "violated"))


@dataclass(frozen=True, slots=True)
class Known:
    """What a story said so far."""

    actors: Mapping[str, float]  # with the greatest weight that any of its articles gave them; so the events
    places: frozenset[str]
    events: Mapping[str, float]
    ledger: tuple[Stated, ...]
    numbers: frozenset[float] = frozenset()  # that stand in its articles, whatever they count there
    series: tuple[Stated, ...] = ()  # figures of other stories


def known_of(profiles: Iterable[Profile], ledger: Iterable[Stated], series: Iterable[Stated] = ()) -> Known:
    """All that these articles name, however much in passing, the figures of the ledger, and those of other stories."""
    articles = tuple(profiles)
    return Known(
        _heaviest(profile.actors for profile in articles),
        frozenset(id for profile in articles for id in profile.places),
        _heaviest(profile.events for profile in articles),
        tuple(ledger),
        frozenset(number for profile in articles for number in profile.numbers),
        tuple(series),
    )


def _heaviest(named: Iterable[Mapping[str, float]]) -> dict[str, float]:
    heaviest: dict[str, float] = {}
    for weights in named:
        for id, weight in weights.items():
            heaviest[id] = max(weight, heaviest.get(id, 0.0))
    return heaviest


def news(
    profile: Profile, known: Known, headline: Collection[str] = (), persons: Collection[str] = ()
) -> tuple[NewFact, ...]:
    """What is new in a profile: figures first, in order of reading, then events, actors and places by their id.

    An actor is news where headline or lead name it, a state or a mission where the headline does; an event or a place
    there too (`headline`, the ids), for leads differ in what else they mention. Few events are news by themselves:
    outlets name one event in many words, and signed after agreed is the same deal.
    """
    events = (id for id in profile.events if id in headline and id in _NEWS and not _is_old(id, known))
    actors = (
        id
        for id, weight in profile.actors.items()
        if (id not in known.actors and (weight >= (STRONG if id in persons else LEAD) or id in headline))
        or (id in headline and id in persons and known.actors[id] < PASSING * weight)
    )
    places = (id for id in profile.places if id in headline and id not in known.places)
    return (
        *(fact for fact in figures(profile, known.ledger, known.series) if not _stood(fact, known)),
        *(NewFact("event", id) for id in sorted(events)),
        *(NewFact("actor", id) for id in sorted(actors)),
        *(NewFact("place", id) for id in sorted(places)),
    )


def _stood(fact: NewFact, known: Known) -> bool:
    """Whether its number stands in the story's articles, and is not read there as that of something else."""
    if fact.value not in known.numbers:
        return False
    figure = Figure(fact.unit, fact.qualifier, float(fact.value))
    read = [stated.figure for stated in known.ledger if stated.figure.value == fact.value]
    return not read or not all(apart(one, figure) for one in read)


def _is_old(event: str, known: Known) -> bool:
    """Whether a story told an event, or one like it; what somebody declares, not where it stood far down."""
    least = STRONG if event in DECLARED else 0.0
    return any(known.events.get(like, -1.0) >= least for like in _NEWS[event])


def telling(news: Iterable[NewFact], ledger: Iterable[Stated] = ()) -> bool:
    """Whether it is worth a message. "Two groups", "three days" are counted by one report and not by another; one
    dead is told where the story, by its ledger, told of none."""
    told = {stated.figure.qualifier for stated in ledger}
    return any(
        fact.kind != "figure" or _telling(fact) or (fact.qualifier == "killed" and fact.qualifier not in told)
        for fact in news
    )


def _telling(fact: NewFact) -> bool:
    if fact.unit in SPANS or fact.unit in WAYS:
        return False
    lives = fact.qualifier in HARM and fact.unit in PERSONS and float(fact.value) > (fact.qualifier not in LIVES) + 1
    return float(fact.value) > WEAK or lives or (fact.before is not None and fact.unit in FORCES)


def urgent(news: Iterable[NewFact]) -> bool:
    """Whether it cannot wait for other news of the story: the dead, the wounded, fighters; a truce signed or broken."""
    return any(
        fact.unit == "fighters" or fact.qualifier in LIVES if fact.kind == "figure" else fact.value in TRUCE
        for fact in news
    )


def figures(profile: Profile, ledger: Sequence[Stated], series: Sequence[Stated] = ()) -> tuple[NewFact, ...]:
    """The figures that neither a story's ledger nor a series holds, each beside the one it continues or contradicts."""
    fresh: dict[tuple[str, str, float], NewFact] = {}
    for figure in profile.figures:
        if any(says(stated.figure, figure) for stated in ledger):
            continue
        if figure.qualifier in LIVES and _added_up(figure, ledger):
            continue
        if any(says(stated.figure, figure) and _surely(stated.figure, figure) for stated in series):
            continue
        fact = _fact(figure, precedent(figure, ledger, series), profile)
        fresh.setdefault((figure.unit, figure.qualifier, figure.value), fact)
    return _once(fresh.values())


def _added_up(figure: Figure, ledger: Sequence[Stated]) -> bool:
    """Whether one article gave it in parts: nine gunmen and two soldiers killed are eleven dead."""
    parts: dict[int, dict[str, float]] = {}
    for stated in ledger:
        one = stated.figure
        if one.qualifier == figure.qualifier and one.unit in PERSONS and one.unit not in ("people", "bodies"):
            parts.setdefault(stated.article, {}).setdefault(one.unit, one.value)
    # one and one are often one, under two names
    return any(max(of_one.values()) > 1 and sum(of_one.values()) == figure.value for of_one in parts.values() if of_one)


def _surely(known: Figure, new: Figure) -> bool:
    """Whether a figure of another story is the same one: of a like thing, or too precise to be equal by chance."""
    if known.value == new.value and THINGS in (known.unit, new.unit):
        return True
    return like(known, new) or (known.value == new.value and len(str(int(new.value)).rstrip("0")) >= PRECISE)


def _once(facts: Iterable[NewFact]) -> tuple[NewFact, ...]:
    """Each number once, as the reading of it that says most; twelve killed and twelve wounded are two."""
    best: dict[tuple[float | str, str], NewFact] = {}
    for fact in facts:
        said = (fact.value, fact.qualifier if fact.qualifier in LIVES else "")
        if said not in best or _says_most(fact) > _says_most(best[said]):
            best[said] = fact
    counted = {value for value, qualifier in best if qualifier}
    return tuple(fact for said, fact in best.items() if said[1] or fact.unit != "things" or said[0] not in counted)


def _says_most(fact: NewFact) -> tuple[bool, bool, bool]:
    return fact.before is not None, fact.unit != "things", bool(fact.qualifier)


def said(fact: NewFact) -> str:
    """ "17,420 fighters (total), before 17,300"."""
    if fact.kind != "figure":
        return f"{fact.kind} {fact.value}"
    part = f" ({fact.qualifier})" if fact.qualifier else ""
    before = f", before {amount(fact.before)}" if fact.before is not None else ""
    return f"{amount(fact.value)} {fact.unit}{part}{before}"


def amount(value: float | str) -> str:
    """A number to its last digit, thousands apart: 1,234,567 and 2.5."""
    return f"{value:,.10g}" if isinstance(value, int | float) else value


def _fact(figure: Figure, before: Stated | None, profile: Profile) -> NewFact:
    return NewFact(
        "figure", figure.value, figure.unit, figure.qualifier, figure.sentence,
        before.figure.value if before else None, before.outlet if before else "",
        _change(figure, before, profile) if before else "",
    )  # fmt: skip


def told_anew(profile: Profile, past: Past) -> bool:
    """Whether it gives a figure that none of the articles gives whose words it repeats; how long ago is no figure."""
    given = [figure for member in past.near for figure in member.profile.figures]
    given += [stated.figure for thread in past.threads for stated in thread.ledger]
    given += [stated.figure for stated in past.series]
    return any(
        figure.unit not in SPANS and not any(says(known, figure) for known in given) for figure in profile.figures
    )


def elsewhere(series: Iterable[Stated]) -> tuple[Stated, ...]:
    """The figures of other stories that need no telling again: large enough that equal is the same."""
    return tuple(stated for stated in series if stated.figure.value >= LARGE)


def of_series(profile: Profile, series: Sequence[Stated]) -> tuple[tuple[NewFact, ...], Stated] | None:
    """The figures that go on from older ones, and the old figure that most of all tells the series; None without.

    One large figure that moved a little, or two that moved, make a series: 17,300 recruits are now 17,420.
    """
    moved = [
        (fact, stated)
        for figure in profile.figures
        if figure.qualifier and not any(says(stated.figure, figure) for stated in series)
        if (stated := continued(figure, (one for one in series if of_one(figure, one.figure))))
        for fact in [_fact(figure, stated, profile)]
    ]
    close = [pair for pair in moved if pair[1].figure.value >= LARGE and abs(_ratio(pair) - 1) <= NEAR]
    if not close and len(moved) < 2:
        return None
    return _once(fact for fact, _ in moved), max(close or moved, key=lambda pair: pair[1].figure.value)[1]


def _ratio(pair: tuple[NewFact, Stated]) -> float:
    return float(pair[0].value) / (pair[1].figure.value or 1)


def _change(
    figure: Figure, before: Stated, profile: Profile
) -> Literal["", "rise", "fall", "correction", "contradiction"]:
    if figure.qualifier == "new" or figure.qualifier != before.figure.qualifier:
        return ""  # another batch
    if figure.value > before.figure.value:
        return "rise"
    if before.owner != profile.owner:
        return "contradiction"
    return "correction" if figure.qualifier in GROWS else "fall"
