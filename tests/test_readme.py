"""README and docs/commands.md say what the product does: examples load, commands exist, and none is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from monitor.cli.app import cli
from monitor.rules.book import RuleBook
from monitor.rules.check import check
from monitor.rules.load import load

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def fenced(text: str, language: str) -> list[str]:
    """The fenced code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def leaves(group: click.Group = cli, path: str = "monitor") -> Iterator[tuple[str, click.Command]]:
    """ "monitor feeds add" and its command, for every command that does something."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def book() -> RuleBook:
    """The rules file of README: its YAML blocks, one after the other."""
    return load("\n".join(fenced(README, "yaml")), "README.md", {"TELEGRAM_CHAT_ID": "42"})


def test_the_yaml_blocks_are_one_good_rules_file() -> None:
    """They load without error or warning, and the environment gives the chat its address."""
    assert book().warnings == ()
    assert book().chats["desk"].address == "42"
    assert len(book().rules) == 2


def test_the_examples_inside_the_yaml_blocks_hold() -> None:
    """Each rule has examples to match and not to match, and all of them are true."""
    results = check(book())
    assert [result.reason for result in results if not result.passed] == []
    assert {(result.rule, result.case.fires) for result in results} == {
        (rule, fires) for rule in book().rules for fires in (True, False)
    }


@pytest.mark.parametrize("cell", re.findall(r"^\| `([^`]+)` \|", README.partition("How a term")[2], re.MULTILINE))
def test_each_way_of_writing_a_term_is_accepted(cell: str) -> None:
    """The table of terms holds terms (and, further down, commands), nothing that the loader refuses."""
    term = cell.replace("\\|", "|")  # in a table a bar needs a backslash before it
    if not term.startswith("monitor "):
        load(f"rules:\n  r:\n    title: R\n    any: ['{term}']\n")


def test_every_command_is_in_the_table_and_nothing_else_is() -> None:
    """The table of commands is the tree of commands, in its order."""
    assert re.findall(r"^\| `(monitor [a-z ]+)`", README, re.MULTILINE) == [path for path, _ in leaves()]


def test_every_command_line_in_the_text_exists() -> None:
    """`monitor feeds ad` in a sentence or a console block would be found out."""
    known = {path for path, _ in leaves()}
    blocks = "\n".join(fenced(README, "console"))
    named = re.findall(r"`(monitor [^`]+)`", README) + re.findall(r"(?<=/)monitor [a-z][^\n&]*", blocks)
    assert named
    for words in named:
        plain = re.sub(r" (--rules|--state) \S+", "", words)
        assert any(plain == path or plain.startswith(f"{path} ") for path in known), words


def test_the_reference_has_a_section_for_every_command_and_every_option() -> None:
    """docs/commands.md names each command in a heading and each option in that section, and invents none."""
    sections = dict(re.findall(r"^## (monitor[a-z ]*)[^\n]*\n(.*?)(?=^## |\Z)", COMMANDS, re.MULTILINE | re.DOTALL))
    sections = {heading.strip(): body for heading, body in sections.items()}
    assert list(sections) == ["monitor", *(path for path, _ in leaves())]
    for path, command in [("monitor", cli), *leaves()]:
        named = set(re.findall(r"`(--[a-z-]+)", "\n".join(re.findall(r"^\| (.*?) \|", sections[path], re.MULTILINE))))
        options = {name for param in command.params for name in param.opts if name.startswith("--")}
        assert named - {"--help"} == options, path


def test_every_option_has_a_help_text() -> None:
    """`--help` leaves nothing unexplained."""
    for path, command in leaves():
        assert command.help, path
        for param in command.params:
            assert not isinstance(param, click.Option) or param.help, f"{path} {param.name}"


def test_ci_runs_both_commands_of_the_readme() -> None:
    """What README promises is what is run before a change lands, letter for letter."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [block.strip() for block in fenced(README, "console") if block.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert all(command in script for command in commands)
    assert script.rstrip().endswith("pytest) </dev/null")


@pytest.mark.parametrize("document", ["README.md", "docs/commands.md", "CHANGELOG.md"])
def test_links_to_files_lead_somewhere(document: str) -> None:
    """A relative link names a file of the repository."""
    path = ROOT / document
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


FINDINGS = {  # the key of a finding, up to a colon -> words of its line in the reference
    "daemon": "no daemon runs",
    "rules": "the rules file is refused",
    "state": "the state is damaged, or cannot be read",
    "waiting": "waiting for more than 15 minutes",
    "chat": "a chat is closed to the bot",
    "bot": "Telegram turns the bot away",
    "parked": "refused for good",
    "given up": "never confirmed, and is given up",
    "feeds": "more than a third of the enabled feeds fail",
    "polling": "nothing was polled well for more than two hours",
    "address": "alerts go to a chat without an address",
    "backup": "the daily backup failed, or the latest is more than two days old",
    "failing": "**fails**",
    "late": "is **late**",
    "rolled": "**rolled over**",
    "silent": "is **silent**",
}


def test_the_reference_names_everything_that_status_can_find() -> None:
    """Each kind of finding has its words in the section of `monitor status`."""
    code = (ROOT / "monitor" / "service" / "health.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'Finding\(f?"([a-z ]+)', code))
    keys |= {word for group in re.findall(r"item\.level in \(([^)]*)\)", code) for word in re.findall('"(.*?)"', group)}
    keys |= set(re.findall(r'\("([a-z]+)", item\.', code))
    assert keys == set(FINDINGS)
    section = COMMANDS.partition("\n## monitor status\n")[2].partition("\n## ")[0]
    plain = " ".join(section.split())
    assert [key for key, words in FINDINGS.items() if words not in plain] == []
