"""`monitor export`: articles, matches, stories and facts as CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from monitor.cli.archives import parquet
from monitor.cli.options import Options, pass_options
from monitor.cli.states import reading

WHAT = ("matches", "articles", "stories", "facts")
FORMATS = ("csv", "json", "parquet")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a command at the beginning of a cell

Row = Mapping[str, Any]


@click.command()
@click.argument("what", type=click.Choice(WHAT))
@click.option(
    "--format", "form", type=click.Choice(FORMATS),
    help="Default: by the name of the file, else csv. Parquet needs the extra `archive`.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write there instead of standard output.",
)  # fmt: skip
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Only what was seen from this day on, UTC."
)
@pass_options
def export(options: Options, what: str, form: str | None, output: Path | None, since: datetime | None) -> int:
    """Print matches, articles, stories or facts as a table, the oldest first.

    In CSV, cells that a spreadsheet would take for a formula begin with an apostrophe: titles come from strangers.
    """
    suffix = output.suffix[1:].lower() if output else ""
    form = form or (suffix if suffix in FORMATS else "csv")
    if form == "parquet" and not output:
        raise click.UsageError("Parquet needs a file: add --output FILE.parquet")
    after = since.replace(tzinfo=UTC) if since else datetime.min.replace(tzinfo=UTC)
    with reading(options) as store:
        columns, rows = store.table(what, after)
        if form == "parquet" and output:
            _parquet(columns, rows, output)
            return 0
        write: Callable[[TextIO, list[str], Iterable[Row]], None] = _json if form == "json" else _csv
        with _opened(output) as stream:
            write(stream, columns, rows)
    return 0


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    with output.open("w", encoding="utf-8", newline="") as stream:
        yield stream


def _csv(stream: TextIO, columns: list[str], rows: Iterable[Row]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)


def _cell(value: object) -> object:
    """Lists as their items, text so that no spreadsheet runs it."""
    if isinstance(value, list):
        value = "; ".join(str(item["words"]) if isinstance(item, dict) else str(item) for item in value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _json(stream: TextIO, columns: list[str], rows: Iterable[Row]) -> None:
    """One array, a row a line: a large one can be read line by line."""
    before = "[\n"
    for row in rows:
        stream.write(before + json.dumps(row, ensure_ascii=False))
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def _parquet(columns: list[str], rows: Iterable[Row], output: Path) -> None:
    """By way of a file of JSON lines: they tell nothing from an empty text, and a text from a number."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "rows.jsonl"
        with lines.open("w", encoding="utf-8") as stream:
            for row in rows:
                stream.write(json.dumps({name: _whole(row[name]) for name in columns}, ensure_ascii=False) + "\n")
        parquet("--write", ",".join(columns), str(output.absolute()), str(lines))


def _whole(value: object) -> object:
    """Lists as JSON: their columns are text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
