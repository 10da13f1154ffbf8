"""The words of an article that made rules fire: the sentences they stand in, each with the matched words as bold spans.

The title is told apart from the sentences of the text, and what it already shows is not quoted again. Pieces come
whole; whoever shows them cuts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor.alerts.markup import Piece, Span, cut, merged, safe
from monitor.model import Article, Evidence, Field, Match

MAX_TITLE = 256
SENTENCES_A_RULE, SENTENCES = 2, 4
REACH = 1500  # code points looked at around evidence: a page can be one "sentence" of a megabyte


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A stretch of a field, and the evidence in it."""

    field: Field
    start: int
    end: int
    bold: tuple[Span, ...]


def title_and_quotes(article: Article, matches: Iterable[Match], untitled: str) -> tuple[Piece, list[Piece]]:
    """The title with its matched words, cut to what is shown, and the sentences that it does not already show."""
    sentences = _sentences(article, matches)
    in_title = [span for sentence in sentences if sentence.field == "title" for span in sentence.bold]
    whole = safe(article.title[: 2 * REACH], in_title)
    title = cut(whole, MAX_TITLE)
    quotes: list[Piece] = []
    if len(title.bold) < len(whole.bold):  # the matched words were cut off
        quotes.append(replace(whole, bold=whole.bold[len(title.bold) :]))
    for sentence in sentences:
        if sentence.field == "title":
            continue
        piece = safe(article.text[sentence.start : sentence.end], sentence.bold)
        at = title.text.find(piece.text)
        if at >= 0:  # feeds often repeat the title as the first sentence
            shifted = ((start + at, end + at) for start, end in piece.bold)
            title = replace(title, bold=merged((*title.bold, *shifted)))
        elif all(piece.text != quote.text for quote in quotes):
            quotes.append(piece)  # pages print captions twice
    return (title if title.text else Piece(untitled)), quotes[:SENTENCES]


def quoted(sentence: str, quotes: Iterable[Piece]) -> Piece | None:
    """The quote that is this sentence, or goes on where the sentence was cut; None without one."""
    text = safe(sentence).text
    return next((quote for quote in quotes if text and quote.text.startswith(text)), None)


def _sentences(article: Article, matches: Iterable[Match]) -> list[_Sentence]:
    """The sentences to show, in the order of the article: all of the title's, the first few of each rule in the text.

    Spans of the title count from its beginning, spans of a sentence of the text from the sentence's.
    """
    chosen: dict[tuple[Field, int, int], list[Span]] = {}
    for match in matches:
        in_text = 0
        for evidence in sorted(match.evidence, key=lambda e: (e.field != "title", e.start)):
            start, end = _bounds(article, evidence)
            key = (evidence.field, start, end)
            if evidence.field == "text" and key not in chosen:
                if in_text == SENTENCES_A_RULE:
                    continue
                in_text += 1
            chosen.setdefault(key, []).append((evidence.start - start, evidence.end - start))
    ordered = sorted(chosen.items(), key=lambda item: (item[0][0] != "title", item[0][1]))
    return [_Sentence(*key, bold=merged(spans)) for key, spans in ordered]


def _bounds(article: Article, evidence: Evidence) -> Span:
    """The sentence to show: as the reader of the rules gave it, kept within reach of the evidence."""
    if evidence.field == "title":
        return 0, len(article.title)
    start, end = evidence.sentence
    if not start <= evidence.start < evidence.end <= end:
        start, end = 0, len(article.text)
    return max(start, evidence.start - REACH), min(end, evidence.end + REACH)
