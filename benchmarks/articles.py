"""Articles for the benchmarks: corpus texts, joined to about 4 kB and mutated, so that no two share all words."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent.parent / "tests" / "corpus" / "judgement"
SIZE = 4_000  # bytes of UTF-8
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


def articles(count: int, seed: int = 1) -> list[Text]:
    """`count` articles, always the same for a seed, in the corpus's mix of languages."""
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
