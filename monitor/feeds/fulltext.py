"""The article out of a web page, by trafilatura; what its rules leave of captions and signposts is dropped here.

Runs in a child process (see `pages`): a hostile page can keep it busy for minutes.
"""

from __future__ import annotations

import re

from trafilatura import bare_extraction

from monitor.feeds import notafeed
from monitor.feeds.decode import decode
from monitor.feeds.pages import Page
from monitor.model import ParseFailed
from monitor.text.fold import fold
from monitor.text.plaintext import one_line, plaintext

SHORTEST = 80  # characters of text below which a page has told nothing
_SIGNPOST_LENGTH = 160

# Lines that lead elsewhere, by their first words in folded letters. They name other stories: those of other wars too.
_SIGNPOSTS = (
    *("تابعنا", "تابعونا", "اقرا ايضا", "اقرا المزيد", "إقرأ أيضا", "الأكثر قراءة", "الأكثر تداولا", "مواضيع ذات صلة"),
    *("أخبار ذات صلة", "شارك الخبر", "اشترك في نشرتنا", "للمزيد", "شاهد أيضا", "انضم إلى قناتنا", "حمل تطبيق"),
    *(
        "read more",
        "read also",
        "also read",
        "follow us",
        "subscribe",
        "sign up",
        "most read",
        "related:",
        "share this",
    ),
    *("read our privacy policy", "advertisement", "recommended", "click here", "all rights reserved"),
    *("lire aussi", "à lire", "lire la suite", "suivez-nous", "abonnez-vous", "publicité", "le reste après cette"),
    *("leggi anche", "seguici", "iscriviti", "riproduzione riservata", "haberin devamı", "ayrıca oku", "bizi takip"),
    *("ilgili haber", "читайте также", "подписывайтесь", "подпишитесь", "реклама", "материалы по теме"),
)
_SIGNPOST = re.compile("(?:" + "|".join(re.escape(fold(words)) for words in _SIGNPOSTS) + ")")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


def extract(body: bytes, url: str = "", content_type: str = "") -> Page | ParseFailed:
    """The article on a page, or why there is none: a challenge, a login, a page of links."""
    html = decode(body, content_type)
    if re.match(r"\s*text/plain", content_type, re.IGNORECASE):
        return _page("", plaintext(html), html)
    # Without its declaration: lxml refuses text that claims to be bytes in some encoding.
    document = bare_extraction(
        _XML_DECLARATION.sub("", html, count=1),
        url=url or None,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
    )
    if document is None or isinstance(document, dict):
        return ParseFailed(_why(html))
    return _page(one_line(document.title or ""), document.text or "", html)


def _page(title: str, text: str, html: str) -> Page | ParseFailed:
    told = "\n".join(_told(title, text))
    return Page(title, told) if len(told) >= SHORTEST else ParseFailed(_why(html))


def _told(title: str, text: str) -> list[str]:
    """The lines of the article: once each, without the headline and the signposts to other stories."""
    seen = {fold(title)}
    lines = []
    for line in text.splitlines():
        line = " ".join(line.split()).removeprefix("- ")
        folded = fold(line)
        signpost = len(line) <= _SIGNPOST_LENGTH and _SIGNPOST.match(folded)
        if line and folded not in seen and not signpost:
            lines.append(line)
            seen.add(folded)
    return lines


def _why(html: str) -> str:
    cause = notafeed.cause(html)
    return (
        cause.replace(" instead of a feed", " instead of an article")
        if "instead" in cause
        else "no article in the page"
    )
