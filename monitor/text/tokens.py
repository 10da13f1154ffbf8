"""Words: one pass over the original text, offsets kept, so that evidence is a slice of what the author wrote.

A word is a run of letters of one script, or of digits; tashkeel, tatweel, zero-width and bidi characters count as
inside it. Apostrophes, hyphens and a change of script end it: `l'accord` is two words, `cessez-le-feu` three.
Digits may be joined by a plus: `5+5` is one word, since it names one committee.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

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
_STOP = re.compile(r"[\n!?؟;؛。…‼⁉]|\.(?=[\s.\"'”’»)\]،,]|$)")
_ABBREVIATION = frozenset(
    (
        "mr mrs ms dr gen lt col maj capt sgt st sen rep gov pres prof no vs etc inc jr sr art mm mme mlle sig dott avv"
        " on ing г гг тыс млн млрд им см стр ул проф акад ген полк"
    ).split()
)


class Tokens:
    """The words of one text. `words[i]` is `text[spans[i][0]:spans[i][1]]`; `sentence_of(i)` numbers its sentence.

    Words cost one scan; spans and sentences are worked out on first use, since most articles match nothing. A text
    with `one_sentence` (a headline) is never divided.
    """

    __slots__ = ("__dict__", "one_sentence", "text", "words")

    def __init__(self, text: str, *, one_sentence: bool = False) -> None:
        self.text = text
        self.one_sentence = one_sentence
        self.words: list[str] = _WORD.findall(text)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """(start, end) of every word, in code points of the original text."""
        find, end = self.text.find, 0
        # between two words stands nothing that could begin a word, so the first find is the word
        return [(start := find(word, end), end := start + len(word)) for word in self.words]

    @cached_property
    def starts(self) -> list[int]:
        """For each sentence the index of its first word, ascending; the first is 0."""
        starts = [0]
        if self.one_sentence:
            return starts
        begins = [start for start, _ in self.spans]
        for stop in _STOP.finditer(self.text):
            index = bisect_right(begins, stop.start())
            if starts[-1] < index < len(begins) and not self._abbreviates(stop, index - 1):
                starts.append(index)
        return starts

    def _abbreviates(self, stop: re.Match[str], index: int) -> bool:
        """True when the stop is a full stop that ends no sentence: after an initial, a title, "г.", "444. Tugay"."""
        if (
            stop[0] != "."
            or self.spans[index][1] != stop.start()
            or "\n" in self.text[stop.end() : self.spans[index + 1][0]]
        ):
            return False
        word = self.words[index]
        brigade = len(word) == 3 and word.isdigit()
        return brigade or (len(word) == 1 and word.isupper()) or word.lower() in _ABBREVIATION

    def sentence_of(self, index: int) -> int:
        """The number of the sentence that holds word `index`."""
        return bisect_right(self.starts, index) - 1

    def sentence_words(self, sentence: int) -> range:
        """The indices of the words of a sentence."""
        end = self.starts[sentence + 1] if sentence + 1 < len(self.starts) else len(self.words)
        return range(self.starts[sentence], end)

    def sentence_span(self, sentence: int) -> tuple[int, int]:
        """(start, end) of a sentence in the text, from its first letter to the stop that ends it."""
        words = self.sentence_words(sentence)
        if not words:
            return (0, 0)
        start, end = self.spans[words[0]][0], self.spans[words[-1]][1]
        limit = self.spans[words[-1] + 1][0] if words[-1] + 1 < len(self.spans) else len(self.text)
        tail = self.text[end:limit]
        head = self.text[self.spans[words[0] - 1][1] if words[0] else 0 : start]
        opening = len(head) - len(head.rstrip("«“\"'([„"))
        closing = re.match(r"[^\s\n]*", tail)
        return (start - opening, end + (closing.end() if closing else 0))
