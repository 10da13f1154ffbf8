"""`monitor run` and `monitor status`, with a real process, real feeds and a Bot API on loopback."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.app import cli
from monitor.model import FeedState, Outcome
from monitor.store.store import Store
from tests.cli.desk import RULES, Desk
from tests.servers import faults
from tests.servers.botapi import BotApi
from tests.servers.feeds import FeedServer, Reply, rss
from tests.service.world import CHAT, OPERATOR, World, news


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Feeds and a Bot API on loopback, an empty state folder, a rules file without feeds."""
    with FeedServer.in_thread() as server, BotApi(chats=[CHAT, OPERATOR]) as api:
        yield World(tmp_path, server, api)


def make_due(state: Path) -> None:
    """As if the intervals had passed: every stored feed is due now."""
    store = Store.open(state)
    for feed in store.feed_states().values():
        store.commit(Outcome(replace(feed, next_poll=None), datetime.now(UTC)))
    store.close()


def test_once_polls_tells_and_leaves(world: World) -> None:
    """The first run keeps the baseline, the second tells what is new, the third nothing."""
    world.feed("/one.xml", rss(news(1)), every="1h")
    told = []
    for items in ((news(1),), (news(1), news(2)), (news(1), news(2))):
        world.show("/one.xml", *items)
        with world.daemon("--once") as run:
            assert run.wait() == 0, run.log
        told.append(len(world.told()))
        make_due(world.state)
    assert told == [0, 1, 1]


def test_without_a_token_alerts_are_printed(world: World) -> None:
    """Standard output carries the alert, standard error the log."""
    world.feed("/one.xml", rss(news(1)), every="1h")
    world.more = {"TELEGRAM_BOT_TOKEN": ""}
    for items in ((news(1),), (news(1), news(2))):
        world.show("/one.xml", *items)
        with world.daemon("--once") as run:
            assert run.wait() == 0
            printed = run.printed()
        make_due(world.state)
    assert "Ceasefire number 2 agreed in Libya" in printed
    assert "Ceasefire number 1" not in printed
    assert not world.api.messages


def test_bad_rules_stop_it_before_anything_is_polled(world: World) -> None:
    """Exit code 2, the line and column, no state folder with a database in it."""
    world.write("rules:\n  r: {title: R, any: [truce], prioritty: high}\n")
    with world.daemon("--once") as run:
        assert run.wait() == 2
    assert any("[unknown-key]" in line for line in run.log)
    assert not (world.state / "monitor.db").exists()


def test_a_second_daemon_leaves_naming_the_first(world: World) -> None:
    """One daemon runs on one state folder; the other exits with code 2."""
    world.feed("/one.xml", rss(news(1)), every="1h")
    with world.daemon() as first:
        first.until("version")
        with world.daemon("--once") as second:
            assert second.wait() == 2
        assert any(str(first.pid) in line for line in second.log)
        assert first.leave()[0] == 0


def test_status_is_well_while_a_daemon_runs(world: World) -> None:
    """Exit code 0 with the pid while it runs, 1 with the reason when it has left."""
    world.feed("/one.xml", rss(news(1)), every="1h")
    desk = Desk(world.rules, world.state)
    with world.daemon() as daemon:
        daemon.until("first poll: 1 kept as baseline")
        running = desk("status", "--json")
        assert running.exit_code == 0, running.stdout
        found = json.loads(running.stdout)
        assert found["daemon"]["pid"] == daemon.pid
        assert [feed["state"] for feed in found["feeds"]] == ["good"]
        assert daemon.leave(signal.SIGINT)[0] == 0
    stopped = desk("status")
    assert stopped.exit_code == 1
    assert "- no daemon runs on this state folder" in stopped.stdout


def test_status_names_the_rules_that_run(world: World) -> None:
    """The daemon's own file, and when it was deleted, that it is gone; never another one that could be found."""
    world.feed("/one.xml", rss(news(1)), every="1h")
    desk = Desk(world.rules, world.state)
    with world.daemon() as daemon:
        daemon.until("told to operator")
        asked = CliRunner().invoke(cli, ["--state", str(world.state), "status"])
        assert asked.exit_code == 0 and f", from {world.rules}" in asked.stdout
        world.rules.unlink()
        daemon.until("There is no such file")
        asked = CliRunner().invoke(cli, ["--state", str(world.state), "status"])
        assert asked.exit_code == 1
        assert f"in force; the file on disk is gone, from {world.rules}" in asked.stdout
        assert "There is no such file" in asked.stdout
        assert desk("status").exit_code == 1
        daemon.leave()


def test_status_says_that_a_token_alone_reaches_nobody(world: World) -> None:
    """With a token and no chat id the alerts are printed: a problem, while a daemon runs so and before one does."""
    world.feed("/one.xml", rss(news(1)), every="1h")
    world.more = {"TELEGRAM_CHAT_ID": "", "TELEGRAM_OPERATOR_ID": ""}
    desk = Desk(world.rules, world.state)
    with world.daemon() as daemon:
        daemon.until("first poll")
        asked = desk("status", "--json")
        daemon.leave()
    found = json.loads(asked.stdout)
    assert asked.exit_code == 1
    assert found["telegram"] == {"token": True, "printed": ["desk"], "refused": ""}
    assert "there is a bot token, but chat desk has no address" in found["problems"][0]


def test_status_names_a_refused_token(world: World) -> None:
    """As soon as one message met it, by name, whatever else is wrong."""
    world.api.next(faults.unauthorized(), times=50, method="*")
    world.feed("/a", rss(news(1)), every="1h")
    with world.daemon("--once") as daemon:
        assert daemon.wait() == 1
    report = json.loads(Desk(world.rules, world.state)("status", "--json").stdout)
    assert any("Telegram does not know this bot token (401 or 404)" in problem for problem in report["problems"])
    assert report["telegram"]["refused"].startswith("Telegram does not know this bot token")


def test_status_knows_the_database_and_its_backup(world: World) -> None:
    """How large it is, and when the last copy was verified; how each feed brings its news."""
    world.feed("/one.xml", rss(news(1)), every="1h")
    with world.daemon("--once") as run:
        assert run.wait() == 0
    desk = Desk(world.rules, world.state)
    found = json.loads(desk("status", "--json").stdout)
    assert found["state"]["bytes"] > 50_000 and found["state"]["last_backup"]
    assert found["poll_lag"] == 0
    (feed,) = found["feeds"]
    assert (feed["rolled_over"], feed["silent"], feed["cause"]) == (None, "", "") and feed["last_new"]
    assert " ago, verified" in desk("status").stdout


def test_status_before_the_first_run(desk: Desk) -> None:
    """Nothing stored, nothing made: exit code 1, feeds new and off, an empty outbox."""
    result = desk("status")
    assert result.exit_code == 1
    assert "feeds     1 new, 1 off; last poll never" in result.stdout
    assert "outbox    empty" in result.stdout
    assert not desk.state.exists()


def test_status_names_feeds_that_fail_and_why(desk: Desk) -> None:
    """A feed that failed often enough is a warning; its cause is shown, made harmless."""
    now = datetime.now(UTC)
    url = "http://127.0.0.1:9/sirte.xml"
    failed = FeedState(url, "Sirte Bulletin", last_poll=now, next_poll=now, failures=4.0, cause="HTTP 404 \x1b[31m")
    store = Store.open(desk.state)
    store.commit(Outcome(failed, now))
    store.close()
    text = desk("status").stdout
    assert ": 2 problems, 1 warning\n" in text, "no daemon, and all enabled feeds fail"
    assert "Sirte Bulletin: HTTP 404" in text
    assert "Feeds in trouble" in text
    assert "\x1b" not in text
    assert f"last good poll never, next poll {now:%Y-%m-%d %H:%M} UTC" in desk("status").stdout


def test_status_survives_a_broken_rules_file(desk: Desk) -> None:
    """The problem is one of the problems; the feeds are those that were polled last."""
    Store.open(desk.state).close()
    desk.rules.write_text(RULES + "colour: red\n", encoding="utf-8")
    result = desk("status")
    assert result.exit_code == 1
    assert "[unknown-key]" in result.stdout


def test_a_damaged_database_is_one_clear_line(desk: Desk) -> None:
    """Exit code 2, never a traceback, and the file is not touched; `status` counts it among the problems."""
    desk.state.mkdir()
    (desk.state / "monitor.db").write_bytes(b"not a database, " * 300)
    for words in (("why", "1"), ("search", "x"), ("feeds", "list")):
        result = desk(*words)
        assert result.exit_code == 2, words
        assert len(result.stderr.splitlines()) == 1
    status = desk("status")
    assert status.exit_code == 1 and "- the state cannot be read: " in status.stdout
    assert not json.loads(desk("status", "--json").stdout)["well"]
    assert (desk.state / "monitor.db").read_bytes() == b"not a database, " * 300


def test_feeds_are_tried_without_storing_anything(world: World) -> None:
    """`feeds check` says how many items a feed has, and why another cannot be used; a URL will do as well."""
    world.feed("/one.xml", rss(news(1), news(2)))
    world.feed("/two.xml", Reply("<html><body>Checking your browser</body></html>", content_type="text/html"))
    desk = Desk(world.rules, world.state)
    result = desk("feeds", "check")
    assert result.exit_code == 1
    rows = sorted(result.stdout.splitlines())
    assert rows[0] == "1 feed good, 1 failing."
    assert rows[1].startswith("one.xml: good: 2 items, newest ")
    assert rows[2].startswith("two.xml: FAILS: ")
    assert desk("feeds", "check", "one.xml").exit_code == 0
    other = world.server.serve("/three.xml", Reply(rss(news(3))))
    assert desk("feeds", "check", other).exit_code == 1
    assert desk("feeds", "check", "--private", other).exit_code == 0
    assert not world.state.exists()
