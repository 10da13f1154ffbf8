"""`monitor check --corpus`: the rules on labelled articles."""

from __future__ import annotations

import json

from tests.cli.desk import Desk, Write

CASES = (
    {"id": "a", "lang": "en", "title": "", "text": "A ceasefire was signed in Libya.", "rules": ["libya-ceasefire"]},
    {"id": "b", "lang": "en", "title": "", "text": "A ceasefire was signed in Libya, says a poem.", "rules": []},
    {"id": "c", "lang": "ar", "title": "", "text": "هدوء في ليبيا", "rules": ["libya-ceasefire"], "note": "no word"},
    {"id": "d", "lang": "ar", "title": "", "text": "مرتزقة في ليبيا", "rules": ["libya-mercenaries"]},
)


def corpus(written: Write) -> str:
    """The path of a small corpus."""
    return str(written("cases.jsonl", "\n".join(json.dumps(case) for case in CASES) + "\n"))


def test_each_rule_is_measured_overall_and_by_language(desk: Desk, written: Write) -> None:
    """Counts and shares in one table; exit code 0 without a floor."""
    result = desk("check", "--corpus", corpus(written))
    assert result.exit_code == 0
    assert "4 labelled articles in 1 file" in result.stdout
    rows = [row.split() for row in result.stdout.splitlines()]
    assert ["libya-ceasefire", "all", "4", "1", "1", "1", "0.500", "0.500", "0.500"] in rows
    assert ["libya-mercenaries", "all", "4", "1", "0", "0", "1.000", "1.000", "1.000"] in rows


def test_a_rule_below_the_floor_fails(desk: Desk, written: Write) -> None:
    """Exit code 1 and what lies below; a language with few articles is not held to a floor."""
    path = corpus(written)
    result = desk("check", "--corpus", path, "--floor", "0.9", "--language-floor", "0.9")
    assert result.exit_code == 1
    assert "libya-ceasefire, all: precision 0.500 is below 0.9" in result.stdout
    assert ", ar:" not in result.stdout
    assert desk("check", "--corpus", path, "--floor", "0.5").exit_code == 0


def test_every_mistake_can_be_shown(desk: Desk, written: Write) -> None:
    """What was judged otherwise than labelled, and why; as JSON too."""
    path = corpus(written)
    shown = desk("check", "--corpus", path, "--wrong").stdout
    assert "FALSE  b libya-ceasefire: «ceasefire»" in shown
    assert "MISSED c libya-ceasefire: none of its words occur" in shown
    assert "note: no word" in shown
    report = json.loads(desk("check", "--corpus", path, "--json").stdout)
    assert [one["id"] for one in report["mistakes"]] == ["b", "c"]
    assert {"rule": "libya-mercenaries", "language": "all", "hits": 1, "false": 0, "missed": 0, "items": 4,
            "precision": 1.0, "recall": 1.0, "f1": 1.0} in report["scores"]  # fmt: skip


def test_what_cannot_be_measured_is_one_clear_line(desk: Desk, written: Write) -> None:
    """A line without a label with its number, no corpus at all, a floor without a corpus."""
    bad = written("bad.jsonl", json.dumps(CASES[0]) + '\n{"text": "x"}\n')
    result = desk("check", "--corpus", str(bad))
    assert result.exit_code == 2
    assert "bad.jsonl:2: no label" in result.stderr
    assert desk("check", "--corpus").exit_code == 2
    assert desk("check", "--floor", "0.9").exit_code == 2
    assert desk("check", "one.yaml", "two.yaml").exit_code == 2
