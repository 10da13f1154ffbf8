"""What a person must fix. Failures of the outside world are values (see `model`), not exceptions.

    MonitorError            printed as one clear line, exit code 2
    ├── BadRules            rules.yaml cannot be used; carries every Problem found, not only the first
    ├── BadSettings         an environment variable or an option is missing or malformed
    ├── StateInUse          another daemon runs on the state folder
    ├── DamagedState        the database cannot be trusted; nothing is changed, nothing re-baselined
    ├── StateBusy           another program holds the database for too long; nothing was changed, try again
    └── StateUnwritable     the disk is full or failing, or the folder is read-only; nothing was changed
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a rules file: where (line and column count from 1), what, and what to write instead."""

    file: str
    line: int
    column: int
    code: str
    message: str
    fix: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        fix = f" {self.fix}" if self.fix else ""
        return f"{self.file}:{self.line}:{self.column}: {self.level} [{self.code}] {self.message}{fix}"


class MonitorError(Exception):
    """Something a person must fix; its text is one clear line."""


class BadRules(MonitorError):
    """A rules file that cannot be used. The text lists every problem, one a line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class BadSettings(MonitorError):
    """An environment variable or an option is missing or malformed."""


class StateInUse(MonitorError):
    """Another daemon runs on this state folder."""


class DamagedState(MonitorError):
    """The database is damaged, from another version, or not ours."""


class StateBusy(MonitorError):
    """Another program holds the database for longer than we wait. May pass by itself."""


class StateUnwritable(MonitorError):
    """The state folder takes no more: a full or failing disk, a read-only folder. May pass once somebody made room."""
