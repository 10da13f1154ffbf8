"""What the operator sets: the bot's token, the chats, the Bot API's address, the rules file and the state folder.

Everything comes from environment variables, or from one file for the token (a path of the operator's choosing, or the
credential that systemd hands to the service). The token never shows in a repr, a log line or an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, TypeAdapter, ValidationError

from monitor.errors import BadSettings

# Wider than the form BotFather hands out (digits, a colon, a secret): whether a token is good is Telegram's to say, and
# alerts wait meanwhile. Narrow enough that it is one safe segment of a URL's path.
TOKEN = re.compile(r"[A-Za-z0-9_:-]{3,200}")
CREDENTIAL = "telegram_bot_token"


class Settings(BaseModel):
    """All that is set from outside; without a token, alerts go to the console.

    `rules` is None for "rules.yaml in this folder, else the packaged one", `backups` for "in the state folder". Texts
    and evidence are kept for `keep_days`, 0: for ever. Port 0: nothing listens. `variables` are what $NAME in
    rules.yaml may name: the environment, the token left out.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    token: SecretStr | None = None
    chat_id: str = ""
    operator_id: str = ""
    api_url: str = ""
    rules: Path | None = None
    state: Path = Path("state")
    backups: Path | None = None
    keep_days: int = 365
    http_port: int = 0
    variables: Mapping[str, str] = Field(default_factory=dict, repr=False)

    @property
    def backup_folder(self) -> Path:
        """Where the daily copies go."""
        return self.backups or self.state / "backups"

    @property
    def secret(self) -> str:
        """The token in clear, for the sender and the log filter alone; "" without one."""
        return self.token.get_secret_value() if self.token else ""


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Settings out of environment variables; an empty variable counts as absent. Raises BadSettings, one clear line."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    token = _token(given)
    return Settings(
        token=SecretStr(token) if token else None,
        chat_id=_chat(given, "TELEGRAM_CHAT_ID"),
        operator_id=_chat(given, "TELEGRAM_OPERATOR_ID"),
        api_url=_root(given.get("TELEGRAM_API_URL", "")),
        rules=Path(given["MONITOR_RULES"]) if "MONITOR_RULES" in given else None,
        state=Path(given.get("MONITOR_STATE", "state")),
        backups=Path(given["MONITOR_BACKUPS"]) if "MONITOR_BACKUPS" in given else None,
        keep_days=_number(given, "MONITOR_KEEP_DAYS", 365, 36_500),
        http_port=_number(given, "MONITOR_HTTP_PORT", 0, 65_535),
        variables={name: value for name, value in given.items() if not name.startswith("TELEGRAM_BOT_TOKEN")},
    )


def _token(given: Mapping[str, str]) -> str:
    """The token from where the operator put it: the variable wins over the file, the file over the credential."""
    if "TELEGRAM_BOT_TOKEN" in given:
        return _checked(given["TELEGRAM_BOT_TOKEN"], "TELEGRAM_BOT_TOKEN")
    if "TELEGRAM_BOT_TOKEN_FILE" in given:
        return _from_file(Path(given["TELEGRAM_BOT_TOKEN_FILE"]), "TELEGRAM_BOT_TOKEN_FILE")
    if "CREDENTIALS_DIRECTORY" in given:
        credential = Path(given["CREDENTIALS_DIRECTORY"]) / CREDENTIAL
        return _from_file(credential, f"the credential {CREDENTIAL}") if credential.exists() else ""
    return ""


def _from_file(path: Path, source: str) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadSettings(f"{source}: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"{source}: {path} is not a text file") from error
    return _checked(text.strip(), source)


def _checked(token: str, source: str) -> str:
    """The token when it has the form of one. The error never repeats it: a mistyped token is still most of a secret."""
    if not TOKEN.fullmatch(token):
        raise BadSettings(f"{source} is not a bot token: write it as BotFather gave it, digits, a colon, letters")
    return token


def _chat(given: Mapping[str, str], name: str) -> str:
    """A chat id (a number, negative for groups) or a public @channel; "" when unset."""
    value = given.get(name, "")
    if value and not re.fullmatch(r"-?\d{1,20}|@[A-Za-z]\w{3,}", value, re.ASCII):
        raise BadSettings(f"{name} is {value!r}, neither a number nor an @channel: see `monitor telegram chats`")
    return value


def _number(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    """A whole number from 0 on."""
    value = given.get(name, str(usual))
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or int(value) > most:
        raise BadSettings(f"{name} is {value!r}, not a whole number from 0 to {most}")
    return int(value)


def _root(value: str) -> str:
    """The root address of a Bot API server, without the final slash; "" for Telegram's own."""
    if not value:
        return ""
    try:
        url = TypeAdapter(HttpUrl).validate_python(value)
    except ValidationError as error:
        raise BadSettings(f"TELEGRAM_API_URL is {value!r}, not an http or https address") from error
    if url.query or url.fragment or url.username or (url.path or "/").rstrip("/").endswith("/bot"):
        raise BadSettings("TELEGRAM_API_URL is the root of a Bot API server: no /bot, query, fragment or user in it")
    return value.rstrip("/")
