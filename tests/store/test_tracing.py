"""What an article leaves behind to be found by, however often it is edited."""

from __future__ import annotations

from monitor.store.tracing import JUDGEMENTS, traces_of
from tests.service.newsroom import Newsroom

TITLE = "Truce in Sabratha, Libya, after clashes kill four"
TEXT = (
    "Elders in Sabratha brokered a ceasefire between the 55th Battalion and gunmen on Friday, a security source said."
    " Four people were killed and 17 were wounded in the Libyan town, and 35 families fled the Dababsha district."
)


def test_a_page_that_is_edited_all_day_grows_by_what_is_new_in_it() -> None:
    """Each figure and each trace is kept once, and so many judgements as versions: pages count their readers."""
    room = Newsroom()

    def value(sql: str) -> int:
        return int(room.store._records.value(sql))

    url = "https://herald.example/page"
    room.report("Herald", TITLE, TEXT, url=url)
    figures = value("SELECT count(*) FROM figure")
    first = traces_of(room.store._records.value("SELECT traces FROM profile"))
    for number in range(JUDGEMENTS + 10):
        room.report("Herald", TITLE, f"{TEXT}\nOpinion {'x' * (number % 2)}", url=url, hours=0.1)
        room.report("Herald", TITLE, f"{TEXT}\nRead on page {number}.", url=url, hours=0.1)
    assert value("SELECT count(*) FROM figure") == figures
    assert value("SELECT count(*) FROM judgement") == JUDGEMENTS
    found = traces_of(room.store._records.value("SELECT traces FROM profile"))
    assert len(set(found)) == len(found) and found[: len(first)] == tuple(dict.fromkeys(first))
    assert sorted(found) == [row[0] for row in room.store._records.rows("SELECT hash FROM trace ORDER BY hash")]
    edit = room.report("Herald", TITLE, TEXT.replace("35 families", "60 families"), url=url)
    assert [(fact.before, fact.value) for fact in edit.new_facts] == [(35, 60)]
    assert value("SELECT count(*) FROM figure") == figures + 1
    room.store.close()
