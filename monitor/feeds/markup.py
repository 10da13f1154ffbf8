"""A feed's XML made fit for an XML parser: whole or not, and mended where one bad character would lose every item.

Terms of XML 1.0: the *prolog* (declaration, comments, DOCTYPE) stands before the *root* element; outside CDATA only
five names may be referenced, and of numbers only those of characters. The prolog is dropped, and with it every entity
declaration, so there is nothing to expand or to fetch. What would cost a parser more than it is worth (tags of 20,000
characters, authors of 1,000) is cut. Pure functions; linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5
from xml.sax.saxutils import escape

from monitor.text.plaintext import join_surrogates, one_line

_ROOT = re.compile(r"[\s\ufeff]*<((?:[\w.-]+:)?(?:rss|feed|rdf|channel|entry))(?=[\s/>])[^>]*>", re.IGNORECASE)
# Behind a server's warnings, only what says its version or namespace: web pages have elements of their own.
_ROOT_BEHIND = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|rdf))\s[^>]*=[^>]*>", re.IGNORECASE)
_PROLOG = re.compile(r"\s*(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>)", re.IGNORECASE | re.DOTALL)
_JUNK = 65_536  # characters before the root in which warnings of a server's scripts may stand
_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s/>]", re.IGNORECASE)

# To the end when it is cut: looking for the end again and again would take the square of the length.
_SECTION = r"!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)"
_CDATA = re.compile(f"(<{_SECTION})")
_TOLD = re.compile(
    rb"(?:<(description|content:encoded)>)?+<!\[CDATA\[([^\]]*+(?:\](?!\]>)[^\]]*+)*+)(?:\]\]>|\Z)"
)
_SHORT = 100  # bytes that are not worth the trouble
# Letters that feedparser would put right: of windows-1252 read as Latin-1, and of UTF-8 read as Latin-1.
_MISREAD = re.compile(rb"\xc2[\x80-\x9f]|\xc3(?:[\x82-\x9f]|[\xa0-\xaf]\xc2[\x80-\xbf]|[\xb0-\xb4](?:\xc2.){2})\xc2")
_MARK = "\ue000"  # of the private use area
# Elements that nobody reads here; XML parsing costs by the element, and these are a third of what WordPress writes.
_UNREAD = re.compile(
    f"<(?:{_SECTION}|(category|comments|wfw:commentRss|slash:comments|dc:subject|post-id)(?:\\s[^<>]*+|/)?+>"
    f"(?:(?<=/>)|(?:[^<]|<{_SECTION})*+</\\1\\s*+>)\\s*+)"
)
_REFERENCE = re.compile(r"&(?:#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));|([A-Za-z][A-Za-z0-9]{1,31});)?")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_LONG = 20_000
_LONG_TAG = re.compile(rf"<([A-Za-z][\w:.-]*)[^<>]{{{_LONG},}}(?=>)")
# feedparser looks for an e-mail address in these in a way that takes the square of their length.
_AUTHOR = re.compile(
    r"<((?:[\w-]+:)?(?:author|creator|managingeditor|webmaster|publisher|owner))\b[^<>]*>", re.IGNORECASE
)
_AUTHOR_MAX = 1000  # characters, markup included


@dataclass(frozen=True, slots=True)
class Document:
    """The root element of a feed. `whole` is False when its end is missing; `items` counts those that begin."""

    root: str
    text: str
    whole: bool
    items: int


def find(text: str) -> Document | None:
    """The feed in a text, without its prolog and what was printed before or after it; None when there is none."""
    start = 0
    while prolog := _PROLOG.match(text, start):
        start = prolog.end()
    root = _ROOT.match(text, start) or _ROOT_BEHIND.search(text, start, start + _JUNK)
    if not root:
        return None
    name = root[1]
    closed = root[0].endswith("/>")
    end = root.end() if closed else _end(text, name)
    body = text[root.start(1) - 1 : end or len(text)]
    return Document(name.lower(), body, closed or end > 0, len(_ITEM.findall(body)))


def _end(text: str, name: str) -> int:
    """Where the document ends: after its root, or after the channel when only </rss> is missing; 0 when it is cut."""
    at = max(text.rfind(f"</{spelling}") for spelling in (name, name.lower(), name.upper()))
    if at < 0 and name.lower() == "rss":
        at = text.rfind("</channel")
        at = -1 if _ITEM.search(text, max(at, 0)) else at
    return (text.find(">", at) + 1 or len(text)) if at >= 0 else 0


def mend(document: Document) -> bytes:
    """The document as UTF-8 that an XML parser takes, as far as references and characters decide that."""
    text = _UNREAD.sub(lambda found: "" if found[1] else found[0], document.text)
    text = _NOT_XML.sub("", join_surrogates(text))
    if max(map(len, text.split(">"))) > _LONG:  # looking for tags that long takes longer than finding that none can be
        text = _LONG_TAG.sub(r"<\1", text)
    text = _cut_authors(text)
    if "&" in text:
        parts = _CDATA.split(text)
        parts[::2] = [_REFERENCE.sub(_legal, part) if "&" in part else part for part in parts[::2]]
        text = "".join(parts)
    missing = "</rss>" if document.root == "rss" and text.rstrip()[-6:].lower() != "</rss>" else ""
    return b'<?xml version="1.0" encoding="utf-8"?>' + (text + missing).encode()


def set_aside(xml: bytes) -> tuple[bytes, dict[str, str]]:
    """The document with marks in place of its long texts in CDATA, and the text of each mark.

    feedparser takes such a text in a piece a line and looks at each letter several times, which is a third of its work,
    and gives it back as it was.
    """
    texts: dict[str, str] = {}

    def put(found: re.Match[bytes]) -> bytes:
        element, text = found.groups()
        whole = element and xml.startswith(b"</%b>" % element, found.end())
        if not whole or len(text) < _SHORT or _MISREAD.search(text):
            return found[0]
        mark = f"{_MARK}{len(texts)}{_MARK}"
        texts[mark] = text.decode()
        return b"<%b>%b" % (element, mark.encode())

    return (xml, texts) if _MARK.encode() in xml else (_TOLD.sub(put, xml), texts)


def _cut_authors(text: str) -> str:
    """The text with the content of over-long authors cut to their first words."""
    pieces: list[str] = []
    done = position = 0
    unclosed: set[str] = set()
    while author := _AUTHOR.search(text, position):
        position = author.end()
        end = -1 if author[1] in unclosed else text.find(f"</{author[1]}", position)
        if end < 0:
            unclosed.add(author[1])
            continue
        if end - position > _AUTHOR_MAX:
            pieces += text[done:position], escape(one_line(text[position : position + _AUTHOR_MAX])[:200])
            done = end
        position = end
    return "".join((*pieces, text[done:])) if pieces else text


def _legal(reference: re.Match[str]) -> str:
    """A reference that XML knows: HTML's names become characters, impossible numbers nothing, a bare & is escaped."""
    hexadecimal, decimal, name = reference.groups()
    if name:
        if name in _XML_NAMES:
            return reference[0]
        return html5.get(f"{name};") or f"&amp;{name};"
    if not (hexadecimal or decimal):
        return "&amp;"
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    possible = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return reference[0] if possible else ""
