"""The words by which figures and events are known: figures.yaml and events.yaml, compiled once for all languages.

Both files are vocabulary in the term language of rules.yaml. This module is given their data, already read from YAML
(`rules/load.plain` does that), and knows nothing of where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.rules.index import PhraseIndex
from monitor.rules.terms import parse_term


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`groups[n]` are the names that phrase n of the index stands for: "event:signed", "unit:fighters"."""

    index: PhraseIndex
    groups: tuple[tuple[str, ...], ...]


def compile_lexicon(
    figures: Mapping[str, Any], events: Mapping[str, Any], stories: Mapping[str, Any] | None = None
) -> Lexicon:
    """Compile the files; `stories` are stories.yaml's towns and asides. Raises BadTerm for a term that cannot be read.

    One index holds them all: a text is searched once.
    """
    stories = stories or {}
    towns, asides = stories.get("towns", {}), stories.get("asides", {})
    groups: dict[str, dict[str, None]] = {}
    units = figures.get("units", {})
    for kind, sections in (("unit", units), ("event", events), ("town", towns), ("aside", asides)):
        for name, languages in sections.items():
            for texts in languages.values():
                for text in texts:
                    groups.setdefault(text, {})[f"{kind}:{name}"] = None
    terms = tuple(parse_term(text) for text in groups)
    return Lexicon(PhraseIndex(terms), tuple(tuple(names) for names in groups.values()))
