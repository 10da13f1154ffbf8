"""What a rule that nearly fired was wanting, in words: "2 of 3 conditions hold; wanted: any of topic:a, «b»"."""

from __future__ import annotations

from collections.abc import Callable

from monitor.rules.book import Absent, Count, Leaf, Node, Rule, Scope

NAMED = 4  # alternatives named one by one

Holds = Callable[[Node, Scope | None], bool]


def wanting(rule: Rule, holds: Holds, strange: str) -> str:
    """Why the rule's condition does not hold. `strange`: what its words are found to mean instead, or ""."""
    parts = rule.condition.parts
    missing = [part for part in parts if not holds(part, None)]
    said = []
    if len(parts) > 1:
        said.append(f"{len(parts) - len(missing)} of {len(parts)} conditions hold")
    if strange:
        said.append(strange)
    elif missing:
        said.append("wanted: " + ", and ".join(_named(part, holds, None) for part in missing))
    return "; ".join(said)


def _named(node: Node, holds: Holds, scope: Scope | None) -> str:
    """One condition as it could be written."""
    if isinstance(node, Leaf):
        kind, _, words = node.group.partition(":")
        return f"«{words}»" if kind == "term" else node.group
    if isinstance(node, Absent):
        there = [part for part in node.parts if holds(part, scope)]
        return f"no {_list(there or list(node.parts), holds, scope)}"
    return _counted(node, holds, node.scope or scope)


def _counted(node: Count, holds: Holds, scope: Scope | None) -> str:
    where = {"title": " in the headline", "lead": " in the headline or lead"}.get(node.scope or "", "")
    if node.least == len(node.parts):
        return _list([part for part in node.parts if not holds(part, scope)], holds, scope, "and") + where
    if node.least == 1:
        return f"any of {_list(list(node.parts), holds, scope)}{where}"
    held = sum(holds(part, scope) for part in node.parts)
    return f"{node.least} of {_list(list(node.parts), holds, scope)}{where} ({held} found)"


def _list(parts: list[Node], holds: Holds, scope: Scope | None, join: str = "") -> str:
    names = [_named(part, holds, scope) for part in parts[:NAMED]]
    if len(parts) > NAMED:
        names.append(f"{len(parts) - NAMED} more")
    return (f" {join} " if join else ", ").join(names)
