"""What is new in a story, as lines of a message: the number, what was known before and from whom, the sentence.

    • 6 (before: 4, Ean Libya) — «the sentence, the number in bold»
    • Khalifa Haftar — «the sentence»

A contradiction names both sources; each sentence is shown once, with everything new in it before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from monitor.alerts.markup import Shown, cut, join, line, literal, safe, show
from monitor.alerts.wording import wording
from monitor.model import Chat, NewFact

SHOWN = 6  # sentences
A_SENTENCE = 4  # things that are new in one
MAX_SENTENCE, MAX_NAME = 280, 48


def novelties(
    news: Iterable[NewFact], names: Mapping[str, str], chat: Chat, outlet: str = "", title: str = ""
) -> Shown:
    """The lines for what is new, in order; `names` are actors' names by id, `outlet` who says it under which `title`,
    which the message shows already."""
    rtl = wording(chat.language).rtl
    facts = list(news)
    elsewhere = {(fact.kind, fact.value) for fact in facts if fact.sentence != title}
    shown: set[tuple[str, float | str]] = set()
    by_sentence: dict[str, list[NewFact]] = {}
    for fact in facts:
        said = (fact.kind, fact.value)
        if said not in shown and (fact.sentence != title or said not in elsewhere):
            shown.add(said)
            by_sentence.setdefault(fact.sentence, []).append(fact)
    lines = [_line(sentence, facts, names, chat, outlet) for sentence, facts in list(by_sentence.items())[:SHOWN]]
    return join("\n", (line(one, rtl) for one in lines))


def _line(sentence: str, facts: Sequence[NewFact], names: Mapping[str, str], chat: Chat, outlet: str) -> Shown:
    words = wording(chat.language)
    heads = [_head(fact, names, chat, outlet) for fact in facts]
    kept = [head for head in dict.fromkeys(heads) if head.plain][:A_SENTENCE]
    quoted = show(cut(safe(sentence), MAX_SENTENCE), words.rtl) if sentence else Shown()
    return literal("• ") + join(" — ", (join(words.comma, kept), quoted))


def _head(fact: NewFact, names: Mapping[str, str], chat: Chat, outlet: str) -> Shown:
    words = wording(chat.language)
    if fact.kind == "actor":
        return show(cut(safe(names.get(str(fact.value), str(fact.value))), MAX_NAME), words.rtl)
    if fact.kind != "figure":
        return Shown()  # events and places are known by ids of ours; the sentence says them in the outlet's words
    value = literal(number(fact.value))
    if fact.before is None:
        return value
    source = show(cut(safe(fact.source), MAX_NAME), words.rtl) if fact.source else Shown()
    label = words.against if fact.change == "contradiction" else words.before
    said = join(words.comma, (literal(number(fact.before)), source))
    who = show(cut(safe(outlet), MAX_NAME), words.rtl) if outlet and fact.change == "contradiction" else Shown()
    return join(words.comma, (value, who)) + literal(f" ({label}{words.colon}") + said + literal(")")


def number(value: float | str) -> str:
    """17420 as 17,420; what is no whole number with its fraction."""
    if isinstance(value, str):
        return value
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.10g}"
