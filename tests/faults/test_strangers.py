"""Rows 27 to 29 and 32, and the advisories: strangers, the token, hostile strings, the unit, old holes of others."""

from __future__ import annotations

import io
import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import monitor
from monitor.cli.app import cli
from monitor.feeds.fetch import Fetcher
from monitor.model import Draft, Feed, FeedState, Fetched, FetchFailed, Kind
from monitor.service import logs
from monitor.service.parts import assemble
from monitor.store.store import Store
from tests.faults.conftest import Figure
from tests.faults.mortals import report
from tests.servers import faults
from tests.servers.feeds import FeedServer, Reply, rss
from tests.service.world import CHAT, Clock, World, deliver_all

ROOT = Path(monitor.__file__).parent.parent
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

# -- row 27 -----------------------------------------------------------------------------------------------------------

STRANGER = {"id": 666, "is_bot": False, "first_name": "/stop </b>"}
CHANNEL = {"id": -100666, "type": "channel", "title": "x"}
UPDATES: tuple[dict[str, Any], ...] = (
    {},
    {"edited_message": {"message_id": 1, "date": 1, "chat": CHANNEL, "text": "/stop"}},
    {"channel_post": {"message_id": 1, "date": 1, "chat": CHANNEL, "text": "/start"}},
    {"callback_query": {"id": "1", "from": STRANGER, "chat_instance": "1", "data": "park:1"}},
    {"callback_query": {"id": "1", "from": STRANGER, "chat_instance": "1", "data": "x" * 64}},
    {"my_chat_member": {"chat": CHANNEL, "from": STRANGER, "date": 1}},
)


async def test_strangers_change_nothing(world: World, clock: Clock, figure: Figure) -> None:
    """Messages, edits, channel posts, forged buttons, a flood: no state changes, nobody is answered."""
    world.api.add_chat("666")
    for _ in range(50):
        for update in UPDATES:
            world.api.write("666", "/stop", **update)
    world.feed("/a", rss(report(0)), every="10m")
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        for number in (0, 1):
            world.show("/a", *(report(shown) for shown in range(number, -1, -1)))
            await parts.cycle.poll_due()
            await deliver_all(parts, clock)
            clock.turn(700)
        chats = await parts.writer(lambda store: store.chats())
    assert set(chats) <= {"desk", "operator"} and not world.api.sent_to("666")
    assert len(world.api.updates) == 50 * len(UPDATES), "no update was confirmed"
    figure(27, f"{50 * len(UPDATES)} updates of strangers: 0 state changes, 0 answers")


# -- row 28 -----------------------------------------------------------------------------------------------------------

LEAKY = (faults.bad_gateway("<html>/bot{token}/sendMessage</html>"), faults.unauthorized(), faults.not_found())


def test_the_token_is_nowhere(world: World, figure: Figure) -> None:
    """Log, database, state folder, standard output, process arguments, messages: in whatever Telegram answers."""
    secret = world.api.token.partition(":")[2]
    world.feed("/a", rss(report(0)), url=world.server.url("/a"))
    world.server.serve("/a", Reply(rss(report(0))))
    for fault in LEAKY:
        body = fault.body.replace(b"{token}", world.api.token.encode())
        world.api.next(faults.Fault(fault.act, fault.status, body, fault.accept), method="*")
    with world.daemon("--once") as daemon:
        arguments = Path(f"/proc/{daemon.pid}/cmdline").read_bytes()
        daemon.wait()
        seen = "".join(daemon.log) + daemon.printed() + "".join(message.text for message in world.api.messages)
    assert secret not in seen and secret.encode() not in arguments
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert files and not [path for path in files if secret.encode() in path.read_bytes()]
    figure(28, f"{len(LEAKY)} leaky answers: 0 hits in log, output, arguments, messages, {len(files)} files")


# -- row 29 -----------------------------------------------------------------------------------------------------------

SEEDS = (
    "'", '"', "';--", "' OR 1=1 --", '" OR ""="', "'; DROP TABLE article; --", "a' UNION SELECT 1,2,3 --", "%",
    "_", "\\",
    "*", "a*", "NEAR(a b)", "NEAR(", "AND", "OR NOT", "a:b", "title:x", "-x", "^a", "(", ")", "a AND (b", '"a" "',
    "{a b}:c",
    "../", "../../etc/passwd", "/etc/passwd", "..\\..\\x", "file:///etc/passwd", "\r\nINFO forged: line",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07", "\0", "\u202egnp", "\u2066", "\ud7ff", "😀" * 50, "%s%n%x", "{0}{token}", "$(id)", "`id`",
    "x" * 10_000,
)  # fmt: skip
STRINGS = (
    *(frame.format(seed) for seed in SEEDS for frame in ("{}", "ceasefire {}", "{} Libya", "{0}{0}")),
    *(one + other for one, other in pairwise(SEEDS)),
)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A state folder with something in it, and a rules file beside it."""
    with closing(Store.open(tmp_path / "state")) as store:
        store.post([Draft("desk", Kind.ALERT, "x", "x")], NOW)
    return tmp_path


def test_hostile_strings_as_search_and_address(told: Path, figure: Figure) -> None:
    """Each is a search, an address, a number: no exception, no file, no control character on the screen."""
    before = sorted(told.glob("*"))
    with closing(Store.open(told / "state")) as store:
        for words in STRINGS:
            assert store.search(words) == () and store.article(words) is None
    options = ["--rules", str(ROOT / "rules.yaml"), "--state", str(told / "state")]
    for words in SEEDS:
        for command in (["search", "--", words], ["why", "--", words]):
            result = CliRunner().invoke(cli, [*options, *command], prog_name="monitor")
            assert result.exit_code in (0, 1, 2) and not isinstance(result.exception, (Exception,)), (command, result)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", result.output), command
    assert sorted(told.glob("*")) == before
    figure(29, f"{len(STRINGS)} strings as searches and addresses: 0 exceptions, 0 files")


def test_hostile_strings_in_the_log(figure: Figure) -> None:
    """One record is one line, whatever stands in it."""
    stream = io.StringIO()
    with logging_to(stream):
        for words in STRINGS:
            logging.getLogger("monitor.test").warning("feed %s: %s", words, words)
    lines = stream.getvalue().splitlines()
    assert len(lines) == len(STRINGS) and all("WARNING monitor.test: " in line for line in lines)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", stream.getvalue())
    figure(29, f"{len(STRINGS)} strings in the log: {len(lines)} lines, 0 forged")


@contextmanager
def logging_to(stream: io.StringIO) -> Iterator[None]:
    """The daemon's log on a stream; pytest's handlers are put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.configure("", stream)
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:], root.level = handlers, level


async def test_hostile_names_of_feeds(world: World, clock: Clock, figure: Figure) -> None:
    """A feed may be called anything: it is polled, or its name is a problem with a line; no file appears."""
    names = [seed for seed in SEEDS if len(seed) < 100]
    for number, name in enumerate(names):
        written = '"' + "".join(f"\\U{ord(letter):08x}" for letter in name) + '"'
        url = world.server.serve(f"/{number}", Reply(rss(report(number))))
        world.feeds.append(f'  - {{name: {written}, url: "{url}", every: 10m, private: true}}')
    world.write()
    before = {path.name for path in world.folder.iterdir()}
    rules = CliRunner().invoke(cli, ["--rules", str(world.rules), "check"], prog_name="monitor")
    assert rules.exit_code in (0, 1, 2) and not isinstance(rules.exception, (Exception,))
    if rules.exit_code == 0:
        async with assemble(world.settings(), now=clock) as parts:
            await parts.cycle.refresh()
            await parts.cycle.poll_due()
            await deliver_all(parts, clock)
    assert {path.name for path in world.folder.iterdir()} - before <= {"state"}
    figure(29, f"{len(names)} names of feeds: exit code {rules.exit_code}, 0 exceptions, 0 files outside the state")


# -- row 32 -----------------------------------------------------------------------------------------------------------


def test_the_unit_exposes_little(figure: Figure) -> None:
    """systemd's own judgement of the unit file is 1.5 or better, and it finds no mistake in it."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    unit = ROOT / "deploy" / "monitor.service"
    done = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True, timeout=60
    )
    found = re.search(r"exposure level for monitor\.service: ([\d.]+)", done.stdout)
    assert found, done.stdout[-500:] + done.stderr[-500:]
    assert float(found[1]) <= 1.5
    figure(32, f"exposure {found[1]}")


def test_the_unit_says_what_it_must() -> None:
    """Each of the protections that the table of faults asks for stands in the file."""
    text = (ROOT / "deploy" / "monitor.service").read_text()
    for line in (
        "Type=notify", "DynamicUser=yes", "StateDirectory=", "ProtectSystem=strict", "LoadCredential=telegram",
        "SystemCallFilter=@system-service", "WatchdogSec=", "NoNewPrivileges=yes", "CapabilityBoundingSet=\n",
    ):  # fmt: skip
        assert line in text, line


# -- advisories -------------------------------------------------------------------------------------------------------


async def get(server: FeedServer, path: str, feed: Feed | None = None) -> object:
    """One fetch."""
    feed = feed or Feed("f", server.url(path), private=True)
    return await Fetcher().feed(feed, FeedState(feed.url))


async def test_an_error_page_does_not_echo_into_a_message(world: World, clock: Clock, figure: Figure) -> None:
    """CVE-2023-27592, GHSA-xwh2-742g-w3wp: an address with markup, in a cause that the operator reads, is words."""
    url = world.server.serve("/<script>alert(1)</script>", Reply(status=500, body="<script>alert(1)</script>"))
    world.feed("/a", rss(report(0)))
    async with assemble(world.settings(), now=clock) as parts:
        await parts.tell_operator(f"feed {url}: HTTP 500 <script>alert(1)</script>")
        await deliver_all(parts, clock)
    assert all(entity.type in ("bold", "code") for message in world.api.messages for entity in message.entities)
    assert len(world.api.messages) == 1
    figure(0, "advisories: markup in addresses and errors stays words")


async def test_secrets_in_an_address_are_not_shown() -> None:
    """CVE-2023-22481: a password in a feed's address is in no result and no cause."""
    async with FeedServer() as server:
        server.serve("/a", Reply(rss(report(0))))
        server.serve("/b", Reply(status=302, headers=(("Location", "/a"),)))
        server.serve("/c", Reply(status=302, headers=(("Location", "http://[::1"),)))
        for path in ("/a", "/b", "/c", "/d"):
            address = server.url(path).replace("http://", "http://me:hunter2@")
            found = await get(server, path, Feed("f", address, private=True))
            assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "FILE:/etc/passwd", "/etc/passwd", "ftp://x/", "feed:https://x/"]
)
async def test_a_feed_is_no_file(url: str) -> None:
    """GHSA-496x-437q-h35q, CVE-2026-27645: only http and https are fetched."""
    found = await Fetcher().feed(Feed("f", url, private=True), FeedState(url))
    assert isinstance(found, FetchFailed) and "http" in found.cause


async def test_a_redirect_for_now_is_not_the_feeds_address() -> None:
    """fastladder 575: only a chain of 301 and 308 says where a feed has moved."""
    async with FeedServer() as server:
        server.serve("/a", Reply(rss(report(0))))
        for status, kept in ((301, True), (302, False), (303, False), (307, False), (308, True)):
            server.serve("/b", Reply(status=status, headers=(("Location", "/a"),)))
            found = await get(server, "/b")
            assert isinstance(found, Fetched) and bool(found.permanent_url) is kept


def test_tls_is_always_verified() -> None:
    """CVE-2025-25305: nothing in the product turns verification off."""
    off = re.compile(r"verify\s*=\s*False|CERT_NONE|check_hostname\s*=\s*False|_create_unverified")
    assert not [path for path in (ROOT / "monitor").rglob("*.py") if off.search(path.read_text(encoding="utf-8"))]


def test_no_page_is_shown_with_its_markup(told: Path) -> None:
    """CVE-2026-27696: the product has no page of its own that could run what a feed holds; nothing listens."""
    listens = re.compile(r"start_server|HTTPServer|\.listen\(|socketserver|create_server")
    found = {path.name for path in (ROOT / "monitor").rglob("*.py") if listens.search(path.read_text(encoding="utf-8"))}
    assert found <= {"loopback.py", "metrics.py", "samples.py", "demo.py", "upkeep.py"}, found
    assert CHAT
