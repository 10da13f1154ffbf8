"""Around the adoption of changed rules: what changed while no daemon ran, and what a change does to the last days."""

from __future__ import annotations

import asyncio
import logging

from monitor.errors import BadRules
from monitor.service.bookfile import Adopted
from monitor.service.differences import changes, judge_alike
from monitor.service.parts import Parts
from monitor.service.tryout import book_of, try_out, words

log = logging.getLogger(__name__)


async def since_last_time(parts: Parts) -> Adopted | None:
    """The rules in force as a change of those that ran last on this state; None when they are the same, or none ran."""
    kept = await parts.writer(lambda store: store.adopted_rules())
    book = parts.bookfile.book
    if kept is None or kept.version == book.version:
        return None
    try:
        before = await asyncio.to_thread(book_of, kept.sources, kept.file, parts.bookfile.variables)
    except BadRules:  # of an older program: there is nothing to compare with
        return None
    return Adopted(book, changes(before, book), before)


async def tell_effect(parts: Parts, found: Adopted) -> None:
    """Tells the operator what the change does to the last days: a line that takes its time and holds nothing up."""
    if judge_alike(found.before, found.book):
        return
    tried = await try_out(parts.state, found.before, found.book, parts.now())
    log.info("rules %s: %s", found.book.version, words(tried).splitlines()[0])
    if isinstance(tried, str) or tried.stored:
        await parts.tell_operator(words(tried))
