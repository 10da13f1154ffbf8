"""`monitor run`: the daemon."""

from __future__ import annotations

import click

from monitor.cli.options import Options, pass_options
from monitor.service import daemon


@click.command()
@click.option("--once", is_flag=True, help="Poll everything that is due, deliver, and leave.")
@pass_options
def run(options: Options, once: bool) -> int:
    """Poll, decide, deliver, until told to leave (SIGTERM, Ctrl-C).

    Logs to standard error; without a Telegram token alerts are printed on standard output. SIGHUP reads the rules
    again. Exit code 1 when --once had to leave alerts waiting: the next run sends them.
    """
    return daemon.run(options.settings(), once=once)
