"""What stories cost: CPU for an article, look-ups and inserts in stores of 10 k, 100 k and 1 M articles.

    python -m benchmarks.stories [--sizes 10000,100000,1000000] [--peers]

Each stored article has the traces, the profile and the figures that an article of 4 kB leaves, spread over 60 days; the
rows are made up but distributed like real ones (Zipf), so that the lists of common pairs are as long as they would be.
`--peers` measures datasketch's MinHashLSH and rapidfuzz's title matching on the same pairs, where they are installed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from monitor.articles.identity import articles
from monitor.model import Article, Entry, Feed, FeedState, Fetched, Past, Profile, Seen, Sighting
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read_page
from monitor.service.decide import Poll, decide, page_of
from monitor.service.lexicon import packaged
from monitor.store.store import Store
from monitor.store.tracing import body
from monitor.stories.grouping import group
from monitor.stories.linking import view
from monitor.stories.signature import profile, scan
from monitor.stories.similarity import overlap, texture
from monitor.text.tokens import Tokens

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus" / "stories" / "first.jsonl"
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS, TRACES = 60, 60
AT = "2026-01-01T00:00:00.000Z"
FEED = Feed("Benchmark", "https://benchmark.example/rss", "", ("libya",))


def rows() -> list[dict[str, Any]]:
    """The articles of the corpus."""
    with CORPUS.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def samples(found: list[dict[str, Any]], seen: datetime) -> list[Article]:
    """Articles of the corpus, each of about 4 kB: texts of one language put together."""
    made: list[Article] = []
    for number, row in enumerate(found):
        text, same = row["text"], [other["text"] for other in found if other["lang"] == row["lang"]]
        while len(text.encode()) < 4096 and same:
            text += "\n" + same[(number * 7 + len(text)) % len(same)]
        text = text.encode()[:4096].decode(errors="ignore")
        entry = Entry(f"b{number}", f"https://benchmark.example/{number}", row["title"], text, seen, lang=row["lang"])
        made += articles((entry,), FEED, seen)
    return made


def cpu(book: RuleBook, made: list[Article]) -> dict[str, float]:
    """Milliseconds of CPU an article for everything on stories, matching apart, warm."""
    spent: dict[str, float] = {"match": 0.0, "stories": 0.0}
    for _ in range(2):
        spent = dict.fromkeys(spent, 0.0)
        for article in made:
            begin = time.process_time()
            page = page_of(book, article, FEED.about)
            reading = read_page(page)
            middle = time.process_time()
            scanned = scan(page, article, FEED, packaged(), reading.matches)
            seen = view(scanned, Past(), profile(scanned))
            group(Sighting(article, Seen.NEW), reading, seen, Past())
            spent["match"] += middle - begin
            spent["stories"] += time.process_time() - middle
    return {name: 1000 * seconds / len(made) for name, seconds in spent.items()}


def fill(store: Store, size: int, profiles: list[Profile]) -> None:
    """Stores so many articles of the last 60 days, by rows: committing a million would take an hour."""
    dice, records = random.Random(7), store._records
    days = (START - datetime(1970, 1, 1, tzinfo=UTC)).days
    bodies = [(one, body(one)) for one in profiles]

    def made() -> Iterator[tuple[int, int, str]]:
        for number in range(1, size + 1):
            yield number, days + number * DAYS // size, dice.choice(bodies)[1]

    with records.transaction():
        records.execute("PRAGMA foreign_keys = OFF")
        records.many(
            f"INSERT INTO story (id, title, created, head, alerted) VALUES (?, 'A story', '{AT}', ?, 1)",
            ((number, 3 * number - 2) for number in range(1, size // 3 + 1)),
        )
        records.many(
            f"""INSERT INTO article VALUES ({','.join('?' * 20)})""",
            (
                (n, None, "Outlet", f"https://o.example/{n}", "", "Title", "ar", None, AT, AT, f"{n:032x}", "feed",
                 "merge", "made up", min((n + 2) // 3, size // 3) or None, None, "[]", "[]", "[]", "-")
                for n in range(1, size + 1)
            ),
        )  # fmt: skip
        records.many("INSERT INTO profile VALUES (?, ?, 'Owner', 'west', ?, x'')", ((n, d, b) for n, d, b in made()))
        records.many(
            """INSERT INTO figure (article, unit, qualifier, value, bound, actor, sentence, at)
            VALUES (?, 'people', 'killed', ?, '', '', '', '2026-01-01T00:00:00.000Z')""",
            ((n, float(dice.randint(1, 5000))) for n in range(1, size + 1)),
        )
        rare = ((dice.getrandbits(62), n) for n in range(1, size + 1) for _ in range(TRACES - 12))
        common = ((hash_of(dice.paretovariate(0.6)), n) for n in range(1, size + 1) for _ in range(12))
        for some in (rare, common):
            while batch := sorted(islice(some, 2_000_000)):
                records.many("INSERT INTO trace VALUES (?, ?) ON CONFLICT DO NOTHING", batch)
        records.execute("PRAGMA foreign_keys = ON")


def hash_of(rank: float) -> int:
    """A pair's trace by its rank: the commonest stand in every fifth article."""
    return (1 << 62) | (int(rank) * 0x9E3779B97F4A7C15 & ((1 << 61) - 1))


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one piece of work."""
    begin = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begin)


def stored(book: RuleBook, size: int, profiles: list[Profile], folder: Path) -> dict[str, float]:
    """Look-ups and inserts in a store of this size, in milliseconds, and its bytes."""
    store = Store.open(folder)
    fill(store, size, profiles)
    seen = START + timedelta(days=DAYS)
    dice = random.Random(1)
    common = [hash_of(dice.paretovariate(0.6)) for _ in range(5000)]
    looked, spent, inserted = [], [], []
    for article in samples(rows(), seen):
        page = page_of(book, article, FEED.about)
        whole = profile(scan(page, article, FEED, packaged(), read_page(page).matches))
        # half of its words stand in what is stored: the look-up meets lists as long as they come
        whole = replace(whole, sketch=(*whole.sketch[:8], *(value >> 1 for value in dice.sample(common, 8))))
        sighting = Sighting(article, Seen.NEW)
        begin = time.process_time()
        looked.append(timed(partial(store.candidates, sighting, whole)))
        spent.append(1000 * (time.process_time() - begin))
    state = FeedState(FEED.url, baseline_at=START)
    for article in samples(rows(), seen)[:150]:
        poll = Poll(Fetched(FEED.url, b"", "hash"), (article,))
        known = store.known(article.keys)
        outcome = decide(book, FEED, state, poll, known, seen, store.candidates, packaged())
        inserted.append(timed(partial(store.commit, outcome)))
    store.close()
    return {
        "look-up p50": statistics.median(looked),
        "look-up p95": statistics.quantiles(looked, n=20)[-1],
        "its CPU p95": statistics.quantiles(spent, n=20)[-1],
        "insert p50": statistics.median(inserted),
        "insert p95": statistics.quantiles(inserted, n=20)[-1],
        "megabytes": sum(path.stat().st_size for path in folder.iterdir()) / 1e6,
    }


# -- copies, and the peers --------------------------------------------------------------------------------------------


def pairs() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Copies made of the corpus (edited lead, half, summary, a tenth of the words changed), and pairs of others."""
    texts = [row["text"] for row in rows() if row["row"] in ("first", "follow-up")]
    dice = random.Random(3)
    copies = []
    for place, text in enumerate(texts):
        sentences, other = text.split("\n"), texts[place - 1].split("\n")
        words = text.split(" ")
        noise = [dice.choice(words) if dice.random() < 0.1 else word for word in words]
        copies += [
            (text, "\n".join([other[0], *sentences[1:]])),
            (text, "\n".join([*sentences[: (len(sentences) + 1) // 2], other[0]])),
            (text, "\n".join(sentences[:2])),
            (text, " ".join(noise)),
        ]
    others = [(one, other) for place, one in enumerate(texts) for other in texts[:place]]
    dice.shuffle(others)
    return copies, others[:4000]


def ours(one: str, other: str) -> bool:
    """Found by a sentence or the sketch, confirmed by the triples."""
    mine, theirs = texture(Tokens(one)), texture(Tokens(other))
    found = {*mine.sentences, *mine.sketch} & {*theirs.sentences, *theirs.sketch} - {0}
    return bool(found) and overlap(mine.triples, theirs.triples).copies


def compare(name: str, alike: Callable[[str, str], bool]) -> None:
    """Recall on copies, false ones among others, microseconds a pair."""
    copies, others = pairs()
    begin = time.perf_counter()
    found, false = sum(alike(*pair) for pair in copies), sum(alike(*pair) for pair in others)
    spent = 1e6 * (time.perf_counter() - begin) / (len(copies) + len(others))
    print(f"{name:24} recall {found / len(copies):.3f}   false {false} of {len(others)}   {spent:7.0f} us a pair")


def peers() -> None:
    """datasketch and rapidfuzz on the same pairs."""
    compare("sentences and sketch", ours)
    try:
        minhash, fuzz = importlib.import_module("datasketch"), importlib.import_module("rapidfuzz.fuzz")
    except ModuleNotFoundError as error:
        print(f"{error.name} is not installed: pip install datasketch rapidfuzz")
        return

    def lsh(one: str, other: str) -> bool:
        index = minhash.MinHashLSH(threshold=0.4, num_perm=128)
        hashes = []
        for text in (one, other):
            words = Tokens(text).words
            made = minhash.MinHash(num_perm=128)
            made.update_batch([" ".join(words[n : n + 3]).encode() for n in range(len(words) - 2)])
            hashes.append(made)
        index.insert("one", hashes[0])
        return bool(index.query(hashes[1]))

    compare("datasketch MinHashLSH", lsh)
    compare("rapidfuzz, first lines", lambda a, b: fuzz.token_set_ratio(a.split("\n")[0], b.split("\n")[0]) >= 80)


def main() -> None:
    """Prints everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    source = ROOT / "rules.yaml"
    book = load(source.read_text("utf-8"), str(source))
    made = samples(rows(), START)
    print("an article of 4 kB:", {name: f"{spent:.2f} ms" for name, spent in cpu(book, made).items()})
    profiles = [profile(scan(page_of(book, article), article, FEED, packaged())) for article in made]
    for size in map(int, filter(None, options.sizes.split(","))):
        folder = Path(tempfile.mkdtemp(prefix="stories-"))
        try:
            print(f"{size:9,} articles:", {k: round(v, 2) for k, v in stored(book, size, profiles, folder).items()})
        finally:
            shutil.rmtree(folder)
    if options.peers:
        peers()


if __name__ == "__main__":
    main()
