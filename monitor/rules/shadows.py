"""Rules that another rule makes superfluous: whatever fires them fires the other one too, for the same chats.

The proof is by the form of the conditions alone, so it never errs, and may miss a shadow that only the words show.
Only rules that share a word or a topic are compared, and of those with one in common at most a hundred: the work grows
with the number of rules, not with its square; and a file that is knotted on purpose is looked at only so long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from monitor.rules.finding import Finding
from monitor.rules.schema import ConditionSection, RuleSection, RulesFile
from monitor.rules.vocabulary import condition_texts

COMPARED = 100  # rules that share one word or reference
STEPS = 1_000_000  # of proof for the whole file, about two seconds; ten thousand plain rules take a tenth of it

Part = str | ConditionSection


def shadows(file: RulesFile) -> Iterator[Finding]:
    """A warning for each rule that another one shadows; of two that say the same, for the later one."""
    first_chat = next(iter(file.chats), "")
    rules = {id: rule for id, rule in file.rules.items() if rule.enabled}
    sharing: dict[str, list[str]] = defaultdict(list)
    for id, rule in rules.items():
        for text in {text for path, text in condition_texts(rule, ()) if path[0] not in ("unless", "none")}:
            if len(sharing[text]) < COMPARED:
                sharing[text].append(id)
    place = {id: number for number, id in enumerate(rules)}
    prover = _Prover(first_chat)
    for id, rule in rules.items():
        texts = dict.fromkeys(text for _, text in condition_texts(rule, ()))
        for other in dict.fromkeys(near for text in texts for near in sharing.get(text, ()) if near != id):
            if not prover.wider(rules[other], rule):
                continue
            if place[other] < place[id] or not prover.wider(rule, rules[other]):
                message = f"{id} adds nothing: whatever fires it fires {other} too, for the same chats."
                yield Finding(("rules", id), "shadowed-rule", message, "Take one of the two out.", "warning")
                break


class _Prover:
    """Proofs by the form of conditions, as long as there is patience left; afterwards nothing can be proven."""

    def __init__(self, first_chat: str) -> None:
        self._first_chat = first_chat
        self._left = STEPS

    def _weary(self) -> bool:
        self._left -= 1
        return self._left < 0

    def wider(self, wide: RuleSection, narrow: RuleSection) -> bool:
        """Whenever `narrow` fires, `wide` does, and tells at least the same chats."""
        return (
            set(narrow.send_to or [self._first_chat]) <= set(wide.send_to or [self._first_chat])
            and (wide.about, wide.soft) in ((narrow.about, narrow.soft), (None, []))
            and (wide.actors == "any" or wide.actors == narrow.actors)
            and set(wide.not_within) <= set(narrow.not_within)
            and set(wide.not_beside) <= set(narrow.not_beside)
            and all(any(self._implies(own, part) for own in narrow.unless) for part in wide.unless)
            and self._implies(narrow, wide)
            and (not (wide.unless or _denies(wide)) or _counts_the_same(wide, narrow))
        )

    def _implies(self, one: Part, other: Part) -> bool:
        """`other` holds wherever `one` does."""
        if self._weary():
            return False
        if isinstance(other, str):
            return self._gives(one, other)
        return (
            all(self._implies(one, part) for part in other.all)
            and (not other.any or self._some(one, other.any))
            and (not other.title_only or self._scoped(one, other.title_only, ("title_only",)))
            and (not other.lead_only or self._scoped(one, other.lead_only, ("title_only", "lead_only")))
            and (not (other.min_count and other.of) or self._counted(one, other))
            and all(isinstance(one, ConditionSection) and part in one.none for part in other.none)
        )

    def _gives(self, one: Part, text: str) -> bool:
        """The term or reference is found wherever `one` holds."""
        if isinstance(one, str) or self._weary():
            return one == text
        choices = (one.any, one.title_only, one.lead_only)
        return any(self._gives(part, text) for part in one.all) or any(
            bool(options) and all(self._gives(option, text) for option in options) for options in choices
        )

    def _some(self, one: Part, parts: list[Part]) -> bool:
        """At least one of the parts holds wherever `one` does."""
        if one in parts or any(self._implies(one, part) for part in parts if isinstance(part, ConditionSection)):
            return True
        if isinstance(one, str) or self._weary():
            return False
        if any(self._some(part, parts) for part in one.all):
            return True
        choices = (one.any, one.title_only, one.lead_only, one.of if one.min_count else [])
        return any(bool(options) and all(self._some(option, parts) for option in options) for options in choices)

    def _scoped(self, one: Part, parts: list[Part], keys: tuple[str, ...]) -> bool:
        """One of the parts is found in the title (or lead) wherever `one` holds."""
        if isinstance(one, str):
            return False
        listed = (getattr(one, key) for key in keys)
        return any(options and all(option in parts for option in options) for options in listed) or any(
            self._scoped(part, parts, keys) for part in one.all
        )

    def _counted(self, one: Part, other: ConditionSection) -> bool:
        """As many of the parts of `other` hold as it asks for, wherever `one` does."""
        asked = other.min_count or 0
        if sum(self._implies(one, part) for part in other.of) >= asked:
            return True
        if isinstance(one, str):
            return False
        same = (one.min_count or 0) >= asked and all(part in other.of for part in one.of) and bool(one.of)
        return same or any(self._counted(part, other) for part in one.all)


def _denies(condition: ConditionSection) -> bool:
    """Something must be absent for it to hold."""
    parts = (*condition.all, *condition.any, *condition.of, *condition.title_only, *condition.lead_only)
    return bool(condition.none) or any(isinstance(part, ConditionSection) and _denies(part) for part in parts)


def _counts_the_same(wide: RuleSection, narrow: RuleSection) -> bool:
    """The same words of a text count for both: a wider rule would see more of what must be absent."""
    return (wide.about, wide.soft, wide.not_within, wide.not_beside) == (
        narrow.about, narrow.soft, narrow.not_within, narrow.not_beside,
    )  # fmt: skip
