"""The texts of the rules that were in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.store.adopted import KEPT
from tests.store.world import World

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_the_rules_that_run_come_back_letter_for_letter(world: World) -> None:
    """With every file, after a restart; none before any daemon ran."""
    assert world.store.adopted_rules() is None
    sources = {"": "rules: {r: {any: [هدنة, '\"']}}\n", "more/actors.yaml": "actors: {}\n"}
    world.store.adopt_rules("0a1b", sources, "rules.yaml", NOW)
    world.restart()
    found = world.store.adopted_rules()
    assert found is not None
    assert (found.version, found.file, found.at, dict(found.sources)) == ("0a1b", "rules.yaml", NOW, sources)


def test_older_versions_are_kept_for_a_while(world: World) -> None:
    """The last few, by the beginning of their name where that is clear; the others are forgotten."""
    for number in range(KEPT + 2):
        world.store.adopt_rules(f"v{number}x", {"": str(number)}, "rules.yaml", NOW + timedelta(hours=number))
    assert world.store.rules_versions() == tuple(f"v{number}x" for number in range(KEPT + 1, 1, -1))
    assert world.store.adopted_rules("v0x") is None
    found = world.store.adopted_rules("v5")
    assert found is not None and found.sources == {"": "5"}
    for name in ("v", "", "*", "nothing"):
        known = world.store.adopted_rules(name)
        assert known is None or name == ""


def test_going_back_to_older_rules_makes_them_the_latest(world: World) -> None:
    """A version that runs again is the one that runs."""
    for number, version in enumerate(("a", "b", "a")):
        world.store.adopt_rules(version, {"": version}, "rules.yaml", NOW + timedelta(hours=number))
    running = world.store.adopted_rules()
    assert running is not None and running.version == "a"
    assert world.store.rules_versions() == ("a", "b")
