"""Words: one pass over the original text, offsets kept, so that evidence is a slice of what the author wrote.

A word is a run of letters of one script, or of digits; tashkeel, tatweel, zero-width and bidi characters count as
inside it. Apostrophes, hyphens and a change of script end it: `l'accord` is two words, `cessez-le-feu` three.
Digits may be joined by a plus: `5+5` is one word, since it names one committee.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, chain

from monitor.text.fold import ARABIC_MARKS, INVISIBLE, MARKS, TATWEEL

_ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08b4\u08b6-\u08c7"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf2\ufe80-\ufefc"
)
_ARABIC_INSIDE = f"{ARABIC_MARKS}\ufe70-\ufe7f{TATWEEL}"
_LATIN = (
    "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff"
    "\u2c60-\u2c7f\ua720-\ua7ff\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a"
)
_CYRILLIC = "\u0400-\u0481\u048a-\u052f\u1c80-\u1c88"
_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9"


def _run(letters: str, inside: str = "") -> str:
    """A word of one script: it begins and ends with a visible letter or mark, and may hold invisible ones between."""
    return f"[{letters}][{letters}{inside}]*(?:[{INVISIBLE}]+[{letters}{inside}]+)*"


_WORD = re.compile(
    "|".join(
        (
            _run(_ARABIC, _ARABIC_INSIDE),
            _run(_LATIN, MARKS),
            _run(_CYRILLIC, MARKS),
            rf"[{_DIGIT}]+(?:\+[{_DIGIT}]+)*",
            rf"[^\W\d_{_LATIN}{_CYRILLIC}{_ARABIC}{ARABIC_MARKS}{MARKS}{TATWEEL}]+",
        )
    )
)
_STOP = re.compile(r"[\n!?؟;؛。…‼⁉.](?:(?<!\.)|(?=[\s.\"'”’»)\]،,]|$))")  # a full stop only at the end of a word
LONGEST = 250  # words of a sentence; a text without stops is cut there, or what compares within one would take for ever
_ABBREVIATION = frozenset(
    (
        "mr mrs ms dr gen lt col maj capt sgt st sen rep gov pres prof no vs etc inc jr sr art mm mme mlle sig dott avv"
        " on ing г гг тыс млн млрд им см стр ул проф акад ген полк"
    ).split()
)


class Tokens:
    """The words of one text; `span(i)` is where word i stands, `sentence_of(i)` the number of its sentence.

    The text is cut at its stops first: so sentences cost next to nothing, and offsets are worked out only for the
    stretches that are asked about. A text with `one_sentence` (a headline) is never divided.
    """

    __slots__ = ("__dict__", "_found", "_spans", "_stretches", "text", "words")

    def __init__(self, text: str, *, one_sentence: bool = False) -> None:
        self.text = text
        self._stretches = [text] if one_sentence else _STOP.split(text)
        self._found: list[list[str]] = [_WORD.findall(stretch) for stretch in self._stretches]
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self.words: list[str] = list(chain.from_iterable(self._found))

    @cached_property
    def _firsts(self) -> list[int]:
        """For each stretch the index of its first word."""
        return list(accumulate(map(len, self._found), initial=0))

    @cached_property
    def _offsets(self) -> list[int]:
        """For each stretch where it begins in the text; a stop is one character."""
        return list(accumulate((len(stretch) + 1 for stretch in self._stretches), initial=0))

    def span(self, index: int) -> tuple[int, int]:
        """(start, end) of word `index`, in code points of the original text."""
        place = bisect_right(self._firsts, index) - 1
        if place not in self._spans:
            find, end = self._stretches[place].find, 0
            # between two words stands nothing that could begin a word, so the first find is the word
            self._spans[place] = [(at := find(word, end), end := at + len(word)) for word in self._found[place]]
        start, end = self._spans[place][index - self._firsts[place]]
        return self._offsets[place] + start, self._offsets[place] + end

    @cached_property
    def starts(self) -> list[int]:
        """For each sentence the index of its first word, ascending; the first is 0."""
        starts = [0]
        for place, first in enumerate(self._firsts[1:-1]):
            if starts[-1] < first < len(self.words) and not self._abbreviates(place):
                starts.append(first)
        ends = [*starts[1:], len(self.words)]
        return [
            cut
            for first, end in zip(starts, ends, strict=True)
            for cut in (first, *range(first + LONGEST, end, LONGEST))
        ]

    def _abbreviates(self, place: int) -> bool:
        """True when the stop after a stretch is a full stop that ends no sentence: after an initial, a title, "г.",
        the number of a brigade ("444. Tugay").
        """
        words, stretch = self._found[place], self._stretches[place]
        if not words or not stretch.endswith(words[-1]) or self.text[self._offsets[place] + len(stretch)] != ".":
            return False
        word = words[-1]
        brigade = len(word) == 3 and word.isdigit()
        return brigade or (len(word) == 1 and word.isupper()) or word.lower() in _ABBREVIATION

    def sentence_of(self, index: int) -> int:
        """The number of the sentence that holds word `index`."""
        return bisect_right(self.starts, index) - 1

    def one_sentence(self, first: int, last: int) -> bool:
        """True when no sentence ends between the two words."""
        starts = self.starts
        place = bisect_right(starts, first)
        return place == len(starts) or last < starts[place]

    def sentence_words(self, sentence: int) -> range:
        """The indices of the words of a sentence."""
        end = self.starts[sentence + 1] if sentence + 1 < len(self.starts) else len(self.words)
        return range(self.starts[sentence], end)

    def sentence_span(self, sentence: int) -> tuple[int, int]:
        """(start, end) of a sentence in the text, from its first letter to the stop that ends it."""
        words = self.sentence_words(sentence)
        if not words:
            return (0, 0)
        start, end = self.span(words.start)[0], self.span(words[-1])[1]
        limit = self.span(words.stop)[0] if words.stop < len(self.words) else len(self.text)
        head = self.text[self.span(words.start - 1)[1] if words.start else 0 : start]
        opening = len(head) - len(head.rstrip("«“\"'([„"))
        closing = re.match(r"\S*", self.text[end:limit])
        return (start - opening, end + (closing.end() if closing else 0))
