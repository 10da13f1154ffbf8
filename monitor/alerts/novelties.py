"""What is new in a story, as lines of a message: the figure, what was known before and from whom, the sentence.

    • 6 killed (before: 4, Ean Libya) — «the sentence, matched words in bold»
    • Khalifa Haftar — «the sentence»

A contradiction names both sources; each sentence is shown once, with everything new in it before it, and not at all
where the message shows it elsewhere. How long talks took, and a handful of nameless things, are no news.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from monitor.alerts.counted import counted, number
from monitor.alerts.markup import Piece, Shown, around, cut, join, length, line, literal, safe, show
from monitor.alerts.quoting import quoted
from monitor.alerts.wording import wording
from monitor.model import Chat, NewFact
from monitor.stories.novelty import WEAK
from monitor.stories.sameness import SPANS

A_SENTENCE = 8  # things that are new in one
MAX_SENTENCE, MAX_NAME = 280, 48
ROOM = 2400  # units for all lines
_NAMELESS = frozenset(("things", "groups", "countries", "points"))


def novelties(
    news: Iterable[NewFact], names: Mapping[str, str], chat: Chat, outlet: str = "", title: str = "",
    quotes: Sequence[Piece] = (), told: Sequence[Piece] = (), room: int = ROOM,
) -> Shown:  # fmt: skip
    """The lines for what is new, in order, as many as fit into `room` units, and how many more there are.

    `names` are actors' names by id, `outlet` who says it. Sentences of `quotes` bear their matched words in bold; the
    `title` and the quotes that are `told` stand elsewhere in the message and are not repeated.
    """
    rtl = wording(chat.language).rtl
    by_sentence = _grouped(news, title)
    lines: list[Shown] = []
    for place, (sentence, facts) in enumerate(by_sentence.items()):
        elsewhere = sentence == title or quoted(sentence, told) is not None
        one = line(_line("" if elsewhere else sentence, facts, names, chat, outlet, quotes), rtl)
        room -= length(one.plain) + 1
        if room < MAX_NAME:
            left = sum(len(rest) for rest in list(by_sentence.values())[place:])
            lines.append(line(literal(f"• +{left}"), rtl))
            break
        lines.append(one)
    return join("\n", lines)


def is_listed(fact: NewFact) -> bool:
    """Whether a message names it by itself."""
    if fact.kind != "figure":
        return True
    return fact.unit not in SPANS and (fact.unit not in _NAMELESS or float(fact.value) > WEAK)


def _grouped(news: Iterable[NewFact], title: str) -> dict[str, list[NewFact]]:
    """What is listed, each once, by the sentence it stands in: rather one of the text than the title."""
    facts = [fact for fact in news if is_listed(fact)]
    elsewhere = {_said(fact) for fact in facts if fact.sentence != title}
    shown: set[tuple[str, float | str, str, str]] = set()
    by_sentence: dict[str, list[NewFact]] = {}
    for fact in facts:
        said = _said(fact)
        if said not in shown and (fact.sentence != title or said not in elsewhere):
            shown.add(said)
            by_sentence.setdefault(fact.sentence, []).append(fact)
    return by_sentence


def _said(fact: NewFact) -> tuple[str, float | str, str, str]:
    return fact.kind, fact.value, fact.unit, fact.qualifier


def _line(
    sentence: str, facts: Sequence[NewFact], names: Mapping[str, str], chat: Chat, outlet: str, quotes: Sequence[Piece]
) -> Shown:
    words = wording(chat.language)
    heads = [head for head in dict.fromkeys(_head(fact, names, chat, outlet) for fact in facts) if head.plain]
    kept = heads[:A_SENTENCE]
    if len(heads) > A_SENTENCE:
        kept.append(literal(f"+{len(heads) - A_SENTENCE}"))
    quote = quoted(sentence, quotes)
    piece = around(quote, MAX_SENTENCE) if quote else cut(safe(sentence), MAX_SENTENCE)
    body = join(" — ", (join(words.comma, kept), show(piece, words.rtl) if sentence else Shown()))
    return literal("• ") + body if body.plain else Shown()


def _head(fact: NewFact, names: Mapping[str, str], chat: Chat, outlet: str) -> Shown:
    words = wording(chat.language)
    if fact.kind == "actor":
        return show(cut(safe(names.get(str(fact.value), str(fact.value))), MAX_NAME), words.rtl)
    if fact.kind != "figure":
        return Shown()  # events and places are known by ids of ours; the sentence says them in the outlet's words
    value = literal(counted(fact.value, fact.unit, fact.qualifier, chat.language))
    if fact.before is None:
        return value
    source = show(cut(safe(fact.source), MAX_NAME), words.rtl) if fact.source else Shown()
    label = words.against if fact.change == "contradiction" else words.before
    said = join(words.comma, (literal(number(fact.before)), source))
    who = show(cut(safe(outlet), MAX_NAME), words.rtl) if outlet and fact.change == "contradiction" else Shown()
    return join(words.comma, (value, who)) + literal(f" ({label}{words.colon}") + said + literal(")")
