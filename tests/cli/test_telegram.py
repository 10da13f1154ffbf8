"""`monitor telegram`, against a Bot API on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cli.desk import Desk
from tests.servers import faults
from tests.servers.botapi import BotApi


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Iterator[BotApi]:
    """A bot, its token and its server in the environment."""
    with BotApi(chats=["1001", "-77"]) as api:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", api.token)
        monkeypatch.setenv("TELEGRAM_API_URL", api.url)
        monkeypatch.setenv("TELEGRAM_CHAT_ID", "1001")
        yield api
    assert not api.crashes


def test_a_message_is_sent_to_the_desk(desk: Desk, api: BotApi) -> None:
    """One message, to the address that the environment gives; exit code 0."""
    result = desk("telegram", "test")
    assert (result.exit_code, result.stdout) == (0, "Sent to chat desk (1001).\n")
    assert len(api.sent_to("1001")) == 1


def test_a_message_that_does_not_arrive_says_why(desk: Desk, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat nobody has, a bot that was blocked, a token nobody knows: one line, exit code 1, no token in it."""
    monkeypatch.setenv("TELEGRAM_CHAT_ID", "4242")
    assert "Chat not found" in desk("telegram", "test").stderr
    monkeypatch.setenv("TELEGRAM_CHAT_ID", "1001")
    api.in_chat("1001", faults.blocked())
    assert "blocked" in desk("telegram", "test").stderr
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:wrong-canary-token")
    result = desk("telegram", "test")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "canary" not in result.output


def test_a_chat_of_the_rules_may_be_named(desk: Desk, api: BotApi) -> None:
    """--chat takes an id of rules.yaml; another is wrong usage."""
    assert desk("telegram", "test", "--chat", "desk").exit_code == 0
    assert desk("telegram", "test", "--chat", "moon").exit_code == 2


def test_the_chats_that_wrote_are_listed(desk: Desk, api: BotApi) -> None:
    """Id, kind and title, as a table and as JSON; none is a "no" with a hint."""
    empty = desk("telegram", "chats")
    assert empty.exit_code == 1
    assert "/start" in empty.stdout
    api.write("-77", name="Amal")
    result = desk("telegram", "chats")
    assert result.exit_code == 0
    assert "-77" in result.stdout and "Amal" in result.stdout
    assert [chat["id"] for chat in json.loads(desk("telegram", "chats", "--json").stdout)["chats"]] == ["-77"]


def test_without_a_token_the_first_step_is_named(desk: Desk) -> None:
    """Exit code 2, one line that names the variable."""
    for words in (("telegram", "chats"), ("telegram", "test")):
        result = desk(*words)
        assert result.exit_code == 2
        assert result.stderr.startswith("TELEGRAM_BOT_TOKEN is not set")


def test_without_a_chat_the_next_step_is_named(desk: Desk, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, and nothing is sent."""
    monkeypatch.delenv("TELEGRAM_CHAT_ID")
    result = desk("telegram", "test")
    assert result.exit_code == 2
    assert "TELEGRAM_CHAT_ID" in result.stderr
    assert not api.messages


def test_a_telegram_that_cannot_be_reached_is_one_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens: exit code 1, no traceback, no token."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:canary-canary-canary")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    for words in (("telegram", "chats"), ("telegram", "test")):
        monkeypatch.setenv("TELEGRAM_CHAT_ID", "1001")
        result = desk(*words)
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1
        assert "canary" not in result.output


def test_a_chat_that_never_wrote_is_told_how(desk: Desk, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong id, or a bot that nobody began to talk to: the next step is in the line."""
    monkeypatch.setenv("TELEGRAM_CHAT_ID", "4242")
    result = desk("telegram", "test")
    assert result.exit_code == 1
    assert "write /start to the bot" in result.stderr
