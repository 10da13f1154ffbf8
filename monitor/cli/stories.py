"""`monitor stories`: what was told as one thing, who reported it, what was given when; and a person's corrections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

import click

from monitor.cli.options import Options, pass_options
from monitor.cli.screen import HEAD, QUIET, Screen, count, line, when
from monitor.cli.states import is_new, reading, writing
from monitor.model import Stated
from monitor.store.threads import Judgement, Listed, MemberRow, Story
from monitor.stories.novelty import amount, said


class Numbered(click.Group):
    """A group that takes a story's number in place of a command: `monitor stories 12` shows story 12."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """`12` is `show 12`."""
        listed = args and (args[0].isdecimal() or args[0].startswith("--"))
        return super().resolve_command(ctx, ["show", *args] if listed else args)


@click.group(
    cls=Numbered,
    invoke_without_command=True,
    subcommand_metavar="[ID | COMMAND [ARGS]...]",
    context_settings={"ignore_unknown_options": True},
)
@click.pass_context
def stories(context: click.Context) -> object:
    """What is told as one thing; a number shows one story."""
    return None if context.invoked_subcommand else context.invoke(show)


@stories.command("show")
@click.argument("number", metavar="[ID]", type=click.IntRange(1, 2**62), required=False)
@click.option("--limit", type=click.IntRange(1, 10_000), default=30, metavar="N", help="At most so many. Default: 30.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def show(options: Options, number: int | None, limit: int, as_json: bool) -> int:
    """Stories, the latest first; with a number, one: its articles, owners, sides, languages, figures over time.

    Corroboration is counted by owners and sides, not by outlets. Exit code 1 when there is none.
    """
    if _nothing_yet(options):
        return 1
    with reading(options) as store:
        found = store.stories(limit) if number is None else ()
        story = store.story(number) if number is not None else None
    if not found and story is None:
        click.echo("There is no story yet." if number is None else f"There is no story {number}.", err=True)
        return 1
    screen = Screen()
    if as_json:
        screen.json(asdict(story) if story else [asdict(one) for one in found])
    elif story:
        say_story(screen, story)
    for one in () if as_json else found:
        screen.say(f"#{one.id}  {line(one.title) or '(without a title)'}", style=HEAD)
        screen.say(_counted(one), indent=4, style=QUIET)
    return 0


@stories.command("merge")
@click.argument("one", metavar="ID", type=click.IntRange(1, 2**62))
@click.argument("other", metavar="ID", type=click.IntRange(1, 2**62))
@pass_options
def merge(options: Options, one: int, other: int) -> int:
    """Two stories are one. It holds for ever; what comes later joins the older."""
    if _nothing_yet(options):
        return 1
    with writing(options) as store:
        done = store.merge_stories(one, other, datetime.now(UTC))
    if not done:
        click.echo("These are not two stories. Try: monitor stories", err=True)
        return 1
    click.echo(f"Story {max(one, other)} is part of story {min(one, other)} now.")
    return 0


@stories.command("split")
@click.argument("number", metavar="ID", type=click.IntRange(1, 2**62))
@click.argument("article", metavar="ARTICLE", type=click.IntRange(1, 2**62))
@pass_options
def split(options: Options, number: int, article: int) -> int:
    """An article of a story is another story. It holds for ever, for the copies of the article, too."""
    if _nothing_yet(options):
        return 1
    with writing(options) as store:
        new = store.split_story(number, article, datetime.now(UTC))
    if new is None:
        click.echo(f"Article {article} is not in story {number}, or began it. Try: monitor stories {number}", err=True)
        return 1
    click.echo(f"Article {article} is story {new} now.")
    return 0


def _nothing_yet(options: Options) -> bool:
    """Whether there is no state, and said so: none is made by asking."""
    if is_new(options):
        click.echo("Nothing is stored yet: start `monitor run` first.", err=True)
        return True
    return False


# -- words ------------------------------------------------------------------------------------------------------------


def say_story(screen: Screen, story: Story) -> None:
    """Head line, articles in order, figures over time."""
    screen.say(f"#{story.listed.id}  {line(story.listed.title) or '(without a title)'}", style=HEAD)
    screen.say(_counted(story.listed))
    screen.head("Articles")
    for member in story.members:
        _say_member(screen, member)
    if story.figures:
        screen.head("Figures")
        for stated in _first_stated(story.figures):
            screen.say(_stated(stated), indent=2)


def say_judgement(screen: Screen, judgement: Judgement) -> None:
    """When, what, how surely, and what was new."""
    score = f", score {judgement.score:.2f}" if judgement.score else ""
    related = f", related to story {judgement.related}" if judgement.related else ""
    screen.say(f"{when(judgement.at)}  {judgement.decision}{score}{related}", indent=4)
    for fact in judgement.news:
        source = f" ({line(fact.source) or '-'})" if fact.before is not None else ""
        screen.say(f"new: {said(fact)}{source}{f', {fact.change}' if fact.change else ''}", indent=6)


def _counted(one: Listed) -> str:
    parts = [
        count(one.articles, "article"), count(one.owners, "owner"), count(one.sides, "side"),
        count(one.languages, "language"), f"{when(one.began)} to {when(one.latest)}",
    ]  # fmt: skip
    return ", ".join(parts) + ("" if one.told else ", not told")


def _say_member(screen: Screen, member: MemberRow) -> None:
    carrier = member.carrier
    whose = ", ".join(filter(None, (line(carrier.owner), line(carrier.side), line(carrier.lang))))
    screen.say(f"#{member.id}  {when(member.seen)}  {line(carrier.outlet)}{f' ({whose})' if whose else ''}", indent=2)
    screen.say(line(member.title), indent=4)
    for judgement in member.judgements:
        say_judgement(screen, judgement)


def _first_stated(figures: Iterable[Stated]) -> list[Stated]:
    """Each figure once for each outlet, when that gave it first."""
    first: dict[tuple[object, ...], Stated] = {}
    for stated in figures:
        figure = stated.figure
        first.setdefault((figure.unit, figure.qualifier, figure.value, stated.outlet), stated)
    return list(first.values())


def _stated(stated: Stated) -> str:
    figure = stated.figure
    part = f" ({figure.qualifier})" if figure.qualifier else ""
    high = f"-{amount(figure.high)}" if figure.high is not None else ""
    bound = f"{figure.bound} " if figure.bound else ""
    counted = f"{bound}{amount(figure.value)}{high} {figure.unit}{part}"
    return f"{when(stated.at)}  {counted}, {line(stated.outlet)} #{stated.article}"
