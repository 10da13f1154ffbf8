"""Words: one pass over the original text, offsets kept, so that evidence is a slice of what the author wrote.

A word is a run of letters of one script, or of digits; tashkeel, tatweel, zero-width and bidi characters count as
inside it. Apostrophes, hyphens and a change of script end it: `l'accord` is two words, `cessez-le-feu` three.
Digits may be joined by a plus: `5+5` is one word, since it names one committee.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Generic, TypeVar

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
    return f"[{letters}][{letters}{inside}]*+(?:[{INVISIBLE}]++[{letters}{inside}]++)*+"


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
_WORDS = re.compile(f"({_WORD.pattern})[ \n,.]*+")  # what mostly follows is passed over with the word: a quarter faster
_STOP = re.compile(r"[\n!?؟;؛。…‼⁉]|\.(?=[\s.\"'”’»)\]،,]|$)")  # a full stop only at the end of a word
_CLOSING = re.compile(r"\S*")
_BREAK = " \n "  # so that a line break is a chunk of its own
LONGEST = 250  # words of a sentence; a text without stops is cut there, or what compares within one would take for ever
_ABBREVIATION = frozenset(
    (
        "mr mrs ms dr gen lt col maj capt sgt st sen rep gov pres prof no vs etc inc jr sr art mm mme mlle sig dott avv"
        " on ing г гг тыс млн млрд им см стр ул проф акад ген полк"
    ).split()
)


MEMO_LIMIT = 50_000  # distinct chunks remembered; about 12 MB when full, and twice as many save no time
MEMO_LENGTH = 64  # letters of a chunk that is worth remembering

Mark = TypeVar("Mark")


@dataclass(slots=True, eq=False)  # frozen, it would take three times as long to make
class Chunk(Generic[Mark]):
    """What stands between two blanks: how many words it has, where they stand in it, after how many of them a sentence
    ends, and how many letters it takes up. `telling` is what its words mean to somebody, each with its place among
    them; a word that means nothing is left out.
    """

    size: int
    spans: tuple[tuple[int, int], ...]
    ends: tuple[int, ...]
    width: int
    telling: tuple[tuple[int, Mark], ...]


class Memo(dict[str, Chunk[Mark]]):
    """Chunks of texts read lately: when it is half full it begins anew, and what was in it is forgotten the next time
    unless it was read meanwhile, so that memory is bounded and usual words stay. `mark` says what a word means, `stirs`
    which marks somebody waits for; `silent` are the chunks that have words, and none of these.

    Most chunks of a text come again, comma and all, so that dividing and looking up is one step for each. Those that
    mean nothing and look alike share one Chunk: that is kinder to the processor's cache than the fastest code.
    """

    def __init__(self, mark: Callable[[str], Mark | None], *, stirs: Callable[[Mark], bool] = bool) -> None:
        super().__init__()
        self._mark, self._stirs = mark, stirs
        self.silent: dict[str, None] = {}  # half as large as a set
        self._before: dict[str, Chunk[Mark]] = {}
        self._plain: dict[tuple[object, ...], Chunk[Mark]] = {}

    def __missing__(self, text: str) -> Chunk[Mark]:
        chunk = self._before.pop(text, None) or self._read(text)
        if len(text) > MEMO_LENGTH:
            return chunk
        if len(self) >= MEMO_LIMIT // 2:
            self._before = dict(self)
            self.clear()
            self.silent.clear()
        self[text] = chunk
        if chunk.size and not any(self._stirs(mark) for _, mark in chunk.telling):
            self.silent[text] = None
        return chunk

    def _read(self, text: str) -> Chunk[Mark]:
        words = list(_WORD.finditer(text))
        spans = tuple([word.span() for word in words])
        ends = tuple(_ends(text)) if _STOP.search(text) else ()
        width = len(text) if text != "\n" else -1  # it was given a blank on either side, which the text does not have
        marks = [(place, mark) for place, word in enumerate(words) if (mark := self._mark(word[0])) is not None]
        if len(text) > MEMO_LENGTH:
            return Chunk(len(words), spans, ends, width, tuple(marks))
        chunk = self._plain.get((spans, ends, width))
        if chunk is None:
            chunk = self._plain[spans, ends, width] = Chunk(len(words), spans, ends, width, ())
        return Chunk(chunk.size, chunk.spans, chunk.ends, width, tuple(marks)) if marks else chunk


def _ends(chunk: str) -> Iterator[int]:
    """After how many words of a chunk sentences end: at its stops, but not at a full stop after an initial, a title,
    "г.", the number of a brigade ("444. Tugay").
    """
    count = begin = 0
    for stop in _STOP.finditer(chunk):
        stretch = chunk[begin : stop.start()]
        words = _WORD.findall(stretch)
        count, begin = count + len(words), stop.end()
        if not (words and stop[0] == "." and stretch.endswith(words[-1]) and _abbreviates(words[-1])):
            yield count


def _abbreviates(word: str) -> bool:
    brigade = len(word) == 3 and word.isdigit()
    return brigade or (len(word) == 1 and word.isupper()) or word.lower() in _ABBREVIATION


_UNMARKED: Memo[None] = Memo(lambda word: None)


class Tokens:
    """The words of one text; `span(i)` is where word i stands, `sentence_of(i)` the number of its sentence.

    All is worked out when it is first asked for. A text with `one_sentence` (a headline) is never divided into
    sentences. `memo` is where chunks are looked up.
    """

    __slots__ = ("__dict__", "_memo", "_one_sentence", "text")

    def __init__(self, text: str, *, one_sentence: bool = False, memo: Memo[Any] = _UNMARKED) -> None:
        self.text, self._one_sentence, self._memo = text, one_sentence, memo

    @cached_property
    def texts(self) -> list[str]:
        """The chunks as written; a line break is one."""
        return self.text.replace("\n", _BREAK).split(" ")

    def stirring(self, memo: Memo[Mark]) -> list[tuple[int, Chunk[Mark]]]:
        """The chunks that are not known to be silent, each with its place among all: few, once a language's usual words
        came by.
        """
        silent = memo.silent
        return [(place, memo[text]) for place, text in enumerate(self.texts) if text not in silent]

    @cached_property
    def _chunks(self) -> list[Chunk[Any]]:
        return list(map(self._memo.__getitem__, self.texts))

    def telling(self, memo: Memo[Mark]) -> dict[int, Mark]:
        """Index -> what the word there means to the reader of the memo, in order, for words that mean something.
        Cheapest for the memo of the tokens.
        """
        chunks = self._chunks if memo is self._memo else list(map(memo.__getitem__, self.texts))
        firsts = self._firsts
        telling = [(firsts[place], chunk.telling) for place, chunk in enumerate(chunks) if chunk.telling]
        return {first + index: mark for first, marks in telling for index, mark in marks}

    @cached_property
    def words(self) -> list[str]:
        """All words in order."""
        return _WORDS.findall(self.text)

    @cached_property
    def _firsts(self) -> list[int]:
        """For each chunk the index of its first word, and the number of all words."""
        return list(accumulate([chunk.size for chunk in self._chunks], initial=0))

    @cached_property
    def _offsets(self) -> list[int]:
        """For each chunk where it begins in the text, less its number: the blanks between chunks."""
        return list(accumulate([chunk.width for chunk in self._chunks], initial=0))

    def words_of(self, chunks: int) -> int:
        """How many words the first chunks have."""
        return self._firsts[min(chunks, len(self._firsts) - 1)]

    @property
    def count(self) -> int:
        """How many words there are."""
        return self._firsts[-1]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """(start, end) of every word, for who asks about most of them: `span` is quicker from then on."""
        return [
            (offset + start, offset + end)
            for place, chunk in enumerate(self._chunks)
            if chunk.size
            for offset in (self._offsets[place] + place,)
            for start, end in chunk.spans
        ]

    def span(self, index: int) -> tuple[int, int]:
        """(start, end) of word `index`, in code points of the original text."""
        if "spans" in self.__dict__:
            return self.spans[index]
        firsts = self._firsts
        place = bisect_right(firsts, index) - 1
        start, end = self._chunks[place].spans[index - firsts[place]]
        begin = self._offsets[place] + place
        return begin + start, begin + end

    def word(self, index: int) -> str:
        """Word `index`, as written."""
        start, end = self.span(index)
        return self.text[start:end]

    @cached_property
    def lines(self) -> list[int]:
        """For each line that has words the index of its first word, ascending; the first is 0."""
        firsts = self._firsts
        begins = dict.fromkeys([firsts[place] for place, text in enumerate(self.texts) if text == "\n"])
        return [0, *(first for first in begins if 0 < first < self.count)]

    @cached_property
    def starts(self) -> list[int]:
        """For each sentence the index of its first word, ascending; the first is 0."""
        starts, firsts, count = [0], self._firsts, self.count
        chunks = [] if self._one_sentence else self._chunks
        stops = [firsts[place] + words for place, chunk in enumerate(chunks) if chunk.ends for words in chunk.ends]
        for first in (*stops, count):
            if first - starts[-1] > LONGEST:
                starts.extend(range(starts[-1] + LONGEST, first, LONGEST))
            if starts[-1] < first < count:
                starts.append(first)
        return starts

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
        end = self.starts[sentence + 1] if sentence + 1 < len(self.starts) else self.count
        return range(self.starts[sentence], end)

    def sentence_span(self, sentence: int) -> tuple[int, int]:
        """(start, end) of a sentence in the text, from its first letter to the stop that ends it."""
        words = self.sentence_words(sentence)
        if not words:
            return (0, 0)
        start, end = self.span(words.start)[0], self.span(words[-1])[1]
        limit = self.span(words.stop)[0] if words.stop < self.count else len(self.text)
        head = self.text[self.span(words.start - 1)[1] if words.start else 0 : start]
        opening = len(head) - len(head.rstrip("«“\"'([„"))
        closing = _CLOSING.match(self.text, end, limit)
        return (start - opening, closing.end() if closing else end)
