"""Telling systemd how the daemon is: the sd_notify protocol, one datagram a message.

Outside systemd (no NOTIFY_SOCKET) every call does nothing. See sd_notify(3) for the words.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Mapping

log = logging.getLogger(__name__)


class Systemd:
    """The service manager that started us, if one did."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address  # @ marks the abstract namespace
        ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        limit = environ.get("WATCHDOG_USEC", "")
        self.watchdog = int(limit) / 1_000_000 if ours and limit.isdigit() else 0.0  # seconds; 0: nobody watches

    def ready(self, status: str) -> None:
        """Started, or done reloading."""
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """A reload began; `ready` ends it."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """Leaving: what follows is draining."""
        self._tell("STOPPING=1", "STATUS=stopping")

    def alive(self, status: str) -> None:
        """A sign of life, due at least every `watchdog` seconds."""
        self._tell("WATCHDOG=1", f"STATUS={status}")

    def _tell(self, *words: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as wire:
                wire.setblocking(False)  # a full queue must not stall the loop; the next sign of life is soon enough
                wire.sendto("\n".join(words).encode(), self._address)
        except OSError as error:
            log.warning("systemd could not be told %s: %s", words[0], error)
