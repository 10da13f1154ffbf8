"""A desk for each test: rules file, state folder, command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.app import cli
from tests.cli.desk import RULES, Desk, Kept, Write


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of its own for each test, away from the environment of whoever runs it."""
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE", "TELEGRAM_CHAT_ID", "TELEGRAM_API_URL"):
        monkeypatch.delenv(name, raising=False)
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Desk(rules, tmp_path / "state")


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Writes a file and gives its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """What `monitor demo --keep` printed, and a desk over the state it left."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    result = CliRunner().invoke(cli, ["demo", "--keep", str(folder)], prog_name="monitor")
    assert result.exit_code == 0, result.output
    return Kept(Desk(folder / "rules.yaml", folder / "state"), result.stdout)
