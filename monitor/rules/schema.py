"""The shape of rules.yaml: one pydantic model a section, from which the JSON Schema and the reference page are made.

The models know keys, types and single values. What only the whole file can tell (an unknown reference, a duplicate
term) is `lint`'s. Scalars arrive as the strings that stand in the file; `null` where a key has no value.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from monitor.model import FullText, Priority
from monitor.rules import values


class Section(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="Language code: ar, en, fr, it, tr, ru, ...")]
MaybeLanguage = Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")]
Day = Annotated[
    datetime.date | None, BeforeValidator(values.day), WithJsonSchema({"type": ["string", "null"], "format": "date"})
]
TermText = Annotated[
    str, Field(description="Words; * any ending, <n> gap, ~n any order, (a|b) choice, =word exactly, case: capitals")
]
POINTS = "^-?[1-9][0-9]?$"
Points = Annotated[str, Field(pattern=POINTS)]
_WORD = {"type": ["string", "number"]}
_WORDS = {"type": ["array", "null"], "items": {"anyOf": [_WORD, {"type": "array", "items": _WORD}]}}
TermList = Annotated[list[TermText], BeforeValidator(values.flat), WithJsonSchema(_WORDS)]
Terms = Annotated[
    dict[Language, TermList],
    BeforeValidator(values.mapping),
    WithJsonSchema(
        {"type": ["object", "null"], "propertyNames": {"pattern": "^[a-z]{2,3}$"}, "additionalProperties": _WORDS}
    ),
]
Ids = Annotated[list[Id], BeforeValidator(values.flat)]


class ChatSection(Section):
    """Where messages go."""

    telegram: Annotated[
        str,
        AfterValidator(values.chat_address),
        BeforeValidator(values.text),
        WithJsonSchema({"type": ["string", "integer", "null"]}),
    ] = Field(default="", description="Chat id or @channel, or $NAME to read it from the environment; empty: console")
    language: Literal["ar", "en", "fr", "it", "tr", "ru"] = Field(
        default="en", description="Language of the labels in messages"
    )


class FeedSection(Section):
    """One feed to poll."""

    name: Annotated[str, Field(min_length=1, max_length=120, description="The outlet's name, as shown in alerts")]
    url: Annotated[str, AfterValidator(values.web_address), Field(description="Address of the RSS, Atom or JSON feed")]
    lang: MaybeLanguage = Field(default="", description="Language of its items")
    about: Ids = Field(
        default_factory=list, description="Places that everything here is about; the text need not repeat them"
    )
    owner: str = Field(default="", description="Who owns the outlet; corroboration counts distinct owners")
    side: str = Field(default="", description="west, east, independent, or state:country")
    every: Annotated[
        float | None,
        BeforeValidator(values.seconds),
        WithJsonSchema({"type": "string", "pattern": rf"^(auto|{values.DURATION.pattern})$"}),
    ] = Field(default=None, description="Polling interval (90s, 10m, 1h), obeyed as written; auto adapts to the feed")
    full_text: FullText = Field(default="auto", description="Read the page behind an item: auto, always, never")
    enabled: bool = Field(default=True, description="false keeps the feed in the file without polling it")
    private: bool = Field(default=False, description="true allows an address on your own network")


class PlaceSection(Section):
    """A place that rules can be about."""

    name: str = Field(default="", description="Shown in explanations")
    strong: Terms = Field(default_factory=dict, description="Words that name it by themselves")
    likely: Terms = Field(
        default_factory=dict, description="Weak words that need nobody beside them where no place elsewhere is named"
    )
    weak: Terms = Field(
        default_factory=dict, description="Words that count only beside a strong one or one of its actors"
    )
    not_within: Terms = Field(default_factory=dict, description="Phrases inside which its words do not count")


class ElsewhereSection(Section):
    """A place of other wars: it competes for what a sentence is about."""

    name: str = Field(default="", description="Shown in explanations")
    terms: Terms = Field(default_factory=dict, description="Words that name it")


class PlacesSection(BaseModel):
    """Places by id; `elsewhere` holds those that compete."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, PlaceSection] = Field(init=False)
    elsewhere: dict[Id, ElsewhereSection] = Field(default_factory=dict)


ActorKind = Literal["person", "organisation", "armed group", "state", "mission", "company"]


class ActorSection(Section):
    """A person, body, group, state or company."""

    name: str = Field(description="Shown in alerts")
    kind: ActorKind = Field(description="What it is")
    side: str = Field(default="", description="west, east, un, foreign, ...")
    about: Ids = Field(default_factory=list, description="Places that a sentence is about when it names this actor")
    context: bool = Field(default=False, description="true: shown, but never enough for `actors: required`")
    from_: Day = Field(default=None, alias="from", description="First day of office or existence, YYYY-MM-DD")
    until: Day = Field(default=None, description="Last day, YYYY-MM-DD; tells apart actors that share a name")
    names: Terms = Field(default_factory=dict, description="Names that mean this actor and nobody else")
    weak: Terms = Field(
        default_factory=dict, description="Names that count only beside a strong place or another actor about it"
    )
    not_within: Terms = Field(default_factory=dict, description="Phrases inside which its names do not count")


class TopicSection(Section):
    """A named list of terms."""

    name: str = Field(default="", description="Shown in alerts")
    terms: Terms = Field(default_factory=dict, description="Terms by language; all are tried on all texts")
    not_within: Terms = Field(default_factory=dict, description="Phrases inside which its terms do not count")
    not_beside: Terms = Field(
        default_factory=dict, description="Words beside which, in one sentence, its terms mean something else"
    )
    figurative: Terms = Field(
        default_factory=dict,
        description="Words of quarrels and trades: near them, and with none of weapons, its terms mean something else",
    )
    literal: Terms = Field(
        default_factory=dict, description="Words that show, anywhere in the article, that its terms are meant literally"
    )
    supporting: Terms = Field(
        default_factory=dict,
        description="Words of the matter without which a single-word term is a figure of speech: parties, signed",
    )
    dating: Terms = Field(
        default_factory=dict,
        description="Phrases that make of its terms a mere date, where nothing else speaks: after the truce",
    )


class CluesSection(Section):
    """Words none of which says the matter, and several of which together do."""

    topic: Id | None = Field(
        default=None, description="The topic that they tell of: what takes out its terms takes them out, too"
    )
    enough: int = Field(ge=1, description="How many points the different words of headline and opening must have")
    min_count: int = Field(default=1, ge=1, description="How many different words must speak for it")
    points: Annotated[
        dict[Language, Annotated[dict[Points, TermList], BeforeValidator(values.mapping)]],
        BeforeValidator(values.mapping),
    ] = Field(
        default_factory=dict,
        description="By language and number of points: single words; what speaks against it has points below 0",
    )


def _condition_tag(value: Any) -> str:
    return "condition" if isinstance(value, dict | ConditionSection) else "term"


class ConditionSection(Section):
    """Conditions; where several keys stand together, all must hold."""

    all: Conditions = Field(default_factory=list, description="Every one must be found")
    any: Conditions = Field(default_factory=list, description="At least one must be found")
    none: Conditions = Field(default_factory=list, description="None may be found")
    min_count: int | None = Field(default=None, ge=1, description="How many of `of` must be found")
    of: Conditions = Field(default_factory=list, description="What `min_count` counts")
    title_only: Conditions = Field(default_factory=list, description="At least one must be found in the title")
    lead_only: Conditions = Field(
        default_factory=list, description="At least one must be found in the title or first two sentences"
    )


Condition = Annotated[
    Annotated[str, Tag("term")] | Annotated[ConditionSection, Tag("condition")], Discriminator(_condition_tag)
]
Conditions = Annotated[list[Condition], BeforeValidator(values.flat)]


class CaseSection(Section):
    """An example article; give at least a title or a text."""

    title: str = Field(default="", description="Headline")
    text: str = Field(default="", description="Text")
    lang: MaybeLanguage = Field(default="", description="Language")
    date: Day = Field(default=None, description="Day it was published, YYYY-MM-DD")
    about: Ids = Field(default_factory=list, description="As if it came from a feed that is about these places")
    actors: Ids = Field(default_factory=list, description="Actors that must be recognised")
    note: str = Field(default="", description="Why it is here")


def _case_tag(value: Any) -> str:
    return "case" if isinstance(value, dict | CaseSection) else "text"


Case = Annotated[Annotated[str, Tag("text")] | Annotated[CaseSection, Tag("case")], Discriminator(_case_tag)]
Cases = Annotated[list[Case], BeforeValidator(values.flat)]


class TestsSection(Section):
    """Examples that `monitor check` runs, and that the daemon runs before it adopts a changed file."""

    match: Cases = Field(default_factory=list, description="The rule must fire on each")
    no_match: Cases = Field(default_factory=list, description="The rule must not fire on any")


class WhoSection(Section):
    """Which actors meet a rule's demand: those that all the keys given here describe. One of them must be named."""

    ids: Ids = Field(default_factory=list, description="Actors by id")
    kinds: Annotated[list[ActorKind], BeforeValidator(values.flat)] = Field(
        default_factory=list, description="Actors of these kinds"
    )
    sides: Annotated[list[str], BeforeValidator(values.flat)] = Field(
        default_factory=list, description="Actors of these sides, as written at the actors"
    )


def _who(value: object) -> object:
    if isinstance(value, list):
        return {"ids": value}
    if isinstance(value, dict | WhoSection) or value in ("any", "required"):
        return value
    raise ValueError("write any, required, a list of actor ids, or a mapping of ids, kinds and sides")


def _who_tag(value: Any) -> str:
    return "who" if isinstance(value, dict | WhoSection) else "word"


_WHO_SCHEMA = {
    "anyOf": [
        {"enum": ["any", "required"]},
        {"type": "array", "items": {"type": "string"}},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "ids": {"type": "array", "items": {"type": "string"}, "description": "Actors by id"},
                "kinds": {"type": "array", "items": {"enum": list(get_args(ActorKind))}},
                "sides": {"type": "array", "items": {"type": "string"}},
            },
        },
    ]
}


class RuleSection(ConditionSection):
    """What raises an alert."""

    title: str = Field(description="Shown in alerts")
    about: Id | None = Field(default=None, description="The place that the matched words must be about")
    soft: Ids = Field(
        default_factory=list,
        description="Places elsewhere through which the story runs: they compete only among themselves",
    )
    unless: Conditions = Field(default_factory=list, description="A hit anywhere drops the item")
    not_within: TermList = Field(
        default_factory=list, description="Phrases inside which this rule's words do not count"
    )
    not_beside: TermList = Field(
        default_factory=list, description="Words beside which, in one sentence, this rule's words mean something else"
    )
    actors: Annotated[
        Annotated[Literal["any", "required"], Tag("word")] | Annotated[WhoSection, Tag("who")],
        Discriminator(_who_tag),
        BeforeValidator(_who),
        WithJsonSchema(_WHO_SCHEMA),
    ] = Field(
        default="any",
        description="any, required (at least one that is not context), ids of which one must be named, or {ids, kinds, "
        "sides} that one named actor must have",
    )
    priority: Priority = Field(default="normal", description="high and normal ring, low is delivered silently")
    send_to: Ids = Field(default_factory=list, description="Chats; the first chat of the file when empty")
    enabled: bool = Field(default=True, description="false keeps the rule in the file without applying it")
    tests: TestsSection = Field(default_factory=TestsSection, description="Examples")


class BackgroundSection(Section):
    """Words that make a hit history: "since the 2020 ceasefire", "a truce three years ago"."""

    clause: Terms = Field(default_factory=dict, description="Words of a time clause: since, after")
    past: Terms = Field(default_factory=dict, description="Words of the past: years ago, last year")
    since: Terms = Field(
        default_factory=dict,
        description="Words right before a hit that make it history where nothing else speaks: since",
    )
    fresh: Terms = Field(
        default_factory=dict, description="Words near a hit that make such a date news: hours, Friday, holds"
    )


class RulesFile(Section):
    """rules.yaml of Libya Monitor."""

    include: Annotated[
        list[str],
        BeforeValidator(values.one_or_more),
        WithJsonSchema({"type": ["string", "array", "null"], "items": {"type": "string"}}),
    ] = Field(default_factory=list, description="Further files, beside or below this one, as if they stood here")
    lists: Annotated[dict[Id, TermList], BeforeValidator(values.mapping)] = Field(
        default_factory=dict, description="Lists of terms by name; list:NAME in another list stands for all of them"
    )
    chats: Annotated[dict[Id, ChatSection], BeforeValidator(values.mapping)] = Field(
        default_factory=dict, description="Where messages go"
    )
    feeds: Annotated[list[FeedSection], BeforeValidator(values.flat)] = Field(
        default_factory=list, description="What is polled"
    )
    places: PlacesSection = Field(default_factory=PlacesSection, description="What a sentence can be about")
    actors: Annotated[dict[Id, ActorSection], BeforeValidator(values.mapping)] = Field(
        default_factory=dict, description="Who is who"
    )
    topics: Annotated[dict[Id, TopicSection], BeforeValidator(values.mapping)] = Field(
        default_factory=dict, description="Named lists of terms"
    )
    background: BackgroundSection = Field(
        default_factory=BackgroundSection, description="Words that tell history from news"
    )
    rules: dict[Id, RuleSection] = Field(min_length=1, description="What raises an alert")
    clues: Annotated[dict[Id, CluesSection], BeforeValidator(values.mapping)] = Field(
        default_factory=dict, description="Words that together tell of what no term names"
    )


_SECTIONS: dict[str, type[BaseModel]] = {
    "chats": ChatSection,
    "feeds": FeedSection,
    "places": PlaceSection,
    "actors": ActorSection,
    "topics": TopicSection,
    "background": BackgroundSection,
    "rules": RuleSection,
    "clues": CluesSection,
}


def keys_at(location: Iterable[str | int]) -> tuple[str, ...]:
    """The keys that may stand where a location (a path of keys and indexes in the file) ends; empty where any may."""
    path = [part for part in location if isinstance(part, str)]
    section = _SECTIONS.get(path[0] if path else "")
    if section is None:
        return _names(RulesFile)
    if "elsewhere" in path[:2]:
        section = ElsewhereSection
    if path[0] == "rules" and path[-1] == "who":
        return _names(WhoSection)
    if path[0] == "rules" and "tests" in path:
        section = CaseSection if path[-1] in ("match", "no_match", "case") else TestsSection
    elif path[-1] == "condition":
        section = ConditionSection
    return _names(section)


def _names(section: type[BaseModel]) -> tuple[str, ...]:
    return tuple(info.alias or name for name, info in section.model_fields.items())


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that editors use to complete and underline rules.yaml and what it includes.

    No section is required there: an included file may have any of them, and only all files together must have rules.
    """
    schema = RulesFile.model_json_schema(by_alias=True)
    del schema["required"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
