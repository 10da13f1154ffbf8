"""What an article says that its story did not: figures, events, actors, places. And how a figure differs from before.

    rise           more than was known               fall            less, from the same source, of a thing that shrinks
    correction     another number, same source       contradiction   another number, from another source

Nothing is overwritten: every figure stays in the ledger with who gave it first, and what is new is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.model import Figure, NewFact, Past, Profile, Stated

STRONG = 0.7  # weight from which on an actor, a town or an event is part of what an article reports
ROUND = 0.03  # "about 18,000" says nothing new about 18,050
SMALL = 10  # below, the same number of something else is chance
LARGE = 100
NEAR = 0.25  # share by which a figure of a series may have moved since it was last given
SERIES = (0.5, 2.0)  # a figure continues one that it is at least half, at most twice
PERSONS = frozenset("people persons fighters mercenaries recruits soldiers civilians members migrants".split())
FORCES, LIVES = frozenset(("fighters", "mercenaries", "recruits")), frozenset(("killed", "wounded", "died"))
TRUCE = frozenset(("signed", "violated"))
SPANS = frozenset("seconds minutes hours days weeks months years decades".split())
GROWS = frozenset("killed wounded arrested captured displaced total returned arrived transferred recruited".split())


@dataclass(frozen=True, slots=True)
class Known:
    """What a story said so far."""

    actors: frozenset[str]
    places: frozenset[str]
    events: frozenset[str]
    ledger: tuple[Stated, ...]


def known_of(profiles: Iterable[Profile], ledger: Iterable[Stated]) -> Known:
    """All that these articles name, however much in passing, and the figures of the ledger."""
    articles = tuple(profiles)
    return Known(
        frozenset(id for profile in articles for id in profile.actors),
        frozenset(id for profile in articles for id in profile.places),
        frozenset(id for profile in articles for id in profile.events),
        tuple(ledger),
    )


def news(profile: Profile, known: Known, *, rare: frozenset[str] = frozenset()) -> tuple[NewFact, ...]:
    """What is new in a profile: figures first, in order of reading, then events, actors and places by their id.

    An event, an actor or a place is news where headline or lead name it. `rare` are actors that are no news by
    themselves: states, missions.
    """
    fresh = list(figures(profile, known.ledger))
    named: tuple[tuple[str, dict[str, float], frozenset[str]], ...] = (
        ("event", dict(profile.events), known.events),
        ("actor", dict(profile.actors), known.actors | rare),
        ("place", dict(profile.places), known.places),
    )
    for kind, weights, before in named:
        new = sorted(id for id, weight in weights.items() if weight >= STRONG and id not in before)
        fresh += [NewFact(kind, id) for id in new]  # type: ignore[arg-type]  # kind is one of three literals
    return tuple(fresh)


def urgent(news: Iterable[NewFact]) -> bool:
    """Whether it cannot wait for other news of the story: the dead, the wounded, fighters; a truce signed or broken."""
    return any(
        fact.unit in FORCES or fact.qualifier in LIVES if fact.kind == "figure" else fact.value in TRUCE
        for fact in news
    )


def figures(profile: Profile, ledger: Sequence[Stated]) -> tuple[NewFact, ...]:
    """The figures that the ledger does not hold, each beside the one it continues or contradicts."""
    fresh: dict[tuple[str, str, float], NewFact] = {}
    for figure in profile.figures:
        if any(says(stated.figure, figure) for stated in ledger):
            continue
        fact = _fact(figure, continued(figure, ledger), profile)
        fresh.setdefault((figure.unit, figure.qualifier, figure.value), fact)
    return tuple(fresh.values())


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
        if (stated := continued(figure, series))
        for fact in [_fact(figure, stated, profile)]
    ]
    close = [pair for pair in moved if pair[1].figure.value >= LARGE and abs(_ratio(pair) - 1) <= NEAR]
    if not close and len(moved) < 2:
        return None
    return tuple(fact for fact, _ in moved), max(close or moved, key=lambda pair: pair[1].figure.value)[1]


def _ratio(pair: tuple[NewFact, Stated]) -> float:
    return float(pair[0].value) / (pair[1].figure.value or 1)


def says(known: Figure, new: Figure) -> bool:
    """Whether a figure is known: the same number of a like thing, or a rounding of it."""
    if not like(known, new):
        return False
    if known.value == new.value or (known.high is not None and known.value <= new.value <= known.high):
        return True
    rounded = new.bound or new.value % 100 == 0 or known.bound
    return bool(rounded) and known.value >= 100 and abs(known.value - new.value) <= ROUND * known.value


def like(one: Figure, other: Figure) -> bool:
    """Whether two figures may count the same thing. Languages name it differently: fighters, people, recruits."""
    same_unit = one.unit == other.unit or (one.unit in PERSONS and other.unit in PERSONS)
    same_part = not one.qualifier or not other.qualifier or one.qualifier == other.qualifier
    return same_part and (same_unit or (one.value == other.value >= SMALL))


def continued(figure: Figure, ledger: Iterable[Stated]) -> Stated | None:
    """The latest figure of the same thing that this one could follow on."""
    of_it = [
        stated
        for stated in ledger
        if (stated.figure.unit == figure.unit or {stated.figure.unit, figure.unit} <= PERSONS)
        and stated.figure.qualifier == figure.qualifier
        and SERIES[0] <= figure.value / (stated.figure.value or 1) <= (SERIES[1] if figure.value > SMALL else 5)
    ]
    return max(of_it, key=lambda stated: (stated.at, stated.article), default=None)


def _change(figure: Figure, before: Stated, profile: Profile) -> Literal["rise", "fall", "correction", "contradiction"]:
    if figure.value > before.figure.value:
        return "rise"
    if before.owner != profile.owner:
        return "contradiction"
    return "correction" if figure.qualifier in GROWS else "fall"
