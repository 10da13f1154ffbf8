"""The command line as a process: options, exit codes, pipes, locales."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import monitor
from monitor.cli.app import cli
from tests.cli.desk import RULES, TRUCE, Desk

ROOT = Path(monitor.__file__).parent.parent


def monitor_process(
    folder: Path, *words: str, stdin: bytes = b"", **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """`python -m monitor words`, run in a folder with a plain environment."""
    plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), **environ}
    return subprocess.run(
        [sys.executable, "-m", "monitor", *words], input=stdin, capture_output=True, cwd=folder, env=plain, timeout=60
    )


def test_the_version(desk: Desk) -> None:
    """`monitor --version` is the version of the package."""
    result = CliRunner().invoke(cli, ["--version"], prog_name="monitor")
    assert (result.exit_code, result.stdout) == (0, f"monitor {monitor.__version__}\n")


@pytest.mark.parametrize(
    "words", [["--nonsense"], ["nonsense"], ["check", "--no"], ["feeds", "no"], ["match", "a", "b"], ["why"]]
)
def test_wrong_usage_is_clicks_usage(words: list[str]) -> None:
    """Exit code 2, the usage line, and a word on what was wrong."""
    result = CliRunner().invoke(cli, words, prog_name="monitor")
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: monitor")
    assert "Error: " in result.stderr


def test_help_lists_the_commands() -> None:
    """A short word for each command, in the order of the table."""
    text = CliRunner().invoke(cli, ["-h"], prog_name="monitor").stdout
    positions = [text.index(f"\n  {name} ") for name in cli.commands]
    assert positions == sorted(positions)


def test_the_rules_file_is_found(tmp_path: Path) -> None:
    """--rules wins over MONITOR_RULES, that over ./rules.yaml, that over the packaged file."""
    for name, title in (("rules.yaml", "here"), ("environment.yaml", "environment"), ("option.yaml", "option")):
        (tmp_path / name).write_text(f"# {title}\n{RULES}", encoding="utf-8")
    folder = tmp_path / "empty"
    folder.mkdir()
    found = [
        monitor_process(tmp_path, "--rules", "option.yaml", "check", MONITOR_RULES="environment.yaml"),
        monitor_process(tmp_path, "check", MONITOR_RULES="environment.yaml"),
        monitor_process(tmp_path, "check", MONITOR_RULES=""),
        monitor_process(folder, "check"),
    ]
    assert [done.returncode for done in found] == [0, 0, 0, 0]
    names = [Path(done.stdout.decode().rsplit(": ", 2)[0]).name for done in found]
    assert names == ["option.yaml", "environment.yaml", "rules.yaml", "rules.yaml"]
    assert b"feeds" in found[3].stdout


@pytest.mark.parametrize(
    "environ",
    [{"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["C", "UTF-8", "ASCII"],
)
def test_arabic_goes_in_and_out_whatever_the_locale(tmp_path: Path, environ: dict[str, str]) -> None:
    """UTF-8 on standard input, in arguments, and on standard output."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "مقال.txt").write_text("هدنة في ليبيا", encoding="utf-8")
    for words, stdin in ((("match",), "هدنة في ليبيا".encode()), (("match", "مقال.txt"), b"")):
        done = monitor_process(tmp_path, *words, stdin=stdin, **environ)
        assert done.returncode == 0, done.stderr.decode()
        assert "**هدنة** في ليبيا" in done.stdout.decode("utf-8")


def test_a_pipe_gets_no_colour(tmp_path: Path) -> None:
    """No escape sequence, even where the terminal of the environment has colours."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    done = monitor_process(tmp_path, "match", stdin=TRUCE.encode(), TERM="xterm-256color", COLORTERM="truecolor")
    assert b"\x1b" not in done.stdout


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    """`monitor match --jsonl | head -1` prints no traceback."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "many.jsonl").write_text('{"id": 1, "text": "Truce in Libya"}\n' * 5000, encoding="utf-8")
    plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "monitor", "match", "--jsonl", "many.jsonl"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=plain) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().startswith(b'{"id": 1, "rules"')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) in (0, 1)


def test_a_stream_answers_before_it_ends(tmp_path: Path) -> None:
    """One line in, one line out, while the other end waits: a program can talk to it."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "monitor", "match", "--jsonl"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=plain) as process:
        assert process.stdin is not None and process.stdout is not None
        for number in range(3):
            process.stdin.write(b'{"id": %d, "text": "Truce in Libya"}\n' % number)
            process.stdin.flush()
            assert process.stdout.readline().startswith(b'{"id": %d' % number)
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_a_bad_setting_is_one_clear_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is none: exit code 2, nothing of the token in the line, no traceback."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "not a token canary")
    result = desk("run", "--once")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "canary" not in result.output


def test_a_full_disk_is_one_clear_line(desk: Desk, tmp_path: Path) -> None:
    """What SQLite or the system refuses to write ends a command with exit code 2 and one line, and changes nothing."""
    (tmp_path / "truce.txt").write_text(TRUCE, encoding="utf-8")
    for known in ("none", "one"):
        limited = ["sh", "-c", 'ulimit -f 4; exec "$@"', "-", sys.executable, "-m", "monitor", "baseline", "add"]
        done = subprocess.run(
            [*limited, "truce.txt"], cwd=tmp_path, capture_output=True, timeout=60,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        line = done.stderr.decode()
        assert (done.returncode, line.count("\n")) == (2, 1), line
        assert "cannot be used" in line and "nothing was changed" in line
        assert not list(desk.state.glob(".*")), "nothing half-made is left behind"
        assert desk("baseline", "show").exit_code == (2 if known == "none" else 0)
        assert desk("baseline", "add", "truce.txt").exit_code == 0


def test_a_state_that_cannot_be_opened_is_one_clear_line(desk: Desk) -> None:
    """Whatever the command: no traceback, and the path in the line."""
    (desk.state / "monitor.db").mkdir(parents=True)
    for words in (["why", "1"], ["search", "x"], ["feeds", "list"], ["baseline", "show"], ["run", "--once"]):
        result = desk(*words)
        assert result.exit_code == 2, words
        last = result.stderr.splitlines()[-1]
        assert str(desk.state / "monitor.db") in last and "cannot be used" in last
        assert "Traceback" not in result.output


@pytest.mark.parametrize("words", [["feeds", "list"], ["feeds", "export"], ["check", "--json"]])
def test_a_reader_that_leaves_is_no_failure(tmp_path: Path, words: list[str]) -> None:
    """`monitor feeds list | head -1`: exit code 0 and nothing on standard error, however little the pipe took."""
    plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *words],
            stdout=pipe, stderr=subprocess.PIPE, cwd=tmp_path, env=plain, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
