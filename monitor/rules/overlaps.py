"""Terms of one list that say the same, or of which the shorter finds all that the longer finds, or that never count.

Each list is indexed by the rarest word of its terms, so the work grows with the number of terms, not with its square.
Names of actors may contain one another on purpose (the longest counts, the first is shown) and are only compared for
being the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from monitor.rules.finding import Finding
from monitor.rules.terms import BadTerm, Term, Unit
from monitor.rules.vocabulary import Entry
from monitor.text.fold import fold, light

_LOOSE_TO_STRICT = ("fold", "light", "bare")
_STEM = 3  # letters that every stem has at least, so that a word begins as the stem that finds it
_ALL_MUST = ("all", "of")  # condition keys in which a longer term asks for more than a shorter one


def overlaps(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Every finding on two terms, list by list."""
    lists: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        if not isinstance(entry.term, BadTerm):
            lists[_list_of(entry)].append(entry)
    for key, members in lists.items():
        known: dict[object, Entry] = {}
        distinct: list[Entry] = []
        for entry in members:
            same = known.setdefault(_meaning(entry), entry)
            if same is entry:
                distinct.append(entry)
                continue
            message = f"{entry.text!r} says the same as {same.text!r} in this list."
            yield Finding(entry.path, "duplicate-term", message, "Take one out.", "warning")
        yield from _within(key, distinct, lists)


def _list_of(entry: Entry) -> tuple[object, ...]:
    """What an entry is compared with: its group, or the list of a condition in which it stands."""
    return (entry.group,) if not entry.group.startswith("term:") else entry.path[:-1]


def _meaning(entry: Entry) -> object:
    term = entry.term
    assert isinstance(term, Term)
    return term.units, term.gaps, term.loose


def _within(
    key: tuple[object, ...], members: list[Entry], lists: dict[tuple[object, ...], list[Entry]]
) -> Iterator[Finding]:
    group = key[0] if len(key) == 1 else ""
    kind = str(group).partition(":")[0]
    if kind in ("actor", "weak actor", "clues", "mask place", "mask actor", "mask topic", "mask rule"):
        return
    named = str(group).removeprefix("weak ").removeprefix("likely ")
    masks = _Index(lists.get((f"mask {named}",), []) if group else [])
    strong = lists.get((named,), []) if named != group else []
    wider = _Index([*strong, *(members if key[-1] not in _ALL_MUST else [])])
    for entry in members:
        mask = masks.around(entry, whole=True)
        if mask:
            message = f"{entry.text!r} never counts: {mask.text!r} under not_within takes out all it finds."
            yield Finding(entry.path, "masked-term", message, "Take one of the two out.", "warning")
        shorter = wider.around(entry)
        if shorter:
            message = f"{entry.text!r} adds nothing: {shorter.text!r} finds all that it finds."
            yield Finding(entry.path, "contained-term", message, "Take the longer one out.", "warning")


class _Index:
    """Terms by the word that the fewest of them have, and by the beginning of the rarest word beside it."""

    def __init__(self, members: list[Entry]) -> None:
        shared = Counter(_letters(unit) for entry in members for unit in _units(entry))
        self._exact: dict[str, dict[str, list[Entry]]] = {}
        self._stems: dict[str, dict[str, list[Entry]]] = {}
        for entry in members:
            rarest, *others = sorted(_units(entry), key=lambda unit: shared[_letters(unit)])
            beside = _letters(others[0])[:_STEM] if others and not others[0].others else ""
            for choice in rarest.choices:
                words = self._stems if choice.prefix else self._exact
                words.setdefault(_letters(choice), {}).setdefault(beside, []).append(entry)
        self._lengths = sorted({len(stem) for stem in self._stems})

    def around(self, entry: Entry, *, whole: bool = False) -> Entry | None:
        """A term that finds something wherever this one does; `whole`: the very same words."""
        term = entry.term
        assert isinstance(term, Term)
        for other in self._near(term):
            wider = other.term
            assert isinstance(wider, Term)
            fits = len(wider.units) == len(term.units) if whole else other is not entry and wider is not term
            if fits and _finds(wider, term):
                return other
        return None

    def _near(self, term: Term) -> Iterator[Entry]:
        words = tuple(map(_letters, term.units)) if self._exact or self._stems else ()
        beside = dict.fromkeys(("", *(letters[:_STEM] for letters in words)))
        for letters in words:
            starts = (self._stems.get(letters[:length]) for length in self._lengths if length <= len(letters))
            for neighbours in filter(None, (self._exact.get(letters), *starts)):
                for other in beside:
                    yield from neighbours.get(other, ())


def _units(entry: Entry) -> tuple[Unit, ...]:
    assert isinstance(entry.term, Term)
    return entry.term.units


def _letters(unit: Unit) -> str:
    """The letters by which units of all spellings can be compared."""
    return unit.letters if unit.spelling == "fold" else fold(unit.letters)


def _covers(wide: Unit, narrow: Unit) -> bool:
    """Every word that `narrow` stands for, `wide` stands for as well."""
    return all(any(_covers_one(choice, one) for choice in wide.choices) for one in narrow.choices)


def _covers_one(wide: Unit, narrow: Unit) -> bool:
    letters = narrow.letters
    if wide.spelling != narrow.spelling:
        if _LOOSE_TO_STRICT.index(wide.spelling) > _LOOSE_TO_STRICT.index(narrow.spelling):
            return False
        letters = fold(letters) if wide.spelling == "fold" else light(letters)
    if wide.prefix:
        return letters.startswith(wide.letters)
    return letters == wide.letters and not narrow.prefix


def _finds(short: Term, long: Term) -> bool:
    """The short term has a hit inside every hit of the long one."""
    if len(short.units) > len(long.units):
        return False
    if len(short.units) == 1:
        return any(_covers(short.units[0], unit) for unit in long.units)
    if short.loose:
        return _finds_loose(short, long)
    return not long.loose and any(_follows(short, long, start) for start in range(len(long.units)))


def _follows(short: Term, long: Term, start: int) -> bool:
    """The units of the short term stand in the long one in order from `start`, no farther apart than they may."""
    if not _covers(short.units[0], long.units[start]):
        return False
    at = {start}
    for unit, gap in zip(short.units[1:], short.gaps, strict=True):
        at = {
            place
            for here in at
            for place in range(here + 1, len(long.units))
            if _covers(unit, long.units[place]) and _between(long, here, place) <= gap
        }
        if not at:
            return False
    return True


def _between(term: Term, first: int, last: int) -> int:
    """The most words that can stand between two units of a term."""
    return sum(term.gaps[first:last]) + last - first - 1


def _finds_loose(short: Term, long: Term) -> bool:
    places = [[n for n, unit in enumerate(long.units) if _covers(wanted, unit)] for wanted in short.units]
    if not all(places):
        return False
    if long.loose:
        return short.gaps[0] >= long.gaps[0] + len(long.units) - len(short.units)
    first, last = min(place[0] for place in places), max(place[0] for place in places)
    return _between(long, first, last) - (len(short.units) - 2) <= short.gaps[0]
