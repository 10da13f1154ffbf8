"""One daemon a state folder."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import BadSettings, StateInUse
from monitor.service import lock

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.service import lock
with lock.held(Path(sys.argv[1]), datetime(2026, 10, 1, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def holding(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(lock.__file__).parents[2])},
    )  # fmt: skip
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_the_first_is(tmp_path: Path) -> None:
    """StateInUse names the pid and the start of the daemon that holds the folder."""
    with holding(tmp_path) as first:
        says = f"pid {first.pid} since 2026-10-01 00:00:00 UTC"
        with pytest.raises(StateInUse, match=says), lock.held(tmp_path, NOW):
            pass
        assert lock.holder(tmp_path) == lock.Holder(first.pid, datetime(2026, 10, 1, tzinfo=UTC))
        first.communicate("")
    assert lock.holder(tmp_path) is None


def test_a_kill_leaves_no_lock(tmp_path: Path) -> None:
    """After SIGKILL the note is stale and the folder free: no hand is needed."""
    with holding(tmp_path) as first:
        first.kill()
        first.communicate()
    assert (tmp_path / lock.NOTE).exists()
    assert lock.holder(tmp_path) is None
    with lock.held(tmp_path, NOW):
        pass


def test_the_folder_is_made(tmp_path: Path) -> None:
    """A state folder that does not exist yet is created, and is free after use."""
    folder = tmp_path / "deep" / "state"
    assert lock.holder(folder) is None
    with lock.held(folder, NOW):
        assert (folder / lock.NOTE).exists()
    assert not (folder / lock.NOTE).exists()


def test_a_folder_that_cannot_be_is_one_clear_line(tmp_path: Path) -> None:
    """A state path that is a file is the operator's to mend."""
    (tmp_path / "file").touch()
    with pytest.raises(BadSettings, match="cannot be written"), lock.held(tmp_path / "file" / "state", NOW):
        pass


def test_a_damaged_note_does_not_matter(tmp_path: Path) -> None:
    """Whatever stands in the note, the refusal stays one line."""
    with holding(tmp_path) as first:
        (tmp_path / lock.NOTE).write_text("[]")
        with pytest.raises(StateInUse, match="its pid is unknown"), lock.held(tmp_path, NOW):
            pass
        first.communicate("")
