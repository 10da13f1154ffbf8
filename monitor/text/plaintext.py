"""HTML to plain text: what a reader would see of a feed's summary or title, without layout.

Terms of the HTML standard: *block* elements end a line, *raw text* elements (script, style …) are dropped with their
content, character references become characters. Markup is scanned once from left to right, so hostile markup (a million
`<`, comments that never end) costs in proportion to its length; nothing is built into a tree, and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

# Elements that stand on lines of their own.
_BLOCKS = """address article aside blockquote br caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody tfoot thead title
    tr ul"""
_BLOCK = frozenset(_BLOCKS.split())
# Elements whose content nobody reads (<noscript> in a feed holds the tracking pixel). Cut off, the first two
# certainly swallow what follows; the others are then believed to be stray tags.
_UNSEEN = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "template", "iframe", "noscript", "svg", "head")
}
_SWALLOWING = ("script", "style")

_NAME = re.compile(r"/?[A-Za-z][^\s/>]*")
_QUOTED_TAG_END = re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_WINDOW = 2000  # characters past the first ">" in which a quoted ">" is looked for
# What escaped markup looks like after one unescaping: some feeds escape twice.
_ESCAPED_MARKUP = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|img|ul|li|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE)
# More digits than a code point has would make int() refuse; no reader sees such a character anyway.
_LONG_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{7,});?")
# An emoji as two references, one for each half of its UTF-16 form; as single references they are no characters.
_SURROGATES = re.compile(
    r"&#(?:[xX]([dD][89aAbB][0-9a-fA-F]{2})|(5[56][0-9]{3}));&#(?:[xX]([dD][c-fC-F][0-9a-fA-F]{2})|(5[67][0-9]{3}));"
)
_UNPRINTABLE = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_SPACES = re.compile(r"[^\S\0]+")
_BREAKS = re.compile(r" ?\0[ \0]*")


def plaintext(html: str) -> str:
    """The text of an HTML fragment: blocks on lines of their own, other white space folded, no empty lines.

    Plain text passes too; a blank line in it is a paragraph. Control characters and lone surrogates are removed;
    letters, bidi marks and zero-width characters stay, since evidence is quoted letter for letter.
    """
    text = _unmarked(html)
    return _unmarked(text) if _ESCAPED_MARKUP.search(text) else text


def one_line(html: str) -> str:
    """The text of a title: `plaintext` on a single line."""
    return plaintext(html).replace("\n", " ")


def join_surrogates(text: str) -> str:
    """`&#xD83D;&#xDE00;` as the one character that is meant; everything else unchanged."""

    def join(pair: re.Match[str]) -> str:
        high = int(pair[1], 16) if pair[1] else int(pair[2])
        low = int(pair[3], 16) if pair[3] else int(pair[4])
        if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
            return pair[0]
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))

    return _SURROGATES.sub(join, text) if "&#" in text else text


def _unmarked(html: str) -> str:
    text = html.replace("\0", "")
    if "<" in text:
        text = "".join(_visible(text))
    if "&" in text:
        text = unescape(_LONG_REFERENCE.sub("\ufffd", join_surrogates(text)))
    text = _SPACES.sub(" ", _PARAGRAPH.sub("\0", _UNPRINTABLE.sub("", text.replace("\r\n", "\n"))))
    return _BREAKS.sub("\n", text).strip()


def _visible(html: str) -> Iterator[str]:
    """The pieces of text outside markup, in order; a NUL (it cannot occur in them) where a block begins or ends."""
    position = 0
    missing: set[str] = set()  # ends that do not occur any more, so that none is searched for twice
    while (start := html.find("<", position)) >= 0:
        yield html[position:start]
        name = _NAME.match(html, start + 1)
        if name:
            end = _tag_end(html, name.end())
            if not end:  # no tag ends after this: all of it is text
                position = start
                break
            tag = name[0].lower()
            yield "\0" if tag.lstrip("/") in _BLOCK else (" " if tag in ("td", "th") else "")
            position = _skip_unseen(html, tag, end, missing)
        else:
            end = _declaration_end(html, start, missing)
            yield html[start:end] if end == start + 1 else ""
            position = end
    yield html[position:]


def _tag_end(html: str, position: int) -> int:
    """Where the tag ends whose name ends at `position`, quoted ">" stepped over; 0 when it does not end."""
    first = html.find(">", position) + 1
    if first and ('"' in html[position:first] or "'" in html[position:first]):
        quoted = _QUOTED_TAG_END.match(html, position, first + _WINDOW)
        return quoted.end() if quoted else first
    return first


def _skip_unseen(html: str, tag: str, position: int, missing: set[str]) -> int:
    """Steps over the content of an element that nobody reads; `position` again for any other tag."""
    if tag not in _UNSEEN or html.startswith("/>", position - 2):
        return position
    closing = None if tag in missing else _UNSEEN[tag].search(html, position)
    if closing:
        return closing.start()
    missing.add(tag)
    return len(html) if tag in _SWALLOWING else position


def _declaration_end(html: str, start: int, missing: set[str]) -> int:
    """The end of a comment, declaration or end tag without a name; `start` + 1 for a "<" that is only text."""
    if html.startswith("<![CDATA[", start):
        return start + len("<![CDATA[")
    closer = "-->" if html.startswith("<!--", start) else ">"
    if not html.startswith(("<!", "<?", "</"), start):
        return start + 1
    end = -1 if closer in missing else html.find(closer, start + 2)
    if end >= 0:
        return end + len(closer)
    missing.add(closer)
    return len(html)
