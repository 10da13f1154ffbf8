"""Parquet to JSON lines, in a process of its own: `python -m monitor.cli.parquet FILE LINES` writes the file LINES.

DuckDB is an extra, and takes a fifth of a second to load: nothing else imports this module. Exit code 2 and one line on
standard error when the file cannot be read.
"""

from __future__ import annotations

import sys

import duckdb

COLUMNS = ("id", "title", "text", "lang", "url", "published", "feed")
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
        quoted = lines.replace("'", "''")
        database.execute(f"COPY article TO '{quoted}' (FORMAT json)")


def write(table: str, path: str) -> None:
    """Writes a CSV file with a heading as Parquet."""
    with duckdb.connect() as database:
        names = [quoted.replace("'", "''") for quoted in (table, path)]
        database.execute(
            f"COPY (SELECT * FROM read_csv('{names[0]}', header = true, auto_detect = true, sample_size = -1))"
            f" TO '{names[1]}' (FORMAT parquet)"
        )


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
            write(sys.argv[2], sys.argv[3])
        else:
            export(sys.argv[1], sys.argv[2])
    except (duckdb.Error, ValueError) as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        sys.exit(2)
