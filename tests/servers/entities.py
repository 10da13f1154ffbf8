"""What Telegram makes of a message: its HTML parsed or refused, and the live words it finds in bare text by itself.

Written after the published description of the HTML mode and the refusals seen in the wild; stricter than the real
server only where that drops things silently.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "a": "text_link", "code": "code",
    "pre": "pre", "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}  # the only ones; any other stands as it is
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[\w-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>")
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
WORD = r"0-9A-Za-z_"
LIVE = {
    "url": re.compile(
        r"(?:https?|ftp|tg|ton)://[^\s<>\u2000-\u200b\u200e-\u206f]+"
        r"|(?<![\w@.])(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:com|net|org|ly|info|tv|me|io|ru|tr|co|news|yaml)(?![\w])"
        r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    ),
    "email": re.compile(rf"[{WORD}.+-]+@[{WORD}-]+(?:\.[{WORD}-]+)+"),
    "mention": re.compile(rf"(?<!\w)@[{WORD}]{{2,32}}(?!\w)"),
    "bot_command": re.compile(rf"(?<![\w/<>])/[{WORD}]{{1,64}}(?:@\w+)?(?![\w/<>])"),
    "hashtag": re.compile(r"(?<!\w)#[\w\u200c]+"),
    "cashtag": re.compile(r"(?<!\w)\$[A-Z]{1,8}(?!\w)"),
}


class CantParse(Exception):
    """Why a text is refused, in the server's words."""


@dataclass(frozen=True)
class Entity:
    """A stretch of the shown text, in UTF-16 units, and what it is."""

    type: str
    offset: int
    length: int
    url: str = ""


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(text: str) -> tuple[str, list[Entity]]:
    """The shown text and its entities; raises CantParse as the server refuses."""
    shown, position = "", 0
    entities: list[Entity] = []
    opened: list[tuple[str, int, str]] = []  # tag, offset, url
    while position < len(text):
        if text[position] == "<":
            found = TAG.match(text, position)
            if not found:
                raise CantParse(f"Unclosed start tag at byte offset {position}")
            closing, name, attributes = found.group(1), found.group(2).lower(), found.group(3)
            if closing:
                entities.append(_close(name, opened, shown, position))
            else:
                opened.append((name, units(shown), _url(name, attributes, position)))
            position = found.end()
        elif text[position] == "&" and (found := REFERENCE.match(text, position)):
            shown += NAMED.get(found.group()) or html.unescape(found.group())
            position = found.end()
        else:
            shown += text[position]
            position += 1
    if opened:
        raise CantParse(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return shown, sorted((e for e in entities if e.length), key=lambda e: (e.offset, -e.length))


def _url(name: str, attributes: str, position: int) -> str:
    if name not in TAGS:
        raise CantParse(f'Unsupported start tag "{name}" at byte offset {position}')
    if name == "span" and 'class="tg-spoiler"' not in attributes:
        raise CantParse(f'Tag "span" must have class "tg-spoiler" at byte offset {position}')
    found = re.search(r"""href=(?:"([^"]*)"|'([^']*)'|(\S+))""", attributes)
    return html.unescape(next(filter(None, found.groups()), "")) if found else ""


def _close(name: str, opened: list[tuple[str, int, str]], shown: str, position: int) -> Entity:
    if not opened:
        raise CantParse(f"Unexpected end tag at byte offset {position}")
    start_name, start, url = opened.pop()
    if name != start_name:
        raise CantParse(f'Unmatched end tag at byte offset {position}, expected "</{start_name}>", found "</{name}>"')
    return Entity(TAGS[name], start, units(shown) - start, url)


def live(text: str, entities: list[Entity]) -> list[Entity]:
    """What clients would make tappable in bare text: everything but the inside of links and code."""
    covered = [(e.offset, e.offset + e.length) for e in entities if e.type in ("text_link", "code", "pre")]
    found = []
    for kind, pattern in LIVE.items():
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match.group())
            if not any(a < end and start < b for a, b in covered):
                found.append(Entity(kind, start, end - start, match.group() if kind == "url" else ""))
    return found
