"""Whose ceasefire it is."""

import datetime

import pytest

from monitor.rules.book import RuleBook
from monitor.rules.load import load
from monitor.rules.match import read


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", "The Council spoke of Gaza, and of the ceasefire in Libya."),
        ("Benghazi asks what became of the truce", "Citizens of Gaza brought the first draft of it."),
        ("", "Egypt, which brokered the truce in Gaza, hosts talks on the Libya ceasefire."),
        ("", "Libya'da ateşkes, Israel'de savaş"),
        ("Libya rivals meet", "They sat for hours. In the end they signed a ceasefire."),
        ("", "Benghazi was calm. The truce had held for a day."),
        ("", "دعت مصر إلى وقف لإطلاق النار في غرب ليبيا، وبحثت ملف غزة."),
        ("Fighters from Sudan in Libya", "They came from Sudan. The truce allowed them to leave Libya."),
        ("", "The truce moved the front from Libya to Mali."),
        ("UN on Gaza, Libya", "Gaza lies in ruins. In Libya, Haftar's men broke the ceasefire."),
        (
            "Council hears Libya report",
            "The truce holds, though the exit of the foreigners, who were to leave in three"
            " steps by the end of the year, is late because of the war in Gaza.",
        ),
        ("Planes at the border with Mali", "Huts rose at the base of Benghazi in Libya. A truce shelters the men."),
        (
            "From Sudan through Libya",
            "Papers in Sudan and Libya tell of the men's way. They left when the truce began.",
        ),
        (
            "Gaza, Mali and Libya before the Council",
            "On Gaza they were silent. On Libya, they asked for the truce to be kept.",
        ),
        (
            "News at noon",
            "- The Libyan pound fell.\n- Benghazi's elders spoke of a truce.\n- Rain in Mali. Mali votes.",
        ),
        ("", "Libya'daki ateşkes Gaza'ya anlatıldı."),
        ("Gaza ve Mali", "Mali sustu. Benghazi kentinde taraflar ateşkes ilan etti."),
        ("", "The truce held in Benghazi. Men from Mali had left."),
        ("Libya hears of Gaza truce", "The council in Benghazi welcomed it. Libya: Haftar's men spoke of a truce."),
        ("UN bulletin", "Libya: Haftar met the envoy. Haftar said the truce was dead.\nMali: Rain in Mali came late."),
        ("Conflict brief", "MALI. The truce in Mali is over.\nLIBYA. The lines of the truce were quiet."),
        ("The day in Gaza", "Gaza waits.\n\nIn western Libya, elders met. They agreed on a truce.\nIn Mali it rained."),
        ("Gaza and the world", "In western Libya, the council said after a long night that it stands by the truce."),
        ("Mali sends men away", "They left Mali. In Libya, where most of them live, a truce shelters them for now."),
    ],
)
def test_about_libya(book: RuleBook, title: str, text: str) -> None:
    """The ceasefire of the sentence is Libya's, whatever else the article names."""
    assert read(book, title, text).matches


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Haftar welcomes Gaza ceasefire", "Haftar welcomed the truce between Israel and its enemies."),
        ("ليبيا ترحب باتفاق وقف إطلاق النار في غزة", "رحبت الحكومة الليبية باتفاق وقف إطلاق النار. والهدنة خطوة."),
        ("", "The Libyan delegate voted for a ceasefire in Gaza."),
        ("Truce in Gaza", "The truce began at dawn. Libyan doctors arrived."),
        ("Truce in Mali", "The ceasefire was signed. Libya is a neighbour of neighbours."),
        ("", "A truce was signed."),
        ("", "Truces were tried in Mali, Libya and elsewhere."),
        ("", "وقف إطلاق النار في السودان"),
        ("Mali, Goita rejects the truce: «mercenaries from Libya»", "The army spoke of convoys."),
        ("", "قالت دار الإفتاء في طرابلس ليبيا إن الهدنة التي دخلت حيز التنفيذ في غزة ثمرة صمود أهلها."),
        ("", "A book on Libya follows the truce that the Italians signed with Benghazi's tribes in 1917."),
        ("", "Gaza'da savaşan tarafları bir ateşkes için Libya'da toplamaya hazır."),
        ("Mali: Cairo and Riyadh want the truce extended, refugees reach Libya", "The first lorries arrived."),
        ("Sudan: soldiers killed", "Sudan relies on a truce with the tribes, while Libya sends migrants back."),
        ("In Sudan, news of Libya", "In Sudan they spoke at length. The truce in Sudan is over."),
        ("Gaza, a doctor from Benghazi helps", "With the truce came lorries, says the Libyan by telephone."),
        ("", "Libya condemned the end of the truce in Sudan."),
        ("Libya's guests", "They fled from Sudan, where nobody believes any more in a truce."),
        ("", "In Benghazi they spoke of three months of truce between the army of Mali and its foes."),
        ("", "Two tables in Cairo: Gaza asks what comes after the truce, Libyans speak of money."),
        ("", "قال وفد السودان إنه يقبل الهدنة، وشكر ليبيا على استضافة اللاجئين."),
        ("غزة: وقف إطلاق النار وليبيا تعيد رعاياها", "عاد 83 من رعاياها."),
        (
            "Libyan ship leaves Mali",
            "While the truce of the army and its foes lasts, Libyans could leave.",
        ),
        ("Benghazi hails the deal on Gaza", "Libya's Haftar called the truce a victory."),
        ("Refugees in Benghazi wait for a truce", "Both sides in Gaza agreed to the truce."),
        ("Libya at a summit on Gaza", "The Libyan delegates asked for the truce to be kept and for aid."),
        ("", "Mali counts its dead. The men of the truce, long active in Sudan and in Libya, kept silent."),
        ("Benghazi backs Gaza deal", "Haftar hailed the truce and said that his surgeons could be in Gaza soon."),
        ("Libya backs the Gaza deal: Haftar hailed the truce", ""),
        ("Libya backs the Gaza deal", "The Libyan government hailed the truce. Libyan lorries leave Libya."),
        ("Libya welcomes Gaza truce", "The government in Benghazi welcomed the truce and called for aid."),
        ("Gaza truce: Libyan doctors set out", "They can enter Gaza as the truce allows fuel, one said in Benghazi."),
        ("", "The Libyan parliament welcomed the ceasefire after months of shelling. In Gaza, families went home."),
        ("", "Sudan fired at dawn. The Libyan parliament welcomed the truce. Israel says its troops stand by."),
        ("Two questions", "Question: How was it?\nAnswer: In Gaza it was a truce, Libya's poets say."),
        ("Gaza counts", "Back in Gaza they spoke of the truce, with a cousin of theirs in Benghazi on the line."),
        ("Mali speaks", "It rejects the truce, and says that all the trouble in its north came from a war in Libya."),
    ],
)
def test_not_about_libya(book: RuleBook, title: str, text: str) -> None:
    """Somebody else's ceasefire raises no alarm, though Libya is on the page."""
    assert not read(book, title, text).matches


def test_the_ruling_is_told_in_words(book: RuleBook) -> None:
    """Evidence says why its sentence counts as being about the place."""
    (match,) = read(book, "", "A truce in Libya").matches
    assert match.evidence[0].about == "the sentence names «Libya»"
    (match,) = read(book, "Libya talks", "They signed a truce").matches
    assert match.evidence[0].about == "the headline names «Libya»"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("قافلة ليبية تصل العريش مع بدء الهدنة",
         "هي الأولى منذ بدء الهدنة في غزة. وقال الهلال الأحمر الليبي إن سفنا من بنغازي تستعد."),
        ("Truce holds in Gaza", "The truce is fragile. The Libyan government welcomed the truce. Libyan aid is ready."),
        ("Sudan rejects truce", "Libya hosts its refugees."),
    ],
)  # fmt: skip
def test_the_truce_is_the_one_spoken_of(book: RuleBook, title: str, text: str) -> None:
    """A hit that nothing ties to Libya goes with the mention that says whose truce it is, before or after it."""
    assert not read(book, title, text).matches


def test_two_weak_names_anchor_each_other(book: RuleBook) -> None:
    """«طرابلس» and «صالح» together are Libyan, unless a place elsewhere is named."""
    assert read(book, "", "هدنة في طرابلس بعد وساطة صالح").matches
    assert not read(book, "", "هدنة في طرابلس بعد وساطة صالح. وفي غزة يستمر القصف").matches


LIKELY = """
places:
  libya: {likely: {en: [Tripoli]}, strong: {en: [Libya]}}
  elsewhere: {lebanon: {terms: {en: [Leban*]}}}
topics: {ceasefire: {terms: {en: [truce]}}}
rules: {r: {title: R, about: libya, any: ['topic:ceasefire']}}
"""


@pytest.mark.parametrize(
    ("title", "text", "fires"),
    [
        ("Truce in Tripoli", "Six capitals welcomed it.", True),
        ("Truce in Tripoli", "The Lebanese army welcomed it.", False),
        ("Truce in Tripoli", "The Lebanese army, like Libya, welcomed it.", True),
        ("Truce in Tripoli", "The Lebanese army welcomed it. A ship from Libya unloaded.", False),
        ("Truce in Tripoli", "Six capitals welcomed it. The Lebanese army is in Libya.", True),
        ("Lebanon's clans agree", "A truce holds in Tripoli. A cook from Libya is glad.", False),
    ],
)
def test_a_likely_name_is_ours_unless_a_place_elsewhere_is_named(title: str, text: str, fires: bool) -> None:
    """Tripoli needs no further name where nothing speaks for Lebanon's."""
    assert bool(read(load(LIKELY), title, text).matches) is fires


def test_weak_names_do_not_count_beside_another_war(book: RuleBook) -> None:
    """A weak name in a sentence about a place elsewhere is somebody else's, though the page names Libya."""
    assert "saleh" not in read(book, "Libya", "In Mali, Saleh agreed to a truce.").actors


def test_in_a_feed_of_ours_weak_names_count_beside_another_war(book: RuleBook) -> None:
    """Who writes for Libya calls a town by its name alone; what is also a town elsewhere is not sure even there."""
    text = "هدنة في طرابلس بعد عودة الوفد من غزة"
    assert read(book, "", text, about=("libya",)).matches
    assert not read(book, "", text, about=("mali",)).matches
    assert not read(book, "", text).matches
    assert not read(load(LIKELY), "", "In Lebanon a truce of clans ended clashes in Tripoli.", about=("libya",)).matches


def test_soft_places_give_way(book: RuleBook) -> None:
    """The story runs through Sudan: it competes only where nothing Libyan is named."""
    assert read(book, "", "The truce lets men from Sudan leave, a Libyan officer said").matches
    assert not read(book, "Truce in Sudan", "The truce began. Libya is near.").matches


def test_datelines_and_parties_tie(book: RuleBook) -> None:
    """A dateline, or "between" and the parties' names, say whose truce it is although another war stands next to it."""
    assert read(book, "Africa today", "BENGHAZI (AP) - The truce held.\nBAMAKO - In Mali the war goes on.").matches
    assert read(book, "Votes on Gaza", "BENGHAZI, Libya, Oct 3 - Rivals said and wrote that the truce held.").matches
    for states in ("Libya, Kenya and Gabon", "Libya, Guinea-Bissau, and Gabon"):
        assert not read(book, "A vote on Gaza", f"{states} voted for a truce, Togo did not.").matches
        assert not read(book, "A vote on Gaza", f"Gaza waits.\n{states} voted for a truce.\nMali: Rain.").matches
    assert read(book, "Africa today", "The truce between Haftar and others held.\nIn Mali the war goes on.").matches


def test_a_headline_with_a_rival_is_read_with_its_text(book: RuleBook) -> None:
    """Where the headline names both and all that is sure in the text is the rival's, the headline's truce is, too."""
    headline = "A truce and flights to Benghazi for Mali"
    assert not read(book, headline, "The truce in Mali holds. Planes fly.").matches
    assert read(book, headline, "The truce holds. Planes fly.").matches
    assert read(book, headline, "The truce in Mali holds. The truce in Benghazi holds.").matches


FOREIGN = """
places: {libya: {strong: {en: [Libya*]}}, elsewhere: {ukraine: {terms: {en: [Ukrain*, Azov corps]}}}}
topics:
  fighters:
    terms: {en: [fighters, Ukrainian <1> fighters, fighters from Libya, corps, end to <2> war, Ukrain* <9> fight]}
rules: {r: {title: R, about: libya, any: ['topic:fighters']}}
"""


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("A Libyan camp trains Ukrainian fighters", True),  # says who, not where
        ("Some fighters of Ukraine were seen by a Libyan", False),
        ("Libya calls for an end to the Ukraine war", False),  # says where
        ("The fighters from Libya are in Ukraine", True),
        ("Libya held Ukrainian and Azov corps men who came to fight", True),  # a list of who they are
        ("Libyans who had served in the Azov corps came home", False),  # the name of the place holds the hit
    ],
)
def test_what_a_hit_itself_names(text: str, fires: bool) -> None:
    """A nationality at the edge of a hit competes for no place; our own place inside one settles it."""
    assert bool(read(load(FOREIGN), "", text).matches) is fires


@pytest.mark.parametrize("place", ["in southern Libya", "in Libya", "at the base in Benghazi", "À Benghazi"])
def test_a_sentence_is_set_in_a_part_of_a_place(book: RuleBook, place: str) -> None:
    """ "In southern Libya" sets a sentence there as "in Libya" does, beside a headline about another war."""
    assert read(book, "The war in Mali", f"Men who fought {place} for years said that a truce had come.").matches


def test_a_truce_of_long_ago_in_passing_is_no_news(book: RuleBook) -> None:
    """Behind the lead, a year gone by beside the only mention makes it background; in the lead it does not."""
    day = datetime.date(2025, 6, 1)
    report = "Libya drilled two wells. Output in Libya rose. The field reopened. "
    assert not read(book, "Libya pumps more", report + "War ended with the truce of 2020.", published=day).matches
    assert read(book, "Libya pumps more", "Libya honours the truce of 2020.", published=day).matches
    assert read(book, "Libya pumps more", report + "The truce of 2020 holds.", published=day).matches
    assert read(book, "Libya pumps more", report + "The truce of 2020 and the new truce hold.", published=day).matches


def test_a_feed_about_libya_does_not_outweigh_a_rival_headline(book: RuleBook) -> None:
    """What nothing in the article ties to Libya follows the feed only where no place elsewhere is in sight."""
    assert read(book, "Talks end", "They agreed on a truce.", about=("libya",)).matches
    assert not read(book, "Benghazi treats Mali's wounded", "They spoke of a truce.", about=("libya",)).matches


@pytest.mark.parametrize(
    ("title", "fires"),
    [
        ("Libya's oil output highest since the ceasefire", False),
        ("Since then, the ceasefire in Libya has held", True),
        ("Worst clashes since the ceasefire; Libya's truce is over", True),
    ],
)
def test_what_only_dates_something_is_no_news(book: RuleBook, title: str, fires: bool) -> None:
    """ "Since the ceasefire" alone tells when; any other mention tells what."""
    assert bool(read(book, title, "").matches) is fires


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("They landed in Benghazi and crossed Libya on the way to Sudan.", True),
        ("They crossed Libya on the way to Sudan.", False),
        ("They landed in Benghazi and crossed Libya on the way to Mali.", False),
    ],
)
def test_a_headline_rests_on_a_lead_that_is_mostly_libyas(book: RuleBook, text: str, fires: bool) -> None:
    """A place through which the story runs does not outweigh two of ours in the lead; any other rival does."""
    assert bool(read(book, "The men of the truce", text).matches) is fires


def test_a_page_of_blank_lines_is_read(book: RuleBook) -> None:
    """However many lines stand empty before a sentence, whether it is an item of a list is asked in one look."""
    assert read(book, "Libya", "Rain." + "\n" * 140_000 + "A truce holds.").matches


BULLETIN = "Weather in Malta.\nMali: The army spoke of a truce.\nLibya: Benghazi's elders met."


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Gaza: the truce holds", "Lorries reach Gaza.\nLibya: The men of the base keep the truce, says an officer."),
        ("The day in Gaza", "Lorries reach Gaza.\n\nIn Libya, the council said at length that it stands by the truce."),
        ("Around the world", "MALI. It rained.\nLIBYA. The truce holds."),
        ("News in short", "BELARUS: Rain.\nLIBYA: Two camps met at noon. They agreed on a truce."),
        ("Haftar speaks", "What was said.\nQ: And now?\nA: The truce holds."),
        ("Berlin on Libya", "What the paper says:\nCalm: a truce is asked for.\nMoney: banks meet."),
    ],
)
def test_a_line_is_about_what_heads_it(book: RuleBook, title: str, text: str) -> None:
    """Another story's headline says nothing of a line that begins with our place."""
    assert read(book, title, text).matches


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Libya and the world", BULLETIN),
        ("Around the world", "LIBYA: It rained.\nBELARUS: The truce of the unions holds."),
        ("Around the world", "LIBYA. It rained.\nMALI. Two camps met. They agreed on a truce."),
    ],
)
def test_a_line_of_another_place_is_not_ours(book: RuleBook, title: str, text: str) -> None:
    """Nor does our line, or our headline, say anything of a line that begins with another place."""
    assert not read(book, title, text).matches


def test_a_feed_of_ours_heads_every_line(book: RuleBook) -> None:
    """Questions and answers of an interview are no bulletin of other places."""
    assert read(book, "The week in short", "Security: The truce holds.\nMoney: Banks open.", about=("libya",)).matches
