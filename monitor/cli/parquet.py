"""Parquet to JSON lines and back, in a process of its own.

    python -m monitor.cli.parquet FILE LINES                      reads FILE, writes LINES
    python -m monitor.cli.parquet --write COLUMN,COLUMN FILE LINES    reads LINES, writes FILE

DuckDB is an extra, and takes a fifth of a second to load: nothing else imports this module. Exit code 2 and one line on
standard error when a file cannot be read or written.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import duckdb

COLUMNS = ("id", "title", "text", "lang", "url", "published", "feed")
TYPES = {  # of columns of the tables that are exported; any other is text
    "id": "BIGINT", "article": "BIGINT", "story": "BIGINT", "head": "BIGINT",
    "articles": "BIGINT", "outlets": "BIGINT", "alerted": "BIGINT", "value": "DOUBLE", "high": "DOUBLE",
    "seen": "TIMESTAMPTZ", "published": "TIMESTAMPTZ", "at": "TIMESTAMPTZ", "created": "TIMESTAMPTZ",
    "first_seen": "TIMESTAMPTZ", "last_seen": "TIMESTAMPTZ",
}  # fmt: skip
_TEXT = ("title", "text", "lang", "url", "feed")


def export(path: str, lines: str) -> None:
    """Writes the articles of a Parquet file as lines; columns it lacks are left out, their names in any case."""
    with duckdb.connect() as database:
        database.execute("SET threads = 1; SET preserve_insertion_order = true")
        table = database.from_parquet(path)
        found = {name.lower(): (name, str(kind)) for name, kind in zip(table.columns, table.types, strict=True)}
        chosen = ", ".join(_column(name, *found[name]) for name in COLUMNS if name in found)
        if not chosen:
            raise ValueError(f"it has none of the columns {', '.join(COLUMNS)}")
        table.project(chosen).create_view("article")
        database.execute(f"COPY article TO {_quoted(lines)} (FORMAT json)")


def write(columns: Sequence[str], path: str, lines: str) -> None:
    """Writes JSON lines as Parquet. The types are those of `TYPES`, whatever the rows hold, if there are any."""
    types = ", ".join(f"{_quoted(name)}: {_quoted(TYPES.get(name, 'VARCHAR'))}" for name in columns)
    source = f"read_json({_quoted(lines)}, format = 'newline_delimited', columns = {{{types}}})"
    with duckdb.connect() as database:
        database.execute(f"COPY (SELECT * FROM {source}) TO {_quoted(path)} (FORMAT parquet)")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _column(name: str, column: str, kind: str) -> str:
    """How one column is read: text as text, times in UTC as milliseconds, the rest as it is."""
    quoted = '"' + column.replace('"', '""') + '"'
    if name == "published" and kind.startswith("TIMESTAMP"):
        return f"epoch_ms({quoted}) AS published"
    if name in _TEXT or kind == "DATE":
        return f"CAST({quoted} AS VARCHAR) AS {name}"
    return f"{quoted} AS {name}"


if __name__ == "__main__":
    try:
        if sys.argv[1] == "--write":
            write(sys.argv[2].split(","), sys.argv[3], sys.argv[4])
        else:
            export(sys.argv[1], sys.argv[2])
    except (duckdb.Error, ValueError) as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        sys.exit(2)
