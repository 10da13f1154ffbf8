"""The text of rules.yaml -> RuleBook, or every problem in it with line, column and what to write instead.

YAML 1.2. The text is read into ruamel's node graph, which knows where each key and value stands; scalars stay the
strings that are written (`NO`, `12:30` and `2570` are text), and the models decide what they mean. Duplicate keys,
letters that cannot be seen, and aliases that would unfold into a flood are found here, before anything is walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from monitor.errors import BadRules, Problem
from monitor.rules.compile import RuleBook, compile_book
from monitor.rules.lint import Finding, lint
from monitor.rules.schema import RulesFile, keys_at
from monitor.text.fold import INVISIBLE

MAX_TEXT = 10_000_000  # characters
MAX_NODES = 500_000  # after unfolding aliases; 50,000 phrases are well inside
MAX_DEPTH = 40

_HIDDEN = re.compile(f"[{INVISIBLE}\u00a0\u2007\u202f]")
_INDENT = re.compile(r"^[ \t" + INVISIBLE + r"\u00a0\u2007\u202f]+", re.MULTILINE)
_SHAPES = {dict: "keys with values", list: "a list", int: "a number"}
_EXPECTED = {
    "dict_type": "Write keys and their values under it, indented.",
    "model_type": "Write keys and their values under it, indented.",
    "string_type": "Write a single value.",
    "too_short": "Write at least one.",
}
_QUOTES = '“”„«»"'


def load(text: str, file: str = "rules.yaml", variables: Mapping[str, str] | None = None) -> RuleBook:
    """Load a rules file from its text. `variables` gives the values of $NAME. Raises BadRules with every problem."""
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    node, problems = _compose(source, file)
    if node is None:
        raise BadRules(tuple(problems))
    reader = _Reader(file)
    data = reader.data(node)
    parsed, findings = _validate(data)
    problems += reader.problems
    problems += [reader.locate(node, finding) for finding in findings]
    problems = sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column))  # aliases tell twice
    if any(problem.level == "error" for problem in problems):
        raise BadRules(tuple(problems))
    assert parsed is not None
    return compile_book(parsed, source=source, variables=variables or {}, warnings=tuple(problems))


def plain(text: str, file: str) -> dict[str, Any]:
    """Sections of a packaged vocabulary as plain data: mappings, lists, strings. Raises BadRules with every problem."""
    node, problems = _compose(text, file)
    reader = _Reader(file)
    data = reader.data(node) if node is not None else {}
    if problems or reader.problems:
        raise BadRules((*problems, *reader.problems))
    return dict(data)


def _compose(source: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The node graph, and the problems of letters and syntax; no graph when there is nothing to walk."""
    if len(source) > MAX_TEXT:
        return None, [Problem(file, 1, 1, "too-large", f"The file has more than {MAX_TEXT:,} characters.", "Split it.")]
    problems = list(_hidden_indents(source, file))
    if problems:
        return None, problems
    try:
        node = YAML(pure=True).compose(source)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(part).strip() for part in (error.context, error.problem) if part)
        fix = "Look at the indentation, colons and quotes of this line and of the one before."
        return None, [Problem(file, line, column, "yaml-syntax", f"This is not YAML: {what}.", fix)]
    except RecursionError:
        message = "The file is nested far too deeply."
        return None, [Problem(file, 1, 1, "too-large", message, "Look for unclosed brackets.")]
    except YAMLError as error:
        place = source[: max(getattr(error, "position", 0) or 0, 0)]
        message = f"This is not YAML: {str(error).splitlines()[0]}."
        return None, [Problem(file, place.count("\n") + 1, 1, "yaml-syntax", message, "Take the character out.")]
    if node is None:
        return None, [Problem(file, 1, 1, "empty", "The file is empty.", "Start from the packaged rules.yaml.")]
    if not isinstance(node, MappingNode):
        message = f"The file holds {_kind(node)}, not sections."
        return None, [Problem(file, 1, 1, "wrong-type", message, "Begin with rules: and the rules under it.")]
    return node, problems


def _hidden_indents(source: str, file: str) -> Iterator[Problem]:
    for match in _INDENT.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        for column, letter in enumerate(match[0], start=1):
            if letter != " " and source[match.end() : match.end() + 1] not in ("\n", "", "#"):
                name = "a tab" if letter == "\t" else f"an invisible character (U+{ord(letter):04X})"
                yield Problem(file, line, column, "indent", f"The line is indented with {name}.", "Use spaces only.")
                break


class _Reader:
    """Node graph -> plain data, noting what is wrong on the way; and paths of the data -> lines and columns."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._nodes = 0
        self.problems: list[Problem] = []

    def _problem(self, node: Node, code: str, message: str, fix: str = "", level: Any = "error") -> Problem:
        mark = node.start_mark
        return Problem(self._file, mark.line + 1, mark.column + 1, code, message, fix, level)

    def data(self, node: Node, depth: int = 0) -> Any:
        """Mappings, lists, strings and None."""
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            if self._nodes == MAX_NODES + 1 or depth == MAX_DEPTH + 1:
                self._nodes = MAX_NODES + 2
                message = "Aliases or nesting unfold into far too much."
                self.problems.append(self._problem(node, "too-large", message, "Take the alias out."))
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, SequenceNode):
            return [self.data(item, depth + 1) for item in node.value]
        if str(node.tag).endswith(":null"):
            return None
        return _clean(node.value)

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else None
            if name is None:
                self.problems.append(
                    self._problem(key, "wrong-type", f"A key cannot be {_kind(key)}.", "Write a word.")
                )
                continue
            if _HIDDEN.search(name):
                message = f"The key {_HIDDEN.sub('', name)!r} holds an invisible character."
                self.problems.append(self._problem(key, "hidden-character", message, "Type the key again."))
            elif name in found:
                self.problems.append(
                    self._problem(key, "duplicate-key", f"{name!r} stands here twice.", "Merge the two.")
                )
            found[name] = self.data(value, depth + 1)
        return found

    def locate(self, root: Node, finding: Finding) -> Problem:
        """The finding with the line and column of the deepest part of its path that stands in the file."""
        node, mark = root, root
        for part in finding.path:
            step = _step(node, part)
            if step is not None:
                mark, node = step
        return self._problem(mark, finding.code, finding.message, finding.fix, finding.level)


def _step(node: Node, part: str | int) -> tuple[Node, Node] | None:
    """(where to point, where to go on) for one part of a path; None for parts that only the models know."""
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int):
        items = list(_opened(node))
        return (items[part], items[part]) if part < len(items) else None
    return None


def _opened(node: SequenceNode) -> Iterator[Node]:
    for item in node.value:
        if isinstance(item, SequenceNode):
            yield from _opened(item)
        else:
            yield item


def _kind(node: Node) -> str:
    return "a list" if isinstance(node, SequenceNode) else "a mapping" if isinstance(node, MappingNode) else "a value"


def _clean(value: str) -> str:
    """A scalar without what an editor or a chat program may have slipped in: bidi marks, typographic quotes."""
    value = _HIDDEN.sub(lambda match: " " if match[0] in "\u00a0\u2007\u202f" else match[0], value)
    if len(value) > 1 and value[0] in _QUOTES and value[-1] in _QUOTES:
        value = value[1:-1]
    return value.strip("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _validate(data: Any) -> tuple[RulesFile | None, list[Finding]]:
    try:
        parsed = RulesFile.model_validate(data)
    except ValidationError as error:
        return None, [_finding(detail) for detail in error.errors(include_url=False)]
    return parsed, list(lint(parsed))


def _finding(detail: Any) -> Finding:
    """One pydantic error in our words."""
    path, kind = detail["loc"], detail["type"]
    key = path[-1] if path else ""
    if kind == "extra_forbidden":
        known = list(keys_at(path[:-1]))
        close = get_close_matches(str(key), known, n=1, cutoff=0.5)
        fix = f"Did you mean {close[0]!r}?" if close else f"Known here: {', '.join(known)}."
        return Finding(path, "unknown-key", f"There is no key {key!r} here.", fix)
    if kind == "missing":
        return Finding(path[:-1], "missing-key", f"The key {key!r} is missing.", f"Add {key}: and its value.")
    given = detail.get("input")
    shown = f"{given!r:.60}" if isinstance(given, str) else _SHAPES.get(type(given), "this")
    if not given:
        shown = "empty"
    if kind == "string_pattern_mismatch":
        fix = "Use small Latin letters, digits, - and _ (a language is two letters: ar, en, fr)."
        return Finding(path, "bad-id", f"{shown} cannot be used here.", fix)
    if kind == "literal_error":
        return Finding(path, "bad-value", f"{key} cannot be {shown}.", f"Write {detail['ctx']['expected']}.")
    if kind == "value_error":
        return Finding(path, "bad-value", f"{key} cannot be {shown}.", _sentence(str(detail["ctx"]["error"])))
    fix = _EXPECTED.get(kind) or _sentence(detail["msg"])
    return Finding(path, "wrong-type", f"{key or 'The file'} cannot be {shown}.", fix)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
