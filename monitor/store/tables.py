"""What leaves the state for a spreadsheet or another program: four tables, row by row, whatever their length.

    articles   every item with its decision, its reason and its text, as far as it is still kept; actors and places are
               named where a rule's words occur
    matches    every rule that fired on an article, with the words that made it fire
    stories    every story with how many articles of how many outlets it has
    facts      every figure that was given: by whom, when, in which sentence
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from monitor.store.opening import Records
from monitor.store.rows import from_json
from monitor.store.trouble import Named

_LISTS = ("actors", "places", "rules")  # columns that hold JSON
TABLES = {
    "articles": """SELECT article.id, seen, published, outlet, url, article.title, lang, decision, reason, story,
            (SELECT json_group_array(rule) FROM match WHERE match.article = article.id) AS rules,
            actors, places, rules_version, text
        FROM article JOIN full_text ON full_text.article = article.id WHERE seen >= ? ORDER BY article.id""",
    "matches": """SELECT article.id AS article, rule, match.title AS rule_title, priority, at, article.title, outlet,
            url, published, seen, lang, decision, story, evidence
        FROM match JOIN article ON article.id = match.article WHERE seen >= ? ORDER BY article.id, rule""",
    "stories": """SELECT story.id, story.title, created, head, alerted, count(article.id) AS articles,
            count(DISTINCT outlet) AS outlets, min(seen) AS first_seen, max(seen) AS last_seen
        FROM story LEFT JOIN article ON article.story = story.id WHERE created >= ? GROUP BY story.id
        ORDER BY story.id""",
    "facts": """SELECT figure.id, at, unit, qualifier, value, high, bound, actor, sentence, article.id AS article,
            story, outlet, url, title
        FROM figure JOIN article ON article.id = figure.article WHERE at >= ? ORDER BY figure.id""",
}


def rows(records: Records, table: str, since: str) -> Iterator[dict[str, Any]]:
    """The rows of a table by column, those from this stamp on; lists as lists, times as text in UTC."""
    with Named(), closing(records.conn.execute(TABLES[table], (since,))) as cursor:
        columns = [column[0] for column in cursor.description]
        for row in cursor:
            yield {name: _value(name, value) for name, value in zip(columns, row, strict=True)}


def columns(records: Records, table: str) -> list[str]:
    """The names of its columns, in order."""
    with Named(), closing(records.conn.execute(f"{TABLES[table]} LIMIT 0", ("",))) as cursor:
        return [column[0] for column in cursor.description]


def _value(name: str, value: Any) -> Any:
    if name in _LISTS:
        return from_json(value)
    if name == "evidence":  # the words are what people look for
        return [{"words": one["text"], "field": one["field"], "term": one["term"]} for one in from_json(value)]
    return value
