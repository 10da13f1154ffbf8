"""Terms: the little language in which rules.yaml names words, and the readings of one word of a text.

    وقف <5> إطلاق النار    words in this order; up to five others in the gap, none where no gap is written
    mercenar*              any ending
    (end*|halt*) <2> war   one word or another in one place
    Haftar ~8 Sarraj       both, in any order, at most eight other words between
    =سرت                   exactly this spelling: no clitics, no interchangeable letters
    case:FACT              capital letters matter

Arabic writes conjunctions, prepositions, the article and pronouns onto the word. `readings` takes them off, one
standard chain at a time, and keeps at least three letters; whether what remains is a word of some rule is for the
caller to know. Nothing is ever stemmed. The chains are those that the Penn Arabic Treebank guidelines segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from monitor.text.fold import bare, fold, interchange, light
from monitor.text.tokens import Tokens

MAX_GAP = 20
MAX_GAPS = 100  # words in all gaps of one term: more has no use, and costs at each word
MIN_STEM = 3
MIN_REMAINDER = 3

Spelling = Literal["bare", "light", "fold"]
SPELLINGS: tuple[Spelling, ...] = ("bare", "light", "fold")  # in the order of `monitor.text.fold.spellings`


class BadTerm(ValueError):
    """A term that cannot be read, or that no text could match; `fix` says what to write instead."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Unit:
    """One word of a term: the letters looked for, in which spelling, and whether any ending may follow; `others` are
    the words that may stand in its place.
    """

    letters: str
    spelling: Spelling = "fold"
    prefix: bool = False
    others: tuple[Unit, ...] = ()

    @property
    def choices(self) -> tuple[Unit, ...]:
        """The words that it stands for, itself first."""
        return (self, *self.others)


@dataclass(frozen=True, slots=True)
class Term:
    """`units` in order; `gaps[i]`: the most words between units i and i+1; `loose`: any order, gaps[0] in all."""

    text: str
    units: tuple[Unit, ...]
    gaps: tuple[int, ...]
    loose: bool = False


_GAP = re.compile(r"<(\d{1,3})>|~(\d{1,3})")
_STOPS = re.compile(r"[\n!?؟;؛。…‼⁉.]")  # without one, no sentence ends
_INNER = frozenset("*=<>~|")
_SIGNS = re.compile(r"<\d+>|~\d+|[*=(|)]")


def parse_term(text: str) -> Term:
    """Read a term. Raises BadTerm for one that is empty, malformed, or can match nothing."""
    if "،" in text:
        raise BadTerm(f"{text!r} holds an Arabic comma.", "Between terms write the Latin comma: [هدنة, تهدئة].")
    body = text.removeprefix("case:")
    spelling: Spelling = "bare" if body != text else "fold"
    units: list[Unit] = []
    gaps: list[int] = []
    joints: list[str] = []  # what was written between two words: "" (adjacent), "<" or "~"
    gap: tuple[str, int] | None = None
    for piece in body.split():
        if piece[0] in "<~":
            if gap or not units:
                raise BadTerm(f"a gap needs a word on either side in {text!r}.", "Write it between two words.")
            gap = _gap(piece, text)
            continue
        found = _units(piece, text, spelling)
        if units and found:
            joint, size = gap or ("", 0)
            joints.append(joint)
            gaps.append(size)
            gap = None
        joints.extend([""] * (len(found) - 1))
        gaps.extend([0] * (len(found) - 1))
        units.extend(found)
    _check(text, units, gap is not None, set(joints))
    if sum(gaps) > MAX_GAPS and "~" not in joints:
        raise BadTerm(f"The gaps of {text!r} are {sum(gaps)} words in all: no sentence is that long.",
                      f"Leave gaps of at most {MAX_GAPS} words in all.")  # fmt: skip
    return Term(text, tuple(units), tuple(gaps), loose="~" in joints)


def _gap(piece: str, text: str) -> tuple[str, int]:
    match = _GAP.fullmatch(piece)
    size = int(match[1] or match[2]) if match else 0
    if not 1 <= size <= MAX_GAP:
        raise BadTerm(
            f"{piece!r} in {text!r} is not a gap.", f"Write <n> or ~n with n from 1 to {MAX_GAP}, with spaces around."
        )
    return piece[0], size


def _units(word: str, text: str, spelling: Spelling) -> list[Unit]:
    """The units of one written word: hyphens and apostrophes divide it as they divide words of a text."""
    if word.startswith("(") and "|" in word:
        return [_choice(word, text, spelling)]
    if word.startswith("="):
        word, spelling = word[1:], "light"
    prefix = word.endswith("*")
    word = word.removesuffix("*")
    if not _INNER.isdisjoint(word):
        raise BadTerm(f"{text!r} has a sign inside a word.", "Write * only at a word's end, = only at its beginning.")
    units = list(_spelled(word, spelling))
    if not units:
        if prefix or word.strip("\"'«»“”‘’.,;:!?()[]-–—،؛؟+&/"):
            raise BadTerm(f"no letters in {word or '*'!r} of {text!r}.", "Write a word, or take it out.")
        return []
    if prefix:
        if len(units[-1].letters) < MIN_STEM:
            raise BadTerm(f"{units[-1].letters}* in {text!r} would match far too much.", "Write three letters or more.")
        units[-1] = Unit(units[-1].letters, spelling, prefix=True)
    return units


def _choice(word: str, text: str, spelling: Spelling) -> Unit:
    """The unit of `(one|another)`."""
    fix = "Write single words, without blanks: (halt*|end*) <2> fighting."
    if not word.endswith(")"):
        raise BadTerm(f"{word!r} in {text!r} is not closed.", fix)
    found = [_units(choice, text, spelling) for choice in word[1:-1].split("|")]
    if not {"(", ")"}.isdisjoint(word[1:-1]) or any(len(units) != 1 for units in found):
        raise BadTerm(f"{word!r} in {text!r} is no choice between words.", fix)
    first, *others = dict.fromkeys(units[0] for units in found)
    return replace(first, others=tuple(others))


@lru_cache(maxsize=20_000)
def _spelled(word: str, spelling: Spelling) -> tuple[Unit, ...]:
    """The words of most terms stand in other terms too: remembered, they are read and kept in memory once."""
    return tuple(Unit(spell(part, spelling), spelling) for part in Tokens(word).words)


def _check(text: str, units: list[Unit], open_gap: bool, joints: set[str]) -> None:
    if not units:
        raise BadTerm(
            f"{text!r} holds no word." if text.strip() else "A term is empty.", "Write a word, or take it out."
        )
    if open_gap:
        raise BadTerm(f"a gap needs a word on either side in {text!r}.", "Write it between two words.")
    if "~" in joints and joints != {"~"}:
        raise BadTerm(f"{text!r} mixes ~n with phrases or gaps.", "Write single words with ~n between all of them.")
    if "~" in joints and len(set(units)) < len(units):
        raise BadTerm(f"{text!r} names the same word twice.", "Write it once.")
    if _STOPS.search(text) and len(Tokens(_SIGNS.sub(" ", text)).starts) > 1:
        raise BadTerm(
            f"No text can match {text!r}: a sentence ends inside it.", "Leave out the stop, or make two terms."
        )


def spell(word: str, spelling: Spelling) -> str:
    """The word in the spelling in which units of that kind are compared."""
    return fold(word) if spelling == "fold" else light(word) if spelling == "light" else bare(word)


# -- readings of one word of a text -----------------------------------------------------------------------------------

_PREFIXES = tuple(
    sorted(
        {
            conjunction + preposition + article
            for conjunction in ("", "و", "ف")
            for preposition in ("", "ب", "ك", "ل")
            for article in ("", "ال")
        }
        - {""}
        - {"لال", "ولال", "فلال"}
        | {"لل", "ولل", "فلل"},
        key=len,
    )
)
_FUTURE = ("س", "وس", "فس")
_BEFORE = {first: tuple(p for p in (*_PREFIXES, *_FUTURE) if p[0] == first) for first in "وفبكلاس"}
_ENCLITICS = ("هما", "كما", "هم", "هن", "ها", "كم", "كن", "نا", "ه", "ك", "ي", "ا")
_BEHIND = {last: tuple(e for e in _ENCLITICS if e[-1] == last) for last in "اهمنكي"}
_ARABIC = re.compile("[\u0620-\u064a]")


class WordReading(NamedTuple):
    """What is left of a word, folded, and how it was taken apart; `whole` allows any ending."""

    letters: str
    prefix: str
    base: str  # the letters unfolded
    enclitic: str

    @property
    def whole(self) -> bool:
        """Whether nothing was taken off its end."""
        return not self.enclitic

    @property
    def how(self) -> str:
        """ "و + هدنة + هم"."""
        return " + ".join(filter(None, (self.prefix, self.base, self.enclitic)))


def readings(written: str) -> Iterator[WordReading]:
    """The ways to read a word of a text with clitics taken off; not the word itself. Empty for other scripts.

    `written` is the word as `light` spells it.
    """
    if not _ARABIC.match(written):
        return
    if written[-1] in _BEHIND:
        yield from _without_enclitic("", written)
    for prefix in _BEFORE.get(written[0], ()):
        if not written.startswith(prefix) or len(written) - len(prefix) < MIN_REMAINDER:
            continue
        rest = written[len(prefix) :]
        if prefix in _FUTURE and rest[0] not in "يتنأ":
            continue
        yield WordReading(interchange(rest), prefix, rest, "")
        yield from _without_enclitic(prefix, rest)
        if prefix.endswith("لل"):  # للهدنة is ل + الهدنة: the alef of the article is not written after ل
            yield WordReading(interchange("ال" + rest), prefix[:-1], "ال" + rest, "")
            yield from _without_enclitic(prefix[:-1], "ال" + rest)


def _without_enclitic(prefix: str, word: str) -> Iterator[WordReading]:
    """Take a pronoun or the alef of tanwin off the unfolded word: ة folds to ه but is no pronoun."""
    for enclitic in _BEHIND.get(word[-1], ()):
        if not word.endswith(enclitic) or len(word) - len(enclitic) < MIN_REMAINDER:
            continue
        rest = word[: -len(enclitic)]
        for base in (rest, rest[:-1] + "ة") if rest.endswith("ت") else (rest,):
            yield WordReading(interchange(base), prefix, base, enclitic)


def written_forms(word: str) -> tuple[str, ...]:
    """A folded Arabic word with each chain of particles written onto it, the bare word first; others as they are.

    The inverse of `readings`, for looking words up where texts are only folded: ليبيا also stands as وليبيا, لليبيا.
    """
    if not _ARABIC.match(word) or len(word) < MIN_REMAINDER:
        return (word,)
    base = word[2:] if word.startswith("ال") and len(word) - 2 >= MIN_REMAINDER else word
    return tuple(dict.fromkeys((word, base, *(prefix + base for prefix in _PREFIXES))))
