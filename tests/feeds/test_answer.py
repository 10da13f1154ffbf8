"""Bodies are bounded while they inflate, and headers are read as the RFCs say."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.answer import Body, Limits, max_age, retry_after, validator
from monitor.feeds.connect import Unreachable

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SMALL = Limits(raw_bytes=100_000, bytes=1_000_000)


def read(encoding: str, *chunks: bytes, limits: Limits = SMALL) -> bytes:
    """The body that arrives in these chunks."""
    body = Body(encoding, limits)
    for chunk in chunks:
        body.feed(chunk)
    return body.whole()


def cause(encoding: str, *chunks: bytes, limits: Limits = SMALL) -> str:
    """Why these chunks are refused."""
    with pytest.raises(Unreachable) as failure:
        read(encoding, *chunks, limits=limits)
    return failure.value.cause


@given(st.binary(max_size=300_000), st.integers(1, 70_000), st.sampled_from(["gzip", "x-gzip", "GZIP", ""]))
def test_what_was_packed_comes_out(data: bytes, size: int, encoding: str) -> None:
    """Gzip is inflated whatever the chunks, and known by its first bytes when the header is missing."""
    packed = gzip.compress(data)
    first = max(size, 2)
    limits = Limits()
    parts = [packed[:first], *(packed[at : at + size] for at in range(first, len(packed), size))]
    assert read(encoding, *parts, limits=limits) == data


def test_several_members_and_padding_are_one_body() -> None:
    """Gzip may be concatenated, and servers pad it."""
    packed = gzip.compress(b"one") + gzip.compress(b"two") + b"\0" * 100
    assert read("gzip", packed) == b"onetwo"


def test_a_bomb_stops_at_the_limit_and_takes_no_memory() -> None:
    """Half a gigabyte in half a megabyte is refused after the megabyte that is allowed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(500)) + packer.flush()
    tracemalloc.start()
    assert cause("gzip", bomb, limits=Limits(bytes=1_000_000)) == "more than 1 MB"
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_raw_bytes_are_counted_too() -> None:
    """A body is given up as soon as it is too large on the wire."""
    assert cause("", b"x" * 60_000, b"x" * 60_000) == "more than 0.1 MB"


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "gzip,br", "utf-9"])
def test_other_encodings_are_refused_unread(encoding: str) -> None:
    """Only gzip was asked for; a repeated one is a bomb in a bomb."""
    assert encoding.split(",")[0] in cause(encoding)


@pytest.mark.parametrize("encoding", ["identity", "none", "UTF-8", "utf8", "binary", "8bit"])
def test_wrong_words_for_not_packed_are_understood(encoding: str) -> None:
    """Servers write a charset or a wish where the packing belongs; the body is as it is."""
    assert read(encoding, b"<rss/>") == b"<rss/>"


def test_a_cut_or_damaged_stream_is_no_body() -> None:
    """A gzip stream that does not end, or is not one, is a failure with its cause."""
    packed = gzip.compress(b"a feed" * 1000)
    assert "cut" in cause("gzip", packed[:-8])
    assert "damaged" in cause("gzip", b"<rss>not packed</rss>")
    assert read("gzip") == b""


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("999999999999999999999999", 86400.0),
        ("Fri, 20 Nov 2026 12:10:00 GMT", 600.0),
        ("Fri, 20 Nov 2026 14:10:00 +0200", 600.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400.0),
        ("Fri, 20 Nov 2020 12:10:00 GMT", 0.0),
        ("-5", 0.0),
        ("soon", 0.0),
        ("", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(value: str, seconds: float) -> None:
    """RFC 9110 allows both forms; nonsense is no wish."""
    assert retry_after({"retry-after": value}, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=900"}, 900.0),
        ({"cache-control": "max-age=900", "age": "300"}, 600.0),
        ({"cache-control": "max-age=900", "age": "3000"}, 0.0),
        ({"cache-control": "no-cache, max-age=900"}, 0.0),
        ({}, 0.0),
    ],
)
def test_max_age_is_what_is_left_of_it(headers: dict[str, str], seconds: float) -> None:
    """Cache-Control less the age of the copy; nothing when caching is forbidden."""
    assert max_age(headers) == seconds


def test_a_validator_that_cannot_be_sent_back_is_forgotten() -> None:
    """An ETag with letters outside ASCII would make every later request fail."""
    assert validator('W/"1"') == 'W/"1"'
    assert validator('"ا"') == validator("a\r\nb") == validator("x" * 5000) == ""
