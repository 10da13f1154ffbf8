"""`monitor check`: is the rules file good? Every mistake, every warning, and the test cases that it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from monitor.cli.corpus import Floor, measure
from monitor.cli.options import Options, pass_options
from monitor.cli.screen import Screen, count, line
from monitor.errors import BadRules, Problem
from monitor.rules.book import RuleBook
from monitor.rules.check import check as run_cases

SHARE = click.FloatRange(0, 1)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--corpus", is_flag=True, help="Measure the rules on labelled articles; each PATH is a file of them.")
@click.option("--floor", type=SHARE, metavar="P", help="Least precision and recall of each rule on the corpus: 0.97.")
@click.option("--language-floor", type=SHARE, metavar="P", help="The same for each language with 30 articles or more.")
@click.option("--wrong", is_flag=True, help="Show each article of the corpus that was misjudged, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_options
def check(
    options: Options, paths: tuple[Path, ...], corpus: bool, floor: float | None, language_floor: float | None,
    wrong: bool, as_json: bool,
) -> int:  # fmt: skip
    """Validate the rules file, and run the test cases in it.

    Mistakes are printed one a line, as file:line:column: error [code] message. Exit code 2 when there are any, 1 when a
    test case fails.

    With --corpus: precision and recall of each rule, overall and by language, on labelled articles
    (JSON lines {"id","lang","title","text","published"?,"feed_about"?,"rules"}). Exit code 1 below the floor.
    """
    if corpus:
        return measure(Screen(), options.book(), paths, Floor(floor, language_floor), wrong=wrong, as_json=as_json)
    if len(paths) > 1 or wrong or floor is not None or language_floor is not None:
        raise click.UsageError("one rules file at a time; --floor, --language-floor and --wrong need --corpus")
    return _check(options, paths[0] if paths else options.rules_file, as_json=as_json)


def _check(options: Options, file: Path, *, as_json: bool) -> int:
    try:
        book = options.book(file, advice=True)
    except BadRules as error:
        if not as_json:
            raise
        Screen().json({"file": str(file), "problems": [_problem(problem) for problem in error.problems]})
        return 2
    results = run_cases(book)
    failed = [result for result in results if not result.passed]
    screen = Screen()
    if as_json:
        screen.json(_report(file, book, len(results), [line(str(result)) for result in failed]))
        return 1 if failed else 0
    for problem in book.warnings:
        click.echo(str(problem), err=True)
    for result in failed:
        screen.say(line(str(result)))
    verdict = f"{len(failed)} of {count(len(results), 'test case')} fail" if failed else _pass(len(results))
    advice = f", {count(len(book.warnings), 'warning')}" if book.warnings else ""
    screen.say(f"{file}: {_size(book)}: {verdict}{advice}")
    return 1 if failed else 0


def _pass(cases: int) -> str:
    return f"{count(cases, 'test case')} {'passes' if cases == 1 else 'pass'}" if cases else "no test cases"


def _size(book: RuleBook) -> str:
    """ "2 rules, 83 actors, 412 terms, 44 feeds (5 off)"."""
    off = sum(not feed.enabled for feed in book.feeds)
    parts = [count(len(book.rules), "rule"), count(len(book.actors), "actor"), count(len(book.terms), "term")]
    return ", ".join([*parts, count(len(book.feeds), "feed") + (f" ({off} off)" if off else "")])


def _report(file: Path, book: RuleBook, cases: int, failed: list[str]) -> dict[str, Any]:
    return {
        "file": str(file),
        "version": book.version,
        "rules": len(book.rules),
        "actors": len(book.actors),
        "terms": len(book.terms),
        "feeds": len(book.feeds),
        "cases": cases,
        "failed": failed,
        "problems": [_problem(problem) for problem in book.warnings],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in Problem.__slots__}
