"""The shipped rules over 2,000 articles of about 4 kB, beside four ways in which others would look for the same words:
a newsroom's articles, then round-ups, the worst that can come (`benchmarks.articles` says what they are).

    python -m benchmarks.match            needs the extra `bench`

Ours reads title and text, judges what each hit is about, and gives evidence; the peers only look for the terms, without
gaps, wildcards and clitics, which they do not have. Times are CPU seconds of one process, the best of three rounds with
all contestants taking turns; what counts are the ratios of one run. "Alarmed" is the number of articles in which any
topic term was found at all: what a contestant cannot see shows there.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick_rs
import spacy
from spacy.matcher import PhraseMatcher

from benchmarks.articles import Text, newsroom, roundups
from monitor.rules.compile import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read
from monitor.text.fold import fold
from monitor.text.tokens import Tokens

RULES = Path(__file__).parent.parent / "rules.yaml"
ROUNDS = 3
KINDS = {"a newsroom's articles": newsroom, "round-ups": roundups}

Contestant = Callable[[Text], bool]


def literals(book: RuleBook) -> tuple[list[str], set[str]]:
    """(all terms as plain words, those of topics): signs taken off, gap terms reduced to their longest phrase."""
    every, topics = [], set()
    for term, groups in zip(book.terms, book.groups, strict=True):
        phrase = (
            max(re.split(r"<\d+>|~\d+", term.text.removeprefix("case:")), key=len).replace("*", "").replace("=", "")
        )
        every.append(phrase.strip())
        if any(group.startswith("topic:") for group in groups):
            topics.add(phrase.strip())
    return every, topics


def ours(book: RuleBook) -> Contestant:
    """Everything: tokens, terms, actors, places, what hits are about, evidence."""

    def look(article: Text) -> bool:
        reading = read(book, article.title, article.text)
        return bool(reading.matches or reading.near)

    return look


def tokenising(_: RuleBook) -> Contestant:
    """Our tokens alone, for scale."""
    return lambda article: bool(Tokens(article.text).words) and bool(Tokens(article.title).words)


def phrase_matcher(book: RuleBook) -> Contestant:
    """spaCy's PhraseMatcher on lower-cased tokens of the blank Arabic pipeline."""
    pipeline = spacy.blank("ar")
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    every, topics = literals(book)
    matcher.add("topic", [pipeline.make_doc(term) for term in topics])
    matcher.add("other", [pipeline.make_doc(term) for term in every if term not in topics])
    topic = pipeline.vocab.strings["topic"]
    return lambda article: any(
        hit[0] == topic for hit in matcher(pipeline.make_doc(f"{article.title}\n{article.text}"))
    )


def one_pattern(book: RuleBook) -> Contestant:
    """One regular expression with every term as an alternative."""
    every, topics = literals(book)
    pattern = re.compile("|".join(re.escape(term) for term in sorted(every, key=len, reverse=True)), re.IGNORECASE)
    known = {term.lower() for term in topics}
    return lambda article: any(hit[0].lower() in known for hit in pattern.finditer(f"{article.title}\n{article.text}"))


def loop_of_in(book: RuleBook) -> Contestant:
    """`term in text` for every term, as most small bots do."""
    every, topics = literals(book)
    terms = [(term.lower(), term in topics) for term in every]

    def look(article: Text) -> bool:
        text = f"{article.title}\n{article.text}".lower()
        return any(topic for term, topic in terms if term in text)

    return look


def automaton(book: RuleBook) -> Contestant:
    """Aho-Corasick in Rust over folded text: the raw floor. Substrings, so it also finds روس in فيروس."""
    every, topics = literals(book)
    folded = [fold(term) for term in every]
    search = ahocorasick_rs.AhoCorasick(folded)
    topic = {number for number, term in enumerate(every) if term in topics}

    def look(article: Text) -> bool:
        text = fold(f"{article.title}\n{article.text}")
        return any(number in topic for number, _, _ in search.find_matches_as_indexes(text, overlapping=True))

    return look


CONTESTANTS: dict[str, Callable[[RuleBook], Contestant]] = {
    "ours, with evidence": ours,
    "ours, tokens alone": tokenising,
    "spaCy PhraseMatcher": phrase_matcher,
    "one big re": one_pattern,
    "loop of in": loop_of_in,
    "ahocorasick_rs + fold": automaton,
}


def main() -> None:
    """Print a table for each kind of articles."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=2_000)
    count = options.parse_args().articles
    for kind, make in KINDS.items():
        book = load(RULES.read_text())  # anew: it remembers words
        texts = make(count)
        size = sum(len(text.text.encode()) for text in texts) / count
        print(f"\n{kind}: {count:,} of {size:,.0f} bytes; {len(book.terms):,} terms, {len(book.rules)} rules")
        started = time.process_time()
        readings = [read(book, text.title, text.text) for text in texts]
        fresh = (time.process_time() - started) / count
        fired = sum(bool(reading.matches) for reading in readings) / count
        print(f"{fired:.0%} match a rule; first pass, every word new: {fresh * 1e6:,.0f} us an article\n")
        compare(book, texts)


def compare(book: RuleBook, texts: list[Text]) -> None:
    """Run all contestants over the texts in turns, and print what each needed and saw."""
    looks = {name: make(book) for name, make in CONTESTANTS.items()}
    best = dict.fromkeys(looks, float("inf"))
    alarmed = {}
    for _ in range(ROUNDS):
        for name, look in looks.items():
            started = time.process_time()
            alarmed[name] = sum(look(text) for text in texts)
            best[name] = min(best[name], time.process_time() - started)
    base, count = best["ours, with evidence"], len(texts)
    print(f"{'':<24}{'us/article':>12}{'articles/s':>12}{'x ours':>9}{'alarmed':>9}")
    for name, seconds in best.items():
        row = f"{seconds / count * 1e6:>12,.0f}{count / seconds:>12,.0f}{seconds / base:>9.2f}{alarmed[name]:>9}"
        print(f"{name:<24}{row}")


if __name__ == "__main__":
    main()
