"""What matching costs as the rules grow: from 5 to 10,000 (25,000 phrases); one rule of 50,000 phrases; odd texts.

    python -m benchmarks.scale

Two kinds of phrases: invented ones (`benchmarks.books`), hardly a word of which stands in the articles, as with rules
on many subjects; and two to four words drawn from the articles' own vocabulary, so that nearly every word of every
article is a part of many phrases: worse than any real file. Times are CPU, the best of five rounds, over a newsroom's
articles in which no rule fires; "cold" is the first round, in which every word is new.
"""

from __future__ import annotations

import itertools
import random
import resource
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from benchmarks.articles import Text, corpus, newsroom
from benchmarks.books import phrases
from monitor.rules.book import RuleBook
from monitor.rules.compile import compile_book
from monitor.rules.match import read_page
from monitor.rules.page import Page
from monitor.rules.schema import RulesFile
from monitor.text.tokens import Tokens

ARTICLES = 400
ROUNDS = 5
SIZES = (5, 100, 1_000, 10_000)
PER_RULE = 2.5


def own_words(count: int, seed: int = 2) -> list[str]:
    """So many distinct phrases of words of the corpus, common ones more often."""
    words = Counter(word for item in corpus() for word in Tokens(item["text"]).words if len(word) > 2)
    weights = list(itertools.accumulate(number**0.75 for number in words.values()))
    dice, pool = random.Random(seed), list(words)
    made: dict[str, None] = {}
    while len(made) < count:
        joint = f" <{dice.randint(1, 5)}> " if dice.random() < 0.2 else " "
        made[joint.join(dice.choices(pool, cum_weights=weights, k=dice.choice((2, 2, 2, 3, 3, 4))))] = None
    return list(made)


def compiled(terms: Sequence[str], rules: int) -> RuleBook:
    """A book of so many rules that share the terms out."""
    bounds = [round(number * len(terms) / rules) for number in range(rules + 1)]
    sections = {
        f"rule-{number}": {"title": f"Rule {number}", "any": list(terms[start:end])}
        for number, (start, end) in enumerate(itertools.pairwise(bounds))
    }
    return compile_book(RulesFile.model_validate({"rules": sections}), sources={"": ""}, variables={})


def microseconds(work: Callable[[Text], object], texts: Sequence[Text], rounds: int = ROUNDS) -> float:
    """Of CPU for one text, in the best of the rounds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - started)
    return best / len(texts) * 1e6


def growth(texts: Sequence[Text], make: Callable[[int], list[str]], tokenising: float) -> None:
    """Print a row for each size."""
    print(f"{'rules':>8}{'phrases':>9}{'compile s':>11}{'MB':>6}{'cold us':>9}{'us':>7}{'x tokens':>10}{'quiet':>7}")
    for rules in SIZES:
        terms = make(round(rules * PER_RULE))
        tracemalloc.start()
        book = compiled(terms, rules)
        size = tracemalloc.get_traced_memory()[0] / 1e6
        tracemalloc.stop()
        started = time.process_time()
        book = compiled(terms, rules)
        spent = time.process_time() - started

        def look(text: Text, book: RuleBook = book) -> object:
            return read_page(Page(book, text.title, text.text))

        cold = microseconds(look, texts, 1)
        quiet = [text for text in texts if not read_page(Page(book, text.title, text.text)).matches]
        warm = microseconds(look, quiet)
        row = f"{spent:>11.2f}{size:>6.0f}{cold:>9,.0f}{warm:>7,.0f}{warm / tokenising:>10.2f}{len(quiet):>7}"
        print(f"{rules:>8,}{len(terms):>9,}{row}", flush=True)


def odd(book: RuleBook) -> Iterable[tuple[str, str]]:
    """Texts that are meant to hurt, by name."""
    words = [word for term in book.terms for word in term.text.split() if word[0] not in "<~"]
    yield "5 MB of one letter", "a" * 5_000_000
    yield "5 MB of one letter and blanks", "a " * 2_500_000
    yield "5 MB of the rules' own words", " ".join(random.Random(3).choices(words, k=700_000))
    yield "5 MB without a stop", "ceasefire between the two sides " * 160_000


def main() -> None:
    """Print everything."""
    texts = newsroom(ARTICLES)
    tokenising = microseconds(lambda text: (Tokens(text.text).words, Tokens(text.title).words), texts)
    print(f"{ARTICLES} articles of 4 kB; tokenising alone: {tokenising:,.0f} us an article")
    for name, make in (("invented phrases", phrases), ("phrases of the articles' own words", own_words)):
        print(f"\n{name}")
        growth(texts, make, tokenising)
    print("\none rule of 50,000 phrases of the articles' own words")
    started = time.process_time()
    book = compiled(own_words(50_000), 1)
    print(f"compile {time.process_time() - started:.2f} s")
    for name, text in odd(book):
        started = time.process_time()
        read_page(Page(book, "", text))
        print(f"{name}: {time.process_time() - started:.2f} s")
    print(f"peak memory of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
