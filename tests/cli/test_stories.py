"""`monitor stories`: listing, showing, merging, splitting; and what `monitor why` says of scores."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli.app import cli
from monitor.store.store import Store
from tests.service.newsroom import Newsroom

TITLE = "Truce in Sabratha, Libya, after clashes kill four"
TEXT = (
    "Elders in Sabratha brokered a ceasefire between the 55th Battalion and gunmen on Friday, a security source said."
    " Four people were killed and 17 were wounded in the Libyan town, and 35 families fled the Dababsha district."
)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A state with two stories; the first has two articles."""
    room = Newsroom(Store.open(tmp_path))
    room.report("Herald", TITLE, TEXT)
    room.report("Observer", "Sabratha toll rises", TEXT.replace("Four", "Six").replace("17", "21"))
    room.report(
        "Herald", "Murzuq truce", "In Murzuq, southern Libya, two tribes signed a ceasefire after nine people died."
    )
    room.store.close()
    yield tmp_path


def monitor(state: Path, *words: str) -> Result:
    """The command on that state."""
    return CliRunner().invoke(cli, ["--state", str(state), *words])


def test_stories_are_listed_and_shown(state: Path) -> None:
    """The latest first; a number alone shows a story, with owners, scores, what was new, and figures over time."""
    listed = monitor(state, "stories")
    assert listed.exit_code == 0
    assert listed.stdout.index("Murzuq truce") < listed.stdout.index(TITLE)
    assert "2 articles, 2 owners, 2 sides, 1 language" in listed.stdout
    shown = monitor(state, "stories", "1").stdout
    assert shown == monitor(state, "stories", "show", "1").stdout
    assert "Observer (Observer Ltd, west, en)" in shown and "update, score" in shown
    assert "new: 6 people (killed), before 4 (Herald), rise" in shown
    assert "17 people (wounded), Herald #1" in shown


def test_stories_as_json(state: Path) -> None:
    """A list, or one story whole."""
    assert [one["id"] for one in json.loads(monitor(state, "stories", "--json", "--limit", "1").stdout)] == [2]
    story = json.loads(monitor(state, "stories", "1", "--json").stdout)
    assert [member["carrier"]["owner"] for member in story["members"]] == ["Herald Ltd", "Observer Ltd"]


def test_a_person_merges_and_splits(state: Path) -> None:
    """Each says what became of it; what cannot be is a "no"."""
    assert "Article 2 is story 3 now" in monitor(state, "stories", "split", "1", "2").stdout
    assert "Story 2 is part of story 1 now" in monitor(state, "stories", "merge", "2", "1").stdout
    assert monitor(state, "stories", "split", "1", "1").exit_code == 1
    assert monitor(state, "stories", "merge", "1", "9").exit_code == 1


def test_what_is_not_there_is_a_no(state: Path, tmp_path: Path) -> None:
    """A number that is no story's, a state in which nothing is."""
    assert monitor(state, "stories", "99").exit_code == 1
    for words in ((), ("1",), ("merge", "1", "2"), ("split", "1", "2")):
        result = monitor(tmp_path / "nothing", "stories", *words)
        assert (result.exit_code, result.stderr) == (1, "Nothing is stored yet: start `monitor run` first.\n")
    assert not (tmp_path / "nothing").exists(), "no state is made by asking"


def test_why_shows_the_score(state: Path) -> None:
    """How surely an article belongs, and what it brought."""
    why = monitor(state, "why", "2")
    assert "update, score" in why.stdout and "before 4 (Herald)" in why.stdout
    assert json.loads(monitor(state, "why", "2", "--json").stdout)["judgements"][0]["decision"] == "update"
