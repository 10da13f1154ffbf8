"""YAML 1.2 text -> a graph of nodes that know their file, line and column; or the problems of its letters and syntax.

Scalars stay the strings that are written (`NO`, `12:30` and `2570` are text). The C parser of libyaml reads a good file
fifteen times faster, but is stricter than YAML 1.2 about colons and reports less; whatever it refuses is read again by
ruamel's own reader, whose verdict counts. Nesting is bounded while reading, so no text can exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from monitor.errors import Problem
from monitor.text.fold import INVISIBLE

MAX_TEXT = 10_000_000  # characters
MAX_DEPTH = 40

_BLANK = "\u00a0\u2007\u202f"
_INDENT = re.compile(f"[ \\t{INVISIBLE}{_BLANK}]+")
_INNER_COLON = re.compile(r"(?<=[^\s\"'\]}]):(?=[^\s,\[\]{}])")  # libyaml refuses a:b inside brackets
_COLON = "\ue03a"  # of the private use area: stands for such a colon while libyaml reads
_NOT_FOR_C = re.compile(f"{_COLON}|!<|\n%|^%|[\x85\u2028\u2029]")  # what libyaml reads otherwise than YAML 1.2
_NULLS = ("", "~", "null", "Null", "NULL")
_LOOK = "Look at the indentation, colons and quotes of this line and of the one before."


class Node:
    """Where a part of a file stands; lines and columns count from 1."""

    __slots__ = ("column", "file", "line")

    def __init__(self, file: str, line: int, column: int) -> None:
        self.file, self.line, self.column = file, line, column

    @property
    def place(self) -> str:
        """file:line:column."""
        return f"{self.file}:{self.line}:{self.column}"

    def problem(self, code: str, message: str, fix: str = "", level: Any = "error") -> Problem:
        """A problem at this place."""
        return Problem(self.file, self.line, self.column, code, message, fix, level)


class Scalar(Node):
    """One value as written; None where a key has none. `plain`: it stands without quotes."""

    __slots__ = ("plain", "value")

    def __init__(self, file: str, line: int, column: int, value: str | None, plain: bool = False) -> None:
        super().__init__(file, line, column)
        self.value, self.plain = value, plain


class Items(Node):
    """A list."""

    __slots__ = ("nodes",)

    def __init__(self, file: str, line: int, column: int) -> None:
        super().__init__(file, line, column)
        self.nodes: list[Node] = []


class Keys(Node):
    """A mapping: keys and values in the order of the file, doubled keys included."""

    __slots__ = ("pairs",)

    def __init__(self, file: str, line: int, column: int) -> None:
        super().__init__(file, line, column)
        self.pairs: list[tuple[Node, Node]] = []


def kind(node: Node) -> str:
    """What a node is, in words."""
    return "a list" if isinstance(node, Items) else "a mapping" if isinstance(node, Keys) else "a value"


def compose(source: str, file: str) -> tuple[Keys | None, list[Problem]]:
    """The graph of a file, or why there is none to walk. Aliases are the very node they name, even inside itself."""
    start = Node(file, 1, 1)
    if len(source) > MAX_TEXT:
        return None, [start.problem("too-large", f"The file has more than {MAX_TEXT:,} characters.", "Split it.")]
    problems = list(_hidden_indents(source, file))
    if problems:
        return None, problems
    node, problems = _read(source, file)
    if problems:
        return None, problems
    if node is None:
        return None, [start.problem("empty", "The file is empty.", "Start from the packaged rules.yaml.")]
    if not isinstance(node, Keys):
        message = f"The file holds {kind(node)}, not sections."
        return None, [start.problem("wrong-type", message, "Begin with rules: and the rules under it.")]
    return node, []


def _hidden_indents(source: str, file: str) -> Iterator[Problem]:
    for number, row in enumerate(source.split("\n"), start=1):
        found = _INDENT.match(row)
        indent = found[0] if found else ""
        if not indent.strip(" ") or found is None or row[found.end() : found.end() + 1] in ("", "#"):
            continue
        column, letter = next((column, letter) for column, letter in enumerate(indent, start=1) if letter != " ")
        name = "a tab" if letter == "\t" else f"an invisible character (U+{ord(letter):04X})"
        yield Problem(file, number, column, "indent", f"The line is indented with {name}.", "Use spaces only.")


def _read(source: str, file: str) -> tuple[Node | None, list[Problem]]:
    if not _NOT_FOR_C.search(source):
        builder = _Builder(file, colons=True)
        try:
            return builder.build(YAML(typ="safe", pure=False).parse(_INNER_COLON.sub(_COLON, source))), []
        except _TooDeep as deep:
            return None, [deep.problem]
        except YAMLError:
            pass  # read again by the reader that explains itself
    builder = _Builder(file, colons=False)
    try:
        return builder.build(YAML(typ="safe", pure=True).parse(source)), []
    except _TooDeep as deep:
        return None, [deep.problem]
    except MarkedYAMLError as error:
        return None, [_slip(error, source, file) or _explained(error, builder.last_quoted, file)]
    except YAMLError as error:
        before = source[: max(getattr(error, "position", 0) or 0, 0)]
        message = f"This is not YAML: {str(error).splitlines()[0]}."
        place = Node(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return None, [place.problem("yaml-syntax", message, "Take the character out.")]


class _TooDeep(Exception):
    """Brackets or dashes without end."""

    def __init__(self, place: Node) -> None:
        self.problem = place.problem("too-large", "The file is nested far too deeply.", "Look for unclosed brackets.")


@dataclass(slots=True)
class _Quoted:
    """A quoted value over several lines: where it begins and ends, from 0."""

    line: int
    column: int
    end: int


class _Builder:
    """Parser events -> nodes, with a list of what is open instead of the call stack."""

    def __init__(self, file: str, *, colons: bool) -> None:
        self._file, self._colons = file, colons
        self._anchors: dict[str, Node] = {}
        self._open: list[Items | Keys] = []
        self._key: list[Node | None] = []  # of each open mapping: the key that waits for its value
        self._root: Node | None = None
        self.last_quoted: _Quoted | None = None

    def build(self, events: Iterator[Any]) -> Node | None:
        """The root of the one document; None when there is none. Raises YAMLError and _TooDeep."""
        documents = 0
        for event in events:
            if isinstance(event, NodeEvent):
                self._node(event)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self._open.pop()
                self._key.pop()
            elif isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise MarkedYAMLError(None, None, "there are two documents (---) in it", event.start_mark)
        empty = isinstance(self._root, Scalar) and self._root.value is None
        return None if empty else self._root

    def _node(self, event: Any) -> None:
        if isinstance(event, AliasEvent):
            node = self._anchors.get(event.anchor)
            if node is None:
                raise MarkedYAMLError(None, None, f"found undefined alias {event.anchor!r}", event.start_mark)
            self._add(node)
            return
        place = self._file, event.start_mark.line + 1, event.start_mark.column + 1
        made: Node
        if isinstance(event, ScalarEvent):
            made = Scalar(*place, self._value(event), plain=not event.style)
        else:
            made = Keys(*place) if isinstance(event, MappingStartEvent) else Items(*place)
        if event.anchor:
            self._anchors[event.anchor] = made
        self._add(made)
        if isinstance(made, Items | Keys):
            self._open.append(made)
            self._key.append(None)
            if len(self._open) > MAX_DEPTH:
                raise _TooDeep(made)

    def _value(self, event: Any) -> str | None:
        if event.style in ("'", '"') and event.end_mark.line > event.start_mark.line:
            self.last_quoted = _Quoted(event.start_mark.line, event.start_mark.column, event.end_mark.line)
        tag = str(event.tag or getattr(event, "ctag", "") or "")
        if tag.endswith(":null") or (event.implicit[0] and not tag and not event.style and event.value in _NULLS):
            return None
        return str(event.value).replace(_COLON, ":") if self._colons else str(event.value)

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.nodes.append(node)
            return
        key = self._key[-1]
        if key is None:
            self._key[-1] = node
        else:
            parent.pairs.append((key, node))
            self._key[-1] = None


_SAYINGS = (  # what the reader says, in our words, and what to do about it
    ("mapping values are not allowed", "a colon stands where no key can be", "Quote the value: \"a: b\"."),
    ("cannot start any token", "a value cannot begin with this sign", "Put quotes around the value."),
    ("undefined alias", "", "A * at the beginning means a list named with &; in a term, * stands at a word's end."),
    ("expected alphabetic or numeric character", "a name must follow & or *", "In a term, * stands at a word's end."),
    ("expected ',' or", "a comma or the closing bracket is missing", "Close the bracket, or put a comma between."),
    ("end of stream", "the file ends inside a bracket", "Close the bracket."),
    ("expected <block end>", "the line does not belong to what stands above it", _LOOK),
    ("could not find expected ':'", "a key has no colon", _LOOK),
)  # fmt: skip


_DASH = re.compile(r" *(-)[^\s\-\d:]+:(?= |$)")
_OTHER_COLON = re.compile(r" *(?:- )?[\w-]+ ?([\uff1a\ufe55\u2236\ua789\u061b])")
_TIGHT = re.compile(r" *(?:- )?([\w-]+):[^\s/]")
_NO_COLON = re.compile(r" *(?:- )?([a-z_][\w-]*)(?: [^:]*)?")
_CURLY = re.compile(r" *(?:- )?(?:[\w-]+: )?([\u201c\u201d\u201e\u2018\u00ab])")


def _slip(error: MarkedYAMLError, source: str, file: str) -> Problem | None:
    """A sign that is missing or another one, in the line where reading stopped or, more often, in the one before."""
    mark, problem = error.problem_mark, str(error.problem)
    key_line = "expected ':'" in problem and error.context_mark is not None
    if mark is None or not (key_line or "mapping values" in problem or "<block end>" in problem):
        return None
    rows = source.split("\n")[: mark.line + 1]
    above = [number for number, row in enumerate(rows[:-1]) if row.strip() and not row.lstrip().startswith("#")]
    before = error.context_mark.line if key_line else above[-1] if above else mark.line
    first_colon = ":" not in rows[-1][: mark.column]
    for number in (before, mark.line) if first_colon or not key_line else (before,):
        row = source.split("\n")[number].partition(" #")[0].rstrip()
        text = "<block end>" in problem and row.lstrip().startswith("-")  # an item of a list needs none
        found = _missing(row, number == before and first_colon and not text)
        if found:
            column, message, fix = found
            return Problem(file, number + 1, column, "yaml-syntax", f"Line {number + 1} {message}", fix)
    return None


def _missing(row: str, whole: bool = False) -> tuple[int, str, str] | None:
    """(column, what is wrong with the line, what to write); `whole`: whether it may lack a colon altogether."""
    if found := _DASH.match(row):
        return found.start(1) + 1, "has no space after the dash.", "Write a space after the dash: - name: value."
    if found := _OTHER_COLON.match(row):
        return found.start(1) + 1, f"has {found[1]!r} for a colon.", "Type the colon of Latin letters, and a space."
    if found := _CURLY.match(row):
        return found.start(1) + 1, f"begins a value with {found[1]}.", 'Type a straight quote: ".'
    if found := _TIGHT.match(row):
        return found.end(1) + 1, "has no space after the colon.", f"Write {found[1]}: and a space before the value."
    if whole and (found := _NO_COLON.fullmatch(row)):
        return found.start(1) + 1, "has no colon.", f"Write {found[1]}: and its value."
    return None


def _explained(error: MarkedYAMLError, quoted: _Quoted | None, file: str) -> Problem:
    """What stopped the reader, placed where the slip is rather than where reading stopped."""
    begun, mark = error.context_mark, error.problem_mark or error.context_mark
    problem = str(error.problem or error.context or "unreadable").strip()
    if mark is None:
        return Node(file, 1, 1).problem("yaml-syntax", f"This is not YAML: {problem}.", _LOOK)
    if begun is not None and "quoted scalar" in str(error.context):
        what = "is never closed" if "end of stream" in problem else f"cannot be read: {problem}"
        place, message = Node(file, begun.line + 1, begun.column + 1), f"The quote that opens here {what}."
        return place.problem("yaml-syntax", message, "Write the same quote at the end of the value.")
    if quoted is not None and quoted.end == mark.line:
        message = f"The quote that opens here closes only in line {quoted.end + 1}, before something unexpected."
        place = Node(file, quoted.line + 1, quoted.column + 1)
        return place.problem("yaml-syntax", message, "Write the same quote at the end of the value.")
    found = next((saying for saying in _SAYINGS if saying[0] in problem), None)
    words = (found and found[1]) or problem
    since = f" It began in line {begun.line + 1}." if begun is not None and begun.line != mark.line else ""
    place = Node(file, mark.line + 1, mark.column + 1)
    return place.problem("yaml-syntax", f"This is not YAML: {words}.{since}", found[2] if found else _LOOK)
