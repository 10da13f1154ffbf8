"""What remains of a file when its malformed values are left out: so that one run names the mistakes of the others too.

A value is taken out as deep as it stands: a key, an item of a list. What an entry must have gets a stand-in, so that
the rest of the entry is looked at by lint like any other; what lint says of it holds for the whole file, except that
nothing can be missed there that may only have been left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from monitor.rules.finding import Finding, Path
from monitor.rules.values import flat

_ANYWHERE = frozenset(  # what stays wrong however the malformed values are mended
    "bad-term pattern misplaced-reference unknown-reference duplicate-feed hidden-character".split()
)
_IN_WHOLE_ENTRIES = frozenset("purely-negative bad-count bad-dates no-names no-terms".split())
_SECTIONS = frozenset("include lists chats feeds places actors topics background rules clues".split())
_STAND_IN = "left-out"  # an id, a term and a text
_REQUIRED = {
    ("actors", "name"): _STAND_IN,
    ("actors", "kind"): "person",
    ("rules", "title"): _STAND_IN,
    ("clues", "enough"): "1",
    ("feeds", "name"): f"{_STAND_IN} {{}}",  # the feed's place: no two are the same
    ("feeds", "url"): "https://left-out-{}.invalid/",
}


@dataclass(slots=True)
class Salvage:
    """A file's data, from which malformed values are taken out. The data itself is changed."""

    data: Any
    gone: set[str] = field(default_factory=lambda: {_STAND_IN})  # ids of entries that were taken out whole
    torn: set[Path] = field(default_factory=set)  # entries of which something was taken out
    _out_already: set[Path] = field(default_factory=set)

    def without(self, wrong: Iterable[Path]) -> bool:
        """Takes out what these paths lead to; False where nothing is left that could be judged."""
        return isinstance(self.data, dict) and all(self._out(path) for path in wrong) and bool(self.data.get("rules"))

    def findings(self, found: Iterable[Finding]) -> list[Finding]:
        """What lint found in the rest and holds for the whole file."""
        return [one for one in found if self._holds(one)]

    def _holds(self, one: Finding) -> bool:
        if one.code == "unknown-reference":
            sides = any(path[0] == "actors" for path in self.torn)  # the one that is missing may have been left out
            unsure = sides and one.message.startswith("There is no side ")
            return not unsure and not any(f" {id!r} " in one.message for id in self.gone)
        return one.code in _ANYWHERE or (one.code in _IN_WHOLE_ENTRIES and _entry(one.path) not in self.torn)

    def _out(self, path: Path) -> bool:
        """Takes one value out; False for a whole section."""
        if any(path[:length] in self._out_already for length in range(len(path) + 1)):
            return True
        steps = self._steps(path)
        entry = _entry(path)
        if not steps or (len(steps) == 1 and path[0] in _SECTIONS) or path == ("places", "elsewhere"):
            return False
        self.torn.add(entry)
        (holder, key, taken), whole = steps[-1], len(steps) == len(entry)
        self._out_already.add(taken)
        needed = _REQUIRED.get((str(path[0]), str(key))) if len(steps) == len(entry) + 1 else None
        if isinstance(holder, list) and whole:
            holder[key] = {name: _REQUIRED["feeds", name].format(key) for name in ("name", "url")}
        elif isinstance(holder, list):
            holder[key] = "person" if "kinds" in path else _STAND_IN
        elif needed:
            holder[key] = needed.format(path[1])
        else:
            del holder[key]
            self.gone |= {str(key)} if whole else set()
        return True

    def _steps(self, path: Path) -> list[tuple[Any, Any, Path]]:
        """(mapping or list, key or index, path) on the way to a value; lists are opened up as the models do."""
        steps: list[tuple[Any, Any, Path]] = []
        node = self.data
        for length, part in enumerate(path, start=1):  # some parts only the models know
            missing = part == path[-1] and (str(path[0]), str(part)) in _REQUIRED
            if isinstance(node, dict) and (part in node or missing):
                steps.append((node, part, path[:length]))
                node = node.get(str(part))
            elif isinstance(node, list) and isinstance(part, int):
                node[:] = flat(node)
                steps.append((node, part, path[:length]))
                node = node[part]
        return steps


def _entry(path: Path) -> Path:
    """The entry that a path leads into: ("actors", id), ("places", "elsewhere", id)."""
    return path[:3] if path[:2] == ("places", "elsewhere") else path[:2]
