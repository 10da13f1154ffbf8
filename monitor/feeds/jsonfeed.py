"""JSON Feed (versions 1 and 1.1, https://www.jsonfeed.org/version/1.1/): the one format that feedparser does not read.

A hostile document is as likely as a good one: every field is taken only when it has the type the specification gives
it. Pure functions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from monitor.feeds import dates
from monitor.model import Entry, ParsedFeed, ParseFailed
from monitor.text.plaintext import one_line, plaintext

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d)?/?")


def read(text: str) -> ParsedFeed | ParseFailed:
    """The feed in a JSON text; links as the document has them, perhaps relative."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        cut = text.rstrip()[-1:] not in ("}", "]")
        return ParseFailed("the document is cut: its JSON does not end" if cut else "not well-formed JSON")
    if not isinstance(document, dict) or not _VERSION.fullmatch(_text(document, "version")):
        return ParseFailed("JSON, but not a JSON Feed")
    items = document.get("items")
    if not isinstance(items, list):
        return ParseFailed("a JSON Feed without items")
    lang = _text(document, "language")
    entries = tuple(_entry(item, lang) for item in items if isinstance(item, dict))
    return ParsedFeed(one_line(_text(document, "title")), entries, lang)


def _entry(item: Mapping[str, Any], lang: str) -> Entry:
    plain = _text(item, "content_text")
    published, updated = dates.read(_text(item, "date_published")), dates.read(_text(item, "date_modified"))
    return Entry(
        guid=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=one_line(_text(item, "title")),
        text=plaintext(_text(item, "content_html")) or plain.strip() or plaintext(_text(item, "summary")),
        published=published or updated,
        updated=updated,
        author=one_line(_author(item)),
        lang=_text(item, "language") or lang,
    )


def _author(item: Mapping[str, Any]) -> str:
    """The names in `authors` (1.1), or the one in `author` (1)."""
    authors = item.get("authors")
    listed = authors if isinstance(authors, list) else [item.get("author")]
    return ", ".join(name for author in listed[:10] if isinstance(author, dict) and (name := _text(author, "name")))


def _text(document: Mapping[str, Any], name: str) -> str:
    """A string field; the specification asks readers to take a number for an id too."""
    value = document.get(name)
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # \ud83d alone is valid JSON
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) and name == "id" else ""
