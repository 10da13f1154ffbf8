"""A rules file with the files that it includes and the lists that it shares -> one graph, as if it were one file.

`include:` names files beside or below the including one. Sections are merged by id: what two files define is a problem,
never an override; feeds are put one after the other. `list:NAME` inside a list stands for the list of that name under
`lists:`, in whichever file it is. Every node keeps the file and line it came from.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches

from monitor.errors import Problem
from monitor.rules.document import MAX_DEPTH, MAX_TEXT, Items, Keys, Node, Scalar, compose

MAX_FILES = 100
Read = Callable[[str], str | Problem]  # a path relative to the first file's folder -> its text, or why there is none

_LIST = re.compile(r"list:([a-z0-9][a-z0-9_-]*)")


@dataclass(slots=True)
class Assembled:
    """The graph, none unless every file could be read; all texts by path, the first file's under ""; the problems."""

    root: Keys | None = None
    sources: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def assemble(text: str, file: str, read: Read | None = None) -> Assembled:
    """The graph of a file and all it includes. Without `read` nothing can be included."""
    work = _Work(file, read)
    root = work.add("", text, ())
    if root is not None and not work.gaps:
        work.done.root = root
        _Lists(work.done).expand()
    return work.done


class _Work:
    """Files read so far, in the order in which they are named."""

    def __init__(self, file: str, read: Read | None) -> None:
        self._file, self._read = file, read
        self.done = Assembled()
        self.gaps = False  # something that was named is missing

    def add(self, path: str, text: str, above: tuple[str, ...]) -> Keys | None:
        """The graph of one file with what it includes merged in; `above` are the files that led here."""
        source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.done.sources[path] = source
        root, problems = compose(source, self._name(path))
        self.done.problems += problems
        if root is None:
            self.gaps = True
            return None
        included = [value for key, value in root.pairs if _text(key) == "include"]
        for node in (node for value in included for node in _flat(value)):
            self._include(root, node, path, (*above, path))
        return root

    def _name(self, path: str) -> str:
        return posixpath.join(posixpath.dirname(self._file), path) if path else self._file

    def _include(self, root: Keys, node: Node, path: str, above: tuple[str, ...]) -> None:
        wanted = _text(node)
        if not wanted:
            self._tell(node, "wrong-type", "include cannot be this.", "Write file names: include: [actors.yaml].")
            return
        inside = posixpath.normpath(wanted)
        if inside.startswith(("/", "..")) or "\\" in wanted or "\0" in wanted:
            self._tell(node, "include", f"{wanted!r} is not beside or below this file.", "Move it there.")
            return
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), inside))
        if target in above or self._name(target) == self._file:
            circle = " includes ".join(self._name(each) for each in (*above, target))
            self._tell(node, "circle", f"The files go in a circle: {circle}.", "Take this one out.")
        elif target not in self.done.sources:  # what two files include is read once
            text = self._fetch(node, target)
            part = self.add(target, text, above) if text is not None else None
            if part is not None:
                _merge(root, part, self.done.problems)

    def _fetch(self, node: Node, target: str) -> str | None:
        if len(self.done.sources) >= MAX_FILES or sum(map(len, self.done.sources.values())) > MAX_TEXT:
            self._tell(node, "too-large", f"More than {MAX_FILES} files, or too long ones.", "Include fewer.")
            return None
        found = self._read(target) if self._read else node.problem("include", "Nothing can be included here.")
        if isinstance(found, Problem):
            self._tell(node, found.code, f"{target}: {found.message}", found.fix or "Look at its name.")
            return None
        return found

    def _tell(self, node: Node, code: str, message: str, fix: str) -> None:
        self.gaps = True
        self.done.problems.append(node.problem(code, message, fix))


def _merge(root: Keys, part: Keys, problems: list[Problem], deeper: bool = True) -> None:
    """Put the sections of an included file into the graph; `elsewhere` under places is merged by id as well."""
    known = {_text(key): value for key, value in root.pairs}
    for key, value in part.pairs:
        name = _text(key)
        there = known.get(name)
        if name == "include" and deeper:
            continue
        if there is None or (isinstance(there, Scalar) and there.value is None):
            root.pairs[:] = [pair for pair in root.pairs if pair[1] is not there]
            root.pairs.append((key, value))
        elif isinstance(there, Items) and isinstance(value, Items) and deeper:
            there.nodes.extend(value.nodes)
        elif isinstance(there, Keys) and isinstance(value, Keys) and (deeper or name == "elsewhere"):
            _merge(there, value, problems, deeper=False)
        elif not (isinstance(value, Scalar) and value.value is None):
            message = f"{name!r} stands in {there.file} too, in line {there.line}."
            problems.append(key.problem("duplicate-key", message, "Keep one of the two, or give one another id."))


class _Lists:
    """The lists under `lists:`, put in wherever `list:NAME` stands in a list."""

    def __init__(self, done: Assembled) -> None:
        self._root, self._problems = done.root, done.problems
        sections = (value for key, value in (done.root.pairs if done.root else ()) if _text(key) == "lists")
        self._named = {
            _text(key): value for section in sections if isinstance(section, Keys) for key, value in section.pairs
        }
        self._opened: set[int] = set()
        self._under_way: list[Node] = []

    def expand(self) -> None:
        """Walks every node once; lists are replaced where they stand."""
        if self._root is not None:
            self._walk(self._root)

    def _walk(self, node: Node) -> None:
        if id(node) in self._opened:
            return
        self._opened.add(id(node))
        self._under_way.append(node)
        if isinstance(node, Keys):
            for _, value in node.pairs:
                self._walk(value)
        elif isinstance(node, Items):
            for at, item in enumerate(node.nodes):
                found = _LIST.fullmatch(_text(item))
                if found:
                    node.nodes[at] = self._list(item, found[1])
                self._walk(node.nodes[at])
        self._under_way.pop()

    def _list(self, item: Node, name: str) -> Node:
        """The list that is meant; nothing where there is none, which is told."""
        there = self._named.get(name)
        if isinstance(there, Items) and there not in self._under_way and len(self._under_way) < MAX_DEPTH:
            return there
        if there is None:
            close = get_close_matches(name, list(filter(None, self._named)), n=1, cutoff=0.5)
            fix = f"Did you mean list:{close[0]}?" if close else "Write it under lists:."
            self._problems.append(item.problem("unknown-reference", f"There is no list {name!r}.", fix))
        elif isinstance(there, Items):
            message = f"The list {name!r} contains itself, or too many lists in one another."
            self._problems.append(item.problem("circle", message, "Take it out here."))
        return Items(item.file, item.line, item.column)


def _text(node: Node) -> str:
    return (node.value or "") if isinstance(node, Scalar) else ""


def _flat(node: Node) -> list[Node]:
    """The items of a list, or a single value as a list of one."""
    return node.nodes if isinstance(node, Items) else [node]
