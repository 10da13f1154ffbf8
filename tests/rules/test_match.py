"""What fires on an article, with which evidence, and what is said of what does not."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Evidence, Reading
from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.match import is_candidate, read, read_page
from monitor.rules.page import Page

TASHKEEL = "\u064b\u064e\u064f\u0650\u0651\u0652"
INVISIBLE = "\u0640\u200c\u200d\u200f\u202b\u2066\u00ad"
NEWS = "دعت تركيا إلى وقف فوري ودائم وغير مشروط لإطلاق النار في ليبيا"


def fired(reading: Reading) -> tuple[Evidence, ...]:
    """The evidence of the only rule, or nothing."""
    return reading.matches[0].evidence if reading.matches else ()


def test_evidence_is_a_slice_of_the_original(book: RuleBook) -> None:
    """Start and end are code points of the field as given, marks and all."""
    title, text = "هُدنةٌ في ليبيا", "قال إنّ وقفًا لإطلاقِ النار قائمٌ في بنغازي."
    for evidence in fired(read(book, title, text)):
        field = title if evidence.field == "title" else text
        assert field[evidence.start : evidence.end] == evidence.text
        start, end = evidence.sentence
        assert start <= evidence.start and evidence.end <= end
    assert [evidence.text for evidence in fired(read(book, title, text))] == ["هُدنةٌ", "وقفًا لإطلاقِ النار"]


def test_evidence_names_the_term_and_how_it_was_read(book: RuleBook) -> None:
    """An alert can say which line of rules.yaml fired, and that a clitic was taken off."""
    (evidence,) = fired(read(book, "", "الأطراف الليبية خرقت ما سبق من التزام بالهدنة"))
    assert (evidence.term, evidence.topic, evidence.how) == ("هدنة", "ceasefire", "بال + هدنة")


@given(st.data())
def test_what_cannot_be_seen_changes_nothing(book: RuleBook, data: st.DataObject) -> None:
    """Tashkeel, tatweel and invisible characters inside words never change what fires."""
    letters = list(NEWS)
    for _ in range(data.draw(st.integers(0, 12))):
        place = data.draw(st.integers(1, len(letters)))
        if letters[place - 1].isalpha():
            mark = data.draw(st.sampled_from(TASHKEEL + INVISIBLE))
            letters.insert(place, mark)
    (evidence,) = fired(read(book, "", "".join(letters)))
    assert evidence.term == "وقف <5> إطلاق النار"


@pytest.mark.parametrize(
    "text",
    ["Libya'da ateşkesin bozulduğu", "LİBYA’DA ATEŞKES", "cessez‑le‑feu en Libya", "перемирия в Ливии",
     "Libya: cease-fire holds", "الهدنة الليبية", "وللهدنة في ليبيا"],
)  # fmt: skip
def test_languages_and_their_endings(book: RuleBook, text: str) -> None:
    """Case endings, clitics, capitals and three kinds of hyphen are read."""
    assert fired(read(book, "", text))


def test_a_mask_hides_words_and_unless_drops_the_item(book: RuleBook) -> None:
    """not_within masks its words only; unless drops everything and says because of what."""
    assert not fired(read(book, "", "The Olympic truce was observed in Libya"))
    assert fired(read(book, "", "The Olympic truce ended; a truce in Libya followed"))
    assert not fired(read(book, "", "The truce supervision organization visits Libya"))
    (near,) = read(book, "", "Truce in Libya lets football resume").near
    assert "football" in near.reason


def test_an_outlet_named_after_libya_is_no_place(book: RuleBook) -> None:
    """«عين ليبيا» and Libya Observer are names of outlets."""
    assert not fired(read(book, "", "أعلنت هدنة، بحسب عين ليبيا"))
    assert not fired(read(book, "", "A truce was agreed, the Libya Observer said"))


def test_weak_names_need_an_anchor(book: RuleBook) -> None:
    """طرابلس and صالح count only beside something that is Libyan beyond doubt."""
    assert not fired(read(book, "", "هدنة في طرابلس"))
    assert fired(read(book, "", "هدنة في طرابلس بعد بيان من بنغازي"))
    assert read(book, "", "قال صالح ذلك").actors == ()
    assert "saleh" in read(book, "", "قال صالح ذلك في بنغازي").actors


def test_a_feed_about_libya_anchors_and_decides(book: RuleBook) -> None:
    """Local outlets do not say where they are."""
    assert fired(read(book, "", "هدنة في طرابلس", about=("libya",)))
    assert fired(read(book, "اتفاق هدنة", "اتفق الطرفان.", about=("libya",)))
    assert not fired(read(book, "", "هدنة في غزة", about=("libya",)))


def test_the_longer_name_wins(book: RuleBook) -> None:
    """Saddam Haftar is not also his father."""
    assert read(book, "", "Saddam Haftar left").actors == ("saddam_haftar",)
    assert read(book, "", "Saddam Haftar, son of Khalifa Haftar").actors == ("saddam_haftar", "haftar")


def test_names_of_another_kind_count_beside_the_longer_one() -> None:
    """Turkish forces are an armed group, and name Turkey too."""
    source = """
actors:
  turkey: {name: T, kind: state, names: {en: [Turkish]}}
  forces: {name: F, kind: armed group, names: {en: [Turkish forces]}}
rules: {r: {title: R, any: [x]}}
"""
    assert set(read(load(source), "", "Turkish forces left").actors) == {"turkey", "forces"}


def test_capitals_matter_after_case(book: RuleBook) -> None:
    """FACT is a rebel front, fact is a word."""
    assert read(book, "", "FACT fighters").actors == ("fact",)
    assert read(book, "", "In fact they left").actors == ()


def test_dates_tell_apart_actors_that_share_a_name(book: RuleBook) -> None:
    """The Gouvernement d'union nationale is the GNA in 2019 and the GNU since 2021, and today's when undated."""
    text = "Le Gouvernement d’union nationale a parlé"
    assert read(book, "", text, published=datetime.date(2019, 5, 1)).actors == ("gna",)
    assert read(book, "", text, published=datetime.date(2023, 5, 1)).actors == ("gnu",)
    assert read(book, "", text).actors == ("gnu",)


def test_near_misses_say_why(book: RuleBook) -> None:
    """Words that occur without being about the place are shown with the reason."""
    (near,) = read(book, "Truce in Gaza", "").near
    assert near.rule == "ceasefire"
    assert "Gaza" in near.reason
    assert [evidence.text for evidence in near.evidence] == ["Truce"]


def test_candidates_are_whatever_holds_a_rules_words(book: RuleBook) -> None:
    """A page is worth fetching when a rule's words occur, wherever they are about."""
    assert is_candidate(book, "Truce", "")
    assert not is_candidate(book, "Libya exports oil", "")


def test_who_is_named_is_asked_only_where_a_rules_words_occur(book: RuleBook) -> None:
    """The daemon reads nothing in an article that no rule cares for; a person who asks is told all of it."""
    other, news = ("Haftar in Benghazi", "Libya exports oil."), ("Truce in Libya", "Haftar said so.")
    assert read_page(Page(book, *other)) == Reading()
    assert read(book, *other).places and not read(book, *other).matches
    assert read_page(Page(book, *news)) == read(book, *news)


def conditions(rule: str) -> RuleBook:
    """A book of one rule with the conditions given."""
    return load(f"topics: {{x: {{terms: {{en: [xx, yy]}}}}}}\nrules: {{r: {{title: R, {rule}}}}}")


@pytest.mark.parametrize(
    ("rule", "title", "text", "fires"),
    [
        ("all: [aa, bb]", "", "aa bb", True),
        ("all: [aa, bb]", "", "aa", False),
        ("any: [aa, {all: [bb, cc]}]", "", "cc bb", True),
        ("any: [aa, {all: [bb, cc]}]", "", "bb", False),
        ("any: [aa], none: [bb]", "", "aa bb", False),
        ("any: [aa, {none: [bb]}], all: [cc]", "", "cc", True),
        ("min_count: 2, of: [aa, bb, cc]", "", "cc aa", True),
        ("min_count: 2, of: [aa, bb, cc]", "", "aa aa", False),
        ("title_only: [aa]", "aa", "", True),
        ("title_only: [aa]", "", "aa", False),
        ("lead_only: [aa]", "", "One. Two aa. Three.", True),
        ("lead_only: [aa]", "", "One. Two. Three aa.", False),
        ("any: ['topic:x'], actors: any", "", "yy", True),
    ],
)
def test_conditions(rule: str, title: str, text: str, fires: bool) -> None:
    """all, any, none, min_count, title_only and lead_only mean what they say, nested too."""
    assert bool(read(conditions(rule), title, text).matches) == fires


@pytest.mark.parametrize(
    ("actors", "text", "fires"),
    [("required", "truce in Libya, Erdogan said", False), ("required", "truce in Libya, Haftar said", True),
     ("[haftar]", "truce in Libya, Saddam Haftar said", False), ("[haftar]", "truce in Libya, Haftar said", True)],
)  # fmt: skip
def test_actors_can_be_required(actors: str, text: str, fires: bool) -> None:
    """An actor that is context only never satisfies the demand."""
    source = """
places: {libya: {strong: {en: [Libya]}}}
actors:
  haftar: {name: H, kind: person, names: {en: [Haftar]}}
  saddam: {name: S, kind: person, names: {en: [Saddam Haftar]}}
  erdogan: {name: E, kind: person, context: true, names: {en: [Erdogan]}}
"""
    book = load(f"{source}rules: {{r: {{title: R, about: libya, any: [truce], actors: {actors}}}}}")
    assert bool(read(book, "", text).matches) == fires


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "😀" * 1000, "<b>&amp;", "ا" * 100_000, "a " * 200_000])
def test_any_text_is_read(book: RuleBook, text: str) -> None:
    """Nothing an article may hold makes reading it fail."""
    assert read(book, text, text).matches == ()


BESIDE = """
places: {libya: {strong: {en: [Libya*]}}}
topics: {ceasefire: {terms: {en: [truce, ceasefire]}, not_beside: {en: [league, tariffs]}}}
background: {clause: {en: [since, after]}, past: {en: [years ago]}}
rules: {r: {title: R, about: libya, any: ['topic:ceasefire'], not_beside: [film]}}
"""


@pytest.mark.parametrize(
    ("title", "text", "fires"),
    [
        ("", "The Libyan league takes a winter truce", False),
        ("", "A film about the truce in Libya", False),
        ("Libyan league pauses", "The truce lasts a month.", False),
        ("", "The Libyan league pauses. In Libya a truce was signed.", True),
        ("", "A truce on tariffs. The truce was signed. A truce in Libya held.", True),
        ("Libyan league", "The truce is short. A truce in Libya held.", True),
    ],
)
def test_words_beside_which_something_else_is_meant(title: str, text: str, fires: bool) -> None:
    """not_beside drops hits of its sentence, and those that lean on such a headline, lead or sentence; no others."""
    assert bool(read(load(BESIDE), title, text).matches) == fires


ARMED = """
places: {libya: {strong: {en: [Libya*]}}}
topics:
  ceasefire:
    terms: {en: [truce]}
    literal: {en: [militia*, gunfire, brigade*]}
    not_beside: {en: [match]}
rules: {r: {title: R, about: libya, any: ['topic:ceasefire']}}
"""


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("A truce in Libya's match.", False),
        ("A truce of Libya's militia of fans in the match.", False),
        ("Libya's match can be played: the truce holds, and militias and a brigade left the ground.", True),
    ],
)
def test_a_match_that_waits_for_a_truce(text: str, fires: bool) -> None:
    """Two words of weapons in the sentence outweigh what stands beside the hit."""
    assert bool(read(load(ARMED), "", text).matches) is fires


DATING = """
places: {libya: {strong: {en: [Libya*]}}}
topics:
  ceasefire:
    terms: {en: [truce, ceasefire]}
    literal: {en: [troops, tanks, brigade*]}
    dating: {en: [(after|following) <3> (truce|ceasefire|deal)]}
background: {fresh: {en: [hours, Friday]}}
rules: {r: {title: R, about: libya, any: ['topic:ceasefire']}}
"""


@pytest.mark.parametrize(
    ("title", "text", "fires"),
    [
        ("Libya pumps more oil", "Output rose in Libya after the truce. It may fall.", False),
        ("Libya pumps more oil", "Output rose in Libya following the deal on a truce.", False),
        ("Libya pumps more oil", "Output rose in Libya after the truce. The tanks are full.", False),
        ("Libya: road opens after the truce", "Cars pass.", True),
        ("Libya: road opens", "Cars passed in Libya hours after the truce.", True),
        ("Libya: road opens", "Troops left Libya's road after the truce.", True),
        ("Libya: troops leave", "A brigade went home. Libya reopened the road after the truce.", True),
        ("Libya pumps more oil", "Output rose in Libya after the truce. The truce in Libya holds.", True),
    ],
)
def test_what_a_truce_dates_is_no_news_of_it(title: str, text: str, fires: bool) -> None:
    """A `dating` phrase is silent where nothing else speaks; not in headlines, of the other day, or among weapons."""
    assert bool(read(load(DATING), title, text).matches) is fires


FIGURATIVE = """
places: {libya: {strong: {en: [Libya*]}}}
topics:
  ceasefire:
    terms: {en: [truce, stop fighting]}
    figurative: {en: [bakers, budget]}
    literal: {en: [fighting, militia*]}
rules: {r: {title: R, about: libya, any: ['topic:ceasefire']}}
"""


@pytest.mark.parametrize(
    ("title", "text", "fires"),
    [
        ("", "Libya: bakers call a truce", False),
        ("Libya's budget dispute", "The ministers meet. They sit down. A truce in Libya was agreed.", False),
        ("Truce in Libya", "The bakers are at work again.", True),
        ("Truce in Libya", "The bakers accept the budget.", False),
        ("", "Libya's oil flows. A truce was agreed in Libya. It holds. So say the bakers.", True),
        ("", "Libya: bakers call a truce. A militia stood by.", True),
        ("", "Libya: bakers stop fighting", True),
        ("", "Libya: a truce", True),
        ("Libya: budget dispute with bakers", "A truce in Libya, said one: no militia can bake.", False),
        ("Libya: budget dispute with bakers", "A truce in Libya: no militia is fighting.", True),
    ],
)
def test_a_truce_of_bakers_is_a_figure_of_speech(title: str, text: str, fires: bool) -> None:
    """Beside a quarrel without weapons, in sentence, headline or lead, a term means nothing; weapons change that."""
    assert bool(read(load(FIGURATIVE), title, text).matches) == fires


TRADES = """
places: {libya: {strong: {en: [Libya*]}}}
topics:
  mercenaries:
    terms: {en: [mercenar*, Russian instructors, foreign fighters]}
    figurative: {en: [school, students, instructors]}
    literal: {en: [mercenar*, fighters, camp]}
rules: {r: {title: R, about: libya, any: ['topic:mercenaries']}}
"""


@pytest.mark.parametrize(
    ("title", "text", "fires"),
    [
        ("", "Russian instructors teach at a school in Libya.", False),
        ("", "Russian instructors teach at a school in Libya. A camp stands beside it.", True),
        ("", "Mercenaries hold a school in Libya.", True),
        ("A school and its students in Libya", "Foreign fighters left it.", True),
        ("A school and its students in Libya", "Russian instructors left the camp.", False),
        ("", "Russian instructors arrive in Libya.", True),
        ("", "Libya drills wells. It is hot. It is far. Mercenaries drink of them, too.", True),
    ],
)
def test_who_comes_to_teach_is_no_fighter(title: str, text: str, fires: bool) -> None:
    """Beside a trade, and with no word of weapons, a term means no fighters; one that holds such a word does."""
    reading = read(load(TRADES), title, text)
    assert bool(reading.matches) is fires
    assert fires or "and nothing of weapons" in reading.near[0].reason


QUIET = "Libya drills wells. The water is old. It is shared. "


@pytest.mark.parametrize(
    ("title", "text", "fires"),
    [
        ("Libya shares its water", QUIET + "A truce with the desert, said an expert.", False),
        ("Libya shares its water", "A truce with the desert, said an expert. " + QUIET, True),
        ("Libya shares its water", QUIET + "A truce with the desert, said an expert. Militias left.", True),
        ("Libya shares its water", QUIET + "A truce with the desert, said Haftar.", True),
        ("Libya shares its water", QUIET + "A truce with the desert. Libya holds to the truce.", False),
    ],
)
def test_a_truce_said_in_passing_among_no_weapons_is_none(title: str, text: str, fires: bool) -> None:
    """Behind the lead of an article that knows of no weapons and names nobody, a term alone raises no alarm."""
    haftar = "actors: {haftar: {name: Haftar, kind: person, names: {en: [Haftar]}}}\n"
    assert bool(read(load(FIGURATIVE + haftar), title, text).matches) == fires


@pytest.mark.parametrize(
    ("title", "text", "fires"),
    [
        ("Libya opens a bridge", "The war on neglect knows no truce, the mayor said.", False),
        ("Libya signs", "A truce is the parties' wish.", True),
        ("Truce in Libya", "", True),
        ("Libya's candidates smile", "They signed a “water truce”.", False),
        ("Libya’s parties sign “a truce of the brave”", "", True),
        ("Haftar in Libya: “No truce”", "", True),
        ("", "Truce in Libya.", True),
        ("Truce in Libya lets schools open again, the mayor of Sebha said", "", True),
        ("Libya opens a bridge", "Both parties welcomed a truce.", True),
        ("Libya opens a bridge", "It is old. It is long. Parties came. Haftar, a Libyan, has truce with rust.", False),
        ("Libya opens a bridge", "A truce with rust, said Radaa.", True),
        ("Libya: bakers stop fighting over the budget", "The bakers sign, and the budget is there.", False),
        ("Libya opens a bridge", "A truce with rust. They stop fighting in Libya.", True),
    ],
)
def test_a_single_word_is_borne_out_by_others(title: str, text: str, fires: bool) -> None:
    """Without weapons, a lone term needs a word of the matter around it, or somebody who bears arms."""
    source = FIGURATIVE.replace("literal:", "supporting: {en: [parties, signed]}\n    literal:")
    haftar, radaa = (
        f"  {id}: {{name: {id.title()}, kind: {kind}, names: {{en: [{id.title()}]}}}}\n"
        for id, kind in (("haftar", "person"), ("radaa", "armed group"))
    )
    assert bool(read(load(f"{source}actors:\n{haftar}{radaa}"), title, text).matches) == fires


@pytest.mark.parametrize(
    ("title", "fires"), [("Libya shows the papers of 1919", False), ("Libya shows the papers of 1919 and 2019", True)]
)
def test_a_headline_dates_what_names_no_year(title: str, fires: bool) -> None:
    """An old year in the headline makes history of a text without years of our own."""
    day = datetime.date(2024, 10, 1)
    assert bool(read(load(BESIDE), title, "They are on a truce in Libya.", published=day).matches) is fires


@pytest.mark.parametrize(
    ("text", "published", "fires"),
    [
        ("Libya's output is the highest since the 2020 ceasefire", 2024, False),
        ("Libya's output is the highest since the 2020 ceasefire", 2020, True),
        ("Matches returned to Libya after the truce three years ago", 2024, False),
        ("Libya: the 2020 ceasefire was broken", 2024, True),
        ("Libya has been calm since the truce", 2024, True),
        ("Libya's output is the highest since the 2020 ceasefire. In Libya a truce was broken.", 2024, True),
        ("Libya shows letters of 1915. They are brown. A truce of two hours was offered.", 2024, False),
        ("Libya shows letters of 1915. They are brown. In 2023 they were lost. A truce was signed.", 2024, True),
        ("Libya shows letters of 1915. A truce was signed.", 2024, True),
        ("A truce in Libya frees about 1940 men.", 2024, True),
        ("A truce in Libya freed the men of 1940.", 2024, False),
        ("A truce in Libya: the free rose to 1905 men.", 2024, True),
    ],
)
def test_history_is_not_news(text: str, published: int, fires: bool) -> None:
    """A hit that a past time clause only uses to date something else raises no alarm; any other hit still does."""
    assert bool(read(load(BESIDE), "", text, published=datetime.date(published, 10, 1)).matches) == fires


def test_a_headline_may_be_a_date_only() -> None:
    """A past time clause in a headline dates something else as it does in a text."""
    day = datetime.date(2024, 10, 1)
    assert not read(load(BESIDE), "Fewest boats from Libya since the truce of 2020", "", published=day).matches
    assert read(load(BESIDE), "Libya keeps the truce of 2020", "", published=day).matches


def test_since_within_the_words_dates_nothing() -> None:
    """"No shots since dawn" is news, and so is what came since Thursday; what stands right behind "since" is a date."""
    source = """
background: {since: {en: [since]}, fresh: {en: [Thursday]}}
places: {libya: {strong: {en: [Libya]}}}
topics: {t: {terms: {en: [no shots <3> dawn, truce]}}}
rules: {r: {title: R, about: libya, any: ['topic:t']}}
"""
    assert read(load(source), "", "No shots were heard since dawn in Libya.").matches
    assert not read(load(source), "", "Libya grows since the truce.").matches
    assert read(load(source), "", "Libya is calm: since Thursday truce.").matches
    assert not read(load(source), "", "Libya grew on Thursday since the truce.").matches


STAGED = """
places: {libya: {strong: {en: [Libya*]}}}
topics:
  ceasefire:
    terms: {en: [truce, brigade truce]}
    not_beside: {en: [film, actress*, league]}
    literal: {en: [brigade*]}
rules: {r: {title: R, about: libya, any: ['topic:ceasefire']}}
"""


@pytest.mark.parametrize(
    ("title", "text", "fires"),
    [
        ("A film from Malta", "The actress is Libyan. She rides. In Libya a truce is signed on a bonnet.", False),
        ("A film from Malta", "The actress is Libyan. She rides. In Libya a truce of brigades is signed.", True),
        ("A film from Malta", "The actress is Libyan. She rides. In Libya a brigade truce is signed.", False),
        ("A film from Malta", "It is long. In Libya a truce is signed on a bonnet.", True),
        ("The league and a film", "Both wait. They rest. In Libya two brigades agreed on a truce.", True),
        ("A truce in Libya", "A film and its actress must wait.", False),
        ("A truce of brigades in Libya", "A film and its actress must wait.", True),
    ],
)
def test_a_truce_on_the_stage_is_none(title: str, text: str, fires: bool) -> None:
    """Two words of stage, screen or sport in headline and lead make the article theirs, apart from armed sentences."""
    assert bool(read(load(STAGED), title, text).matches) == fires


def test_what_a_rule_masks_says_nothing_of_other_words() -> None:
    """A topic's mask tells what a later bare mention means; a rule's own mask takes out a phrase and no more."""
    rule = "rules: {{r: {{title: R, about: libya, any: ['topic:t']{}}}}}"
    source = "places: {{libya: {{strong: {{en: [Libya]}}}}}}\ntopics: {{t: {{terms: {{en: [truce, halted]}}{}}}}}\n"
    text = "Flights to Libya were halted by clashes. They went home. A truce was signed at night."
    theirs = source.format("") + rule.format(", not_within: [halted by clashes]")
    topics = source.format(", not_within: {en: [halted by clashes]}") + rule.format("")
    assert read(load(theirs), "Libya", text).matches
    assert not read(load(topics), "Libya", text).matches


def test_masked_words_are_near_misses() -> None:
    """What a mask hides is told, so that a mask can be found at fault."""
    source = "rules: {r: {title: R, any: [truce], not_within: [Olympic truce]}}"
    (near,) = read(load(source), "", "The Olympic truce").near
    assert "«Olympic truce»" in near.reason
