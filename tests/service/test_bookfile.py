"""rules.yaml on disk."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from monitor.errors import BadRules
from monitor.rules.load import load
from monitor.service.bookfile import Adopted, BookFile, Refused, failing, locate, read

RULES = """
chats:
  desk: {telegram: $TELEGRAM_CHAT_ID}
feeds:
  - {name: One, url: "http://one.example/feed", about: [libya]}
places:
  libya:
    name: Libya
    strong: {en: [Libya]}
topics:
  ceasefire:
    name: Ceasefire
    terms: {en: [ceasefire, truce]}
rules:
  libya-ceasefire:
    title: Ceasefire in Libya
    about: libya
    any: [topic:ceasefire]
    tests:
      match: [A ceasefire was agreed in Libya.]
      no_match: [The weather in Libya is fine.]
"""
VARIABLES = {"TELEGRAM_CHAT_ID": "-100"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good rules file."""
    file = tmp_path / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")
    return file


def look_twice(book: BookFile) -> Adopted | Refused | None:
    """What the daemon does in two beats of its watch."""
    return book.look() or book.look()


def rename_over(path: Path, text: str) -> None:
    """Saves as careful editors do: a new file renamed over the old one."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.rename(path)


def test_the_named_file_is_read_with_the_variables(path: Path) -> None:
    """$NAME in the file is what the environment says."""
    assert read(path, VARIABLES).chats["desk"].address == "-100"


def test_without_a_name_the_file_here_then_the_shipped_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """rules.yaml in the working folder comes first; without one, the rules that came with the product."""
    monkeypatch.chdir(path.parent)
    assert locate(None) == Path("rules.yaml")
    assert locate(Path("other.yaml")) == Path("other.yaml")
    path.unlink()
    assert locate(None).is_absolute()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "There is no such file"),
        (b"", "rules.yaml:1"),
        (b"a: \xff\xfe", "rules.yaml:1:4: error [encoding]"),
        (b"x" * 4_000_001, "larger than 4 MB"),
        (RULES.encode("utf-16"), "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, says: str) -> None:
    """A missing, empty, wrongly encoded or huge file raises BadRules with file, line and column."""
    file = tmp_path / "rules.yaml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadRules) as caught:
        read(file, {})
    assert says in str(caught.value)


def test_nothing_changed_is_nothing(path: Path) -> None:
    """A file that stays, or is saved with the same content, is not adopted again."""
    book = BookFile(path, VARIABLES)
    assert look_twice(book) is None
    os.utime(path, (1, 1))
    assert look_twice(book) is None


@pytest.mark.parametrize("save", [Path.write_text, rename_over])
def test_a_good_change_is_adopted_and_described(path: Path, save: object) -> None:
    """Saved in place or by rename, new rules come into force, and what is different is said."""
    book = BookFile(path, VARIABLES)
    before = book.book
    assert callable(save)
    save(path, RULES.replace("[ceasefire, truce]", "[ceasefire, armistice]").replace("name: One", "name: Uno"))
    found = look_twice(book)
    assert isinstance(found, Adopted)
    assert found.changes[0] == "2 feeds, +1 −1 terms"
    assert "1 feed added: Uno" in found.changes
    assert found.before is before
    assert book.book is found.book is not before
    assert look_twice(book) is None


def test_one_look_is_not_believed(path: Path) -> None:
    """A file caught in the middle of a save is not taken for a shorter one; a forced look believes its eyes."""
    book = BookFile(path, VARIABLES)
    cut = RULES[: RULES.index("rules:")]
    path.write_text(cut)
    assert book.look() is None
    path.write_text(RULES)
    assert look_twice(book) is None
    path.write_text(RULES + "# more\n")
    assert isinstance(book.look(force=True), Adopted)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (RULES.replace("title:", "titel:"), "rules.yaml:16"),
        ("", "rules.yaml:1"),
        ("rules: [", "rules.yaml:1"),
        (RULES.replace("[A ceasefire was", "[A picnic was"), "libya-ceasefire: test “A picnic was"),
    ],
)
def test_a_bad_change_is_refused_once(path: Path, text: str, says: str) -> None:
    """What does not load, or fails its own tests, is refused with the line, once; the old rules stay in force."""
    book = BookFile(path, VARIABLES)
    before = book.book
    path.write_text(text)
    found = look_twice(book)
    assert isinstance(found, Refused)
    assert says in "\n".join(found.problems)
    assert book.problems == found.problems
    assert look_twice(book) is None
    assert book.book is before


def test_a_mended_file_is_adopted(path: Path) -> None:
    """Back to the old content, or forward to a better one: the problem is over."""
    book = BookFile(path, VARIABLES)
    before = book.book
    path.write_text("rules: [")
    assert isinstance(look_twice(book), Refused)
    path.write_text(RULES)
    assert look_twice(book) == Adopted(book.book, (), before)
    assert book.problems == ()


def test_a_deleted_file_is_told_and_survived(path: Path) -> None:
    """The old rules stay when the file goes, and the file is welcome back."""
    book = BookFile(path, VARIABLES)
    path.unlink()
    found = look_twice(book)
    assert isinstance(found, Refused) and "There is no such file" in found.problems[0]
    assert look_twice(book) is None
    path.write_text(RULES)
    assert isinstance(look_twice(book), Adopted)


def test_a_file_that_fails_its_own_tests_still_starts(path: Path) -> None:
    """At the start there are no older rules to keep: failing tests are reported, and are no reason to be silent."""
    path.write_text(RULES.replace("[A ceasefire was", "[A picnic was"))
    assert "A picnic was" in BookFile(path, VARIABLES).problems[0]


def test_a_failing_test_is_named_in_words() -> None:
    """The rule, the first words of the example on one line, and what happened instead; no data structures."""
    long = "A truce in Libya\n  was announced by all sides, among whom were many that nobody had expected there."
    book = load(RULES.replace("A ceasefire was agreed in Libya.", "{title: Rain, text: x}").replace(
        "The weather in Libya is fine.", json.dumps(long)
    ))  # fmt: skip
    assert all(re.match(r"rules\.yaml:\d+:\d+: rule", line) for line in failing(book))
    assert tuple(line.partition(": ")[2] for line in failing(book)) == (
        "rule libya-ceasefire: test “Rain” fails: it did not fire: none of its words occur",
        "rule libya-ceasefire: test “A truce in Libya was announced by all sides, among whom …” fails:"
        " it fired on «truce»",
    )


def test_a_change_in_an_included_file_is_adopted(path: Path) -> None:
    """Whichever of the files is saved: two looks later the rules are those of all of them; a broken one is refused."""
    more = path.parent / "parts" / "more.yaml"
    more.parent.mkdir()
    more.write_text("topics: {dates: {terms: {en: [harvest]}}}\n")
    path.write_text("include: [parts/more.yaml]\n" + path.read_text())
    book = BookFile(path, VARIABLES)
    version = book.book.version
    assert look_twice(book) is None
    more.write_text("topics: {dates: {terms: {en: [harvest, olives]}}}\n")
    adopted = look_twice(book)
    assert isinstance(adopted, Adopted)
    assert any("olives" in change for change in adopted.changes)
    assert adopted.book.version != version
    more.write_text("topics: {dates: {terms: [harvest]}}\n")
    refused = look_twice(book)
    assert isinstance(refused, Refused)
    assert refused.problems[0].startswith(f"{more}:1:")
    more.unlink()
    refused = look_twice(book)
    assert isinstance(refused, Refused)
    assert refused.problems[0].startswith(f"{path}:1:11: error [missing] parts/more.yaml")
    more.write_text("topics: {dates: {terms: {en: [harvest]}}}\n")
    assert isinstance(look_twice(book), Adopted)
    assert look_twice(book) is None


def test_an_include_is_watched_from_the_moment_it_is_named(path: Path) -> None:
    """A file that the rules did not have before is looked at as soon as it is included."""
    book = BookFile(path, VARIABLES)
    (path.parent / "late.yaml").write_text("topics: {dates: {terms: {en: [harvest]}}}\n")
    path.write_text("include: late.yaml\n" + path.read_text())
    assert isinstance(look_twice(book), Adopted)
    (path.parent / "late.yaml").write_text("topics: {dates: {terms: {en: [olives]}}}\n")
    assert isinstance(look_twice(book), Adopted)
    assert look_twice(book) is None


def test_a_link_out_of_the_folder_is_not_followed(path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What stands elsewhere is not read through a link beside the rules."""
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("canary: 1\n")
    (path.parent / "link.yaml").symlink_to(secret)
    path.write_text("include: link.yaml\n" + path.read_text())
    with pytest.raises(BadRules, match="leads out of the folder") as caught:
        read(path, {})
    assert "canary" not in str(caught.value)


def test_a_circle_of_links_is_a_problem_with_a_name(path: Path) -> None:
    """It is refused once, before the start and while the daemon runs, and the file itself in its place is adopted."""
    link, good = path.parent / "link.yaml", path.read_text()
    link.symlink_to(link)
    book = BookFile(path, VARIABLES)
    path.write_text("include: link.yaml\n" + good)
    with pytest.raises(BadRules, match="leads in a circle"):
        read(path, {})
    refused = look_twice(book)
    assert isinstance(refused, Refused) and "leads in a circle" in refused.problems[0]
    assert [look_twice(book) for _ in range(3)] == [None, None, None], "told once"
    link.unlink()
    link.write_text("topics: {dates: {terms: {en: [harvest]}}}\n")
    assert isinstance(look_twice(book), Adopted)


def test_a_refused_link_is_told_once(path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A link out of the folder stays refused without another word, whatever it leads to."""
    book = BookFile(path, VARIABLES)
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("canary: 1\n")
    (path.parent / "link.yaml").symlink_to(secret)
    path.write_text("include: link.yaml\n" + path.read_text())
    assert isinstance(look_twice(book), Refused)
    assert [look_twice(book) for _ in range(3)] == [None, None, None]


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/"])
def test_what_is_no_file_is_refused_at_once(device: str) -> None:
    """A device that never ends is not read at all."""
    with pytest.raises(BadRules, match=r"error \[unreadable\] This is a (device|folder)"):
        read(Path(device), {})
