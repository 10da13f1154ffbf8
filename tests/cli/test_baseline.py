"""`monitor baseline`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.cli.desk import CALM, TRUCE, Desk, Kept, Write
from tests.servers.feeds import FeedServer, Reply


def test_each_article_says_what_it_would_have_matched(desk: Desk, written: Write) -> None:
    """The rule and the actors of one, "no rule fires" for the other, and the sum."""
    result = desk("baseline", "add", str(written("truce.txt", TRUCE)), str(written("calm.txt", CALM)))
    assert result.exit_code == 0
    assert "truce.txt: Haftar signs ceasefire" in result.stdout
    assert "would have matched libya-ceasefire" in result.stdout
    assert "actors: Khalifa Haftar (haftar)" in result.stdout
    assert "no rule fires" in result.stdout
    assert result.stdout.endswith("2 kept as baseline, 1 would have matched\n")


def test_adding_twice_changes_nothing(desk: Desk, written: Write) -> None:
    """The second time the article is known, and one is stored."""
    path = str(written("truce.txt", TRUCE))
    assert "known before" not in desk("baseline", "add", path).stdout
    assert "(1 known before)" in desk("baseline", "add", path).stdout
    assert len(json.loads(desk("baseline", "show", "--json").stdout)) == 1


def test_json_lines_are_many_articles(desk: Desk, written: Write) -> None:
    """Each with its own title, address and date."""
    rows = [
        {"id": 1, "title": "Truce in Libya", "text": "A truce was signed in Libya.", "url": "https://x.example/1"},
        {"id": 2, "title": "Mercenaries leave", "text": "Mercenaries left Libya.", "published": "2025-05-14"},
    ]
    path = written("known.jsonl", "\n".join(json.dumps(row) for row in rows))
    result = desk("baseline", "add", str(path))
    assert result.stdout.endswith("2 kept as baseline, 2 would have matched\n")
    assert "Truce in Libya" in desk("why", "https://www.x.example/1?utm_medium=rss").stdout


def test_a_page_on_the_web_is_read(desk: Desk) -> None:
    """--private allows one's own network; without it the address is refused and nothing is stored."""
    text = "<p>Khalifa Haftar signed a ceasefire in Libya on Friday after two days of talks in the town of Sirte.</p>"
    article = f"<article><h1>Talks end</h1>{text * 3}</article>"
    page = f"<html><head><title>Talks end</title></head><body>{article}</body></html>"
    with FeedServer.in_thread() as server:
        url = server.serve("/news/1", Reply(page, content_type="text/html; charset=utf-8"))
        refused = desk("baseline", "add", url)
        assert (refused.exit_code, server.hits("/news/1")) == (2, 0)
        result = desk("baseline", "add", "--private", url)
    assert result.exit_code == 0
    assert "would have matched libya-ceasefire" in result.stdout
    assert "given by hand" in desk("why", url).stdout


def test_one_bad_source_stores_nothing(desk: Desk, written: Write, tmp_path: Path) -> None:
    """A missing file, or a line that is no article, is named; the good ones wait for the next try."""
    good = str(written("truce.txt", TRUCE))
    broken = str(written("broken.jsonl", '{"id": 1, "text": "Truce in Libya"}\n{"id": 2\n'))
    for bad, word in ((str(tmp_path / "none.txt"), "No such file"), (broken, "line 2")):
        result = desk("baseline", "add", good, bad)
        assert result.exit_code == 2
        assert word in result.stderr
    assert not desk.state.exists()


def test_nothing_given_is_wrong_usage(desk: Desk) -> None:
    """`baseline add` without a source is click's usage error."""
    assert desk("baseline", "add").exit_code == 2


def test_what_is_known_is_shown_by_outlet(desk: Desk, written: Write) -> None:
    """Counts by outlet, the latest articles, and how many more there are."""
    desk("baseline", "add", str(written("truce.txt", TRUCE)), str(written("calm.txt", CALM)))
    text = desk("baseline", "show", "--limit", "1").stdout
    assert "truce.txt: 1 article" in text
    assert "In all 2 articles kept as known." in text
    assert "Harvest of dates" in text
    assert "... and 1 older ones" in text


def test_what_was_given_by_hand_stands_alone_on_request(desk: Desk, kept: Kept, written: Write) -> None:
    """`--given` leaves out what the feeds showed at their first poll; without it both are listed."""
    shutil.copytree(kept.desk.state, desk.state)
    before = json.loads(desk("baseline", "show", "--json").stdout)
    assert before and json.loads(desk("baseline", "show", "--given", "--json").stdout) == []
    desk("baseline", "add", str(written("calm.txt", CALM)))
    text = desk("baseline", "show", "--given").stdout
    assert "In all 1 article given as known." in text and "calm.txt: 1 article" in text
    assert len(json.loads(desk("baseline", "show", "--json").stdout)) == len(before) + 1
