"""The examples in the rules file, run."""

from monitor.rules.check import check
from monitor.rules.compile import RuleBook
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
