"""News or history: a hit in a clause that only dates something else ("output is the highest since the 2020 ceasefire").

Two signs together make a hit background: a word of a time clause near it ("since", "after", Turkish "sonra"), and
something that puts it in the past, a year gone by or a word such as "years ago". The words are vocabulary of rules.yaml
(`background`); only the arithmetic of years and distances is here.
"""

from __future__ import annotations

import re

from monitor.rules.page import Hit, Page
from monitor.text.fold import fold

CLAUSE = 7  # words between the hit and a word of a time clause
PAST = 6  # words between the hit and what puts it in the past
_YEAR = re.compile(r"(?:19|20)\d\d")


def background(page: Page, hit: Hit) -> str:
    """Why the hit is background, or ""."""
    clause = _near(page, "background clause", hit, CLAUSE)
    if clause is None:
        return ""
    past = _near(page, "background past", hit, PAST)
    when = page.letters(past) if past else _past_year(page, hit)
    return f"it only dates something else: «{page.letters(clause)}» … «{when}»" if when else ""


def _near(page: Page, group: str, hit: Hit, reach: int) -> Hit | None:
    """A hit of the group in the same sentence, at most `reach` words from the hit."""
    near = [
        other
        for other in page.hits.get(group, ())
        if other.field == hit.field and max(hit.first - other.last, other.first - hit.last) <= reach + 1
    ]
    if not near:
        return None
    tokens = page.fields[hit.field]
    sentence = tokens.sentence_words(tokens.sentence_of(hit.first))
    return next((other for other in near if other.first >= sentence.start and other.last < sentence.stop), None)


def _past_year(page: Page, hit: Hit) -> str:
    """A year before the article's own, near the hit; any year when the article has no date."""
    tokens = page.fields[hit.field]
    for word in map(tokens.word, range(max(hit.first - PAST, 0), min(hit.last + 1 + PAST, tokens.count))):
        year = fold(word) if word[0].isdigit() else ""
        if _YEAR.fullmatch(year) and (page.day is None or int(year) < page.day.year):
            return year
    return ""
