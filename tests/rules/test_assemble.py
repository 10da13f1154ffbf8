"""Rules in several files, and lists used by name."""

from __future__ import annotations

import pytest

from monitor.errors import BadRules, Problem
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read

MAIN = """
include: [people/actors.yaml, topics.yaml]
chats: {desk: {telegram: 5}}
feeds: [{name: One, url: 'https://one.ly'}]
rules: {truce: {title: Truce, any: [topic:truce], actors: required}}
"""
FILES = {
    "people/actors.yaml": "include: more.yaml\nactors: {haftar: {name: H, kind: person, names: {en: [Haftar]}}}\n",
    "people/more.yaml": "actors: {menfi: {name: M, kind: person, names: {en: [Menfi]}}}\n",
    "topics.yaml": "topics: {truce: {terms: {en: [truce]}}}\nfeeds: [{name: Two, url: 'https://two.ly'}]\n"
    "places: {elsewhere: {gaza: {terms: {en: [Gaza]}}}}\n",
}


def loaded(main: str = MAIN, **changed: str) -> RuleBook:
    """A file at conf/rules.yaml with the files beside it; `changed` by name without path and ending."""
    files = {path: changed.get(path.split("/")[-1].removesuffix(".yaml"), text) for path, text in FILES.items()}
    missing = Problem("", 1, 1, "missing", "There is no such file.")
    return load(main, "conf/rules.yaml", read=lambda path: files.get(path, missing))


def refused(main: str = MAIN, **changed: str) -> Problem:
    """The first problem of such files."""
    with pytest.raises(BadRules) as caught:
        loaded(main, **changed)
    return caught.value.problems[0]


def test_several_files_are_one() -> None:
    """Sections are merged by id, feeds put one after the other, and an included file may include another."""
    book = loaded()
    assert set(book.actors) == {"haftar", "menfi"}
    assert [feed.name for feed in book.feeds] == ["One", "Two"]
    assert book.files == ("people/actors.yaml", "people/more.yaml", "topics.yaml")
    assert read(book, "", "Menfi wants a truce.").matches
    assert not read(book, "", "Somebody wants a truce.").matches


def test_the_version_covers_every_file() -> None:
    """A letter changed in an included file is another version; without includes it is that of the text alone."""
    assert loaded().version == loaded().version
    assert loaded(more=FILES["people/more.yaml"] + "#").version != loaded().version
    assert loaded(more=FILES["people/more.yaml"].replace("\n", "\r\n")).version == loaded().version


def test_problems_name_the_file_they_stand_in() -> None:
    """Syntax, keys, references and terms: each with the included file's path and line."""
    assert str(refused(topics="topics: {truce: {terms: {en: [truce}}}")).startswith("conf/topics.yaml:1:36: error")
    problem = refused(more="actors: {menfi: {name: M, kind: king, names: {en: [Menfi]}}}\n")
    assert (problem.file, problem.line, problem.column) == ("conf/people/more.yaml", 1, 27)
    problem = refused(topics="\ntopics: {truce: {terms: {en: [truce, '*']}}}\n")
    assert (problem.file, problem.line, problem.code) == ("conf/topics.yaml", 2, "bad-term")


@pytest.mark.parametrize(
    ("written", "code", "says"),
    [
        ("../rules.yaml", "include", "is not beside or below"),
        ("/etc/passwd", "include", "is not beside or below"),
        ("people/../../x.yaml", "include", "is not beside or below"),
        ("nowhere.yaml", "missing", "nowhere.yaml: There is no such file."),
        ("rules.yaml", "circle", "conf/rules.yaml includes conf/rules.yaml"),
        ("[[a, {b: c}]]", "wrong-type", "include cannot be this."),
    ],
)
def test_what_cannot_be_included_is_named_at_its_line(written: str, code: str, says: str) -> None:
    """Files above, files that are not there, the file itself."""
    problem = refused(f"include:\n  - {written}\n" + MAIN.partition("\n")[2].partition("\n")[2])
    assert (problem.file, problem.line, problem.column, problem.code) == ("conf/rules.yaml", 2, problem.column, code)
    assert says in problem.message


def test_a_circle_of_files_is_drawn() -> None:
    """a includes b includes a: the whole way is told, at the line that closes it."""
    problem = refused(more="include: actors.yaml\n")
    way = "conf/rules.yaml includes conf/people/actors.yaml includes conf/people/more.yaml includes conf/people/actors"
    assert (problem.file, problem.line, problem.code) == ("conf/people/more.yaml", 1, "circle")
    assert way in problem.message


def test_an_id_in_two_files_is_a_problem_not_an_override() -> None:
    """The second place is named, and the first in words."""
    problem = refused(topics="topics: {truce: {terms: {en: [truce]}}}\nactors: {menfi: {name: X, kind: person}}\n")
    assert (problem.file, problem.line, problem.code) == ("conf/topics.yaml", 2, "duplicate-key")
    assert "'menfi' stands in conf/people/more.yaml too, in line 1." in problem.message


def test_without_a_reader_nothing_can_be_included() -> None:
    """A text by itself has no folder."""
    with pytest.raises(BadRules, match="Nothing can be included here"):
        load(MAIN)


LISTS = """
lists:
  arms: [mortar, list:heavy]
  heavy: [tank*, howitzer]
topics: {war: {terms: {en: [shelling, list:arms], fr: [list:heavy, obus]}}}
rules: {war: {title: War, any: [topic:war, list:arms], unless: [film]}}
"""


def test_a_list_is_written_once_and_used_by_name() -> None:
    """list:NAME stands for its terms, lists inside lists too, in topics and in conditions."""
    book = load(LISTS.replace("fr: [list:heavy, obus]", "fr: [obus]"))
    assert all(read(book, "", word).matches for word in ("mortar", "tanks", "howitzer", "obus", "shelling"))


def test_a_problem_in_a_list_is_told_where_the_list_stands() -> None:
    """Not where it is used."""
    with pytest.raises(BadRules) as caught:
        load(LISTS.replace("tank*", "'*'").replace("fr: [list:heavy, obus]", "fr: [obus]"))
    assert {(problem.line, problem.column, problem.code) for problem in caught.value.problems} == {(4, 11, "bad-term")}


@pytest.mark.parametrize(
    ("change", "code", "line", "says"),
    [
        (("list:arms], fr", "list:arm], fr"), "unknown-reference", 5, "Did you mean list:arms?"),
        (("tank*", "list:arms"), "circle", 4, "contains itself"),
        (("[mortar, list:heavy]", "[mortar, list:arms]"), "circle", 3, "contains itself"),
    ],
)
def test_lists_that_are_not_there_or_contain_themselves(
    change: tuple[str, str], code: str, line: int, says: str
) -> None:
    """An unknown name is answered with the nearest; a circle is named, not walked."""
    with pytest.raises(BadRules) as caught:
        load(LISTS.replace(*change))
    found = [problem for problem in caught.value.problems if problem.code == code]
    assert found[0].line == line
    assert says in str(found[0])
