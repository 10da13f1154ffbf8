"""Terms that do not say what their author meant: each is looked at by itself, in linear time.

What no text could match is an error; what matches too much, or hides a letter of another script, is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from monitor.rules.finding import Finding, Path
from monitor.rules.terms import BadTerm, Term
from monitor.rules.vocabulary import REFERENCES, Entry, is_reference

SHORT_ARABIC = 3
SHORT_STEM = 4
MAX_UNITS = 30  # words of one term; what is longer is a sentence pasted by mistake

_ARABIC = re.compile("[\u0620-\u064a]+")
_PATTERN = re.compile(r"[|\\^\[\]{}]|\.[*+]|\(\?|[)\w]\?$|\w\(\w")
_CHOICE = re.compile(r"(?<!\S)\([^\s()]+\|[^\s()]+\)(?!\S)")
_ALONE = re.compile(r"(?:^|\s)=(?:\s|$)")
_PREFIXED = re.compile(r"([A-Za-z]{2,9}):\S")
_SCRIPTS = (
    ("Latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
    ("Cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]")),
    ("Arabic", re.compile(r"[\u0620-\u064a\u066e-\u06d3]")),
    ("Hebrew", re.compile(r"[\u05d0-\u05ea]")),
)
_ARABIC_FOR = str.maketrans("یکھہ", "يكهه")
_FARSI = re.compile("[یکھہ]")
_ONE_SCRIPT = re.compile(r"[\W\d\u0600-\u06ff]+|[\W\d\u0400-\u04ff]+|[\W\dA-Za-z\u00c0-\u024f]+")
_LOOKALIKES = dict(zip("аеорсухіјАВЕКМНОРСТХІЈ", "aeopcyxijABEKMHOPCTXIJ", strict=True))


def misreadings(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Every finding on a single term, in the order of the file."""
    for entry in entries:
        strange = _reference(entry.path, entry.text) or _pattern(entry.path, entry.text) or _alone(entry)
        if strange:
            yield strange
        elif isinstance(entry.term, BadTerm):
            yield Finding(entry.path, "bad-term", _sentence(str(entry.term)), entry.term.fix)
        else:
            yield from _mixed(entry.path, entry.text)
            yield from _foreign(entry.path, entry.term)
            yield from _broad(entry.path, entry.term)
            if entry.group.startswith("clues:") and len(entry.term.units) > 1:
                message = f"{entry.text!r} is more than one word, and clues are single words."
                yield Finding(entry.path, "bad-term", message, "Write its words one by one, or make it a topic's term.")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reference(path: Path, text: str) -> Finding | None:
    """A reference where only terms can stand, or one whose kind is misspelt: read as a term, it would find nothing."""
    if is_reference(text):
        message = f"{text!r} is a reference, and here only terms can stand."
        return Finding(path, "misplaced-reference", message, "Write the words, or share a list: list:NAME.")
    found = _PREFIXED.match(text)
    kinds = [*(kind.rstrip(":") for kind in REFERENCES), "list", "case"]
    if not found or found[1] == "case":
        return None
    close = get_close_matches(found[1].lower(), kinds, n=1, cutoff=0.75)
    if not close:
        return None
    message = f"There is no kind of reference {found[1]!r}."
    return Finding(path, "unknown-reference", message, f"Did you mean {close[0]}:{text.partition(':')[2]}?")


def _pattern(path: Path, text: str) -> Finding | None:
    """The signs of regular expressions mean nothing in a term; left out silently, they would change what it finds."""
    found = _PATTERN.search(_CHOICE.sub("", text))
    if not found:
        return None
    words = [word.strip() for word in text.split("|") if word.strip()]
    fix = "A term has only the signs * <n> ~n = case: and, of single words, (one|another)."
    if "|" in text and not set("(){}[]\\") & set(text):
        fix = f"Write each as a term of its own: {', '.join(words[:6])}."
    return Finding(path, "pattern", f"{found[0]!r} in {text!r} is a sign of regular expressions, not of terms.", fix)


def _alone(entry: Entry) -> Finding | None:
    """A sign that touches no word would be passed over."""
    if not _ALONE.search(entry.text):
        return None
    return Finding(entry.path, "bad-term", f"In {entry.text!r} a = stands alone.", "Write it right before the word.")


def _mixed(path: Path, text: str) -> Iterator[Finding]:
    """A word of letters of two scripts: it looks like the word that was meant, and no text has it."""
    if text.isascii() or _ONE_SCRIPT.fullmatch(text):
        return
    for word in re.split(r"[\W\d_]+", text):
        scripts = {name: found for name, letters in _SCRIPTS if (found := letters.findall(word))}
        if len(scripts) < 2:
            continue
        odd = min(scripts, key=lambda name: len(scripts[name]))
        letter = scripts[odd][0]
        message = f"The word {word!r} mixes scripts: its {letter!r} is a {odd} letter (U+{ord(letter):04X})."
        like = _LOOKALIKES.get(letter) or next((ours for ours, latin in _LOOKALIKES.items() if latin == letter), "")
        fix = f"Type {like!r} of the other script instead." if like else "Type the word again, or divide it."
        yield Finding(path, "mixed-scripts", message, fix, "warning")
        return


def _foreign(path: Path, term: Term) -> Iterator[Finding]:
    """Letters of Farsi and Urdu look like Arabic ones, and are the same unless a term asks for one exact spelling."""
    choices = [choice for unit in term.units for choice in unit.choices] if not term.text.isascii() else []
    for unit in choices:
        found = _FARSI.search(unit.letters) if unit.spelling != "fold" else None
        if found:
            message = f"{term.text!r} asks for this spelling, and its {found[0]!r} is not the Arabic letter."
            fix = f"Write {unit.letters.translate(_ARABIC_FOR)!r}, or leave out the =."
            yield Finding(path, "mixed-scripts", message, fix, "warning")


def _broad(path: Path, term: Term) -> Iterator[Finding]:
    """Single words so short that an ending or a clitic makes them part of unrelated ones; and endless phrases."""
    if len(term.units) > MAX_UNITS:
        message = f"{len(term.units)} words are more than anybody writes again: {term.text[:40]!r}…."
        yield Finding(path, "bad-term", message, f"Write at most {MAX_UNITS} words; a few that tell are enough.")
    if len(term.units) > 1:
        return
    for unit in term.units[0].choices:
        if unit.prefix and len(unit.letters) < SHORT_STEM and not _ARABIC.fullmatch(unit.letters):
            message = f"{unit.letters + '*'!r} matches every word that begins so."
            yield Finding(path, "short-stem", message, "Write four letters or more.", "warning")
        if unit.spelling == "fold" and _ARABIC.fullmatch(unit.letters) and len(unit.letters) <= SHORT_ARABIC:
            message = f"{unit.letters!r} is read into unrelated words (ف + {unit.letters})."
            yield Finding(path, "short-arabic", message, f"Write ={unit.letters}, or a longer phrase.", "warning")
