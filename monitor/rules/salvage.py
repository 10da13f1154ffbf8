"""What remains of a file when its malformed entries are left out: so that one run names the mistakes of the others too.

An entry is a chat, feed, place, actor, topic, list or rule. What is left is looked at by lint like any file; what lint
says of it holds for the whole, except that it misses names of entries left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from monitor.rules.finding import Finding, Path

_CERTAIN = frozenset(  # what stays wrong however the malformed entries are mended
    (
        "bad-term pattern misplaced-reference unknown-reference purely-negative bad-count bad-dates no-names no-terms "
        "duplicate-feed hidden-character"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The file's data without the malformed entries, their ids, and the place of each feed that is left."""

    data: dict[str, Any]
    gone: frozenset[str]
    feeds: tuple[int, ...]

    def findings(self, found: Iterable[Finding]) -> list[Finding]:
        """What lint found in the rest and holds for the whole file, with the feeds' places in it."""
        kept = []
        for one in found:
            about_gone = one.code == "unknown-reference" and any(f" {id!r} " in one.message for id in self.gone)
            if one.code in _CERTAIN and not about_gone:
                kept.append(replace(one, path=self._placed(one.path)))
        return kept

    def _placed(self, path: Path) -> Path:
        if path[:1] == ("feeds",) and isinstance(path[1], int):
            return ("feeds", self.feeds[path[1]], *path[2:])
        return path


def salvage(data: Any, wrong: Iterable[Path]) -> Salvaged | None:
    """The rest of the data without what these paths lead to; None where a whole section is malformed."""
    if not isinstance(data, dict):
        return None
    rest = {name: dict(section) if isinstance(section, dict) else section for name, section in data.items()}
    feeds = list(data["feeds"]) if isinstance(data.get("feeds"), list) else []
    gone: set[str] = set()
    bad_feeds: set[int] = set()
    for path in wrong:
        section = rest.get(path[0]) if path and isinstance(path[0], str) else None
        if len(path) == 1 and path[0] in rest and path[0] not in _SECTIONS:
            del rest[path[0]]  # an unknown key
        elif len(path) > 1 and path[0] == "feeds" and isinstance(path[1], int):
            bad_feeds.add(path[1])
        elif len(path) > 1 and isinstance(section, dict):
            gone.add(_without(section, path[1:]))
        else:
            return None
    if any(isinstance(feed, list) for feed in feeds) or not rest.get("rules"):
        return None  # places in a list of lists cannot be told from here; nothing is left to judge
    kept = tuple(number for number in range(len(feeds)) if number not in bad_feeds)
    rest["feeds"] = [feeds[number] for number in kept]
    return Salvaged(rest, frozenset(gone), kept)


_SECTIONS = frozenset("include lists chats feeds places actors topics background rules".split())


def _without(section: dict[str, Any], path: Path) -> str:
    """Take the entry out that a path leads to; its id."""
    inner = section.get("elsewhere")
    if path[0] == "elsewhere" and len(path) > 1 and isinstance(inner, dict):
        section["elsewhere"] = {id: value for id, value in inner.items() if id != path[1]}
        return str(path[1])
    section.pop(str(path[0]), None)
    return str(path[0])
