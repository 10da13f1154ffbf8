"""What we say ourselves in a message, in the six languages a chat can have. The rest is the outlet's or the operator's.

A language that is not here gets English. Months are those of the civil calendar as Libyan media name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

TRIPOLI = ZoneInfo("Africa/Tripoli")


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. `clock` takes day, month, year and time; `state` takes a country."""

    rtl: bool
    comma: str
    colon: str
    actors: str
    rule: str
    rules: str
    words: str
    published: str
    seen: str
    clock: str
    untitled: str
    repeat: str
    notice: str
    test: str
    update: str
    revised: str
    before: str
    against: str
    also: str
    owners: str
    both_sides: str
    related: str
    continues: str
    news: str
    digest: str  # takes count; so does `unlisted`; `part` takes part and parts
    part: str
    unlisted: str
    months: str
    state: str
    sides: Mapping[str, str]


_LANGUAGES = {
    "ar": Wording(
        rtl=True,
        comma="، ",
        colon=": ",
        actors="الأطراف",
        rule="القاعدة",
        rules="القواعد",
        words="الكلمات",
        published="نُشر",
        seen="رُصد",
        clock="{day} {month} {year}، {time} بتوقيت طرابلس",
        untitled="(بلا عنوان)",
        repeat="قد تكون هذه الرسالة مكرّرة: لم يصل تأكيد تسليمها الأول.",
        notice="راصد ليبيا: إشعار",
        test="راصد ليبيا: هذه رسالة تجريبية، والتنبيهات ستصل إلى هنا.",
        update="جديد",
        revised="تعديل من المصدر",
        before="سابقًا",
        against="خلافًا لـ",
        also="وأورده أيضًا",
        owners="{count} جهات مالكة",
        both_sides="من الجانبين الآن",
        related="قد يتصل بـ",
        continues="متابعة لـ",
        news="الجديد",
        digest="تنبيهات دفعة واحدة: {count}. تجدها هنا مجتمعة.",
        part="الجزء {part} من {parts}.",
        unlisted="غير مدرجة هنا: {count}. وهي محفوظة:",
        months="يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        state="إعلام رسمي ({country})",
        sides={
            "west": "غرب ليبيا",
            "east": "شرق ليبيا",
            "independent": "مستقل",
            "un": "الأمم المتحدة",
            "foreign": "أجنبي",
        },
    ),
    "en": Wording(
        rtl=False,
        comma=", ",
        colon=": ",
        actors="Actors",
        rule="Rule",
        rules="Rules",
        words="Words",
        published="Published",
        seen="Seen",
        clock="{day} {month} {year}, {time} Tripoli time",
        untitled="(no title)",
        repeat="This may be a repeat: its first delivery was never confirmed.",
        notice="Libya Monitor: notice",
        test="Libya Monitor: this is a test, alerts will arrive here.",
        update="Update",
        revised="Revised",
        before="before",
        against="against",
        also="Also reported by",
        owners="{count} owners",
        both_sides="now from both sides",
        related="Possibly related to",
        continues="Follows",
        news="New",
        digest="Alerts at once: {count}. They are told together here.",
        part="Part {part} of {parts}.",
        unlisted="Not listed here: {count}. They are stored:",
        months="January February March April May June July August September October November December",
        state="state media ({country})",
        sides={
            "west": "western Libya",
            "east": "eastern Libya",
            "independent": "independent",
            "un": "United Nations",
            "foreign": "foreign",
        },
    ),
    "fr": Wording(
        rtl=False,
        comma=", ",
        colon="\u00a0: ",
        actors="Acteurs",
        rule="Règle",
        rules="Règles",
        words="Mots",
        published="Publié le",
        seen="Relevé le",
        clock="{day} {month} {year}, {time}, heure de Tripoli",
        untitled="(sans titre)",
        repeat="Ce message est peut-être une répétition\u00a0: le premier envoi n’a pas été confirmé.",
        notice="Libya Monitor\u00a0: avis",
        test="Libya Monitor\u00a0: ceci est un essai, les alertes arriveront ici.",
        update="Du nouveau",
        revised="Article modifié",
        before="avant",
        against="contre",
        also="Également rapporté par",
        owners="{count} propriétaires",
        both_sides="désormais des deux camps",
        related="Peut-être lié à",
        continues="Suite de",
        news="Nouveau",
        digest="Alertes d’un coup\u00a0: {count}. Les voici ensemble.",
        part="Partie {part} sur {parts}.",
        unlisted="Non listées ici\u00a0: {count}. Elles sont conservées\u00a0:",
        months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        state="média d’État ({country})",
        sides={
            "west": "ouest libyen",
            "east": "est libyen",
            "independent": "indépendant",
            "un": "Nations unies",
            "foreign": "étranger",
        },
    ),
    "it": Wording(
        rtl=False,
        comma=", ",
        colon=": ",
        actors="Attori",
        rule="Regola",
        rules="Regole",
        words="Parole",
        published="Pubblicato il",
        seen="Rilevato il",
        clock="{day} {month} {year}, {time}, ora di Tripoli",
        untitled="(senza titolo)",
        repeat="Questo messaggio potrebbe essere una ripetizione: il primo invio non è stato confermato.",
        notice="Libya Monitor: avviso",
        test="Libya Monitor: questa è una prova, gli avvisi arriveranno qui.",
        update="Aggiornamento",
        revised="Articolo modificato",
        before="prima",
        against="contro",
        also="Riportato anche da",
        owners="{count} proprietari",
        both_sides="ora da entrambe le parti",
        related="Forse collegato a",
        continues="Seguito di",
        news="Nuovo",
        digest="Avvisi in una volta: {count}. Eccoli insieme.",
        part="Parte {part} di {parts}.",
        unlisted="Non elencati qui: {count}. Sono conservati:",
        months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        state="media di Stato ({country})",
        sides={
            "west": "ovest libico",
            "east": "est libico",
            "independent": "indipendente",
            "un": "Nazioni Unite",
            "foreign": "straniero",
        },
    ),
    "tr": Wording(
        rtl=False,
        comma=", ",
        colon=": ",
        actors="Aktörler",
        rule="Kural",
        rules="Kurallar",
        words="Sözcükler",
        published="Yayımlanma",
        seen="Görülme",
        clock="{day} {month} {year}, {time}, Trablus saatiyle",
        untitled="(başlıksız)",
        repeat="Bu ileti bir tekrar olabilir: ilk gönderim doğrulanamadı.",
        notice="Libya Monitor: bildirim",
        test="Libya Monitor: bu bir deneme iletisidir, uyarılar buraya gelecek.",
        update="Gelişme",
        revised="Haber değişti",
        before="önce",
        against="buna karşılık",
        also="Şunlar da bildirdi",
        owners="{count} ayrı sahip",
        both_sides="artık iki taraftan da",
        related="Şununla ilgili olabilir",
        continues="Devamı",
        news="Yeni",
        digest="Bir anda gelen uyarılar: {count}. Burada bir arada veriliyor.",
        part="Bölüm {part}/{parts}.",
        unlisted="Burada listelenmeyen: {count}. Saklanıyor:",
        months="Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        state="devlet medyası ({country})",
        sides={
            "west": "Batı Libya",
            "east": "Doğu Libya",
            "independent": "bağımsız",
            "un": "Birleşmiş Milletler",
            "foreign": "yabancı",
        },
    ),
    "ru": Wording(
        rtl=False,
        comma=", ",
        colon=": ",
        actors="Участники",
        rule="Правило",
        rules="Правила",
        words="Слова",
        published="Опубликовано",
        seen="Замечено",
        clock="{day} {month} {year}, {time} по времени Триполи",
        untitled="(без заголовка)",
        repeat="Возможно, это повтор: первая отправка не была подтверждена.",
        notice="Libya Monitor: уведомление",
        test="Libya Monitor: это проверка, оповещения будут приходить сюда.",
        update="Новое",
        revised="Исправлено",
        before="прежде",
        against="в отличие от",
        also="Об этом также",
        owners="владельцев: {count}",
        both_sides="теперь с обеих сторон",
        related="Возможно, связано с",
        continues="Продолжение",
        news="Новое",
        digest="Оповещений сразу: {count}. Они собраны здесь.",
        part="Часть {part} из {parts}.",
        unlisted="Не перечислено: {count}. Они сохранены:",
        months="января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        state="государственное СМИ ({country})",
        sides={
            "west": "запад Ливии",
            "east": "восток Ливии",
            "independent": "независимое",
            "un": "ООН",
            "foreign": "иностранное",
        },
    ),
}

_ORDER = ("ar", "en", "fr", "it", "tr", "ru")
_COUNTRIES = {
    "egypt": ("مصر", "Egypt", "Égypte", "Egitto", "Mısır", "Египет"),
    "france": ("فرنسا", "France", "France", "Francia", "Fransa", "Франция"),
    "germany": ("ألمانيا", "Germany", "Allemagne", "Germania", "Almanya", "Германия"),
    "iran": ("إيران", "Iran", "Iran", "Iran", "İran", "Иран"),
    "italy": ("إيطاليا", "Italy", "Italie", "Italia", "İtalya", "Италия"),
    "libya": ("ليبيا", "Libya", "Libye", "Libia", "Libya", "Ливия"),
    "qatar": ("قطر", "Qatar", "Qatar", "Qatar", "Katar", "Катар"),
    "russia": ("روسيا", "Russia", "Russie", "Russia", "Rusya", "Россия"),
    "saudi": ("السعودية", "Saudi Arabia", "Arabie saoudite", "Arabia Saudita", "Suudi Arabistan", "Саудовская Аравия"),
    "turkey": ("تركيا", "Turkey", "Turquie", "Turchia", "Türkiye", "Турция"),
    "uae": ("الإمارات", "UAE", "Émirats arabes unis", "Emirati Arabi Uniti", "BAE", "ОАЭ"),
    "uk": ("بريطانيا", "United Kingdom", "Royaume-Uni", "Regno Unito", "Birleşik Krallık", "Великобритания"),
    "us": ("الولايات المتحدة", "United States", "États-Unis", "Stati Uniti", "ABD", "США"),
}


def wording(language: str) -> Wording:
    """Our words in a language."""
    return _LANGUAGES.get(language, _LANGUAGES["en"])


def side(value: str, language: str) -> str:
    """An outlet's side for the reader; what the table does not know is shown as the operator wrote it."""
    words = wording(language)
    kind, _, country = value.partition(":")
    if kind != "state":
        return words.sides.get(value, value)
    if not country.strip():
        return words.state.partition(" (")[0]
    names = _COUNTRIES.get(country.strip().lower().replace("_", "-"))
    position = _ORDER.index(language) if language in _ORDER else _ORDER.index("en")
    return words.state.format(country=names[position] if names else country.strip())


_LANGUAGE_NAMES = {
    "ar": ("العربية", "Arabic", "arabe", "arabo", "Arapça", "арабский"),
    "en": ("الإنجليزية", "English", "anglais", "inglese", "İngilizce", "английский"),
    "fr": ("الفرنسية", "French", "français", "francese", "Fransızca", "французский"),
    "it": ("الإيطالية", "Italian", "italien", "italiano", "İtalyanca", "итальянский"),
    "tr": ("التركية", "Turkish", "turc", "turco", "Türkçe", "турецкий"),
    "ru": ("الروسية", "Russian", "russe", "russo", "Rusça", "русский"),
}


def language_name(code: str, language: str) -> str:
    """A language's name for the reader; one that is not in the table is shown as its code."""
    names = _LANGUAGE_NAMES.get(code.partition("-")[0].lower())
    return names[_ORDER.index(language) if language in _ORDER else _ORDER.index("en")] if names else code


def clock(moment: datetime, language: str) -> str:
    """An aware time as Libya's clocks show it, to the minute."""
    words, local = wording(language), moment.astimezone(TRIPOLI)
    month = words.months.split()[local.month - 1]
    return words.clock.format(day=local.day, month=month, year=local.year, time=f"{local:%H:%M}")
