"""The house is laid out as the table of contents in `monitor/__init__.py` says."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import monitor

ROOT = Path(monitor.__file__).parent
MODULE_LINES = 400
LONGER = {"model": 600}  # every noun in one place: looked up in, not read in one go
FUNCTION_LINES = 60

HOMES = {  # third-party library (or the standard one it stands on) -> the only modules or rooms that may import it
    "apscheduler": ("service/daemon",),
    "click": ("cli",),
    "duckdb": ("cli/parquet",),
    "feedparser": ("feeds/parse",),
    "filelock": ("service/lock",),
    "httpcore": ("feeds/sockets", "feeds/connect"),
    "httpx": ("feeds/fetch",),
    "prometheus_client": ("service/metrics",),
    "pydantic": ("rules/schema", "rules/load", "settings"),
    "rich": ("cli",),
    "ruamel": ("rules/document",),
    "sqlite3": ("store",),
    "sqlite_utils": ("store",),
    "telegram": ("telegram",),
    "trafilatura": ("feeds/fulltext",),
    "w3lib": ("articles/address",),
}
OUTSIDE = {  # standard modules that do IO, read a clock, draw lots, log, or run things side by side
    "asyncio", "concurrent", "ftplib", "glob", "http", "importlib", "io", "logging", "multiprocessing", "os", "pathlib",
    "pickle", "random", "secrets", "select", "shelve", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl",
    "subprocess", "sys", "tempfile", "threading", "time", "uuid", "warnings",
}  # fmt: skip
HARMLESS = {"urllib.parse"}
OUTSIDE_NAMES = {"open", "print", "input", "breakpoint", "exec", "eval", "__import__"}
CLOCK_NAMES = {"now", "utcnow", "today"}


@dataclass(frozen=True)
class Table:
    """Modules in import order ("text/fold", "settings"), and which of them are pure."""

    modules: tuple[str, ...]
    pure: frozenset[str]


@cache
def table() -> Table:
    """The table of contents, read from the docstring: a room a line, its files after the last colon."""
    text = monitor.__doc__ or ""
    modules: list[str] = []
    for line in re.sub(r"\n {8,}", " ", text).splitlines():
        found = re.fullmatch(r" {4}(\w+) {2,}(.+)", line)
        if not found:
            continue
        room, rest = found.groups()
        files = rest.rpartition(": ")[2].split() if ": " in rest else []
        modules += [f"{room}/{file}" for file in files] or [room]
    named = re.search(r"\nPure[^:]*:([\w/\s]+)\.", text)
    assert named, "the table names its pure rooms"
    pure = named.group(1).split()
    return Table(tuple(modules), frozenset(m for m in modules if m in pure or m.split("/")[0] in pure))


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product by the name the table gives it."""
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).with_suffix("").as_posix()
        yield name, ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted module) of every import, `from a import b` as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: relative imports hide the room they come from"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def ours(dotted: str) -> str | None:
    """The name in the table of what `monitor.room.file[.thing]` imports; None when it is not ours."""
    parts = dotted.split(".")
    if parts[0] != "monitor":
        return None
    for length in (3, 2):
        name = "/".join(parts[1:length])
        if name in table().modules:
            return name
    return "" if len(parts) < 3 else "/".join(parts[1:3])


def homed(name: str, homes: tuple[str, ...]) -> bool:
    """Whether a module is one of these modules or stands in one of these rooms."""
    return name in homes or name.split("/")[0] in homes


def test_the_table_names_every_module_and_no_other() -> None:
    """A module is in the table or it is not in the house; the rooms' own __init__ files hold a docstring alone."""
    found = {name for name, _ in sources() if not name.endswith("__init__")}
    assert found == set(table().modules)
    for name, tree in sources():
        if name.endswith("/__init__"):
            assert all(isinstance(node, ast.Expr) for node in tree.body), name


def test_imports_follow_the_table() -> None:
    """A module imports only from rooms above its own, and in its own room only from files above it: no circles."""
    place = {name: number for number, name in enumerate(table().modules)}
    wrong = [
        f"{name}:{line} imports {target}"
        for name, tree in sources()
        if name in place
        for line, dotted in imports(tree)
        if (target := ours(dotted)) and place.get(target, len(place)) >= place[name]
    ]
    assert not wrong, wrong


def test_no_import_hides_in_a_function() -> None:
    """What a module needs stands at its top."""
    hidden = [
        f"{name}:{line} {dotted}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for line, dotted in imports(node)
    ]
    assert not hidden, hidden


def test_each_library_has_one_home() -> None:
    """A third-party library is imported in its home alone, and none without a home is imported at all."""
    wrong = []
    for name, tree in sources():
        for line, dotted in imports(tree):
            library = dotted.split(".")[0]
            known = library in sys.stdlib_module_names and library not in HOMES
            if library != "monitor" and not known and not homed(name, HOMES.get(library, ())):
                wrong.append(f"{name}:{line} imports {library}")
    assert not wrong, wrong


def test_pure_modules_stay_pure() -> None:
    """A pure module imports nothing that reaches outside, nothing of ours that is not pure, and asks no clock."""
    wrong = []
    for name, tree in sources():
        if name not in table().pure:
            continue
        for line, dotted in imports(tree):
            target = ours(dotted)
            reaches_out = dotted.split(".")[0] in OUTSIDE and not any(dotted.startswith(good) for good in HARMLESS)
            if reaches_out or dotted.startswith("urllib.request") or (target and target not in table().pure):
                wrong.append(f"{name}:{line} imports {dotted}")
        wrong += [f"{name}:{line} calls {called}" for line, called in impure_calls(tree)]
    assert not wrong, wrong


def impure_calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls of open(), print() and the like, and of datetime.now() and its kin."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in OUTSIDE_NAMES:
            yield node.lineno, node.func.id
        if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_NAMES:
            yield node.lineno, node.func.attr


@pytest.mark.parametrize("source", ["open('x')", "datetime.now(UTC)", "date.today()", "print(1)"])
def test_the_purity_check_sees_what_it_must(source: str) -> None:
    """The net catches the fish it is made for."""
    assert list(impure_calls(ast.parse(source)))


def test_nothing_grows_beyond_its_budget() -> None:
    """No module over 400 lines, no function over 60: beyond that nobody reads it in one go."""
    wrong = []
    for name, tree in sources():
        lines = len((ROOT / f"{name}.py").read_text(encoding="utf-8").splitlines())
        if lines > LONGER.get(name, MODULE_LINES):
            wrong.append(f"{name}: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION_LINES:
                    wrong.append(f"{name}.{node.name}: {length} lines")
    assert not wrong, wrong


def test_broad_excepts_stand_at_the_top_of_the_loops_alone() -> None:
    """Catching everything is the last net of the two loops; elsewhere it swallows bugs, unless it raises them again."""
    broad = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or {"Exception", "BaseException"} & set(re.findall(r"\w+", ast.unparse(node.type)))
        if not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
        if not homed(name, ("service/cycle", "service/deliver", "service/daemon"))
    ]
    assert not broad, broad
