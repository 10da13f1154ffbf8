"""rules.yaml on disk: finding it, reading it, and adopting a changed one only when it is good.

A file is good when it loads and the tests written in it pass. Whatever else happens to it (half-written, broken,
deleted), the rules last adopted stay in force and the problem is told once. Editors save by writing in place or by
renaming: a change is noticed by time and size, confirmed by content, and adopted when two looks in a row saw the same
content, so that a file caught in the middle of a save is not mistaken for a shorter one.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import monitor
from monitor.errors import BadRules, Problem
from monitor.rules.book import RuleBook
from monitor.rules.check import check
from monitor.rules.load import load
from monitor.service.differences import changes

LIMIT = 4_000_000  # bytes; the shipped file has less than a tenth of it
DEFAULT = "rules.yaml"


@dataclass(frozen=True, slots=True)
class Adopted:
    """New rules are in force in place of those `before`. `changes` says what is different; empty: only the text was."""

    book: RuleBook
    changes: tuple[str, ...]
    before: RuleBook


@dataclass(frozen=True, slots=True)
class Refused:
    """The file on disk cannot be used; the old rules stay. `problems` are lines with file, line and column."""

    problems: tuple[str, ...]


def locate(path: Path | None) -> Path:
    """The rules file meant: the one named, else rules.yaml in this folder, else the one the package carries."""
    if path is not None:
        return path
    here = Path(DEFAULT)
    package = Path(monitor.__file__).parent
    # in a checkout the packaged copy does not exist yet: the file it is made from stands beside the package
    return next((file for file in (here, package / "data" / DEFAULT) if file.exists()), package.parent / DEFAULT)


def read(path: Path, variables: Mapping[str, str], *, advice: bool = False) -> RuleBook:
    """The rules in this file, on request with every warning. Raises BadRules, for an unreadable file too."""
    return _Parts(path).load(_bytes(path), variables, advice=advice)


def as_if(path: Path, text: str) -> RuleBook:
    """The rules as they were if this text stood in the file, beside the files it includes. Raises BadRules."""
    return _Parts(path).load(text.encode(), {})


class _Parts:
    """A rules file with what it includes, as it was when it was read: `included` by name, content or error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.included: dict[str, bytes | BadRules] = {}

    def load(self, content: bytes, variables: Mapping[str, str], *, advice: bool = False) -> RuleBook:
        """The rules in this content of the file, and in the files it names."""
        text, today = _text(content, self._path), datetime.now(UTC).date()
        return load(text, str(self._path), variables, read=self._read, today=today, advice=advice)

    def _read(self, name: str) -> str | Problem:
        """The text of an included file, or what is wrong with it."""
        found = self.included[name] = _part(self._path.parent, name)
        try:
            if isinstance(found, BadRules):
                raise found
            return _text(found, self._path.parent / name)
        except BadRules as error:
            return error.problems[0]


def failing(book: RuleBook) -> tuple[str, ...]:
    """The tests written in the file that its own rules do not pass, a line each: where, rule, what happened, words."""
    return tuple(" ".join(str(result).split()) for result in check(book) if not result.passed)


class BookFile:
    """The rules in force, and the file they come from. Not safe for threads: one look at a time."""

    def __init__(self, path: Path, variables: Mapping[str, str]) -> None:
        """Reads the file; raises BadRules when there is nothing usable to begin with."""
        self.path = path
        self.variables = variables
        self._parts = _Parts(path)
        content = _bytes(path)
        self.book = self._parts.load(content, variables)
        failed = failing(self.book)
        self.problems: tuple[str, ...] = failed  # of the file on disk now; not empty: it is not what is in force
        self._judged = _digest([content, *self._parts.included.values()])  # what was last adopted or refused
        self._candidate = ""  # content seen once, waiting for a second look
        self._stamp = self._stamps()

    def look(self, *, force: bool = False) -> Adopted | Refused | None:
        """Looks at the file, and adopts or refuses what has changed; None when nothing has. `force` trusts one look."""
        stamp = self._stamps()
        if stamp == self._stamp and not self._candidate and not force:
            return None
        self._stamp = stamp
        found = _found(self.path)
        seen = _digest([found, *(_part(self.path.parent, name) for name in self._parts.included)])
        if seen == self._judged:
            self._candidate = ""
            return None
        if seen != self._candidate and not force:
            self._candidate = seen
            return None
        verdict = self._judge(found)
        # Only now, and as it was read: a judgement that broke is made again. What it includes may be others now.
        self._judged = seen if isinstance(found, BadRules) else _digest([found, *self._parts.included.values()])
        self._candidate = ""
        return verdict

    def _stamps(self) -> tuple[tuple[int, int, int] | None, ...]:
        included = (self.path.parent / name for name in self._parts.included)
        return tuple(_stamp(path) for path in (self.path, *included))

    def _judge(self, found: bytes | BadRules) -> Adopted | Refused:
        try:
            if isinstance(found, BadRules):
                raise found
            self._parts = _Parts(self.path)
            book = self._parts.load(found, self.variables)
        except BadRules as error:
            self.problems = tuple(str(problem) for problem in error.problems)
            return Refused(self.problems)
        self.problems = failing(book)
        if self.problems:
            return Refused(self.problems)
        before, self.book = self.book, book
        return Adopted(book, changes(before, book), before)


def _found(path: Path) -> bytes | BadRules:
    """The file's content, or why there is none."""
    try:
        return _bytes(path)
    except BadRules as error:
        return error


def _part(folder: Path, name: str) -> bytes | BadRules:
    """The content of an included file, beside the rules file or below, links out of that folder not followed."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return _bad(path, "include", "The link leads out of the folder.", "Put the file itself there.")
    except (OSError, RuntimeError):  # pathlib tells a circle of links as a RuntimeError
        return _bad(path, "include", "The link leads in a circle, or nowhere.", "Put the file itself there.")
    return _found(path)


def _bytes(path: Path) -> bytes:
    """The content of a file of bounded size; a device or a pipe, which may never end, is refused."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            what = "a folder" if stat.S_ISDIR(kind) else "a device or a pipe"
            raise _bad(path, "unreadable", f"This is {what}, not a file.", "Name a text file.")
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
        if len(content) > LIMIT:
            raise _bad(path, "too-large", f"The file is larger than {LIMIT // 1_000_000} MB.", "Split it: include:.")
        return content
    except FileNotFoundError as error:
        raise _bad(path, "missing", "There is no such file.", "Name another with --rules.") from error
    except OSError as error:
        raise _bad(path, "unreadable", f"The file cannot be read: {error.strerror}.", "Look at its rights.") from error


def _text(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        raise _bad(path, "encoding", "The file is not UTF-8 here.", "Save the file as UTF-8.", line, column) from error


def _bad(path: Path, code: str, message: str, fix: str = "", line: int = 1, column: int = 1) -> BadRules:
    return BadRules((Problem(str(path), line, column, code, message, fix),))


def _digest(contents: Iterable[bytes | BadRules]) -> str:
    """One name for the contents of all files, errors included."""
    whole = hashlib.sha256()
    for content in contents:
        part = content if isinstance(content, bytes) else str(content).encode()
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is saved, in place or by rename; None when it is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
