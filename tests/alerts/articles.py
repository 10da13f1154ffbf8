"""Articles of our own writing, with the evidence that the rules would find in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from monitor.model import Article, Evidence, Feed, Field, Match, Priority, Reading

SEEN = datetime(2025, 10, 23, 12, 20, tzinfo=UTC)
PUBLISHED = datetime(2025, 10, 23, 12, 5, tzinfo=UTC)
FEED = Feed("Libya Herald", "https://herald.example/feed", side="independent")

# language: title, text, words that match, actors
STORIES = {
    "ar": (
        "اتفاق على وقفٍ دائمٍ لإطلاق النار في سرت",
        "أعلنت لجنة 5+5 مساء الخميس هدنةً تبدأ منتصف الليل. "
        "وطالب المجتمعون بخروج المرتزقة من البلاد كافة. وينعقد اللقاء المقبل في غدامس.",
        ("وقفٍ دائمٍ لإطلاق النار", "هدنةً", "المرتزقة"),
        ("خليفة حفتر", "UNSMIL"),
    ),
    "en": (
        "Rivals agree on a lasting ceasefire around Sirte",
        "The 5+5 committee announced a truce that starts at midnight. "
        "It also asked all mercenaries to leave. Talks go on.",
        ("ceasefire", "truce", "mercenaries"),
        ("Khalifa Haftar", "UNSMIL"),
    ),
    "fr": (
        "Accord sur un cessez-le-feu durable autour de Syrte",
        "Le comité 5+5 a annoncé une trêve dès minuit. "
        "Il demande le départ de tous les mercenaires. Les pourparlers continuent.",
        ("cessez-le-feu", "trêve", "mercenaires"),
        ("Khalifa Haftar", "Manul"),
    ),
    "it": (
        "Intesa per un cessate il fuoco stabile a Sirte",
        "Il comitato 5+5 ha annunciato una tregua da mezzanotte. "
        "Chiede inoltre il ritiro di tutti i mercenari. Si continua a trattare.",
        ("cessate il fuoco", "tregua", "mercenari"),
        ("Khalifa Haftar", "Unsmil"),
    ),
    "tr": (
        "Taraflar Sirte çevresinde kalıcı ateşkeste anlaştı",
        "5+5 Komitesi gece yarısı başlayacak bir mütareke duyurdu. "
        "Bütün paralı askerlerin ayrılması da istendi. Görüşmeler sürüyor.",
        ("ateşkeste", "mütareke", "paralı askerlerin"),
        ("Halife Hafter", "UNSMIL"),
    ),
    "ru": (
        "Стороны договорились о прекращении огня под Сиртом",
        "Комитет «5+5» объявил перемирие с полуночи. "
        "Он также потребовал вывода всех наёмников. Переговоры продолжаются.",
        ("прекращении огня", "перемирие", "наёмников"),
        ("Халифа Хафтар", "МООНПЛ"),
    ),
}


def evidence(field: Field, text: str, words: str) -> Evidence:
    """The words where they stand first, within their sentence."""
    start = text.index(words)
    sentence = next(found.span() for found in re.finditer(r"[^.]+\.?\s*", text) if found.end() > start)
    return Evidence(field, start, start + len(words), words, words, sentence=sentence)


def match(*found: Evidence, rule: str = "libya-ceasefire", priority: Priority = "high") -> Match:
    title = {"libya-ceasefire": "Ceasefire in Libya", "libya-mercenaries": "Mercenaries in Libya"}.get(rule, rule)
    return Match(rule, title, priority, ("desk",), found)


def article(title: str, text: str = "", url: str = "https://herald.example/2025/sirte?id=5&p=1") -> Article:
    return Article(FEED.url, FEED.name, url, "", title, text, "", PUBLISHED, SEEN, "", ())


def story(language: str) -> tuple[Article, Reading, dict[str, str]]:
    """A story with two rules that fired, and its actors' names by id."""
    title, text, (first, second, third), (person, mission) = STORIES[language]
    ceasefire = match(evidence("title", title, first), evidence("text", text, second))
    fighters = match(evidence("text", text, third), rule="libya-mercenaries", priority="normal")
    reading = Reading((ceasefire, fighters), actors=("haftar", "unsmil"))
    return article(title, text), reading, {"haftar": person, "unsmil": mission}
