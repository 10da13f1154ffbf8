"""Words of the lexicon are found once, in the languages of the text."""

import pytest

from monitor.service.lexicon import packaged
from monitor.stories.marked import Marked, mark
from monitor.text.tokens import Tokens


def marked(text: str, lang: str = "") -> Marked:
    """The text as the stories room sees it."""
    return mark(packaged(), Tokens(text), lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The fighters have left the base and were flown to Syria from the airport in Misrata."),
        ("fr", "Les combattants ont quitté la base et sont partis pour la Syrie par le port de Misrata."),
        ("it", "I combattenti hanno lasciato la base e sono partiti per la Siria con il volo della sera."),
        ("tr", "Savaşçılar üsten ayrıldı ve bir uçak ile Suriye'ye gitti, bu haber daha sonra doğrulandı."),
    ],
)
def test_the_language_is_told_by_its_common_words(lang: str, text: str) -> None:
    """A feed that says nothing, or something wrong, of its language does no harm."""
    assert marked(text).langs[-1] == lang
    assert marked(text, "en").langs[-1] == lang


def test_a_named_language_decides_short_texts() -> None:
    """A headline holds too few common words to say anything against the feed."""
    assert marked("On asker öldü", "tr").langs[-1] == "tr"


def test_words_of_other_languages_do_not_count() -> None:
    """ "mine" is a weapon in English and not in a French text, where no mine is meant."""
    assert not marked("Les civils ont bonne mine et sont dans la rue avec les soldats.", "fr").hits.get(
        "unit:violations"
    )
    assert "tr" not in marked("The truce is on and it was signed by the sides in the capital.", "en").langs


def test_clitics_and_endings_are_read() -> None:
    """The index of the rules takes particles off Arabic words; wildcards take endings."""
    assert "event:killed" in marked("ومقتلهم في المعارك").hits
    assert "unit:fighters" in marked("сообщил о наёмниках").hits


def test_hits_begin_and_end_at_words() -> None:
    """The longest hit is found from either side."""
    text = marked("300 foreign military personnel arrived", "en")
    here = text.at("unit", 2)
    assert here is not None
    assert (here.first, here.last, here.name) == (2, 3, "soldiers")
    assert text.ending("unit", 3) == here
    assert text.at("unit", 0) is None


def test_the_article_of_an_arabic_word_is_seen() -> None:
    """Of the two countries (البلدين) one has spoken before; two countries (بلدين) are news."""
    text = marked("البلدين وبالدولتين بلدين للهدنة")
    assert [text.definite(word) for word in range(4)] == [True, True, False, True]


def test_sentences_and_gaps_are_slices() -> None:
    """What stands between two words is given as it is written."""
    text = marked("Killed: 12. Wounded: 30.", "en")
    assert text.gap(0) == ": "
    assert text.gap(3) == "."
    assert text.tokens.text[slice(*text.sentence(2))] == "Wounded: 30."
