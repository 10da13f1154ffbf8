"""Weigh the words of the labelled corpus as clues of each rule, and see on articles held back what they add.

    python -m benchmarks.clues [--hold FILE ...] [--write]

A logistic regression with an L2 penalty (scikit-learn) over the words of headline and opening but names and stop words
(spaCy's lists), its weights rounded to points of a STEP each. Every FOLDS-th article is held back in turn, as are the
files named by --hold: what is printed is measured on what the weights have not seen. --write puts the points into
rules.yaml, below `clues:`.
"""

from __future__ import annotations

import argparse
import importlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.judgement import CORPUS, PARTS, ROOT, items
from monitor.model import Match
from monitor.rules.book import RuleBook
from monitor.rules.clues import OPENING
from monitor.rules.load import load
from monitor.rules.match import read
from monitor.rules.scoring import Labelled, Score
from monitor.text.fold import fold, light
from monitor.text.tokens import Tokens

STEP = 0.5  # of log odds that one point stands for
PENALTY = 0.5  # the smaller, the fewer words have points
LEAST = 5  # articles that a word must stand in
FALSE_ALARM = 3.0  # what an article weighs on which the rule should not fire, against one on which it should
MARGIN = {"ceasefire": 1.5, "mercenaries": 0.5}  # of log odds above even, beyond which the clues fire
LANGUAGES = ("ar", "en", "fr", "it", "tr", "ru")
SHIPPED = 5  # articles that an example of the rules counts for: it was written to be right
FOLDS = 5
SEVERAL = 4  # words that must speak for it: two or three tell too little, whatever they weigh
SHORTEST = 3
STEM = {"ar": 5}  # letters after which any ending may follow
OTHER_STEM = 6
WIDTH = 120  # of a line of rules.yaml
_ARTICLE = re.compile("^(?:(?:[وف]?[بك]?ال|[وف]?لل)(?=.{3})|و(?=.{4}))")


class Weighed(NamedTuple):
    """The points of each term, how many are enough, and of how many terms at least."""

    points: dict[str, int]
    enough: int
    least: int = SEVERAL


class Case(NamedTuple):
    """The terms in an opening, whether the rule should fire, and whether it does by its topic's terms."""

    opening: dict[str, int]
    should: bool
    fires: bool


def term_of(word: str, lang: str) -> str:
    """The word as a term: its beginning with any ending where it is long; in Arabic without conjunction and article.

    Empty for what is no clue: numbers, very short words.
    """
    word = word.lower().replace("\u0307", "")
    word = light(word) if lang == "ar" else word
    word = _ARTICLE.sub("", word, count=1) if lang == "ar" else word
    stem = STEM.get(lang, OTHER_STEM)
    if not word.isalpha() or len(word) < SHORTEST or (lang == "ar" and len(word) == SHORTEST):
        return ""
    return word[:stem] + "*" if len(word) >= stem else word


def names(book: RuleBook) -> frozenset[str]:
    """The words that name our places and people: whether an article is about them is asked elsewhere."""
    found = set[str]()
    for term, groups in zip(book.terms, book.groups, strict=True):
        for kind, _, id in (group.partition(":") for group in groups):
            actor = book.actors.get(id) if kind.endswith("actor") else None
            ours = bool(actor and actor.about) or (kind.endswith("place") and not book.places[id].rival)
            if ours and (len(term.units) == 1 or actor is None or actor.kind == "person"):
                found.update(choice.letters for unit in term.units for choice in unit.choices)
    return frozenset(found | {name[1:] for name in found if name[0] == "ل"})


def stop_words() -> frozenset[str]:
    """Words that tell nothing by themselves: the, with, after; in all languages."""
    lists = (importlib.import_module(f"spacy.lang.{lang}.stop_words").STOP_WORDS for lang in LANGUAGES)
    return frozenset(fold(word) for words in lists for word in words)


def vocabulary(corpus: Iterable[Labelled], names: frozenset[str]) -> dict[str, str]:
    """Each term but names that stands in enough articles, as it is mostly written -> the language of most of these."""
    seen: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    begun: set[str] = set()  # how Arabic words begin, "and" and what else is written onto them apart
    for item in corpus:
        words = {*Tokens(item.title).words, *Tokens(" ".join(Tokens(item.text).texts[:OPENING])).words}
        if item.lang == "ar":
            bare = {fold(re.sub("^(?:[بك]?ال|لل|[بلك])(?=.{3})", "", light(word))) for word in words}
            begun.update(word[:length] for word in bare for length in range(SHORTEST, len(word) + 1))
        for term in {term_of(word, item.lang) for word in words} - {""}:
            seen[fold(term)][term, item.lang] += 1
    found, stops = {}, stop_words()
    for forms in seen.values():
        (term, lang), _ = forms.most_common(1)[0]
        if lang == "ar" and fold(term.removesuffix("*")) not in begun:  # the letter was its own: وساطة
            term = f"و{term}"
        stem = fold(term.removesuffix("*"))
        named = any(name.startswith(stem) for name in names) if "*" in term else stem in names
        if forms.total() >= LEAST and not named and stem not in stops:
            found[term] = lang
    return found


def openings(text: str, languages: dict[str, str], corpus: Sequence[Labelled]) -> dict[str, list[dict[str, int]]]:
    """Topic -> for each item the terms in headline and opening that are about the rule's place, each with 1.

    They are asked of the rules themselves, with a book in which each term is a clue and one is enough.
    """
    each = {topic: Weighed(dict.fromkeys(languages, 1), 1, 1) for topic in MARGIN}
    book = load(_with(re.sub(r"any: \[topic:\w+, ", "any: [", text), each, languages), advice=False)
    found: dict[str, list[dict[str, int]]] = {topic: [] for topic in MARGIN}
    for item in corpus:
        told = {match.rule: match.evidence for match in fired(book, item)}
        for topic, counts in found.items():
            counts.append({one.term: 1 for one in told.get(f"libya-{topic}", ()) if one.term in languages})
    return found


def weigh(cases: Sequence[Case], margin: float) -> Weighed:
    """The points of the terms, from articles on which a rule should fire and such on which it should not."""
    vectors = DictVectorizer()
    found = vectors.fit_transform([case.opening for case in cases])
    model = LogisticRegression(C=PENALTY, max_iter=1000)
    model.fit(found, [case.should for case in cases], [1.0 if case.should else FALSE_ALARM for case in cases])
    weights = zip(vectors.feature_names_, model.coef_[0], strict=True)
    rounded = {term: math.floor(abs(weight) / STEP + 0.5) * (1 if weight > 0 else -1) for term, weight in weights}
    return Weighed({t: n for t, n in rounded.items() if n}, math.ceil((margin - model.intercept_[0]) / STEP))


def added(weighed: Weighed, held: Sequence[Case]) -> tuple[Score, Score]:
    """How the terms judge what was held back, and how they do with the clues."""
    before, after = Counter[tuple[bool, bool]](), Counter[tuple[bool, bool]]()
    for case in held:
        points = [weighed.points.get(term, 0) for term in case.opening]
        clued = sum(points) >= weighed.enough and sum(one > 0 for one in points) >= weighed.least
        before[case.fires, case.should] += 1
        after[case.fires or clued, case.should] += 1
    return _score(before), _score(after)


def _score(cells: Counter[tuple[bool, bool]]) -> Score:
    return Score(cells[True, True], cells[True, False], cells[False, True], cells.total())


def fired(book: RuleBook, item: Labelled) -> tuple[Match, ...]:
    """The rules that fire on an item."""
    return read(book, item.title, item.text, about=item.about, published=item.published).matches


def section(weighed: dict[str, Weighed], languages: dict[str, str]) -> str:
    """The clues as rules.yaml has them: by language, most points first."""
    lines = ["clues:"]
    for topic, (points, enough, least) in weighed.items():
        lines += [f"  {topic}:", f"    topic: {topic}", f"    enough: {enough}", f"    min_count: {least}"]
        lines.append("    points:")
        for lang in LANGUAGES:
            by_points: dict[int, list[str]] = defaultdict(list)
            for term, number in points.items():
                if languages[term] == lang:
                    by_points[number].append(term)
            lines.append(f"      {lang}:")
            for number in sorted(by_points, reverse=True):
                lines += _wrapped(f"        {number}: [", sorted(by_points[number]))
    return "\n".join(lines) + "\n"


def _wrapped(head: str, terms: Sequence[str]) -> list[str]:
    lines = [head]
    for place, term in enumerate(terms):
        piece = _quoted(term) + (", " if place < len(terms) - 1 else "]")
        if len(lines[-1]) + len(piece) > WIDTH:
            lines.append(" " * 10)
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _quoted(term: str) -> str:
    return f'"{term}"' if term in ("no", "yes", "on", "off", "non", "null", "true", "false") else term


def main() -> None:
    """Measure, and with --write put the points into rules.yaml."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--hold", nargs="*", type=Path, default=[])
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    rules = ROOT / "rules.yaml"
    text = rules.read_text()
    terms_alone = load(re.sub(r", clues:\w+", "", text), advice=False)
    corpus = [item for part in PARTS for item in items(sorted((CORPUS / part).glob("*.jsonl")))]
    held = items(given.hold)
    languages = vocabulary(corpus, names(terms_alone))
    found, held_found = (openings(text, languages, some) for some in (corpus, held))
    fires, held_fires = ([{one.rule for one in fired(terms_alone, item)} for item in some] for some in (corpus, held))
    weighed = {}
    shipped = {topic: _shipped(terms_alone, text, languages, topic) for topic in MARGIN}
    for topic, margin in MARGIN.items():
        rule = f"libya-{topic}"
        cases = _cases(corpus, found[topic], fires, rule)
        totals = []
        for held_back in range(FOLDS):
            parts = cases[held_back::FOLDS], [case for n, case in enumerate(cases) if n % FOLDS != held_back]
            totals.append(added(weigh(parts[1] + shipped[topic] * SHIPPED, margin), parts[0]))
        _tell(f"{rule}, in folds", totals)
        weighed[topic] = weigh(cases + shipped[topic] * SHIPPED, margin)
        _tell(f"{rule}, held back", [added(weighed[topic], _cases(held, held_found[topic], held_fires, rule))])
        print(f"  {len(weighed[topic].points)} words, {weighed[topic].enough} points are enough")
    if given.write:
        rules.write_text(_with(text, weighed, languages))


def _cases(
    corpus: Sequence[Labelled], openings: Sequence[dict[str, int]], fires: Sequence[set[str]], rule: str
) -> list[Case]:
    return [Case(o, rule in i.rules, rule in f) for i, o, f in zip(corpus, openings, fires, strict=True)]


def _shipped(book: RuleBook, text: str, languages: dict[str, str], topic: str) -> list[Case]:
    """The examples of the rule in rules.yaml."""
    rule = f"libya-{topic}"
    examples = [
        Labelled("", case.lang, case.title, case.text, case.date, case.about, (rule,) if case.fires else ())
        for case in book.rules[rule].cases
    ]
    return _cases(examples, openings(text, languages, examples)[topic], [set() for _ in examples], rule)


def _with(text: str, weighed: dict[str, Weighed], languages: dict[str, str]) -> str:
    """The rules with these clues in place of theirs."""
    return re.sub(r"(?ms)^clues:\n.*?(?=^\S|\Z)", lambda _: section(weighed, languages), text)


def _tell(what: str, pairs: Sequence[tuple[Score, Score]]) -> None:
    for name, scores in zip(("terms alone", "with clues"), zip(*pairs, strict=True), strict=True):
        counts = [(score.hits, score.false, score.missed) for score in scores]
        whole = Score(*map(sum, zip(*counts, strict=True)))
        print(f"{what}, {name}: {whole.hits} right, {whole.false} false, {whole.missed} missed, F1 {whole.f1:.3f}")


if __name__ == "__main__":
    main()
