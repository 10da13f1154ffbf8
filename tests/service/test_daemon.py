"""The daemon: real processes on real feeds, told by signals, killed where it hurts."""

from __future__ import annotations

import resource
import signal
import socket
from pathlib import Path

import pytest

from monitor.store.store import Store
from tests.servers import faults
from tests.servers.feeds import Reply, Request, rss
from tests.service.world import CHAT, OPERATOR, World, news


def growing(world: World, path: str = "/a", step: int = 1) -> None:
    """A feed that has one more matching item at each poll; the first poll's is its baseline."""

    def reply(request: Request) -> Reply:
        newest = (world.server.hits(path) - 1) // step
        return Reply(rss(*(news(number, path=path) for number in range(newest, max(-1, newest - 5), -1))))

    world.feed(path, "")
    world.server.serve(path, reply)


def numbers(world: World) -> list[int]:
    """The numbers of the items told to the desk, in order."""
    return [int(line.split()[2]) for line in world.told()]


def test_the_first_poll_is_announced_and_new_items_are_told(world: World) -> None:
    """A daemon from nothing: the operator hears of the baseline, in one notice; what comes later reaches the desk."""
    for path in ("/a", "/b", "/c"):
        world.feed(path, rss(news(1, path=path), news(0, "Rain in Paris", path)))
    with world.daemon() as daemon:
        daemon.until("told to operator")
        world.show("/b", news(2, path="/b"))
        daemon.until("told to desk")
        assert daemon.leave()[0] == 0
    (notice,) = world.api.sent_to(OPERATOR)
    assert "First poll of 3 feeds: 6 kept as baseline, 3 would have matched" in notice
    assert numbers(world) == [2]


def test_a_kill_before_the_notice_loses_no_notice(world: World) -> None:
    """Gone between the baseline and the word about it: the next daemon says it, and no later one."""
    world.feed("/slow", Reply(rss(news(1)), header_pause=60))  # what is still being read holds the notice back
    world.feed("/a", rss(news(1)), every="1h")
    with world.daemon() as daemon:
        daemon.until("a: first poll: 1 kept as baseline")
        daemon.kill()
    assert world.api.sent_to(OPERATOR) == []
    world.feeds.pop(0)
    world.write()
    for _ in range(2):
        with world.daemon("--once") as daemon:
            assert daemon.wait() == 0
    (notice,) = (text for text in world.api.sent_to(OPERATOR) if "baseline" in text)
    assert "a: 1 kept as baseline, 1 would have matched" in notice


def test_each_item_is_told_once_through_restarts(world: World) -> None:
    """Daemon after daemon on one state: a new item at every poll, each told exactly once, in order."""
    growing(world)
    for _ in range(3):
        with world.daemon() as daemon:
            daemon.until("told to desk")
            code, seconds = daemon.leave()
            assert (code, seconds < 10) == (0, True)
            assert daemon.log[-1].rstrip().endswith("left in good order")
            assert "Traceback" not in "".join(daemon.log) and "Warning" not in "".join(daemon.log)
    told = numbers(world)
    assert len(told) >= 3
    assert told == list(range(1, len(told) + 1))


def test_once_polls_delivers_and_leaves(world: World) -> None:
    """`run --once` again and again is a daemon too: each new item is told once, exit code 0."""
    growing(world)
    while world.server.hits("/a") < 4:  # a run within the second polls nothing: the feed is not due yet
        with world.daemon("--once") as daemon:
            assert daemon.wait() == 0
    assert numbers(world) == [1, 2, 3]


def test_once_says_when_alerts_had_to_wait(world: World) -> None:
    """With a token that Telegram refuses, alerts stay queued: one clear line, exit code 1; the next run sends them."""
    world.feed("/a", rss(news(1)))
    right, world.api.token = world.api.token, "999:another"
    world.more["TELEGRAM_BOT_TOKEN"] = right
    with world.daemon("--once") as daemon:
        assert daemon.wait() == 1
        log = "".join(daemon.log)
    assert log.count("alerts stay queued") == 1 and "401 or 404" in log
    assert right not in log and right.partition(":")[2] not in log
    world.api.token = right
    with world.daemon("--once") as daemon:
        assert daemon.wait() == 0
    assert "1 kept as baseline" in world.api.sent_to(OPERATOR)[0]


def test_without_a_token_alerts_are_printed(world: World) -> None:
    """The console is the default: alerts on standard output, the log on standard error."""
    world.more["TELEGRAM_BOT_TOKEN"] = ""
    world.feed("/a", rss(news(1)))
    with world.daemon() as daemon:
        daemon.until("watching 1 feed with 1 rule")
        daemon.until("alerts are printed here, on standard output: TELEGRAM_BOT_TOKEN is not set")
        daemon.until(f"rules: {world.rules}, version")
        daemon.until(f"state: {world.state}")
        daemon.until("told to operator")
        world.show("/a", news(2))
        daemon.until("told to desk")
        assert daemon.leave()[0] == 0
        printed = daemon.printed()
    assert "1 kept as baseline, 1 would have matched" in printed
    assert "Ceasefire number 2 agreed in Libya" in printed
    assert world.calls == []


def test_ctrl_c_ends_it_quietly(world: World) -> None:
    """SIGINT is SIGTERM: code 0, no traceback."""
    world.feed("/a", rss(news(1)))
    with world.daemon() as daemon:
        daemon.until("told to operator")
        assert daemon.leave(signal.SIGINT)[0] == 0
        assert "Traceback" not in "".join(daemon.log)


def test_a_signal_ends_it_within_ten_seconds(world: World) -> None:
    """Even while a feed and the Bot API hang: out in ten seconds, code 0, and nothing that was decided is lost."""
    world.feed("/good", rss(news(1)))
    world.feed("/hangs", Reply(rss(news(1)), header_pause=60))
    with world.daemon() as daemon:
        daemon.until("good: first poll: 1 kept as baseline")
        world.api.next(faults.hang(), times=5, method="*")
        world.show("/good", news(2), news(1))
        daemon.until("good: alert")
        code, seconds = daemon.leave()
    assert code == 0 and seconds < 10
    assert "Traceback" not in "".join(daemon.log)
    world.api.mend()
    with world.daemon() as daemon:
        daemon.until("told to desk")
        daemon.leave()
    assert "Ceasefire number 2" in world.api.sent_to(CHAT)[0]


@pytest.mark.parametrize("accept", [False, True])
def test_a_kill_while_telegram_has_it_costs_at_most_one_marked_repeat(world: World, accept: bool) -> None:
    """SIGKILL between commit and answer: nothing is lost; what Telegram may have taken comes again and says so."""
    world.feed("/a", rss(news(1)))
    with world.daemon("--once") as daemon:
        daemon.wait()
    world.show("/a", news(2), news(1))
    world.api.next(faults.hang(accept=accept))
    before = len(world.calls)
    with world.daemon() as daemon:
        world.calls.until(before + 1)
        daemon.kill()
    with world.daemon("--once") as daemon:
        assert daemon.wait() == 0
    texts = world.api.sent_to(CHAT)
    assert len(texts) == 1 + accept
    assert "may be a repeat" in texts[-1] and "Ceasefire number 2" in texts[-1]


def test_a_kill_before_anything_was_sent_loses_nothing(world: World) -> None:
    """SIGKILL right after the decision was committed: the alert is told by the next run."""
    world.feed("/a", rss(news(1)))
    with world.daemon("--once") as daemon:
        daemon.wait()
    world.show("/a", news(2), news(1))
    with world.daemon() as daemon:
        daemon.until("alert: Ceasefire number 2")
        daemon.kill()
    with world.daemon("--once") as daemon:
        assert daemon.wait() == 0
    assert 1 <= len(world.told()) <= 2
    assert len([text for text in world.api.sent_to(CHAT) if "may be a repeat" not in text]) <= 1


def test_a_changed_rules_file_is_adopted_and_a_bad_one_refused(world: World) -> None:
    """By watching and by SIGHUP: good rules come into force, bad ones do not, and the operator hears of both."""
    world.feed("/a", rss(news(0, "Nothing")))
    with world.daemon() as daemon:
        daemon.until("told to operator")
        good = world.text().replace("[ceasefire*, truce]", "[ceasefire*, truce, armistice]")
        world.write(good.replace("title:", "titel:"))
        assert "rules.yaml:" in daemon.until("rules not adopted")
        daemon.until("told to operator")
        assert "titel" in world.api.sent_to(OPERATOR)[-1]
        world.show("/a", news(1, "Truce kept in Libya"), news(0, "Nothing"))
        daemon.until("told to desk")
        world.write(good)
        daemon.tell(signal.SIGHUP)
        assert "1 term added: armistice" in daemon.until("adopted")
        assert "On the last 7 days (1 articles): +0 −0 alerts" in daemon.until("On the last")
        while not any("On the last 7 days" in text for text in world.api.sent_to(OPERATOR)):
            daemon.until("told to operator")  # the news of the file itself may be told before or after that line
        assert any("The rules file is mended" in text for text in world.api.sent_to(OPERATOR))
        world.show("/a", news(2, "Armistice signed in Libya"), news(1, "Truce kept in Libya"))
        daemon.until("told to desk")
        world.rules.unlink()
        daemon.until("There is no such file")
        assert daemon.leave()[0] == 0
    assert world.told() == ["Truce kept in Libya", "Armistice signed in Libya"]


def test_rules_that_were_edited_while_nothing_ran_are_told_of(world: World) -> None:
    """At the next start, with what is different and what it does; the texts of both versions are kept."""
    world.feed("/a", rss(news(0, "Nothing")))
    with world.daemon() as daemon:
        daemon.until("told to operator")
        daemon.leave()
    world.write(world.text().replace("[ceasefire*, truce]", "[ceasefire*, truce, armistice]"))
    with world.daemon() as daemon:
        assert "+1 −0 terms" in daemon.until(" adopted: ")
        assert "+0 −0 alerts" in daemon.until("On the last")
        daemon.leave()
    assert "The changed rules file is in force" in world.api.sent_to(OPERATOR)[-1]
    with world.daemon() as daemon:
        daemon.until("watching")
        daemon.leave()
        assert not any(" adopted: " in line for line in daemon.log)
    store = Store.open(world.state)
    assert len(store.rules_versions()) == 2
    running = store.adopted_rules()
    store.close()
    assert running is not None and "armistice" in running.sources[""]


def test_a_full_disk_is_survived(world: World) -> None:
    """While the state takes nothing: a line that says so, no traceback, no exit; with room again, all is told."""
    growing(world)
    with world.daemon() as daemon:
        daemon.until("told to desk")
        soft, hard = resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (1, hard))
        daemon.until("nothing was changed; look at the disk")
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (soft, hard))
        daemon.until("told to desk")
        assert daemon.leave()[0] == 0
        assert "Traceback" not in "".join(daemon.log)
    told = numbers(world)
    assert told == sorted(set(told)) and len(told) >= 2


def test_rules_changed_while_the_disk_is_full_are_announced_later(world: World) -> None:
    """What follows from a changed file waits for the state; the notice comes when it can be stored."""
    world.feed("/a", rss(news(1)), every="1h")
    with world.daemon() as daemon:
        daemon.until("told to operator")
        soft, hard = resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (1, hard))
        world.write(world.text().replace("title:", "titel:"))
        daemon.until("watch waits: ")
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (soft, hard))
        daemon.until("told to operator")
        daemon.leave()
    assert "titel" in world.api.sent_to(OPERATOR)[-1]


def test_a_feed_added_while_it_runs_gets_its_own_baseline(world: World) -> None:
    """A reload with another feed: its items are kept, not told; the feeds before it go on."""
    world.feed("/a", rss(news(1)))
    with world.daemon() as daemon:
        daemon.until("told to operator")
        world.feed("/b", rss(news(1, path="/b")))
        daemon.until("1 feed added: b")
        daemon.until("b: first poll: 1 kept as baseline")
        world.show("/b", news(2, path="/b"), news(1, path="/b"))
        daemon.until("told to desk")
        daemon.leave()
    assert numbers(world) == [2]


def test_a_second_daemon_leaves_and_names_the_first(world: World) -> None:
    """One daemon a state folder: the second is out at once with code 2 and the first one's pid; the first goes on."""
    growing(world)
    with world.daemon() as first:
        first.until("told to desk")
        with world.daemon() as second:
            assert second.wait() == 2
            assert f"pid {first.pid}" in "".join(second.log)
        first.until("told to desk")
        first.kill()
    with world.daemon("--once") as third:
        assert third.wait() == 0, "a kill leaves no lock behind"


def test_bad_rules_at_the_start_are_code_two(world: World) -> None:
    """Every problem with file, line and column; nothing is polled."""
    growing(world)
    world.write(world.text().replace("title:", "titel:").replace("places:", "placs:"))
    with world.daemon() as daemon:
        assert daemon.wait() == 2
        log = "".join(daemon.log)
    assert "titel" in log and "placs" in log and f"{world.rules}:" in log
    assert world.server.requests == []


def test_the_token_shows_nowhere(world: World) -> None:
    """Not in the log, not in the state or its backups, not in what is printed, whatever Telegram answers."""
    growing(world)
    secret = world.api.token.partition(":")[2]
    world.api.next(faults.bad_gateway(f"<html>/bot{world.api.token}/sendMessage</html>"))
    world.api.next(faults.drop())
    with world.daemon("--once") as daemon:
        daemon.wait()
        assert secret not in "".join(daemon.log) + daemon.printed()
    written = [path for path in world.state.rglob("*") if path.is_file()]
    assert any(path.parent.name == "backups" for path in written)
    assert not [path for path in written if secret.encode() in path.read_bytes()]


def test_a_manager_is_told(world: World, tmp_path: Path) -> None:
    """Under systemd: READY once it polls, signs of life, RELOADING and READY around a reload, STOPPING at the end."""
    world.feed("/a", rss(news(1)))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(20)
        world.more |= {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000"}
        with world.daemon() as daemon:
            assert listener.recv(1000).decode().startswith("READY=1\nSTATUS=1 feeds")
            assert listener.recv(1000).decode().startswith("WATCHDOG=1\n")
            daemon.tell(signal.SIGHUP)
            said = [listener.recv(1000).decode().split("\n")[0] for _ in range(3)]
            assert [word for word in said if word != "WATCHDOG=1"][:2] in (["RELOADING=1", "READY=1"], ["RELOADING=1"])
            daemon.leave()
            while not said[-1].startswith("STOPPING=1"):
                said.append(listener.recv(1000).decode())
