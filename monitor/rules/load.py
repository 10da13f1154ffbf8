"""The text of rules.yaml -> RuleBook, or every problem in it with line, column and what to write instead.

The text is read into a graph of nodes that know where they stand (`document`), with what it includes and the lists it
shares in their places (`assemble`); the models decide what the values mean, and `lint` what only the whole can tell.
Doubled keys, letters that cannot be seen, and aliases that would unfold into a flood are found here, on the way.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import ValidationError

from monitor.errors import BadRules, Problem
from monitor.rules import mistakes
from monitor.rules.assemble import Read, assemble
from monitor.rules.book import RuleBook
from monitor.rules.compile import compile_book, uncollected
from monitor.rules.document import MAX_DEPTH, Items, Keys, Node, Scalar, compose, kind
from monitor.rules.finding import Finding, Path
from monitor.rules.lint import lint
from monitor.rules.salvage import Salvage
from monitor.rules.schema import RulesFile
from monitor.rules.values import is_chat
from monitor.rules.vocabulary import Entry, entries
from monitor.text.fold import INVISIBLE

MAX_NODES = 500_000  # after unfolding aliases; 50,000 phrases are well inside
ROUNDS = 5  # of leaving out what is malformed

_HIDDEN = re.compile(f"[{INVISIBLE}\u00a0\u2007\u202f]")
_CURLY = "“”„«»‘"
_QUOTES = '“”„«»"'


@uncollected()
def load(
    text: str,
    file: str = "rules.yaml",
    variables: Mapping[str, str] | None = None,
    *,
    read: Read | None = None,
    today: datetime.date | None = None,
    advice: bool = True,
) -> RuleBook:
    """Load a rules file from its text. Raises BadRules with every problem.

    `variables` gives the values of $NAME; `read` the texts of included files, by their path from this file's folder
    (none can be included without it); `today` lets lint name actors whose time is over;
    without `advice` nothing is looked for that would only be a warning.
    """
    whole = assemble(text, file, read)
    if whole.root is None:
        raise BadRules(tuple(whole.problems))
    reader = _Reader()
    data = reader.data(whole.root)
    if any(problem.code == "too-large" for problem in reader.problems):
        raise BadRules((*whole.problems, *reader.problems))
    parsed, terms, findings = _validate(data, today, advice)
    findings += _variables(parsed, variables or {})
    problems = [*whole.problems, *reader.problems, *(reader.locate(whole.root, finding) for finding in findings)]
    order = {name: number for number, name in enumerate(dict.fromkeys([file, *(one.file for one in problems)]))}
    problems = sorted(
        dict.fromkeys(problems), key=lambda one: (order[one.file], one.line, one.column)
    )  # aliases repeat
    if any(problem.level == "error" for problem in problems):
        raise BadRules(tuple(problems))
    assert parsed is not None
    root = whole.root
    return compile_book(
        parsed,
        sources=whole.sources,
        variables=variables or {},
        terms=terms,
        warnings=tuple(problems),
        place=lambda path: reader.mark(root, path).place,
    )


def plain(text: str, file: str) -> dict[str, Any]:
    """Sections of a packaged vocabulary as plain data: mappings, lists, strings. Raises BadRules with every problem."""
    node, problems = compose(text, file)
    reader = _Reader()
    data = reader.data(node) if node is not None else {}
    if problems or reader.problems:
        raise BadRules((*problems, *reader.problems))
    return dict(data)


class _Reader:
    """Node graph -> plain data, noting what is wrong on the way; and paths of the data -> lines and columns."""

    def __init__(self) -> None:
        self._nodes = 0
        self._steps: dict[int, dict[str | int, tuple[Node, Node]]] = {}
        self.problems: list[Problem] = []

    def data(self, node: Node, depth: int = 0) -> Any:
        """Mappings, lists, strings and None."""
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            if self._nodes == MAX_NODES + 1 or depth == MAX_DEPTH + 1:
                self._nodes = MAX_NODES + 2
                message = "Aliases or nesting unfold into far too much."
                self.problems.append(node.problem("too-large", message, "Take the alias out."))
            return None
        if isinstance(node, Keys):
            return self._mapping(node, depth)
        if isinstance(node, Items):
            return [self.data(item, depth + 1) for item in node.nodes]
        assert isinstance(node, Scalar)
        if node.plain and (quote := _lone_quote(node.value or "")):
            message = f"This begins or ends with {quote}, which is read as a letter."
            self.problems.append(node.problem("curly-quote", message, 'Type a straight quote on both sides: "a, b".'))
        return None if node.value is None else _clean(node.value)

    def _mapping(self, node: Keys, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        first: dict[str, Node] = {}
        for key, value in node.pairs:
            name = (key.value or "") if isinstance(key, Scalar) else None
            if name is None:
                self.problems.append(key.problem("wrong-type", f"A key cannot be {kind(key)}.", "Write a word."))
                continue
            if _HIDDEN.search(name):
                message = f"The key {_HIDDEN.sub('', name)!r} holds an invisible character."
                self.problems.append(key.problem("hidden-character", message, "Type the key again."))
            elif name in found:
                message = f"{name!r} stands here twice, first in line {first[name].line}."
                self.problems.append(key.problem("duplicate-key", message, "Merge the two."))
            first.setdefault(name, key)
            found[name] = self.data(value, depth + 1)
        return found

    def locate(self, root: Node, finding: Finding) -> Problem:
        """The finding with the line and column of what it is about."""
        return self.mark(root, finding.path).problem(finding.code, finding.message, finding.fix, finding.level)

    def mark(self, root: Node, path: Path) -> Node:
        """The deepest part of the path that stands in the file."""
        node, mark = root, root
        for part in path:
            step = self._parts(node).get(part)  # none for parts that only the models know
            if step is not None:
                mark, node = step
        return mark

    def _parts(self, node: Node) -> dict[str | int, tuple[Node, Node]]:
        """Key or index -> (where to point, where to go on); lists are opened up as the models open them."""
        if id(node) not in self._steps:
            steps: dict[str | int, tuple[Node, Node]] = {}
            if isinstance(node, Keys):
                for key, value in reversed(node.pairs):
                    if isinstance(key, Scalar) and key.value is not None:
                        steps[key.value] = (key, value)
            elif isinstance(node, Items):
                steps.update(enumerate((item, item) for item in islice(_opened(node), MAX_NODES)))
            self._steps[id(node)] = steps
        return self._steps[id(node)]


def _opened(node: Items, depth: int = 0) -> Iterator[Node]:
    for item in node.nodes if depth <= MAX_DEPTH else ():
        if isinstance(item, Items):
            yield from _opened(item, depth + 1)
        else:
            yield item


def _lone_quote(value: str) -> str:
    """A typographic quote at one end without its other half: a comma has cut the value in two. Else ""."""
    found = [letter for letter in value if letter in _CURLY]
    return found[0] if len(found) == 1 and (value[0] == found[0] or value[-1] == found[0] != "‘") else ""


def _clean(value: str) -> str:
    """A scalar without what an editor or a chat program may have slipped in: bidi marks, typographic quotes."""
    value = _HIDDEN.sub(lambda match: " " if match[0] in "\u00a0\u2007\u202f" else match[0], value)
    if len(value) > 1 and value[0] in _QUOTES and value[-1] in _QUOTES:
        value = value[1:-1]
    return value.strip("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _validate(
    data: Any, today: datetime.date | None, advice: bool
) -> tuple[RulesFile | None, Sequence[Entry], list[Finding]]:
    try:
        parsed = RulesFile.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, (), [*map(mistakes.finding, details), *_rest(data, [detail["loc"] for detail in details])]
    terms = entries(parsed)
    return parsed, terms, list(lint(parsed, terms, today, advice=advice))


def _rest(data: Any, wrong: list[Path]) -> list[Finding]:
    """What is wrong with all that has the right shape."""
    left = Salvage(data)
    for _ in range(ROUNDS):
        if not left.without(wrong):
            break
        try:
            parsed = RulesFile.model_validate(left.data)
        except ValidationError as error:  # what is left of an entry may want something else
            wrong = [detail["loc"] for detail in error.errors(include_url=False)]
        else:
            return left.findings(lint(parsed, entries(parsed), advice=False))
    return []


def _variables(file: RulesFile | None, variables: Mapping[str, str]) -> Iterator[Finding]:
    """Variables that hold no chat; what they hold instead may be a secret, and is not repeated."""
    for id, chat in file.chats.items() if file else ():
        value = variables.get(chat.telegram[1:], "") if chat.telegram.startswith("$") else ""
        if value.startswith("$") or not is_chat(value):
            message = f"The variable {chat.telegram} holds no chat."
            yield Finding(("chats", id, "telegram"), "bad-value", message, "Set it to a chat id or a public @name.")
