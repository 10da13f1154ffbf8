"""Match -> Draft: an alert as a reader sees it, in the language of the chat.

    🔴 Title, linked                         🔴 for priority high alone
    Outlet · its side

    │ the sentences that matched, the matched words in bold (and nothing else is)

    Actors: …
    Rule: …
    Published: 23 October 2025, 14:05 Tripoli time

Everything foreign is cut short *before* it is set, so that no tag is ever cut, and by limits whose sum stays below
Telegram's 4096 UTF-16 units and 100 entities; the usual message has some 600. A title that holds the matched sentence
is shown once. Priority decides sound: high and normal ring, low arrives silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.alerts.markup import (
    Piece,
    Shown,
    Span,
    around,
    cut,
    join,
    length,
    line,
    literal,
    merged,
    safe,
    show,
    web_link,
)
from monitor.alerts.novelties import novelties
from monitor.alerts.wording import Wording, clock, side, wording
from monitor.model import Article, Chat, Draft, Evidence, Feed, Field, Kind, Match, NewFact, Reading

MAX_MESSAGE = 4096  # UTF-16 units after entity parsing; Bot API, sendMessage
ROOM_FOR_REPEAT = 120  # what `repeated` may put on top
MAX_TITLE, MAX_NAME, MAX_RULE, MAX_SENTENCE, MAX_NOTICE = 256, 48, 60, 280, 3500
ACTORS, RULES, WORDS, SENTENCES_A_RULE, SENTENCES = 8, 12, 8, 2, 4
REACH = 1500  # code points looked at around evidence: a page can be one "sentence" of a megabyte
CLOCK_SKEW = timedelta(hours=1)  # a date later than this after the item was seen is a mistake


def alert(
    article: Article,
    reading: Reading,
    *,
    chat: Chat,
    feed: Feed | None = None,
    actor_names: Mapping[str, str] | None = None,
    matches: Sequence[Match] | None = None,
    news: Sequence[NewFact] = (),
    beside: str = "",
) -> Draft:
    """The message about one article for one chat.

    `matches` are the rules that send to this chat (all of the reading's when left out), `actor_names` the actors'
    names in the chat's language by id; an actor without one is shown by id. `feed` gives the outlet's side. Of `news`
    what differs from figures known before is listed; `beside` is a line about another story.
    """
    matches = reading.matches if matches is None else matches
    rtl, link = wording(chat.language).rtl, web_link(article.url)
    title, quotes = _title_and_quotes(article, matches, chat)
    lead = literal("🔴 ") if any(match.priority == "high" for match in matches) else Shown()
    quoted = join("\n", (line(show(quote, rtl), rtl) for quote in quotes))
    blocks = (
        join("\n", (line(lead + show(title, rtl, link), rtl), line(_source(article, feed, chat), rtl))),
        Shown(quoted.html and f"<blockquote>{quoted.html}</blockquote>", quoted.plain),
        novelties([fact for fact in news if fact.before is not None], actor_names or {}, chat, article.outlet),
        line(show(cut(safe(beside), MAX_TITLE), rtl), rtl) if beside else Shown(),
        join("\n", _foot(article, reading, matches, actor_names or {}, chat)),
    )
    shown = join("\n\n", blocks)
    if length(shown.plain) > MAX_MESSAGE - ROOM_FOR_REPEAT:  # what was known before can be read in the thread
        shown = join("\n\n", (*blocks[:2], *blocks[4:]))
    fits = link and length(shown.plain) + len(link) + 1 <= MAX_MESSAGE - ROOM_FOR_REPEAT
    silent = bool(matches) and all(match.priority == "low" for match in matches)
    return Draft(chat.id, Kind.ALERT, shown.html, f"{shown.plain}\n{link}" if fits else shown.plain, silent)


def notice(text: str, chat: Chat, *, silent: bool = False) -> Draft:
    """A message to the operator: our heading in the chat's language, then `text` line by line, cut when very long."""
    words = wording(chat.language)
    lines, room = [literal(f"⚙️ {words.notice}")], MAX_NOTICE
    for raw in text.splitlines():
        piece = cut(safe(raw[:MAX_NOTICE]), room)
        lines.append(line(show(piece, words.rtl), words.rtl))
        room -= length(lines[-1].plain) + 1
        if room < MAX_NAME:
            lines.append(literal("…"))
            break
    shown = join("\n", lines)
    return Draft(chat.id, Kind.NOTICE, shown.html, shown.plain, silent)


def hello(chat: Chat) -> Draft:
    """The message of `monitor telegram test`, in the chat's language."""
    text = literal(wording(chat.language).test)
    return Draft(chat.id, Kind.NOTICE, text.html, text.plain)


def repeated(shown: Shown, language: str) -> Shown:
    """A message that says above itself that it may be a repeat."""
    return literal(f"🔁 {wording(language).repeat}\n\n") + shown


# -- parts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A stretch of a field, and the evidence in it."""

    field: Field
    start: int
    end: int
    bold: tuple[Span, ...]


def _title_and_quotes(article: Article, matches: Iterable[Match], chat: Chat) -> tuple[Piece, list[Piece]]:
    """The title with its matched words, and the sentences that it does not already show."""
    sentences = _sentences(article, matches)
    in_title = [span for sentence in sentences if sentence.field == "title" for span in sentence.bold]
    whole = safe(article.title[: 2 * REACH], in_title)
    title = cut(whole, MAX_TITLE)
    quotes: list[Piece] = []
    shown: set[str] = set()
    if len(title.bold) < len(whole.bold):  # the matched words were cut off
        quotes.append(around(replace(whole, bold=whole.bold[len(title.bold) :]), MAX_SENTENCE))
    for sentence in sentences:
        if sentence.field == "title":
            continue
        piece = safe(article.text[sentence.start : sentence.end], sentence.bold)
        at = title.text.find(piece.text)
        if at >= 0:  # feeds often repeat the title as the first sentence
            shifted = ((start + at, end + at) for start, end in piece.bold)
            title = replace(title, bold=merged((*title.bold, *shifted)))
        elif piece.text not in shown:
            shown.add(piece.text)  # pages print captions twice
            quotes.append(around(piece, MAX_SENTENCE))
    return (title if title.text else Piece(wording(chat.language).untitled)), quotes[:SENTENCES]


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


def _source(article: Article, feed: Feed | None, chat: Chat) -> Shown:
    rtl = wording(chat.language).rtl
    outlet = article.outlet or (feed.name if feed else "")
    parts = [outlet, side(feed.side, chat.language) if feed and feed.side else ""]
    return join(" · ", (show(cut(safe(part), MAX_NAME), rtl) for part in parts if part))


def _foot(
    article: Article, reading: Reading, matches: Sequence[Match], names: Mapping[str, str], chat: Chat
) -> tuple[Shown, ...]:
    """Who is named, which rules fired, when; and the matched words, where there is no bold to show them."""
    words = wording(chat.language)
    rules = words.rule if len(matches) == 1 else words.rules
    spelled = (evidence.text for match in matches for evidence in match.evidence)
    return (
        _listed(words.actors, (names.get(id, id) for id in reading.actors), ACTORS, MAX_NAME, words),
        _listed(rules, (match.title or match.rule for match in matches), RULES, MAX_RULE, words),
        replace(_listed(words.words, spelled, WORDS, MAX_NAME, words), html=""),
        _time(article, chat),
    )


def _listed(label: str, names: Iterable[str], most: int, longest: int, words: Wording) -> Shown:
    """ "Actors: a, b, +3", each name once; nothing without names."""
    pieces = list(dict.fromkeys(cut(safe(name), longest) for name in names))
    shown = [show(piece, words.rtl) for piece in pieces[:most] if piece.text]
    if len(pieces) > most:
        shown.append(literal(f"+{len(pieces) - most}"))
    return literal(label + words.colon) + join(words.comma, shown) if shown else Shown()


def _time(article: Article, chat: Chat) -> Shown:
    """When it was published; when we saw it, if it bears no date or one from the future."""
    words = wording(chat.language)
    if article.published and article.published <= article.seen + CLOCK_SKEW:
        return literal(f"{words.published}{words.colon}{clock(article.published, chat.language)}")
    return literal(f"{words.seen}{words.colon}{clock(article.seen, chat.language)}")
