"""How alike two texts are word for word."""

from __future__ import annotations

import random
from itertools import product

import pytest

from monitor.stories.similarity import SKETCH, overlap, parts, texture, triples, triples_in, word_hash
from monitor.text.tokens import Tokens

WORDS = ["".join(letters) for letters in product("bdfglmnprst", "aeiou", "bdfgklmnprst", "aeou")]


def text(seed: int, sentences: int = 14) -> list[str]:
    """Sentences of made-up words, the same for the same seed."""
    dice = random.Random(seed)
    return [" ".join(dice.choices(WORDS, k=dice.randint(12, 26))).capitalize() + "." for _ in range(sentences)]


def triples_of(sentences: list[str]) -> frozenset[int]:
    """The word triples of sentences."""
    return texture(Tokens(" ".join(sentences))).triples


def changed(sentences: list[str], share: float, seed: int) -> list[str]:
    """The sentences with this share of their words replaced."""
    dice = random.Random(seed)
    return [
        " ".join(dice.choice(WORDS) if dice.random() < share else word for word in one.split()) for one in sentences
    ]


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("kind", ["edited lead", "half", "summary", "words changed"])
def test_copies_are_copies(seed: int, kind: str) -> None:
    """An edited lead, half of a text with more below, some sentences of it, up to a tenth of its words changed."""
    original = text(seed)
    copy = {
        "edited lead": [*text(seed + 1000, 2), *original[2:]],
        "half": [*original[:7], *text(seed + 2000, 2)],
        "summary": original[:3],
        "words changed": changed(original, 0.08, seed),
    }[kind]
    assert overlap(triples_of(original), triples_of(copy)).copies


def test_no_other_text_is_a_copy() -> None:
    """Of four thousand pairs of different texts none is taken for a copy, and few share anything they are found by."""
    textures = [texture(Tokens(" ".join(text(seed, 10)))) for seed in range(90)]
    pairs = [(one, other) for place, one in enumerate(textures) for other in textures[:place]]
    assert len(pairs) > 4000
    assert not any(overlap(one.triples, other.triples).copies for one, other in pairs)
    assert not any(set(one.sketch) & set(other.sketch) for one, other in pairs)


def test_a_sketch_finds_what_the_triples_confirm() -> None:
    """Sketches of texts of which a tenth of the words differ have values in common; a sketch is small and in order."""
    for seed in range(50):
        one, other = (texture(Tokens(" ".join(words))) for words in (text(seed), changed(text(seed), 0.1, seed)))
        assert set(one.sketch) & set(other.sketch)
        assert list(one.sketch) == sorted(one.sketch) and len(one.sketch) == SKETCH


def test_spelling_makes_no_difference() -> None:
    """Case, tashkeel, tatweel and alef forms are folded before words are compared."""
    assert word_hash("النَّارِ") == word_hash("النار") and word_hash("LİBYA") == word_hash("libya")
    assert texture(Tokens("وقَّع الطرفان اتفاق الهدنة فجر أمس")).sentences == texture(
        Tokens("وقع الطرفان اتفاق الهدنة فجر امس")
    ).sentences  # fmt: skip


@pytest.mark.parametrize("short", ["", "   \n\n", "Read our Privacy Policy.", "نعم. لا.", "💥💥💥"])
def test_nothing_is_alike_by_emptiness(short: str) -> None:
    """Texts that say next to nothing are like nothing, not even themselves."""
    one = texture(Tokens(short))
    assert not overlap(one.triples, one.triples).copies
    assert not overlap(one.triples, triples_of(text(1))).copies


def test_one_sentence_a_thousand_times_is_one_sentence() -> None:
    """What is repeated adds nothing, and a page of megabytes is looked at only so far."""
    sentence = "The two sides agreed on a truce in the town on Friday evening."
    once, often = (texture(Tokens(" ".join([sentence] * times))) for times in (2, 20_000))
    assert once.triples == often.triples
    assert len(set(often.sentences)) == 1


def test_two_stories_on_a_page_are_told_apart() -> None:
    """A headline printed twice inside a text begins another story; a caption printed twice at the top does not."""
    headline = "Clashes resume south of the capital despite talks"
    one, other = "\n".join(text(1, 8)), "\n".join(text(2, 8))
    page = Tokens(f"A caption under a picture\nA caption under a picture\n{one}\n{headline}\n{headline}\n{other}")
    found = parts(page)
    assert len(found) == 2
    assert page.text[page.sentence_span(found[1].start)[0] :].startswith(headline)
    assert len(parts(Tokens(f"{one}\n{headline}\n{other}"))) == 1
    assert len(parts(Tokens("\n".join(["The same line again and again"] * 1000)))) == 1


def test_fewer_than_three_words_have_no_triples() -> None:
    """And so are like nothing."""
    assert triples([1, 2]) == frozenset()


@pytest.mark.parametrize("sentences", [0, 1, 14, 299, 300, 301, 700])
@pytest.mark.parametrize("end", [".", " ", "...", "\n"])
def test_a_stored_text_has_the_triples_of_the_article(sentences: int, end: str) -> None:
    """However many sentences it has, and where none ends."""
    stored = end.join(one.rstrip(".") for one in text(1, sentences))
    assert triples_in(stored) == texture(Tokens(stored)).triples
