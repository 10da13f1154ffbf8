"""`monitor feeds`."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from monitor.cli.app import cli
from monitor.cli.demo import PACKAGED
from monitor.rules.load import load
from tests.cli.desk import RULES, Desk, Write

NEW = "https://three.example/feed"


def feeds_of(path: Path) -> list[tuple[str, str]]:
    """(name, url) of the feeds in a rules file."""
    return [(feed.name, feed.url) for feed in load(path.read_text(encoding="utf-8")).feeds]


def test_the_list_shows_every_feed_and_its_state(desk: Desk) -> None:
    """A feed that was never polled and one that is switched off are told apart."""
    result = desk("feeds", "list")
    assert result.exit_code == 0
    rows = result.stdout.splitlines()
    assert rows == [
        "Sirte Bulletin  (ar)  not polled yet",
        "    http://127.0.0.1:9/sirte.xml",
        "Elsewhere  not enabled",
        "    http://127.0.0.1:9/elsewhere.xml",
    ]


def test_the_list_as_json(desk: Desk) -> None:
    """One object a feed, with what rules.yaml says and what the state knows."""
    found = json.loads(desk("feeds", "list", "--json").stdout)
    assert [(feed["name"], feed["enabled"], feed["last_poll"]) for feed in found] == [
        ("Sirte Bulletin", True, None),
        ("Elsewhere", False, None),
    ]


def test_looking_makes_no_state(desk: Desk) -> None:
    """`feeds list` before the first run leaves no folder behind."""
    desk("feeds", "list")
    assert not desk.state.exists()


def test_adding_a_feed_inserts_its_lines_and_touches_nothing_else(desk: Desk) -> None:
    """The file minus the new lines is the file before, letter for letter; mode kept."""
    desk.rules.chmod(0o640)
    result = desk("feeds", "add", NEW, "--name", "Third: news", "--lang", "ar", "--about", "libya", "--every", "10m")
    assert result.exit_code == 0
    text = desk.rules.read_text(encoding="utf-8")
    new = [
        '  - name: "Third: news"\n',
        f"    url: {NEW}\n",
        "    lang: ar\n",
        "    about: [libya]\n",
        "    every: 10m\n",
    ]
    assert text.replace("".join(new), "", 1) == RULES
    assert feeds_of(desk.rules)[-1] == ("Third: news", NEW)
    assert desk.rules.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in desk.rules.parent.iterdir() if path.name.startswith(".")] == []


def test_a_link_to_the_rules_file_stays_a_link(desk: Desk, tmp_path: Path) -> None:
    """What the link names is changed, not the link."""
    link = tmp_path / "linked.yaml"
    link.symlink_to(desk.rules)
    assert Desk(link, desk.state)("feeds", "add", NEW).exit_code == 0
    assert link.is_symlink()
    assert feeds_of(desk.rules)[-1] == ("three.example", NEW)


@pytest.mark.parametrize(
    "words",
    [
        ("ftp://three.example/feed",),
        (NEW, "--about", "atlantis"),
        (NEW, "--lang", "Arabic"),
        (NEW, "--name", "Elsewhere"),
        (NEW, "--every", "soon"),
        (NEW, "--every", "30d"),
        (NEW, "--full-text", "perhaps"),
        (),
    ],
)
def test_what_would_spoil_the_file_is_refused(desk: Desk, words: tuple[str, ...]) -> None:
    """Exit code 2, the reason on standard error, the file as it was."""
    result = desk("feeds", "add", *words)
    assert result.exit_code == 2
    assert result.stderr
    assert desk.rules.read_text(encoding="utf-8") == RULES


def test_a_feed_that_is_there_is_not_added_again(desk: Desk) -> None:
    """The answer is "no", with the name under which it is known."""
    result = desk("feeds", "add", "http://127.0.0.1:9/sirte.xml")
    assert (result.exit_code, result.stdout) == (1, "Already there: Sirte Bulletin\n")
    assert desk.rules.read_text(encoding="utf-8") == RULES


def test_a_broken_file_is_not_edited(desk: Desk) -> None:
    """Adding to a file that does not load is refused with the file's own problems."""
    desk.rules.write_text(RULES + "colour: red\n", encoding="utf-8")
    result = desk("feeds", "add", NEW)
    assert result.exit_code == 2
    assert "[unknown-key]" in result.stderr
    assert NEW not in desk.rules.read_text(encoding="utf-8")


def test_the_packaged_rules_are_not_edited(desk: Desk) -> None:
    """Without a rules file of one's own, each command that would change it says how to get one."""
    desk.rules.unlink()
    before = PACKAGED.read_bytes()
    for words in (["add", NEW], ["remove", "Libya Herald"]):
        result = CliRunner().invoke(cli, ["feeds", *words], prog_name="monitor")
        assert result.exit_code == 2
        assert f"cp {PACKAGED} rules.yaml" in result.stderr
    assert PACKAGED.read_bytes() == before


def test_a_feed_is_removed_by_name_or_url(desk: Desk) -> None:
    """Its lines go, comments and everything else stay; an unknown name is a "no"."""
    assert desk("feeds", "remove", "Sirte Bulletin").exit_code == 0
    assert feeds_of(desk.rules) == [("Elsewhere", "http://127.0.0.1:9/elsewhere.xml")]
    text = desk.rules.read_text(encoding="utf-8")
    assert "# the first" in text and "# off" in text
    assert desk("feeds", "remove", "http://127.0.0.1:9/elsewhere.xml").exit_code == 0
    assert feeds_of(desk.rules) == []
    assert desk("feeds", "remove", "Sirte Bulletin").exit_code == 1


def test_adding_and_removing_gives_the_file_back(desk: Desk) -> None:
    """Not a letter is different afterwards."""
    desk("feeds", "add", NEW, "--name", "Third")
    assert desk("feeds", "remove", "Third").exit_code == 0
    assert desk.rules.read_text(encoding="utf-8") == RULES


def test_opml_goes_out_and_comes_in(desk: Desk, written: Write) -> None:
    """What one desk exports, another imports: same names and addresses, those already there left out."""
    desk("feeds", "add", NEW, "--name", "Third & last", "--lang", "fr")
    opml = desk("feeds", "export").stdout
    assert ElementTree.fromstring(opml).tag == "opml"
    empty = written("empty.yaml", "rules:\n  r:\n    title: R\n    any: [truce]\n")
    other = Desk(empty, desk.state)
    result = other("feeds", "import", str(written("all.opml", opml)))
    assert result.exit_code == 0
    assert "3 feeds added" in result.stdout
    assert feeds_of(empty) == feeds_of(desk.rules)
    assert "0 feeds added" in other("feeds", "import", str(written("all.opml", opml))).stdout


def test_import_counts_what_it_adds_knows_and_refuses(desk: Desk, written: Write) -> None:
    """Two spellings of one address are one feed, what cannot be polled is named, and then the exit code is 1."""
    outlines = (
        ("Sirte", "https://127.0.0.1:9/sirte.xml/"),
        ("New", "https://news.example/feed"),
        ("new", "https://NEWS.example/other"),
        ("Again", "HTTP://www.news.example/feed/"),
        ("Broken", "http://[::1"),
        ("File", "file:///etc/passwd"),
    )
    body = "".join(f'<outline text="{name}" xmlUrl="{url}"/>' for name, url in outlines)
    result = desk("feeds", "import", str(written("some.opml", f"<opml><body>{body}</body></opml>")))
    assert result.exit_code == 1
    *rows, summary = result.stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["added", "added", "refused", "refused"]
    assert summary.endswith(": 2 feeds added, 2 already there, 2 refused as no address that can be polled")
    assert feeds_of(desk.rules)[2] == ("New", "https://news.example/feed")


def test_a_list_that_is_no_text_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Another encoding, or a device that never ends, is one clear line."""
    (tmp_path / "arabic.opml").write_bytes('<opml><body text="مجلد"/></opml>'.encode("windows-1256"))
    for path in (tmp_path / "arabic.opml", Path("/dev/zero")):
        result = desk("feeds", "import", str(path))
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("url", ["http://[::1", "ftp://a.example/feed", "news.example/feed", "https://", "http://a b/"])
def test_what_is_no_address_is_wrong_usage(desk: Desk, url: str) -> None:
    """Exit code 2, and the file stays as it is."""
    result = desk("feeds", "add", url)
    assert result.exit_code == 2
    assert "is no address of a feed" in result.stderr
    assert desk.rules.read_text(encoding="utf-8") == RULES


def test_the_same_feed_in_other_spelling_is_there_already(desk: Desk) -> None:
    """Scheme, case of the host and a last slash make no other feed."""
    result = desk("feeds", "add", "HTTPS://127.0.0.1:9/sirte.xml/")
    assert (result.exit_code, result.stdout) == (1, "Already there: Sirte Bulletin\n")


def test_feeds_of_included_files_stay_where_they_are(desk: Desk, written: Write) -> None:
    """A feed is added to the file itself; one that stands in an included file is not taken out of it by lines."""
    written("more.yaml", "feeds:\n  - name: Further\n    url: https://further.example/feed\n")
    desk.rules.write_text("include: more.yaml\n" + RULES, encoding="utf-8")
    assert desk("feeds", "add", NEW, "--name", "Third").exit_code == 0
    listed = json.loads(desk("feeds", "list", "--json").stdout)
    assert [feed["name"] for feed in listed] == ["Sirte Bulletin", "Elsewhere", "Third", "Further"]
    assert "Third" in desk.rules.read_text(encoding="utf-8")
    result = desk("feeds", "remove", "Further")
    assert result.exit_code == 2
    assert "left as it is" in result.stderr
    assert desk("check").exit_code == 0


def test_opml_is_written_to_a_file(desk: Desk, tmp_path: Path) -> None:
    """--output FILE; a folder that does not exist is one clear line."""
    assert desk("feeds", "export", "--output", str(tmp_path / "feeds.opml")).exit_code == 0
    assert (tmp_path / "feeds.opml").read_text(encoding="utf-8").startswith("<?xml")
    assert desk("feeds", "export", "--output", str(tmp_path / "no" / "feeds.opml")).exit_code == 2


@pytest.mark.parametrize("text", ["", "not xml", "<html></html>", "<opml><body>"])
def test_what_is_no_opml_is_refused(desk: Desk, written: Write, text: str) -> None:
    """One clear line, the rules file untouched."""
    result = desk("feeds", "import", str(written("bad.opml", text)))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert desk.rules.read_text(encoding="utf-8") == RULES


def test_checking_names_the_cause_of_each_failure(desk: Desk) -> None:
    """Nobody listens: exit code 1, one line, nothing stored; feeds that are off are left out."""
    result = desk("feeds", "check")
    assert result.exit_code == 1
    assert result.stdout.startswith("Sirte Bulletin: FAILS: ")
    assert len(result.stdout.splitlines()) == 1
    assert not desk.state.exists()


def test_checking_an_unknown_name_is_wrong_usage(desk: Desk) -> None:
    """Exit code 2."""
    assert desk("feeds", "check", "Nobody").exit_code == 2
