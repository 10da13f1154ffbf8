"""Rows 4, 6 (load), 11, 12, 24 and 30: real daemons under signals, full disks, locks, floods, rules files in motion."""

from __future__ import annotations

import re
import resource
import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import Figure, Progress
from tests.faults.mortals import Ledger, report
from tests.servers.feeds import Reply, Request, rss
from tests.service.world import CHAT, OPERATOR, Daemon, World

SHOWN = 8


def load(world: World) -> None:
    """A feed with one more item at each poll; the first poll's is its baseline, number 0."""

    def reply(request: Request) -> Reply:
        newest = world.server.hits("/load") - 1
        return Reply(rss(*(report(number) for number in range(newest, max(-1, newest - SHOWN), -1))))

    world.feed("/load", "")
    world.server.serve("/load", reply)


def complete(world: World) -> tuple[int, int]:
    """(items told, repeats); fails when one before the last told is missing."""
    told = Ledger(world).told()
    assert set(told) == set(range(1, max(told) + 1)), "an item was lost"
    return len(told), Ledger(world).repeats()


# -- row 4 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_signals_under_load(world: World, times: int, figure: Figure, progress: Progress) -> None:
    """SIGHUP, then SIGTERM or SIGINT, while polls and messages are under way: out in ten seconds, nothing lost."""
    load(world)
    slowest = 0.0
    for number in range(times):
        progress(f"{number + 1}/{times}")
        with world.daemon() as daemon:
            daemon.until("told to desk")
            daemon.tell(signal.SIGHUP)
            daemon.until("rules file has not changed")
            code, seconds = daemon.leave(signal.SIGINT if number % 2 else signal.SIGTERM)
            assert code == 0 and "Traceback" not in "".join(daemon.log)
            slowest = max(slowest, seconds)
    with world.daemon("--once") as daemon:
        daemon.wait()
    told, repeats = complete(world)
    assert slowest < 10 and not repeats
    figure(
        4, f"{times} x SIGHUP and SIGTERM or SIGINT: {told} items, 0 lost, 0 repeated, out in {slowest:.1f} s at most"
    )


# -- rows 11 and 12 ---------------------------------------------------------------------------------------------------


@pytest.mark.soak
def test_500_items_while_the_disk_is_full(world: World, figure: Figure) -> None:
    """Nothing is lost once there is room again; the daemon lives; its log and the operator hear of it."""
    world.feed("/a", rss(report(0)))
    with world.daemon() as daemon:
        daemon.until("told to operator")
        soft, hard = resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (1, hard))
        world.show("/a", *(report(number) for number in range(500, -1, -1)))
        daemon.until("nothing was changed; look at the disk")
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (soft, hard))
        until_told(world, daemon, 500)
        assert daemon.leave()[0] == 0 and "Traceback" not in "".join(daemon.log)
    told, repeats = complete(world)
    assert told == 500
    figure(11, f"500 items on a full disk: 0 lost, {repeats} repeated, told in {len(world.api.sent_to(CHAT))} messages")


def until_told(world: World, daemon: Daemon, number: int) -> None:
    """Returns when every item up to this number can be read in the chat."""
    while len(numbers_shown(world)) < number:
        daemon.until("told to desk")


def numbers_shown(world: World) -> set[int]:
    """The numbers of all items that any message names."""
    return {int(found) for text in world.api.sent_to(CHAT) for found in re.findall(r"Ceasefire number (\d+)", text)}


@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.soak)])
def test_another_process_locks_the_database(world: World, seconds: int, figure: Figure) -> None:
    """BEGIN EXCLUSIVE by somebody else: the daemon waits, and tells all when the lock is gone."""
    load(world)
    with world.daemon() as daemon:
        daemon.until("told to desk")
        with closing(sqlite3.connect(world.state / "monitor.db", isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout = 20000")
            other.execute("BEGIN EXCLUSIVE")
            threading.Event().wait(seconds)
            before = len(world.api.messages)
            other.execute("COMMIT")
        daemon.until("told to desk")
        assert daemon.leave()[0] == 0 and "Traceback" not in "".join(daemon.log)
    told, repeats = complete(world)
    assert not repeats and len(world.api.messages) > before
    figure(12, f"locked for {seconds} s: {told} items, 0 lost, 0 repeated")


# -- load -------------------------------------------------------------------------------------------------------------


@pytest.mark.soak
def test_5000_new_items_in_one_poll(world: World, figure: Figure) -> None:
    """A bounded number of messages that say how many and where; nothing refused; under 250 MB."""
    world.feed("/a", rss(report(0)))
    with world.daemon() as daemon:
        daemon.until("told to operator")
        world.show("/a", *(report(number) for number in range(5000, -1, -1)))
        while not any("monitor search" in text for text in world.api.sent_to(CHAT)):
            daemon.until("told to desk", 300)
        status = Path(f"/proc/{daemon.pid}/status").read_text()
        peak = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1000
        assert daemon.leave()[0] == 0
    with closing(sqlite3.connect(world.state / "monitor.db")) as database:
        stored = database.execute("SELECT count(*) FROM article WHERE decision IN ('new', 'update')").fetchone()[0]
        open_ = database.execute("SELECT count(*) FROM message WHERE state IN ('pending', 'sending')").fetchone()[0]
    messages = len(world.api.sent_to(CHAT))
    refused = sum(call.method == "sendMessage" for call in world.calls) - len(world.api.messages)
    assert stored == 5000 and not open_ and not refused and messages < 40 and peak < 250
    figure(6, f"5,000 items in one poll: {messages} messages, {stored} stored as alerts, 0 refused, peak {peak:.0f} MB")


# -- row 24 -----------------------------------------------------------------------------------------------------------


def broken(good: str) -> dict[str, bytes]:
    """Rules files that must not be adopted."""
    aliases = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10) if n else 'x'}]" for n in range(9))
    return {
        "half-written": good[: len(good) // 2].encode(),
        "cut in a word": good[:-40].encode(),
        "empty": b"",
        "blank": b"\n\n \n",
        "invalid": good.replace("title:", "titel:").encode(),
        "not YAML": (good + "\n  - [unclosed").encode(),
        "alias bomb": f"{aliases}\n{good}".encode(),
        "10 MB": (good + "#" * 10_000_000).encode(),
        "tabs": good.replace("  ", "\t").encode(),
        "no-break spaces": good.replace("    title", "\u00a0\u00a0\u00a0\u00a0title").encode(),
        "not UTF-8": good.replace("Libya", "Liby\xe9").encode("latin-1", "replace"),
        "NUL bytes": good.encode().replace(b"any:", b"a\0ny:"),
        "UTF-16": good.encode("utf-16"),
        "a list": b"- a\n- b\n",
        "its own test fails": good.replace("A truce holds in Libya.", "A truce holds in Mali.").encode(),
    }


def harmless(good: str) -> dict[str, bytes]:
    """Rules files that an editor may write, and that are good."""
    return {
        "CRLF": good.replace("\n", "\r\n").encode(),
        "BOM": b"\xef\xbb\xbf" + good.encode(),
        "one term more": good.replace("[ceasefire*, truce]", "[ceasefire*, truce, armistice]").encode(),
    }


def save(path: Path, content: bytes, *, rename: bool) -> None:
    """In place, or as careful editors do."""
    if not rename:
        path.write_bytes(content)
        return
    aside = path.with_suffix(".aside")
    aside.write_bytes(content)
    aside.rename(path)


@pytest.mark.soak
def test_a_rules_file_in_motion(world: World, figure: Figure, progress: Progress) -> None:
    """Broken in every way under load, in place and by rename: refused by name, no match lost; good ones adopted."""
    load(world)
    good = world.text()
    with world.daemon() as daemon:
        daemon.until("told to desk")
        for number, (name, content) in enumerate(broken(good).items()):
            progress(name)
            save(world.rules, content, rename=bool(number % 2))
            daemon.until("rules not adopted")
            save(world.rules, good.encode(), rename=not number % 2)
            adopted(daemon)
        world.rules.unlink()
        daemon.until("no such file")
        swap_quickly(world.rules, [b"", good[:300].encode(), (good + "# swapped").encode()])
        adopted(daemon)
        for name, content in harmless(good).items():
            progress(name)
            save(world.rules, content, rename=True)
            adopted(daemon)
        daemon.until("told to desk")
        assert daemon.leave()[0] == 0 and "Traceback" not in "".join(daemon.log)
    told, repeats = complete(world)
    assert not repeats and any("rules file is not used" in text for text in world.api.sent_to(OPERATOR))
    figure(24, f"{len(broken(good)) + 2} bad files refused, 3 good ones adopted, {told} items meanwhile: 0 lost")


def adopted(daemon: Daemon) -> None:
    """Returns when a rules file was adopted; passes over what was refused before."""
    while "not adopted" in daemon.until("adopted"):
        pass


def swap_quickly(path: Path, contents: list[bytes]) -> None:
    """A hundred times a second for two seconds."""
    pause = threading.Event()
    for number in range(201):  # the last is a good one
        save(path, contents[number % len(contents)], rename=True)
        pause.wait(0.01)
