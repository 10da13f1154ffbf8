"""Feed lists of other readers: OPML 2.0 (http://opml.org/spec2.opml), read and written.

What OPML has no name for (places, owner, side) travels in attributes of a namespace of ours, which other readers pass
over. `private` and `enabled` do not travel: a list from a stranger must not open the operator's own network. Documents
that declare entities or a DTD are refused unread, since nothing in OPML needs them and every XML bomb does.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from monitor.errors import MonitorError
from monitor.model import Feed
from monitor.text.plaintext import one_line

NAMESPACE = "urn:libya-monitor:opml"
CHARACTERS_MAX = 5_000_000
FEEDS_MAX = 10_000
_DEPTH_MAX = 100
_OURS = f"{{{NAMESPACE}}}"
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def read(text: str) -> tuple[Feed, ...]:
    """The feeds of an OPML document in its order; folders are walked through and forgotten.

    Every outline with an address is one, whatever the address: which can be polled, and which are there already, is for
    the caller to say. Raises MonitorError when it is not OPML, or larger than any list of feeds.
    """
    if len(text) > CHARACTERS_MAX:
        raise MonitorError(f"The OPML file is larger than {CHARACTERS_MAX / 1_000_000:g} MB.")
    if _DECLARATION.search(text):
        raise MonitorError("The OPML file declares a DTD or entities, which feed lists never need; remove them.")
    outlines = _Outlines()
    parser = ET.XMLParser(target=outlines)
    try:
        parser.feed(re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")))
        parser.close()
    except ET.ParseError as error:
        raise MonitorError(f"The OPML file is not well-formed XML: {error}.") from error
    return tuple(outlines.feeds)


def write(feeds: tuple[Feed, ...]) -> str:
    """An OPML document of these feeds, one flat list, that `read` and other readers take."""
    ET.register_namespace("monitor", NAMESPACE)
    document = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(document, "head"), "title").text = "Feeds of Libya Monitor"
    body = ET.SubElement(document, "body")
    for feed in feeds:
        attributes = {
            "type": "rss",
            "text": feed.name,
            "xmlUrl": feed.url,
            "language": feed.lang,
            f"{_OURS}about": " ".join(feed.about),
            f"{_OURS}owner": feed.owner,
            f"{_OURS}side": feed.side,
        }
        ET.SubElement(body, "outline", {name: _NOT_XML.sub("", value) for name, value in attributes.items() if value})
    ET.indent(document)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(document, encoding="unicode") + "\n"


class _Outlines:
    """Collects feeds as the parser meets their outlines; no tree is built."""

    def __init__(self) -> None:
        self.feeds: list[Feed] = []
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Called by the parser for each element."""
        if not self._depth and tag.lower() != "opml":
            raise MonitorError(f"Not an OPML file: its root is <{tag[:40]}>.")
        self._depth += 1
        if self._depth > _DEPTH_MAX:
            raise MonitorError(f"The OPML file nests folders more than {_DEPTH_MAX} deep.")
        feed = _feed(attributes) if tag.lower() == "outline" else None
        if feed:
            self.feeds.append(feed)
        if len(self.feeds) > FEEDS_MAX:
            raise MonitorError(f"The OPML file lists more than {FEEDS_MAX} feeds.")

    def end(self, tag: str) -> None:
        """Called by the parser at the end of each element."""
        self._depth -= 1

    def close(self) -> None:
        """Called by the parser at the end."""


def _feed(given: dict[str, str]) -> Feed | None:
    """The feed an outline stands for; None for a folder."""
    attributes = {name.lower(): value.strip() for name, value in given.items()}
    url = one_line(attributes.get("xmlurl", ""))
    if not url:
        return None
    lang = re.match(r"[a-z]{2}(?![a-z])", attributes.get("language", "").lower())
    return Feed(
        name=one_line(attributes.get("text") or attributes.get("title") or "") or url,
        url=url,
        lang=lang[0] if lang else "",
        about=tuple(attributes.get(f"{_OURS}about", "").split()),
        owner=one_line(attributes.get(f"{_OURS}owner", "")),
        side=one_line(attributes.get(f"{_OURS}side", "")),
    )
