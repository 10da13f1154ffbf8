"""What the operator is told of the daemon itself."""

from __future__ import annotations

import pytest

from monitor.rules.load import load
from monitor.service.notices import adopted, baselines, refused, started, unsound

RULES = """
chats:
  desk: {telegram: $TELEGRAM_CHAT_ID}
  room: {telegram: "-5"}
feeds:
  - {name: One, url: "http://one.example/"}
  - {name: Two, url: "http://two.example/", enabled: false}
topics: {t: {terms: {en: [truce]}}}
rules: {r: {title: R, any: [topic:t], send_to: [desk, room]}, s: {title: S, any: [topic:t], send_to: [desk]}}
"""


@pytest.mark.parametrize(
    ("address", "telegram", "says"),
    [
        ("", False, "alerts are printed here, on standard output: TELEGRAM_BOT_TOKEN is not set"),
        ("-1", False, "alerts are printed here, on standard output: TELEGRAM_BOT_TOKEN is not set"),
        ("-1", True, "alerts go to Telegram: desk, room"),
        ("", True, "alerts go to Telegram: room; those for desk are printed here, on standard output: its address"),
    ],
)
def test_the_start_says_what_runs(address: str, telegram: bool, says: str) -> None:
    """How many feeds and rules, where alerts go and what is missing if that is the console, which files."""
    book = load(RULES, variables={"TELEGRAM_CHAT_ID": address})
    feeds, alerts, rules, state = started(book, telegram=telegram, rules="/etc/rules.yaml", state="/var/state")
    assert feeds == "watching 1 feed (1 more off) with 2 rules"
    assert alerts.startswith(says)
    assert rules.startswith(f"rules: /etc/rules.yaml, version {book.version}") and state == "state: /var/state"


def test_one_feed_is_one_line() -> None:
    """The line names the feed, how much was kept, and how much would have matched."""
    assert baselines([("One", 30, 2)]) == "One: 30 kept as baseline, 2 would have matched"


def test_many_feeds_are_one_notice() -> None:
    """The sum stands above; beyond ten feeds the rest is a number."""
    lines = baselines([(f"F{number}", 10, 1) for number in range(40)]).splitlines()
    assert lines[0] == "First poll of 40 feeds: 400 kept as baseline, 40 would have matched"
    assert len(lines) == 12 and lines[-1] == "and 30 more feeds"


def test_a_refusal_names_the_lines() -> None:
    """The problems stand in the notice, and that the old rules go on."""
    text = refused(["rules.yaml:3:1: error [x] wrong"])
    assert "stay in force" in text and text.endswith("rules.yaml:3:1: error [x] wrong")


def test_failing_tests_are_told() -> None:
    """Beyond ten, the rest is a number."""
    assert unsound(["rule r: test 'x'"] * 12).endswith("rule r: test 'x'\nand 2 more tests")


def test_an_adoption_says_what_is_different() -> None:
    """The changes, or that there are none."""
    assert adopted(["1 feed added: X"], mended=False) == "The changed rules file is in force:\n1 feed added: X"
    assert adopted([], mended=True) == "The rules file is mended, nothing in it is different."
