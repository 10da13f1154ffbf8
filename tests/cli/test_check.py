"""`monitor check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.desk import RULES, Desk, Write


def test_a_good_file_is_summed_up(desk: Desk) -> None:
    """One line with the counts; exit code 0."""
    result = desk("check")
    assert result.exit_code == 0
    assert result.stdout.strip().endswith("2 rules, 1 actor, 20 terms, 2 feeds (1 off): 2 test cases pass")


def test_another_file_may_be_named(desk: Desk, written: Write) -> None:
    """PATH wins over --rules."""
    other = written("other.yaml", "rules:\n  r:\n    title: R\n    any: [ceasefire]\n")
    result = desk("check", str(other))
    assert (result.exit_code, result.stdout) == (
        0,
        f"{other}: 1 rule, 0 actors, 1 term, 0 feeds: no test cases\n",
    )


def test_a_failing_example_says_what_happened_instead(desk: Desk, written: Write) -> None:
    """Exit code 1; the example, its rule and the reason are named."""
    wrong = RULES.replace("no_match: [A truce was signed in Gaza.]", "no_match: [The truce in Libya holds.]")
    result = desk("check", str(written("wrong.yaml", wrong)))
    assert result.exit_code == 1
    said = "wrong.yaml:42:18: rule libya-ceasefire: test “The truce in Libya holds.” fails: it fired on «truce»"
    assert said in result.stdout
    assert "1 of 2 test cases fail" in result.stdout


def test_warnings_are_told_and_do_not_fail(desk: Desk, written: Write) -> None:
    """A duplicate term is a line on standard error; the exit code stays 0."""
    doubled = RULES.replace("en: [Haftar, Hifter]", "en: [Haftar, Hifter, haftar]")
    path = written("doubled.yaml", doubled)
    result = desk("check", str(path))
    assert result.exit_code == 0
    assert result.stderr.startswith(f"{path}:28:")
    assert "warning [duplicate-term]" in result.stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("just a sentence", "wrong-type"),
        ("rules: [1, 2", "yaml-syntax"),
        ("rules:\n\tr: {title: R, any: [ceasefire]}\n", "indent"),
        ("rules:\n\u00a0 r: {title: R, any: [ceasefire]}\n", "indent"),
        ("rules:\n  r: {title: R, any: [ceasefire], prioritty: high}\n", "unknown-key"),
        ("rules:\n  r: {title: R, any: [ceasefire]}\n  r: {title: S, any: [truce]}\n", "duplicate-key"),
        ("rules:\n  r: {title: R, any: ['*']}\n", "bad-term"),
        ("rules: seven\n", "wrong-type"),
    ],
)
def test_a_bad_file_is_refused_with_line_column_and_code(desk: Desk, written: Write, text: str, code: str) -> None:
    """Exit code 2, nothing on standard output, each problem on a line of its own; never a traceback."""
    path = written("bad.yaml", text)
    result = desk("check", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    rows = result.stderr.splitlines()
    assert all(row.startswith(f"{path}:") for row in rows)
    assert any(f"error [{code}]" in row for row in rows)
    assert all(row.removeprefix(f"{path}:").split(":")[0].isdigit() for row in rows)


def test_a_purely_negative_rule_is_refused(desk: Desk, written: Write) -> None:
    """A rule that could fire on anything is an error, not a flood."""
    result = desk("check", str(written("bad.yaml", "rules:\n  r: {title: R, none: [football]}\n")))
    assert result.exit_code == 2


def test_all_problems_are_told_at_once(desk: Desk, written: Write) -> None:
    """Two mistakes, two lines, in the order of the file."""
    text = "rules:\n  a: {titel: R, any: [truce]}\n  b: {title: R, any: [truce], priority: loud}\n"
    rows = desk("check", str(written("bad.yaml", text))).stderr.splitlines()
    assert [row.split(":")[1] for row in rows] == sorted(row.split(":")[1] for row in rows)
    assert any("'titel'" in row and "'title'" in row for row in rows)
    assert any("high" in row for row in rows)


def test_a_missing_file_is_one_clear_line(desk: Desk) -> None:
    """The path is named, and what to do."""
    result = desk("check", "nowhere.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("nowhere.yaml:1:1: error [missing]")
    assert len(result.stderr.splitlines()) == 1


def test_a_folder_or_another_encoding_is_one_clear_line(desk: Desk, tmp_path: Path) -> None:
    """Neither is a rules file, and neither is a traceback."""
    arabic = tmp_path / "arabic.yaml"
    arabic.write_bytes("rules:\n  r: {title: هدنة, any: [هدنة]}\n".encode("windows-1256"))
    for path, word in ((tmp_path, "unreadable"), (arabic, "encoding")):
        result = desk("check", str(path))
        assert result.exit_code == 2
        assert f"[{word}]" in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_json_carries_counts_and_problems(desk: Desk, written: Write) -> None:
    """The same for programs: problems of a bad file too, with exit code 2."""
    good = json.loads(desk("check", "--json").stdout)
    assert (good["rules"], good["cases"], good["failed"], good["problems"]) == (2, 2, [], [])
    result = desk("check", "--json", str(written("bad.yaml", "rules:\n  r: {title: R, eny: [truce]}\n")))
    assert result.exit_code == 2
    assert "unknown-key" in {problem["code"] for problem in json.loads(result.stdout)["problems"]}
