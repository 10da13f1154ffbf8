"""Lint: each code on the smallest file that earns it, with its place and its advice; and files that earn none."""

from __future__ import annotations

import datetime
import time

import pytest

from monitor.errors import BadRules, Problem
from monitor.rules.load import load

TODAY = datetime.date(2026, 11, 22)
RULE = "rules: {r: {title: R, any: [truce]}}\n"


def told(text: str) -> tuple[Problem, ...]:
    """Everything said about a file, whether it is refused or not."""
    try:
        return load(text, today=TODAY).warnings
    except BadRules as bad:
        return bad.problems


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "advice"),
    [
        ("rules: {r: {title: R, any: [truce], prioritty: low}}", "unknown-key", 1, 37, "Did you mean 'priority'?"),
        ("rules: {r: {title: R, any: [topic:trce]}}\ntopics: {truce: {terms: {en: [truce]}}}", "unknown-reference",
         1, 29, "Did you mean truce?"),
        ("rules: {r: {title: R, any: [topics:truce]}}\ntopics: {truce: {terms: {en: [truce]}}}", "unknown-reference",
         1, 29, "Did you mean topic:truce?"),
        (RULE + "topics: {t: {terms: {en: [calm, topic:x]}}}", "misplaced-reference", 2, 33,
         "Write the words, or share a list: list:NAME."),
        (RULE + "topics: {t: {terms: {en: [truce|armistice]}}}", "pattern", 2, 27,
         "Write each as a term of its own: truce, armistice."),
        (RULE + "topics: {t: {terms: {en: ['mercenar.*']}}}", "pattern", 2, 27,
         "A term has only the signs * <n> ~n = case: and, of single words, (one|another)."),
        (RULE + "topics: {t: {terms: {en: [mercenar(ies)]}}}", "pattern", 2, 27,
         "A term has only the signs * <n> ~n = case: and, of single words, (one|another)."),
        (RULE + "topics: {t: {terms: {ar: ['= سرت']}}}", "bad-term", 2, 27, "Write it right before the word."),
        (RULE + "topics: {t: {terms: {}}}", "no-terms", 2, 10, "Write terms: under it."),
        (RULE + "places: {libya: {weak: {en: [Tripoli]}}}", "no-terms", 2, 10, "Write strong: under it."),
        (RULE + "places: {x: {strong: {en: [Xanadu]}}, elsewhere: {x: {terms: {en: [Xanax]}}}}", "duplicate-id",
         2, 51, "Give one of them another id."),
        (RULE + "feeds: [{name: A, url: 'https://a.ly/feed/'}, {name: B, url: 'http://www.A.ly/feed'}]",
         "duplicate-feed", 2, 57, "Change one, or take it out."),
        (RULE + "feeds: [{name: A, url: 'https://a.ly/1'}, {name: a, url: 'https://a.ly/2'}]", "duplicate-feed",
         2, 44, "Change one, or take it out."),
        (RULE + "feeds: [{name: A, url: 'https://a.ly/f\u200beed'}]", "hidden-character", 2, 19, "Type it again."),
        ("rules: {r: {title: R, any: ['topic:tru\u200bce']}}\ntopics: {truce: {terms: {en: [truce]}}}",
         "hidden-character", 1, 29, "Type it again."),
        (RULE + "chats: {a: {telegram: -100}, b: {telegram: '-100'}}", "duplicate-chat", 2, 34, "Keep one of them."),
        (RULE + "topics: {t: {terms: {en: [truce, Truce]}}}", "duplicate-term", 2, 34, "Take one out."),
        ("rules: {r: {title: R, any: [truce, TRUCE]}}", "duplicate-term", 1, 36, "Take one out."),
        (RULE + "topics: {t: {terms: {en: [truce, Libya truce]}}}", "contained-term", 2, 34,
         "Take the longer one out."),
        (RULE + "topics: {t: {terms: {en: ['calm*'], tr: [calming]}}}", "contained-term", 2, 42,
         "Take the longer one out."),
        ("rules: {r: {title: R, any: [truce, 'the truce']}}", "contained-term", 1, 36, "Take the longer one out."),
        (RULE + "topics: {t: {terms: {ar: [وقف <5> النار, وقف دائم النار]}}}", "contained-term", 2, 42,
         "Take the longer one out."),
        (RULE + "topics: {t: {terms: {en: [Olympic truce]}, not_within: {en: ['Olymp* truce']}}}", "masked-term",
         2, 27, "Take one of the two out."),
        (RULE + "topics: {t: {terms: {en: ['abc*']}}}", "short-stem", 2, 27, "Write four letters or more."),
        (RULE + "topics: {t: {terms: {ar: [سرت]}}}", "short-arabic", 2, 27, "Write =سرت, or a longer phrase."),
        (RULE + "topics: {t: {terms: {ru: [перемиpие]}}}", "mixed-scripts", 2, 27,
         "Type 'р' of the other script instead."),
        (RULE + "topics: {t: {terms: {ar: ['=سرتی']}}}", "mixed-scripts", 2, 27, "Write 'سرتي', or leave out the =."),
        (RULE + "topics: {t: {terms: {en: [" + " ".join(f"word{n}" for n in range(31)) + "]}}}", "bad-term", 2, 27,
         "Write at most 30 words; a few that tell are enough."),
        (RULE + "actors: {a: {name: A, kind: person, names: {en: [Haftar]}}}\n"
         "feeds: [{name: F, url: 'https://a.ly', lang: ru}]", "missing-language", 2, 37, "Add under names: ru: [...]."),
        (RULE + "actors: {a: {name: A, kind: person, names: {en: [Aguila Saleh]}, weak: {en: [Saleh]}}}", "no-anchor",
         2, 66, "Define a place with strong words, or move them to names."),
        ("rules: {r: {title: R, any: [truce], actors: [a]}}\nactors: {a: {name: A, kind: person, until: 2020-01-01,"
         " names: {en: [Anna]}}}", "expired-actor", 1, 46, "Ask for who came after, or take it out."),
        ("rules: {r: {title: R, all: [truce, 'actor:a']}}\nactors: {a: {name: A, kind: person, until: 2020-01-01,"
         " names: {en: [Anna]}}}", "expired-actor", 1, 36, "Ask for who came after, or take it out."),
        ("rules: {r: {title: R, any: [truce], actors: {kinds: [mission]}}}\nactors: {a: {name: A, kind: person,"
         " names: {en: [Anna]}}}", "nobody", 1, 37, "Ask for fewer ids, kinds or sides."),
        ("rules: {r: {title: R, any: [truce], actors: {sides: [est]}}}\nactors: {a: {name: A, kind: person,"
         " side: east, names: {en: [Anna]}}}", "unknown-reference", 1, 54, "Did you mean east?"),
        ("rules: {r: {title: R, none: [truce]}}", "purely-negative", 1, 9,
         "Add any: or all: with what must be there."),
        ("rules: {a: {title: A, any: [truce, calm]}, b: {title: B, all: [truce, elders]}}", "shadowed-rule", 1, 44,
         "Take one of the two out."),
    ],
)  # fmt: skip
def test_each_code_has_its_place_and_its_advice(text: str, code: str, line: int, column: int, advice: str) -> None:
    """What is wrong is named where it stands, with what to write instead."""
    found = {problem.code: problem for problem in told(text)}
    assert code in found, found
    assert (found[code].line, found[code].column, found[code].fix) == (line, column, advice)


@pytest.mark.parametrize(
    "text",
    [
        RULE + "topics: {t: {terms: {en: [truce, truces, the calm], ru: [перемирие, операция IRINI]}}}",
        RULE + "topics: {t: {terms: {en: ['case:FACT', 'case:fact']}}}",
        RULE + "topics: {t: {terms: {ar: ['=سرت', مدينة سرت]}}}",
        RULE + "topics: {t: {terms: {en: [Libya <2> truce, Libya lasting final truce now]}}}".replace("final", "x y"),
        RULE + "topics: {t: {terms: {en: [truce deal], fr: ['Tripoli (Liban)', Qu'est-ce que]}}}",
        RULE + "topics: {t: {terms: {en: [truce]}, not_within: {en: [Olympic truce]}}}",
        RULE + "actors: {a: {name: A, kind: person, names: {en: [Haftar, Khalifa Haftar]}}}",
        RULE + "actors: {a: {name: A, kind: person, names: {en: [Haftar]}}}\nfeeds: [{name: F, url: 'http://a.ly', "
        "lang: fr}, {name: G, url: 'http://b.ly', lang: ru, enabled: false}]",
        RULE + "feeds: [{name: A, url: 'https://a.ly/?id=5'}, {name: B, url: 'https://a.ly/?id=6'}]",
        "rules: {r: {title: R, all: [truce, Libya truce]}}",
        "rules: {r: {title: R, any: [truce], send_to: [a]}, s: {title: S, all: [truce, x y], send_to: [b]}}\n"
        "chats: {a: {telegram: 1}, b: {telegram: 2}}",
        "rules: {r: {title: R, any: [truce], unless: [film]}, s: {title: S, all: [truce, x y]}}",
        "rules: {r: {title: R, title_only: [truce]}, s: {title: S, any: [calm]}}",
        "rules: {r: {title: R, min_count: 2, of: [a b, c d, e f]}, s: {title: S, any: [a b]}}",
    ],
)  # fmt: skip
def test_what_is_right_is_not_told(text: str) -> None:
    """No code is given for terms, feeds and rules that only look like a mistake."""
    assert told(text) == ()


@pytest.mark.parametrize(
    ("wide", "narrow", "shadowed"),
    [
        ("any: [a b, c d]", "any: [c d]", True),
        ("any: [a b]", "any: [a b, c d]", False),
        ("any: [a b]", "title_only: [a b]", True),
        ("title_only: [a b]", "any: [a b]", False),
        ("lead_only: [a b]", "title_only: [a b]", True),
        ("title_only: [a b]", "lead_only: [a b]", False),
        ("all: [a b]", "all: [{any: [{all: [a b, c d]}, a b]}]", True),
        ("min_count: 2, of: [a b, c d, e f]", "all: [a b, e f]", True),
        ("min_count: 2, of: [a b, c d, e f]", "min_count: 3, of: [a b, c d, e f]", True),
        ("min_count: 2, of: [a b, c d, e f]", "min_count: 1, of: [a b, c d]", False),
        ("any: [a b], none: [x y]", "any: [a b]", False),
        ("any: [a b], none: [x y]", "any: [a b], none: [x y, z z]", True),
        ("any: [a b], actors: required", "any: [a b]", False),
        ("any: [a b]", "any: [a b], actors: required", True),
        ("any: [a b], not_within: [a b c]", "any: [a b]", False),
    ],
)
def test_a_shadow_is_proven_by_the_form_of_the_conditions(wide: str, narrow: str, shadowed: bool) -> None:
    """The second rule is told when, and only when, whatever fires it fires the first."""
    actors = "actors: {a: {name: A, kind: person, names: {en: [Anna]}}}\n"
    codes = {(p.code, p.message.split()[0]) for p in told(
        f"{actors}rules: {{wide: {{title: W, {wide}}}, narrow: {{title: N, {narrow}}}}}"
    )}  # fmt: skip
    assert (("shadowed-rule", "narrow") in codes) == shadowed


@pytest.mark.parametrize(
    "rules",
    [
        "r: {title: R, any: [" + ", ".join(f"stop fire{n}" for n in range(20_000)) + "]}",
        ", ".join(
            f"r{n}: {{title: R, any: [" + ", ".join(f"stop fire{m}" for m in range(n % 7, 250)) + "]}"
            for n in range(100)
        ),
        ", ".join(
            f"r{n}: {{title: R, any: [x y{n}, " + "{any: [x y, " * 30 + "w z" + "]}" * 30 + "]}" for n in range(40)
        ),
        ", ".join(
            f"r{n}: {{title: R, " + "all: [{any: [a b, c d], " * 15 + "all: [e f]" + "}]" * 15 + "}" for n in range(40)
        ),
    ],
    ids=["20,000 phrases", "100 rules of 250 phrases in common", "deep alternatives", "deep conjunctions"],
)
def test_no_file_keeps_lint_busy_for_long(rules: str) -> None:
    """Lists of any length and conditions of any depth are judged in seconds, or only in part."""
    start = time.process_time()
    told(f"rules: {{{rules}}}")
    assert time.process_time() - start < 20  # 1 to 3 as measured: what must not come back is a minute, or an hour
