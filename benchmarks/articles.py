"""Articles for the benchmarks: corpus texts, joined to a size and mutated, so that no two share all words.

A newsroom's articles: one in twenty begins with one of the corpus's positives, three with one of its hard negatives
(somebody else's truce, somebody else's fighters), the others are plain negatives, which also fill all of them up.
Round-ups: corpus texts of all kinds one after the other, so that every paragraph speaks of truces, fighters, Libya, or
all of them; nobody writes that, and nothing costs more.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent.parent / "tests" / "corpus" / "judgement"
SIZE = 4_000  # bytes of UTF-8
POSITIVE, HARD = 0.05, 0.15  # shares of a newsroom's articles: news for our users, and what only looks like it
CHANGED = 0.15  # share of words replaced by another word of the language
INVENTED = 0.01  # share of words that no other article has: names, numbers


@dataclass(frozen=True, slots=True)
class Text:
    """One made-up article."""

    lang: str
    title: str
    text: str


def corpus() -> list[dict[str, Any]]:
    """The labelled texts, as they stand in their files."""
    return [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text().splitlines()]


class Writers:
    """Made-up items in one language."""

    def __init__(self, lang: str, items: list[dict[str, Any]]) -> None:
        ours = [item for item in items if item["lang"] == lang]
        self.lang = lang
        self.positive = [item for item in ours if item["kind"] == "positive"]
        self.hard = [item for item in ours if item["kind"] == "hard-negative"]
        self.plain = [item for item in ours if item["kind"] == "negative"]
        self.words = [word for item in self.plain for word in item["text"].split()]

    def item(self, dice: random.Random, size: int) -> Text:
        """One item of about `size` bytes: a text of the corpus, filled up with plain negatives, some words replaced."""
        (begin,) = dice.choices((self.positive, self.hard, self.plain), (POSITIVE, HARD, 1 - POSITIVE - HARD))
        first = dice.choice(begin)
        parts = [first["text"]]
        while sum(len(part.encode()) for part in parts) < size:
            parts.append(dice.choice(self.plain)["text"])
        text = mutate("\n".join(parts), self.words, dice)
        return Text(self.lang, mutate(first["title"], self.words, dice), text)


def newsroom(count: int, seed: int = 1) -> list[Text]:
    """`count` articles, always the same for a seed, in the corpus's mix of languages."""
    items = corpus()
    writers = {lang: Writers(lang, items) for lang in {item["lang"] for item in items}}
    dice = random.Random(seed)
    return [writers[dice.choice(items)["lang"]].item(dice, SIZE) for _ in range(count)]


def roundups(count: int, seed: int = 1) -> list[Text]:
    """`count` articles of nothing but corpus texts."""
    items = corpus()
    by_language = defaultdict(list)
    for item in items:
        by_language[item["lang"]].append(item)
    pools = {lang: [word for item in found for word in item["text"].split()] for lang, found in by_language.items()}
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        first = dice.choice(items)
        parts = [first["text"]]
        while sum(len(part.encode()) for part in parts) < SIZE:
            parts.append(dice.choice(by_language[first["lang"]])["text"])
        text = "\n".join(parts).encode()[:SIZE].decode(errors="ignore")
        made.append(Text(first["lang"], first["title"], mutate(text, pools[first["lang"]], dice)))
    return made


def mutate(text: str, pool: list[str], dice: random.Random) -> str:
    """The text with some words replaced by words of the pool, and a few by words that nobody ever wrote."""
    lines = []
    for line in text.splitlines():
        words = line.split()
        for index in range(len(words)):
            chance = dice.random()
            if chance < INVENTED:
                words[index] = dice.choice(pool)[:3] + dice.choice(pool)[:4] + str(dice.randrange(10_000))
            elif chance < CHANGED:
                words[index] = dice.choice(pool)
        lines.append(" ".join(words))
    return "\n".join(lines)
