"""Bytes to text: what the author wrote, whatever the server, the XML declaration or the database says about it.

Valid UTF-8 is UTF-8, whatever is declared: no other encoding of prose passes for it. Everything else is judged a
*segment* (the bytes between two tags or line ends) at a time, since feeds are glued together from sources in different
encodings: valid segments stay UTF-8, those with a few damaged letters too, and the rest is read in the one encoding
that makes it look most like Arabic, Cyrillic or Latin words, the declared one favoured. Pure functions; never raises.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What Libya is written about in. Turkish before Western: the two differ in six letters, which Icelandic alone misses.
_USUAL = ("cp1256", "iso8859-6", "cp1251", "koi8-r", "cp1254", "cp1252")
# A declared name may choose an encoding of letters, not one of Python's other codecs (punycode, unicode_escape …).
_LETTERS = re.compile(r"(?:cp\d+|iso8859-\d+|koi8-[rut]|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|tis-620|johab|hz)")
_ALIASES = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_CHARSET = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
_SEGMENT = re.compile(rb"[<\n]?[^<\n]*")

_SAMPLE = 60_000  # bytes are enough to tell encodings apart
_DECLARED_BONUS = 0.15
_UTF8_SHARE = 3  # good letters for every damaged one, for a segment to count as UTF-8


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a feed or page. `content_type` is the HTTP header; a byte order mark is not part of the text."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    wide = _unmarked_wide(body[:4])
    if wide:
        return body.decode(wide, "replace")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _by_segments(body, _declared(body, content_type))
    if "\x1b" in text and b"iso-2022-jp" in body[:200].lower() + content_type.lower().encode():
        return body.decode("iso2022_jp", "replace")  # seven bits only, so it passes for UTF-8
    suspect = any(letter in text for letter in _SUSPECTS) and _DOUBLE.search(text)
    return _undo_double(text) if suspect else text


def _unmarked_wide(start: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark shows by the zero bytes around its first character, "<" or "{"."""
    return {
        b"\1\0\0\0": "utf-32-le",
        b"\0\0\0\1": "utf-32-be",
        b"\1\0\1\0": "utf-16-le",
        b"\0\1\0\1": "utf-16-be",
    }.get(bytes(bool(byte) for byte in start), "")


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    """The encodings that the HTTP header, then the document, claim: those of letters that are not UTF-8."""
    names = [found[1] for found in (_HTTP_CHARSET.search(content_type),) if found]
    names += [name.decode() for name in _CHARSET.findall(body[:2000])[:2]]
    return tuple(dict.fromkeys(codec for name in names if (codec := _known(name))))


def _known(name: str) -> str:
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    codec = _ALIASES.get(codec, codec)
    return codec if _LETTERS.fullmatch(codec) else ""


def _by_segments(body: bytes, declared: tuple[str, ...]) -> str:
    segments = _SEGMENT.findall(body)
    texts = [_as_utf8(segment) for segment in segments]
    foreign = b"\n".join(segment for segment, text in zip(segments, texts, strict=True) if text is None)
    codec = _best(foreign, declared) if foreign else ""
    return "".join(
        segment.decode(codec, "replace") if text is None else text
        for segment, text in zip(segments, texts, strict=True)
    )


def _as_utf8(segment: bytes) -> str | None:
    """The segment as UTF-8, a damaged letter here and there replaced; None when it is in another encoding."""
    try:
        return segment.decode("utf-8")
    except UnicodeDecodeError:
        text = segment.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        return text if len(_HIGH.sub("", text)) + damaged * (1 + _UTF8_SHARE) <= len(text) else None


def _best(sample: bytes, declared: tuple[str, ...]) -> str:
    """The encoding in which these bytes look most like words."""

    def score(codec: str) -> float:
        text = sample[:_SAMPLE].decode(codec, "replace")
        return _plausibility(text) + (_DECLARED_BONUS if codec in declared else 0.0)

    return max(dict.fromkeys((*declared, *_USUAL)), key=score)


# -- what looks like words --------------------------------------------------------------------------------------------

_HIGH = re.compile(r"[^\x00-\x7f]")
_WEIGHTS = (  # of a single letter: commonest letters of each language, its other letters, what surrounds them
    (1.0, "اليمنروتبهعدسةأفقك"),
    (0.6, "ءآؤإئثجحخذزشصضطظغىپچژگک"),
    (0.4, "،؛؟ـًٌٍَُِّْ“”‘’«»–—…•°№\u00a0\u200c\u200d\u200e\u200f"),
    (1.0, "оеаинтсрвлкмдпуяыьгзбчйжхшюцщэфё"),
    (0.4, "ОЕАИНТСРВЛКМДПУЯЫЬГЗБЧЙЖХШЮЦЩЭФЁіїєґІЇЄҐ"),
    (0.8, "éèàçùâêîôûëïüöäñáíóúìòãõœæßşğıİ"),
    (0.5, "ÇÖÜŞĞÉÈÀÂÊÎÔÄÁÍÓÚÑŒÆ"),
)
_WEIGHT = {letter: weight for weight, letters in _WEIGHTS for letter in letters}
_OTHER_SCRIPTS = re.compile(r"[\u0370-\u03ff\u0590-\u05ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_ODD_PAIRS = re.compile(  # what words do not do, seen between two letters
    r"[a-zà-ÿ](?=[\u0400-\u06ff])|[\u0400-\u06ff](?=[a-zà-ÿ])|[\u0400-\u04ff](?=[\u0600-\u06ff])"
    r"|[а-яё](?=[А-ЯЁ])|(?![ığşüöçİĞŞÜÖÇ]{2})[À-žƒ](?=[À-žƒ])"
)


def _plausibility(text: str) -> float:
    """How much the letters outside ASCII look like words: about 1 for prose, below 0 for the wrong encoding."""
    high = _HIGH.findall(text)
    if not high:
        return 0.0
    points = sum(_WEIGHT.get(letter, 0.0 if letter.isalpha() else -1.0) for letter in high)
    points += 0.8 * len(_OTHER_SCRIPTS.findall(text)) + 0.5 * text.count("ال") - len(_ODD_PAIRS.findall(text))
    return (points - 2.0 * text.count("\ufffd")) / len(high)


# -- text that was encoded twice --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _back_to_bytes() -> dict[int, int]:
    """Characters to the byte that windows-1252 (or Latin-1, where that has none) read them from."""
    shown = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}
    return {ord(character): byte for byte, character in shown.items() if character != "\ufffd"}


# UTF-8 lead and continuation bytes as windows-1252 shows them; Arabic of windows-1256 as it shows that.
_MISREAD = "\u0080-\u00ffŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_DOUBLE = re.compile(f"[Ã-ß][{_MISREAD}][À-ß][{_MISREAD}]|Ã[\u00a0-\u00bf]|[À-ÿ]{{5}}")
_SUSPECTS = "ÂÃÐÑØÙÇÌ"  # one of these stands in any text encoded twice; looking for letters is cheaper than _DOUBLE
_MISREAD_RUN = re.compile(f"[{_MISREAD}]{{2,}}")


def _undo_double(text: str) -> str:
    """Puts right what was read as windows-1252 and encoded once more ("Ù„ÙŠØ¨ÙŠØ§", "ÇáÌíÔ")."""
    runs = {run: raw for run in set(_MISREAD_RUN.findall(text)) if (raw := _bytes_of(run))}
    codec = _best(b" ".join(raw for raw in runs.values() if _as_utf8(raw) is None), ())
    better = {}
    for run, raw in runs.items():
        again = _as_utf8(raw) or raw.decode(codec, "replace")
        if _plausibility(again) > max(0.5, _plausibility(run)):
            better[run] = again
    return _MISREAD_RUN.sub(lambda run: better.get(run[0], run[0]), text)


def _bytes_of(run: str) -> bytes:
    try:
        return run.translate(_back_to_bytes()).encode("latin-1")
    except UnicodeEncodeError:
        return b""
