"""YAML text as a graph of nodes: what stands where, and what is wrong with a text that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from monitor.rules.document import Items, Keys, Node, Scalar, compose

ROOT = Path(__file__).parent.parent.parent


def drawn(node: Node | None) -> object:
    """Every node with its place, as plain data; where nothing stands, the place is nobody's concern."""
    if isinstance(node, Keys):
        return [node.line, node.column, [(drawn(key), drawn(value)) for key, value in node.pairs]]
    if isinstance(node, Items):
        return [node.line, node.column, [drawn(item) for item in node.nodes]]
    return (
        (node.line, node.column, node.value) if isinstance(node, Scalar) and node.value else getattr(node, "value", 0)
    )


def thorough(source: str) -> object:
    """The same drawn from ruamel's own graph, read by its own reader."""

    def draw(node: object) -> object:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1  # type: ignore[attr-defined]
        value, tag = node.value, str(node.tag)  # type: ignore[attr-defined]
        if isinstance(value, str):
            return None if tag.endswith(":null") else (line, column, value) if value else value
        return [line, column, [(draw(i[0]), draw(i[1])) if isinstance(i, tuple) else draw(i) for i in value]]

    return draw(YAML(typ="safe", pure=True).compose(source))


def test_the_shipped_file_reads_the_same_by_the_fast_and_the_thorough_reader() -> None:
    """Every key and value of rules.yaml has the same text, line and column either way."""
    source = (ROOT / "rules.yaml").read_text()
    node, problems = compose(source, "rules.yaml")
    assert (drawn(node), problems) == (thorough(source), [])


PIECES = ["a", "هدنة", ": ", ":", ", ", "\n", "\n  ", "- ", "[", "]", "{", "}", "'", '"', "# c", "topic:x", "*",
          "*a", "null", "~", "12:30", "=x", "<5>", "? ", " "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text_reads_as_the_thorough_reader_has_it(source: str) -> None:
    """Whatever a text holds, the graph is that of YAML 1.2, and what is no YAML is a problem with a place."""
    node, problems = compose("k: &a\n  - v\nz: " + source, "f")
    try:
        expected = thorough("k: &a\n  - v\nz: " + source)
    except YAMLError:
        assert problems
    else:
        assert drawn(node) == expected or problems


@pytest.mark.parametrize(
    ("source", "line", "column", "says"),
    [
        ('a: 1\nb: "open\nc: 2\n', 2, 4, "The quote that opens here is never closed."),
        ("a: 1\nb: 'open\nc: it is\n\nd: 5\n", 2, 4, "The quote that opens here is never closed."),
        ('a: 1\nb: "open\nc: "closed"\nd: 2\n', 2, 4, "closes only in line 3"),
        ("a: [x,\n  y\nb: 1\n", 3, 2, "It began in line 1."),
        ("a: b: c\n", 1, 5, "a colon stands where no key can be"),
        ("a: [mercenar*, *stan]\n", 1, 16, "in a term, * stands at a word's end"),
        ("a: @x\n", 1, 4, "Put quotes around the value."),
        ("a: 1\n---\nb: 2\n", 2, 1, "two documents"),
        ("a:\n  title Mercenaries in Libya\n  # so\n  any: [b]\n", 2, 3, "Line 2 has no colon. Write title: and"),
        ("a:\n  any: [b]\n  title Mercenaries in Libya\n", 3, 3, "Line 3 has no colon. Write title: and"),
        ("a:\n  any: [b]\n  title Mercenaries\n  about: c\n", 3, 3, "Line 3 has no colon. Write title: and"),
        ("a:\n  - name Herald\n    url: b\n", 2, 5, "Line 2 has no colon. Write name: and its value."),
        ("a:\n  - A text here.\n   b: c\n", 3, 5, "a colon stands where no key can be"),
        ("a:\n  -name: Herald\n   url: b\n", 2, 3, "Line 2 has no space after the dash. Write a space after the"),
        ("a:\n  - name: Herald\n  -name: Nova\n", 3, 3, "Line 3 has no space after the dash."),
        ("a:\n  en:[x, y]\n  ru: [z]\n", 2, 5, "Line 2 has no space after the colon. Write en: and a space"),
        ("a:\n  kind\uff1a person\n  about: b\n", 2, 7, "Line 2 has '\uff1a' for a colon."),
        ("a:\n  - A text here.\nb: Foo: bar\n", 3, 7, "a colon stands where no key can be"),
        ("a: \u201cb: c\u201d\n", 1, 4, "Type a straight quote"),
    ],
)
def test_a_slip_is_named_where_it_was_made(source: str, line: int, column: int, says: str) -> None:
    """A forgotten quote is reported where it opens, not pages below where reading stopped."""
    _, (problem,) = compose(source, "f")
    assert (problem.line, problem.column, problem.code) == (line, column, "yaml-syntax")
    assert says in str(problem)


@pytest.mark.parametrize("endless", ["[", "{a: ", "- ", "? "])
def test_nesting_without_end_is_refused_while_reading(endless: str) -> None:
    """A million brackets exhaust neither the stack nor the patience."""
    _, (problem,) = compose(endless * 200_000, "f")
    assert problem.code == "too-large"
