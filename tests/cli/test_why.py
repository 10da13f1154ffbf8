"""`monitor why` and `monitor search`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.cli.why import _fate
from monitor.model import Kind, Message, MessageState
from tests.cli.desk import Desk, Kept


def test_an_alert_is_traced_from_the_feed_to_the_chat(kept: Kept) -> None:
    """Recognised, read, decided, told: the matched words, the reason, the message."""
    text = kept.desk("why", kept.url("Sudanese mercenaries")).stdout
    assert [text.index(f"\n{stage}\n") for stage in ("Recognised", "Read", "Decided", "Told")]
    assert "Convoy of **Sudanese mercenaries** seen near Kufra" in text
    assert "told, with a message of its own" in text
    assert "message 2 to desk" in text or "message 1 to desk" in text or "message 3 to desk" in text
    assert ": sent" in text


def test_any_spelling_of_the_address_will_do(kept: Kept) -> None:
    """Tracking parameters and a fragment do not hide an article; its number names it too."""
    url = kept.url("Gaza")
    number = json.loads(kept.desk("why", "--json", url).stdout)["listed"]["id"]
    spelled = [kept.desk("why", words).stdout for words in (url, f"{url}?utm_source=x#top", str(number))]
    assert spelled[0] == spelled[1] == spelled[2]
    assert "not told: no rule fires" in spelled[0]


def test_a_baseline_item_says_what_it_would_have_matched(kept: Kept) -> None:
    """Kept, not told, and the rule is shown all the same."""
    text = kept.desk("why", kept.url("Jufra air base")).stdout
    assert "not told: it belongs to what was already known" in text
    assert "libya-mercenaries" in text


def test_a_copy_names_what_it_copies(kept: Kept) -> None:
    """The one that was told, and the one that joined it, name each other."""
    found = json.loads(kept.desk("search", "--json", "الطرفان يتفقان").stdout)
    told, joined = sorted(found, key=lambda item: str(item["decision"]) == "ignore")
    assert (told["decision"], joined["decision"]) == ("new", "ignore")
    assert f"also in #{joined['id']}" in kept.desk("why", str(told["id"])).stdout
    assert f"copy of #{told['id']}" in kept.desk("why", str(joined["id"])).stdout


@pytest.mark.parametrize("state", MessageState)
def test_every_state_of_a_message_has_words(state: MessageState) -> None:
    """Whatever state a message is in, `why` says so; of what is held back, until when."""
    moment = datetime(2026, 11, 21, 10, tzinfo=UTC)
    said = _fate(Message(5, "desk", Kind.UPDATE, "", "", False, moment, state=state, due=moment))
    assert said.startswith("message 5 to desk, written ") and not said.endswith(": ")
    assert state is not MessageState.HELD or "held back until 2026-11-21" in said


@pytest.mark.parametrize("words", ["https://example.org/none", "999999", "0", "9" * 40, "no address", "\x1b[31m"])
def test_what_is_not_stored_is_a_no(kept: Kept, words: str) -> None:
    """Exit code 1, one line, and no control character in it."""
    result = kept.desk("why", words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "\x1b" not in result.stderr


def test_before_the_first_run_there_is_nothing_to_ask(desk: Desk) -> None:
    """The answer is "no", in one clear line, and no state folder is made by asking."""
    for words in (("why", "1"), ("search", "Libya")):
        result = desk(*words)
        assert (result.exit_code, result.stderr) == (1, "Nothing is stored yet: start `monitor run` first.\n")
    assert desk("baseline", "show").exit_code == 2
    assert desk("search", "--json", "Libya").stdout == "[]\n"
    assert not desk.state.exists()


def test_an_empty_question_is_wrong_usage(kept: Kept) -> None:
    """Nothing but spaces names no article and no word: exit code 2."""
    for command in ("why", "search"):
        for words in ("", "  "):
            assert kept.desk(command, words).exit_code == 2


def test_search_finds_words_with_particles_written_onto_them(kept: Kept) -> None:
    """طرفان is found as الطرفان, and with the article as without; a word inside another is not."""
    bare, definite = (kept.desk("search", "--json", words).stdout for words in ("طرفان", "الطرفان"))
    assert "الطرفان يتفقان" in bare
    assert json.loads(bare) == json.loads(definite)
    assert kept.desk("search", "--json", "فان").stdout == "[]\n"


def test_search_folds_both_sides(kept: Kept) -> None:
    """Alef forms, tashkeel and letter case of the query do not matter; all words must be there."""
    for words in (("بنغازى",), ("بِنْغَازِي",), ("SHARARA",), ("ghadames",), ("Kufra", "convoy")):
        assert kept.desk("search", *words).exit_code == 0, words
    assert kept.desk("search", "Kufra", "Ghadamès").exit_code == 1


def test_search_is_limited_and_newest_first(kept: Kept) -> None:
    """--limit cuts the list, which begins with what was seen last."""
    found = json.loads(kept.desk("search", "--json", "--limit", "2", "Libya").stdout)
    assert len(found) == 2
    assert found[0]["id"] > found[1]["id"]
    assert kept.desk("search", "--limit", "0", "Libya").exit_code == 2


@pytest.mark.parametrize("query", ['"', "NEAR(", "a AND", "*", "x:y", "'; DROP TABLE article; --", "(", "\x00", "٪"])
def test_no_query_is_an_error(kept: Kept, query: str) -> None:
    """Whatever is typed is words, or nothing is found."""
    result = kept.desk("search", "--", query)
    assert result.exit_code in (0, 1)
    assert "Traceback" not in result.output
