"""The child's side of `workers`: runs one job after another, read from standard input, within limits of its own.

A message is a length (8 bytes, big-endian) and a pickle. A request is (job, args, seconds, bytes of memory), the answer
("done", result, leaving) or ("memory", leaving). Whatever else goes wrong ends the child, with a traceback on standard
error: a process that met something unforeseen is not used again. It ends with its input, too, that is, with its parent.
"""

from __future__ import annotations

import logging
import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")
JOBS = 2000  # then a fresh process, whatever the libraries leak
_PAGE = resource.getpagesize()
_RETIRE_GROWTH = 32_000_000  # bytes of address space that a large feed left behind


def serve(job: str) -> None:
    """Answers requests until there are no more. `job` is imported first, so that the first request need not wait."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when a drain is over, and closes the pipe
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)  # what a library prints must not end up between the answers
    logging.disable()  # nobody reads standard error while the child lives: a full pipe would stop it
    resolve_name(job)
    base = _address_space()
    send(answers, ("ready",))
    for number in range(1, JOBS + 1):
        request = receive(requests)
        if request is None:
            return
        name, args, seconds, growth = request
        before = _address_space()
        function = resolve_name(name)  # perhaps a second kind of job: its imports do not count
        base += _address_space() - before
        answer = _run(function, args, seconds, base + growth)
        leaving = answer[0] != "done" or number == JOBS or _address_space() > base + _RETIRE_GROWTH
        send(answers, (*answer, leaving))
        if leaving:
            return


def _run(function: Callable[..., Any], args: tuple[Any, ...], seconds: float, space: int) -> tuple[Any, ...]:
    _limit(seconds, space)
    try:
        return ("done", function(*args))
    except MemoryError:
        return ("memory",)
    finally:
        _lift()


def _limit(seconds: float, space: int) -> None:
    """Allows `space` bytes of addresses in all, and somewhat more CPU time than the parent will wait for.

    The parent's clock decides as a rule; the CPU limit is for a child whose parent was killed meanwhile.
    """
    if sys.platform.startswith("linux"):
        _allow(resource.RLIMIT_AS, space)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _allow(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 5)


def _lift() -> None:
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        _allow(kind, resource.RLIM_INFINITY)


def _allow(kind: int, amount: int) -> None:
    """Sets the soft limit; a hard one that the system has set stands, and is never raised."""
    hard = resource.getrlimit(kind)[1]
    finite = [limit for limit in (amount, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min(finite, default=resource.RLIM_INFINITY), hard))


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not tell (then only time is limited)."""
    if not sys.platform.startswith("linux"):
        return 0
    return int(Path("/proc/self/statm").read_bytes().split()[0]) * _PAGE


def send(stream: BinaryIO, message: object) -> None:
    """Writes one message."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Reads one message; None at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return pickle.loads(stream.read(LENGTH.unpack(head)[0]))
