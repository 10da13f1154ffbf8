"""A small rules file for the tests of this room: two topics, one place with rivals, a handful of actors."""

import pytest

from monitor.rules.book import RuleBook
from monitor.rules.load import load

SMALL = """
chats:
  desk: {telegram: $DESK, language: ar}
places:
  libya:
    strong: {ar: [ليبيا, ليبي*, بنغازي], en: [Libya*, Benghazi], tr: [Libya*], ru: [Ливи*]}
    weak: {ar: [طرابلس], en: [Tripoli]}
    not_within: {ar: [طرابلس الشام, عين ليبيا], en: [Libya Observer]}
  elsewhere:
    gaza: {name: Gaza, terms: {ar: [=غزة, =بغزة, إسرائيل], en: [Gaza, Israel*]}}
    mali: {name: Mali, terms: {en: [Mali], fr: [Mali]}}
    sudan: {name: Sudan, terms: {ar: [السودان], en: [Sudan]}}
actors:
  haftar: {name: Khalifa Haftar, kind: person, about: [libya], names: {ar: [خليفة حفتر, حفتر], en: [Haftar]}}
  saddam_haftar: {name: Saddam Haftar, kind: person, about: [libya], names: {ar: [صدام حفتر], en: [Saddam Haftar]}}
  saleh: {name: Aguila Saleh, kind: person, about: [libya], names: {ar: [عقيلة صالح]}, weak: {ar: [صالح], en: [Saleh]}}
  fact: {name: FACT, kind: armed group, names: {en: ["case:FACT"]}}
  gna: {name: GNA, kind: organisation, from: 2016-03-30, until: 2021-03-10, about: [libya],
        names: {fr: ["Gouvernement d'union nationale"]}}
  gnu: {name: GNU, kind: organisation, from: 2021-03-10, about: [libya],
        names: {fr: ["Gouvernement d'union nationale"]}}
  slm: {name: SLM, kind: armed group, names: {ar: [حركة تحرير السودان]}}
  erdogan: {name: Erdogan, kind: person, context: true, names: {en: [Erdogan]}}
topics:
  ceasefire:
    terms:
      ar: [وقف <5> إطلاق النار, هدنة]
      en: [ceasefire*, cease-fire, truce]
      fr: [cessez-le-feu, trêve]
      tr: [ateşkes*]
      ru: [перемири*]
    not_within: {en: [Olympic truce]}
background:
  since: {en: [since]}
  fresh: {en: [holds]}
rules:
  ceasefire:
    title: Ceasefire in Libya
    about: libya
    soft: [sudan]
    any: [topic:ceasefire]
    unless: [football]
    not_within: [truce supervision organization]
    priority: high
    send_to: [desk]
    tests:
      match: [Truce in Libya, {title: اتفاق هدنة, text: أعلنت بنغازي وقف إطلاق النار, actors: []}]
      no_match: [Truce in Gaza]
"""


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The small rules file, loaded."""
    return load(SMALL, variables={"DESK": "42"})
