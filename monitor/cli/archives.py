"""Where replay finds dated articles: JSON lines, Parquet, or the stored ones; and in which order it takes them.

Lines are read twice, first for their times and then in their order, so that an archive need not fit into memory. What
has no date takes its place behind the line before it; what is dated by its day alone does so within that day.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

from monitor.articles.address import url_key
from monitor.cli.options import Options
from monitor.cli.progress import progress
from monitor.cli.records import BadRecord, Record, numbered, record
from monitor.cli.states import reading
from monitor.errors import BadSettings
from monitor.model import Article, Entry, Feed
from monitor.rules.book import RuleBook
from monitor.service.replay import Item, article_of, outlets
from monitor.store.history import Moment, Remembered
from monitor.store.store import Store

STDIN = "-"
PARQUET = b"PAR1"
Advance = Callable[[int], None]  # told how many bytes were read since


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an article stands in time, and in the archive."""

    at: datetime
    number: int  # from 0, in the order of the archive


class Archive(Protocol):
    """Dated articles."""

    @property
    def places(self) -> Sequence[Place]:
        """All articles, in order of time."""
        ...

    @property
    def bad(self) -> Mapping[int, BadRecord]:
        """What is no article, by its place in the order of the archive."""
        ...

    @property
    def undated(self) -> Sequence[str]:
        """Which articles have no date that can be read, in words."""
        ...

    def items(self, book: RuleBook, places: Sequence[Place]) -> Iterator[Item]:
        """The articles at these places, as items of the feeds of these rules."""
        ...

    def name_of(self, number: int) -> Any:
        """What the archive calls an article."""
        ...


# -- lines ------------------------------------------------------------------------------------------------------------


@dataclass
class Lines:
    """Articles as JSON lines in a file that can be read twice."""

    file: IO[bytes]
    places: list[Place] = field(default_factory=list)
    bad: dict[int, BadRecord] = field(default_factory=dict)
    undated: list[str] = field(default_factory=list)
    _offsets: list[tuple[int, Any]] = field(default_factory=list)  # of the line, and the article's id, by number

    @classmethod
    def scan(cls, file: IO[bytes], now: datetime, advance: Advance) -> Lines:
        """Reads all lines for their times; `now` is the time of an archive without any date."""
        lines, times = cls(file), _Times()
        for offset, line, found in _offsets(file, advance):
            number = len(lines._offsets)
            lines._offsets.append((offset, found.id))
            if isinstance(found, BadRecord):
                lines.bad[number] = BadRecord(f"line {line}: {found}", found.id)
                continue
            if found.published is None:
                lines.undated.append(f"line {line}: {found.doubt or 'published is missing'}")
            times.add(number, found)
        lines.places = sorted(times.places(now))
        return lines

    def items(self, book: RuleBook, places: Sequence[Place]) -> Iterator[Item]:
        """As Archive.items."""
        outlet = outlets(book)
        for place in places:
            self.file.seek(self._offsets[place.number][0])
            yield _item(outlet, place, record(self.file.readline()))

    def name_of(self, number: int) -> Any:
        """The article's id."""
        return self._offsets[number][1]


def _offsets(file: IO[bytes], advance: Advance) -> Iterator[tuple[int, int, Record | BadRecord]]:
    """(offset, line number, what stands there) for each line that is not empty."""
    offset, here, told = 0, 0, 0

    def rows() -> Iterator[bytes]:
        nonlocal offset, here
        file.seek(0)
        for row in file:
            here, offset = offset, offset + len(row)
            yield row

    for line, found in numbered(rows()):
        yield here, line, found
        if offset - told > 1 << 16:
            advance(offset - told)
            told = offset
    advance(offset - told)


class _Times:
    """Gives each line a place in time, those that say little by the line before them."""

    def __init__(self) -> None:
        self._dated: list[tuple[int, datetime | None]] = []
        self._latest: datetime | None = None

    def add(self, number: int, found: Record) -> None:
        at, before = found.published or self._latest, self._latest
        if at and before and found.whole_day and at.date() == before.date():
            at = max(at, before)
        self._dated.append((number, at))
        self._latest = at

    def places(self, now: datetime) -> Iterator[Place]:
        """The places; what stands before the first date has that one."""
        first = next((at for _, at in self._dated if at), now)
        return (Place(at or first, number) for number, at in self._dated)


def _item(outlet: Callable[[str], Feed], place: Place, found: Record) -> Item:
    feed = outlet(found.feed or urlsplit(url_key(found.url)).netloc)
    entry = Entry("", found.url, found.title, found.text, found.published, lang=found.lang)
    return Item(place.number, feed, article_of(feed, entry, place.at))


# -- what is stored ---------------------------------------------------------------------------------------------------


class Stored:
    """The articles of a state folder, at the times at which the daemon saw them."""

    def __init__(self, store: Store) -> None:
        self.bad: Mapping[int, BadRecord] = {}
        self.undated: Sequence[str] = ()
        self._store = store
        self._moments: list[Moment] = store.moments()
        self.places = [Place(moment.at, number) for number, moment in enumerate(self._moments)]

    def items(self, book: RuleBook, places: Sequence[Place]) -> Iterator[Item]:
        """As Archive.items."""
        outlet = outlets(book)
        numbers = {self._moments[place.number]: place.number for place in places}
        for past in self._store.remembered(list(numbers)):
            feed = _feed(outlet, past)
            yield Item(numbers[past.moment], feed, _article(feed, past), past.moment.known)

    def name_of(self, number: int) -> int:
        """The number of the stored article."""
        return self._moments[number].article


def _feed(outlet: Callable[[str], Feed], past: Remembered) -> Feed:
    """The feed as the rules have it now, by its address, else by its name."""
    if not past.feed:
        return Feed(past.outlet, "")
    named = next((feed for feed in map(outlet, (past.feed, past.feed_name)) if feed.url.startswith("http")), None)
    return named or Feed(past.feed_name, past.feed)


def _article(feed: Feed, past: Remembered) -> Article:
    entry = Entry(past.guid, past.url, past.title, past.text, past.published, lang=past.lang, source=past.outlet)
    article = article_of(feed, entry, past.moment.at)
    return replace(article, digest=past.digest, origin="page" if past.origin == "page" else "feed")


# -- opening ----------------------------------------------------------------------------------------------------------


@contextmanager
def opened(options: Options, source: str | None, now: datetime) -> Iterator[Archive]:
    """The archive, open for the length of the block: what is stored, when no source is named. Raises BadSettings."""
    if source is None:
        with reading(options) as store:
            yield Stored(store)
        return
    with _lines(source) as file:
        with progress("reading", file.seek(0, os.SEEK_END)) as advance:
            lines = Lines.scan(file, now, advance)
        yield lines


@contextmanager
def _lines(source: str) -> Iterator[IO[bytes]]:
    """A file of lines that can be read twice."""
    if source == STDIN:
        with _copy(b"", sys.stdin.buffer) as copy:
            yield copy
        return
    with Path(source).open("rb") as file:
        start = file.read(len(PARQUET))
        if start == PARQUET:
            with tempfile.TemporaryDirectory(prefix="monitor-") as folder:
                lines = Path(folder) / "articles.jsonl"
                parquet(source, str(lines))
                with lines.open("rb") as exported:
                    yield exported
        elif file.seekable():
            yield file
        else:
            with _copy(start, file) as copy:
                yield copy


@contextmanager
def _copy(start: bytes, rest: IO[bytes]) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile(prefix="monitor-") as copy:
        copy.write(start)
        copyfileobj(rest, copy)
        yield copy


def parquet(*arguments: str) -> None:
    """Runs the module `parquet` in a process of its own. Raises BadSettings, which names the file."""
    words = (sys.executable, "-m", "monitor.cli.parquet", *arguments)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # it finds what this process finds
    done = subprocess.run(words, env=environment, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["the reader died"]
        missing = "No module named 'duckdb'" in said[-1]
        why = "Parquet needs an extra: pip install 'libya-monitor[archive]'" if missing else said[-1]
        raise BadSettings(f"{arguments[-2]}: {why}")
