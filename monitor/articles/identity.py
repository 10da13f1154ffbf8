"""Which item this is: its keys, and what the store's memory of those keys says of it.

An item is recognised by its address (a URL key), by its guid within its feed, and by a hash of its words. Feeds break
each of these: guids change or are used twice, every link is the home page, tracking parameters and schemes come and
go. So no key is believed alone where the words contradict it, and a date is never asked. In doubt an item is new: a
repeated alert is a nuisance, a lost one is a failure.

Keys stand in order of trust: those within the item's own feed first (url, guid, text; scope = the feed's URL), then
those that hold in any feed (url, text; scope "").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from monitor.articles.address import guid_key, url_key
from monitor.articles.wording import contained, content_hash, lead, likeness, spoken
from monitor.model import Article, Entry, Feed, Key, KnownArticle, Seen, Sighting
from monitor.text.fold import fold
from monitor.text.tokens import Tokens

# -- articles ---------------------------------------------------------------------------------------------------------

_Named = tuple[Literal["url", "guid", "text"], str]  # a key before its scope

WORDS, LETTERS = 12, 60  # below this a text is a headline that any outlet may print: it identifies nothing
BODY_WORDS = 40  # from here on a body is recognised under another headline
TITLE_LENGTH = 200  # a first line up to here is a headline, a longer one a paragraph


@dataclass(frozen=True, slots=True)
class _Marks:
    """What a text could be recognised by."""

    digest: str
    names: tuple[_Named, ...]


def article(entry: Entry, feed: Feed, seen: datetime) -> Article:
    """One entry as an article. Within a poll use `articles`: only the batch shows which links and guids are shared."""
    return articles((entry,), feed, seen)[0]


def articles(entries: Iterable[Entry], feed: Feed, seen: datetime) -> tuple[Article, ...]:
    """All entries of one poll as articles, in order.

    A link, guid or body that several different entries share does not identify any of them (every link is the home
    page, one guid everywhere, one boilerplate body). An entry without address is known by all it says, however short:
    its guid may be new at every poll.
    """
    batch = [(entry, _marks(entry)) for entry in entries]
    digests: defaultdict[_Named, set[str]] = defaultdict(set)
    for _, marks in batch:
        for name in marks.names:
            digests[name].add(marks.digest)
    shared = {name for name, found in digests.items() if len(found) > 1}
    return tuple(_article(entry, feed, seen, marks, shared) for entry, marks in batch)


def _marks(entry: Entry) -> _Marks:
    names: list[_Named] = []
    if key := url_key(entry.link):
        names.append(("url", key))
    if guid := guid_key(entry.guid):
        names.append(("guid", guid))
    spoken = _spoken(entry.title, entry.text)
    return _Marks(spoken.digest, (*names, *spoken.names))


def _article(entry: Entry, feed: Feed, seen: datetime, marks: _Marks, shared: set[_Named]) -> Article:
    names = [name for name in marks.names if name not in shared]
    return Article(
        feed=feed.url,
        outlet=entry.source or feed.name,
        url=entry.link,
        guid=entry.guid,
        title=entry.title,
        text=entry.text,
        lang=entry.lang or feed.lang,
        published=entry.published or entry.updated,
        seen=seen,
        digest=marks.digest,
        keys=_keys(feed.url, names, marks.digest),
    )


def given(text: str, *, seen: datetime, name: str = "", url: str = "", title: str = "") -> Article:
    """A text given by hand as an article: `name` is shown as its outlet, the URL's host when there is none.

    Without a title the first line is one when it is short, else the first sentence. A line printed twice in a row (a
    headline, a caption) is used once.
    """
    lines: list[str] = []
    for line in (title, *text.removeprefix("\ufeff").splitlines()):
        if line.strip() and not (lines and fold(lines[-1]) == fold(line.strip())):
            lines.append(line.strip())
    title, body = _headed(lines)
    spoken = _spoken(title, body)
    names: list[_Named] = [("url", key)] if (key := url_key(url)) else []
    return Article(
        feed="",
        outlet=name or urlsplit(url_key(url)).netloc,
        url=url,
        guid="",
        title=title,
        text=body,
        lang="",
        published=None,
        seen=seen,
        digest=spoken.digest,
        keys=_keys("", (*names, *spoken.names), spoken.digest),
        origin="given",
    )


def _headed(lines: Sequence[str]) -> tuple[str, str]:
    """(title, body): the first line when it is short, else its first sentence."""
    if not lines:
        return "", ""
    first, rest = lines[0], list(lines[1:])
    if len(first) > TITLE_LENGTH:
        end = Tokens(first).sentence_span(0)[1]
        first, rest = first[:end], [first[end:].strip(), *rest]
    return first, "\n".join(filter(None, rest))


def with_page(article: Article, title: str, text: str) -> Article:
    """The article with its page's text, found by the page's words too. Digest, address and headline stay the feed's."""
    names: list[_Named] = [(key.kind, key.value) for key in article.keys if key.scope == article.feed]
    for headline in dict.fromkeys((article.title or title, title)):
        names += _spoken(headline, text).names
    keys = _keys(article.feed, names, article.digest)
    return replace(article, title=article.title or title, text=text, keys=keys, origin="page")


def _spoken(title: str, text: str) -> _Marks:
    """The hash of all that is said; and those that identify: of title and text where that is enough, of a long text."""
    head, body = spoken(title), spoken(text)
    whole = " ".join(filter(None, (head, body)))
    digest = content_hash(whole, f"{title} {text}")
    names: list[_Named] = []
    if _count(whole) >= WORDS and len(whole) - whole.count(" ") >= LETTERS:
        names.append(("text", digest))
    if _count(body) >= BODY_WORDS:
        names.append(("text", content_hash(body)))
    return _Marks(digest, tuple(names))


def _count(spoken: str) -> int:
    """How many words there are."""
    return spoken.count(" ") + 1 if spoken else 0


def _keys(feed: str, names: Iterable[_Named], digest: str) -> tuple[Key, ...]:
    """The keys in order of trust: first those within the feed, then those that hold anywhere."""
    order = sorted(dict.fromkeys(names), key=lambda name: ("url", "guid", "text").index(name[0]))
    own = [Key(kind, feed, value) for kind, value in order]
    if not {"url", "text"} & {kind for kind, _ in order}:
        own.append(Key("text", feed, digest))
    return tuple(dict.fromkeys((*own, *(Key(kind, "", value) for kind, value in order if kind != "guid"))))


# -- sightings --------------------------------------------------------------------------------------------------------

UNRELATED = 0.1  # likeness below which even one address or guid holds two articles
RELATED = 0.3  # likeness that one address needs when its guid has changed
SAME = 0.5  # likeness that one guid needs when its address has changed
ENOUGH = 8  # words without which a low likeness says nothing; half of it when nothing at all is common


def sight(article: Article, known: Mapping[Key, KnownArticle]) -> Sighting:
    """What the memory of its keys makes of an article; `known` is the store's answer, or a batch's, for those keys.

    New, known (same item, same words), edited (same item, other words), or copy (the same page or text, from another
    feed). A key whose article says something unrelated was used twice: the next key is asked, and the reason kept.
    """
    doubt = ""
    for key in article.keys:
        if (other := known.get(key)) is None:
            continue
        if unrelated := _unrelated(key, article, other):
            doubt = doubt or f"{unrelated}: {other.title or other.url}"
            continue
        return _recognised(key, article, other)
    return Sighting(article, Seen.NEW, None, doubt)


def _recognised(key: Key, article: Article, other: KnownArticle) -> Sighting:
    if other.feed != article.feed:
        what = "same page" if key.kind == "url" else "same text"
        return Sighting(article, Seen.COPY, other, f"{what} as in another source: {other.title or other.url}")
    seen = Seen.KNOWN if article.digest == other.digest else Seen.EDITED
    moved = key.kind != "url" and url_key(article.url) != url_key(other.url)
    return Sighting(article, seen, other, "at another address" if moved else "")


def _unrelated(key: Key, article: Article, other: KnownArticle) -> str:
    """Why the two are different articles although they share a key; "" when they are one."""
    if article.digest == other.digest:
        return ""
    if key.kind == "text":
        believed = contained(article.title, f"{other.title}\n{other.text}") >= 0.5
        return "" if believed else "the same body stood under an unrelated headline"
    one, two = lead(article.title, article.text), lead(other.title, other.text)
    alike, fewest = likeness(one, two), min(len(one), len(two))
    if key.kind == "guid" and _differ(url_key(article.url), url_key(other.url)):
        related = _numbers(article.url) == _numbers(other.url) and alike >= SAME
    elif key.kind == "url" and key.scope and _differ(guid_key(article.guid), guid_key(other.guid)):
        related = alike >= RELATED
    else:
        related = fewest < (ENOUGH if alike else ENOUGH // 2) or alike >= UNRELATED
    return "" if related else f"its {'address' if key.kind == 'url' else 'guid'} stood for another article"


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _numbers(url: str) -> list[str]:
    """The numbers in an address: an editor changes the words of a slug, never the number or the date."""
    return re.findall(r"\d+", url_key(url))
