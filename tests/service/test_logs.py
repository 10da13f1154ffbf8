"""The log."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from monitor.service import logs

TOKEN = "123456:canary-canary-canary"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """A configured log that writes here; afterwards the root logger is as it was."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    out = io.StringIO()
    logs.configure(TOKEN, out)
    yield out
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"token {TOKEN} refused",
        "POST /bot123456%3Acanary-canary-canary/getMe",
        "secret canary-canary-canary",
        "another bot at /bot999:AAAA/getMe",
    ],
)
def test_the_token_never_shows(stream: io.StringIO, text: str) -> None:
    """The token is hidden whole, quoted, in half, and any token that stands in a Bot API path."""
    logging.getLogger("monitor.test").info("%s", text)
    assert "canary" not in stream.getvalue() and "AAAA" not in stream.getvalue()
    assert "<token>" in stream.getvalue()


def test_a_traceback_is_redacted_and_stays_on_one_line(stream: io.StringIO) -> None:
    """An exception whose text carries the token, or a line end, writes one clean line."""
    try:
        raise ValueError(f"no such bot {TOKEN}\n2026-01-01 INFO forged")
    except ValueError:
        logging.getLogger("monitor.test").exception("failed")
    assert stream.getvalue().count("\n") == 1
    assert "canary" not in stream.getvalue()
    assert "test_logs.py" in stream.getvalue()


def test_nobody_can_forge_a_line(stream: io.StringIO) -> None:
    """Line ends, escapes of a terminal and direction overrides out of a feed are written as escapes."""
    title = "Good\r\n2026-01-01T00:00:00Z ERROR forged \x1b[31m\u202eright\u2028next"
    logging.getLogger("monitor.test").warning("item %s", title)
    line = stream.getvalue()
    assert line.count("\n") == 1 and line.endswith("\n")
    assert not set(line[:-1]) & set("\r\x1b\u202e\u2028")
    assert "\\r | 2026" in line and "\\x1b[31m" in line


def test_arabic_stays_readable(stream: io.StringIO) -> None:
    """Letters of any script, and the joiners they need, are left alone."""
    logging.getLogger("monitor.test").info("هدنة می‌خواهم «trêve»")
    assert "هدنة می‌خواهم «trêve»" in stream.getvalue()


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection", "telegram.Bot", "apscheduler.scheduler"])
def test_libraries_that_write_addresses_are_quiet(stream: io.StringIO, name: str) -> None:
    """httpx logs every URL at INFO, the Bot API's with the token in it: below WARNING they are not heard."""
    logging.getLogger(name).info("HTTP Request: GET https://example.org")
    assert stream.getvalue() == ""
    logging.getLogger(name).warning("trouble")
    assert "trouble" in stream.getvalue()
