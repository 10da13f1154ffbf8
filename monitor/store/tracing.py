"""What later articles are compared with: profiles, traces and figures as rows, and the hashes they are found by.

A trace is a 63-bit number: a sentence, a word triple of the sketch, or a pair of what is named ("haftar" with
"benghazi", "47" with "fighters"), each kind in a range of its own. A pair is the same in every language.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import Any

from monitor.model import Figure, Judged, NewFact, Profile
from monitor.store.opening import Records
from monitor.store.rows import as_json, clean, from_json

SENTENCES, PAIRED, FIGURES = 24, 4, 6  # of an article that leave traces
DAILY, STRONG = 3, 0.7  # of each kind that find the articles of a day, and the weight from which on they do
TELLING = 10  # a smaller number stands in too many articles to find one by
JUDGEMENTS = 50  # kept of an article, like its versions

# The signs keep SQLite from the index of a whole series, which has more columns in common with the question.
INSERT_FIGURE = """
    INSERT INTO figure (article, unit, qualifier, value, high, bound, actor, sentence, at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE NOT EXISTS (
        SELECT 1 FROM figure WHERE article = ?1 AND +unit = ?2 AND +qualifier = ?3 AND +value = ?4)
"""


@dataclass
class StoryRows:
    """The rows of one commit."""

    profiles: list[Sequence[Any]] = field(default_factory=list)
    traces: list[tuple[int, int]] = field(default_factory=list)
    figures: list[Sequence[Any]] = field(default_factory=list)
    judgements: list[Sequence[Any]] = field(default_factory=list)

    def add(self, number: int, judged: Judged, story: int | None, related: int | None, at: str) -> None:
        """The rows of one item; `number`, `story` and `related` as the store numbers them."""
        if (profile := judged.profile) is None:
            return
        traces = [*wording(profile), *pairs(profile)]
        packed = struct.pack(f"<{len(traces)}q", *traces)
        self.profiles.append((number, profile.day, clean(profile.owner), clean(profile.side), body(profile), packed))
        self.traces += [(trace, number) for trace in traces]
        self.figures += [_figure(number, figure, at) for figure in profile.figures]
        told = (number, at, judged.decision.value, clean(judged.reason), judged.score, story, related)
        self.judgements.append((*told, news_json(judged.new_facts)))

    def write(self, records: Records) -> None:
        """Stores them. Of an edited article only what it did not give before is added; nothing is taken away."""
        tables: tuple[tuple[str, Sequence[Any]], ...] = (
            (
                """INSERT INTO profile VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET day = excluded.day,
                body = excluded.body, traces = CAST(profile.traces || excluded.traces AS BLOB)""",
                self._untraced(records),
            ),
            ("INSERT INTO trace VALUES (?, ?) ON CONFLICT DO NOTHING", self.traces),
            (INSERT_FIGURE, self.figures),
            (
                f"""INSERT INTO judgement (article, at, decision, reason, score, story, related, news)
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
                WHERE (SELECT count(*) FROM judgement WHERE article = ?1) < {JUDGEMENTS}""",
                self.judgements,
            ),
        )
        for sql, rows in tables:
            if rows:
                records.many(sql, rows)

    def _untraced(self, records: Records) -> list[Sequence[Any]]:
        """The profiles, each with the traces alone that its article does not have yet."""
        known: dict[int, set[int]] = {}
        rows: list[Sequence[Any]] = []
        for number, *rest, packed in self.profiles:
            if number not in known:
                before = records.value("SELECT traces FROM profile WHERE article = ?", (number,))
                known[number] = set(traces_of(before or b""))
            fresh = [trace for trace in dict.fromkeys(traces_of(packed)) if trace not in known[number]]
            known[number].update(fresh)
            rows.append((number, *rest, struct.pack(f"<{len(fresh)}q", *fresh)))
        return rows


def wording(profile: Profile) -> list[int]:
    """The traces of its words: sentences, and the sketch."""
    sentences = dict.fromkeys(profile.sentences[:SENTENCES])
    return [sentence_trace(value) for value in sentences] + [value << 1 for value in profile.sketch]


def sentence_trace(value: int) -> int:
    """A sentence's hash in its own range."""
    return ((value >> 1) << 1 | 1) & ((1 << 62) - 1)


def pairs(profile: Profile) -> list[int]:
    """The traces of what it reports: the weightiest actors, towns and events by twos, and its telling figures."""
    best = {
        "actor": _best(profile.actors),
        "place": _best(profile.places),
        "event": _best(profile.events)[:3],
    }
    named = [f"{one}:{a} {other}:{b}" for one, other in combinations(best, 2) for a in best[one] for b in best[other]]
    named += [f"actor:{a} actor:{b}" for a, b in combinations(sorted(best["actor"]), 2)]
    named += [f"{name} day:{day}" for name in _strong(profile) for day in (profile.day, profile.day + 1)]
    telling = [f"figure:{value:g}" for value in dict.fromkeys(figure.value for figure in profile.figures)]
    return [_pair(name) for name in (*named, *[name for name in telling if float(name[7:]) >= TELLING][:FIGURES])]


def _strong(profile: Profile) -> list[str]:
    """What headline and lead report, by ones: of two days running, these find each other."""
    kinds = {"actor": profile.actors, "place": profile.places, "event": profile.events}
    return [f"{kind}:{id}" for kind, found in kinds.items() for id in _best(found)[:DAILY] if found[id] >= STRONG]


def _best(weights: Mapping[str, float]) -> list[str]:
    return sorted(weights, key=lambda id: (-weights[id], id))[:PAIRED]


def _pair(name: str) -> int:
    """In the range above those of the words."""
    return (1 << 62) | int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 3


def body(profile: Profile) -> str:
    """What of a profile is compared later, as JSON; its wording is in the traces."""
    figures = [[f.unit, f.qualifier, f.value, f.high, f.bound, f.actor] for f in profile.figures]
    weights = [dict(profile.actors), dict(profile.places), dict(profile.events)]
    return as_json(
        [profile.lang, profile.outlet, *weights, figures, *map(list, (profile.names, profile.sounds, profile.numbers))]
    )


@lru_cache(maxsize=1024)  # the articles of the day's stories, which the next article is compared with again; 5 MB
def profile_of(day: int, owner: str, side: str, text: str) -> Profile:
    """What `body` wrote. Sentences are given as their traces, which is what they are compared by."""
    lang, outlet, actors, places, events, figures, names, sounds, numbers = from_json(text)
    kept = tuple(Figure(unit, part, value, high, bound, actor) for unit, part, value, high, bound, actor in figures)
    lists = map(tuple, (names, sounds, numbers))
    return Profile(day, lang, outlet, owner, side, (), (), actors, places, events, kept, *lists)


def traces_of(packed: bytes) -> tuple[int, ...]:
    """The traces of a stored profile."""
    return struct.unpack(f"<{len(packed) // 8}q", packed)


def _figure(number: int, figure: Figure, at: str) -> Sequence[Any]:
    return (
        number, clean(figure.unit), clean(figure.qualifier), float(figure.value), figure.high, figure.bound,
        figure.actor, clean(figure.sentence), at,
    )  # fmt: skip


_NEWS = ("kind", "value", "unit", "qualifier", "sentence", "before", "source", "change")


def news_json(news: Iterable[NewFact]) -> str:
    """What was new, as JSON."""
    return as_json({name: getattr(fact, name) for name in _NEWS} for fact in news)


def news_of(text: str) -> tuple[NewFact, ...]:
    """What `news_json` wrote."""
    return tuple(NewFact(**fact) for fact in from_json(text))

