"""`monitor replay`: an archive through the whole pipeline, for a person and as a stream."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from monitor.store.store import Store
from tests.cli.desk import RULES, Desk, Kept, Write

SIGNED = (
    "Khalifa Haftar signed a ceasefire in Libya on Friday, and the town of Sirte was calm for the first time in days."
)
LEFT = "A hundred mercenaries left Libya on Monday aboard two planes, said an official at the airport of Kufra."
CALM = "Farmers in Libya began the harvest of dates, which is said to be the best for many years in the south."


def article(id: object, text: str, published: object = None, **more: object) -> dict[str, Any]:
    """A line of an archive."""
    return {
        "id": id,
        "title": text.split(",")[0],
        "text": text,
        **({"published": published} if published else {}),
        **more,
    }


def answers(desk: Desk, rows: Sequence[object], *words: str) -> tuple[Result, list[dict[str, Any]]]:
    """The result of `replay - --jsonl` and its answers; bytes and strings go in as they are."""
    lines = [
        row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row)).encode() for row in rows
    ]
    result = desk("replay", "-", "--jsonl", *words, stdin=b"\n".join(lines) + b"\n")
    return result, [json.loads(row) for row in result.stdout.splitlines()]


def decisions(found: Sequence[dict[str, Any]]) -> list[str]:
    """What was decided, line by line."""
    return [answer.get("decision", "error") for answer in found]


def test_each_line_is_answered_in_its_place_and_judged_in_order_of_time(desk: Desk) -> None:
    """The later line is the earlier article: it is told, and the first line is the copy of it."""
    rows = [
        article("late", SIGNED, "2025-05-14T10:00:00Z", feed="Two"),
        article("calm", CALM, "2025-05-13T10:00:00Z", feed="One"),
        article("early", SIGNED, "2025-05-14T11:30:00+02:00", feed="One"),
    ]
    result, found = answers(desk, rows)
    assert result.exit_code == 0
    assert [answer["id"] for answer in found] == ["late", "calm", "early"]
    assert decisions(found) == ["ignore", "none", "new"]
    assert found[0]["story"] == found[2]["story"]
    assert isinstance(found[0]["story"], str)
    assert found[1]["story"] is None
    assert found[2]["rules"] == ["libya-ceasefire"]
    assert all(list(answer) == ["id", "decision", "story", "reason", "rules", "new_facts"] for answer in found)
    assert all(answer["reason"] for answer in found)


def test_a_feed_of_the_rules_is_what_it_is_about(desk: Desk) -> None:
    """By name in any case, or by address; an unknown name says nothing about its articles."""
    text = "A truce was signed on Friday. "
    feeds = ("sirte bulletin", "http://127.0.0.1:9/sirte.xml", "Nobody's Bulletin")
    rows = [article(n, text + f"It is number {n}.", "2025-05-14", feed=feed) for n, feed in enumerate(feeds)]
    assert decisions(answers(desk, rows)[1]) == ["new", "new", "none"]


def test_odd_lines_do_not_stop_a_stream(desk: Desk) -> None:
    """No title, text, address, id or date; an id twice, a byte order mark, CRLF, empty lines: all are judged."""
    rows = [
        b"\xef\xbb\xbf" + json.dumps({"id": 1, "title": SIGNED, "published": "2025-05-14"}).encode() + b"\r",
        "",
        {"id": 1, "text": LEFT, "published": 1747216800},
        {"text": CALM, "published": "1747216800000"},
        {"id": None, "title": None, "text": "Nothing at all", "url": None, "published": None, "lang": None},
        {"id": [2], "title": "", "text": "", "url": "not an address", "published": "Wed, 14 May 2025 12:00:00 +0200"},
    ]
    result, found = answers(desk, rows)
    assert result.exit_code == 0
    assert [answer["id"] for answer in found] == [1, 1, None, None, [2]]
    assert decisions(found) == ["new", "new", "none", "none", "none"]
    assert "1 article without a date" in result.stderr
    assert "line 5" in result.stderr


@pytest.mark.parametrize("published", ["yesterday", "9999-99-99", "0001-01-01T00:00:00+09:00", True, {}, -5, 1e300])
def test_a_date_that_cannot_be_read_is_named_and_loses_nothing(desk: Desk, published: object) -> None:
    """The article is judged behind the line before it."""
    rows = [article(1, CALM, "2025-05-14"), {"id": 2, "text": SIGNED, "published": published}]
    result, found = answers(desk, rows)
    assert result.exit_code == 0
    assert decisions(found) == ["none", "new"]
    assert "line 2: published" in result.stderr


def test_a_day_without_an_hour_follows_the_line_before_it(desk: Desk) -> None:
    """The copy that names only the day does not overtake the article that names the hour."""
    rows = [
        article(1, SIGNED, "2025-05-14T10:00:00Z", feed="One"),
        article(2, SIGNED, "2025-05-14", feed="Two"),
        article(3, SIGNED, feed="Three"),
    ]
    assert decisions(answers(desk, rows)[1]) == ["new", "ignore", "ignore"]


def test_lines_that_are_no_articles_are_answered_in_place(desk: Desk) -> None:
    """The others are judged; exit code 2 says that something was wrong, 0 with --lenient."""
    rows = [article(1, SIGNED, "2025-05-14"), "not json", {"id": "x"}, b"\xff", {"id": 4, "title": 3}, article(5, CALM)]
    for words, code in (((), 2), (("--lenient",), 0)):
        result, found = answers(desk, rows, *words)
        assert result.exit_code == code
        assert decisions(found) == ["new", "error", "error", "error", "error", "none"]
        assert [answer["id"] for answer in found] == [1, None, "x", None, 4, 5]
        assert [answer["error"].split(":")[0] for answer in found[1:5]] == ["line 2", "line 3", "line 4", "line 5"]
        assert "4 lines no article" in result.stderr


def test_what_is_given_as_known_is_not_told(desk: Desk, written: Write) -> None:
    """Text, HTML and JSON lines; the copy in the stream is ignored, another event is told."""
    text = written("known.txt", f"{SIGNED.split(',')[0]}\n\n{SIGNED}\n")
    lines = written("known.jsonl", json.dumps(article(7, LEFT, "2024-01-01")) + "\n")
    rows = [
        article(1, SIGNED, "2025-05-14"),
        article(2, LEFT, "2025-05-15"),
        article(3, f"Truce: {CALM}", "2025-05-16"),
    ]
    assert decisions(answers(desk, rows)[1]) == ["new", "new", "new"]
    found = answers(desk, rows, "--baseline", str(text), "--baseline", str(lines))[1]
    assert decisions(found) == ["ignore", "ignore", "new"]


def test_a_window_shows_part_and_knows_what_led_up_to_it(desk: Desk) -> None:
    """The copy of an article of the day before is a copy although that day is not asked about."""
    rows = [
        article(1, LEFT, "2025-01-01T10:00:00Z", feed="One"),
        article(2, SIGNED, "2025-05-13T10:00:00Z", feed="One"),
        article(3, SIGNED, "2025-05-14T10:00:00Z", feed="Two"),
        article(4, CALM, "2025-05-15T10:00:00Z", feed="Two"),
    ]
    for words, ids in (
        (("--since", "2025-05-14"), [3, 4]),
        (("--days", "1.5"), [3, 4]),
        (("--since", "2025-05-14", "--until", "2025-05-15"), [3]),
        (("--until", "2025-05-14"), [1, 2]),
    ):
        found = answers(desk, rows, *words)[1]
        assert [answer["id"] for answer in found] == ids
        assert not ids.count(3) or decisions(found)[0] == "ignore"


def test_a_person_reads_what_would_have_been_sent_and_why(desk: Desk, written: Write) -> None:
    """When, to which chat, which article, the words that matched, and all in numbers; nothing about progress."""
    rows = [
        article(1, SIGNED, "2025-05-14T10:00:00Z", feed="One"),
        article(2, CALM, "2025-05-15T10:00:00Z", feed="One"),
    ]
    path = written("archive.jsonl", "\n".join(map(json.dumps, rows)))
    result = desk("replay", str(path))
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "2 articles of 2025-05-14 12:00 to 2025-05-15 12:00 judged with" in result.stdout
    assert "1 alert would have been sent." in result.stdout
    assert "2025-05-14 12:00  to desk  new, story 1" in result.stdout
    assert "Khalifa Haftar signed a ceasefire in Libya on Friday (One)" in result.stdout
    assert "signed a **ceasefire** in Libya" in result.stdout
    assert "why: matches libya-ceasefire" in result.stdout
    assert "libya-mercenaries  0                    0" in result.stdout
    summary = json.loads(desk("replay", str(path), "--json").stdout)
    assert summary["decisions"] == {"new": 1, "none": 1}
    assert [alert["id"] for alert in summary["alerts"]] == [1]
    assert summary["alerts"][0]["evidence"][0]["text"] == "ceasefire"


def test_bad_lines_stop_a_summary_before_anything_is_judged(desk: Desk, written: Write) -> None:
    """Each is named with its line; --lenient counts them instead."""
    path = written("archive.jsonl", f"{json.dumps(article(1, SIGNED, '2025-05-14'))}\nnot json\n[]\n")
    result = desk("replay", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "line 2: not JSON" in result.stderr
    assert "line 3: not an object" in result.stderr
    assert "--lenient" in result.stderr
    lenient = desk("replay", str(path), "--lenient")
    assert lenient.exit_code == 0
    assert "2 lines passed over" in lenient.stdout


def test_two_rule_files_are_compared_alert_by_alert(desk: Desk, written: Write) -> None:
    """Added and lost alerts, each with its evidence, and what the other rules made of the article."""
    old = written("old.yaml", RULES.replace("mercenar*", "soldier* of fortune").replace("truce*]", "truce*, harvest]"))
    rows = [article(1, SIGNED, "2025-05-14"), article(2, LEFT, "2025-05-15"), article(3, CALM, "2025-05-16")]
    path = written("archive.jsonl", "\n".join(map(json.dumps, rows)))
    result = desk("replay", str(path), "--against", str(old))
    assert result.exit_code == 0
    added, _, lost = result.stdout.partition("− 2025-05-16")
    assert "+1 −1 alerts" in added
    assert "+ 2025-05-15" in added
    assert "now: told, with a message of its own: matches libya-mercenaries" in added
    assert "A hundred **mercenaries** left" in added
    assert "before: not told: no rule matches" in added
    assert "before: told, with a message of its own: matches libya-ceasefire" in lost
    assert "**harvest**" in lost
    assert "now: not told" in lost
    report = json.loads(desk("replay", str(path), "--against", str(old), "--json").stdout)
    assert [alert["id"] for alert in report["added"]] == [2]
    assert [alert["id"] for alert in report["lost"]] == [3]
    assert report["added"][0]["otherwise"]["decision"] == "none"


def test_rules_that_ran_are_compared_by_name(desk: Desk, written: Write) -> None:
    """`running`, or the beginning of a version; what is not kept is told with what is."""
    old = RULES.replace("mercenar*", "soldier* of fortune")
    store = Store.open(desk.state)
    store.adopt_rules("ab12cd", {"": old}, "rules.yaml", datetime(2026, 11, 1, tzinfo=UTC))
    store.close()
    path = written("archive.jsonl", json.dumps(article(2, LEFT, "2025-05-15")))
    for name in ("running", "ab12"):
        result = desk("replay", str(path), "--against", name)
        assert "+1 −0 alerts" in result.stdout
        assert "the rules adopted 2026-11-01 02:00 (version " in result.stdout
    unknown = desk("replay", str(path), "--against", "ffff")
    assert unknown.exit_code == 2
    assert "running, ab12cd" in unknown.stderr


def test_the_same_rules_change_nothing(desk: Desk, written: Write) -> None:
    """+0 −0, whatever the archive holds."""
    path = written("archive.jsonl", json.dumps(article(1, SIGNED, "2025-05-14")))
    assert "+0 −0 alerts" in desk("replay", str(path), "--against", str(desk.rules)).stdout


def test_without_a_file_the_stored_articles_are_judged_again(kept: Kept) -> None:
    """What the daemon told is told again, what was baseline is baseline, and the state is left as it was."""
    before = {path.name: path.read_bytes() for path in kept.desk.state.iterdir() if not path.name.endswith("-shm")}
    summary = json.loads(kept.desk("replay", "--json").stdout)
    told = [item["title"] for item in summary["alerts"]]
    assert told
    assert all(title in kept.printed for title in told)
    text = kept.desk("replay").stdout
    assert re.search(rf"^desk  {len(told)}$", text, re.MULTILINE), text
    assert summary["decisions"]["baseline"] > 0
    after = {path.name: path.read_bytes() for path in kept.desk.state.iterdir() if not path.name.endswith("-shm")}
    assert {name: after.get(name) for name in before} == before


def test_wrong_usage_is_one_clear_line(desk: Desk) -> None:
    """No state yet, no such file, no time, two outputs at once."""
    for words in (
        ("replay",),
        ("replay", "nowhere.jsonl"),
        ("replay", "-", "--since", "tomorrow"),
        ("replay", "-", "--since", "0001-01-02"),
        ("replay", "-", "--until", "9999-12-31"),
        ("replay", "-", "--days", "999999999999"),
        ("replay", "-", "--days", "nan"),
        ("replay", "-", "--jsonl", "--against", str(desk.rules)),
        ("replay", "-", "--against", "nowhere.yaml"),
    ):
        result = desk(*words, stdin="")
        assert result.exit_code == 2, words
        assert result.stdout == ""
        assert "Traceback" not in result.stderr


def test_an_empty_archive_is_no_error(desk: Desk) -> None:
    """Nothing to judge is nothing to tell."""
    assert answers(desk, [])[0].exit_code == 0
    assert "0 alerts would have been sent." in desk("replay", "-", stdin="\n").stdout


def test_parquet_is_read_as_lines_are(desk: Desk, tmp_path: Path) -> None:
    """Columns of the same names, times with or without a zone; a damaged file is one line and exit code 2."""
    path = tmp_path / "archive.parquet"
    program = f"""import duckdb
duckdb.sql('''COPY (SELECT * FROM (VALUES (1, '{SIGNED}', TIMESTAMP '2025-05-14 10:00:00', 'One'),
(2, '{CALM}', NULL, NULL)) AS rows (ID, Text, published, feed)) TO '{path}' (FORMAT parquet)''')"""
    subprocess.run([sys.executable, "-c", program], check=True)
    result = desk("replay", str(path), "--jsonl")
    assert result.exit_code == 0
    assert [json.loads(row)["decision"] for row in result.stdout.splitlines()] == ["new", "none"]
    path.write_bytes(path.read_bytes()[:100])
    assert desk("replay", str(path)).exit_code == 2
