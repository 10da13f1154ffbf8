"""A rules file of the tests, and `monitor` called on it as a person would."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from monitor.cli.app import cli

Write = Callable[[str, str], Path]

RULES = """\
# rules of the tests
chats:
  desk: {telegram: $TELEGRAM_CHAT_ID, language: en}

feeds:
  # the first
  - name: Sirte Bulletin
    url: http://127.0.0.1:9/sirte.xml   # nobody listens there
    lang: ar
    about: [libya]
    private: true

  # off
  - name: Elsewhere
    url: http://127.0.0.1:9/elsewhere.xml
    enabled: false
    private: true

places:
  libya:
    name: Libya
    strong: {ar: [ليبيا, الليبي*, "=سرت"], en: [Libya, Libyan*, Sirte, Kufra]}
    weak: {ar: [طرابلس], en: [Tripoli]}
  elsewhere:
    gaza: {name: Gaza, terms: {ar: ["=غزة"], en: [Gaza]}}

actors:
  haftar: {name: Khalifa Haftar, kind: person, about: [libya], names: {ar: [حفتر], en: [Haftar, Hifter]}}

topics:
  ceasefire: {name: Ceasefire, terms: {ar: [وقف <5> إطلاق النار, هدنة], en: [ceasefire*, truce*]}}
  mercenaries: {name: Mercenaries, terms: {ar: [مرتزق*], en: [mercenar*]}}

rules:
  libya-ceasefire:
    title: Ceasefire in Libya
    about: libya
    any: [topic:ceasefire]
    priority: high
    tests:
      match: [A truce was signed in Libya.]
      no_match: [A truce was signed in Gaza.]
  libya-mercenaries:
    title: Mercenaries in Libya
    about: libya
    any: [topic:mercenaries]
"""
TRUCE = "Haftar signs ceasefire\n\nKhalifa Haftar signed a ceasefire in Libya on Friday.\n"
CALM = "Harvest of dates\n\nFarmers in Libya began the harvest of dates.\n"


@dataclass(frozen=True)
class Desk:
    """A rules file, a state folder, and the command line over them."""

    rules: Path
    state: Path

    def __call__(self, *words: str, stdin: str | bytes | None = None) -> Result:
        """`monitor --rules ... --state ... words`, standard output and error kept apart."""
        options = ["--rules", str(self.rules), "--state", str(self.state)]
        return CliRunner().invoke(cli, [*options, *words], input=stdin, prog_name="monitor")


@dataclass(frozen=True)
class Kept:
    """A demonstration that was kept: a desk over its state, and what it printed."""

    desk: Desk
    printed: str

    def url(self, words: str) -> str:
        """The address of the newest stored article that holds these words."""
        found = json.loads(self.desk("search", "--json", words).stdout)
        return str(found[0]["url"])
