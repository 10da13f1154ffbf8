"""The tables, as migrations: each is applied once, in this order, inside one transaction, and never edited again.

    feed            what is polled, and its schedule          article_key   how an article is recognised again
    story           what is told as one thing                 match         a rule that fired, with its evidence
    article         one item of one feed, and its decision    message       what is to be told: the outbox
    article_text    its text, and the folded text             chat          pacing and parking
    article_fts     full-text index over the folded text      meta          single facts
    version         what an edited article said, and when     also          (view) the other outlets that carried it
    pack            older texts, many in one, compressed
    profile trace figure judgement ruling: see `storytables`

Times are ISO-8601 text in UTC with milliseconds, so that they sort and can be read; lists are JSON.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from monitor.store.storytables import STATEMENTS

APPLICATION_ID = 0x4C4D4F4E  # "LMON" in the file's header: this database is ours
TABLES = frozenset(
    {
        *("feed", "story", "article", "article_text", "article_fts", "article_key"),
        *("version", "match", "message", "chat", "meta", "pack"),
        *("profile", "trace", "figure", "judgement", "ruling"),
    }
)

migrations = Migrations("monitor")
# their names: a database that knows others is newer than this program
MIGRATIONS = frozenset({"beginning", "upkeep", "stories", "rhythm", "attic", "slim", "addressed", "pruned"})

_BEGINNING = (
    """CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "INSERT INTO meta VALUES ('serial', '0')",  # counts the transactions, see `opening`
    """CREATE TABLE feed (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        etag TEXT NOT NULL,
        last_modified TEXT NOT NULL,
        body_hash TEXT NOT NULL,
        next_poll TEXT,
        interval REAL NOT NULL,
        last_poll TEXT,
        last_good TEXT,
        baseline_at TEXT,
        failures REAL NOT NULL,
        cause TEXT NOT NULL,
        ttl REAL NOT NULL,
        retired INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX feed_name ON feed (name)",
    # `head` names the first article, which names the story in turn. It is no foreign key: two that point at each other
    # must be deferred, and then SQLite searches whole tables at every insert.
    """CREATE TABLE story (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        created TEXT NOT NULL,
        head INTEGER NOT NULL,
        alerted INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE article (
        id INTEGER PRIMARY KEY,
        feed INTEGER REFERENCES feed (id),
        outlet TEXT NOT NULL,
        url TEXT NOT NULL,
        guid TEXT NOT NULL,
        title TEXT NOT NULL,
        lang TEXT NOT NULL,
        published TEXT,
        seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        digest TEXT NOT NULL,
        origin TEXT NOT NULL,
        decision TEXT NOT NULL,
        reason TEXT NOT NULL,
        story INTEGER REFERENCES story (id),
        copy_of INTEGER REFERENCES article (id),
        actors TEXT NOT NULL,
        places TEXT NOT NULL,
        near TEXT NOT NULL,
        rules_version TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX article_feed ON article (feed)",
    "CREATE INDEX article_decision ON article (decision)",
    "CREATE INDEX article_story ON article (story) WHERE story IS NOT NULL",
    "CREATE INDEX article_copy ON article (copy_of) WHERE copy_of IS NOT NULL",
    """CREATE TABLE article_text (
        article INTEGER PRIMARY KEY REFERENCES article (id),
        text TEXT NOT NULL,
        folded TEXT NOT NULL
    ) STRICT""",
    """CREATE VIRTUAL TABLE article_fts USING fts5 (
        folded, content = 'article_text', content_rowid = 'article', tokenize = 'unicode61 remove_diacritics 0'
    )""",
    """CREATE TRIGGER article_text_ai AFTER INSERT ON article_text BEGIN
        INSERT INTO article_fts (rowid, folded) VALUES (new.article, new.folded);
    END""",
    """CREATE TRIGGER article_text_ad AFTER DELETE ON article_text BEGIN
        INSERT INTO article_fts (article_fts, rowid, folded) VALUES ('delete', old.article, old.folded);
    END""",
    """CREATE TRIGGER article_text_au AFTER UPDATE OF folded ON article_text BEGIN
        INSERT INTO article_fts (article_fts, rowid, folded) VALUES ('delete', old.article, old.folded);
        INSERT INTO article_fts (rowid, folded) VALUES (new.article, new.folded);
    END""",
    # One row for each key and feed; feed 0 stands for what was given by hand. Keys are hashes: rows of 30 bytes.
    """CREATE TABLE article_key (
        key BLOB NOT NULL,
        feed INTEGER NOT NULL,
        article INTEGER NOT NULL REFERENCES article (id),
        PRIMARY KEY (key, feed)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE version (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (id),
        at TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        digest TEXT NOT NULL,
        decision TEXT NOT NULL,
        reason TEXT NOT NULL,
        rules_version TEXT NOT NULL,
        UNIQUE (article, digest)
    ) STRICT""",
    # Every rule that ever fired on the article; `digest` names the version it last fired on.
    """CREATE TABLE match (
        article INTEGER NOT NULL REFERENCES article (id),
        rule TEXT NOT NULL,
        title TEXT NOT NULL,
        priority TEXT NOT NULL,
        send_to TEXT NOT NULL,
        evidence TEXT NOT NULL,
        digest TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (article, rule)
    ) STRICT""",
    """CREATE TABLE message (
        id INTEGER PRIMARY KEY,
        chat TEXT NOT NULL,
        kind TEXT NOT NULL,
        html TEXT NOT NULL,
        plain TEXT NOT NULL,
        silent INTEGER NOT NULL,
        created TEXT NOT NULL,
        state TEXT NOT NULL,
        due TEXT,
        attempts INTEGER NOT NULL,
        as_plain INTEGER NOT NULL,
        repeat INTEGER NOT NULL,
        reason TEXT NOT NULL,
        telegram_id INTEGER,
        article INTEGER REFERENCES article (id)
    ) STRICT""",
    "CREATE INDEX message_open ON message (chat, id) WHERE state NOT IN ('sent', 'parked')",
    "CREATE INDEX message_state ON message (state)",
    "CREATE INDEX message_doubtful ON message (id) WHERE repeat = 1 OR state = 'uncertain'",
    "CREATE INDEX message_article ON message (article) WHERE article IS NOT NULL",
    """CREATE TABLE chat (
        chat TEXT PRIMARY KEY,
        next_send TEXT,
        tries INTEGER NOT NULL,
        parked TEXT NOT NULL,
        moved_to TEXT NOT NULL,
        moved_from TEXT NOT NULL
    ) STRICT""",
    """CREATE VIEW also AS
        SELECT coalesce(article.copy_of, story.head) AS article, article.id AS copy,
            article.outlet, article.url, article.seen, article.decision
        FROM article LEFT JOIN story ON story.id = article.story
        WHERE article.copy_of IS NOT NULL OR article.decision = 'merge'""",
)


@migrations()
def beginning(db: Database) -> None:
    """The first tables."""
    for statement in _BEGINNING:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


_UPKEEP = (
    "ALTER TABLE feed ADD COLUMN shown INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE feed ADD COLUMN newest TEXT",
    "ALTER TABLE feed ADD COLUMN gap_at TEXT",
    "ALTER TABLE feed ADD COLUMN read_at TEXT",
    # The digest that told of a message, which then has the state "gathered".
    "ALTER TABLE message ADD COLUMN digest INTEGER REFERENCES message (id)",
    "CREATE INDEX message_digest ON message (digest) WHERE digest IS NOT NULL",
    "DROP INDEX message_open",
    "CREATE INDEX message_open ON message (chat, id) WHERE state NOT IN ('sent', 'parked', 'gathered')",
    # Texts that no poll needs any more lie together, compressed; `words` is the folded text as the search index has it.
    """CREATE TABLE pack (
        id INTEGER PRIMARY KEY,
        texts BLOB NOT NULL
    ) STRICT""",
    "ALTER TABLE article_text ADD COLUMN pack INTEGER REFERENCES pack (id)",
    "ALTER TABLE article_text ADD COLUMN words BLOB",
    "CREATE INDEX article_text_pack ON article_text (pack) WHERE pack IS NOT NULL",
    # Emptying the folded column is not an edit: what is packed is still found.
    "DROP TRIGGER article_text_au",
    "DROP TRIGGER article_text_ad",
    """CREATE TRIGGER article_text_edited AFTER UPDATE OF folded ON article_text
    WHEN old.folded <> '' AND new.folded <> '' BEGIN
        INSERT INTO article_fts (article_fts, rowid, folded) VALUES ('delete', old.article, old.folded);
        INSERT INTO article_fts (rowid, folded) VALUES (new.article, new.folded);
    END""",
)


@migrations()
def upkeep(db: Database) -> None:
    """Digests, what a feed showed, and older texts put away."""
    for statement in _UPKEEP:
        db.execute(statement)


@migrations()
def stories(db: Database) -> None:
    """What stories are known by, and the messages of one thread."""
    for statement in STATEMENTS:
        db.execute(statement)


@migrations()
def rhythm(db: Database) -> None:
    """When each feed brought something, out of one index: asked every minute."""
    db.execute("DROP INDEX article_feed")
    db.execute("CREATE INDEX article_feed ON article (feed, seen, decision)")


_ATTIC = (
    "CREATE INDEX article_text_plain ON article_text (article) WHERE folded <> ''",
    "CREATE INDEX article_text_words ON article_text (article) WHERE words IS NOT NULL",
    "CREATE INDEX profile_traced ON profile (day) WHERE traces <> x''",
    """CREATE VIEW full_text AS
        SELECT article_text.article AS article,
            iif(article_text.pack IS NULL, text, unpacked(pack.texts, article_text.article)) AS text,
            iif(words IS NULL, folded, inflated(words)) AS folded
        FROM article_text LEFT JOIN pack ON pack.id = article_text.pack""",
    # What was forgotten by the index comes back to it when it is edited.
    """CREATE TRIGGER article_text_returned AFTER UPDATE OF folded ON article_text
    WHEN old.folded = '' AND old.words IS NULL AND new.folded <> '' BEGIN
        INSERT INTO article_fts (rowid, folded) VALUES (new.article, new.folded);
    END""",
)


@migrations()
def attic(db: Database) -> None:
    """How texts that were put away are read, and found to be put away."""
    for statement in _ATTIC:
        db.execute(statement)


@migrations()
def slim(db: Database) -> None:
    """A text that is put away is no new one for the search."""
    db.execute("DROP TRIGGER article_text_ai")
    db.execute(
        """CREATE TRIGGER article_text_new AFTER INSERT ON article_text WHEN new.folded <> '' BEGIN
            INSERT INTO article_fts (rowid, folded) VALUES (new.article, new.folded);
        END"""
    )


@migrations()
def addressed(db: Database) -> None:
    """Where a message was sent: its number means nothing anywhere else."""
    db.execute("ALTER TABLE message ADD COLUMN sent_to TEXT NOT NULL DEFAULT ''")


@migrations()
def pruned(db: Database) -> None:
    """The indexes of stories as they are meant: early databases have others, by the names of these."""
    db.execute("DROP INDEX IF EXISTS profile_day")  # `profile_traced` serves as well
    db.execute("DROP INDEX IF EXISTS figure_value")
    db.execute("CREATE INDEX figure_value ON figure (value, id)")
