"""`reader`'s update over the same feeds, for poll.py; runs in an environment of its own and prints JSON.

    pip install reader sgmllib3k       the second for the feedparser that the first carries inside
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from reader import make_reader

from benchmarks.usage import cpu_seconds


def main() -> None:
    """Update four times, as poll_ours.py does."""
    port, feeds, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(str(Path(folder) / "db.sqlite"))
        for number in range(feeds):
            reader.add_feed(f"http://127.0.0.1:{port}/{kind}/{number}.xml")
        for step in ("first", "unchanged", "unchanged again", "5% new"):
            if step == "5% new":
                urllib.request.urlopen(f"http://127.0.0.1:{port}/new/5").read()
            cpu, wall = cpu_seconds(), time.perf_counter()
            reader.update_feeds(scheduled=False, workers=12)
            found[step] = {"cpu": cpu_seconds() - cpu, "wall": time.perf_counter() - wall}
        reader.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
