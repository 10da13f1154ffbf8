"""The page behind a feed's item: what reading it gives, and the reader that has it read in a child process.

Stands apart from `fulltext`, which does the reading, so that the parent process does without its libraries: they take
14 MB and 0.15 s, and only children need them.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.feeds.parse import Runner
from monitor.model import Fetched, ParseFailed

JOB = "monitor.feeds.fulltext:extract"
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Page:
    """An article as its page tells it: the headline on one line, the text with a line for each paragraph."""

    title: str
    text: str


class Reader:
    """Reads pages in a child process; what cannot be read is a ParseFailed that says why."""

    def __init__(self, workers: Runner, *, seconds: float = SECONDS) -> None:
        self._workers, self._seconds = workers, seconds

    async def read(self, fetched: Fetched) -> Page | ParseFailed:
        """The article of a fetched page."""
        args = (fetched.body, fetched.url, fetched.content_type)
        result = await self._workers.run(JOB, *args, seconds=self._seconds)
        assert isinstance(result, Page | ParseFailed)
        return result
