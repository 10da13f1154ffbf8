"""What stands before the command: which rules file, which state folder; and what commands fetch by them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import click

from monitor.rules.book import RuleBook
from monitor.service import bookfile
from monitor.settings import Settings, from_environment


@dataclass(frozen=True, slots=True)
class Options:
    """The options for all commands; `rules` is None for "rules.yaml here, else the packaged one"."""

    rules: Path | None = None
    state: Path = Path("state")

    @property
    def rules_file(self) -> Path:
        """The rules file that is meant, whether or not it exists."""
        return bookfile.locate(self.rules)

    def settings(self) -> Settings:
        """What the environment sets, with these options in place of its paths. Raises BadSettings."""
        return from_environment(os.environ).model_copy(update={"rules": self.rules, "state": self.state})

    def book(self, path: Path | None = None, *, advice: bool = False) -> RuleBook:
        """The rules in the file that is meant, or in `path`; with warnings on request. Raises BadRules."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith("TELEGRAM_BOT_TOKEN")}
        return bookfile.read(path or self.rules_file, variables, advice=advice)


pass_options = click.make_pass_decorator(Options, ensure=True)
