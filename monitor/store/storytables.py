"""The tables of the stories, as statements of one migration; `schema` applies them.

    profile     what an article can be compared by, and its traces; one row for every article that a rule fired on, or
                that the reader is taken to know
    trace       what an article is found again by: hashes of sentences, of word triples, of who-where-what pairs
    figure      every figure ever given: by whom, when, in which sentence; never changed, never deleted
    judgement   score and reason of each decision on a story, and what was new
    ruling      two articles that a person put together or apart, by their keys: honoured for ever

Traces are forgotten after 60 days, by the day of the profile that holds a copy of them.
"""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE profile (
        article INTEGER PRIMARY KEY REFERENCES article (id),
        day INTEGER NOT NULL,
        owner TEXT NOT NULL,
        side TEXT NOT NULL,
        body TEXT NOT NULL,
        traces BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX profile_day ON profile (day) WHERE traces <> x''",
    """CREATE TABLE trace (
        hash INTEGER NOT NULL,
        article INTEGER NOT NULL,
        PRIMARY KEY (hash, article)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE figure (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (id),
        unit TEXT NOT NULL,
        qualifier TEXT NOT NULL,
        value REAL NOT NULL,
        high REAL,
        bound TEXT NOT NULL,
        actor TEXT NOT NULL,
        sentence TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX figure_article ON figure (article)",
    "CREATE INDEX figure_series ON figure (unit, qualifier, id)",
    "CREATE INDEX figure_value ON figure (value, id)",
    """CREATE TABLE judgement (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (id),
        at TEXT NOT NULL,
        decision TEXT NOT NULL,
        reason TEXT NOT NULL,
        score REAL NOT NULL,
        story INTEGER,
        related INTEGER,
        news TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX judgement_article ON judgement (article)",
    "CREATE INDEX judgement_story ON judgement (story) WHERE story IS NOT NULL",
    """CREATE TABLE ruling (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        one BLOB NOT NULL,
        other BLOB NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX ruling_one ON ruling (one)",
    "CREATE INDEX ruling_other ON ruling (other)",
    # A message of a story: the head, an update under it, an edit of it. `tail` is the line added to the head, `hold`
    # when it was first allowed to go.
    "ALTER TABLE message ADD COLUMN story INTEGER",
    "ALTER TABLE message ADD COLUMN head INTEGER",
    "ALTER TABLE message ADD COLUMN hold TEXT",
    "ALTER TABLE message ADD COLUMN pace TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE message ADD COLUMN tail_html TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE message ADD COLUMN tail_plain TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX message_story ON message (story, chat, id) WHERE story IS NOT NULL",
)
