"""A figure with what it counts, in the chat's language: 40 prisoners, 40 أسيرا, 40 пленных, 40 prigionieri.

Only units whose every word of figures.yaml is well told by one noun are named; a number of anything else stands alone,
beside its sentence. Forms follow the plural rules of CLDR (one, few, many) as far as whole numbers need them.
"""

from __future__ import annotations

# forms by language: en, fr, it one/other; ru one/few/many; ar 3 to 10/11 to 99/round hundreds; tr one for all
_NOUNS = {
    "ar": {
        "killed": "قتلى/قتيلا/قتيل", "wounded": "جرحى/جريحا/جريح", "missing": "مفقودين/مفقودا/مفقود",
        "fighters": "مقاتلين/مقاتلا/مقاتل", "soldiers": "جنود/جنديا/جندي", "people": "أشخاص/شخصا/شخص",
        "civilians": "مدنيين/مدنيا/مدني", "minors": "قاصرين/قاصرا/قاصر", "women": "نساء/امرأة/امرأة",
        "prisoners": "أسرى/أسيرا/أسير", "displaced": "نازحين/نازحا/نازح", "migrants": "مهاجرين/مهاجرا/مهاجر",
        "families": "عائلات/عائلة/عائلة", "bodies": "جثث/جثة/جثة", "dollars": "دولارات/دولارا/دولار",
        "euros": "يورو", "dinars": "دنانير/دينارا/دينار", "flights": "رحلات/رحلة/رحلة", "tanks": "دبابات/دبابة/دبابة",
        "vehicles": "آليات/آلية/آلية", "aircraft": "طائرات/طائرة/طائرة", "drones": "مسيّرات/مسيّرة/مسيّرة",
        "ships": "سفن/سفينة/سفينة", "tonnes": "أطنان/طنا/طن", "countries": "دول/دولة/دولة", "votes": "أصوات/صوتا/صوت",
    },
    "en": {
        "killed": "killed", "wounded": "wounded", "missing": "missing", "fighters": "fighter/fighters",
        "soldiers": "soldier/soldiers", "people": "person/people", "civilians": "civilian/civilians",
        "minors": "minor/minors", "women": "woman/women", "prisoners": "prisoner/prisoners",
        "displaced": "displaced", "migrants": "migrant/migrants", "families": "family/families",
        "bodies": "body/bodies", "dollars": "dollar/dollars", "euros": "euro/euros", "dinars": "dinar/dinars",
        "flights": "flight/flights", "tanks": "tank/tanks", "vehicles": "vehicle/vehicles", "aircraft": "aircraft",
        "drones": "drone/drones", "ships": "ship/ships", "tonnes": "tonne/tonnes",
        "countries": "country/countries", "votes": "vote/votes",
    },
    "fr": {
        "killed": "mort/morts", "wounded": "blessé/blessés", "missing": "disparu/disparus",
        "fighters": "combattant/combattants", "soldiers": "soldat/soldats", "people": "personne/personnes",
        "civilians": "civil/civils", "minors": "mineur/mineurs", "women": "femme/femmes",
        "prisoners": "prisonnier/prisonniers", "displaced": "déplacé/déplacés", "migrants": "migrant/migrants",
        "families": "famille/familles", "bodies": "corps", "dollars": "dollar/dollars", "euros": "euro/euros",
        "dinars": "dinar/dinars", "flights": "vol/vols", "tanks": "char/chars", "vehicles": "véhicule/véhicules",
        "aircraft": "avion/avions", "drones": "drone/drones", "ships": "navire/navires", "tonnes": "tonne/tonnes",
        "countries": "pays", "votes": "voix",
    },
    "it": {
        "killed": "morto/morti", "wounded": "ferito/feriti", "missing": "disperso/dispersi",
        "fighters": "combattente/combattenti", "soldiers": "soldato/soldati", "people": "persona/persone",
        "civilians": "civile/civili", "minors": "minore/minori", "women": "donna/donne",
        "prisoners": "prigioniero/prigionieri", "displaced": "sfollato/sfollati", "migrants": "migrante/migranti",
        "families": "famiglia/famiglie", "bodies": "corpo/corpi", "dollars": "dollaro/dollari", "euros": "euro",
        "dinars": "dinaro/dinari", "flights": "volo/voli", "tanks": "carro armato/carri armati",
        "vehicles": "veicolo/veicoli", "aircraft": "velivolo/velivoli", "drones": "drone/droni",
        "ships": "nave/navi", "tonnes": "tonnellata/tonnellate", "countries": "paese/paesi", "votes": "voto/voti",
    },
    "tr": {
        "killed": "ölü", "wounded": "yaralı", "missing": "kayıp", "fighters": "savaşçı", "soldiers": "asker",
        "people": "kişi", "civilians": "sivil", "minors": "çocuk", "women": "kadın", "prisoners": "esir",
        "displaced": "yerinden edilmiş kişi", "migrants": "göçmen", "families": "aile", "bodies": "ceset",
        "dollars": "dolar", "euros": "avro", "dinars": "dinar", "flights": "uçuş", "tanks": "tank",
        "vehicles": "araç", "aircraft": "uçak", "drones": "insansız hava aracı", "ships": "gemi", "tonnes": "ton",
        "countries": "ülke", "votes": "oy",
    },
    "ru": {
        "killed": "погибший/погибших/погибших", "wounded": "раненый/раненых/раненых",
        "missing": "пропавший/пропавших/пропавших", "fighters": "боец/бойца/бойцов",
        "soldiers": "солдат/солдата/солдат", "people": "человек/человека/человек",
        "civilians": "мирный житель/мирных жителя/мирных жителей",
        "minors": "несовершеннолетний/несовершеннолетних/несовершеннолетних", "women": "женщина/женщины/женщин",
        "prisoners": "пленный/пленных/пленных", "displaced": "перемещённый/перемещённых/перемещённых",
        "migrants": "мигрант/мигранта/мигрантов", "families": "семья/семьи/семей", "bodies": "тело/тела/тел",
        "dollars": "доллар/доллара/долларов", "euros": "евро", "dinars": "динар/динара/динаров",
        "flights": "рейс/рейса/рейсов", "tanks": "танк/танка/танков", "vehicles": "машина/машины/машин",
        "aircraft": "самолёт/самолёта/самолётов", "drones": "дрон/дрона/дронов", "ships": "судно/судна/судов",
        "tonnes": "тонна/тонны/тонн", "countries": "страна/страны/стран", "votes": "голос/голоса/голосов",
    },
}  # fmt: skip
_PEOPLE = frozenset(("people", "members", "officers", "police"))  # words of many trades
_FATES = frozenset(("killed", "wounded", "missing"))


def counted(value: float | str, unit: str, qualifier: str, language: str) -> str:
    """ "40 prisoners", "12 killed", "40%"; the number alone where no noun fits. What became of people goes first."""
    shown = number(value)
    if unit == "percent":
        return f"{shown}%"
    nouns = _NOUNS.get(language, _NOUNS["en"])
    named = "people" if unit in _PEOPLE else unit
    fate = qualifier if qualifier in _FATES and named == "people" else ""
    forms = nouns.get(fate or named, "").split("/")
    form = forms[min(_form(value, language), len(forms) - 1)] if not isinstance(value, str) else ""
    return f"{shown} {form}" if form else shown


def number(value: float | str) -> str:
    """17420 as 17,420; what is no whole number with its fraction."""
    if isinstance(value, str):
        return value
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.10g}"


def _form(value: float, language: str) -> int:
    """Which of a noun's forms goes with a number."""
    tens, ones = int(value) % 100, int(value) % 10
    if language == "ru":
        if 11 <= tens <= 14 or ones == 0 or ones >= 5:
            return 2
        return 0 if ones == 1 else 1
    if language == "ar":
        return 0 if 3 <= tens <= 10 or value == 2 else 1 if tens > 10 else 2
    return 0 if value == 1 or (language == "fr" and value < 2) else 1
