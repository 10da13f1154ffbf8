"""`monitor match`, for a person and as a stream."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.cli.records import BadRecord, record
from tests.cli.desk import CALM, TRUCE, Desk, Write


def stream(desk: Desk, *records: object, extra: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and answers of `match --jsonl` for these records; bytes and strings go in as they are."""
    rows = [row if isinstance(row, bytes) else _row(row) for row in records]
    result = desk("match", "--jsonl", *extra, stdin=b"\n".join(rows) + b"\n")
    return result.exit_code, [json.loads(row) for row in result.stdout.splitlines()]


def _row(value: object) -> bytes:
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()


def test_a_text_on_standard_input_is_explained(desk: Desk) -> None:
    """The rule, the sentence with its words marked, why it is about Libya, and the actors; exit code 0."""
    result = desk("match", stdin=TRUCE)
    assert result.exit_code == 0
    assert "libya-ceasefire  Ceasefire in Libya  (high priority)" in result.stdout
    assert "title: Haftar signs **ceasefire**" in result.stdout
    assert "text: Khalifa Haftar signed a **ceasefire** in Libya on Friday." in result.stdout
    assert "topic: ceasefire" in result.stdout
    assert "actors: Khalifa Haftar (haftar)" in result.stdout
    assert "places: Libya (libya)" in result.stdout


def test_how_an_arabic_word_was_read_is_told(desk: Desk) -> None:
    """A clitic that was taken off is named, so that a reader can judge."""
    result = desk("match", "-", stdin="رحب الليبيون بالهدنة في سرت")
    assert "**بالهدنة**" in result.stdout
    assert "read as" in result.stdout


def test_nothing_that_fires_is_exit_code_one(desk: Desk) -> None:
    """The answer "no" is an exit code a script can ask for."""
    result = desk("match", stdin=CALM)
    assert result.exit_code == 1
    assert result.stdout.startswith("No rule fires.")


def test_a_near_miss_is_explained(desk: Desk) -> None:
    """A ceasefire in Gaza, in an article that names Libya, does not fire, and the reason names Gaza."""
    result = desk("match", stdin="A ceasefire in Gaza began on Sunday. Libya's team left for Tunis.")
    assert result.exit_code == 1
    assert "libya-ceasefire  did not fire" in result.stdout
    assert "Gaza" in result.stdout
    assert "judged with rules version " in result.stdout


def test_a_file_is_read_whatever_its_encoding(desk: Desk, written: Write) -> None:
    """UTF-8 with a byte order mark, UTF-16 and windows-1256 give the same answer."""
    text = "هدنة في ليبيا\n\nأعلن حفتر وقفا فوريا لإطلاق النار في ليبيا مساء الجمعة بعد أيام من القتال.\n"
    path = written("article.txt", "")
    answers = set()
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "windows-1256"):
        path.write_bytes(text.encode(encoding))
        result = desk("match", str(path))
        assert result.exit_code == 0, encoding
        answers.add(result.stdout)
    assert len(answers) == 1


def test_an_html_file_is_read_as_its_article(desk: Desk, written: Write) -> None:
    """Tags, menus and scripts are not the article."""
    body = "<p>Khalifa Haftar signed a ceasefire in Libya on Friday after two days of talks in the town of Sirte.</p>"
    article = f"<nav>mercenaries Libya</nav><article><h1>Talks end</h1>{body * 3}</article>"
    page = f"<!doctype html><html><head><title>Talks</title></head><body>{article}</body></html>"
    result = desk("match", str(written("page.html", page)))
    assert result.exit_code == 0
    assert "libya-ceasefire" in result.stdout
    assert "<p>" not in result.stdout


def test_json_is_the_record_of_the_stream(desk: Desk) -> None:
    """One article as JSON has the same keys as an answer of --jsonl."""
    found = json.loads(desk("match", "--json", stdin=TRUCE).stdout)
    assert set(found) == {"id", "rules", "actors", "places"}
    assert [rule["id"] for rule in found["rules"]] == ["libya-ceasefire"]


@pytest.mark.parametrize("words", [("nowhere.txt",), ("--feed", "Nobody"), ("--jsonl", "https://example.org/a")])
def test_what_cannot_be_read_is_one_clear_line(desk: Desk, words: tuple[str, ...]) -> None:
    """Exit code 2 and no traceback."""
    result = desk("match", *words, stdin="")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_an_empty_text_or_a_picture_is_refused(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing to read is not "no rule fires"."""
    assert desk("match", stdin=" \n").exit_code == 2
    picture = tmp_path_factory.mktemp("files") / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert desk("match", str(picture)).exit_code == 2


def test_an_own_network_address_is_refused_unless_allowed(desk: Desk) -> None:
    """A URL given by hand does not reach inward by accident."""
    result = desk("match", "http://127.0.0.1:9/article")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_hostile_text_cannot_colour_the_terminal(desk: Desk) -> None:
    """ESC and markup in the article are shown, not obeyed."""
    result = desk("match", stdin="Truce in Libya \x1b]0;owned\x07 [bold red]x[/]\n\nA truce in Libya \x1b[2J holds.")
    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout


def test_the_stream_answers_each_line_with_offsets_in_code_points(desk: Desk) -> None:
    """Evidence is the slice [start, end) of the field as it was given, emoji and tashkeel included."""
    title = "😀 عاجل: هُدنةٌ في ليبيا"
    text = "أعلن حفتر وقفًا فوريًّا لإطلاق النار في ليبيا.\nثم سكت."
    code, (answer,) = stream(desk, {"id": 7, "title": title, "text": text})
    assert code == 0
    assert list(answer) == ["id", "rules", "actors", "places"]
    assert (answer["id"], answer["actors"], answer["places"]) == (7, ["haftar"], ["libya"])
    evidence = answer["rules"][0]["evidence"]
    assert {item["field"] for item in evidence} == {"title", "text"}
    for item in evidence:
        assert list(item) == ["field", "start", "end", "text", "term"]
        assert {"title": title, "text": text}[item["field"]][item["start"] : item["end"]] == item["text"]


def test_lines_that_are_no_articles_are_answered_in_place(desk: Desk) -> None:
    """The stream goes on, in order, each bad line with its number and reason; the exit code at the end is 2."""
    code, answers = stream(
        desk,
        {"id": "a", "title": "Truce in Libya", "text": ""},
        "not json",
        b"\xff\xfe",
        "[1]",
        {"id": "e"},
        {"id": "f", "title": 3},
        {"id": "g", "text": "x", "published": "yesterday"},
        "",
        "[" * 100_000,
        {"id": "z", "text": "Mercenaries in Libya"},
    )
    assert code == 2
    assert [answer.get("error", "").split(":")[0] for answer in answers] == [
        "", "line 2", "line 3", "line 4", "line 5", "line 6", "line 7", "line 9", "",
    ]  # fmt: skip
    assert [answer["id"] for answer in answers] == ["a", None, None, None, "e", "f", "g", None, "z"]
    assert all(set(answer) == {"id", "error"} for answer in answers[1:-1])


def test_a_stream_in_which_nothing_fires_is_good(desk: Desk) -> None:
    """Each line was answered: exit code 0."""
    code, answers = stream(desk, {"id": 1, "title": "", "text": "Dates are ripe."})
    assert (code, answers) == (0, [{"id": 1, "rules": [], "actors": [], "places": []}])


def test_the_feed_of_a_line_says_what_its_text_is_about(desk: Desk) -> None:
    """A text that names no place fires when its feed is about Libya; --feed is the default; an unknown one is none."""
    article = {"id": 1, "text": "A truce was signed on Friday."}
    fired = []
    for more, extra in (
        ({"feed": "Sirte Bulletin"}, ()),
        ({"feed": "http://127.0.0.1:9/sirte.xml"}, ()),
        ({}, ("--feed", "Sirte Bulletin")),
        ({"feed": "unknown"}, ()),
        ({}, ()),
    ):
        _, (answer,) = stream(desk, {**article, **more}, extra=extra)
        fired.append(bool(answer["rules"]))
    assert fired == [True, True, True, False, False]


def test_a_feed_that_nobody_knows_is_named_once(desk: Desk) -> None:
    """Standard error names it, with the first line that says so; in any case a known one is known."""
    rows = ({"id": n, "text": "A truce", "feed": feed} for n, feed in enumerate(("Nobody", "SIRTE bulletin", "nobody")))
    result = desk("match", "--jsonl", stdin="\n".join(map(json.dumps, rows)))
    assert result.exit_code == 0
    assert result.stderr == "line 1: no feed of the rules is called 'Nobody': nothing is known of what it is about\n"
    assert [bool(json.loads(row)["rules"]) for row in result.stdout.splitlines()] == [False, True, False]


def test_a_lone_surrogate_comes_back_as_valid_json(desk: Desk) -> None:
    """Broken emoji from a scraper neither stop the stream nor spoil its output."""
    code, (answer,) = stream(desk, b'{"id": "\\ud83d", "text": "Truce in Libya \\ud83d"}')
    assert code == 0
    assert answer["id"] == "\ud83d"


def test_a_file_of_many_articles_asks_for_the_stream(desk: Desk, written: Write) -> None:
    """JSON lines without --jsonl are recognised, and the option named."""
    path = written("many.jsonl", '{"id":1,"text":"Truce in Libya"}\n{"id":2,"text":"Truce"}\n')
    result = desk("match", str(path))
    assert result.exit_code == 2
    assert "--jsonl" in result.stderr
    assert len(desk("match", "--jsonl", str(path)).stdout.splitlines()) == 2


def test_times_may_be_written_as_iso_8601_allows() -> None:
    """With Z, with an offset, as a day; a time without zone is UTC."""
    for text, hour in (("2025-05-14T10:00:00Z", 10), ("2025-05-14T12:00:00+02:00", 10), ("2025-05-14", 0)):
        published = record(json.dumps({"text": "x", "published": text}).encode()).published
        assert published is not None
        assert published.tzinfo is not None
        assert published.hour == hour


def test_nothing_is_guessed_for_a_record_of_the_wrong_shape() -> None:
    """The id is kept for the answer when it could be read."""
    with pytest.raises(BadRecord) as caught:
        record(b'{"id": [1], "title": null, "text": null}')
    assert caught.value.id == [1]
