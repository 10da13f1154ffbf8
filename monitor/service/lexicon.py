"""The packaged vocabulary of figures and events, read from the package once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import monitor
from monitor.rules.load import plain
from monitor.stories.lexicon import Lexicon, compile_lexicon


@cache
def packaged() -> Lexicon:
    """The lexicon that the wheel carries. Raises BadRules when its files are damaged."""
    folder = Path(monitor.__file__).parent / "data"
    names = ("figures.yaml", "events.yaml", "stories.yaml")
    return compile_lexicon(*(plain((folder / name).read_text("utf-8"), name) for name in names))
