"""The messages of a story after its first: an update that lists only what is new, and who else reports it.

    🔄 Title, linked                          ✏️ when the outlet changed its own page
    Outlet · its side · language

    • what is new, what was known before, the sentence

    │ the other sentences that matched, the matched words in bold

    Actors, rule and time, as in an alert

The line for the head: "Also reported by: Libya Herald, TASS · 3 owners · now from both sides · ar, en, ru".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from monitor.alerts.markup import Shown, cut, join, line, literal, safe, show, web_link
from monitor.alerts.message import MAX_NAME, blockquote, finished, foot, room_beside
from monitor.alerts.novelties import is_listed, novelties
from monitor.alerts.quoting import quoted, title_and_quotes
from monitor.alerts.wording import language_name, side, wording
from monitor.model import Article, Carrier, Chat, Draft, Feed, Kind, Match, NewFact, Reading

OUTLETS = 8
Pace = Literal["", "thread", "revised"]
BOTH = frozenset(("west", "east"))


def update(
    article: Article, news: Sequence[NewFact], *, chat: Chat, feed: Feed | None = None,
    names: Mapping[str, str] | None = None, pace: Pace = "", revised: bool = False,
    reading: Reading | None = None, matches: Sequence[Match] = (),
) -> Draft:  # fmt: skip
    """What an article adds to its story, for one chat; then what raised it, as in an alert: the sentences with the
    matched words, actors, rules (`matches`, of the `reading`), time. `names`: the actors' in the chat's language."""
    words, link = wording(chat.language), web_link(article.url)
    title, quotes = title_and_quotes(article, matches, words.untitled)
    mark = f"✏️ {words.revised}{words.colon}" if revised else f"🔄 {words.update}{words.colon}"
    outlet = article.outlet or (feed.name if feed else "")
    sides = side(feed.side, chat.language) if feed and feed.side else ""
    source = [outlet, sides, language_name(article.lang, chat.language)]
    head = (
        line(literal(mark) + show(title, words.rtl, link), words.rtl),
        line(join(" · ", (show(cut(safe(one), MAX_NAME), words.rtl) for one in source if one)), words.rtl),
    )
    said = [fact.sentence for fact in news if is_listed(fact) and fact.sentence != article.title]
    listed = [quote for sentence in said if (quote := quoted(sentence, quotes))]
    above = join("\n", head)
    below = (
        blockquote((quote for quote in quotes if quote not in listed), words.rtl),
        join("\n", foot(article, reading or Reading(), matches, names or {}, chat)),
    )
    new = novelties(news, names or {}, chat, outlet, article.title, quotes, room=room_beside(above, *below))
    shown = join("\n\n", (join("\n", (above, new)), *below))
    return finished(Draft(chat.id, Kind.UPDATE, "", "", False, pace), shown, link)


def also(head: str, carriers: Iterable[Carrier], chat: Chat) -> Draft:
    """The line that is added to a story's first message; `head` is the outlet that it names already."""
    words = wording(chat.language)
    found = list(dict.fromkeys(carriers))
    outlets = [name for name in dict.fromkeys(one.outlet for one in found) if name and name != head]
    names = [show(cut(safe(name), MAX_NAME), words.rtl) for name in outlets[:OUTLETS]]
    if len(outlets) > OUTLETS:
        names.append(literal(f"+{len(outlets) - OUTLETS}"))
    owners = len({one.owner or one.outlet for one in found})
    parts = [
        literal(f"{words.also}{words.colon}") + join(words.comma, names) if names else Shown(),
        literal(words.owners.format(count=owners)) if owners > 1 else Shown(),
        literal(words.both_sides) if {one.side for one in found} >= BOTH else Shown(),
        literal(words.comma.join(sorted({one.lang for one in found if one.lang}))),
    ]
    shown = line(join(" · ", parts), words.rtl)
    return Draft(chat.id, Kind.EDIT, shown.html, shown.plain, True)
