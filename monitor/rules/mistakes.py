"""What the models say of a value of the wrong shape, in words for a person who writes rules.yaml."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from monitor.rules.finding import Finding, Path
from monitor.rules.schema import POINTS, keys_at
from monitor.rules.vocabulary import REFERENCES

_SHAPES = {dict: "keys with values", list: "a list", int: "a number"}
_TAGS = frozenset(("term", "condition", "text", "case", "[key]", "ids"))  # of pydantic, not of the file
_EXPECTED = {
    "bool_parsing": "Write true or false.",
    "bool_type": "Write true or false.",
    "int_parsing": "Write a whole number.",
    "int_type": "Write a whole number.",
    "greater_than_equal": "Write 1 or more.",
    "string_too_short": "Write a value.",
    "string_too_long": "Write something shorter.",
    "dict_type": "Write keys and their values under it, indented.",
    "model_type": "Write keys and their values under it, indented.",
    "string_type": "Write a single value.",
    "too_short": "Write at least one.",
}


def finding(detail: Any) -> Finding:
    """One error of pydantic's in our words."""
    path, kind, given = detail["loc"], detail["type"], detail.get("input")
    key = path[-1] if path else ""
    if kind == "extra_forbidden":
        return _unknown(path, str(key), given)
    if kind == "missing":
        return Finding(path[:-1], "missing-key", f"The key {key!r} is missing.", f"Add {key}: and its value.")
    name, shown = _name(path), _shown(given)
    if kind == "string_pattern_mismatch":
        fix = "Use small Latin letters, digits, - and _."
        if key == "lang" or "2,3" in detail["ctx"]["pattern"]:
            fix = "Write a language code of two or three small letters: ar, en, fr, it, tr, ru."
        elif detail["ctx"]["pattern"] == POINTS:
            fix = "Write points from 1 to 99, or from -1 to -99 for what speaks against it."
        return Finding(path, "bad-id", f"{shown} cannot be used here.", fix)
    if kind == "literal_error":
        return Finding(path, "bad-value", f"{name} cannot be {shown}.", f"Write {detail['ctx']['expected']}.")
    if kind == "value_error":
        return Finding(path, "bad-value", f"{name} cannot be {shown}.", _sentence(str(detail["ctx"]["error"])))
    if kind == "string_type" and isinstance(given, dict) and len(given) == 1:
        (word, value), *_ = given.items()
        fix = f"Write it without the space, {word}:{value}, or in quotes."
        return Finding(path, "wrong-type", f"{name} cannot be {shown}.", fix)
    code = "wrong-type" if kind.endswith("_type") or kind == "too_short" else "bad-value"
    return Finding(path, code, f"{name} cannot be {shown}.", _EXPECTED.get(kind) or _sentence(detail["msg"]))


def _unknown(path: Path, key: str, given: Any) -> Finding:
    message = f"There is no key {key!r} here."
    if path[-2:-1] == ("condition",) and f"{key}:" in (*REFERENCES, "case:", "list:"):
        return Finding(path, "unknown-key", message, f"Write it as one word, without the space: {key}:{given}.")
    known = list(keys_at(path[:-1]))
    close = get_close_matches(key, known, n=1, cutoff=0.5)
    fix = f"Did you mean {close[0]!r}?" if close else f"Known here: {', '.join(known)}."
    if not close and path[-2:-1] in (("case",), ("condition",)) and isinstance(given, str):
        fix = f'If this is a text with a colon in it, quote the text: "{key}: {given:.60}". {fix}'
    return Finding(path, "unknown-key", message, fix)


def _name(path: Path) -> str:
    """What the path ends at, for a person: a key, or an item of the list under a key."""
    keys = [part for part in path if isinstance(part, str) and part not in _TAGS]
    if path and isinstance(next((part for part in reversed(path) if part not in _TAGS), ""), int):
        return f"An item of {keys[-1]}"
    return keys[-1] if keys else "The file"


def _shown(given: Any) -> str:
    if not given and given != 0:
        return "empty"
    return f"{given!r:.60}" if isinstance(given, str) else _SHAPES.get(type(given), "this")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
