"""What is counted: each number of a sentence bound to its unit, wherever the language puts that.

    17,300 Syrian recruits            the unit follows, a few words on
    عدد القتلى ... إلى 45             it was announced before: the number of, the toll
    Morts : 12                        it stands right before
    بينهم 350, dont 350               it is that of the figure before: some of them
    killed 12 and wounded 30          no unit, but what became of people

A range is one figure with two values; of a change ("from 17,300 to 17,420") the first is marked as previous.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monitor.stories.marked import Found, Marked
from monitor.stories.naming import is_ordinal, names, touching
from monitor.stories.numerals import Numeral, numerals
from monitor.stories.pairing import affirmed, paired
from monitor.stories.units import FEW, PEOPLE, REACH, STOPS, THINGS, Count, Finder
from monitor.stories.unnumbered import unnumbered

EARLIER_SHARE = (0.3, 3.0)  # of a figure that its older value may have been
KNOWN = 20  # number words up to here with an article are spoken of before
ANNOUNCED = 18  # words between "the number of" and the number
DONE = 8  # words behind somebody in which it may stand what was done to him
APPOSED = 5  # the same where more is said of him first
EARLIER = 8  # words between "after it had been" and the older number
POINTED_AT = frozenset(("groups", "countries", "bases", "members"))


def counts(marked: Marked) -> list[Count]:
    """Everything counted in the text, in order of reading."""
    found = numerals(marked)
    taken = {word for number in found for word in range(number.first, number.last + 1)}
    counted = [number for number in found if number.shape != "name" and not is_ordinal(marked, number)]
    counted, over = affirmed(marked, counted)
    reader = _Reader(marked, taken, over)
    for number, high, changed in paired(marked, counted):
        if not names(marked, high or number):
            reader.read(number, high, changed)
    taken.update(word for count in reader.counts for word in range(count.first, count.last + 1))
    ones = {count.first for count in reader.counts if count.number.value == 1}
    others = [count for count in unnumbered(marked, ones, taken) if count.first not in taken]
    return sorted((*reader.counts, *others), key=lambda count: count.first)


class _Reader(Finder):
    """Binds the numbers of one text one after the other; a later one may lean on an earlier."""

    def __init__(self, marked: Marked, taken: set[int], denied: Mapping[int, int]) -> None:
        super().__init__(marked, taken, denied)
        self.counts: list[Count] = []

    def read(self, number: Numeral, high: Numeral | None, changed: bool) -> None:
        """Bind one number (or range) and keep it when it counts something."""
        last = high or number
        joint = replace(number, last=last.last)
        count = self.money(joint) or self.percent(joint) or self._bound(joint)
        if not count or count.kind == "ignored" or not self._sound(count, high or number):
            return
        count.high = high.value if high else None
        if changed:
            count.qualifier = "previous"
        self.counts.append(count)

    def _sound(self, count: Count, high: Numeral) -> bool:
        """One, a fraction and a year count people or things only where nothing else can be meant."""
        if count.kind in ("people", "thing") and count.number.value != int(count.number.value):
            return False
        if count.number.value == 2 and (self._parties(count) or self._pointed(count)):
            return False  # the two camps, les deux pays, two armed groups: the parties
        if self._known(count):
            return False
        if count.number.value == 1 and high.value == 1:
            return count.kind in ("people", "thing") and self._single(count)
        return count.number.value > 0

    def _parties(self, count: Count) -> bool:
        groups = count.unit == "groups" and not self.marked.is_a("firms", count.end)
        return groups or self.marked.is_a("sides", count.end)

    def _pointed(self, count: Count) -> bool:
        return count.unit in POINTED_AT and self.marked.is_a("the", count.first - 1)

    def _known(self, count: Count) -> bool:
        """The ten officers, les dix officiers, الأعضاء الخمسة: spoken of before, where nothing is done to them."""
        if count.number.digits or count.qualifier or count.number.value > KNOWN:
            return False
        if self.marked.definite(count.first):
            return True
        return count.kind == "people" and self.marked.is_a("the", count.first - 1) and not self._done(count)

    def _done(self, count: Count) -> bool:
        """Whether something is done to the one counted that figures are told of."""
        far = DONE + APPOSED * self.marked.gap(count.end).startswith(",")  # one civilian, a driver of 34, was killed
        hits = self.marked.within("event", count.first - 6, count.end + far)
        return any(hit.name in self.marked.lexicon.deeds and not self._parted(count, hit) for hit in hits)

    def _parted(self, count: Count, hit: Found) -> bool:
        return any(";" in self.marked.gap(word) for word in range(count.end, hit.first))

    def _single(self, count: Count) -> bool:
        if not count.qualifier and not self._done(count):
            return False  # a member of one family
        if count.number.digits or (self.arabic(count.first) and count.end == count.number.last):
            return True  # قتيل واحد
        begins = count.end > count.number.last and count.end - count.number.last <= 2
        return begins and not self.marked.is_a("of", count.number.last + 1)

    def _bound(self, number: Numeral) -> Count | None:
        definite = self.marked.definite(number.first)  # الأعضاء الخمسة
        right = (self.beside(number) if definite else None) or self.right(number)
        if right:
            return right
        return (
            self._again(number) or self._partly(number) or self._out_of(number) or self._announced(number)
            or self.beside(number) or self._by_deed(number) or self.unnamed(number)
        )  # fmt: skip

    def _again(self, number: Numeral) -> Count | None:
        """What changed is counted in the unit of the figure before or behind it."""
        previous = self._previous(number)
        article = self.marked.is_a("one", number.first - 1)  # up from a dozen
        was = self.marked.ending("share", number.first - 1 - article)
        older = was is not None and was.name == "previous"  # up from 17,300
        if previous and (older or (previous.qualifier == "previous" and number.first - previous.last <= 4)):
            return self.count(number, previous.unit, number.last)
        if not previous or not self._is_bare(number):
            return None
        if self.marked.has("remain", max(number.first - 3, previous.last + 1), number.first):
            return self.count(number, previous.unit, number.last)  # il en reste 1 350
        return self._earlier(number, previous) if previous.number.value > FEW else None

    def _is_bare(self, number: Numeral) -> bool:
        """Whether the sentence or a clause of it ends with the number: it counts what was counted before."""
        behind = self.behind(number)
        if behind >= len(self.words) or not self.marked.tokens.one_sentence(number.last, behind):
            return True
        return bool(STOPS & set(self.marked.gap(behind - 1)))

    def _earlier(self, number: Numeral, previous: Count) -> Count | None:
        """What the same source gave before, with nothing named again: 420, after it had spoken of 350 days ago."""
        hits = list(self.marked.within("share", max(number.first - EARLIER, previous.last + 1), number.first))
        since = [hit for hit in hits if hit.name == "previous"]
        near = EARLIER_SHARE[0] <= number.value / previous.number.value <= EARLIER_SHARE[1]
        if not (since and near and self.marked.tokens.one_sentence(since[-1].first, number.first)):
            return None
        return self.count(number, previous.unit, number.last, qualifier="previous")

    def _previous(self, number: Numeral) -> Count | None:
        """The last people counted, in this sentence or the one before."""
        for count in reversed(self.counts):
            here = self.marked.tokens.sentence_of(number.first) - self.marked.tokens.sentence_of(count.first)
            if here > 1:
                return None
            if count.kind == "people" or (here == 0 and count.kind == "thing"):
                return count
        return None

    def _partly(self, number: Numeral) -> Count | None:
        """Some of those just counted: 350 of them, بينهم 350, dont 350."""
        before = self.marked.ending("pronoun", number.first - 1) or self.marked.ending("pronoun", number.first - 2)
        behind = self.marked.at("pronoun", number.last + 1)
        if behind and (behind.last + 1 in self.taken or not touching(self.marked, number.last)):
            behind = None  # "17,300, among them 350": it speaks of the next figure
        if not (before or behind):
            return None
        previous = self._previous(number)
        return self.count(number, previous.unit if previous else PEOPLE, number.last)

    def _out_of(self, number: Numeral) -> Count | None:
        """Some of those whom Turkish puts before the number: savaşçılardan yalnızca 130'unu."""
        unit = self.among(number) if "tr" in self.marked.langs else PEOPLE
        return self.count(number, unit, number.last) if unit != PEOPLE else None

    def _announced(self, number: Numeral) -> Count | None:
        """The unit named by "the number of ..." earlier in the sentence, with no other figure since."""
        sentence = self.marked.tokens.sentence_words(self.marked.tokens.sentence_of(number.first))
        since = self.counts[-1].last if self.counts and self.counts[-1].qualifier != "previous" else -1
        begin = max(sentence.start, number.first - ANNOUNCED, since + 1)
        tallies = list(self.marked.within("tally", begin, number.first))
        named = [found for tally in reversed(tallies) if (found := self._of_tally(tally, number))]
        if tallies and self.marked.is_a("toll", tallies[-1].last) and not self._of_tally(tallies[-1], number):
            return self.count(number, PEOPLE, number.last, qualifier="killed", announced=True)
        if named or not tallies:
            return named[0] if named else self._risen(number, begin)
        done = [
            hit for hit in self.marked.within("event", begin, number.first) if hit.name in self.marked.lexicon.deeds
        ]
        return self.count(number, PEOPLE if done else THINGS, number.last, announced=True)

    def _risen(self, number: Numeral, begin: int) -> Count | None:
        """A total of those of whom a rise or fall is told: ارتفاع المجندين إلى 17,800, recruits rose to 17,800."""
        before = number.first - 1
        while self.marked.ending("bound", before) and not self.marked.is_a("to", before):
            before -= 1
        if self.marked.is_a("to", before):
            changes = list(self.marked.within("change", max(begin, before - ANNOUNCED // 2), before))
        else:
            changes = self._behind_turkish(number)
        for change in changes[-1:]:
            last = min(change.first, number.first)
            for word in (*range(change.last + 1, before), *range(last - 1, max(begin, last - REACH - 1) - 1, -1)):
                unit = self.marked.at("unit", word)
                if unit and self.marked.lexicon.kinds[unit.name] in ("people", "thing"):
                    return self.count(number, unit.name, number.last, announced=True)
        return None

    def _behind_turkish(self, number: Numeral) -> list[Found]:
        """Turkish writes "to" onto the number, and the rise behind it."""
        behind = self.marked.within("change", number.last + 1, number.last + REACH)
        return list(behind) if "tr" in self.marked.langs else []

    def _of_tally(self, tally: Found, number: Numeral) -> Count | None:
        deed = next((hit for hit in self.marked.within("event", tally.first - 1, tally.last + 1)), None)
        if deed and deed.name in ("killed", "wounded"):
            return self.count(number, PEOPLE, number.last, qualifier=deed.name, announced=True)
        places = [
            *range(tally.first, min(tally.last + 2 + REACH, number.first)),
            *range(tally.first - 1, tally.first - (4 if "tr" in self.marked.langs else 2), -1),  # savaşçı sayısı
        ]
        for word in places:
            if word > tally.last and self.marked.is_a("barrier", word):
                continue
            noun = self.marked.at("noun", word)
            if noun:
                return self.count(number, PEOPLE, number.last, qualifier=noun.name, announced=True)
            unit = self.marked.at("unit", word)
            if unit and self.marked.lexicon.kinds[unit.name] in ("people", "thing"):
                return self.count(number, unit.name, number.last, announced=True)
        return None

    def _by_deed(self, number: Numeral) -> Count | None:
        """Nothing is named, but something is done that is done to people: killed 12; 6,000 have returned."""
        behind = self.behind(number)
        ended = behind >= len(self.words) or not self.marked.tokens.one_sentence(number.last, behind)
        open_end = ended or STOPS & set(self.marked.gap(behind - 1)) or any(
            self.marked.is_a(office, behind) for office in ("barrier", "and", "of")
        )  # fmt: skip
        deeds = self.marked.lexicon.deeds
        after = next((hit for hit in self.marked.within("event", behind, behind + 3) if hit.name in deeds), None)
        if after and not ended and (after.first == behind or open_end):
            return self.count(number, self.among(number), number.last)
        before = [hit for hit in self.marked.within("event", number.first - 3, number.first) if hit.name in deeds]
        if before and open_end and self.marked.tokens.one_sentence(before[-1].first, number.first):
            return self.count(number, PEOPLE, number.last)
        return None
