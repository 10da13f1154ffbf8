"""What came instead of a feed, in words that tell the operator what to do. Pure functions."""

from __future__ import annotations

import re

from monitor.text.plaintext import one_line

_HEAD = 60_000  # characters looked at
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|script|div|h1|p)[\s>]", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.{1,300}?)</title", re.IGNORECASE | re.DOTALL)
_FEED_LINK = re.compile(r"<link\s[^>]{0,500}application/(?:rss|atom|feed)\+(?:xml|json)[^>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]{1,300})", re.IGNORECASE)
_ELEMENT = re.compile(r"<([A-Za-z][\w:.-]{0,60})")
# In this order: a challenge page may hold a captcha, a captcha page a password field.
_KINDS = (
    (
        "a bot challenge",
        r"just a moment\.\.\.|cf-chl|cf_chl|challenge-platform|cf-browser-verification|checking your browser"
        r"|verifying you are human|ddos-guard|ddos protection by|_incapsula_|imperva|sucuri website firewall|datadome"
        r"|px-captcha|perimeterx|attention required! \| cloudflare|enable javascript and cookies to continue|aws-waf",
    ),
    ("a captcha", r"captcha|turnstile|are you (?:a )?(?:human|robot)|لست روبوت|je ne suis pas un robot"),
    (
        "a login page",
        r"type\s*=\s*[\"']?password|<title[^<]*(?:log ?in|sign ?in|تسجيل الدخول|connexion|accedi|giriş|вход)",
    ),
    ("a cookie consent page", r"consent\.(?:google|yahoo|youtube)|before you continue"),
    ("an 'access denied' page", r"access denied|403 forbidden|you have been blocked|request blocked"),
    (
        "an error page of the site",
        r"error establishing a database|fatal error:|sqlstate|stack trace|internal server error",
    ),
    (
        "a placeholder page",
        r"under (?:maintenance|construction)|maintenance mode|account (?:has been )?suspended"
        r"|domain (?:is|may be) for sale|buy this domain|parked (?:free|domain)|default web site page",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


def cause(text: str) -> str:
    """Why this text is not a feed."""
    head = text[:_HEAD]
    if not head.strip():
        return "the body is empty"
    if _HTML.search(head):
        return _page(head)
    if "\0" in head[:1000] or head.count("\ufffd") > len(head) // 10:
        return "a binary file instead of a feed"
    element = _ELEMENT.search(head)
    if element and head.lstrip().startswith("<"):
        return f"XML, but not a feed: its root is <{element[1]}>"
    return f"not a feed: it begins with “{(one_line(head[:200]) or ' '.join(head.split()))[:60]}”"


def _page(head: str) -> str:
    kind = next((kind for kind, pattern in _PATTERNS if pattern.search(head)), "a web page")
    title = _TITLE.search(head)
    named = f" (“{one_line(title[1])[:80]}”)" if title else ""
    link = _FEED_LINK.search(head)
    address = _HREF.search(link[0]) if link else None
    hint = f"; the page names this feed: {address[1]}" if address and kind == "a web page" else ""
    return f"{kind} instead of a feed{named}{hint}"
