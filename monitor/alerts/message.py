"""Match -> Draft: an alert as a reader sees it, in the language of the chat.

    🔴 Title, linked                         🔴 for priority high alone
    Outlet · its side

    │ the sentences that matched, the matched words in bold (and nothing else is)

    • what is new in a story or series that was known, and what was known before

    Actors: …
    Rule: …
    Published: 23 October 2025, 14:05 Tripoli time

Everything foreign is cut short *before* it is set, so that no tag is ever cut, and by limits whose sum stays below
Telegram's 4096 UTF-16 units and 100 entities; the usual message has some 600. A title that holds the matched sentence
is shown once. Priority decides sound: high and normal ring, low arrives silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.alerts.markup import (
    Piece,
    Shown,
    around,
    cut,
    join,
    length,
    line,
    literal,
    safe,
    show,
    web_link,
)
from monitor.alerts.novelties import MAX_SENTENCE, novelties
from monitor.alerts.quoting import MAX_TITLE, title_and_quotes
from monitor.alerts.wording import Wording, clock, side, wording
from monitor.model import Article, Chat, Draft, Feed, Kind, Match, NewFact, Reading

MAX_MESSAGE = 4096  # UTF-16 units after entity parsing; Bot API, sendMessage
ROOM_FOR_REPEAT = 120  # what `repeated` may put on top
MAX_NAME, MAX_RULE, MAX_NOTICE = 48, 60, 3500
ACTORS, RULES, WORDS = 8, 12, 8
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
    names in the chat's language by id; an actor without one is shown by id. `feed` gives the outlet's side. `news` is
    listed, what was known before beside it; `beside` is a line about another story.
    """
    matches = reading.matches if matches is None else matches
    words, link = wording(chat.language), web_link(article.url)
    title, quotes = title_and_quotes(article, matches, words.untitled)
    lead = literal("🔴 ") if any(match.priority == "high" for match in matches) else Shown()
    head = (line(lead + show(title, words.rtl, link), words.rtl), line(_source(article, feed, chat), words.rtl))
    above = (join("\n", head), blockquote(quotes, words.rtl))
    below = (
        line(show(cut(safe(beside), MAX_TITLE), words.rtl), words.rtl) if beside else Shown(),
        join("\n", foot(article, reading, matches, actor_names or {}, chat)),
    )
    new = novelties(
        news, actor_names or {}, chat, article.outlet, article.title, told=quotes, room=room_beside(*above, *below)
    )
    silent = bool(matches) and all(match.priority == "low" for match in matches)
    return finished(Draft(chat.id, Kind.ALERT, "", "", silent), join("\n\n", (*above, new, *below)), link)


def room_beside(*blocks: Shown) -> int:
    """The units that these blocks leave for another."""
    return MAX_MESSAGE - ROOM_FOR_REPEAT - sum(length(block.plain) + 2 for block in blocks)


def finished(draft: Draft, shown: Shown, link: str) -> Draft:
    """The draft with its text; the plain form ends with the address where that fits."""
    fits = link and length(shown.plain) + len(link) + 1 <= MAX_MESSAGE - ROOM_FOR_REPEAT
    return replace(draft, html=shown.html, plain=f"{shown.plain}\n{link}" if fits else shown.plain)


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


def blockquote(quotes: Iterable[Piece], rtl: bool) -> Shown:
    """The sentences that matched, a line each; nothing without any."""
    quoted = join("\n", (line(show(around(quote, MAX_SENTENCE), rtl), rtl) for quote in quotes))
    return Shown(quoted.html and f"<blockquote>{quoted.html}</blockquote>", quoted.plain)


def _source(article: Article, feed: Feed | None, chat: Chat) -> Shown:
    rtl = wording(chat.language).rtl
    outlet = article.outlet or (feed.name if feed else "")
    parts = [outlet, side(feed.side, chat.language) if feed and feed.side else ""]
    return join(" · ", (show(cut(safe(part), MAX_NAME), rtl) for part in parts if part))


def foot(
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
