"""A rules file edited by hand: what is forgiven, what is refused, and with which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadRules, Problem
from monitor.rules.compile import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read
from tests.rules.conftest import SMALL


def problems(text: str) -> tuple[Problem, ...]:
    """The problems for which the file is refused."""
    with pytest.raises(BadRules) as caught:
        load(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "empty", 1, 1),
        ("# only a comment\n", "empty", 1, 1),
        ("- a list", "wrong-type", 1, 1),
        ("just words", "wrong-type", 1, 1),
        ("rules:\n  a: [b", "yaml-syntax", 2, 8),
        ("rules:\n  a: {title: x, any: [b]\n", "yaml-syntax", 3, 1),
        ("rules:\n\ta: 1", "indent", 2, 1),
        ("rules:\n  \u00a0a: 1", "indent", 2, 3),
        ("rules:\n\u200f  a: 1", "indent", 2, 1),
        ("rules: {a: {title: x, an\u200ey: [b]}}", "hidden-character", 1, 23),
        ("rules: {a: {title: x, any: [b]}, a: {title: y, any: [c]}}", "duplicate-key", 1, 34),
        ("rules: {a: {titel: x, any: [b]}}", "unknown-key", 1, 13),
        ("rules: {a: {any: [b]}}", "missing-key", 1, 9),
        ("rules: {a: {title: x, any: topic}}", "bad-value", 1, 23),
        ("rules: {a: {title: x, any: [b], priority: urgent}}", "bad-value", 1, 33),
        ("rules: {A b: {title: x, any: [c]}}", "bad-id", 1, 9),
        ("rules: {a: {title: x, any: [b, 'c <9']}}", "bad-term", 1, 32),
        ("rules: {a: {title: x, any: ['*']}}", "bad-term", 1, 29),
        ("rules: {a: {title: x, any: ['end. Begin']}}", "bad-term", 1, 29),
        ("rules: {a: {title: x, none: [b]}}", "purely-negative", 1, 9),
        ("rules: {a: {title: x, any: [{none: [b]}]}}", "purely-negative", 1, 9),
        ("rules: {a: {title: x}}", "purely-negative", 1, 9),
        ("rules: {a: {title: x, any: [topic:b]}}", "unknown-reference", 1, 29),
        ("rules: {a: {title: x, any: [b], send_to: [desk]}}", "unknown-reference", 1, 43),
        ("rules: {a: {title: x, any: [b], about: libya}}", "unknown-reference", 1, 33),
        ("rules: {a: {title: x, min_count: 3, of: [b, c]}}", "bad-count", 1, 23),
        ("rules: {a: {title: x, any: [b]}}\nfeeds: [{name: n, url: ftp://x}]", "bad-value", 2, 19),
        ("rules: {a: {title: x, any: [b]}}\nfeeds: [{name: n, url: 'http://x', every: 10}]", "bad-value", 2, 36),
        ("rules: {a: {title: x, any: [b]}}\nfeeds: [{name: n, url: 'http://x'}, {name: n, url: 'http://y'}]",
         "duplicate-feed", 2, 38),
        ("rules: {a: {title: x, any: [b]}}\nactors: {z: {name: Z, kind: person}}", "no-names", 2, 10),
        ("rules: {a: {title: x, any: [b]}}\nactors: {z: {name: Z, kind: person, from: 2021-01-01, until: 2020-01-01,"
         " names: {en: [Zed]}}}", "bad-dates", 2, 55),
        ("rules: 5", "wrong-type", 1, 1),
        ("rules:", "wrong-type", 1, 1),
        ("rules: {[a, b]: 1}", "wrong-type", 1, 9),
        ("rules: \x07", "yaml-syntax", 1, 8),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(text: str, code: str, line: int, column: int) -> None:
    """Every kind of mistake has a code, the line and column where it stands, and a fix."""
    found = {problem.code: problem for problem in problems(text)}
    assert (found[code].line, found[code].column) == (line, column)
    assert found[code].fix
    assert str(found[code]).startswith(f"rules.yaml:{line}:{column}: error [{code}] ")


def test_all_problems_come_at_once() -> None:
    """One run names every mistake, so that a file is mended in one go."""
    codes = [problem.code for problem in problems("rules:\n  a: {titel: x, any: [b]}\n  a: {title: y, any: 5}\n")]
    assert {"duplicate-key", "bad-value"} <= set(codes)
    codes = [problem.code for problem in problems("rules:\n  a: {title: x, any: ['*', topic:x]}\n  b: {title: y}\n")]
    assert {"bad-term", "unknown-reference", "purely-negative"} <= set(codes)


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [("rules: {a: {titel: x, any: [b]}}", "Did you mean 'title'?"),
     ("rules: {a: {title: x, any: [topic:ceasefir]}}\ntopics: {ceasefire: {terms: {en: [x]}}}",
      "Did you mean ceasefire?")],
)  # fmt: skip
def test_the_nearest_valid_name_is_offered(wrong: str, advice: str) -> None:
    """A slip of the pen is answered with what was probably meant."""
    assert advice in {problem.fix for problem in problems(wrong)}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("title: Ceasefire in Libya", "title: “Ceasefire in Libya”"),
        lambda text: text.replace("ليبيا,", "\u200fليبيا\u200e,"),
        lambda text: text.replace("[ceasefire*, cease-fire", "[ceasefire*, cease\u00a0fire"),
        lambda text: text + "\n\n# end\t\n   \n",
    ],
)
def test_what_editors_do_is_forgiven(change: object, book: RuleBook) -> None:
    """A BOM, CRLF, curly quotes, bidi marks and no-break spaces in terms change nothing."""
    assert callable(change)
    changed = load(change(SMALL))
    assert changed.rules["ceasefire"].title == "Ceasefire in Libya"
    for text in ("هدنة في ليبيا", "cease-fire in Libya"):
        assert read(changed, "", text).matches


def test_yaml_surprises_are_text() -> None:
    """NO, 12:30, 2570 and 5+5 are words, as they are for whoever wrote them."""
    book = load("rules: {a: {title: NO, any: [NO, 12:30, 2570, 5+5, on]}}")
    assert book.rules["a"].title == "NO"
    for text in ("no", "at 12:30", "resolution 2570", "the 5+5 talks", "on"):
        assert read(book, "", text).matches


def test_lists_can_be_shared() -> None:
    """An alias inside a list opens up, so that lists are written once."""
    book = load("topics: {x: {terms: {en: &base [aa, bb]}}}\nrules: {r: {title: R, any: [*base, cc]}}")
    assert all(read(book, "", word).matches for word in ("aa", "bb", "cc"))


def test_an_alias_bomb_is_refused() -> None:
    """Nine lists of nine aliases each are not unfolded."""
    text = "x0: &x0 [a, a, a, a, a, a, a, a, a]\n"
    text += "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 10))
    assert "too-large" in {problem.code for problem in problems(text)}


def test_endless_nesting_is_refused() -> None:
    """Brackets without end are a problem of the file, not of the program."""
    assert {problem.code for problem in problems("feeds: " + "{a: " * 3000)} == {"too-large"}


def test_a_recursive_alias_is_refused() -> None:
    """A list that contains itself ends in a problem, not in a loop."""
    assert "too-large" in {problem.code for problem in problems("rules: &a [*a]")}


def test_chats_are_read_from_the_environment() -> None:
    """$NAME is a variable, and an unset one means the console."""
    assert load(SMALL, variables={"DESK": "42"}).chats["desk"].address == "42"
    assert load(SMALL).chats["desk"].address == ""


@pytest.mark.parametrize(("term", "code"), [("abc*", "short-stem"), ("سرت", "short-arabic"), ("BB", "duplicate-term")])
def test_warnings_do_not_refuse(term: str, code: str) -> None:
    """What is probably a mistake is told, and the file works."""
    book = load(f"topics: {{x: {{terms: {{en: [bb, '{term}']}}}}}}\nrules: {{r: {{title: R, any: ['topic:x']}}}}")
    assert [problem.code for problem in book.warnings] == [code]


def test_the_version_is_that_of_the_text() -> None:
    """Every change of the file is another version; line ends are none."""
    assert load(SMALL).version == load(SMALL.replace("\n", "\r\n")).version
    assert load(SMALL).version != load(SMALL + "#").version


@given(st.text(st.sampled_from("rules: {}[]\n -&*a#'\"|>%@`!\t\u00a0\u200f,?"), max_size=60))
def test_any_text_is_a_book_or_bad_rules(text: str) -> None:
    """No file, however mangled, fails in any other way."""
    try:
        load(text)
    except BadRules as bad:
        assert all(problem.line >= 1 and problem.message for problem in bad.problems)
