"""A truce of bakers and ministers: words of war as figures of speech.

Two signs together: a word of a quarrel without weapons (`figurative`: a strike, a league, a budget) in the sentence,
the headline or the lead, and nowhere in the article a word of weapons (`literal`: clashes, troops, shelling).
"""

from __future__ import annotations

from monitor.rules.page import TEXT, TITLE, Hit, Page
from monitor.rules.scene import LEAD


def figurative(page: Page, group: str, hit: Hit) -> str:
    """Why a hit of the group is a figure of speech, or ""."""
    quarrels = page.by_sentence(f"figurative {group}")
    if not quarrels or f"literal {group}" in page.hits:
        return ""
    sentence = page.fields[hit.field].sentence_of(hit.first)
    around = ((hit.field, sentence), (TITLE, 0), *((TEXT, number) for number in range(LEAD)), (TEXT, sentence - 1))
    quarrel = next((quarrels[place] for place in around if place in quarrels), None)
    return f"it is a figure of speech: «{page.letters(quarrel)}», and nothing of weapons" if quarrel else ""
