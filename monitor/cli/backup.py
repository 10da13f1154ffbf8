"""`monitor backup` and `monitor restore`: verified copies of the state, and putting one back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.cli.options import Options, pass_options
from monitor.cli.screen import Screen
from monitor.service.feedhealth import size
from monitor.service.lock import held
from monitor.store import backup as copies


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="MONITOR_BACKUPS",
    metavar="DIR",
    help="The folder for the copy [MONITOR_BACKUPS; default: backups in the state folder].",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def backup(options: Options, folder: Path | None, as_json: bool) -> int:
    """Make a verified copy of the state now, while a daemon runs or not.

    The copy is one file. It gets its name only after SQLite found nothing wrong in it. The daemon makes one each day
    and keeps those of the last seven days; this command removes none.
    """
    made = copies.back_up(options.state, folder or options.state / copies.BACKUPS, datetime.now(UTC))
    assert made  # nobody told it to stop
    screen = Screen()
    if as_json:
        screen.json(asdict(made))
    else:
        screen.say(f"{made.path}  {size(made.size)}, verified")
    return 0


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_options
def restore(options: Options, file: Path) -> int:
    """Put a copy in the place of the state. The daemon must be stopped.

    The copy is verified before anything is replaced; the old state is kept in a folder beside it, whose name is
    printed. What waited to be told when the copy was made is told again, as a possible repeat.
    """
    now = datetime.now(UTC)
    with held(options.state, now):
        kept = copies.restore(options.state, file, now)
    screen = Screen()
    screen.say(f"The state is that of {file}.")
    if kept:
        screen.say(f"The old one is kept in {kept}; remove it when it is not needed any more.")
    return 0
