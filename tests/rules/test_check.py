"""The examples in the rules file, run."""

from monitor.rules.book import RuleBook
from monitor.rules.check import check
from monitor.rules.load import load


def test_examples_pass(book: RuleBook) -> None:
    """Every example of the small file says the truth."""
    results = check(book)
    assert len(results) == 3
    assert all(result.passed for result in results)


def test_failures_say_what_happened_instead() -> None:
    """A failing example names the words that fired, or why nothing did."""
    source = "places: {libya: {strong: {en: [Libya]}}}\nactors: {h: {name: H, kind: person, names: {en: [Haftar]}}}\n"
    tests = "{match: [truce, peace, {text: truce in Libya, actors: [h]}], no_match: [truce in Libya]}"
    book = load(f"{source}rules: {{r: {{title: R, about: libya, any: [truce], tests: {tests}}}}}")
    reasons = [result.reason for result in check(book) if not result.passed]
    assert reasons == [
        "it did not fire: «truce» does not count about libya: "
        "neither the sentence nor the headline nor the lead names the place",
        "it did not fire: none of its words occur",
        "actors not recognised: h",
        "it fired on «truce»",
    ]


def test_a_failing_example_says_where_it_stands() -> None:
    """File, line and column of the very example, in an included file too; the text of the file may be shifted."""
    rules = "rules:\n  r:\n    title: R\n    any: [truce]\n    tests:\n      match:\n        - rain\n"
    more = "        - {title: Peace, text: none}\n      no_match: [calm, a truce]\n"
    results = [result for result in check(load(rules + more, "my.yaml")) if not result.passed]
    assert [result.case.place for result in results] == ["my.yaml:7:11", "my.yaml:8:11", "my.yaml:9:24"]
    assert str(results[0]) == "my.yaml:7:11: rule r: test “rain” fails: it did not fire: none of its words occur"
    included = load("include: [more.yaml]\n", "a/my.yaml", read=lambda path: rules + more)
    assert next(result.case.place for result in check(included)) == "a/more.yaml:7:11"
    shifted = load("# a line more\n" + rules + more)
    assert shifted.rules == load(rules + more).rules
