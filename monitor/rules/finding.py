"""One thing that lint found, at a path of the file; and the advice that names what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Path = tuple[str | int, ...]  # keys and indexes from the top of the file; indexes count items after opening up lists


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at a path of the file; `fix` says what to write instead."""

    path: Path
    code: str
    message: str
    fix: str = ""
    level: Literal["error", "warning"] = "error"


def nearest(word: str, known: Iterable[str]) -> str:
    """The advice that names the known word most like this one."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    more = ", …" if len(names) > 12 else ""
    return f"Did you mean {close[0]}?" if close else f"Known: {', '.join(names[:12]) or 'none'}{more}."
