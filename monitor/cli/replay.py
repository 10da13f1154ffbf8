"""`monitor replay`: what would have been sent for dated articles, when and why; and what other rules make of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from monitor.cli.archives import Archive, Place, Stored, opened
from monitor.cli.options import Options, pass_options
from monitor.cli.progress import progress
from monitor.cli.replayed import Report, as_difference, as_report, say_difference, say_run
from monitor.cli.screen import Screen, count, when
from monitor.cli.sources import articles_of
from monitor.cli.states import is_new, reading
from monitor.cli.window import Days, Moment, Window
from monitor.errors import BadSettings
from monitor.model import Article, NewFact
from monitor.rules.book import RuleBook
from monitor.service.replay import Step, Verdict, difference, of_minutes, verdict
from monitor.service.replay import replay as run
from monitor.service.tryout import book_of
from monitor.store.threads import Ruling

RUNNING = "running"  # in place of a rules file: those that the daemon adopted last
SHOWN = 20  # bad lines named one by one


@click.command()
@click.argument("source", metavar="[FILE|-]", required=False)
@click.option("--against", metavar="OLD", help="Compare with older rules: a file, `running`, or a version.")
@click.option("--baseline", "known", multiple=True, metavar="PATH", help="Articles you already know; may be repeated.")
@click.option("--since", type=Moment(), metavar="TIME", help="Only articles from this day or time on.")
@click.option("--until", type=Moment(), metavar="TIME", help="Only articles before this day or time.")
@click.option("--days", type=Days(), metavar="N", help="Only the last N days.")
@click.option("--jsonl", is_flag=True, help="A decision a line, in the order of the lines given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--limit", type=click.IntRange(0), default=50, metavar="N", help="Show so many alerts at most. Default: 50."
)
@click.option("--lenient", is_flag=True, help="Pass over lines that are no articles, and count them.")
@pass_options
def replay(
    options: Options, source: str | None, against: str | None, known: tuple[str, ...], since: datetime | None,
    until: datetime | None, days: float | None, jsonl: bool, as_json: bool, limit: int, lenient: bool,
) -> int:  # fmt: skip
    """Judge dated articles as the daemon would have, in a scratch state: what would have been sent, when and why.

    The articles are JSON lines or Parquet, or what is stored in the state folder when no FILE is named. Nothing is
    sent, and the state is not touched.

    \b
    Lines are {"id","title","text","lang"?,"url"?,"published","feed"?}; with --jsonl each is answered by
    {"id","decision":"new|update|merge|ignore|none|baseline","story":id|null,"reason","rules":[ids],
    "new_facts":[{"kind","unit"?,"qualifier"?,"value","sentence"}]}, or by {"id","error"} when it is no article.
    """
    if jsonl and against:
        raise click.UsageError("--against compares, --jsonl answers line by line: use --json with --against")
    now = datetime.now(UTC)
    book, window = options.book(), Window(since, until, days)
    with opened(options, source, now) as archive:
        _name_undated(archive)
        places, start = window.of(archive.places, now)
        job = _Job(archive, places, start, _given(known, places[0].at if places else now), _rulings(options))
        if jsonl:
            return _stream(job, book, lenient=lenient)
        if archive.bad and not lenient:
            _name_bad(archive)
            return 2
        return _report(options, job, book, against, limit=limit, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be judged: the places in order of time; those before `start` only lead up to it."""

    archive: Archive
    places: Sequence[Place]
    start: datetime | None
    baseline: Sequence[Article]
    rulings: Sequence[Ruling] = ()

    def steps(self, book: RuleBook, label: str) -> Iterator[Step]:
        """A step for each article that is asked about."""
        with progress(label, len(self.places)) as advance:
            items = self.archive.items(book, self.places)
            known_order = isinstance(self.archive, Stored)  # the daemon saw them in this one
            for step in run(book, items if known_order else of_minutes(items), self.baseline, self.rulings):
                advance(1)
                if not self.start or step.judged.sighting.article.seen >= self.start:
                    yield step

    def verdicts(self, book: RuleBook, label: str) -> dict[int, Verdict]:
        """All verdicts by number, in order of time."""
        return {step.number: verdict(step) for step in self.steps(book, label)}

    def load(self, book: RuleBook, wanted: Sequence[Verdict]) -> Mapping[int, Article]:
        """The articles of some verdicts, by number."""
        places = [Place(one.at, one.number) for one in wanted]
        return {item.number: item.article for item in self.archive.items(book, places)}


def _name_undated(archive: Archive) -> None:
    if archive.undated:
        shown = "; ".join(archive.undated[:3]) + ("; ..." if len(archive.undated) > 3 else "")
        number = count(len(archive.undated), "article")
        click.echo(f"{number} without a date that can be read, judged behind the line before: {shown}", err=True)


def _given(sources: Sequence[str], first: datetime) -> list[Article]:
    """The articles the user already knows, as if they had been given before the first one of the archive."""
    return [article for source in sources for article in articles_of(source, first)]


def _name_bad(archive: Archive) -> None:
    for bad in list(archive.bad.values())[:SHOWN]:
        click.echo(str(bad), err=True)
    if len(archive.bad) > SHOWN:
        click.echo(f"and {len(archive.bad) - SHOWN} more", err=True)
    click.echo(f"{count(len(archive.bad), 'line')} no article; --lenient passes over them", err=True)


# -- a decision a line ------------------------------------------------------------------------------------------------


def _stream(job: _Job, book: RuleBook, *, lenient: bool) -> int:
    """Answers in the order of the archive, each as soon as all before it are known; the exit code."""
    for answer in _answers(job, book):
        # a lone surrogate has no UTF-8; its backslash escape is JSON's own
        click.echo(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace").decode())
    sys.stdout.flush()
    bad = len(job.archive.bad)
    if bad:
        click.echo(f"{count(bad, 'line')} no article" + (", passed over" if lenient else ""), err=True)
    return 2 if bad and not lenient else 0


def _answers(job: _Job, book: RuleBook) -> Iterator[dict[str, Any]]:
    archive = job.archive
    asked = (place.number for place in job.places if not job.start or place.at >= job.start)
    order = sorted((*asked, *archive.bad))
    waiting = {number: {"id": bad.id, "error": str(bad)} for number, bad in archive.bad.items()}
    done = 0
    for step in job.steps(book, "judging"):
        waiting[step.number] = _answer(archive, step)
        while done < len(order) and order[done] in waiting:
            yield waiting.pop(order[done])
            done += 1
    yield from (waiting[number] for number in order[done:] if number in waiting)


def _answer(archive: Archive, step: Step) -> dict[str, Any]:
    """One line of --jsonl."""
    return {
        "id": archive.name_of(step.number),
        "decision": step.judged.decision.value,
        "story": None if step.story is None else str(step.story),
        "reason": step.judged.reason,
        "rules": list(step.rules),
        "new_facts": [_fact(fact) for fact in step.judged.new_facts],
    }


def _fact(fact: NewFact) -> dict[str, Any]:
    """{"kind","unit"?,"qualifier"?,"value","sentence"}; a whole number is written as one."""
    value = int(fact.value) if isinstance(fact.value, float) and fact.value.is_integer() else fact.value
    more = {name: words for name, words in (("unit", fact.unit), ("qualifier", fact.qualifier)) if words}
    return {"kind": fact.kind, **more, "value": value, "sentence": fact.sentence}


# -- a summary --------------------------------------------------------------------------------------------------------


def _report(options: Options, job: _Job, book: RuleBook, against: str | None, *, limit: int, as_json: bool) -> int:
    """The alerts and the counts, or what differs from other rules; exit code 0."""
    screen, archive = Screen(), job.archive
    report = _judged(job, book, str(options.rules_file), "judging")
    if against is None:
        if as_json:
            screen.json(as_report(report, archive.name_of))
        else:
            say_run(screen, report, limit)
        return 0
    old = _judged(job, *_older(options, against), "judging with the older rules")
    found = difference(old.verdicts, report.verdicts)
    if as_json:
        screen.json(as_difference(report, old, found, archive.name_of))
    else:
        say_difference(screen, report, old, found, limit)
    return 0


def _rulings(options: Options) -> Sequence[Ruling]:
    """What a person said of stories, when there is a state."""
    if is_new(options):
        return ()
    with reading(options) as store:
        return store.rulings()


def _older(options: Options, against: str) -> tuple[RuleBook, str]:
    """The rules that are meant, and what to call them: a file, those that run, or a version that is kept."""
    if Path(against).exists():
        return options.book(Path(against)), against
    if is_new(options):
        raise BadSettings(f"{against} is no rules file, and no rules have run on the state folder {options.state}")
    with reading(options) as store:
        kept, versions = store.adopted_rules("" if against == RUNNING else against), store.rules_versions()
    if kept is None:
        known = f"{RUNNING}, {', '.join(versions)}" if versions else "none: no daemon has run on this state"
        raise BadSettings(f"{against} is neither a rules file nor rules that ran here; those kept are: {known}")
    return book_of(kept.sources, kept.file), f"the rules adopted {when(kept.at)}"


def _judged(job: _Job, book: RuleBook, name: str, label: str) -> Report:
    rules = f"{name} (version {book.version})"
    verdicts = job.verdicts(book, label)
    return Report(rules, book, verdicts, partial(job.load, book), len(job.archive.bad), len(job.archive.undated))
