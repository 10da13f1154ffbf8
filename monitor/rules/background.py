"""News or history: a hit in a clause that only dates something else ("output is the highest since the 2020 ceasefire").

Two signs together make a hit background: a word of a time clause near it ("since", "after", Turkish "sonra"), and
something that puts it in the past, a year gone by or a word such as "years ago". A year of another age is enough
alone. A date without a year ("after the truce") is one only in articles that say nothing else of the matter. The words
are vocabulary of rules.yaml (`background`, a topic's `dating`); only the arithmetic of years and distances is here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.rules.page import TEXT, TITLE, Hit, Page
from monitor.rules.scene import LEAD
from monitor.text.fold import fold
from monitor.text.tokens import Tokens

CLAUSE = 7  # words between the hit and a word of a time clause
PAST = 6  # words between the hit and what puts it in the past
CLOSE = 3  # words between the hit and a year that alone makes it so
SINCE = 2  # words between the hit and a "since"
DATING = 2  # words between the hit and a phrase such as "after the deal"
AGE = 25  # years after which something is no news any more
FIRST = 2011  # the year with which the story begins, for articles without a date
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNTING = frozenset(  # what comes after is how many: grammar of six languages, not vocabulary
    fold(
        "about almost approximately around exceed least nearly over than عدد نحو حوالي قرابة زهاء environ près"
        " quelque quelques circa oltre quasi più около более почти порядка свыше числа yaklaşık sayısı sayısının"
    ).split()
)
_DATED = frozenset(  # what comes after is a year, though it may be a number in another place
    fold(
        "war guerre guerra حرب معارك معركة il in of since by until during early late mid en de d du depuis fin l"
        " dal del nel nell dell dall в с до عام العام لعام سنة في منذ حتى january february march april may june"
        " july august september october november december janvier février mars avril mai juin juillet août"
        " septembre octobre novembre décembre gennaio febbraio marzo aprile maggio giugno luglio agosto settembre"
        " ottobre dicembre января февраля марта апреля мая июня июля августа сентября октября ноября декабря يناير"
        " فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
    ).split()
)
_DATED_BEHIND = frozenset(fold("da de ta te yılı yılında yılından sonbaharında yazında г год года году годов").split())


def background(page: Page, hit: Hit) -> str:
    """Why the hit is background, or ""."""
    if year := _long_ago(page, hit):
        return f"it is history: «{year}»"
    clause = _near(page, "background clause", hit, CLAUSE)
    if clause is None:
        return ""
    past = _near(page, "background past", hit, PAST)
    when = page.letters(past) if past else _past_year(page, hit)
    return f"it only dates something else: «{page.letters(clause)}» … «{when}»" if when else ""


def in_passing(page: Page, group: str, hit: Hit) -> str:
    """Why the hit of the group is background unless the article says more; or "".

    It stands right behind a word such as "since" (not "since Thursday"); in a phrase such as "after the truce"; or,
    behind the lead, beside a year gone by: "the truce of 2020", though not "the truce of 2020 holds".
    """
    date = _since(page, hit) or _dating(page, group, hit)
    if date:
        return f"it only dates something else: «{page.letters(date)}»"
    if hit.field == TITLE or page.day is None or page.fields[TEXT].sentence_of(hit.first) < LEAD:
        return ""
    year = _past_year(page, hit, CLOSE)
    old = year and int(year) < page.day.year - 1 and not _near(page, "background fresh", hit, PAST)
    return f"it only looks back: «{year}»" if old else ""


def _since(page: Page, hit: Hit) -> Hit | None:
    """The "since" right before the hit, with nothing fresh between: "since Thursday no shell fell" is news."""
    since = _before(page, "background since", hit, SINCE)
    if since is None:
        return None
    fresh = page.hits.get("background fresh", ())
    between = (one.field == hit.field and since.last < one.first and one.last < hit.first for one in fresh)
    return None if any(between) else since


def _dating(page: Page, group: str, hit: Hit) -> Hit | None:
    """The phrase that makes the hit a date: in no headline, of nothing fresh, where the article tells of no weapons."""
    date = _before(page, f"dating {group}", hit, DATING) if hit.field == TEXT else None
    return None if not date or _near(page, "background fresh", hit, PAST) or _armed(page, group, hit) else date


def _before(page: Page, group: str, hit: Hit, reach: int) -> Hit | None:
    """A hit of the group that meets the hit, or stands before it in the same clause, at most `reach` words away."""
    near = _near(page, group, hit, reach)
    if near is None or (near.meets(hit) and near.first <= hit.first):
        return near
    return near if near.last < hit.first and not _apart(page, near, hit) else None


def _armed(page: Page, group: str, hit: Hit) -> bool:
    """Whether the sentence of the hit speaks of weapons in words that are no hits of the group, or headline and lead do
    so more than once: tanks hold oil, too.
    """
    if page.weapons_beside(group, hit):
        return True
    text, weapons = page.fields[TEXT], page.weapons(group)
    opening = {page.letters(one) for one in weapons if one.field == TITLE or text.sentence_of(one.first) < LEAD}
    return len(opening) > 1


def _apart(page: Page, before: Hit, hit: Hit) -> bool:
    """Whether a comma parts the two: "Since then, the lines have been still"."""
    start, end = page.span(before)[1], page.span(hit)[0]
    return not {",", "،", ":", ";"}.isdisjoint(page.fields[hit.field].text[start:end])


def _long_ago(page: Page, hit: Hit) -> str:
    """A year of another age in the sentence of the hit, which names none of ours; or "".

    Where it names no year, headline or lead may: the headline's for all, the lead's for what comes behind it, in an
    article that names no other years.
    """
    tokens, text = page.fields[hit.field], page.fields[TEXT]
    sentence, every = tokens.sentence_of(hit.first), range(len(text.starts))
    years = _years(tokens, [sentence])
    if not years:
        years = _years(page.fields[TITLE], [0])
        if hit.field == TITLE or sentence >= LEAD:
            years += _years(text, every[:LEAD])
        if years and hit.field == TEXT:
            years += _years(text, every)
    this = page.day.year if page.day else 0
    old = years and max(year for year, _ in years) < (this - AGE if this else FIRST)
    return next((str(year) for year, dated in years if dated), "") if old else ""


def _years(tokens: Tokens, sentences: Iterable[int]) -> list[tuple[int, bool]]:
    """(year, whether a word beside it says that it is one) for what can be a year in the sentences."""
    found = ((_year(tokens, index), index) for number in sentences for index in tokens.sentence_words(number))
    return [(year, _is_dated(tokens, index)) for year, index in found if year]


def _year(tokens: Tokens, index: int) -> int:
    """The year that a word can be, or 0; "about 1940" is a number."""
    word = tokens.word(index)
    if not word[0].isdigit() or not _YEAR.fullmatch(fold(word)):
        return 0
    return 0 if index and fold(tokens.word(index - 1)) in _COUNTING else int(word)


def _is_dated(tokens: Tokens, index: int) -> bool:
    """Whether a number is said to be a year: "in 1905", and not "rose to 1905 men"."""
    before = fold(tokens.word(index - 1)) if index else ""
    after = fold(tokens.word(index + 1)) if index + 1 < tokens.count else ""
    return before in _DATED or after in _DATED_BEHIND or bool(_YEAR.fullmatch(before))


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


def _past_year(page: Page, hit: Hit, reach: int = PAST) -> str:
    """A year before the article's own, near the hit; any year when the article has no date."""
    tokens = page.fields[hit.field]
    for index in range(max(hit.first - reach, 0), min(hit.last + 1 + reach, tokens.count)):
        year = _year(tokens, index)
        if year and (page.day is None or year < page.day.year):
            return str(year)
    return ""
