"""A truce of bakers and ministers: words of war as figures of speech, and foreigners who come to teach, not to fight.

Two signs together: a word of a quarrel or a trade without weapons (`figurative`: a strike, a league, a school) in the
sentence, the headline or the lead, and nowhere in the article a word of weapons (`literal`: clashes, troops, shelling).
What a headline says, a lead takes back with two such words at least: when the guns are silent people queue for bread.

Where the article knows of no weapons, a single word is one, too: behind the lead or in quotation marks if nobody is
named and nothing says where, and anywhere if no word around it is of the matter (`supporting`: parties, signed).

And a truce on the stage: where headline and lead speak of a film, a match or an old war, the article tells of no other.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.rules.page import TEXT, TITLE, Hit, Page
from monitor.rules.scene import LEAD

STAGED = 2  # words of stage, screen, sport or old wars in headline and lead that make the article one about them
PLAIN = 2  # words of quarrels or trades in headline and lead beside which a single word of weapons means nothing, too
WITNESSES = ("armed group", "company", "mission")  # kinds of actors that a truce is between, or that watch over it
QUOTES, QUOTES_END = frozenset("\"\u00ab\u201c\u201e"), ("\"", "\u00bb", "\u201d", "\u201c")  # around a word
AGAINST_HEADLINE = 2  # such words of a lead that take its headline back


def figurative(page: Page, group: str, hit: Hit) -> str:
    """Why a hit of the group is meant otherwise, or ""."""
    if staged := _staged(page, group, hit):
        return staged
    others = [one for one in page.hits.get(f"figurative {group}", ()) if not _is_its_own(one, hit)]
    if not others or _bears_weapons(page, group, hit) or _outweighed(page, group, others):
        return ""
    text = page.fields[TEXT]
    lead = [one for one in others if one.field == TEXT and text.sentence_of(one.first) < LEAD]
    if hit.field == TITLE:
        found = [one for one in others if one.field == TITLE] or lead[AGAINST_HEADLINE - 1 :]
    else:
        here = text.sentence_of(hit.first)
        near = [one for one in others if one.field == TITLE or 0 <= here - text.sentence_of(one.first) <= 1]
        found = near or lead
    return f"it is meant otherwise: «{page.letters(found[0])}», and nothing of weapons" if found else ""


def _is_its_own(one: Hit, hit: Hit) -> bool:
    """Whether a hit begins or ends with another: the instructors of "Russian instructors" do not stand beside them."""
    return one.within(hit) and (one.first == hit.first or one.last == hit.last)


def _bears_weapons(page: Page, group: str, hit: Hit) -> bool:
    """Whether the hit holds a word of weapons itself: mercenaries are mercenaries in a school, too. Of a matter with
    `supporting` words that is not enough: unions "halt the fighting", too.
    """
    if f"supporting {group}" in page.book.filled:
        return False
    return any(one.within(hit) for one in page.hits.get(f"literal {group}", ()))


def _outweighed(page: Page, group: str, others: list[Hit]) -> bool:
    """Whether the article knows of weapons; where headline and lead are plainly of others, by more than one word."""
    weapons = {page.letters(one).casefold() for one in page.hits.get(f"literal {group}", ())}
    opening = {page.letters(one).casefold() for one in _opening(page, others)}
    return len(weapons) > (1 if len(opening) >= PLAIN else 0)


def unarmed(page: Page, group: str, hit: Hit, *, firm: bool) -> str:
    """Why the hit of an article without weapons is a figure of speech unless it says more, or "": "a truce with the
    desert". That is a single word in quotation marks or far behind the lead, where nobody is named; or one that nothing
    supports, not even a place that settles (`firm`) what it is about: "Ceasefire in Libya".
    """
    if hit.first < hit.last or f"literal {group}" not in page.book.filled:
        return ""
    if page.weapons(group) or _bears_weapons(page, group, hit):
        return ""
    if all(actor.context for actor, _ in page.actors):
        if not firm and _quoted(page, hit):
            return "it stands in quotation marks, and nothing of weapons"
        if not firm and hit.field == TEXT and page.fields[TEXT].sentence_of(hit.first) >= LEAD:
            return "it is said in passing, and nothing of weapons"
    return "" if firm or _supported(page, group, hit) else "nothing of weapons or of warring parties stands around it"


def _quoted(page: Page, hit: Hit) -> bool:
    """Whether the hit stands in quotation marks, alone or behind another word: the "water truce" of the candidates."""
    tokens = page.fields[hit.field]
    end = tokens.span(hit.last)[1]
    start = tokens.span(max(hit.first - 1, 0))[0]
    before = tokens.text[max(start - 1, 0) : tokens.span(hit.first)[0]]
    return tokens.text[end : end + 1] in QUOTES_END and not QUOTES.isdisjoint(before)


def _supported(page: Page, group: str, hit: Hit) -> bool:
    """Whether somebody is named who fights or keeps the peace, or headline, lead or sentence have a supporting word."""
    supporting = f"supporting {group}"
    if supporting not in page.book.filled or any(actor.kind in WITNESSES for actor, _ in page.actors):
        return True
    here = page.sentence(hit)
    near = page.hits.get(supporting, [])
    return bool(_opening(page, near)) or any(page.sentence(one) == here for one in near)


def _opening(page: Page, hits: Iterable[Hit]) -> list[Hit]:
    """The hits in headline and lead."""
    text = page.fields[TEXT]
    return [one for one in hits if one.field == TITLE or text.sentence_of(one.first) < LEAD]


def _staged(page: Page, group: str, hit: Hit) -> str:
    """Why the hit is of another world, or "": headline and lead speak of little else, its sentence of no weapons."""
    opening = _opening(page, page.hits.get(f"beside {group}", ()))
    if len({page.letters(one).casefold() for one in opening}) < STAGED:
        return ""
    return "" if page.weapons_beside(group, hit) else f"the article is about «{page.letters(opening[0])}»"
