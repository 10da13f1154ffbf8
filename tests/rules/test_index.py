"""The percolator against a slow, obvious matcher."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules.index import PhraseIndex
from monitor.rules.search import Span
from monitor.rules.terms import BadTerm, Term, Unit, parse_term, readings, spell
from monitor.text.fold import light
from monitor.text.tokens import Tokens

WORDS = ["truce", "Truce", "trucer", "وقف", "ووقف", "وقفا", "إطلاق", "لإطلاق", "النار", "هدنة", "للهدنة", "Ливии", "."]
CHOICES = ["(truce|هدنة)", "(=Truce|trucer|وقف)"]
PIECES = [*CHOICES, "truce", "truc*", "=truce", "case:Truce", "وقف", "إطلاق النار", "هدنة", "الهدنة", "Ливи*"]


def matches(unit: Unit, word: str) -> bool:
    """Whether one word of a text can be one unit of a term, written as directly as the definition."""
    if unit.others:
        return any(matches(replace(choice, others=()), word) for choice in unit.choices)
    letters = spell(word, unit.spelling)
    if letters == unit.letters or (unit.prefix and letters.startswith(unit.letters)):
        return True
    return unit.spelling == "fold" and any(
        reading.letters == unit.letters or (reading.whole and unit.prefix and reading.letters.startswith(unit.letters))
        for reading in readings(light(word))
    )


def obvious(term: Term, tokens: Tokens) -> bool:
    """Try every start and every continuation."""

    def follows(position: int, index: int, first: int) -> bool:
        if index == len(term.units):
            return tokens.sentence_of(first) == tokens.sentence_of(position)
        reach = range(position + 1, min(position + 2 + term.gaps[index - 1], len(tokens.words)))
        return any(matches(term.units[index], tokens.words[at]) and follows(at, index + 1, first) for at in reach)

    starts = (at for at, word in enumerate(tokens.words) if matches(term.units[0], word))
    return any(follows(at, 1, at) for at in starts)


@st.composite
def terms(draw: st.DrawFn) -> str:
    """A random term of one to three pieces with random gaps."""
    parts = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3))
    text = parts[0]
    for part in parts[1:]:
        gap = draw(st.integers(0, 4))
        text += (f" <{gap}> " if gap else " ") + part.removeprefix("case:")
    return text


@settings(max_examples=400)
@given(st.lists(terms(), min_size=1, max_size=8, unique=True), st.lists(st.sampled_from(WORDS), max_size=14))
def test_agrees_with_the_obvious_matcher(texts: list[str], words: list[str]) -> None:
    """The index finds a term in a text exactly when trying everything does."""
    parsed = [parse_term(text) for text in texts]
    tokens = Tokens(" ".join(words))
    found = PhraseIndex(parsed).find(tokens)
    assert set(found) == {number for number, term in enumerate(parsed) if obvious(term, tokens)}


@settings(max_examples=300)
@given(
    st.lists(terms(), min_size=1, max_size=8, unique=True),
    st.lists(st.sampled_from([*WORDS, "\n", "—"]), max_size=24),
    st.sets(st.integers(0, 7)),
)
def test_what_is_asked_for_is_found_as_all_is(texts: list[str], words: list[str], asking: set[int]) -> None:
    """The short way to the phrases that somebody waits for finds the same as looking for every phrase, also where
    common words, line breaks and dashes stand between.
    """
    parsed = [parse_term(text) for text in texts]
    index, text = PhraseIndex(parsed, asking), " ".join(words)
    every = PhraseIndex(parsed).find(Tokens(text))
    for _ in range(2):  # the second time every chunk is known
        search = index.search(index.tokens(text))
        assert search.asked == {number: spans for number, spans in every.items() if number in asking}
        assert search.found == every


@given(st.lists(terms(), min_size=1, max_size=5, unique=True), st.lists(st.sampled_from(WORDS), max_size=14))
def test_hits_are_spans_of_the_term(texts: list[str], words: list[str]) -> None:
    """Every hit begins with the first unit, ends with the last, and none overlaps another of the same term."""
    parsed = [parse_term(text) for text in texts]
    tokens = Tokens(" ".join(words))
    for number, spans in PhraseIndex(parsed).find(tokens).items():
        before: Span = (-1, -1)
        for first, last in spans:
            assert matches(parsed[number].units[0], tokens.words[first])
            assert matches(parsed[number].units[-1], tokens.words[last])
            assert first > before[1]
            before = (first, last)


def test_any_order_within_a_window() -> None:
    """~n finds both orders, and not words farther apart."""
    index = PhraseIndex([parse_term("Haftar ~2 Sarraj")])
    assert index.find(Tokens("Sarraj and then Haftar"))
    assert index.find(Tokens("Haftar, Sarraj"))
    assert not index.find(Tokens("Haftar went to see old Sarraj"))


def test_a_term_does_not_cross_a_sentence() -> None:
    """Words of two sentences are no phrase."""
    assert not PhraseIndex([parse_term("وقف <5> إطلاق النار")]).find(Tokens("جاء الوقف. بدأ إطلاق النار"))


def test_how_a_word_was_read_is_told() -> None:
    """A clitic that was taken off is named; a literal hit says nothing."""
    index = PhraseIndex([parse_term("هدنة")])
    assert index.how(0, ["وللهدنة"]) == "ولل + هدنة"
    assert index.how(0, ["هُدنة"]) == ""


def test_one_rule_does_not_change_what_another_finds() -> None:
    """Terms are looked for independently: a longer spelling in one rule takes nothing from another."""
    both = PhraseIndex([parse_term("السلاح"), parse_term("بالسلاح")])
    assert set(both.find(Tokens("بالسلاح"))) == {0, 1}


def test_words_that_stand_for_the_same_are_one() -> None:
    """Whatever their spelling and the stops behind them, so that memory holds each meaning once."""
    index = PhraseIndex([parse_term("truc* holds"), parse_term("holds")], {0, 1})
    tokens = index.tokens("A trucE, a truces. Truce holds: it holds.")
    marks = list(tokens.telling(index._memo).values())
    assert len(marks) == 5 and len({id(mark) for mark in marks}) == 2
    assert index.find(tokens) == {0: [(4, 5)], 1: [(5, 5), (7, 7)]}


def test_a_text_of_one_letter_repeated_is_bounded() -> None:
    """A phrase with wide gaps over a text of its own words takes a pass, not an explosion."""
    index = PhraseIndex([parse_term(" <20> ".join(["ا" * 3] * 6))])
    assert index.find(Tokens("ااا " * 20_000))


def test_bad_terms_never_reach_the_index() -> None:
    """The pieces used above are terms, so the property tests test something."""
    for piece in PIECES:
        try:
            parse_term(piece)
        except BadTerm as bad:
            raise AssertionError(piece) from bad
