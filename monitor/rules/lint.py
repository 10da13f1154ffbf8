"""What only the whole file can tell: references to nothing, duplicates, rules that ask for nothing, names that miss.

Each finding has a code, which the rules reference explains, a path in the file, and a fix in words. What terms say is
looked at in `misreadings`, how they overlap in `overlaps`, which rules are superfluous in `shadows`.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from monitor.rules.finding import Finding, Path, nearest
from monitor.rules.misreadings import misreadings
from monitor.rules.overlaps import overlaps
from monitor.rules.schema import ActorSection, ConditionSection, FeedSection, RuleSection, RulesFile
from monitor.rules.shadows import shadows
from monitor.rules.values import address_key
from monitor.rules.vocabulary import CONDITION_KEYS, Entry, condition_texts, described, is_reference
from monitor.text.fold import INVISIBLE

_HIDDEN = re.compile(f"[{INVISIBLE}\u00a0\u2007\u202f]")
_SCRIPTS = {  # languages whose names cannot be read in Latin letters
    "Arabic": (re.compile("[\u0620-\u064a]"), ("ar", "fa", "ur", "ku", "ckb")),
    "Cyrillic": (re.compile("[\u0400-\u04ff]"), ("ru", "uk", "bg", "sr")),
    "Hebrew": (re.compile("[\u05d0-\u05ea]"), ("he",)),
    "Greek": (re.compile("[\u0370-\u03ff]"), ("el",)),
}
_LATIN = re.compile("[A-Za-z]")


def lint(
    file: RulesFile, entries: Sequence[Entry], today: datetime.date | None = None, *, advice: bool = True
) -> tuple[Finding, ...]:
    """Every finding, in no particular order. `entries` are the file's terms; without `today` nobody's time is over.

    Without `advice` nothing is looked for that would only be a warning: the rules are as good, and read faster.
    """
    checks: list[Callable[[RulesFile], Iterator[Finding]]] = [
        _ids, _references, _feeds, _actors, _words, _clues, _conditions,
    ]  # fmt: skip
    if advice:
        checks += [_chats, _languages, _anchors, _unused, shadows]
    found = [finding for check in checks for finding in check(file)]
    return (
        *found,
        *misreadings(entries),
        *(overlaps(entries) if advice else ()),
        *(_past(file, today) if advice and today else ()),
    )


def _ids(file: RulesFile) -> Iterator[Finding]:
    for place in file.places.elsewhere:
        if place in (file.places.__pydantic_extra__ or {}):
            message = f"The place {place!r} is defined twice, as ours and as elsewhere."
            yield Finding(("places", "elsewhere", place), "duplicate-id", message, "Give one of them another id.")


def _references(file: RulesFile) -> Iterator[Finding]:
    places = [*(file.places.__pydantic_extra__ or {}), *file.places.elsewhere]
    sides = {actor.side for actor in file.actors.values() if actor.side}
    known = {"topic": set(file.topics), "actor": set(file.actors), "place": set(places), "chat": set(file.chats)}
    known |= {"side": sides, "clues": set(file.clues)}
    for kind, name, path in _named(file):
        if name in known[kind]:
            continue
        if _HIDDEN.search(name):
            message = f"The name {_HIDDEN.sub('', name)!r} holds an invisible character."
            yield Finding(path, "hidden-character", message, "Type it again.")
            continue
        message = f"There {'are' if kind == 'clues' else 'is'} no {kind} {name!r} in this file."
        yield Finding(path, "unknown-reference", message, nearest(name, known[kind]))


def _named(file: RulesFile) -> Iterator[tuple[str, str, Path]]:
    """(kind, id, path) of everything that names something else in the file."""
    for index, feed in enumerate(file.feeds):
        yield from (("place", place, ("feeds", index, "about", n)) for n, place in enumerate(feed.about))
    for actor, who in file.actors.items():
        yield from (("place", place, ("actors", actor, "about", n)) for n, place in enumerate(who.about))
    for clues, together in file.clues.items():
        if together.topic:
            yield "topic", together.topic, ("clues", clues, "topic")
    for rule, section in file.rules.items():
        path: Path = ("rules", rule)
        if section.about:
            yield "place", section.about, (*path, "about")
        yield from (("place", place, (*path, "soft", n)) for n, place in enumerate(section.soft))
        yield from (("chat", chat, (*path, "send_to", n)) for n, chat in enumerate(section.send_to))
        if not isinstance(section.actors, str):
            ids, sides = section.actors.ids, section.actors.sides
            yield from (("actor", actor, (*path, "actors", "ids", n)) for n, actor in enumerate(ids))
            yield from (("side", side, (*path, "actors", "sides", n)) for n, side in enumerate(sides))
        for where, text in condition_texts(section, path):
            if is_reference(text):
                kind, _, name = text.partition(":")
                yield kind, name, where


def _feeds(file: RulesFile) -> Iterator[Finding]:
    """Each feed once: two addresses that differ by scheme, www., the case of the host or a last slash are one feed."""
    keys: tuple[tuple[str, Callable[[FeedSection], str]], ...] = (
        ("name", lambda feed: feed.name.casefold()),
        ("url", lambda feed: address_key(feed.url)),
    )
    for key, identity in keys:
        seen: dict[str, FeedSection] = {}
        for index, feed in enumerate(file.feeds):
            same = seen.setdefault(identity(feed), feed)
            if same is not feed:
                message = f"The feed {same.name!r} has this {key} already: {getattr(same, key)}."
                yield Finding(("feeds", index, key), "duplicate-feed", message, "Change one, or take it out.")
            if _HIDDEN.search(getattr(feed, key)):
                message = f"The {key} of the feed holds an invisible character."
                level: Literal["error", "warning"] = "error" if key == "url" else "warning"
                yield Finding(("feeds", index, key), "hidden-character", message, "Type it again.", level)


def _chats(file: RulesFile) -> Iterator[Finding]:
    """Two chats of one address would get everything twice where a rule names both."""
    seen: dict[str, str] = {}
    for id, chat in file.chats.items():
        if not chat.telegram.startswith("$") and chat.telegram and seen.setdefault(chat.telegram, id) != id:
            message = f"The chat {seen[chat.telegram]!r} has this address already."
            yield Finding(("chats", id, "telegram"), "duplicate-chat", message, "Keep one of them.", "warning")


def _actors(file: RulesFile) -> Iterator[Finding]:
    for actor, who in file.actors.items():
        if who.from_ and who.until and who.until < who.from_:
            yield Finding(("actors", actor, "until"), "bad-dates", f"{actor} ends before it begins.", "Swap the dates.")
        if not any(who.names.values()) and not any(who.weak.values()):
            yield Finding(("actors", actor), "no-names", f"{actor} has no names, so it is never found.", "Write names.")


def _words(file: RulesFile) -> Iterator[Finding]:
    """Topics and places that no text can hold."""
    for topic, what in file.topics.items():
        if not any(what.terms.values()):
            message = f"The topic {topic!r} has no terms, so nothing is ever about it."
            yield Finding(("topics", topic), "no-terms", message, "Write terms: under it.")
    for place, section in (file.places.__pydantic_extra__ or {}).items():
        if not any(section.strong.values()):
            message = f"The place {place!r} has no strong words, so no text is sure to be about it."
            yield Finding(("places", place), "no-terms", message, "Write strong: under it.")
    for place, rival in file.places.elsewhere.items():
        if not any(rival.terms.values()):
            message = f"The place {place!r} has no terms, so it never competes."
            yield Finding(("places", "elsewhere", place), "no-terms", message, "Write terms: under it.")


def _clues(file: RulesFile) -> Iterator[Finding]:
    """Clues that can never be enough, or that have points twice."""
    for clues, together in file.clues.items():
        points_of: dict[str, int] = {}
        for lang, lists in together.points.items():
            for points, texts in lists.items():
                for index, text in enumerate(texts):
                    if points_of.setdefault(text, int(points)) != int(points):
                        message = f"{text!r} has {points_of[text]} points already."
                        path = ("clues", clues, "points", lang, points, index)
                        yield Finding(path, "bad-count", message, "Keep one of the two.")
        most = sum(points for points in points_of.values() if points > 0)
        if most < together.enough:
            message = f"All clues of {clues} have {most} points, so they are never enough."
            yield Finding(("clues", clues, "enough"), "bad-count", message, "Ask for fewer points, or add clues.")
        if (words := sum(points > 0 for points in points_of.values())) < together.min_count:
            message = f"{clues} has {words} clues that speak for it, fewer than min_count."
            yield Finding(("clues", clues, "min_count"), "bad-count", message, "Ask for fewer, or add clues.")


def _unused(file: RulesFile) -> Iterator[Finding]:
    """Clues that no rule in force asks for."""
    rules = file.rules.items() if file.clues else ()
    asked = {text for id, rule in rules if rule.enabled for _, text in condition_texts(rule, ("rules", id))}
    for clues in file.clues:
        if f"clues:{clues}" not in asked:
            message = f"No rule asks for clues:{clues}, so they raise no alert."
            yield Finding(("clues", clues), "unused-clues", message, "Name them in a rule's any:.", "warning")


def _languages(file: RulesFile) -> Iterator[Finding]:
    """Actors whom a feed in other letters would never name. Languages of one script share their names."""
    used: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for feed in file.feeds:
        if feed.enabled and feed.lang:
            script = next((script for script, (_, langs) in _SCRIPTS.items() if feed.lang in langs), "Latin")
            used[script][feed.lang] += 1
    for actor, who in file.actors.items():
        letters = "".join(text for names in (who.names, who.weak) for texts in names.values() for text in texts)
        missing = [script for script in used if letters and not _alphabet(script).search(letters)]
        if missing:
            langs = sorted(lang for script in missing for lang in used[script])
            message = f"{actor} has no name in {' or '.join(missing)} letters, and feeds write so ({', '.join(langs)})."
            fix = f"Add under names: {langs[0]}: [...]."
            yield Finding(("actors", actor, "names"), "missing-language", message, fix, "warning")


def _alphabet(script: str) -> re.Pattern[str]:
    return _SCRIPTS[script][0] if script in _SCRIPTS else _LATIN


def _anchors(file: RulesFile) -> Iterator[Finding]:
    """Weak names that nothing in the file could ever make count."""
    places = (file.places.__pydantic_extra__ or {}).values()
    anchored = (
        any(any(place.strong.values()) for place in places)
        or any(who.about and any(who.names.values()) for who in file.actors.values())
        or any(feed.about for feed in file.feeds)
    )
    if anchored:
        return
    weak: list[tuple[Path, ActorSection]] = [(("actors", actor, "weak"), who) for actor, who in file.actors.items()]
    for path, who in weak:
        if any(who.weak.values()):
            message = "These weak names count only beside a place or an actor about one, and the file has none."
            yield Finding(
                path, "no-anchor", message, "Define a place with strong words, or move them to names.", "warning"
            )


def _past(file: RulesFile, today: datetime.date) -> Iterator[Finding]:
    """Rules that ask for actors whose time is over."""
    for rule, section in file.rules.items():
        start: Path = ("rules", rule)
        ids = [] if isinstance(section.actors, str) else section.actors.ids
        asked = [((*start, "actors", "ids", index), actor) for index, actor in enumerate(ids)]
        for path, text in condition_texts(section, start):
            if path[-2] == "all" and text.startswith("actor:") and not {"none", "unless"} & set(path):
                asked.append((path, text.partition(":")[2]))
        for path, actor in asked:
            who = file.actors.get(actor)
            if who and who.until and who.until < today:
                message = f"{rule} asks for {actor}, whose time ended on {who.until}: news hardly name it any more."
                yield Finding(path, "expired-actor", message, "Ask for who came after, or take it out.", "warning")


def _conditions(file: RulesFile) -> Iterator[Finding]:
    for rule, section in file.rules.items():
        path: Path = ("rules", rule)
        if not _asks(section):
            message = f"{rule} asks for nothing, so it would fire on everything or nothing."
            if section.none or section.unless:
                message = f"{rule} only says what must not be there."
            yield Finding(path, "purely-negative", message, "Add any: or all: with what must be there.")
        if not isinstance(section.actors, str):
            who = section.actors
            if not described(who, file.actors) and all(id in file.actors for id in who.ids):
                message = f"{rule} asks for actors that nobody in this file is, so it never fires."
                yield Finding((*path, "actors"), "nobody", message, "Ask for fewer ids, kinds or sides.")
        yield from _counts(section, path)


def _asks(condition: ConditionSection) -> bool:
    """True when the condition cannot hold for an empty text."""
    return bool(condition.title_only or condition.lead_only or (condition.min_count and condition.of)) or any(
        isinstance(part, str) or _asks(part) for part in (*condition.all, *condition.any)
    )


def _counts(condition: ConditionSection, path: Path) -> Iterator[Finding]:
    if condition.min_count and condition.min_count > len(condition.of):
        message = f"{condition.min_count} of {len(condition.of)} can never be found."
        yield Finding((*path, "min_count"), "bad-count", message, "Write a smaller min_count or more under of:.")
    if condition.of and not condition.min_count:
        yield Finding(
            (*path, "of"), "bad-count", "of: without min_count counts nothing.", "Write min_count: 2, or use any:."
        )
    for key in CONDITION_KEYS:
        for index, part in enumerate(getattr(condition, key)):
            if isinstance(part, ConditionSection) and not isinstance(part, RuleSection):
                yield from _counts(part, (*path, key, index))
