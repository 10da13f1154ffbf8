"""`monitor search`: stored articles by their words, in any spelling."""

from __future__ import annotations

from dataclasses import asdict

import click

from monitor.cli.options import Options, pass_options
from monitor.cli.screen import HEAD, QUIET, Screen, line, when
from monitor.cli.states import is_new, reading
from monitor.store.archive import Listed


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, metavar="N", help="At most so many. Default: 20.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def search(options: Options, query: tuple[str, ...], limit: int, as_json: bool) -> int:
    """Stored articles that hold all the words, the latest first.

    Letter case, tashkeel, alef forms and accents do not matter, and Arabic particles may be written onto a word. Exit
    code 1 when there is none.
    """
    words = " ".join(query)
    if not words.strip():
        raise click.UsageError("write the words to look for")
    if is_new(options):
        found: tuple[Listed, ...] = ()
    else:
        with reading(options) as store:
            found = store.search(words, limit)
    screen = Screen()
    if as_json:
        screen.json([asdict(item) for item in found])
        return 0 if found else 1
    for item in found:
        screen.say(f"#{item.id}  {line(item.title) or '(without a title)'}", style=HEAD)
        screen.say(f"{when(item.seen)}  {line(item.outlet)}  {item.decision}", indent=4)
        if item.url:
            screen.say(line(item.url), indent=4, style=QUIET)
    if not found:
        nothing = "Nothing is stored yet: start `monitor run` first."
        click.echo(nothing if is_new(options) else "No stored article holds all of these words.", err=True)
    return 0 if found else 1
