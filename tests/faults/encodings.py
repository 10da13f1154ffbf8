"""Arabic in every encoding and under every wrong label (row 23)."""

from __future__ import annotations

import codecs
import gzip
import json

from tests.faults.hostile import ARABIC, Case, read

_TEXT = "وقّع الطرفان اليوم في سرت اتفاقا على وقف إطلاق النار، وقال المتحدث إن المرتزقة سيغادرون."


def document(declared: str = "", title: str = ARABIC, text: str = _TEXT) -> str:
    """An RSS document whose declaration names an encoding, or none."""
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    item = f"<item><title>{title}</title><description>{text}</description><link>https://news.example/1</link></item>"
    return f"{head}<rss version='2.0'><channel><title>أخبار</title>{item}</channel></rss>"


def encoded() -> dict[str, Case]:
    """Row 23: how the bytes are encoded, what the declaration says, what the header says."""
    true = {
        "utf-8": ("utf-8", "utf-8", "utf-8"),
        "utf-8-undeclared": ("utf-8", "", ""),
        "windows-1256": ("cp1256", "windows-1256", "windows-1256"),
        "windows-1256-in-xml-alone": ("cp1256", "windows-1256", ""),
        "windows-1256-in-header-alone": ("cp1256", "", "windows-1256"),
        "windows-1256-undeclared": ("cp1256", "", ""),
        "windows-1256-as-utf-8": ("cp1256", "utf-8", "utf-8"),
        "windows-1256-as-latin-1": ("cp1256", "iso-8859-1", "iso-8859-1"),
        "windows-1256-as-windows-1252": ("cp1256", "windows-1252", ""),
        "iso-8859-6": ("iso8859-6", "iso-8859-6", ""),
        "iso-8859-6-undeclared": ("iso8859-6", "", ""),
        "iso-8859-6-as-windows-1256": ("iso8859-6", "windows-1256", ""),
        "utf-8-as-windows-1256": ("utf-8", "windows-1256", "windows-1256"),
        "utf-8-as-latin-1": ("utf-8", "iso-8859-1", "iso-8859-1"),
        "utf-8-as-ascii": ("utf-8", "us-ascii", "us-ascii"),
        "utf-8-as-utf-16": ("utf-8", "utf-16", "utf-16"),
        "utf-16-le-undeclared": ("utf-16-le", "", ""),
        "utf-16-be-declared": ("utf-16-be", "utf-16", ""),
        "utf-16-le-as-utf-8": ("utf-16-le", "utf-8", "utf-8"),
        "unknown-label": ("utf-8", "x-arabic", "x-arabic"),
    }
    cases = {name: _case(_bytes(codec, xml), http) for name, (codec, xml, http) in true.items()}
    marks = {
        "utf-8-bom": (codecs.BOM_UTF8, "utf-8"), "utf-16-le-bom": (codecs.BOM_UTF16_LE, "utf-16-le"),
        "utf-16-be-bom": (codecs.BOM_UTF16_BE, "utf-16-be"), "utf-32-le-bom": (codecs.BOM_UTF32_LE, "utf-32-le"),
        "utf-32-be-bom": (codecs.BOM_UTF32_BE, "utf-32-be"),
    }  # fmt: skip
    cases |= {name: _case(mark + _bytes(codec, "utf-8"), "utf-8") for name, (mark, codec) in marks.items()}
    return {f"/23/{name}": case for name, case in (cases | _mixed()).items()}


def _mixed() -> dict[str, Case]:
    utf8 = document("utf-8").encode()
    at = utf8.index("اليوم".encode())
    references = "".join(f"&#{ord(letter)};" for letter in ARABIC)
    hexadecimal = "".join(f"&#x{ord(letter):x};" for letter in ARABIC)
    shown_as = {byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)}
    double = "".join(shown_as[byte] for byte in utf8).encode()
    shown = document("", ARABIC, _TEXT).encode("cp1256").decode("latin-1").encode()
    return {
        "one-bad-byte": _case(utf8[:at] + b"\xff" + utf8[at:]),
        "a-letter-cut-in-half": _case(utf8[:at] + utf8[at + 1 :]),
        "nul-bytes": _case(utf8[:at] + b"\0\0" + utf8[at:]),
        "title-in-windows-1256": _case(utf8.replace(ARABIC.encode(), ARABIC.encode("cp1256"))),
        "text-in-windows-1256": _case(utf8.replace(_TEXT.encode(), _TEXT.encode("cp1256"))),
        "decimal-references": _case(document("us-ascii", references).encode()),
        "hexadecimal-references": _case(document("us-ascii", hexadecimal).encode()),
        "surrogate-references": Case(
            23, read(23, document("utf-8", f"&#xD83D;&#xDD34; {ARABIC}")).reply, (f"🔴 {ARABIC}",)
        ),
        "lone-surrogate": Case(23, read(23, document("utf-8", f"&#xD800;{ARABIC}")).reply, (ARABIC,)),
        "impossible-reference": Case(23, read(23, document("utf-8", f"&#x110000;{ARABIC}")).reply, (ARABIC,)),
        "control-reference": Case(23, read(23, document("utf-8", f"&#7;&#0;{ARABIC}")).reply, (ARABIC,)),
        "raw-controls": Case(23, read(23, document("utf-8", f"\x07\x0c{ARABIC}\x1b")).reply, (ARABIC,)),
        "encoded-twice": _case(double),
        "windows-1256-shown-as-latin-1": _case(shown),
        "gzip-of-windows-1256": _case(gzip.compress(_bytes("cp1256", ""), mtime=0)),
        "presentation-forms": Case(23, read(23, document("utf-8", "ﻫﺪﻧﺔ ﻓﻲ ﻟﻴﺒﻴﺎ")).reply, ("ﻫﺪﻧﺔ ﻓﻲ ﻟﻴﺒﻴﺎ",)),
        "json-escapes": Case(
            23,
            read(23, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"title": ARABIC}]})).reply,
            (ARABIC,),
        ),
    }  # fmt: skip


def _bytes(codec: str, declared: str) -> bytes:
    return document(declared).encode(codec, "replace")


def _case(body: bytes, charset: str = "") -> Case:
    kind = f"application/rss+xml; charset={charset}" if charset else "application/rss+xml"
    return read(23, body, ARABIC, content_type=kind)
