"""`monitor export` and `monitor browse`: the state in other programs."""

from __future__ import annotations

import csv
import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import monitor
from monitor.model import Decision
from monitor.store.store import Store
from tests.cli.desk import Desk, Kept
from tests.store.world import World, entry


def test_matches_are_exported_with_the_words_that_matched(kept: Kept) -> None:
    """As CSV and as JSON: rule, words, outlet, address; the same rows in both."""
    table = list(csv.DictReader(io.StringIO(kept.desk("export", "matches").stdout)))
    records = json.loads(kept.desk("export", "matches", "--format", "json").stdout)
    assert len(table) == len(records) > 3
    assert {row["rule"] for row in table} >= {"libya-ceasefire"}
    assert all(row["evidence"] and row["url"].startswith("http") for row in table)
    assert records[0]["evidence"][0]["words"] in table[0]["evidence"]


@pytest.mark.parametrize("what", ["articles", "stories", "facts", "matches"])
def test_every_table_can_be_exported(kept: Kept, what: str, tmp_path: Path) -> None:
    """Into a file whose name says the form; from a day on, nothing for one that is to come."""
    path = tmp_path / f"{what}.json"
    result = kept.desk("export", what, "--output", str(path))
    assert result.exit_code == 0 and result.stdout == ""
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert rows and all(set(row) == set(rows[0]) for row in rows)
    later = kept.desk("export", what, "--format", "json", "--since", "2100-01-01")
    assert json.loads(later.stdout) == []
    heading = kept.desk("export", what, "--since", "2100-01-01").stdout
    assert heading.strip().split(",") == list(rows[0])


def test_no_cell_is_a_formula(desk: Desk) -> None:
    """A headline that a spreadsheet would run begins with an apostrophe; in JSON it is as it was."""
    world = World(desk.state)
    world.baseline()
    title = '=HYPERLINK("http://evil.example","truce")'
    world.poll(entry(1, title=title))
    world.store.close()
    (row,) = csv.DictReader(io.StringIO(desk("export", "articles").stdout))
    assert row["title"] == f"'{title}"
    assert json.loads(desk("export", "articles", "--format", "json").stdout)[0]["title"] == title


@pytest.mark.skipif(find_spec("duckdb") is None, reason="the extra `archive` is not installed")
def test_parquet_is_written_by_an_extra(kept: Kept, tmp_path: Path) -> None:
    """The same rows, readable by what reads Parquet; without a file it is wrong usage."""
    path = tmp_path / "it's.parquet"
    assert kept.desk("export", "articles", "--output", str(path)).exit_code == 0
    assert path.read_bytes()[:4] == b"PAR1"
    again = kept.desk("match", "--jsonl", str(path))
    assert again.exit_code in (0, 2)
    assert kept.desk("export", "articles", "--format", "parquet").exit_code == 2


READ = """
import duckdb, json, sys
table = duckdb.from_parquet(sys.argv[1])
rows = table.fetchall() if sys.argv[2:] else []
print(json.dumps([dict(zip(table.columns, map(str, table.types))), rows], default=str))
"""


def types(path: Path) -> dict[str, str]:
    """The type of each column of a Parquet file."""
    said = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    return dict(json.loads(said.stdout)[0])


@pytest.mark.skipif(find_spec("duckdb") is None, reason="the extra `archive` is not installed")
@pytest.mark.parametrize("what", ["articles", "stories", "facts", "matches"])
def test_the_types_of_parquet_are_the_same_for_any_rows(kept: Kept, what: str, tmp_path: Path) -> None:
    """Numbers, times and texts by the name of the column, with many rows or none."""
    full, empty = tmp_path / "full.parquet", tmp_path / "empty.parquet"
    assert kept.desk("export", what, "--output", str(full)).exit_code == 0
    assert kept.desk("export", what, "--output", str(empty), "--since", "2100-01-01").exit_code == 0
    assert types(full) == types(empty)
    kinds = set(types(full).values())
    assert kinds <= {"BIGINT", "DOUBLE", "VARCHAR", "TIMESTAMP WITH TIME ZONE"} and "TIMESTAMP WITH TIME ZONE" in kinds


@pytest.mark.skipif(find_spec("duckdb") is None, reason="the extra `archive` is not installed")
def test_parquet_tells_nothing_from_empty_and_text_from_numbers(desk: Desk, tmp_path: Path) -> None:
    """A headline of digits is a text, an empty address is empty, a story that is none is nothing."""
    world = World(desk.state)
    world.baseline()
    world.poll(entry(1, title="0042"), entry(2, title="NULL"), entry(3, title='a "b",\nc'))
    world.store.close()
    path = tmp_path / "articles.parquet"
    assert desk("export", "articles", "--output", str(path)).exit_code == 0
    said = subprocess.run([sys.executable, "-c", READ, str(path), "rows"], capture_output=True, text=True, check=True)
    columns, rows = json.loads(said.stdout)
    stored = json.loads(desk("export", "articles", "--format", "json").stdout)
    for row, wanted in zip(rows, stored, strict=True):
        found = dict(zip(columns, row, strict=True))
        for name in ("id", "title", "url", "text", "story", "reason"):
            assert found[name] == wanted[name], name


def test_nothing_stored_is_one_line(desk: Desk) -> None:
    """Exit code 2, for both commands."""
    assert desk("export", "matches").exit_code == 2
    assert desk("browse").exit_code == 2


@pytest.mark.skipif(find_spec("datasette") is None, reason="the extra `browse` is not installed")
def test_the_state_is_browsed_on_this_machine(kept: Kept) -> None:
    """A real Datasette: the ready-made questions answer, also with a text that needs our functions.

    By the name of this machine alone: a page that leads a name of its own here reads nothing.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "monitor", "--state", str(kept.desk.state), "browse", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(Path(monitor.__file__).parents[1])}
    process = subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if "running on" in line:
                break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/monitor/text_of_an_article.json?_shape=array&id=1")
        (row,) = json.loads(connection.getresponse().read())
        assert row["title"] and row["text"]
        for host, status in (
            (f"localhost:{port}", 200),
            ("evil.example", 403),
            (f"127.0.0.1.evil.example:{port}", 403),
        ):
            connection.request("GET", "/monitor/feed.json", headers={"Host": host})
            answer = connection.getresponse()
            content = answer.read()
            assert (answer.status, b"rows" in content) == (status, status == 200), host
        connection.close()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


def test_stored_and_exported_agree(desk: Desk) -> None:
    """One row for each article, with its decision and its reason."""
    world = World(desk.state)
    world.baseline()
    world.poll(entry(1), entry(2))
    world.store.close()
    store = Store.open(desk.state, read_only=True)
    stored = {article.id: (article.decision, article.reason) for article in store.latest(10)}
    store.close()
    rows = json.loads(desk("export", "articles", "--format", "json").stdout)
    assert {row["id"]: (Decision(row["decision"]), row["reason"]) for row in rows} == stored
