"""Jobs for the child processes of the tests: each goes wrong in its own way."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

kept: list[bytes] = []


def echo(value: Any) -> Any:
    """Gives back what it got."""
    return value


def whoami() -> int:
    """The number of the process it runs in."""
    return os.getpid()


def hang() -> None:
    """Never ends."""
    while True:
        pass


def swell(megabytes: int) -> int:
    """Takes memory, writes to it, and lets it go."""
    return len(bytearray(b"x") * (megabytes * 1_000_000)) // 1_000_000


def keep(megabytes: int) -> None:
    """Takes memory and never lets it go."""
    kept.extend(bytes([1]) * 1_000_000 for _ in range(megabytes))


def crash() -> None:
    """Dies as a broken C library does."""
    os.kill(os.getpid(), signal.SIGSEGV)


def stumble() -> None:
    """Meets something unforeseen."""
    raise KeyError("unforeseen")


def chatter(characters: int) -> str:
    """Prints to where the answers go, and to where errors go."""
    print("x" * characters)
    os.write(1, b"x" * characters)
    sys.stdout.flush()
    return "quiet"


def imported(module: str) -> bool:
    """Whether this process has loaded a module."""
    return module in sys.modules


def signals() -> tuple[bool, bool]:
    """Whether an interrupt and a termination signal pass this process by."""
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGTERM)
    return True, True
