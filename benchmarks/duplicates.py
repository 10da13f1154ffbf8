"""Copies made of the streams' articles by mutation, and pairs that have nothing to do with one another.

    python -m benchmarks.duplicates [--wrong]

A copy is found when the index leads to it (a shared sentence, or a shared value of the sketch) and the word triples
confirm it. Measured: the share of copies found for each way of copying, and how many of 4,000 unrelated pairs of
different stories, of one language where there are enough, are taken for copies.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.streams import CORPUS, PARTS, stream
from monitor.stories.similarity import Texture, overlap, texture
from monitor.text.tokens import Tokens

UNRELATED = 4_000
SEED = 7
CHANGED = 0.10  # most words that a lightly edited copy changes
RETOLD = ("known-only", "baseline", "summary")  # made of others' sentences, or too short to be copied in part

Row = Mapping[str, Any]
Mutation = Callable[[str, str, random.Random], str]  # (text, text of another article, dice) -> copy


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and how they came about."""

    how: str
    name: str
    one: str
    other: str


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?؟])\s+", text) if part]


def edited_lead(text: str, other: str, dice: random.Random) -> str:
    """The first sentence replaced by one of another article."""
    return " ".join([dice.choice(_sentences(other)), *_sentences(text)[1:]])


def first_half(text: str, other: str, _: random.Random) -> str:
    """The first half of the words, followed by a sentence of another article."""
    words = text.split()
    return " ".join([*words[: len(words) // 2], *_sentences(other)[-1:]])


def second_half(text: str, other: str, _: random.Random) -> str:
    """A foreign lead over the second half of the words."""
    words = text.split()
    return " ".join([*_sentences(other)[:1], *words[len(words) // 2 :]])


def summary(text: str, _: str, dice: random.Random) -> str:
    """Two sentences of the article, whole: the lead, and one more of at least eight words."""
    lead, *rest = _sentences(text)
    return f"{lead} {dice.choice([sentence for sentence in rest if len(sentence.split()) >= 8])}"


def reworded(text: str, other: str, dice: random.Random) -> str:
    """Up to a tenth of the words replaced by words of another article."""
    words, pool = text.split(), other.split()
    for place in dice.sample(range(len(words)), dice.randint(1, max(1, int(len(words) * CHANGED)))):
        words[place] = dice.choice(pool)
    return " ".join(words)


MUTATIONS: Mapping[str, Mutation] = {
    "edited lead": edited_lead, "half copy, first": first_half, "half copy, second": second_half, "summary": summary,
    "reworded": reworded,
}  # fmt: skip


def copies(rows: Sequence[Row], seed: int = SEED) -> list[Pair]:
    """Every article with a copy of each kind; foreign words come from an article of its language and another story."""
    dice, pairs = random.Random(seed), []
    for row in rows:
        strangers = [other for other in rows if other["lang"] == row["lang"] and other["story"] != row["story"]]
        for how, mutate in MUTATIONS.items():
            other = dice.choice(strangers)["text"]
            pairs.append(Pair(how, row["id"], row["text"], mutate(row["text"], other, dice)))
    return pairs


def unrelated(rows: Sequence[Row], number: int = UNRELATED, seed: int = SEED) -> list[Pair]:
    """Pairs of articles of one language and different stories that do not continue one another."""
    dice, by_language = random.Random(seed), defaultdict(list)
    for row in rows:
        by_language[row["lang"]].append(row)
    pairs: dict[tuple[str, str], Pair] = {}
    while len(pairs) < number:
        one, other = dice.sample(by_language[dice.choice(rows)["lang"]], 2)
        if not _related(one, other):
            first, second = sorted((one, other), key=lambda row: row["id"])
            name = (first["id"], second["id"])
            pairs[name] = Pair("unrelated", " and ".join(name), first["text"], second["text"])
    return list(pairs.values())


def _related(one: Row, other: Row) -> bool:
    mine, its = ({row["story"], row.get("linked"), row.get("possibly")} - {None} for row in (one, other))
    return bool(mine & its)


def taken(pair: Pair) -> bool:
    """Whether the two are taken for copies."""
    one, other = (texture(Tokens(text)) for text in (pair.one, pair.other))
    return _indexed(one, other) and overlap(one.triples, other.triples).copies


def _indexed(one: Texture, other: Texture) -> bool:
    shared = set(one.sentences) & set(other.sentences) - {0}
    return bool(shared or set(one.sketch) & set(other.sketch))


def material(paths: Iterable[Path] = ()) -> list[Row]:
    """The articles of all streams that are texts of their own: no copies, no retellings of known sentences."""
    rows = [row for path in paths or [CORPUS / f"{part}.jsonl" for part in PARTS] for row in stream(path)]
    texts: dict[str, Row] = {}
    for row in rows:
        if row["row"] not in RETOLD and not _copied(row["text"], texts):
            texts[row["text"]] = row
    return list(texts.values())


def _copied(text: str, known: Iterable[str]) -> bool:
    """Whether more than a sentence of the text stands in another one."""
    return any(sum(sentence in other for sentence in _sentences(text)) > 1 for other in known)


def judged(rows: Sequence[Row]) -> dict[str, list[tuple[Pair, bool]]]:
    """Every pair by how it came about, with whether it is taken for a copy."""
    found = defaultdict(list)
    for pair in (*copies(rows), *unrelated(rows)):
        found[pair.how].append((pair, taken(pair)))
    return dict(found)


def main() -> None:
    """Print what is found of each kind of copy, and what is taken for one."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--wrong", action="store_true")
    wrong = options.parse_args().wrong
    for how, found in judged(material()).items():
        print(f"{how:20}{sum(hit for _, hit in found):6} of {len(found)} taken for copies")
        names = [pair.name for pair, hit in found if hit == (how == "unrelated")]
        if wrong and names:
            print("    " + ", ".join(names))


if __name__ == "__main__":
    main()
