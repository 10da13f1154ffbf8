"""The JSON Schema that editors use."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

import monitor
from monitor.rules.schema import json_schema

SHIPPED = Path(monitor.__file__).parent / "data" / "rules.schema.json"
WRITE = 'python -c "import json, monitor.rules.schema as s; print(json.dumps(s.json_schema(), indent=1))"'


def parsed(text: str) -> Any:
    """The file as an editor sees it."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def test_the_shipped_schema_is_that_of_the_models() -> None:
    """The file in the package is generated, never edited."""
    assert json.loads(SHIPPED.read_text()) == json_schema(), f"write it anew: {WRITE} > monitor/data/rules.schema.json"


def test_the_shipped_rules_satisfy_it() -> None:
    """An editor underlines nothing in the rules we ship."""
    text = (Path(monitor.__file__).parent / "data" / "rules.yaml").read_text()
    jsonschema.Draft202012Validator(json_schema()).validate(parsed(text))


@pytest.mark.parametrize(
    "text",
    ["rules: {a: {titel: x}}", "rules: {a: {title: x, priority: urgent}}", "rule: {}",
     "feeds: [{name: x}]\nrules: {a: {title: x}}"],
)  # fmt: skip
def test_an_editor_underlines_mistakes(text: str) -> None:
    """Unknown keys, wrong values and missing keys are errors of the schema too."""
    assert list(jsonschema.Draft202012Validator(json_schema()).iter_errors(parsed(text)))
