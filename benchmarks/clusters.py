"""How well articles are grouped into stories: BCubed, and pairs of articles in different languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple


class Placed(NamedTuple):
    """An article's language, the story it is labelled with, and the group it was put into."""

    lang: str
    story: Hashable
    group: Hashable


@dataclass(frozen=True, slots=True)
class Ratio:
    """Counts behind a precision and a recall; each is 1 where there is nothing to find."""

    right: float = 0.0
    predicted: float = 0.0
    labelled: float = 0.0

    @property
    def precision(self) -> float:
        """Share of what was predicted that is right."""
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return harmonic(self.precision, self.recall)


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def bcubed(articles: Sequence[Placed]) -> tuple[float, float]:
    """Precision and recall: means over all articles of how pure its group and how whole its story is there.

    Bagga and Baldwin, Entity-based cross-document coreferencing using the vector space model, 1998.
    """
    both = Counter((article.story, article.group) for article in articles)
    stories = Counter(article.story for article in articles)
    groups = Counter(article.group for article in articles)
    number = len(articles) or 1
    return (
        sum(count * count / groups[group] for (_, group), count in both.items()) / number,
        sum(count * count / stories[story] for (story, _), count in both.items()) / number,
    )


def across(articles: Sequence[Placed]) -> Ratio:
    """Pairs of articles in different languages that are, or are said to be, of one story."""
    right = predicted = labelled = 0
    for one, other in combinations(articles, 2):
        if one.lang != other.lang:
            right += one.story == other.story and one.group == other.group
            predicted += one.group == other.group
            labelled += one.story == other.story
    return Ratio(right, predicted, labelled)
