"""Whether two figures are one: the same number of a like thing, or a rounding of it.

Languages name what is counted differently, and some have no name for it: a like thing is meant widely. What differs in
kind is not one, whatever the number: days and the people who met on them, the dead and their cars.
"""

from __future__ import annotations

from monitor.model import Figure
from monitor.stories.affinity import PERSONS
from monitor.stories.precedents import LARGE, SMALL
from monitor.stories.units import THINGS

ROUND = 0.03  # "about 18,000" says nothing new about 18,050
NEXT = 0.7
ABOUT = 0.2  # "about a hundred" says nothing new about 120
TEN, DOZEN = 10, 12
PAIR = 2  # of whom there may easily be another two
FLOORS = frozenset(("more than", "at least"))  # bounds from which a number only goes up
KIN = (PERSONS, frozenset(("flights", "aircraft")))
ARMED, HOME = frozenset(("fighters", "soldiers", "police")), frozenset(("women", "families"))
VAGUE = frozenset(("", "new", "total"))
HOURS = {"minutes": 1 / 60, "hours": 1.0, "days": 24.0, "weeks": 168.0, "months": 730.0, "years": 8760.0}
SPANS = frozenset(HOURS)
SPAN = 0.08  # share by which a span counted in other units may differ: languages say "quinze jours" for two weeks
LIVES = frozenset(("killed", "wounded"))


def says(known: Figure, new: Figure) -> bool:
    """Whether a figure is known: the same number of a like thing, or a rounding of it.

    From SMALL on the same number in one story is the same figure, whatever each language calls what is counted.
    """
    if known.unit in SPANS and new.unit in SPANS:
        return _as_long(known, new)
    if known.value == new.value or (known.high is not None and known.value <= new.value <= known.high):
        return (new.value >= SMALL and not apart(known, new)) or like(known, new)
    if known.value >= LARGE and abs(known.value - new.value) <= ROUND * known.value and _vague(new):
        return True
    return _repeats(known, new) and like(known, new)


def _as_long(known: Figure, new: Figure) -> bool:
    """Whether two spans of time are one, whatever they are counted in: three weeks are 21 days, two days 48 hours, a
    year 12 months, fifteen days half a month."""
    ratio = new.value * HOURS[new.unit] / (known.value * HOURS[known.unit] or 1)
    within = known.high is not None and known.value <= new.value <= known.high and known.unit == new.unit
    return within or abs(ratio - 1) <= (0 if known.unit == new.unit else SPAN)


def _repeats(known: Figure, new: Figure) -> bool:
    """Whether a number of one digit and zeros is said to be less than exact, and stands for the known one: "more than
    400" for 420, "une centaine" for 104. From NEXT of the way on it would be rounded up."""
    if new.value < TEN or new.high is not None or not new.bound:
        return False
    step = int(10 ** (len(str(int(new.value))) - 1))
    dozens = new.value % DOZEN == 0 and new.value <= DOZEN * DOZEN  # two dozen are 23 as well as 24
    if new.value % step and not dozens:
        return _to_two_digits(known, new, step // TEN)
    if new.bound in FLOORS:
        return new.value <= known.value < new.value + NEXT * step
    return new.bound == "about" and abs(known.value - new.value) <= ABOUT * new.value


def _to_two_digits(known: Figure, new: Figure, step: int) -> bool:
    """The same of two digits and zeros: "more than 1,400" and "about 1,500" for 1,450."""
    if step < TEN or new.value % step:
        return False
    if new.bound in FLOORS:
        return new.value <= known.value < new.value + NEXT * step
    return new.bound == "about" and abs(known.value - new.value) <= step / 2


def apart(known: Figure, new: Figure) -> bool:
    """Whether equal numbers cannot count one thing: time and what is in it; the dead, and what is no person."""
    dead = new.qualifier in LIVES and known.unit not in PERSONS and known.unit != THINGS
    return dead or (known.unit in SPANS) != (new.unit in SPANS) or _others(known, new)


def _others(known: Figure, new: Figure) -> bool:
    """Whether the one counts women or families, and the other the armed."""
    units = (known.unit, new.unit)
    return not (ARMED.isdisjoint(units) or HOME.isdisjoint(units))


def _vague(figure: Figure) -> bool:
    """Whether it has two digits and zeros: only a vaguer figure repeats a precise one. One that is given to the third
    digit is exact, whatever "about" is said of it: "about 17,420" is a rise after 17,300."""
    return len(str(int(figure.value)).rstrip("0")) <= 2


def like(known: Figure, new: Figure) -> bool:
    """Whether two equal figures may count the same thing. Languages name it differently (fighters, people, bodies), and
    one says what became of them where another only counts; but who arrived was not killed."""
    if new.unit == "bodies" and known.qualifier == "killed":
        return True
    if _others(known, new):
        return False
    if known.unit == THINGS and new.qualifier not in LIVES:
        return True  # of two languages one often has no name for what is counted
    kin = known.unit == new.unit or any({known.unit, new.unit} <= units for units in KIN)
    if not kin or known.qualifier == new.qualifier or known.qualifier in VAGUE or new.qualifier == "":
        return kin
    # of more than two the one report says how they came and the other how they went
    alive = LIVES.isdisjoint((known.qualifier, new.qualifier)) and "bodies" not in (known.unit, new.unit)
    return new.value > PAIR and alive
