"""Foreign text made safe to show in a chat, and set twice: as Telegram HTML and as plain text.

Three dangers, each met once and here. *Invisible characters* can turn a line around, hide words or fill a message:
bidi overrides, zero-width characters and controls are removed, piles of marks cut down. *Live text*: Telegram makes
mentions, commands, hashtags and links out of bare text, so a word joiner (U+2060, no width, no break) is put where one
would begin. *Direction*: a piece that holds letters of the other direction is isolated (UAX #9), and a line that does
not begin with a letter of the message's own direction begins with its mark.

Lengths are UTF-16 units, the stricter reading of Telegram's "characters"; offsets are code points.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

FSI, PDI, LRM, RLM, WORD_JOINER = "\u2068", "\u2069", "\u200e", "\u200f", "\u2060"
ELLIPSIS = "…"
MAX_BOLD = 12  # spans a piece: a message of some pieces stays far below Telegram's 100 entities
MAX_LINK = 2048

Span = tuple[int, int]

# Soft hyphen, Mongolian vowel separator, zero-width space, bidi embeddings, overrides, isolates, invisible operators,
# deprecated format characters, BOM, interlinear annotation, noncharacters, tags, controls that are no white space.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+"
)
_WHITE = "[\\s\u115f\u1160\u2800\u3164\uffa0]"  # white space, and letters that look like it
_BLANK = re.compile(f"{_WHITE}{{2,}}|(?! ){_WHITE}")  # what is not one plain blank already
# Joiners shape Persian words and emoji, direction marks order punctuation: one between two visible characters is
# writing, more or elsewhere is a trick.
_JOINERS = re.compile("[\u061c\u200c-\u200f]+")
_MARK = "[\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILE = re.compile(f"({_MARK}{{4}}){_MARK}+")
_EDGES = re.compile(r"^ +| +$")
_STRONG = {"L": "L", "R": "R", "AL": "R"}  # the directions of letters, Arabic ones among them
_LIVE = re.compile(
    r"[@#$/](?=[\w\u200c-\u200f])"  # mention or address of mail, hashtag, cashtag, command
    r"|:(?=//)"  # any scheme
    r"|(?<=\w)\.(?=[^\W\d])"  # a bare host name
    r"|(?<=\d)\.(?=\d+\.\d+\.\d)"  # a bare IPv4 address
)
_CLINGING = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is safe to show on one line; `bold` are spans of it, ascending and apart."""

    text: str
    bold: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The same words twice: `html` for Telegram, `plain` for where markup is refused or there is none."""

    html: str = ""
    plain: str = ""

    def __add__(self, other: Shown) -> Shown:
        return Shown(self.html + other.html, self.plain + other.plain)


def literal(text: str) -> Shown:
    """Words of our own."""
    return Shown(html.escape(text, quote=False), text)


def join(between: str, parts: Iterable[Shown]) -> Shown:
    """Parts with words of our own between them; what is empty is left out, in either form by itself."""
    parts, glue = tuple(parts), literal(between)
    return Shown(
        glue.html.join(part.html for part in parts if part.html),
        glue.plain.join(part.plain for part in parts if part.plain),
    )


def length(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# -- safe ------------------------------------------------------------------------------------------------------------


def safe(text: str, bold: Iterable[Span] = ()) -> Piece:
    """Foreign text on one line, without tricks and without live words; `bold`, spans of `text`, move along."""
    piece = Piece(text, merged(bold))
    piece = _replace(piece, _INVISIBLE, lambda _: "")
    piece = _replace(piece, _BLANK, lambda _: " ")
    piece = _replace(piece, _JOINERS, lambda found: found.group() if _inside(found) else "")
    piece = _replace(piece, _BLANK, lambda _: " ")  # what a removed joiner kept apart
    piece = _replace(piece, _PILE, lambda found: found.group(1))
    piece = _replace(piece, _EDGES, lambda _: "")
    return _replace(piece, _LIVE, lambda found: found.group() + WORD_JOINER)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in ascending order, overlapping and touching ones made one, empty ones left out."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _inside(found: re.Match[str]) -> bool:
    """Whether one character was found, between two that can be seen."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return len(found.group()) == 1 and bool(before.strip() and after.strip())


def _replace(piece: Piece, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Piece:
    """`pattern.sub`, with the bold spans carried along; a span that ends inside a replaced part takes all of it."""
    if not pattern.search(piece.text):
        return piece
    parts: list[str] = []
    edges: list[tuple[int, int, int, int]] = []  # of each replaced part: start and end before, start and end after
    done = size = 0
    for found in pattern.finditer(piece.text):
        kept, put = piece.text[done : found.start()], new(found)
        parts += kept, put
        edges.append((found.start(), found.end(), size + len(kept), size + len(kept) + len(put)))
        done, size = found.end(), size + len(kept) + len(put)
    parts.append(piece.text[done:])
    return Piece("".join(parts), merged((_moved(a, edges, 2), _moved(b, edges, 3)) for a, b in piece.bold))


def _moved(offset: int, edges: list[tuple[int, int, int, int]], side: int) -> int:
    shift = 0
    for edge in edges:
        if offset <= edge[0]:
            break
        if offset < edge[1]:
            return edge[side]
        shift = edge[3] - edge[1]
    return offset + shift


# -- short -----------------------------------------------------------------------------------------------------------


def cut(piece: Piece, limit: int) -> Piece:
    """At most `limit` units of the beginning, whole words where that costs little, an ellipsis for what is missing."""
    if length(piece.text) <= limit:
        return piece
    end = _within(piece.text, limit - 1)
    space = piece.text.rfind(" ", end - end // 5, end)
    end = space if space > 0 else end
    while end > 0 and _clings(piece.text, end):
        end -= 1
    text = piece.text[:end].rstrip()
    return Piece(text + ELLIPSIS, merged((a, min(b, len(text))) for a, b in piece.bold))


def around(piece: Piece, limit: int) -> Piece:
    """At most `limit` units around the first bold words: a third of them before, the rest after."""
    first = piece.bold[0][0] if piece.bold else 0
    if length(piece.text) <= limit or length(piece.text[:first]) <= limit // 3:
        return cut(piece, limit)
    start = first
    while start > 0 and length(piece.text[start - 1 : first]) <= limit // 3:
        start -= 1
    space = piece.text.find(" ", start, first)
    start = space + 1 if space >= 0 else start
    while start < first and _clings(piece.text, start):
        start += 1
    rest = Piece(piece.text[start:], merged((max(a - start, 0), b - start) for a, b in piece.bold if b > start))
    rest = cut(rest, limit - 1)
    return Piece(ELLIPSIS + rest.text, tuple((a + 1, b + 1) for a, b in rest.bold))


def _within(text: str, limit: int) -> int:
    """How many code points fit into `limit` units."""
    units = 0
    for position, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return position
    return len(text)


def _clings(text: str, position: int) -> bool:
    """Whether cutting here would part a letter from its marks, or an emoji from its rest."""
    after, before = text[position : position + 1], text[position - 1 : position]
    return bool(after and (unicodedata.combining(after) or _CLINGING.match(after))) or before == "\u200d"


# -- set -------------------------------------------------------------------------------------------------------------


def show(piece: Piece, rtl: bool, link: str = "") -> Shown:
    """A piece within a message of the given direction: escaped, bold, a link if one is given, isolated if foreign."""
    marked, done = "", 0
    for start, end in piece.bold[:MAX_BOLD]:
        marked += html.escape(piece.text[done:start], quote=False)
        marked += f"<b>{html.escape(piece.text[start:end], quote=False)}</b>"
        done = end
    marked += html.escape(piece.text[done:], quote=False)
    if link:
        marked = f'<a href="{html.escape(link)}">{marked}</a>'
    directions = _strong(piece.text)
    if ("L" if rtl else "R") not in directions:
        return Shown(marked, piece.text)
    right = directions.count("R") > directions.count("L")
    # The isolate takes its direction from its first letter; where most letters disagree with it, they win.
    turn = "" if (directions[0] == "R") == right else RLM if right else LRM
    return Shown(f"{FSI}{turn}{marked}{PDI}", f"{FSI}{turn}{piece.text}{PDI}")


def line(shown: Shown, rtl: bool) -> Shown:
    """A whole line, made to run in the message's direction whatever it begins with, for clients old and new: some look
    for the first letter, some for the first outside an isolate."""
    own, letters = "R" if rtl else "L", _strong(shown.plain)
    outside = _strong(re.sub(f"{FSI}.*?{PDI}", "", shown.plain))
    if not shown.plain or (letters.startswith(own) and outside.startswith(own)) or (not letters and not rtl):
        return shown
    mark = RLM if rtl else LRM
    return Shown(mark + shown.html, mark + shown.plain)


def _strong(text: str) -> str:
    """The strong directions of a text in order, a letter each: L, R."""
    return "".join(filter(None, map(_STRONG.get, map(unicodedata.bidirectional, text))))


def web_link(url: str) -> str:
    """The address, percent-encoded, if a reader may be sent there; "" for any scheme but http and https, for an address
    that hides its host behind a user name, and for what is no address."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        tail = parts.path + (parts.query and f"?{parts.query}") + (parts.fragment and f"#{parts.fragment}")
        tail = quote(tail, safe="%/:=&?~#+!$,;@()*[]'")
    except ValueError:  # malformed brackets or port, a label IDNA refuses, a lone surrogate
        return ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or re.search(r"[\x00-\x1f\x7f]", url.strip()):
        return ""
    if not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+", host):
        return ""
    link = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}{tail}"
    return link if len(link) <= MAX_LINK else ""
