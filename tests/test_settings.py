"""What the operator sets in the environment."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from monitor import settings as module
from monitor.errors import BadSettings
from monitor.settings import Settings, from_environment

TOKEN = "123456:canary-canary-canary-canary-1234"


def test_nothing_set_is_a_console_with_the_default_folders() -> None:
    """Without any variable the alerts go to the console, the rules are the default ones, the state is ./state."""
    settings = from_environment({})
    assert settings == Settings()
    assert (settings.backup_folder, settings.keep_days, settings.http_port) == (Path("state/backups"), 365, 0)
    assert (settings.secret, settings.rules, settings.state) == ("", None, Path("state"))


def test_everything_is_read() -> None:
    """Each documented variable arrives in its field; the API root loses its final slash."""
    settings = from_environment(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN + "\n",
            "TELEGRAM_CHAT_ID": "-1001234567890",
            "TELEGRAM_OPERATOR_ID": "@operators",
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "MONITOR_RULES": "my/rules.yaml",
            "MONITOR_STATE": "my/state",
            "MONITOR_BACKUPS": "/mnt/backups",
            "MONITOR_KEEP_DAYS": "0",
            "MONITOR_HTTP_PORT": "9464",
        }
    )
    assert (settings.backup_folder, settings.keep_days, settings.http_port) == (Path("/mnt/backups"), 0, 9464)
    assert settings.secret == TOKEN
    assert (settings.chat_id, settings.operator_id) == ("-1001234567890", "@operators")
    assert settings.api_url == "http://127.0.0.1:8081"
    assert (settings.rules, settings.state) == (Path("my/rules.yaml"), Path("my/state"))


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    """TELEGRAM_BOT_TOKEN_FILE is read, final newline and byte order mark or not."""
    path = tmp_path / "token"
    path.write_text(f"\ufeff{TOKEN}\n", encoding="utf-8")
    assert from_environment({"TELEGRAM_BOT_TOKEN_FILE": str(path)}).secret == TOKEN


def test_the_token_may_be_a_systemd_credential(tmp_path: Path) -> None:
    """LoadCredential=telegram_bot_token is found; a service without that credential prints to the console."""
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert from_environment(environ).secret == ""
    (tmp_path / "telegram_bot_token").write_text(TOKEN)
    assert from_environment(environ).secret == TOKEN


def test_the_variable_wins_over_the_file(tmp_path: Path) -> None:
    """The nearest source decides, and the others are not even read."""
    environ = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "missing")}
    assert from_environment(environ).secret == TOKEN


def test_the_token_shows_nowhere() -> None:
    """Neither repr nor str nor the variables for rules.yaml carry the token."""
    settings = from_environment({"TELEGRAM_BOT_TOKEN": TOKEN, "OTHER": "x"})
    assert TOKEN not in repr(settings) + str(settings)
    assert settings.variables == {"OTHER": "x"}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TELEGRAM_BOT_TOKEN", "123456:canary canary", "not a bot token"),
        ("TELEGRAM_BOT_TOKEN", "123456:canary/../../etc", "not a bot token"),
        ("TELEGRAM_BOT_TOKEN_FILE", "/nowhere/token", "/nowhere/token cannot be read"),
        ("TELEGRAM_CHAT_ID", "my chat", "neither a number nor an @channel"),
        ("TELEGRAM_OPERATOR_ID", "12 34", "neither a number nor an @channel"),
        ("TELEGRAM_API_URL", "ftp://host", "not an http or https address"),
        ("TELEGRAM_API_URL", "api.example.org", "not an http or https address"),
        ("TELEGRAM_API_URL", "http://host/bot", "no /bot"),
        ("TELEGRAM_API_URL", "http://host/?a=b", "no /bot, query"),
        ("MONITOR_KEEP_DAYS", "a year", "not a whole number from 0 to 36500"),
        ("MONITOR_KEEP_DAYS", "-1", "not a whole number"),
        ("MONITOR_HTTP_PORT", "65536", "not a whole number from 0 to 65535"),
    ],
)
def test_what_is_malformed_is_named_in_one_line(name: str, value: str, says: str) -> None:
    """A malformed value raises BadSettings: one line, which names the variable, and never repeats a token."""
    with pytest.raises(BadSettings) as caught:
        from_environment({name: value})
    text = str(caught.value)
    assert name in text and says in text and "\n" not in text
    assert name != "TELEGRAM_BOT_TOKEN" or value not in text.replace(name, "")


def test_every_setting_is_documented() -> None:
    """README and docs/commands.md name each variable that is read, and no other; the port is off by default."""
    root = Path(__file__).parent.parent
    read = set(re.findall(r'"((?:MONITOR|TELEGRAM)_[A-Z_]+)"', inspect.getsource(module)))
    assert "MONITOR_HTTP_PORT" in read and len(read) >= 10
    for page in ("README.md", "docs/commands.md"):
        text = (root / page).read_text(encoding="utf-8")
        assert set(re.findall(r"\b(?:MONITOR|TELEGRAM)_[A-Z_]*[A-Z]\b", text)) == read, page
    assert "off by default" in (root / "README.md").read_text(encoding="utf-8")
