"""Whether two articles report the same event: a score that can be explained, and the average of it over a story.

    who, where, what        how much of the weight of actors, towns, events the two share (weighted Jaccard)
    figures                 the same larger number stands in both
    counts                  the same number, small or large, of the same thing: two killed and six wounded
    continues               the one says that a figure of its own was before what it is in the other
    sounds                  the same names of no list, across scripts
    apart                   nobody and no number in common, and other towns in the leads, or other towns and other dead
    elsewhere               one of the two, or each, names in its lead only towns that the other does not name
    words                   the wording of headline and lead, within one language; it helps, and never decides alone
    days                    apart by more than WINDOW, nothing makes two reports one event

Joined by the average over the story's articles, a chain of neighbours does not become one story.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from monitor.model import Figure, Profile, Thread

WINDOW = 5  # days
JOINS, DOUBT = 0.5, 0.25  # from which score on an article belongs to a story, or possibly does
MEMBERS = 8  # of a story that are compared: the first and the latest
# units of figures.yaml that are people
PERSONS = frozenset(
    "people fighters soldiers officers police civilians minors women prisoners displaced migrants members".split()
) | {"bodies"}
LEAD = 0.7  # weight from which on a town is part of what an article reports
HALF = 0.5  # of the weight of towns
FIRST = 1.0  # weight of a town in headline or lead
WORDING = 0.2  # share of the words of headline and lead that two reports have in common beyond chance
TELLING = 10  # a number from here on, the same in two reports, is rarely chance

# persons are counted alike under any name; how long something took is no mark of an event
_UNCOUNTED = frozenset("minutes hours days weeks months years percent kilometres".split())
_FATE = frozenset(("killed", "wounded"))

# A logistic regression over article and story, fitted to three labelled streams; fitted to two, the loss on the one
# left out is hardly greater. "elsewhere" lowers it by a sixth; with it two reports that name no town can be one event.
_WEIGHTS = {
    "who": 1.7, "where": 1.9, "what": 0.4, "figures": 1.9, "counts": 1.9, "continues": 2.1, "sounds": 0.35,
    "words": 0.2, "elsewhere": -1.6, "days": -0.9, "apart": -1.6,
}  # fmt: skip
_BIAS = -0.15


@dataclass(frozen=True, slots=True)
class Affinity:
    """A score from 0 to 1, and what it is made of."""

    score: float
    parts: Mapping[str, float]

    @property
    def grounded(self) -> bool:
        """Whether more than one thing speaks for it: a town alone is no event."""
        alike = [name for name in ("who", "where", "what", "figures", "counts", "sounds") if self.parts.get(name)]
        return len(alike) > 1 or self.parts.get("words", 0.0) >= WORDING

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {value:.2f}" for name, value in self.parts.items() if value)
        return f"{self.score:.2f} ({parts})" if parts else f"{self.score:.2f}"


NONE = Affinity(0.0, {})
_Count = tuple[str, str, float]  # what is counted, what became of it, how many


def affinity(one: Profile, other: Profile) -> Affinity:
    """How surely two articles report one event."""
    return _affinity(_Report(one), other)


class _Report:
    """An article with what of its figures is compared: worked out once, however many others it is compared with."""

    __slots__ = ("counted", "profile", "telling")

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.telling, self.counted = _telling(profile.figures), _counted(profile.figures)


def _affinity(report: _Report, other: Profile) -> Affinity:
    one = report.profile
    days = abs(one.day - other.day)
    if days > WINDOW:
        return NONE
    who, where, telling = shared(one.actors, other.actors), shared(one.places, other.places), _telling(other.figures)
    if not (who or where or len(report.telling.keys() & telling.keys()) > 1):
        return NONE  # two ceasefires of which neither says whose or where are not alike
    parts = {
        "who": who,
        "where": where,
        "what": shared(one.events, other.events),
        "figures": _figures(report.telling, telling),
        "counts": _counts(report.counted, _counted(other.figures)),
        "continues": float(_continues(one.figures, other.figures) or _continues(other.figures, one.figures)),
        "sounds": _sounds(one, other),
        "words": _words(one, other),
        "elsewhere": _elsewhere(one.places, other.places),
        "days": float(days),
    }
    parts["apart"] = _apart(one, other, parts)
    value = _BIAS + sum([weight * parts[name] for name, weight in _WEIGHTS.items()])
    return Affinity(1 / (1 + math.exp(-value)), parts)


def to_thread(profile: Profile, thread: Thread) -> Affinity:
    """The average over the half of the story's articles that are most like it, of those within the window.

    A story has reports of several of its sides; but half of it is never one article that happens to lie between two.
    """
    report = _Report(profile)
    others = [member.profile for member in thread.members[:MEMBERS] if abs(member.profile.day - profile.day) <= WINDOW]
    near = sorted((_affinity(report, other) for other in others), key=lambda one: -one.score)
    near = near[: (len(near) + 1) // 2]
    if not near or not near[0].parts:
        return NONE
    mean = {name: sum([one.parts.get(name, 0.0) for one in near]) / len(near) for name in near[0].parts}
    return Affinity(sum(one.score for one in near) / len(near), mean)


def shared(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Weighted Jaccard index of two sets; 0 where either is empty."""
    if not one or not other:
        return 0.0
    common = sum([min(weight, other[id]) for id, weight in one.items() if id in other])
    return common / (sum(one.values()) + sum(other.values()) - common)


def _elsewhere(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How many of the two, none to both, name in their leads only towns that the other does not name at all."""
    leads = [{town for town, weight in towns.items() if weight >= LEAD} for towns in (one, other)]
    return float(bool(leads[0]) and leads[0].isdisjoint(other)) + float(bool(leads[1]) and leads[1].isdisjoint(one))


def _apart(one: Profile, other: Profile, parts: Mapping[str, float]) -> float:
    """Whether nobody and no number is in both, and headline and lead are of different towns, or more of the towns than
    not differ and so do the dead: one killed here and four killed there are two events, though either report names the
    other's town further down."""
    if parts["who"] or parts["figures"] or parts["counts"]:
        return 0.0
    dead = [{figure.value for figure in report.figures if figure.qualifier == "killed"} for report in (one, other)]
    if parts["where"] < HALF and dead[0] and dead[1] and dead[0].isdisjoint(dead[1]):
        return 1.0
    first = [{town for town, weight in towns.items() if weight == FIRST} for towns in (one.places, other.places)]
    return float(bool(first[0]) and bool(first[1]) and first[0].isdisjoint(first[1]))


def _figures(mine: Mapping[float, float], theirs: Mapping[float, float]) -> float:
    """The share of the telling figures of the shorter report that the other gives as well; a single one is no proof."""
    fewest = min(sum(mine.values()), sum(theirs.values()))
    common = sum([weight for value, weight in mine.items() if value in theirs])
    return common / (fewest + 0.5) if fewest else 0.0


def _counts(mine: Set[_Count], theirs: Set[_Count]) -> float:
    """The share of the things counted in the report that counts fewer which the other counts alike."""
    return len(mine & theirs) / (min(len(mine), len(theirs)) + 1)


def _continues(later: Sequence[Figure], earlier: Sequence[Figure]) -> bool:
    """Whether the one says itself that its figure was before what it is in the other: 420, after 350 some days ago."""
    was = {figure.value for figure in later if figure.qualifier == "previous" and figure.value >= TELLING}
    if not was:
        return False
    return any(figure.value in was for figure in earlier if figure.qualifier != "previous" and figure.unit in PERSONS)


def _counted(figures: Iterable[Figure]) -> set[_Count]:
    return {
        (
            "people" if figure.unit in PERSONS else figure.unit,
            figure.qualifier if figure.qualifier in _FATE else "",
            figure.value,
        )
        for figure in figures
        if figure.unit not in _UNCOUNTED and figure.value > 1
    }


def _telling(figures: Iterable[Figure]) -> dict[float, float]:
    """The larger numbers with their weight: a round one may be anybody's."""
    return {figure.value: 0.5 if _is_round(figure.value) else 1.0 for figure in figures if figure.value >= TELLING}


@lru_cache(maxsize=10_000)  # the numbers of the day's stories come again and again; a megabyte
def _is_round(value: float) -> bool:
    return bool(value % 10 ** (len(str(int(value))) - 1) == 0)


def _sounds(one: Profile, other: Profile) -> float:
    """Names in common, three of them being as good as certain; between two languages, for within one words tell."""
    if one.lang == other.lang:
        return 0.0
    return min(1.0, len(set(one.sounds) & set(other.sounds)) / 3)


def _words(one: Profile, other: Profile) -> float:
    if one.lang != other.lang or not one.names or not other.names:
        return 0.0
    mine, theirs = set(one.names), set(other.names)
    return len(mine & theirs) / len(mine | theirs)
