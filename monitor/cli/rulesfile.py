"""A change to the feeds in the user's rules file: edited as text, verified by loading, put in place in one step.

Promises: either the file afterwards holds exactly the feeds that were asked for and everything else as before, or it
was not touched. Another editor's save in between is noticed. Mode, links and line ends stay.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from monitor.cli.options import Options
from monitor.errors import BadRules, BadSettings
from monitor.model import Feed
from monitor.rules.book import RuleBook
from monitor.service import bookfile

Feeds = tuple[Feed, ...]


def own_file(options: Options) -> Path:
    """The user's rules file. The packaged one is nobody's to edit: BadSettings says how to get a copy."""
    if options.rules is None and not Path(bookfile.DEFAULT).exists():
        packaged = bookfile.locate(None)
        raise BadSettings(f"the packaged rules are not edited; make them yours first: cp {packaged} rules.yaml")
    return options.rules_file


def rewrite(path: Path, change: Callable[[str], str], wanted: Feeds) -> None:
    """Applies `change` to the file's text when the result loads and has exactly the `wanted` feeds. Else raises.

    Their order does not matter: feeds of included files come after those of the file itself.
    """
    before = bookfile.read(path, {})
    old = path.read_bytes()
    new = change(old.decode("utf-8"))
    try:
        after = bookfile.as_if(path, new)
    except BadRules as error:
        raise BadSettings(f"{path} is left as it is: with this change it would be wrong\n{error}") from error
    if Counter(after.feeds) != Counter(wanted) or _rest(after) != _rest(before):
        raise BadSettings(f"{path} is left as it is: its layout cannot be edited by lines; please edit it by hand")
    try:
        _replace(path, old, new.encode())
    except OSError as error:
        raise BadSettings(f"{path} is left as it is: {error.filename or path}: {error.strerror}") from error


def _rest(book: RuleBook) -> tuple[object, ...]:
    """Everything but the feeds."""
    return book.chats, book.places, book.actors, book.topics, book.rules, book.terms, book.groups, book.clues


def _replace(path: Path, old: bytes, new: bytes) -> None:
    target = path.resolve()  # a link stays a link
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        if target.read_bytes() != old:
            raise BadSettings(f"{path} was changed by somebody else just now: please try again")
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)  # after success there is nothing under that name
