"""Rows 21, 22 and 26: items that change their faces, dates of every kind, titles that want to be more than words."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from monitor.service.parts import assemble
from tests.faults.conftest import Figure
from tests.faults.mortals import Ledger
from tests.servers.feeds import Reply, item, rss
from tests.service.world import CHAT, Clock, World, deliver_all

POLLS = 5


def words(number: int) -> str:
    """Forty words that no other number has."""
    draw = random.Random(number)
    return " ".join("".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(3)) for _ in range(40))


def title(number: int, more: str = "") -> str:
    """A headline that matches."""
    return f"Ceasefire number {number} in Libya: {words(number)[:27]}{more}"


async def told_over(world: World, clock: Clock, documents: Iterable[dict[str, str]]) -> None:
    """Polls every feed once for each set of documents, by path, and delivers."""
    async with assemble(world.settings(), now=clock) as parts:
        await parts.cycle.refresh()
        for shown in documents:
            for path, document in shown.items():
                world.server.serve(path, Reply(document))
            await parts.cycle.poll_due()
            await deliver_all(parts, clock)
            clock.turn(700)


# -- row 21 -----------------------------------------------------------------------------------------------------------

Face = Callable[[int, int], str]  # (number, poll) -> item


def _link(number: int, scheme: str = "https", host: str = "news.example", tail: str = "") -> str:
    return f"{scheme}://{host}/story/{number}{tail}"


FACES: dict[str, Face] = {
    "plain": lambda n, p: item(title(n), _link(n), words(n), f"g{n}"),
    "no guid": lambda n, p: item(title(n), _link(n), words(n)),
    "no link": lambda n, p: item(title(n), "", words(n), f"g{n}"),
    "neither": lambda n, p: item(title(n), "", words(n)),
    "changing guid": lambda n, p: item(title(n), _link(n), words(n), f"g{n}-{p}"),
    "changing guid, no link": lambda n, p: item(title(n), "", words(n), f"g{n}-{p}"),
    "reused guid": lambda n, p: item(title(n), _link(n), words(n), "the-same"),
    "guid is the site": lambda n, p: item(title(n), _link(n), words(n), "https://news.example/"),
    "tracking parameters": lambda n, p: item(title(n), _link(n, tail=f"?utm_source=rss&fbclid=x{p}"), words(n)),
    "scheme flip": lambda n, p: item(title(n), _link(n, "http" if p % 2 else "https"), words(n)),
    "www flip": lambda n, p: item(title(n), _link(n, host="www.news.example" if p % 2 else "news.example"), words(n)),
    "mobile flip": lambda n, p: item(title(n), _link(n, host="m.news.example" if p % 2 else "news.example"), words(n)),
    "fragment": lambda n, p: item(title(n), _link(n, tail=f"#p{p}"), words(n)),
    "trailing slash": lambda n, p: item(title(n), _link(n, tail="/" if p % 2 else ""), words(n), f"g{n}"),
    "edited title": lambda n, p: item(title(n, f" (version {'abcdefg'[p]})"), _link(n), words(n), f"g{n}"),
    "edited text": lambda n, p: item(title(n), _link(n), words(n) + " again" * p, f"g{n}"),
    "changing date": lambda n, p: item(title(n), _link(n), words(n), f"g{n}", f"Sun, 01 Nov 2026 1{p}:00:00 GMT"),
    "spaces and case": lambda n, p: item(title(n) + " " * p, _link(n), words(n).replace(" ", " " * (p + 1)), f"g{n}"),
}  # fmt: skip


def shown(name: str, base: int, poll: int) -> str:
    """A feed's document at a poll: one item more each time."""
    numbers = list(range(base, base + poll + 1))
    return rss(*(FACES[name](number, poll) for number in reversed(numbers)))


async def test_each_true_item_is_told_once(world: World, clock: Clock, figure: Figure) -> None:
    """Eighteen faces, shuffled feeds, vanishing items: five polls with an item more each, each told exactly once."""
    bases = {name: 1000 * place for place, name in enumerate(FACES, 1)}
    extra = {"shuffled": 100_000, "vanishing": 110_000}
    for name in (*FACES, *extra):
        world.feed(f"/{name.replace(' ', '-').replace(',', '')}", rss(), every="10m")
    draw = random.Random(1)

    def documents(poll: int) -> dict[str, str]:
        found = {f"/{name.replace(' ', '-').replace(',', '')}": shown(name, bases[name], poll) for name in FACES}
        plain, base, gone = FACES["plain"], extra["shuffled"], extra["vanishing"]
        found["/shuffled"] = rss(*(plain(n, 0) for n in draw.sample(range(base, base + poll + 1), poll + 1)))
        present = [n for n in range(gone, gone + poll + 1) if (n + poll) % 2 or n == gone + poll]
        found["/vanishing"] = rss(*(plain(n, 0) for n in present))
        return found

    await told_over(world, clock, map(documents, range(POLLS + 1)))
    expected = {base + poll for base in (*bases.values(), *extra.values()) for poll in range(1, POLLS + 1)}
    told = Ledger(world).told()
    assert told == dict.fromkeys(expected, 1)
    figure(21, f"{len(FACES) + 2} faces, {POLLS} polls each: {len(expected)} items told once, 0 lost, 0 repeated")


# -- row 22 -----------------------------------------------------------------------------------------------------------

DATES = (
    "Sun, 01 Nov 2026 10:00:00 GMT", "Sun, 1 Nov 2026 10:00:00 +0200", "01 Nov 2026 10:00 EET", "2026-11-01T10:00:00Z",
    "2026-11-01T10:00:00.123+02:00", "2026-11-01 10:00:00", "2026-11-01", "2026/11/01", "01/11/2026", "1.11.2026 10:00",
    "11/01/2026 10:00 AM", "1 نوفمبر 2026", "الأحد، 1 نوفمبر 2026 10:00", "١ نوفمبر ٢٠٢٦", "1 تشرين الثاني 2026",
    "1 نونبر 2026", "dimanche 1 novembre 2026", "1er novembre 2026 à 10h00", "1 novembre 2026 10:00",
    "1 Kasım 2026 10:00", "1 ноября 2026 г. 10:00", "20 جمادى الأولى 1448", "", "1793527200", "1793527200000",
    "Thu, 01 Jan 1970 00:00:00 GMT", "0000-00-00 00:00:00", "Sun, 01 Nov 2099 10:00:00 GMT", "32/13/2026", "yesterday",
    "now", "9999999999999999999", "Sun, 01 Nov 2026 25:61:61 GMT", "-0001-11-30T00:00:00+00:00", "٣١/٣١/٢٠٢٦",
)  # fmt: skip


async def test_no_date_silences_an_item(world: World, clock: Clock, figure: Figure) -> None:
    """Each form, sensible or absurd: its item is judged and told, once."""
    world.feed("/a", rss(), every="10m")
    items = [item(title(n), _link(n), words(n), f"g{n}", date) for n, date in enumerate(DATES, 1)]
    documents = [{"/a": rss(item("Nothing new", _link(0)))}, {"/a": rss(*items)}, {"/a": rss(*items)}]
    await told_over(world, clock, documents)
    assert Ledger(world).told() == dict.fromkeys(range(1, len(DATES) + 1), 1)
    figure(22, f"{len(DATES)} date forms: {len(DATES)} items judged and told, 0 suppressed")


# -- row 26 -----------------------------------------------------------------------------------------------------------

TRICKS = (
    "<b>bold", "</b>", "<script>alert(1)</script>", "<a href='javascript:alert(1)'>x</a>", "<a href='tg://resolve'>x</a>",
    "&lt;b&gt;", "&amp;lt;", "&#60;b&#62;", "&", "<", ">", "1 < 2 > 0 & 3", '"quotes" and \'these\'', "<!-- -->",
    "<![CDATA[x]]>",
    "\u202egnp.exe", "\u202d\u202b\u202a", "\u2066\u2067\u2068", "\u202e" * 500, "\u200b\u200c\u200d\u2060\ufeff",
    "\u200f\u200e",
    "x" * 5000, "ي" * 5000, "😀" * 3000, "👨\u200d👩\u200d👧\u200d👦" * 300, "@all @everyone @admin",
    "/stop /start@bot",
    "#tag $USD",
    "tg://resolve?domain=evil", "javascript:alert(1)", "http://evil.example/ http://1.2.3.4/", "evil.com",
    "a@b.org +1 555 0100",
    "_under_ *star* `tick` [x](http://e)", "\u0301" * 400, "a\u0000b\u0007c\u001b[31m", "\ud7ff\ue000\U000f0000",
    "ﷺ" * 1200,
)  # fmt: skip
LIVE = {"mention", "bot_command", "hashtag", "cashtag"}
SAFE = {"bold", "italic", "text_link", "blockquote", "code"}


async def test_no_title_is_more_than_words(world: World, clock: Clock, figure: Figure) -> None:
    """Each trick as title and as text: delivered, never refused, never over-long, nothing tappable but the article."""
    world.feed("/a", rss(), every="10m")
    items = [
        item(f"Ceasefire number {n} in Libya {trick}", _link(n), f"{words(n)}. A truce in Libya {trick}.", f"g{n}")
        for n, trick in enumerate(TRICKS, 1)
    ]
    await told_over(world, clock, [{"/a": rss(item("Nothing", _link(0)))}, {"/a": rss(*items)}])
    messages = [message for message in world.api.messages if message.chat == CHAT]
    assert Ledger(world).told() == dict.fromkeys(range(1, len(TRICKS) + 1), 1)
    assert len([call for call in world.calls if call.method == "sendMessage"]) == len(world.api.messages), "one refused"
    for message in messages:
        assert {entity.type for entity in message.entities} <= SAFE, message.text
        links = [entity.url for entity in message.entities if entity.type == "text_link"]
        assert all(urlsplit(link or "").scheme in ("http", "https") for link in links)
        assert not LIVE & {entity.type for entity in message.live}
        assert not set("\u202a\u202b\u202d\u202e") & set(message.text)
        opened = sum(message.text.count(mark) for mark in "\u2066\u2067\u2068")
        assert opened == message.text.count("\u2069")
    figure(26, f"{len(TRICKS)} tricks: {len(messages)} delivered, 0 refused, 0 unsafe links, bidi isolated")
