"""`monitor telegram`: setting up the bot."""

from __future__ import annotations

import asyncio

import click

from monitor.alerts.routing import operator
from monitor.cli.options import Options, pass_options
from monitor.cli.screen import Screen
from monitor.errors import BadSettings
from monitor.model import Chat, Receipt, Rejected, Sent
from monitor.settings import Settings
from monitor.telegram import desk
from monitor.telegram.sender import TelegramSender


@click.group()
def telegram() -> None:
    """Setting up the bot."""


def _settings(options: Options) -> Settings:
    settings = options.settings()
    if not settings.token:
        raise BadSettings("TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather and export it")
    return settings


@telegram.command("chats")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def chats(options: Options, as_json: bool) -> int:
    """Who wrote to the bot lately, with the ids for TELEGRAM_CHAT_ID."""
    found = asyncio.run(_chats(_settings(options)))
    screen = Screen()
    if as_json:
        rows = [{"id": c.id, "type": c.type, "title": c.title, "who": c.who} for c in found.chats]
        screen.json({"bot": found.bot, "chats": rows, "problem": found.problem, "hint": found.hint})
    elif found.problem:
        click.echo(found.problem, err=True)
    else:
        if found.chats:
            screen.table(("id", "kind", "title", "who"), [(c.id, c.type, c.title, c.who) for c in found.chats])
        screen.say(found.hint)
    return 0 if found.chats else 1


async def _chats(settings: Settings) -> desk.Chats:
    async with TelegramSender(settings.secret, settings.api_url) as sender:
        return await desk.chats(sender)


@telegram.command("test")
@click.option("--chat", "name", metavar="ID", help="A chat of rules.yaml. Default: the desk, else the first.")
@pass_options
def test(options: Options, name: str | None) -> int:
    """Send one message to a chat of rules.yaml."""
    settings = _settings(options)
    known = options.book().chats
    if name is not None and name not in known:
        raise click.UsageError(f"no chat is called {name!r}; known: {', '.join(known) or 'none'}")
    chat = known[name] if name is not None else known.get("desk") or operator(known)
    if not chat.address:
        raise BadSettings(f"chat {chat.id} has no address: set TELEGRAM_CHAT_ID (see `monitor telegram chats`)")
    receipt = asyncio.run(_test(settings, chat))
    if isinstance(receipt, Sent):
        Screen().say(f"Sent to chat {chat.id} ({chat.address}).")
        return 0
    moved = getattr(receipt, "moved_to", "")
    hint = f"; the chat has a new id, {moved}: use that one" if moved else ""
    if isinstance(receipt, Rejected) and receipt.scope == "chat":
        hint = "; write /start to the bot in that chat, or add it to the group, and see `monitor telegram chats`"
    click.echo(f"Not delivered to chat {chat.id} ({chat.address}): {receipt.reason}{hint}", err=True)
    return 1


async def _test(settings: Settings, chat: Chat) -> Receipt:
    async with TelegramSender(settings.secret, settings.api_url) as sender:
        return await desk.test(sender, chat)
