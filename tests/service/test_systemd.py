"""Telling systemd how the daemon is."""

from __future__ import annotations

import gc
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
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


SOCKETS = """
import sys
from monitor.service.systemd import Systemd
opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event.startswith("socket.") else None)
systemd = Systemd({"NOTIFY_SOCKET": sys.argv[1]} if sys.argv[1:] else {})
systemd.ready("fine")
systemd.alive("fine")
systemd.stopping()
print(*opened)
"""


def sockets(*path: str) -> list[str]:
    """What Python's audit saw of sockets, in a process that told its manager three times how it is."""
    said = subprocess.run([sys.executable, "-c", SOCKETS, *path], capture_output=True, text=True, check=True)
    return said.stdout.split()


def test_without_a_manager_nothing_happens(manager: tuple[socket.socket, dict[str, str]]) -> None:
    """On a terminal there is nobody to tell, that is no error, and no socket is opened."""
    assert sockets() == []
    assert "socket.__new__" in sockets(manager[1]["NOTIFY_SOCKET"]), "with one, it would be seen"


def test_a_manager_that_is_gone_is_survived(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A dead socket costs a log line, not the daemon; it is closed again, and nothing is listened on."""
    with caplog.at_level(logging.DEBUG):
        Systemd({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).ready("fine")
    assert len(caplog.records) == 1
    assert not {"socket.bind", "socket.listen"} & set(sockets(str(tmp_path / "nobody")))
    gc.collect()  # a socket left open would be a warning here, and warnings are errors


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
