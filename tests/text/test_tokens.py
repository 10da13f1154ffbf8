"""Words and sentences, by offsets into the original text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.tokens import LONGEST, MEMO_LIMIT, Memo, Tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Libya'da ateşkes", ["Libya", "da", "ateşkes"]),
        ("l’accord dell'embargo", ["l", "accord", "dell", "embargo"]),
        ("cessez‑le‑feu cessez-le-feu", ["cessez", "le", "feu", "cessez", "le", "feu"]),
        ("وَقْفُ إطلاقِ النّار", ["وَقْفُ", "إطلاقِ", "النّار"]),
        ("حف\u200dتر و\u200fليبيا", ["حف\u200dتر", "و\u200fليبيا"]),
        ("لجنة 5+5", ["لجنة", "5+5"]),
        ("قالت TRT إن", ["قالت", "TRT", "إن"]),
        ("ЧВК«Вагнер»", ["ЧВК", "Вагнер"]),
        ("ЛивияLibya", ["Ливия", "Libya"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("…", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Marks and invisible letters stay inside a word; apostrophes, hyphens and a change of script end it."""
    assert Tokens(text).words == words


@given(st.text() | st.text(st.sampled_from("ab .'-و\u064e\u200f\u0640ليبا5+\nЙ!،?")))
def test_spans_slice_back_to_the_words(text: str) -> None:
    """Every span is where its word stands in the original text."""
    tokens = Tokens(text)
    spans = [tokens.span(index) for index in range(len(tokens.words))]
    assert [text[start:end] for start, end in spans] == tokens.words
    assert spans == sorted(spans) == tokens.spans


@given(st.text(st.sampled_from('ab. \n!?A"ليب؟')))
def test_sentences_divide_the_words(text: str) -> None:
    """Every word lies in exactly one sentence, and sentences follow one another."""
    tokens = Tokens(text)
    words = [word for number in range(len(tokens.starts)) for word in tokens.sentence_words(number)]
    assert words == list(range(len(tokens.words)))
    assert all(number in range(len(tokens.starts)) for number in map(tokens.sentence_of, words))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("قال حفتر ذلك. ورفض السراج؟ نعم", ["قال حفتر ذلك.", "ورفض السراج؟", "نعم"]),
        ("Gen. Haftar met Mr. Saleh on Jan. 5. They left.", ["Gen. Haftar met Mr. Saleh on Jan.", "5.", "They left."]),
        ("The U.N. envoy spoke", ["The U.N. envoy spoke"]),
        ("Headline\nText goes on", ["Headline", "Text goes on"]),
        ("He said: “Stop.” They did.", ["He said: “Stop.”", "They did."]),
        ("В 2020 г. стороны подписали", ["В 2020 г. стороны подписали"]),
        ("Trablus'ta 444. Tugay ile Rada", ["Trablus'ta 444. Tugay ile Rada"]),
        ("Niger acts; Libya waits", ["Niger acts;", "Libya waits"]),
        ("3.5 million, 17.300 men", ["3.5 million, 17.300 men"]),
        ("لحماية السيادة.. بومبيو يدعو", ["لحماية السيادة..", "بومبيو يدعو"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    """Stops end sentences; initials, titles and decimal points do not."""
    tokens = Tokens(text)
    spans = [tokens.sentence_span(number) for number in range(len(tokens.starts))]
    assert [text[start:end] for start, end in spans] == sentences


def test_a_headline_is_one_sentence() -> None:
    """Two dots in a headline join its halves, they do not part them."""
    assert len(Tokens("لحماية السيادة.. بومبيو يدعو", one_sentence=True).starts) == 1


def test_a_long_run_of_marks_costs_linear_time() -> None:
    """A text made of one letter and a hundred thousand invisible ones is read like any other."""
    assert len(Tokens("ل" + "\u200f" * 100_000 + "ا").words) == 1
    assert Tokens("ل" + "\u200f" * 100_000).words == ["ل"]


def test_a_text_without_stops_is_cut() -> None:
    """No sentence has more words than a bound, so that comparing within one costs a bounded time."""
    tokens = Tokens("كلمة " * 10_000)
    lengths = [len(tokens.sentence_words(number)) for number in range(len(tokens.starts))]
    assert max(lengths) <= LONGEST
    assert sum(lengths) == 10_000


def test_words_that_come_again_stay_remembered() -> None:
    """A memo holds no more than its bound, and asks once what a word means that every text has."""
    asked: list[str] = []

    def meaning(word: str) -> str:
        asked.append(word)
        return word

    memo: Memo[str] = Memo(meaning)
    for number in range(3 * MEMO_LIMIT // 1_000):
        text = " ".join(f"w{number}x{index}" for index in range(1_000))
        tokens = Tokens("usual " + text, memo=memo)
        assert tokens.telling(memo)[0] == "usual"
        assert len(memo) <= MEMO_LIMIT // 2
    assert asked.count("usual") == 1
