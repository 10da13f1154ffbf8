"""The rules reference is complete."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from monitor.rules import schema
from monitor.rules.load import load

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "rules.md").read_text()
POSITION = {"Problem": 3, "Finding": 1, "problem": 0, "_tell": 1, "_bad": 1}  # of the code among the arguments


def documented() -> set[str]:
    """Everything that the first column of a table explains."""
    return {code for row in re.findall(r"^\|([^|]+)\|", PAGE, re.MULTILINE) for code in re.findall(r"`([^`]+)`", row)}


@pytest.mark.parametrize(
    "section",
    [schema.ChatSection, schema.FeedSection, schema.PlaceSection, schema.ElsewhereSection, schema.ActorSection,
     schema.TopicSection, schema.ConditionSection, schema.CaseSection, schema.RuleSection, schema.WhoSection,
     schema.BackgroundSection, schema.TestsSection, schema.CluesSection, schema.RulesFile],
)  # fmt: skip
def test_every_key_is_documented(section: type[BaseModel]) -> None:
    """A key that the models know stands in the reference."""
    assert {info.alias or name for name, info in section.model_fields.items()} <= documented()


def raised() -> set[str]:
    """Every code that the program gives a problem."""
    sources = [*(ROOT / "monitor" / "rules").glob("*.py"), ROOT / "monitor" / "service" / "bookfile.py"]
    calls = (node for path in sources for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    codes: set[str] = set()
    for call in calls:
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        code = call.args[POSITION[name]] if name in POSITION and len(call.args) > POSITION[name] else None
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            codes.add(code.value)
    return codes


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    """The table of problems is that of the program."""
    table = PAGE.partition("## Problems")[2]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == raised()


@pytest.mark.parametrize("block", re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
def test_every_example_loads_without_a_warning(block: str) -> None:
    """What the reference shows can be copied."""
    assert load(block).warnings == ()
