"""The little language of terms, and the readings of Arabic words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.rules.terms import BadTerm, Unit, parse_term, readings, written_forms
from monitor.text.fold import light


def test_words_stand_in_order_and_touch() -> None:
    """Without signs a term is a phrase of adjacent words, folded."""
    term = parse_term("إطلاق النار")
    assert term.units == (Unit("اطلاق"), Unit("النار"))
    assert term.gaps == (0,)


def test_hyphens_and_apostrophes_divide_terms_as_they_divide_texts() -> None:
    """cessez-le-feu is three words in a term as in a text."""
    assert [unit.letters for unit in parse_term("cessez-le-feu").units] == ["cessez", "le", "feu"]
    assert [unit.letters for unit in parse_term("5+5").units] == ["5+5"]


def test_signs() -> None:
    """Gaps, any order, any ending, exact spelling and capitals are read off the signs."""
    assert parse_term("وقف <5> إطلاق النار").gaps == (5, 0)
    assert parse_term("Haftar ~8 Sarraj").loose
    assert parse_term("mercenar*").units == (Unit("mercenar", prefix=True),)
    assert parse_term("=سرت").units == (Unit("سرت", "light"),)
    assert parse_term("case:FACT").units == (Unit("FACT", "bare"),)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "*", "ab*", "<5> x", "x <5>", "x <0> y", "x <99> y", "x <n> y", "x ~ y", "a b ~3 c", "a <2> b ~3 c",
     "مر*تزق", "x=y", "…", "x <5", "x <2> <3> y", "truce ~3 truce", "sign. truce", "هدنة، تهدئة"],
)  # fmt: skip
def test_terms_that_cannot_be_meant_are_refused_with_a_fix(text: str) -> None:
    """A term that is malformed, or that no text could match, is an error that says what to write."""
    with pytest.raises(BadTerm) as caught:
        parse_term(text)
    assert str(caught.value)
    assert caught.value.fix


@given(st.text())
def test_any_text_is_a_term_or_a_bad_term(text: str) -> None:
    """Reading a term never fails in any other way."""
    try:
        term = parse_term(text)
    except BadTerm:
        return
    assert len(term.gaps) == len(term.units) - 1


@pytest.mark.parametrize(
    ("word", "rest"),
    [("والهدنة", "هدنه"), ("للهدنة", "هدنه"), ("وللهدنة", "الهدنه"), ("بالمرتزقة", "المرتزقه"), ("مرتزقتهم", "مرتزقه"),
     ("وقفاً", "وقف"), ("سيوقف", "يوقف"), ("لليبيا", "ليبيا"), ("كمرتزقة", "مرتزقه"), ("هدنتنا", "هدنه")],
)  # fmt: skip
def test_clitics_are_taken_off(word: str, rest: str) -> None:
    """What Arabic writes onto a word is one of its readings."""
    assert rest in {reading.letters for reading in readings(light(word))}


@pytest.mark.parametrize(("word", "rest"), [("مرتزقة", "مرتزق"), ("ولد", "لد"), ("سلام", "لام"), ("فيل", "يل")])
def test_what_is_no_clitic_stays(word: str, rest: str) -> None:
    """The ة is no pronoun, س is a future only before a verb, and fewer than three letters are no word."""
    assert rest not in {reading.letters for reading in readings(light(word))}


def test_other_scripts_have_no_readings() -> None:
    """Only Arabic writes clitics onto words."""
    assert list(readings("libya")) == []
    assert list(readings("ливия")) == []


def test_a_word_is_looked_up_with_what_may_be_written_onto_it() -> None:
    """Every form that the readings of a word lead back from, the bare one first; other scripts as they are."""
    forms = written_forms("ليبيا")
    assert forms[0] == "ليبيا"
    assert {"وليبيا", "لليبيا", "بليبيا", "وبليبيا"} <= set(forms)
    assert all(any(reading.letters == "ليبيا" for reading in readings(form)) for form in forms[1:])
    assert {"هدنه", "الهدنه", "للهدنه", "وبالهدنه"} <= set(written_forms("الهدنه"))
    assert written_forms("libya") == ("libya",)
    assert len(forms) < 40


def test_one_word_or_another_in_one_place() -> None:
    """A choice is one unit of the term, whose words have signs of their own; a parenthesis without | is none."""
    term = parse_term("(halt*|=end) <2> (fighting|clashes)")
    assert [[choice.letters for choice in unit.choices] for unit in term.units] == [
        ["halt", "end"],
        ["fighting", "clashes"],
    ]
    assert term.gaps == (2,)
    assert len(parse_term("Tripoli (Liban)").units) == 2


@pytest.mark.parametrize("text", ["(a|b", "(truce|)", "(truce|cease-fire) now", "(one|two words) now", "(a|(b|c))"])
def test_a_choice_is_between_single_words(text: str) -> None:
    """What is no choice between single words is refused, with what to write instead."""
    with pytest.raises(BadTerm):
        parse_term(text)
