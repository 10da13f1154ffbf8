"""What a change of the rules does to the last days."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.articles.identity import articles
from monitor.errors import BadRules
from monitor.model import Entry, Feed, FeedState, Fetched
from monitor.rules.load import load
from monitor.service.decide import Poll
from monitor.service.settle import settle
from monitor.service.tryout import Tryout, book_of, compare, try_out, words
from monitor.store.store import Store
from tests.service.world import RULES

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
BEFORE = RULES % "  - {name: One, url: 'https://one.example/rss'}"
AFTER = BEFORE.replace("ceasefire*, truce]", "ceasefire*, armistice]").replace("[A truce holds in Libya.]", "[]")
TEXTS = {
    "A truce holds in Libya since the morning": 1,
    "An armistice is signed in Libya today": 2,
    "Both sides keep the ceasefire in Libya": 3,
    "The truce in Libya ended last year": 20,
}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder with four articles, of which one is too old."""
    store, feed = Store.open(tmp_path), Feed("One", "https://one.example/rss")
    for number, (text, days) in enumerate(TEXTS.items()):
        at = NOW - timedelta(days=days)
        entry = Entry("", f"https://one.example/{number}", text, f"{text}, says the agency.", at)
        poll = Poll(Fetched("", b"", ""), articles((entry,), feed, at))
        settle(store, load(BEFORE), feed, poll, at, FeedState("", baseline_at=NOW))
    store.close()
    return tmp_path


async def test_a_change_is_tried_on_the_last_days_in_another_process(state: Path) -> None:
    """One article more, one less, one as before; what is older is not asked."""
    found = await try_out(state, load(BEFORE), load(AFTER), NOW)
    assert found == Tryout(
        3, 3, ("An armistice is signed in Libya today (One)",), ("A truce holds in Libya since the morning (One)",)
    )
    assert words(found) == (
        "On the last 7 days (3 articles): +1 −1 alerts\n"
        "+ An armistice is signed in Libya today (One)\n"
        "− A truce holds in Libya since the morning (One)"
    )


SETPRIORITY = {"x86_64": 141, "aarch64": 140}  # the number of the system call
SEALED = """
import ctypes, json, struct, sys
from datetime import datetime
from monitor.service.tryout import compare

state, since, number, before, after = json.loads(sys.argv[1])
refused = 0x00050001  # SECCOMP_RET_ERRNO with EPERM
rules = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, refused), (0x06, 0, 0, 0x7FFF0000)]
code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *rule) for rule in rules))
program = ctypes.create_string_buffer(struct.pack("@HP", len(rules), ctypes.addressof(code)))
prctl = ctypes.CDLL(None, use_errno=True).prctl
prctl.argtypes = [ctypes.c_int] + 4 * [ctypes.c_ulong]
assert prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS
assert prctl(22, 2, ctypes.addressof(program), 0, 0) == 0  # PR_SET_SECCOMP with a filter
try:
    __import__("os").nice(1)
except PermissionError:
    print(compare(state, {"": before}, {"": after}, datetime.fromisoformat(since), 60.0).judged)
"""


@pytest.mark.skipif(platform.machine() not in SETPRIORITY, reason="the number of the system call is not known here")
def test_it_works_where_nobody_may_be_nice(state: Path) -> None:
    """Under the shipped unit's SystemCallFilter setpriority is refused: the comparison takes place all the same."""
    number = SETPRIORITY[platform.machine()]
    given = json.dumps((str(state), (NOW - timedelta(days=7)).isoformat(), number, BEFORE, AFTER))
    said = subprocess.run([sys.executable, "-c", SEALED, given], capture_output=True, text=True, check=False)
    assert said.stdout == "3\n", said.stderr


async def test_a_state_that_cannot_be_read_is_an_answer_too(tmp_path: Path) -> None:
    """No exception reaches the daemon; the line says why."""
    found = await try_out(tmp_path / "none", load(BEFORE), load(AFTER), NOW)
    assert isinstance(found, str)
    assert "could not be worked out" in words(found)


def test_it_ends_when_its_time_is_over(state: Path) -> None:
    """What was not reached is not counted as unchanged."""
    found = compare(str(state), load(BEFORE).sources, load(AFTER).sources, NOW - timedelta(days=7), -1.0)
    assert (found.judged, found.stored) == (0, 3)
    assert "the newest 0 of 3 articles" in words(found)


def test_rules_of_several_files_are_put_together_again() -> None:
    """From their texts alone; one that is missing is named."""
    sources = {"": "include: [more.yaml]\n", "more.yaml": BEFORE}
    assert list(book_of(sources, "rules.yaml").rules) == ["libya-ceasefire"]
    with pytest.raises(BadRules, match=r"more\.yaml is not kept"):
        book_of({"": "include: [more.yaml]\n"}, "rules.yaml")


def test_many_titles_are_cut(state: Path) -> None:
    """A few by name, the rest as a number."""
    said = words(Tryout(9, 9, tuple(f"Title {n}" for n in range(5)), ()))
    assert said.splitlines()[-1] == "+ and 2 more"
