"""Text is read in the encoding it is in, whatever it claims."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.decode import decode

ARABIC = (
    "أعلنت اللجنة العسكرية المشتركة في سرت اتفاقا دائما لوقف إطلاق النار، وطالبت بخروج المرتزقة من ليبيا. "
    "وقال المتحدث إن الهدنة صامدة."
)
RUSSIAN = "Командующий Ливийской национальной армией Халифа Хафтар согласился на прекращение огня и вывод наёмников."
FRENCH = "Le cessez-le-feu a été signé à Genève ; les mercenaires étrangers doivent quitter la Libye, où qu'ils soient."
TURKISH = (
    "Libya'da ateşkes anlaşması imzalandı; yabancı savaşçıların ülkeden çıkarılması kararlaştırıldı, bağlılığı sürüyor."
)
ITALIAN = (
    "Il cessate il fuoco è stato firmato: i mercenari lasceranno la Libia perché così è più sicuro, però la città no."
)


def document(text: str, declared: str) -> str:
    """A feed that says this text six times, three of them cut to a headline."""
    items = "".join(f"<item><title>{text[:40]}</title><description>{text}</description></item>" for _ in range(3))
    return f'<?xml version="1.0" encoding="{declared}"?>\n<rss><channel>{items}</channel></rss>'


def reads(body: bytes, text: str, content_type: str = "") -> bool:
    """Whether every description comes out letter for letter."""
    return decode(body, content_type).count(text) == 3


CODECS = [(ARABIC, "cp1256"), (ARABIC, "iso8859-6"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (FRENCH, "cp1252")]
CODECS += [(TURKISH, "cp1254"), (TURKISH, "iso8859-9"), (ITALIAN, "cp1252"), (FRENCH, "iso8859-15")]


@pytest.mark.parametrize("claim", ["", "utf-8", "iso-8859-1", "windows-1252", "no-such-encoding"])
@pytest.mark.parametrize(("text", "codec"), CODECS)
def test_an_encoding_is_known_by_its_letters(text: str, codec: str, claim: str) -> None:
    """Declared rightly, wrongly, or by a name nobody knows: the words come out."""
    written = text.encode(codec, "ignore").decode(codec)
    assert reads(document(written, claim or codec).encode(codec), written)


@pytest.mark.parametrize(("text", "codec"), [(RUSSIAN, "iso8859-5"), (RUSSIAN, "cp866"), (RUSSIAN, "mac-cyrillic")])
def test_rarer_encodings_are_believed_when_declared(text: str, codec: str) -> None:
    """What is not guessed is read when the document, or the server alone, names it."""
    assert reads(document(text, codec).encode(codec), text)
    assert reads(document(text, "utf-8").encode(codec), text, f"text/xml; charset={codec}")


@pytest.mark.parametrize("text", [ARABIC, RUSSIAN, TURKISH])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_unicode_is_unicode_whatever_is_declared(text: str, codec: str) -> None:
    """With or without a byte order mark, under a wrong header and a wrong declaration."""
    body = document(text, "windows-1256").encode(codec)
    assert reads(body, text, "text/xml; charset=windows-1256")
    assert not decode(body).startswith("\ufeff")


def test_one_bad_byte_costs_one_letter() -> None:
    """A whole Arabic feed must not become Latin letters for one damaged byte."""
    body = document(ARABIC, "utf-8").encode().replace(b"<title>", b"<title>\xff", 1)
    text = decode(body)
    assert text.count(ARABIC) == 3 and text.count("\ufffd") == 1


def test_a_letter_cut_in_half_costs_that_letter() -> None:
    """Summaries are cut by bytes on some sites, in the middle of a letter."""
    body = document(ARABIC, "utf-8").encode().replace("صامدة.</description>".encode(), b"\xd8\xb5\xd8</description>")
    assert decode(body).count(ARABIC.removesuffix("صامدة.")) == 3


@pytest.mark.parametrize(("text", "codec"), [(ARABIC, "cp1256"), ("هدنة", "cp1256"), ("Café à Tripoli", "cp1252")])
def test_one_item_in_another_encoding_is_read_too(text: str, codec: str) -> None:
    """Feeds are glued together from sources; the others stay as they are."""
    alien = f"<item><title>{text}</title></item></channel>".encode(codec)
    body = document(ARABIC, "utf-8").encode().replace(b"</channel>", alien)
    assert reads(body.replace(alien, b""), ARABIC)
    assert f"<title>{text}</title>" in decode(body)


@pytest.mark.parametrize("text", [ARABIC, RUSSIAN])
def test_text_encoded_twice_is_undone(text: str) -> None:
    """UTF-8 that a database took for windows-1252 and encoded once more."""
    shown = document(text, "utf-8").encode().decode("latin-1")
    assert reads(shown.encode(), text)
    with_1252 = "".join(
        bytes([ord(byte)]).decode("cp1252") if "\x80" <= byte <= "\x9f" and ord(byte) not in HOLES else byte
        for byte in shown
    )
    assert reads(with_1252.encode(), text)


HOLES = {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # bytes that windows-1252 leaves undefined


def test_arabic_shown_as_latin_letters_is_undone() -> None:
    """windows-1256 taken for windows-1252 and stored as UTF-8."""
    shown = document(ARABIC, "utf-8").encode("cp1256").decode("cp1252", "replace")
    assert reads(shown.encode(), ARABIC)


@pytest.mark.parametrize("text", [FRENCH, ITALIAN, TURKISH, "Ærø Þórður ÆØÅ", "«Él» — “ñandú” çãéí", "Đặng Việt Ärzte"])
def test_good_text_is_never_repaired(text: str) -> None:
    """Accents and quotation marks in a row are no sign of damage."""
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    "name", ["punycode", "unicode_escape", "idna", "rot13", "zlib", "undefined", "utf-7", "x" * 99]
)
def test_a_declaration_chooses_among_letters_alone(name: str) -> None:
    """Python's other codecs are not for strangers to call."""
    body = document(ARABIC, name).encode("cp1256")
    assert reads(body, ARABIC, f"text/xml; charset={name}")


@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_give_some_text(body: bytes, content_type: str) -> None:
    """Decoding never raises."""
    assert isinstance(decode(body, content_type), str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], min_codepoint=1, max_codepoint=0x7FF), max_size=200))
def test_utf8_with_its_mark_is_taken_at_its_word(text: str) -> None:
    """A byte order mark leaves no room for guesses, but for what was damaged before it was encoded."""
    decoded = decode(codecs.BOM_UTF8 + text.encode())
    assert decoded == text or any("\x80" <= letter <= "\xff" for letter in text)
