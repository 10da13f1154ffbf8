"""Rules files of any size, invented: for measuring what compiling, linting and matching cost as a file grows.

    python -m benchmarks.books 10000        time and memory of compiling so many rules

Phrases are one to four words, drawn from a vocabulary as words are in news: few very often, most hardly ever (Zipf). A
quarter have a wildcard, a fifth a gap, half are Arabic. The same size always gives the same book.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from monitor.rules.book import RuleBook
from monitor.rules.compile import compile_book
from monitor.rules.lint import lint
from monitor.rules.schema import RulesFile
from monitor.rules.vocabulary import entries

T = TypeVar("T")
VOCABULARY = 8_000  # distinct words that phrases are made of, in each script
LENGTHS = (1, 2, 2, 2, 2, 3, 3, 3, 4)  # words of a phrase, as often as they stand here
_LATIN = "ba be bo da de do fa fi ga go ha hi ka ke la le li ma me mo na ne no pa ra re ro sa se si ta te to va".split()
_ARABIC = "با بي بو تا جا جي حا حر خا دا دو را ري زا سا سي شا صا طا عا غا فا قا كا لا لي ما مو نا نو ها وا يا".split()
_DOUBLES = ("tripoli", "truce", "brigade", "council", "وقف", "هدنة", "قوات", "لجنة")  # words of real files, often used


def _words(syllables: Sequence[str], chance: random.Random) -> list[str]:
    """Distinct invented words of two to four syllables; the shorter, the commoner."""
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        size = 2 if len(made) < VOCABULARY // 20 else 3 if len(made) < VOCABULARY // 2 else 4
        made["".join(chance.choices(syllables, k=size))] = None
    return list(made)


def phrases(n: int, seed: int = 1) -> list[str]:
    """So many distinct terms, as rules.yaml writes them."""
    chance = random.Random(seed)
    scripts = [_words(_LATIN, chance), _words(_ARABIC, chance)]
    weights = [list(itertools.accumulate(1 / (rank + 8) for rank in range(len(words)))) for words in scripts]
    made: dict[str, None] = {}
    while len(made) < n:
        script = chance.randrange(2)
        words = chance.choices(scripts[script], cum_weights=weights[script], k=chance.choice(LENGTHS))
        if chance.random() < 0.1:
            words[0] = chance.choice(_DOUBLES)
        if chance.random() < 0.25:
            words[-1] += "*" if len(words[-1]) > 3 else "nan*"
        joint = f" <{chance.randint(1, 5)}> " if chance.random() < 0.2 else " "
        phrase = joint.join(words)
        made[phrase if len(words) > 1 or len(phrase) > 5 else f"{scripts[script][-len(made) % 999]} {phrase}"] = None
    return list(made)


def file_of(rules: int, phrases_per_rule: float = 2.5) -> RulesFile:
    """A rules file of so many rules, each with phrases of its own."""
    terms = phrases(round(rules * phrases_per_rule))
    bounds = [round(number * phrases_per_rule) for number in range(rules + 1)]
    sections = {
        f"rule-{number}": {"title": f"Rule {number}", "any": terms[start:end] or [terms[start - 1]]}
        for number, (start, end) in enumerate(itertools.pairwise(bounds))
    }
    return RulesFile.model_validate({"rules": sections})


def book_of(rules: int, phrases_per_rule: float = 2.5) -> RuleBook:
    """The same, compiled."""
    return compile_book(file_of(rules, phrases_per_rule), sources={"": str(rules)}, variables={})


def main() -> None:
    """What a book of each size costs."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("rules", type=int, nargs="*", default=[1_000, 10_000])
    print(f"{'rules':>7} {'terms':>7} {'read s':>7} {'lint s':>7} {'compile s':>9} {'kept MB':>8} {'peak MB':>8}")
    for size in parser.parse_args().rules:
        file = file_of(size)
        read, terms = _timed(partial(entries, file))
        linted, _ = _timed(partial(lint, file, terms))
        compiled, book = _timed(partial(compile_book, file, sources={}, variables={}))
        count = len(book.terms)
        del book, terms
        tracemalloc.start()
        kept_alive = compile_book(file, sources={}, variables={})
        kept, peak = (size / 1e6 for size in tracemalloc.get_traced_memory())
        tracemalloc.stop()
        del kept_alive
        print(f"{size:7} {count:7} {read:7.2f} {linted:7.2f} {compiled:9.2f} {kept:8.1f} {peak:8.1f}")


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds of the best of three, and the result."""
    results = []
    for _ in range(3):
        start = time.process_time()
        made = work()
        results.append(time.process_time() - start)
    return min(results), made


if __name__ == "__main__":
    main()
