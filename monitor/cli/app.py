"""The command line: the options for all commands, the commands, and what every error becomes.

Exit codes: 0 good, 1 the answer is "no", 2 wrong usage or something a person must fix. A command returns its code.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import click

import monitor
from monitor.cli.backup import backup, restore
from monitor.cli.baseline import baseline
from monitor.cli.browse import browse
from monitor.cli.check import check
from monitor.cli.demo import demo
from monitor.cli.export import export
from monitor.cli.feeds import feeds
from monitor.cli.match import match
from monitor.cli.options import Options
from monitor.cli.replay import replay
from monitor.cli.run import run
from monitor.cli.screen import block, utf8
from monitor.cli.search import search
from monitor.cli.status import status
from monitor.cli.stories import stories
from monitor.cli.telegram import telegram
from monitor.cli.why import why
from monitor.errors import MonitorError

COMMANDS: tuple[click.Command, ...] = (
    *(run, demo, check, match, replay, why, baseline, feeds, search, stories, telegram, status),
    *(backup, restore, export, browse),
)


class Monitor(click.Group):
    """A group whose commands return exit codes, and whose errors are lines for a person, never tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; what a person must fix goes to stderr, exit code 2."""
        try:
            code = super().invoke(ctx)
        except MonitorError as error:
            click.echo(block(str(error)), err=True)
            code = 2
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of a pipe has what it wanted: `monitor search x | head -1`
                _drop_output()
                return 0
            click.echo(block(f"{error.filename or 'input or output'}: {error.strerror or error}"), err=True)
            code = 2
        if isinstance(code, int) and code:
            ctx.exit(code)
        return code

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table of commands, not of the alphabet."""
        return list(self.commands)


@click.group(cls=Monitor, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(monitor.__version__, prog_name="monitor", message="%(prog)s %(version)s")
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    envvar="MONITOR_RULES",
    metavar="PATH",
    help="The rules file [MONITOR_RULES; default: rules.yaml here, else the packaged one].",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="MONITOR_STATE",
    default=Path("state"),
    metavar="DIR",
    help="The state folder [MONITOR_STATE; default: state].",
)
@click.pass_context
def cli(context: click.Context, rules: Path | None, state: Path) -> None:
    """Watches news feeds, and tells Telegram what is new about a ceasefire in Libya or mercenaries there."""
    context.obj = Options(rules, state)


for command in COMMANDS:
    cli.add_command(command)


def _drop_output() -> None:
    """Whatever is still to be written goes nowhere, so that nothing is said about the pipe at the end either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def main() -> None:
    """The `monitor` command: UTF-8 in and out whatever the locale, quiet when the reader of a pipe leaves."""
    if sys.getfilesystemencoding().lower() != "utf-8":  # only at its start can Python be told how arguments are written
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    utf8()
    try:
        cli.main(prog_name="monitor")
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_output()
