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


def test_nothing_stored_is_one_line(desk: Desk) -> None:
    """Exit code 2, for both commands."""
    assert desk("export", "matches").exit_code == 2
    assert desk("browse").exit_code == 2


@pytest.mark.skipif(find_spec("datasette") is None, reason="the extra `browse` is not installed")
def test_the_state_is_browsed_on_this_machine(kept: Kept) -> None:
    """A real Datasette: the ready-made questions answer, also with a text that needs our functions."""
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
