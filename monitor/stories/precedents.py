"""Which older figure a new one goes on from: the one that is shown beside it as what was known before.

Two figures of a like thing are not yet one figure that moved: two bodies count two forces. In doubt there is no
precedent, and the figure is new by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.model import Figure, Stated
from monitor.stories.affinity import PERSONS

SMALL = 10  # below, the same number of something else is chance
LARGE = 100
NEARER = 0.1  # share by which two figures of a series may differ that are said near different actors
SERIES = (0.5, 2.0)  # a figure continues one that it is at least half, at most twice
ARRIVALS = frozenset(("new", "arrived", "transferred"))  # said of a batch


def precedent(figure: Figure, ledger: Sequence[Stated], series: Sequence[Stated]) -> Stated | None:
    """The figure to be shown beside a new one; in doubt none. In its story one of the same thing, of the same actor
    where nothing else is said of it; elsewhere only of the same actor and qualifier; of a batch the last batch."""
    own = (stated for stated in ledger if figure.qualifier or _may_be_one(stated.figure.actor, figure.actor))
    theirs = [stated for stated in series if figure.actor and stated.figure.actor == figure.actor]
    found = continued(figure, own) or (continued(figure, theirs) if figure.qualifier else None)
    if found or figure.qualifier not in ARRIVALS:
        return found
    batches = [
        stated
        for stated in (*ledger, *theirs)
        if stated.figure.qualifier in ARRIVALS
        and (stated.figure.unit, stated.figure.actor) == (figure.unit, figure.actor)
    ]
    return max(batches, key=lambda stated: (stated.at, stated.article), default=None)


def of_one(figure: Figure, known: Figure) -> bool:
    """Whether two figures may be of one series: of one actor, or so near that the sentence only names another first."""
    near = known.value >= LARGE and abs(figure.value / known.value - 1) <= NEARER
    return near or _may_be_one(known.actor, figure.actor)


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


def _may_be_one(actor: str, other: str) -> bool:
    return actor == other or not (actor and other)
