"""The table of decisions on stories, row by row, through the whole pipeline with the rules as they are shipped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.model import Decision
from tests.service.newsroom import Newsroom

TITLE = "هدنة في صبراتة بعد اشتباكات أوقعت أربعة قتلى"
TEXT = (
    "توصل أعيان مدينة صبراتة غرب ليبيا إلى اتفاق هدنة بين الكتيبة 55 ومسلحين من المدينة بعد اشتباكات استمرت ست ساعات.\n"
    "وقال مصدر طبي في مستشفى المدينة إن الاشتباكات أسفرت عن مقتل أربعة أشخاص وإصابة 17 آخرين بينهم امرأة.\n"
    "وأضاف المصدر أن 35 عائلة نزحت من حي الدبابشة، وأن الهلال الأحمر نقلها إلى مدارس في وسط المدينة.\n"
    "وأعلنت مديرية الأمن إغلاق الطريق الساحلي ثم فتحه صباح اليوم بعد سريان وقف إطلاق النار."
)
ENGLISH = (
    "Elders in Sabratha, western Libya, have brokered a truce between the 55th Battalion and gunmen after clashes.\n"
    "A medical source said four people were killed and 17 others wounded in the fighting.\n"
    "The Red Crescent moved 35 families out of the Dababsha district to schools in the town centre.\n"
    "The coastal road was reopened in the morning after the ceasefire took hold in Sabratha, the directorate said."
)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    """Outlets before their first report."""
    newsroom = Newsroom()
    yield newsroom
    newsroom.store.close()


def test_the_same_text_elsewhere_is_ignored_and_the_outlet_kept(room: Newsroom) -> None:
    """Nothing is told; the head gets the line that names the other outlet and the sides."""
    assert room.report("Ahrar", TITLE, TEXT).decision is Decision.NEW
    copy = room.report("Marsad", TITLE, TEXT)
    assert (copy.decision, room.stories[0] == room.story) == (Decision.IGNORE, True)
    row = room.store._records.rows("SELECT tail_plain FROM message")[0]
    assert "Marsad" in row["tail_plain"] and "both sides" in row["tail_plain"] and "2 owners" in row["tail_plain"]


def test_another_language_with_nothing_new_joins_silently(room: Newsroom) -> None:
    """A report of the same event in English is merged, with its score and its reason."""
    room.report("Ahrar", TITLE, TEXT)
    other = room.report("Herald", "Sabratha elders broker truce after clashes kill four", ENGLISH)
    assert (other.decision, other.drafts[0].kind) == (Decision.MERGE, "edit")
    assert other.score > 0.5 and "same event" in other.reason
    assert room.story == room.stories[0]
    assert len(room.messages("alert")) == 1 and not room.messages("update")


def test_reports_of_one_minute_tell_the_same_in_either_order() -> None:
    """Which of them was first is chance: what either says is told, down to the two buses that one alone counts."""
    detail = f"{ENGLISH}\nThe directorate sent 2 buses for the families."
    told = []
    for swapped in (False, True):
        room = Newsroom()
        reports = [("Ahrar", TITLE, TEXT), ("Herald", "Sabratha elders broker truce after clashes kill four", detail)]
        first, second = reversed(reports) if swapped else reports
        found = [room.report(*first), room.report(*second, hours=1 / 120)]
        assert found[0].decision is Decision.NEW and room.stories[0] == room.stories[1]
        told.append({(fact.value, fact.kind) for one in found for fact in one.new_facts if fact.kind == "figure"})
        room.store.close()
    assert told[0] == told[1] and (2, "figure") in told[0]


def test_an_hour_later_the_same_detail_is_not_worth_a_message(room: Newsroom) -> None:
    """A retelling that counts two buses more is merged."""
    room.report("Ahrar", TITLE, TEXT)
    detail = f"{ENGLISH}\nThe directorate sent 2 buses for the families."
    later = room.report("Herald", "Sabratha elders broker truce after clashes kill four", detail)
    assert later.decision is Decision.MERGE


def test_a_page_on_which_a_rule_fires_at_last_joins_the_story_that_others_told(room: Newsroom) -> None:
    """It was no news as it first stood; after its edit it is another report of what is known."""
    url = "https://herald.example/page"
    first = room.report("Herald", "Sabratha elders meet", "Elders met in Sabratha, western Libya.", url=url)
    room.report("Ahrar", TITLE, TEXT)
    edit = room.report("Herald", "Sabratha elders broker truce after clashes kill four", ENGLISH, url=url)
    assert (first.decision, edit.decision, room.story) == (Decision.NONE, Decision.MERGE, room.stories[1])
    assert edit.reason.startswith("edited: now same event")


def test_a_wire_copy_with_an_edited_lead_joins_silently(room: Newsroom) -> None:
    """The words tell a copy, whatever its headline says."""
    room.report("Ahrar", TITLE, TEXT)
    lead = "عاد الهدوء إلى مدينة صبراتة الليبية بعد ليلة صعبة عاشها السكان، وسط دعوات إلى تثبيت الهدنة."
    copy = room.report("Marsad", "ليلة صعبة في صبراتة", "\n".join([lead, *TEXT.split("\n")[1:]]))
    assert copy.decision is Decision.MERGE and "copy of" in copy.reason


def test_a_risen_figure_is_an_update_that_names_the_old_one(room: Newsroom) -> None:
    """The reply lists what is new, the old value and its source beside it, and the sentence."""
    room.report("Ahrar", TITLE, TEXT)
    risen = ENGLISH.replace("four people were killed and 17", "nine people were killed and 31")
    update = room.report("Herald", "Sabratha toll rises to nine", risen)
    assert update.decision is Decision.UPDATE and room.story == room.stories[0]
    killed = next(fact for fact in update.new_facts if fact.value == 9)
    assert (killed.before, killed.source, killed.change) == (4, "Ahrar", "rise")
    assert killed.sentence.startswith("A medical source said nine")
    (message,) = room.messages("update")
    assert "9 killed (before: 4, Ahrar)" in message


def test_a_contradiction_names_both_sources(room: Newsroom) -> None:
    """A lower figure from another owner is told as against the first."""
    room.report("Ahrar", TITLE, TEXT)
    lower = ENGLISH.replace("four people were killed and 17", "two people were killed and 12")
    update = room.report("Observer", "Officials put Sabratha toll at two", lower)
    assert update.decision is Decision.UPDATE
    assert {fact.change for fact in update.new_facts if fact.before is not None} == {"contradiction"}
    assert "against" in room.messages("update")[0] and "Observer" in room.messages("update")[0]


def test_an_edit_without_a_new_fact_is_silent(room: Newsroom) -> None:
    """The version is stored, nobody is told."""
    room.report("Ahrar", TITLE, TEXT, url="https://ahrar.example/page")
    edit = room.report("Ahrar", TITLE, TEXT.replace("ست ساعات", "ساعات عدة"), url="https://ahrar.example/page")
    assert (edit.decision, edit.drafts) == (Decision.IGNORE, ())
    stored = room.store.article("https://ahrar.example/page")
    assert stored and len(stored.versions) == 2


def test_an_edit_with_a_new_figure_is_told_as_revised(room: Newsroom) -> None:
    """Old and new value stand in the update, which is of the pace of revisions unless lives are concerned."""
    room.report("Ahrar", TITLE, TEXT, url="https://ahrar.example/page")
    edit = room.report("Ahrar", TITLE, TEXT.replace("35 عائلة", "60 عائلة"), url="https://ahrar.example/page")
    assert edit.decision is Decision.UPDATE and edit.reason.startswith("revised")
    assert [(fact.before, fact.value) for fact in edit.new_facts] == [(35, 60)]
    assert [draft.pace for draft in edit.drafts] == ["revised"]
    assert "Revised" in room.messages("update")[0]


@pytest.mark.parametrize("counter", ["عدد القراءات: {}", "{} قراءة", "Read {} times", "{} readers"])
def test_a_page_that_counts_its_readers_is_not_revised(room: Newsroom, counter: str) -> None:
    """However often the number changes, nobody is told; a figure that means something is told beside it."""
    url = "https://ahrar.example/page"
    room.report("Ahrar", TITLE, f"{TEXT}\n{counter.format(1207)}", url=url)
    for number in (1391, 1800):
        assert room.report("Ahrar", TITLE, f"{TEXT}\n{counter.format(number)}", url=url).decision is Decision.IGNORE
    edit = room.report("Ahrar", TITLE, f"{TEXT}\n{counter.format(1999)}".replace("35 عائلة", "60 عائلة"), url=url)
    assert (edit.decision, [fact.value for fact in edit.new_facts]) == (Decision.UPDATE, [60])


def test_an_edit_that_counts_days_is_not_revised(room: Newsroom) -> None:
    """What is worth no update of a story is worth no revision of a page."""
    url = "https://ahrar.example/page"
    room.report("Ahrar", TITLE, TEXT, url=url)
    assert room.report("Ahrar", TITLE, TEXT.replace("ست ساعات", "9 ساعات"), url=url).decision is Decision.IGNORE


def test_a_guid_used_again_for_another_text_is_another_article(room: Newsroom) -> None:
    """It is judged by itself."""
    room.report("Ahrar", TITLE, TEXT, guid="7")
    gold = "سجلت أسعار الذهب مستوى قياسيا جديدا في تعاملات اليوم مدعومة بتراجع الدولار في الأسواق العالمية."
    assert room.report("Ahrar", "الذهب يرتفع", gold, guid="7").decision is Decision.NONE


def test_another_event_is_another_story(room: Newsroom) -> None:
    """A truce in another town in the same hours, with other figures, is new."""
    room.report("Ahrar", TITLE, TEXT)
    other = ENGLISH.replace("Sabratha", "Murzuq").replace("four people", "eight people").replace("17", "23")
    other = other.replace("the 55th Battalion and gunmen", "two tribes").replace("35", "70")
    assert room.report("Herald", "Truce in Murzuq after tribal fighting", other).decision is Decision.NEW
    assert room.story != room.stories[0]


def test_the_same_place_long_after_is_another_story(room: Newsroom) -> None:
    """After the window nothing is one event, however alike."""
    room.report("Ahrar", TITLE, TEXT)
    later = room.report("Herald", "Sabratha elders broker truce after clashes kill four", ENGLISH, hours=24 * 9)
    assert later.decision is Decision.NEW and room.story != room.stories[0]


def test_known_sentences_under_a_new_headline_are_silent(room: Newsroom) -> None:
    """An article put together from what the user knows is kept, and not told."""
    room.know(f"{TITLE}\n{TEXT}")
    again = room.report("Marsad", "ما نعرفه عن هدنة صبراتة", TEXT, hours=24 * 30)
    assert (again.decision, again.drafts) == (Decision.IGNORE, ())


def test_a_new_lead_over_known_background_is_told(room: Newsroom) -> None:
    """What was known is background; the article is judged by its lead."""
    room.know(f"{TITLE}\n{TEXT}")
    lead = "أعلنت الأمم المتحدة اليوم وصول 120 مقاتلا من المرتزقة السوريين إلى قاعدة الوطية غرب ليبيا في خرق للهدنة."
    told = room.report("Marsad", "وصول 120 مرتزقا إلى الوطية", f"{lead}\n{TEXT}", hours=24 * 30)
    assert told.decision is Decision.NEW
    assert [fact.value for fact in told.new_facts if fact.kind == "figure"] == [120]


def test_a_follow_up_names_the_figures_it_continues(room: Newsroom) -> None:
    """With an older article known, a follow-up's news are its three figures, the old values beside them."""
    room.know(
        "المرصد السوري: ارتفاع عدد المرتزقة السوريين في ليبيا\n"
        "أفاد المرصد السوري لحقوق الإنسان بارتفاع تعداد المجندين الذين وصلوا إلى الأراضي الليبية إلى 17300 مرتزق"
        " من الجنسية السورية، من بينهم 350 طفلا دون سن الثامنة عشرة.\n"
        "وعاد من مرتزقة الفصائل الموالية لتركيا نحو 6000 مرتزق إلى سوريا."
    )
    text = (
        "أعلن المرصد السوري لحقوق الإنسان أن تعداد المجندين الذين وصلوا إلى ليبيا ارتفع إلى 17420 مرتزقا سوريا.\n"
        "وقال المرصد إن دفعة جديدة من 120 مقاتلا وصلت إلى ليبيا، وإن 6200 مرتزق عادوا إلى سوريا بعد انتهاء عقودهم."
    )
    told = room.report("Ahrar", "المرصد: عدد المرتزقة السوريين في ليبيا يرتفع إلى 17420", text, hours=24 * 20)
    assert told.decision is Decision.NEW
    news = {fact.value: fact.before for fact in told.new_facts if fact.kind == "figure"}
    assert set(news) == {17420, 120, 6200}
    assert (news[17420], news[6200]) == (17300, 6000)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Ceasefire in Libya", ""),
        ("", "Ceasefire in Libya."),
        ("Ceasefire in Libya", "𐎀𐎁𐎂 𐎃𐎄𐎅 " * 300),
        ("Ceasefire in Libya", "The truce in Sirte, Libya, holds, both sides said on Friday evening. " * 1000),
        ("Ceasefire in Libya", "x" * 5_000_000),
    ],
)
def test_odd_articles_are_judged_and_never_merged_by_emptiness(room: Newsroom, title: str, text: str) -> None:
    """Without text, in an unknown script, one sentence a thousand times, five megabytes: judged, with a reason."""
    room.report("Ahrar", TITLE, TEXT)
    odd = room.report("Herald", title, text)
    assert odd.reason and odd.decision is Decision.NEW
    room.now = datetime(2016, 1, 1, tzinfo=UTC)
    assert room.report("Nova", f"{title} again, ten years off", text[:1000]).reason


def test_order_within_a_minute_makes_no_difference_to_what_is_told() -> None:
    """Two reports of one event, either first: one story, one alert, and the same figures told."""
    told = []
    reports = [
        ("Ahrar", TITLE, TEXT), ("Herald", "Sabratha elders broker truce after clashes kill four", ENGLISH)
    ]  # fmt: skip
    for order in (reports, reports[::-1]):
        room = Newsroom()
        judged = [room.report(*one, hours=0.005) for one in order]
        assert len(set(room.stories)) == 1 and len(room.messages("alert")) == 1
        told.append({fact.value for item in judged for fact in item.new_facts if fact.value in (17, 35, 4)})
        room.store.close()
    assert told[0] == told[1] == {4, 17, 35}


def test_a_follow_up_of_a_series_lists_all_its_new_figures(room: Newsroom) -> None:
    """The total said to be "about", the new batch and those who came home, each beside the last one known; no more."""
    room.know(
        "أعداد جديدة من المجندين\n\n"
        "قال المرصد السوري لحقوق الإنسان إن تركيا أرسلت مرتزقة سوريين إلى ليبيا للقتال مع حكومة الوفاق.\n\n"
        "ووصلت دفعة جديدة تضم نحو 300 مقاتل من فصيل السلطان مراد.\n\n"
        "وبحسب المرصد زاد عدد المجندين الذين ذهبوا إلى ليبيا إلى نحو 17300 من الجنسية السورية بينهم 350 دون سن 18.\n\n"
        "وأضاف أن نحو ستة آلاف مرتزق عادوا إلى سوريا."
    )
    judged = room.report(
        "Marsad",
        "دفعة أخرى من المرتزقة السوريين في ليبيا",
        "قال المرصد السوري لحقوق الإنسان إن تركيا نقلت دفعة أخرى من المرتزقة السوريين إلى ليبيا للقتال مع الوفاق.\n\n"
        "وذكر أن الدفعة الجديدة تضم 120 مقاتلا جديدا من فصيل السلطان مراد.\n\n"
        "وبحسب المرصد زاد عدد المجندين الذين ذهبوا إلى ليبيا إلى نحو 17420 من الجنسية السورية بينهم 350 دون سن 18.\n\n"
        "وأشار إلى أن نحو 6200 مرتزق عادوا إلى سوريا بعد انتهاء عقودهم.",
        hours=24 * 9,
    )
    assert judged.decision is Decision.NEW
    assert {(fact.value, fact.before) for fact in judged.new_facts} == {(17420, 17300), (120, 300), (6200, 6000)}
    bullets = [row for row in room.messages("alert")[0].splitlines() if "• " in row]
    assert len(bullets) == 3
    for figure in ("17,420 fighters (before: 17,300", "120 fighters (before: 300", "6,200 fighters (before: 6,000"):
        assert any(figure in row for row in bullets)
