"""`monitor why`: what became of an article, stage by stage, from what was stored when it was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from monitor.cli.explain import say_match, say_near_miss
from monitor.cli.options import Options, pass_options
from monitor.cli.screen import HEAD, QUIET, Screen, line, when
from monitor.cli.states import is_new, reading
from monitor.cli.stories import say_judgement
from monitor.model import Decision, Message, MessageState
from monitor.store.archive import Listed, Stored
from monitor.store.threads import Judgement

DECISIONS = {
    Decision.BASELINE: "not told: it belongs to what was already known",
    Decision.NONE: "not told: no rule fires",
    Decision.NEW: "told, with a message of its own",
    Decision.UPDATE: "told, as an update of an earlier message",
    Decision.MERGE: "not told again: it joined a story that was told",
    Decision.IGNORE: "not told: the same item again, or nothing that was not known",
}
ORIGINS = {
    "feed": "the text that the feed carries",
    "page": "the page behind the item",
    "given": "the text that was given by hand",
}


@click.command()
@click.argument("article", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def why(options: Options, article: str, as_json: bool) -> int:
    """What became of an article, stage by stage, and why.

    Any spelling of its address will do: tracking parameters, http or https, www. Exit code 1 when none is stored.
    """
    if not article.strip():
        raise click.UsageError("write the address or the number of an article")
    if is_new(options):
        click.echo("Nothing is stored yet: start `monitor run` first.", err=True)
        return 1
    with reading(options) as store:
        stored = store.article(article.strip())
        judgements = store.judgements(stored.listed.id) if stored else ()
    if stored is None:
        what = "number" if article.isdecimal() else "address"
        click.echo(f"No article is stored under the {what} {line(article)}. Try: monitor search WORDS", err=True)
        return 1
    screen = Screen()
    if as_json:
        screen.json({**asdict(stored), "judgements": [asdict(one) for one in judgements]})
    else:
        say_stored(screen, stored, judgements)
    return 0


def say_stored(screen: Screen, stored: Stored, judgements: Sequence[Judgement] = ()) -> None:
    """Every stage an article went through, in order."""
    item = stored.listed
    screen.say(f"#{item.id}  {line(item.title) or '(without a title)'}", style=HEAD)
    screen.say(line(f"{item.outlet} · {item.url}" if item.url else item.outlet))
    _say_recognised(screen, stored)
    _say_read(screen, stored)
    _say_decided(screen, stored)
    if judgements:
        screen.head("Compared")
        for judgement in judgements:
            say_judgement(screen, judgement)
    _say_told(screen, stored)


def say_short(screen: Screen, stored: Stored) -> None:
    """Title, outlet, decision and reason, a line each."""
    item = stored.listed
    screen.say(line(item.title), style=HEAD, indent=2)
    screen.say(line(f"{item.outlet} · {item.url}" if item.url else item.outlet), style=QUIET, indent=4)
    screen.say(DECISIONS[item.decision], indent=4)
    screen.say(f"reason: {line(item.reason)}", indent=4)


def _say_recognised(screen: Screen, stored: Stored) -> None:
    item = stored.listed
    screen.head("Recognised")
    how = "given by hand" if not stored.feed else "as a copy" if stored.copy_of else "as a new item"
    screen.say(f"first seen {when(item.seen)}, {how}; last seen {when(stored.last_seen)}", indent=2)
    if stored.published:
        screen.say(f"published {when(stored.published)}", indent=2)
    if stored.copy_of:
        screen.say(f"copy of {_short(stored.copy_of)}", indent=2)
    for version in stored.versions[1:]:
        screen.say(f"edited {when(version.at)}: {line(version.reason)}", indent=2)


def _say_read(screen: Screen, stored: Stored) -> None:
    screen.head("Read")
    screen.say(f"{ORIGINS.get(stored.origin, stored.origin)}, {len(stored.text)} characters", indent=2)
    if stored.rules_version:
        screen.say(f"with the rules of version {stored.rules_version}", indent=2)
    fields = {"title": stored.listed.title, "text": stored.text}
    for match in stored.matches:
        say_match(screen, fields, match, indent=2)
    for near in stored.near:
        say_near_miss(screen, fields, near, indent=2)
    if not stored.matches and not stored.near:
        screen.say("none of the rules' words stand in it", indent=2)
    for label, ids in (("actors", stored.actors), ("places", stored.places)):
        if ids:
            screen.say(f"{label}: {', '.join(ids)}", indent=2)


def _say_decided(screen: Screen, stored: Stored) -> None:
    screen.head("Decided")
    screen.say(DECISIONS[stored.listed.decision], indent=2)
    screen.say(f"reason: {line(stored.listed.reason)}", indent=2)
    if stored.head:
        screen.say(f"the story began with {_short(stored.head)}", indent=2)
    for other in stored.also:
        screen.say(f"also in {_short(other)}", indent=2)


def _say_told(screen: Screen, stored: Stored) -> None:
    if not stored.messages:
        return
    screen.head("Told")
    for message in stored.messages:
        screen.say(_fate(message), indent=2)


def _fate(message: Message) -> str:
    """ "message 5 to desk, written 2026-11-21 10:00: sent (Telegram's number 17)"."""
    state = {
        MessageState.HELD: "held back" + (f" until {when(message.due)}" if message.due else ""),
        MessageState.PENDING: "waits" + (f" until {when(message.due)}" if message.attempts else ""),
        MessageState.SENDING: "is being sent",
        MessageState.SENT: "sent" + (f" (Telegram's number {message.telegram_id})" if message.telegram_id else ""),
        MessageState.UNCERTAIN: "may have arrived" + (", sent once more soon" if message.due else ""),
        MessageState.PARKED: "refused for good",
        MessageState.GATHERED: f"told together with others, in message {message.digest}",
    }[message.state]
    repeat = ", marked as a possible repeat" if message.repeat else ""
    reason = f": {line(message.reason)}" if message.reason else ""
    return f"message {message.id} to {message.chat}, written {when(message.created)}: {state}{repeat}{reason}"


def _short(item: Listed) -> str:
    return line(f"#{item.id} {item.title} ({item.outlet}) {item.url}")
