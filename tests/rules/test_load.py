"""A rules file edited by hand: what is forgiven, what is refused, and with which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadRules, Problem
from monitor.rules.book import RuleBook
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


GOOD = "rules: {a: {title: x, any: [b]}}\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "told"),
    [
        (GOOD + "chats: {c: {telegram: hello world}}", 2, 13, "bad-value",
         "telegram cannot be 'hello world'. Write a chat id (a number), a public @name, or $NAME of a variable."),
        (GOOD + "feeds: [{name: n, url: 'http://[::1'}]", 2, 19, "bad-value",
         "url cannot be 'http://[::1'. Write a whole web address: https://example.org/feed.xml."),
        (GOOD + "feeds: [{name: n, url: 'https://'}]", 2, 19, "bad-value", "url cannot be 'https://'."),
        (GOOD + "feeds: [{name: n, url: 'https://a.ly:port/'}]", 2, 19, "bad-value", "url cannot be"),
        (GOOD + "feeds: [{name: n, url: 'https://a.ly/', lang: english}]", 2, 41, "bad-id",
         "'english' cannot be used here. Write a language code of two or three small letters"),
        (GOOD + "topics: {t: {terms: {arabic: [هدنة]}}}", 2, 22, "bad-id", "Write a language code of two or three"),
        (GOOD + "feeds: [{name: n, url: 'https://a.ly/', enabled: maybe}]", 2, 41, "bad-value",
         "enabled cannot be 'maybe'. Write true or false."),
        (GOOD + "feeds: [{name: '', url: 'https://a.ly/'}]", 2, 10, "bad-value", "name cannot be empty. Write a value"),
        (GOOD + "feeds: [{name: n, url: 'https://a.ly/', private: }]", 2, 41, "wrong-type",
         "private cannot be empty. Write true or false."),
        ("rules: {a: {title: x, any: [b], tests: {match: [Un cessez-le-feu: signé]}}}", 1, 49, "unknown-key",
         'If this is a text with a colon in it, quote the text: "Un cessez-le-feu: signé". Known here: title'),
        (GOOD + "feeds: [x]", 2, 9, "wrong-type", "An item of feeds cannot be 'x'."),
        (GOOD + "actors: {a: {name: A, kind: person, from: 2021-13-01, names: {en: [Aa]}}}", 2, 37, "bad-value",
         "from cannot be '2021-13-01'. Write a day that exists as year-month-day: 2021-03-10."),
        (GOOD + "actors: {a: {name: A, kind: person, until: '2021', names: {en: [Aa]}}}", 2, 37, "bad-value", "until"),
        (GOOD + "actors: {a: {name: A, kind: king, names: {en: [Aa]}}}", 2, 23, "bad-value", "kind cannot be 'king'."),
        ("rules: {a: {title: x, any: [{topic: b}]}}", 1, 30, "unknown-key",
         "Write it as one word, without the space: topic:b."),
        (GOOD + "topics: {t: {terms: {en: [case: FACT]}}}", 2, 27, "wrong-type",
         "An item of en cannot be keys with values. Write it without the space, case:FACT, or in quotes."),
        ("rules: {a: {title: x, any: [[b, {c: d}]]}}", 1, 34, "unknown-key", "There is no key 'c' here."),
        ("rules: {a: {title: x, min_count: two, of: [b c, d e]}}", 1, 23, "bad-value", "Write a whole number."),
        ("rules: {a: {title: x, min_count: 0, of: [b c, d e]}}", 1, 23, "bad-value", "Write 1 or more."),
        ("rules: {a: {title: x, any: [b], actors: [A b]}}", 1, 42, "bad-id", "Use small Latin letters"),
        ("rules: {a: {title: x, any: [b], actors: nobody}}", 1, 33, "bad-value", "Write any, required, a list of"),
        ("rules: {a: {title: x, any: [b], actors: {kinds: [king]}}}", 1, 50, "bad-value", "An item of kinds cannot"),
        ("rules: {a: {title: x, any: [b], actors: {kind: [state]}}}", 1, 42, "unknown-key", "Did you mean 'kinds'?"),
        ("include: 5\n" + GOOD, 1, 10, "include", "5: Nothing can be included here."),
    ],
)  # fmt: skip
def test_what_is_told_can_be_followed(text: str, line: int, column: int, code: str, told: str) -> None:
    """One problem, at its place, in a sentence of our own that says what to write."""
    (problem,) = problems(text)
    assert (problem.line, problem.column, problem.code) == (line, column, code)
    assert told in str(problem)
    assert "literal" not in str(problem) and "string" not in str(problem).lower()


def test_addresses_are_taken_as_they_are_written() -> None:
    """A number, a name, a variable, none; capitals in a scheme."""
    for telegram in ("-1001234", "'@libya_desk'", "$DESK", "''", ""):
        load(GOOD + f"chats: {{c: {{telegram: {telegram}}}}}")
    assert load(GOOD + "feeds: [{name: n, url: 'HTTP://A.ly/Feed'}]").feeds[0].url == "HTTP://A.ly/Feed"


def test_mistakes_of_shape_do_not_hide_the_others() -> None:
    """A malformed entry is left out, and the rest of the file is judged all the same; references to it are not told."""
    text = """
feeds: [{name: A}, {name: B, url: 'https://b.ly', about: [lybia]}, {name: C, url: ftp://c}, {name: B, url: 'https://d'}]
colour: red
places: {libya: {strong: {en: [Libya]}}, elsewhere: {gaza: {term: {en: [Gaza]}}}}
actors: {anna: {name: A, kind: queen, names: {en: [Anna]}}, bert: {name: B, kind: person}}
topics: {calm: {terms: {en: ['*']}}, odd: {terms: 5}}
rules:
  one: {title: One, any: [topic:calm, topic:odd, topic:clam, actor:anna], unless: [place:gaza], about: libya}
  two: {titel: Two, any: [topic:calm]}
"""
    assert [(problem.line, problem.code) for problem in problems(text)] == [
        (2, "missing-key"), (2, "unknown-reference"), (2, "bad-value"), (2, "duplicate-feed"), (3, "unknown-key"),
        (4, "unknown-key"), (5, "bad-value"), (5, "no-names"), (6, "bad-term"), (6, "wrong-type"),
        (8, "unknown-reference"), (9, "missing-key"), (9, "unknown-key"),
    ]  # fmt: skip


def test_a_mistake_does_not_hide_others_in_its_own_entry() -> None:
    """One bad key or value, and every other key of the entry is judged all the same, with its own place."""
    text = """
places: {libya: {strong: {en: [Libya]}}}
chats: {desk: {}}
feeds: [{nam: A, url: 'https://a.ly', about: [lybia]}, {name: B, url: b, about: [lybia]}, {url: 'https://a.ly/'}, 5]
actors:
  anna: {kind: person, sied: east, about: [lybia], names: {en: [Anna], ar: [آنا، آنة], arabic: [x]}}
  bert: {name: B, kind: [person], from: 2021-01-01, until: never, names: {en: [Bert, {a: b}, '*']}}
topics: {calm: {terms: {en: [calm, '*'], arabic: [{a: b}]}, nme: Calm, not_within: {en: [x, 'a|b']}}}
rules:
  one:
    title: One
    priority: urgent
    send_to: [dekc, D k, desc]
    about: lybia
    any: [topic:clam, [{of: [topic:calm], min_cout: 1, all: [topic:cal]}]]
    actors: {kinds: [king], sides: [east], ids: [ana]}
    tests: {match: [{titel: x}], mach: []}
"""
    assert [(problem.line, problem.code) for problem in problems(text)] == [
        (4, "missing-key"), (4, "unknown-key"), (4, "unknown-reference"), (4, "bad-value"), (4, "unknown-reference"),
        (4, "missing-key"), (4, "duplicate-feed"), (4, "wrong-type"),
        (6, "missing-key"), (6, "unknown-key"), (6, "unknown-reference"), (6, "bad-term"), (6, "bad-id"),
        (7, "bad-value"), (7, "bad-value"), (7, "wrong-type"), (7, "bad-term"),
        (8, "bad-term"), (8, "bad-id"), (8, "wrong-type"), (8, "unknown-key"), (8, "pattern"),
        (12, "bad-value"), (13, "unknown-reference"), (13, "bad-id"), (13, "unknown-reference"),
        (14, "unknown-reference"), (15, "unknown-reference"), (15, "unknown-key"), (15, "unknown-reference"),
        (16, "bad-value"), (16, "unknown-reference"), (17, "unknown-key"), (17, "unknown-key"),
    ]  # fmt: skip


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


@pytest.mark.parametrize(
    ("value", "columns"),
    [("[“Tripoli, Lebanon”]", [34, 44]), ("[a, “Tripoli, b]", [37]), ("[«Paix, b]", [34]), ("[‘Tripoli, b]", [34])],
)
def test_a_curly_quote_that_quotes_nothing_is_an_error(value: str, columns: list[int]) -> None:
    """Where a comma cuts the value in two; each half is named."""
    found = problems(GOOD + f"topics: {{t: {{not_within: {{  en: {value}}}, terms: {{en: [x y]}}}}}}")
    assert [(problem.column, problem.code) for problem in found] == [(column, "curly-quote") for column in columns]
    assert all("Type a straight quote" in problem.fix for problem in found)


def test_curly_quotes_inside_a_text_are_fine() -> None:
    """And around one; and at one end of a text in straight quotes; and an apostrophe anywhere."""
    texts = '[x ‘b’ “c” d, “x y”, fighters’, "“x y", x «b», “x” is b]'
    load(f"rules: {{a: {{title: x, any: [x], tests: {{match: {texts.replace('fighters', 'x fighters')}}}}}}}")


def test_a_doubled_key_names_the_line_of_the_first() -> None:
    """So that both can be looked at."""
    (problem,) = problems(GOOD + "topics:\n  t: {terms: {en: [x y]}}\n  t: {terms: {en: [x z]}}\n")
    assert (problem.line, problem.message) == (4, "'t' stands here twice, first in line 3.")


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


def test_a_variable_that_holds_no_chat_is_named_and_not_shown() -> None:
    """Whatever was put there by mistake may be a secret."""
    with pytest.raises(BadRules) as caught:
        load(GOOD + "chats: {desk: {telegram: $DESK}}", variables={"DESK": "123:secret canary"})
    (problem,) = caught.value.problems
    assert (problem.code, "$DESK" in problem.message, "canary" in str(problem)) == ("bad-value", True, False)


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
