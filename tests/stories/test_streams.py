"""The labelled streams of stories are well-formed, and the pipeline judges them no worse than it once did."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from benchmarks.clusters import Placed, Ratio, across, bcubed
from benchmarks.duplicates import judged, material
from benchmarks.order import compared
from benchmarks.streams import CORPUS, PARTS, Answer, Row, answers, measured, stream
from monitor.rules.book import RuleBook
from monitor.rules.load import load

ROOT = Path(__file__).parent.parent.parent
FLOORS: dict[str, dict[str, float]] = json.loads((CORPUS / "floors.json").read_text())
DECISIONS = {"new", "update", "merge", "ignore", "none", "baseline"}
TABLE = {  # case of the decision table -> names of its rows in the two parts
    "same address": {"tracking", "same-url"},
    "same text": {"same-text"},
    "new text, no new fact": {"silent-edit", "revised-silent"},
    "revised": {"revised"},
    "reused address": {"reused", "reused-guid"},
    "wire copy": {"wire-copy", "copy"},
    "other outlet or language, nothing new": {"merge", "retold"},
    "something new": {"update"},
    "contradiction": {"contradiction"},
    "follow-up after the window": {"follow-up"},
    "only what is known": {"known-only"},
    "in doubt": {"doubt"},
    "baseline": {"baseline"},
    "unrelated": {"unrelated"},
}


@pytest.fixture(scope="module")
def parts() -> dict[str, list[Row]]:
    """Both streams."""
    return {part: stream(CORPUS / f"{part}.jsonl") for part in PARTS}


@pytest.fixture(scope="module")
def rows(parts: dict[str, list[Row]]) -> list[Row]:
    """The articles of both."""
    return [row for part in PARTS for row in parts[part]]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """The rules we ship."""
    return load((ROOT / "rules.yaml").read_text())


# -- the corpus -------------------------------------------------------------------------------------------------------


def test_the_streams_are_large_enough(parts: dict[str, list[Row]]) -> None:
    """Each half has 150 articles of 30 stories, six languages and twelve outlets; ids are unique over both."""
    for found in parts.values():
        assert len(found) >= 150
        assert len({row["story"] for row in found if row["story"]}) >= 30
        assert {row["lang"] for row in found} == {"ar", "en", "fr", "it", "tr", "ru"}
        assert len({row["outlet"] for row in found}) >= 12
        assert Counter(row["lang"] for row in found).most_common(1)[0][0] == "ar"
    ids = [row["id"] for found in parts.values() for row in found]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("case", TABLE)
def test_every_case_of_the_decision_table_occurs_in_both_halves(parts: dict[str, list[Row]], case: str) -> None:
    """Each case of the table stands at least twice in either stream."""
    for part, found in parts.items():
        assert sum(row["row"] in TABLE[case] for row in found) >= 2, part


def test_articles_are_of_full_length(rows: list[Row]) -> None:
    """150 to 400 words, up to a handful; only what is labelled as a summary is shorter."""
    for row in rows:
        words = len(row["text"].split())
        assert (20 <= words < 150) if row["row"] == "summary" else (145 <= words <= 400), row["id"]


def test_labels_are_whole(rows: list[Row]) -> None:
    """Decisions are known ones, and every labelled figure has a value and a sentence of its article."""
    for row in rows:
        assert {row["decision"], *row.get("also_ok", ())} <= DECISIONS, row["id"]
        assert row["lang"] and row["url"] and row["title"] and row["outlet"] and row["owner"] and row["side"], row["id"]
        for fact in (*row["new_facts"], *row.get("other_facts", ())):
            assert fact["sentence"] in row["text"] or fact["sentence"] in row["title"], (row["id"], fact)
            assert isinstance(fact["value"], int | float), (row["id"], fact)


def test_stories_begin_with_an_alert(parts: dict[str, list[Row]]) -> None:
    """The first article of a story is labelled new, unless it was known before; what is silent brings no new figure."""
    for found in parts.values():
        stories = defaultdict(list)
        for row in found:
            stories[row["story"]].append(row["decision"])
            assert row["decision"] in ("new", "update") or not row["new_facts"], row["id"]
        for story, decisions in stories.items():
            if story is not None:
                assert decisions[0] in ("new", "baseline"), story
                assert "new" not in decisions[1:], story


def test_outlets_are_those_of_the_rules(parts: dict[str, list[Row]], book: RuleBook) -> None:
    """Owner and side of an outlet are what rules.yaml says of the feed."""
    feeds = {feed.name: feed for feed in book.feeds}
    for row in parts["first"]:
        assert (feeds[row["feed"]].owner, feeds[row["feed"]].side) == (row["owner"], row["side"]), row["id"]


# -- the pipeline on it -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures(parts: dict[str, list[Row]], book: RuleBook) -> dict[str, float]:
    """What is measured on both streams together."""
    found: list[Answer] = [answer for part in PARTS for answer in answers(book, part, parts[part])]
    return measured(found)


@pytest.mark.parametrize("name", FLOORS["both halves"])
def test_no_figure_falls_under_its_floor(figures: dict[str, float], name: str) -> None:
    """Grouping, decisions and figures are at least as good as they were."""
    assert figures[name] >= FLOORS["both halves"][name]


@pytest.fixture(scope="module")
def third(book: RuleBook) -> dict[str, float]:
    """What is measured on the third stream."""
    return measured(answers(book, "third", stream(CORPUS / "third.jsonl")))


@pytest.mark.parametrize("name", FLOORS["third"])
def test_the_third_stream_is_judged_as_well_as_it_was(third: dict[str, float], name: str) -> None:
    """The same of the stream that was left out while the other two were learnt from; no story of it is silenced."""
    assert third[name] >= FLOORS["third"][name]
    assert third["first articles silenced"] == 0


@pytest.fixture(scope="module")
def fourth(book: RuleBook) -> dict[str, float]:
    """What is measured on the fourth stream."""
    return measured(answers(book, "fourth", stream(CORPUS / "fourth.jsonl")))


@pytest.mark.parametrize("name", FLOORS["fourth"])
def test_the_fourth_stream_is_judged_as_well_as_it_was(fourth: dict[str, float], name: str) -> None:
    """The same of the one that was written last; no story of it is silenced, no address mistaken."""
    assert fourth[name] >= FLOORS["fourth"][name]
    assert fourth["first articles silenced"] == 0
    assert fourth["addresses right"] == 1


@pytest.mark.parametrize("part", FLOORS["told the same in either order"])
def test_which_of_two_reports_of_a_minute_is_first_hardly_matters(book: RuleBook, part: str) -> None:
    """Dated to one minute, a first article and its retelling tell the same, but for a rounding or another unit."""
    found = compared(book, part)
    same = sum(one.same(other) or one.as_good(other) for one, other in found.values())
    assert same / len(found) >= FLOORS["told the same in either order"][part]


def test_no_story_is_silenced(figures: dict[str, float]) -> None:
    """The first article of a story is never merged, ignored or passed over."""
    assert figures["first articles silenced"] == 0


def test_addresses_decide_without_error(figures: dict[str, float]) -> None:
    """The same address however it is decorated, the same text elsewhere, an address used again: never a mistake."""
    assert figures["addresses right"] == 1


@pytest.mark.parametrize("other", ["by day", "by day and rules"])
@pytest.mark.parametrize("measure", ["BCubed F1", "pairs F1"])
def test_grouping_beats_the_calendar(figures: dict[str, float], measure: str, other: str) -> None:
    """Stories are grouped better, by a tenth, than by the day, and than by the day and the rules that fired."""
    assert figures[f"ours: {measure}"] >= figures[f"{other}: {measure}"] + 0.10


def test_copies_are_found_and_nothing_else() -> None:
    """Edited leads, half copies, summaries and light rewording are recognised; no unrelated pair is."""
    found = judged(material())
    hits: dict[str, list[bool]] = defaultdict(list)
    for how, pairs in found.items():
        hits[how.split(",")[0]] += [hit for _, hit in pairs]
    assert len(hits["unrelated"]) >= 4_000
    assert sum(hits.pop("unrelated")) == 0
    assert {how for how, all_hits in hits.items() if sum(all_hits) < 0.97 * len(all_hits)} == set()


# -- the measures themselves ------------------------------------------------------------------------------------------


def _placed(*pairs: str) -> list[Placed]:
    """An article of story a in group X for "aX", and so on; languages take turns."""
    return [Placed(("ar", "en")[number % 2], pair[0], pair[1]) for number, pair in enumerate(pairs)]


def test_bcubed_of_a_perfect_grouping_is_one() -> None:
    """Names of groups do not matter."""
    assert bcubed(_placed("aX", "aX", "bY")) == (1.0, 1.0)


def test_bcubed_of_one_group_for_all_is_precise_by_the_share_of_each_story() -> None:
    """Three of a and one of b in one heap: nothing is torn apart, ten sixteenths of the company is right."""
    assert bcubed(_placed("aX", "aX", "aX", "bX")) == (10 / 16, 1.0)


def test_bcubed_of_scattered_articles_is_precise_and_forgetful() -> None:
    """Every article alone: pure groups, and a third of each story."""
    precision, recall = bcubed(_placed("aX", "aY", "aZ"))
    assert (precision, round(recall, 9)) == (1.0, round(1 / 3, 9))


def test_pairs_count_only_across_languages() -> None:
    """Of three articles of one story two share a language: two pairs are asked for, one of them was found."""
    assert across(_placed("aX", "aX", "aY")) == Ratio(right=1, predicted=1, labelled=2)
