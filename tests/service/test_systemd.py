"""Telling systemd how the daemon is."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.service.systemd import Systemd
from monitor.settings import CREDENTIAL


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[tuple[socket.socket, dict[str, str]]]:
    """A socket where a service manager listens, and the environment that names it."""
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        listener.settimeout(5)
        yield listener, {"NOTIFY_SOCKET": path}


def test_each_message_is_one_datagram(manager: tuple[socket.socket, dict[str, str]]) -> None:
    """Ready, alive, reloading and stopping arrive as the words of sd_notify."""
    listener, environ = manager
    systemd = Systemd(environ)
    systemd.ready("3 feeds")
    systemd.alive("4 feeds")
    systemd.reloading()
    systemd.stopping()
    said = [listener.recv(1000).decode() for _ in range(4)]
    assert said[:2] == ["READY=1\nSTATUS=3 feeds", "WATCHDOG=1\nSTATUS=4 feeds"]
    assert said[2].startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert said[3].startswith("STOPPING=1\n")


def test_without_a_manager_nothing_happens() -> None:
    """On a terminal there is nobody to tell, and that is no error."""
    Systemd({}).ready("fine")


def test_a_manager_that_is_gone_is_survived(tmp_path: Path) -> None:
    """A dead socket costs a log line, not the daemon."""
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).ready("fine")


def test_the_watchdog_counts_for_the_named_process_alone() -> None:
    """WATCHDOG_USEC is in microseconds, and is another process's when WATCHDOG_PID says so."""
    assert Systemd({"WATCHDOG_USEC": "30000000"}).watchdog == 30.0
    assert Systemd({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}).watchdog == 30.0
    assert Systemd({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}).watchdog == 0.0
    assert Systemd({}).watchdog == 0.0


UNIT = Path(__file__).parents[2] / "deploy" / "monitor.service"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_the_unit_is_hardened() -> None:
    """systemd's own judgement of the service: an exposure of at most 1.5 on its scale of 10."""
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNIT)], capture_output=True, text=True
    )
    found = re.search(r"exposure level for monitor.service: ([\d.]+)", said.stdout)
    assert found, said.stderr
    assert float(found.group(1)) <= 1.5


def test_the_unit_fits_the_daemon() -> None:
    """The unit expects what the daemon does: notify, watchdog, ten seconds to leave, and no retry of bad rules."""
    text = UNIT.read_text(encoding="utf-8")
    for line in (
        "Type=notify",
        "WatchdogSec=3min",
        "TimeoutStopSec=15s",
        "RestartPreventExitStatus=2",
        "DynamicUser=yes",
    ):
        assert f"\n{line}\n" in text, line
    assert f"LoadCredential={CREDENTIAL}:" in text
