"""Lines that are stories of their own: items of a list, "Libya: ...", "MALI. ...", "In Libya, ...", "TRIPOLI (AP) -".

What heads a line says what it is about, whatever the headline of a bulletin or the item before it names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from monitor.rules.scene import NOTHING, Sides, Sign, View
from monitor.text.fold import fold
from monitor.text.tokens import Tokens

_BULLETS = frozenset("-\u2013\u2014\u2022*")
_DATELINE = re.compile(r"\s*(?:\([^)]{1,30}\)\s*)?[-\u2013\u2014:،,]")
_CAPITAL = "[A-Z\u00c0-\u00deĞİŞА-ЯЁ]"
_LIST = re.compile(  # "Libya, Guinea-Bissau and Togo"; Arabic joins by letters that begin other words, too
    rf"(?:,\s{_CAPITAL}[\w-]+(?: {_CAPITAL}[\w-]+)?)+,? (?:and|or|et|ou|e|ed|o|ve|veya|и|или) (?:the )?{_CAPITAL}"
)
_HEAD = re.compile(r"\W*[^\W\d_]+(?:[ -][^\W\d_]+){0,2}(?:: |\. | [\u2013\u2014-] )")  # "BELARUS: ", "Costa Rica. "
_ENDS = re.compile(r"\s*(?:\.(?=\s)|:|[\u2013\u2014-]\s)")
IN = frozenset(map(fold, "in inside across في وفي داخل وداخل en au aux dans nel nella в во".split()))
_SIDE = frozenset(  # right before a place: "in southern Libya", في ضواحي طرابلس, "on the Libyan file"
    fold(
        "airport base city east eastern north northern port south southern suburbs town west western est nord ouest"
        " ovest sud aéroport ville aeroporto città porto zona جنوب جنوبي شرق شرقي شمال شمالي غرب غربي بلدة حقل"
        " حي ضواحي قاعدة محاور محور محيط مدينة مطار معبر منطقة ميناء الملف الشأن"
    ).split()
)
HEADS = 2  # headed lines that make a text a bulletin


def headed(tokens: Tokens, sign: Sign) -> bool:
    """The sentence begins with the place: a dateline "TRIPOLI (AP) -", or "Libya: ...", "Gaza, ..."."""
    return sign.first == tokens.starts[tokens.sentence_of(sign.first)] and _parted(tokens, sign)


def opens_in(tokens: Tokens, sign: Sign) -> bool:
    """The sentence begins with a clause that says where: "In Libya, ...", "In western Libya, ..."."""
    begin = begins_in(tokens, sign)
    return begin < sign.first and begin == tokens.starts[tokens.sentence_of(sign.first)] and _parted(tokens, sign)


def begins_in(tokens: Tokens, sign: Sign) -> int:
    """The first word of "in Libya", "in western Libya"; of the place itself where no such word stands before it."""
    start = tokens.starts[tokens.sentence_of(sign.first)]
    side = sign.first - 1 > start and fold(tokens.word(sign.first - 1)) in _SIDE
    begin = sign.first - side - 1
    return begin if begin >= start and fold(tokens.word(begin)) in IN else sign.first


def _parted(tokens: Tokens, sign: Sign) -> bool:
    """What parts a dateline from its text follows the place, and no list of further places does."""
    end = tokens.span(sign.last)[1]
    return _DATELINE.match(tokens.text, end) is not None and not _LIST.match(tokens.text, end)


def itemised(tokens: Tokens, sentence: int) -> bool:
    """The sentence is an item of a list: it begins a line with a bullet or a dash."""
    if not 0 <= sentence < len(tokens.starts):
        return False
    first = tokens.starts[sentence]
    before = tokens.text[tokens.span(first - 1)[1] if first else 0 : tokens.span(first)[0]] if tokens.count else ""
    line = before.rpartition("\n")[2].strip(" \t\"'\u00ab\u200f")
    return line in _BULLETS and (not first or "\n" in before)


class Bulletin:
    """The lines of a text by what heads them, as somebody sees them who asks about a place."""

    def __init__(self, view: View) -> None:
        self._view, self._tokens = view, view.scene.text

    def head(self, sentence: int) -> Sides | None:
        """What heads the line of a sentence: signs of ours or of others; empty for a word that is no place we know,
        unless headline, introduction or feed are of ours; None where nothing does, or where there is but one line.
        """
        lines = self._tokens.lines
        if len(lines) < HEADS:
            return None
        line = bisect_right(lines, self._tokens.starts[sentence]) - 1
        return self._heads[line]

    @cached_property
    def is_one(self) -> bool:
        """Whether places head more than one line; questions and answers are no bulletin."""
        return sum(head is not None and head != NOTHING for head in self._all_heads) >= HEADS

    @cached_property
    def _all_heads(self) -> list[Sides | None]:
        return [self._head(first) for first in self._tokens.lines]

    @cached_property
    def _heads(self) -> list[Sides | None]:
        """For each line what heads it: ours always, another place where other lines have heads, too, and a word that is
        no place where nothing before says that all is about ours.
        """
        heads, view = self._all_heads, self._view
        several = sum(head is not None for head in heads) >= HEADS
        introduced = (
            view.headline.own
            or (heads[0] is None and view.lead.own)
            or (view.question.place in view.scene.feed and not (view.headline.hard or view.lead.hard))
        )
        return [
            head if head and (head.own or (several and (head.hard or head.soft or not introduced))) else None
            for head in heads
        ]

    def _head(self, first: int) -> Sides | None:
        """What heads the line that begins with word `first`."""
        tokens = self._tokens
        sides = self._view.sentence(False, tokens.sentence_of(first))
        for sign in (*sides.own, *sides.hard, *sides.soft):
            ours = sign in sides.own and sign.first > first == begins_in(tokens, sign)  # "In Libya ..."
            if not sign.actor and (ours or (sign.first == first and self._stands_apart(sign))):
                return self._view.sides((sign,))
        return NOTHING if _HEAD.match(tokens.text, tokens.span(first)[0]) else None

    def _stands_apart(self, sign: Sign) -> bool:
        """"Libya: ...", "Libya. ..."."""
        return _parted(self._tokens, sign) or bool(_ENDS.match(self._tokens.text, self._tokens.span(sign.last)[1]))
