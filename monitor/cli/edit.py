"""Feeds written into, or taken out of, the text of a rules file; every other character stays as its owner wrote it.

Works on lines, not on a document tree: comments, order, quotes and line ends survive because they are never read. The
caller loads the result and compares; text that cannot be edited so (`feeds: [...]` on one line) is refused with the
lines to write by hand.
"""

from __future__ import annotations

import json
import re

from monitor.errors import BadSettings
from monitor.model import Feed

_FEEDS = re.compile(r"feeds[ ]*:[ ]*(#.*)?$")
_ITEM = re.compile(r"([ ]*)-(?:[ ]|$)")
_PLAIN = re.compile(r"[^\W\d_](?:[\w/.=?%+~-]|:(?=\S))*(?: [\w()/.+][\w()/.+-]*)*")
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "none", "nan", "inf"))
_UNITS = ((3600.0, "h"), (60.0, "m"), (1.0, "s"))


def _scalar(text: str) -> str:
    """A YAML scalar that reads back as this very string; JSON's strings are YAML's double-quoted ones."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def every(seconds: float) -> str:
    """An interval as rules.yaml writes it: "10m", "1h", "90s"."""
    for size, unit in _UNITS:
        if seconds >= size and seconds % size == 0:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"


def entry(feed: Feed, indent: int = 2) -> list[str]:
    """The lines of one feed, without line ends; what equals the default is left out."""
    fields = [("name", _scalar(feed.name)), ("url", _scalar(feed.url))]
    if feed.lang:
        fields.append(("lang", _scalar(feed.lang)))
    if feed.about:
        fields.append(("about", f"[{', '.join(feed.about)}]"))
    fields += [(key, _scalar(value)) for key, value in (("owner", feed.owner), ("side", feed.side)) if value]
    if feed.every:
        fields.append(("every", every(feed.every)))
    if feed.full_text != "auto":
        fields.append(("full_text", feed.full_text))
    fields += [(key, word) for key, word, set_ in _switches(feed) if set_]
    margin = " " * indent
    return [f"{margin}{'- ' if at == 0 else '  '}{key}: {value}" for at, (key, value) in enumerate(fields)]


def _switches(feed: Feed) -> tuple[tuple[str, str, bool], ...]:
    return ("enabled", "false", not feed.enabled), ("private", "true", feed.private)


def _section(lines: list[str], by_hand: list[str]) -> tuple[int, int] | None:
    """(first line after `feeds:`, line after its last content); None when the file has no feeds."""
    start = next((at for at, row in enumerate(lines) if _FEEDS.match(row.rstrip("\r\n").lstrip("\ufeff"))), None)
    if start is None:
        if any(row.lstrip("\ufeff").startswith(("feeds:", "feeds ", '"feeds"', "'feeds'")) for row in lines):
            raise _refused("feeds is not written as a list with one `- name: ...` a feed", by_hand)
        return None
    end = start + 1
    for at in range(start + 1, len(lines)):
        row = lines[at].rstrip("\r\n")
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        if not row.startswith((" ", "-")) or row.startswith(("---", "...")):
            break
        end = at + 1
    return start + 1, end


def _refused(why: str, by_hand: list[str]) -> BadSettings:
    return BadSettings("\n".join([f"{why}: the file is left as it is. Please write by hand:", *by_hand]))


def with_feeds(text: str, feeds: tuple[Feed, ...]) -> str:
    """The text with these feeds after the last one it has: only lines are inserted. BadSettings when it cannot be."""
    lines = _split(text)
    newline = "\r\n" if any(row.endswith("\r\n") for row in lines[:20]) else "\n"
    section = _section(lines, [row for feed in feeds for row in entry(feed)])
    if section is None:
        at, new = len(lines), ["feeds:"]
    else:
        at, new = section[1], []
    items = [match for row in lines[section[0] : at] if (match := _ITEM.match(row))] if section else []
    new += [row for feed in feeds for row in entry(feed, len(items[0].group(1)) if items else 2)]
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += newline
    return "".join([*lines[:at], *(row + newline for row in new), *lines[at:]])


def only_feeds(text: str, feeds: tuple[Feed, ...]) -> str:
    """The text with these feeds in place of all it has, their comments included: for copies of a file alone."""
    lines = _split(text)
    section = _section(lines, [])
    rest = lines[: section[0]] + lines[section[1] :] if section else lines
    return with_feeds("".join(rest), feeds)


def _split(text: str) -> list[str]:
    """Lines as YAML has them (ended by LF or CR LF alone), their ends kept."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def without_feed(text: str, feed: Feed, position: int) -> str:
    """The text without the lines of its `position`-th feed (from 0); comments between feeds stay."""
    lines = _split(text)
    section = _section(lines, [f"(take out {feed.name})"])
    starts: list[int] = []
    if section is not None:
        first = next((match.group(1) for row in lines[section[0] : section[1]] if (match := _ITEM.match(row))), None)
        starts = [at for at in range(*section) if (match := _ITEM.match(lines[at])) and match.group(1) == first]
    if section is None or position >= len(starts):
        raise _refused(f"cannot tell where feed {feed.name} stands in the file", [f"(take out {feed.name})"])
    start = starts[position]
    limit = starts[position + 1] if position + 1 < len(starts) else section[1]
    end = start + 1
    for at in range(start + 1, limit):
        if lines[at].strip() and not lines[at].lstrip().startswith("#"):
            end = at + 1
    return "".join(lines[:start] + lines[end:])
