"""What a hit is about: is it Libya's ceasefire, or somebody else's in an article that also names Libya?

The sentence of the hit is asked first. An own place tied to the hit ("ceasefire in Libya", "Libya ceasefire")
settles it; where own signs and rivals share the sentence, what is tied wins, then what stands in the same clause, then
the nearer; an own sign that merely shares the sentence ("the Libyan government welcomed the ceasefire") gives way to a
rival in the headline or the sentences around. A sentence that names neither inherits from the headline, the one before,
the lead, and last the feed; in a bulletin, from what heads its line. And since a text speaks of "the truce" once it has
said whose, a hit without a tie of its own follows the last one that had one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from monitor.rules.bench import Bench, Ruling, plain
from monitor.rules.bulletin import Bulletin
from monitor.rules.scene import Question, Scene, View, Words


def rule_on(
    question: Question, hits: Sequence[Words], scene: Scene, strangers: Sequence[str], *, alone: bool = False
) -> list[Ruling]:
    """The ruling on each hit, in order of the text; `strangers` say why one cannot be meant at all, or "". Hits that
    are not of one matter are ruled on each `alone`: they say nothing of each other.
    """
    view = View(scene, question)
    bulletin = Bulletin(view)
    rulings = [
        plain(False, stranger, firm=True) if stranger else Bench(view, bulletin, hit).ruling()
        for hit, stranger in zip(hits, strangers, strict=True)
    ]
    if alone:
        return rulings
    if view.headline.hard or any(hit.in_title and ruling.setting for hit, ruling in zip(hits, rulings, strict=True)):
        rulings = _with_the_headline(hits, _with_the_text(hits, rulings, strangers), strangers)
    latest = next((ruling for ruling in rulings if ruling.firm), None)
    for index, ruling in enumerate(rulings):
        if ruling.firm:
            latest = ruling
        elif latest is not None and ruling.yes != latest.yes:
            rulings[index] = ruling._replace(yes=latest.yes, reason=partial(_with_another, latest))
    return rulings


def _with_the_text(hits: Sequence[Words], rulings: list[Ruling], strangers: Sequence[str]) -> list[Ruling]:
    """A headline that names a rival, too, or is only set in our place, is read in the light of a text in which all that
    is sure is the rival's.
    """
    judged = list(zip(hits, rulings, strict=True))
    told = zip(judged, strangers, strict=True)
    sure = [ruling for (hit, ruling), stranger in told if ruling.firm and not hit.in_title and not stranger]
    if not sure or any(ruling.yes for ruling in sure):
        return rulings
    light = Ruling(False, partial(_with_another, sure[0]))
    return [light if hit.in_title and ruling.yes else ruling for hit, ruling in judged]


def _with_the_headline(hits: Sequence[Words], rulings: list[Ruling], strangers: Sequence[str]) -> list[Ruling]:
    """Whose truce it is, a headline says more surely than where a sentence is set: that is not firm against it."""
    judged = zip(hits, rulings, strangers, strict=True)
    if not any(hit.in_title and ruling.firm and not ruling.yes and not stranger for hit, ruling, stranger in judged):
        return rulings
    return [ruling._replace(firm=False) if ruling.setting else ruling for ruling in rulings]


def _with_another(mention: Ruling) -> str:
    return f"it goes with another mention: {mention.why}"
