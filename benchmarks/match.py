"""The shipped rules over 2,000 articles of about 4 kB, beside seven ways in which others would look for the same words:
a newsroom's articles, then round-ups, the worst that can come (`benchmarks.articles` says what they are).

    python -m benchmarks.match            needs the extra `bench`

Ours reads title and text, judges what each hit is about, and gives evidence; the peers only look for the terms, without
gaps, wildcards and clitics, which they do not have. Times are CPU seconds of one process, the best of three rounds with
all contestants taking turns; what counts are the ratios of one run. FTS5 holds one article at a time and is asked for
every topic term, as one must who uses it as a percolator; it runs over the first fifty articles.

The second table is about what they see in the short texts of the corpus: "missed" are the texts in which ours finds
a rule's words and the contestant finds none of the topics' terms (clitics, gaps, endings, other spellings), "beyond"
those where it is the other way round (a term inside another word, most of them).
"""

from __future__ import annotations

import argparse
import itertools
import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick_rs
import hyperscan
import re2
import spacy
from spacy.matcher import PhraseMatcher

from benchmarks.articles import Text, corpus, newsroom, roundups
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read_page
from monitor.rules.page import Page
from monitor.text.fold import fold
from monitor.text.tokens import Tokens

RULES = Path(__file__).parent.parent / "rules.yaml"
ROUNDS = 3
FEW = 50  # articles for the slowest
OURS = "ours, with evidence"
KINDS = {"a newsroom's articles": newsroom, "round-ups": roundups}

Contestant = Callable[[Text], bool]


def literals(book: RuleBook) -> tuple[list[str], set[str]]:
    """(all terms as plain words, those of topics): signs taken off, gap terms reduced to their longest phrase, a choice
    between words written out.
    """
    every, topics = [], set()
    for term, groups in zip(book.terms, book.groups, strict=True):
        parts = re.split(r"<\d+>|~\d+", re.sub(r"[*=]|^case:", "", term.text))
        phrases = max(map(_written_out, parts), key=lambda phrases: min(map(len, phrases)))
        every += phrases
        if any(group.startswith("topic:") for group in groups):
            topics.update(phrases)
    return every, topics


def _written_out(part: str) -> list[str]:
    """Every phrase that words with choices between them stand for."""
    return list(map(" ".join, itertools.product(*(word.strip("()").split("|") for word in part.split()))))


def ours(book: RuleBook) -> Contestant:
    """What the daemon does with an article: terms, actors, places, what hits are about, evidence."""

    def look(article: Text) -> bool:
        reading = read_page(Page(book, article.title, article.text))
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


def hyperscanned(book: RuleBook) -> Contestant:
    """Hyperscan: all terms as caseless patterns in one database."""
    every, topics = literals(book)
    database = hyperscan.Database()
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP | hyperscan.HS_FLAG_SINGLEMATCH
    patterns = [re.escape(term).replace("\\ ", " ").encode() for term in every]
    database.compile(expressions=patterns, ids=list(range(len(every))), flags=[flags] * len(every))
    topic = {number for number, term in enumerate(every) if term in topics}

    def look(article: Text) -> bool:
        found: list[int] = []
        database.scan(f"{article.title}\n{article.text}".encode(), lambda number, *_: found.append(number))
        return not topic.isdisjoint(found)

    return look


def re2_set(book: RuleBook) -> Contestant:
    """RE2: all terms as one set of patterns."""
    every, topics = literals(book)
    options = re2.Options()
    options.case_sensitive, options.max_mem, options.literal = False, 1 << 30, True
    patterns = re2.Set.SearchSet(options)
    for term in every:
        patterns.Add(term)
    patterns.Compile()
    topic = {number for number, term in enumerate(every) if term in topics}
    return lambda article: not topic.isdisjoint(patterns.Match(f"{article.title}\n{article.text}") or ())


def full_text_index(book: RuleBook) -> Contestant:
    """SQLite's FTS5 turned round: the article is indexed, and every term asked for."""
    _, topics = literals(book)
    phrases = ['"' + fold(term).replace('"', " ") + '"' for term in topics]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE article USING fts5 (text)")

    def look(article: Text) -> bool:
        database.execute("DELETE FROM article")
        database.execute("INSERT INTO article VALUES (?)", (fold(f"{article.title}\n{article.text}"),))
        ask = "SELECT 1 FROM article WHERE article MATCH ?"
        return sum(database.execute(ask, (phrase,)).fetchone() is not None for phrase in phrases) > 0

    return look


CONTESTANTS: dict[str, Callable[[RuleBook], Contestant]] = {
    OURS: ours,
    "ours, tokens alone": tokenising,
    "spaCy PhraseMatcher": phrase_matcher,
    "one big re": one_pattern,
    "loop of in": loop_of_in,
    "ahocorasick_rs + fold": automaton,
    "hyperscan": hyperscanned,
    "google-re2 set": re2_set,
    "FTS5, term by term": full_text_index,
}


def main() -> None:
    """Print a table for each kind of articles, and what each contestant sees."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=2_000)
    count = options.parse_args().articles
    for kind, make in KINDS.items():
        book = load(RULES.read_text())  # anew: it remembers words
        texts = make(count)
        size = sum(len(text.text.encode()) for text in texts) / count
        print(f"\n{kind}: {count:,} of {size:,.0f} bytes; {len(book.terms):,} terms, {len(book.rules)} rules")
        started = time.process_time()
        readings = [read_page(Page(book, text.title, text.text)) for text in texts]
        fresh = (time.process_time() - started) / count
        fired = sum(bool(reading.matches) for reading in readings) / count
        print(f"{fired:.0%} match a rule; first pass, every word new: {fresh * 1e6:,.0f} us an article\n")
        compare({name: make(book) for name, make in CONTESTANTS.items()}, texts)
    sights({name: make(book) for name, make in CONTESTANTS.items()})


def compare(looks: dict[str, Contestant], texts: list[Text]) -> None:
    """Run all contestants over the texts in turns, and print what each needed."""
    best = dict.fromkeys(looks, float("inf"))
    for _ in range(ROUNDS):
        for name, look in looks.items():
            share = texts[:FEW] if name.startswith("FTS5") else texts
            started = time.process_time()
            for text in share:
                look(text)
            best[name] = min(best[name], (time.process_time() - started) / len(share))
    print(f"{'':<24}{'us/article':>12}{'articles/s':>12}{'x ours':>9}")
    for name, seconds in best.items():
        print(f"{name:<24}{seconds * 1e6:>12,.0f}{1 / seconds:>12,.0f}{seconds / best[OURS]:>9.2f}")


def sights(looks: dict[str, Contestant]) -> None:
    """Print what each contestant does not see of the corpus, and what it sees beyond."""
    texts = [Text(item["lang"], item["title"], item["text"]) for item in corpus()]
    ours = [looks[OURS](text) for text in texts]
    print(f"\n{len(texts)} short texts, {sum(ours)} of them with a rule's words\n\n{'':<24}{'missed':>9}{'beyond':>9}")
    for name, look in looks.items():
        if name not in (OURS, "ours, tokens alone"):
            pairs = list(zip(ours, map(look, texts), strict=True))
            print(f"{name:<24}{pairs.count((True, False)):>9}{pairs.count((False, True)):>9}")


if __name__ == "__main__":
    main()
