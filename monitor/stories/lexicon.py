"""The words by which figures and events are known: figures.yaml and events.yaml, compiled once for all languages.

The files are vocabulary in the term language of rules.yaml. This module is given their data, already read from YAML
(`rules/load.plain` does that), and knows nothing of where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, starmap
from typing import Any, NamedTuple

from monitor.rules.index import PhraseIndex
from monitor.rules.terms import parse_term
from monitor.text.fold import fold

LATIN = ("en", "fr", "it", "tr")  # told apart by their commonest words; Arabic and Russian by their letters
# sections of figures.yaml that hold groups of terms by language: section -> the kind of their hits
_NAMED = {"nouns": "noun", "shares": "share", "bounds": "bound", "bounds after": "bound after"}
_PLAIN = {
    "change": "change", "tally": "tally", "labels": "label", "forces": "force", "labels after": "label after",
    "dates": "date", "years": "year", "ages": "age", "clock": "clock", "past": "past", "far": "far", "per": "per",
    "since": "since", "following": "following", "pronouns": "pronoun",
    "succumbed": "succumbed", "says": "says", "attributed": "attributed", "remain": "remain",
    "leaders": "leader", "parents": "parent", "parents after": "parent after",
    "composed": "composed", "composed after": "composed after", "boards": "board",
}  # fmt: skip
_ROLES = {"numbers": "number", "parts": "part", "scales": "scale", "bounded": "bounded", "counted": "counted"}


class Sense(NamedTuple):
    """What a phrase stands for: its kind ("unit"), its name ("fighters"), and the languages it is a word of."""

    kind: str
    name: str
    langs: frozenset[str]
    group: str  # both together: "unit:fighters"


class NumberWord(NamedTuple):
    """A number word: `role` is number (added), part (only inside a larger number), scale (multiplies, or stands alone),
    counted (multiplies what must stand before it) or bounded (the same, or alone behind "about")."""

    value: int
    role: str
    exact: str = ""  # the one spelling in which it counts: Turkish on is ten, ön is before


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`senses[n]` is what phrase n of the index can mean. Words are folded."""

    index: PhraseIndex
    senses: tuple[tuple[Sense, ...], ...]
    kinds: Mapping[str, str]  # unit -> people, thing, time, measure, money, share or ignored
    deeds: frozenset[str]  # event types that figures can have
    numbers: Mapping[str, Mapping[str, NumberWord]]  # language -> word -> what it counts
    joined: Mapping[str, Mapping[str, NumberWord]]  # language -> part of a compound word
    words: Mapping[str, Mapping[str, frozenset[str]]]  # office -> language -> words
    sums: Mapping[str, int]  # letters written behind a sum of money -> what they multiply it by
    bodies: Mapping[str, tuple[str, ...]]  # actor -> those it speaks or fights for
    memo: dict[str, dict[str, Any]]  # for numerals: languages -> word of a text -> what number it is


def compile_lexicon(
    figures: Mapping[str, Any], events: Mapping[str, Any], stories: Mapping[str, Any] | None = None
) -> Lexicon:
    """Compile the files; `stories` are stories.yaml's towns and asides. Raises BadTerm for a term that cannot be read.

    One index holds them all: a text is searched once.
    """
    senses: dict[str, dict[tuple[str, str], set[str]]] = {}
    beside = [(kind, (stories or {}).get(f"{kind}s", {})) for kind in ("town", "aside", "retrospect", "belonging")]
    for kind, name, lang, text in chain(_terms(figures), *(_groups(*one) for one in (("event", events), *beside))):
        senses.setdefault(text, {}).setdefault((kind, name), set()).add(lang)
    shared: dict[Sense, Sense] = {}  # most phrases mean what others do
    return Lexicon(
        index=PhraseIndex(tuple(map(parse_term, senses))),
        senses=tuple(
            tuple(shared.setdefault(sense, sense) for sense in starmap(_sense, one.items())) for one in senses.values()
        ),
        kinds={unit: section["kind"] for unit, section in figures["units"].items()},
        deeds=frozenset(figures["deeds"]),
        numbers=_numbers(figures),
        joined={lang: _joined(parts) for lang, parts in figures["joined"].items()},
        words={
            office: {lang: frozenset(map(fold, (words or "").split())) for lang, words in languages.items()}
            for office, languages in figures["words"].items()
        },
        sums={word.lower(): int(value) for value, words in figures["sums"].items() for word in words.split()},
        bodies={actor: tuple(bodies) for actor, bodies in (stories or {}).get("bodies", {}).items()},
        memo={},
    )


def _sense(key: tuple[str, str], langs: set[str]) -> Sense:
    return Sense(*key, frozenset(langs), ":".join(key))


def _terms(figures: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """(kind, name, language, term) of every term of figures.yaml."""
    for unit, section in figures["units"].items():
        yield from _groups("unit", {unit: {lang: terms for lang, terms in section.items() if lang != "kind"}})
    yield from _groups("dual", {unit: {"ar": [*terms, *_construct(terms)]} for unit, terms in figures["duals"].items()})
    yield from _groups("single", {unit: {"ar": terms} for unit, terms in figures["singles"].items()})
    yield from _groups("dual noun", {name: {"ar": terms} for name, terms in figures["dual nouns"].items()})
    for section, kind in _NAMED.items():
        yield from _groups(kind, figures[section])
    for section, kind in _PLAIN.items():
        yield from _groups(kind, {"": figures[section]})


def _construct(duals: Sequence[str]) -> list[str]:
    """The duals before a genitive (طائرتي ميغ); of masculine nouns it is written like other words."""
    return [dual[:-1] for dual in duals if dual.endswith(("تين", "تان"))]


def _groups(kind: str, names: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for name, languages in names.items():
        for lang, terms in languages.items():
            for text in terms:
                yield kind, name, lang, text


def _numbers(figures: Mapping[str, Any]) -> dict[str, dict[str, NumberWord]]:
    """Language -> word -> number. A word marked `=` (Turkish on) counts in its language alone, as all of them do."""
    found: dict[str, dict[str, NumberWord]] = {}
    for section, role in _ROLES.items():
        for lang, values in figures[section].items():
            for value, words in values.items():
                for word in words.split():
                    exact = word.removeprefix("=") if word[0] == "=" else ""
                    found.setdefault(lang, {})[fold(word.removeprefix("="))] = NumberWord(int(value), role, exact)
    return found


def _joined(parts: Mapping[str, str]) -> dict[str, NumberWord]:
    scale = {100, 1000}
    return {
        fold(word): NumberWord(int(value), "scale" if int(value) in scale else "number")
        for value, words in parts.items()
        for word in words.split()
    }
