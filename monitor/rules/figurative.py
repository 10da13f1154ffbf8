"""A truce of bakers and ministers: words of war as figures of speech.

Two signs together: a word of a quarrel without weapons (`figurative`: a strike, a league, a budget) in the sentence,
the headline or the lead, and nowhere in the article a word of weapons (`literal`: clashes, troops, shelling). What a
headline says, a lead takes back with two such words at least: when the guns are silent people queue for bread.
"""

from __future__ import annotations

from monitor.rules.page import TEXT, TITLE, Hit, Page
from monitor.rules.scene import LEAD

AGAINST_HEADLINE = 2  # words of a lead that make its headline a figure of speech


def figurative(page: Page, group: str, hit: Hit) -> str:
    """Why a hit of the group is a figure of speech, or ""."""
    quarrels = page.hits.get(f"figurative {group}")
    if not quarrels or f"literal {group}" in page.hits:
        return ""
    text = page.fields[TEXT]
    lead = [one for one in quarrels if one.field == TEXT and text.sentence_of(one.first) < LEAD]
    if hit.field == TITLE:
        found = [one for one in quarrels if one.field == TITLE] or lead[AGAINST_HEADLINE - 1 :]
    else:
        here = text.sentence_of(hit.first)
        near = [one for one in quarrels if one.field == TITLE or 0 <= here - text.sentence_of(one.first) <= 1]
        found = near or lead
    return f"it is a figure of speech: «{page.letters(found[0])}», and nothing of weapons" if found else ""
