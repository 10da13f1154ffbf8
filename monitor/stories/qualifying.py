"""What is said of a figure: what became of those counted, which part of a whole they are, how exact the number is.

Who was killed and who came home stands in the same sentence as often as not; each deed goes to the figure it is
nearest to, past as few other figures and commas as may be, and to no second one, unless the two are coupled
("killed 12 fighters and 3 civilians").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

from monitor.stories.marked import Found, Marked
from monitor.stories.units import Count

FAR = 11  # cost beyond which a deed is not that of a figure
CROSSED = 7  # cost of another figure in between
CLAUSE = 2  # cost of a comma in between
ADJECTIVES, SUBJECT = 2, 8  # words that may stand between a figure and "and": foreign; of the Halbous brigade
RISEN = 8  # words between a rise and what it rose to
DIED = 6  # words behind the wounded in which it may stand that they died
PART = 6  # words between a figure and that of some of those
CLOSE = 4  # words around a figure in which its share of a whole is named
CROWDED = 20  # figures of a sentence; one with more is a table, in which nothing is said of any
_COMMAS = frozenset(",;:()،؛—–\n")
_FATE = frozenset(("killed", "wounded", "captured", "released"))
# a share says more than these, and less than what they do not hold
_MOVES = frozenset(("transferred", "arrived", "recruited", "left"))


def qualify(marked: Marked, counts: Sequence[Count]) -> None:
    """Fill in the qualifier of every count that has none yet. The counts come in order of reading."""
    by_sentence: dict[int, list[Count]] = defaultdict(list)
    for count in counts:
        by_sentence[marked.tokens.sentence_of(count.first)].append(count)
    for sentence, group in by_sentence.items():
        if len(group) > CROWDED:
            continue
        shares = {id(count): share for count in group if (share := _share(marked, count, group))}
        named = {id(count) for count in group if count.qualifier}  # by their noun: 31 wounded
        _deeds(marked, sentence, group)
        _couple(marked, group, named)
        _succumb(marked, group)
        for count in group:
            share = shares.get(id(count), "")
            if share and (not count.qualifier or share == "minors" or (count.qualifier in _MOVES)):
                count.qualifier = share
            elif count.announced and count.kind == "people" and (not count.qualifier or count.qualifier in _MOVES):
                count.qualifier = "total"


def bound(marked: Marked, count: Count) -> str:
    """How exact the number is: at least, about, up to, more than, less than; "" when nothing says so."""
    number = count.number
    for word in (number.first - 1, number.first - 2):
        hit = marked.ending("bound", word)
        if hit and marked.tokens.one_sentence(word, number.first) and not _COMMAS & set(marked.gap(word)):
            risen = marked.is_a("to", word) and marked.has("change", number.first - RISEN, number.first)
            return "" if risen else hit.name  # выросло до 16
        if word < 0 or marked.is_a("and", word) or len(marked.tokens.words[word].strip("ـ")) > 3:
            break
    for word in (number.last + 1, number.last + 2, count.end + 1):
        after = marked.at("bound after", word)
        if after and marked.tokens.one_sentence(number.first, word):
            return after.name
    return "about" if number.vague else ""


def _share(marked: Marked, count: Count, group: Sequence[Count]) -> str:
    """total, new, previous, minors or monthly, where that stands close by and no other figure is closer."""
    begin, end = count.first - CLOSE, max(count.last, count.end) + CLOSE + 1
    for other in group:
        if other is not count:
            begin = max(begin, other.last + 1) if other.first < count.first else begin
            end = min(end, other.first) if other.first > count.first else end
    found = [hit for hit in marked.within("share", begin, end) if _fits(marked, hit, count, group)]
    order = ("previous", "minors", "monthly", "new", "total")
    return min((hit.name for hit in found), key=order.index, default="")


def _fits(marked: Marked, hit: Found, count: Count, group: Sequence[Count]) -> bool:
    if not marked.tokens.one_sentence(min(hit.first, count.first), max(hit.last, count.last)):
        return False
    if hit.name == "previous":
        return 0 < count.first - hit.last <= 2 and (not marked.is_a("against", hit.last) or _compared(count, group))
    if hit.name == "monthly":
        return count.kind == "money" or hit.first > count.last
    if hit.name == "minors":
        return count.kind == "people"
    if hit.name == "new":
        away = count.first - hit.last
        grouped = away <= CLOSE and any(marked.is_a("of", word) for word in range(hit.last + 1, count.first))
        before = 0 < away <= 2 or (away > 0 and grouped)  # a new group of 120 fighters
        return before or count.number.last < hit.first <= count.end + 2
    return count.kind in ("people", "thing")


def _compared(count: Count, group: Sequence[Count]) -> bool:
    """Whether a like thing was counted before it, that it can be set against: 350, contre 300 en mars. What is done
    "against five persons" has no such figure before."""
    return any(other.first < count.first and other.kind == count.kind != "money" for other in group)


def _deeds(marked: Marked, sentence: int, group: list[Count]) -> None:
    """Give each deed of the sentence to the figure it is nearest to."""
    words = marked.tokens.sentence_words(sentence)
    done = marked.deeds()
    within = done[bisect_left(done, (words.start,)) : bisect_left(done, (words.stop,))]
    deeds = [hit for hit in within if hit.name in marked.lexicon.deeds]
    open_counts = [count for count in group if not count.qualifier and count.kind in ("people", "thing")]
    if not deeds or not open_counts:
        return
    counted = {word for count in group for word in range(count.first, count.last + 1)}
    firsts = [other.first for other in group]
    pairs = sorted(
        (_cost(marked, count, deed, firsts), place, number)
        for place, count in enumerate(open_counts)
        for number, deed in enumerate(deeds)
        if deed.first not in counted and _within_reach(count, deed) and _possible(count, deed)
    )
    used: set[int] = set()
    for cost, place, number in pairs:
        count = open_counts[place]
        if cost <= FAR and not count.qualifier and number not in used:
            used.add(number)
            count.qualifier = deeds[number].name


def _within_reach(count: Count, deed: Found) -> bool:
    """Whether so few words stand in between that the cost can be low enough."""
    return deed.last >= count.first - FAR - 1 and deed.first <= max(count.last, count.end) + FAR + 1


def _possible(count: Count, deed: Found) -> bool:
    if count.kind == "thing":
        return deed.name in ("destroyed", "transferred", "arrived", "captured", "left")
    return deed.name != "destroyed"


def _cost(marked: Marked, count: Count, deed: Found, firsts: Sequence[int]) -> int:
    """Words between the figure and the deed, more for commas and other figures in between, that begin at `firsts`."""
    begin, end = (deed.last, count.first) if deed.last < count.first else (max(count.last, count.end), deed.first)
    if end <= begin:
        return 0
    # a clause that begins behind another noun is that one's: three men, after the ambush that killed the colonel
    if deed.first > count.first and any(marked.is_a("relative", word) for word in range(begin + 2, end)):
        return FAR + 1
    commas = sum(1 for word in range(begin, min(end, begin + FAR)) if _COMMAS & set(marked.gap(word)))
    crossed = max(0, bisect_left(firsts, end) - bisect_right(firsts, begin))
    linked = sum(1 for word in range(begin + 1, min(end, begin + FAR)) if marked.is_a("and", word))
    others = (
        linked if deed.first < count.first else 2 * marked.conjoined(deed.first)
    )  # what was done before an "and" was done to others
    return end - begin - 1 + CLAUSE * (commas + linked + others) + CROSSED * crossed


def _couple(marked: Marked, group: Sequence[Count], named: Collection[int]) -> None:
    """Two figures with nothing but "and" or a comma between them share what is said of one of them; so does the figure
    of some of those ("496 ont péri, dont 34 mineurs")."""
    people = [count for count in group if count.kind == "people"]
    for before, after in pairwise(people):
        between = range(max(before.last, before.end) + 1, after.first)
        partly = len(between) <= PART and bool(marked.ending("pronoun", after.first - 1))
        coupled = partly or (len(between) <= 3 and all(_joins(marked, word) for word in between))
        if (coupled or _chained(marked, between, ADJECTIVES)) and before.qualifier not in ("", "previous"):
            after.qualifier = after.qualifier or before.qualifier
        done = after.qualifier in _FATE and id(after) not in named
        if not before.qualifier and done and _chained(marked, between, SUBJECT):
            before.qualifier = after.qualifier
        aside = partly and "," in marked.gap(max(after.last, after.end))  # sept civils, dont trois femmes, ont péri
        back = aside or not (partly or id(after) in named)
        if coupled and back and after.qualifier and not before.qualifier:
            before.qualifier = after.qualifier


def _chained(marked: Marked, between: range, most: int) -> bool:
    """Whether the second of two figures is joined by "and" to the first and what is said of it: three members of the
    brigade and one guard were killed, قتل تسعة مسلحين أجانب وجنديان."""
    last = between.stop - 1
    joined = (len(between) > 0 and marked.is_a("and", last)) or marked.tokens.words[between.stop][0] == "و"
    if not joined or len(between) > most + 1 or not marked.tokens.one_sentence(between.start - 1, between.stop):
        return False
    if any(_COMMAS & set(marked.gap(word)) for word in range(between.start - 1, between.stop)):
        return False
    barrier = most == ADJECTIVES and any(marked.is_a("barrier", word) for word in range(between.start, last))
    return not barrier and not marked.has("event", between.start, between.stop)


def _succumb(marked: Marked, group: Sequence[Count]) -> None:
    """The wounded who died are dead: deux blessés ont succombé, توفي جريحان, two wounded soldiers died."""
    for place, count in enumerate(group):
        if count.kind != "people" or count.qualifier != "wounded":
            continue
        end = max(count.last, count.end)
        until = min(end + DIED, group[place + 1].first) if place + 1 < len(group) else end + DIED
        hit = next(marked.within("succumbed", end + 1, until), None)
        open_way = hit and not any(
            _COMMAS & set(marked.gap(word - 1)) or marked.is_a("and", word) or marked.is_a("later", word)
            for word in range(end + 1, hit.first + 1)
        )
        before = marked.ending("succumbed", count.first - 1)
        before = None if "tr" in marked.langs or _COMMAS & set(marked.gap(count.first - 1)) else before
        if (open_way or before) and marked.tokens.one_sentence(count.first, hit.first if open_way and hit else end):
            count.qualifier, count.late = "killed", True


def _joins(marked: Marked, word: int) -> bool:
    """A word that only joins two figures: and, at least, among them."""
    spans = (marked.ending("pronoun", word), marked.ending("bound", word), marked.at("pronoun", word))
    return marked.is_a("and", word) or any(spans) or bool(marked.at("bound", word))
