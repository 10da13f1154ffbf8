"""Rows 24 and 25: rules files that are wrong, endless or huge, and articles that are."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from monitor.errors import BadRules
from monitor.rules.load import load
from monitor.rules.match import read
from monitor.service.bookfile import Adopted, BookFile, Refused
from tests.faults.conftest import Figure
from tests.faults.mortals import report
from tests.faults.test_daemons import broken, harmless, save
from tests.service.world import World

SECOND = 1.0


def test_a_wrong_file_is_refused_by_line_and_a_good_one_adopted(world: World, figure: Figure) -> None:
    """The last good rules stay; each problem names the file and a line; then every good variant is adopted."""
    world.feed("/a", report(0))
    good = world.text()
    bookfile = BookFile(world.rules, world.settings().variables)
    before = bookfile.book
    for number, (name, content) in enumerate(broken(good).items()):
        save(world.rules, content, rename=bool(number % 2))
        found = bookfile.look(force=True)
        assert isinstance(found, Refused), name
        assert all("rules.yaml:" in line or "rule libya-ceasefire" in line for line in found.problems), found
        assert bookfile.book is before, name
    for name, content in harmless(good).items():
        save(world.rules, content, rename=True)
        assert isinstance(bookfile.look(force=True), Adopted), name
    figure(24, f"{len(broken(good))} broken files refused with their line, {len(harmless(good))} good variants adopted")


@pytest.mark.parametrize("path", ["/dev/zero", "/"])
def test_a_rules_file_that_is_none_does_not_hang(path: str) -> None:
    """An endless device, a folder, a file that cannot be read: one line and code 2, at once."""
    words = (sys.executable, "-m", "monitor", "check", path)
    done = subprocess.run(words, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2 and "Traceback" not in done.stderr


HOSTILE = {
    "gaps": "[" + ", ".join(["a <20> " * 12 + "b"] * 50) + "]",
    "three gaps": "[" + ", ".join(f"a <20> a <20> a <20> b{n}" for n in range(50)) + "]",
    "wildcards": "[" + ", ".join(f"{letter}*" for letter in "abcdefghij") + "]",
    "one letter": "[a, b, c, e]",
    "regex": "['(ا+)+ب$', '(a|aa)+$', '.*.*.*=']",
    "nested": "[" + " ".join(["a ~8"] * 30) + " b]",
    "long phrase": "[" + "word " * 2000 + "]",
}


def rules(terms: str) -> str:
    """A rules file whose second rule has these terms."""
    return f"""
places:
  libya: {{name: Libya, strong: {{en: [Libya]}}}}
topics:
  ceasefire: {{name: Ceasefire, terms: {{en: [ceasefire*]}}}}
  hostile: {{name: Hostile, terms: {{en: {terms}}}}}
rules:
  libya-ceasefire: {{title: Ceasefire, about: libya, any: [topic:ceasefire]}}
  hostile: {{title: Hostile, any: [topic:hostile]}}
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_rule_meant_to_hang_the_matcher(name: str, figure: Figure) -> None:
    """Refused at load, or done in less than a second on a text made for it; the other rule finds its words."""
    try:
        book = load(rules(HOSTILE[name]), "rules.yaml", {})
    except BadRules as error:
        figure(25, f"{name}: refused at load, {len(error.problems)} problem(s)")
        return
    text = "A ceasefire in Libya. " + "a " * 20_000 + "ا" * 3000 + "a" * 5000
    start = time.perf_counter()
    found = read(book, "Ceasefire in Libya", text)
    seconds = time.perf_counter() - start
    assert seconds < 3 * SECOND, "three, for a machine that is busy with other things"
    assert "libya-ceasefire" in {match.rule for match in found.matches}
    figure(25, f"{name}: {seconds:.2f} s for 48,000 characters, other rule unharmed")


@pytest.mark.soak
def test_fifty_thousand_phrases(figure: Figure) -> None:
    """They load, and an article takes no longer than with ten."""
    phrases = ", ".join(f"alpha{n} beta{n % 977}" for n in range(50_000))
    start = time.perf_counter()
    try:
        book = load(rules(f"[{phrases}]"), "rules.yaml", {})
    except BadRules as error:
        figure(25, f"50,000 phrases: refused at load ({error.problems[0].message[:60]})")
        return
    loaded = time.perf_counter() - start
    start = time.perf_counter()
    found = read(book, "Ceasefire in Libya", "alpha77 beta77 and a ceasefire in Libya. " * 100)
    seconds = time.perf_counter() - start
    assert {match.rule for match in found.matches} == {"libya-ceasefire", "hostile"} and seconds < SECOND
    figure(25, f"50,000 phrases: loaded in {loaded:.1f} s, an article in {seconds:.3f} s")


@pytest.mark.parametrize("kind", ["words", "one word", "no stops", "arabic"])
def test_an_article_of_5_megabytes(kind: str, figure: Figure) -> None:
    """Cut or read in about a second; what stands at its beginning is found."""
    fill = {"words": "word and word. ", "one word": "x", "no stops": "word ", "arabic": "كلمة من نص "}[kind]
    text = "A ceasefire in Libya was signed. " + fill * (5_000_000 // len(fill.encode()))
    book = load(rules("[a]"), "rules.yaml", {})
    start = time.perf_counter()
    found = read(book, "News", text)
    seconds = time.perf_counter() - start
    assert "libya-ceasefire" in {match.rule for match in found.matches}
    assert seconds < 3 * SECOND, "three, for a machine that is busy with other things"
    figure(25, f"5 MB of {kind}: {seconds:.2f} s")
