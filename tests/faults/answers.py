"""Answers that look like success, or like failure, and are not what they look like (row 20); and redirects."""

from __future__ import annotations

from tests.faults.hostile import TITLE, Case, feed, read, refused
from tests.servers.feeds import Reply

_HTML = "text/html; charset=utf-8"


def page(title: str, body: str = "") -> str:
    """A web page."""
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


def misleading() -> dict[str, Case]:
    """Row 20: none of these is "no news"; each names its cause."""
    return {f"/20/{name}": case for name, case in (_pages() | _codes() | _mislabelled() | _redirects()).items()}


def _html(cause: str, body: str, **how: object) -> Case:
    return refused(20, cause, body, **({"content_type": _HTML} | how))


def _pages() -> dict[str, Case]:
    turnstile = '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'
    return {
        "html": _html("a web page", page("Libya news", "<p>ceasefire</p>")),
        "html-as-rss": refused(20, "a web page", page("Libya news", "<p>ceasefire</p>")),
        "html-upper-case": _html("a web page", "<HTML><BODY><P>Welcome</P></BODY></HTML>"),
        "html-fragment": _html("a web page", "<div>Service unavailable</div>"),
        "html-with-bom": _html("a web page", "\ufeff" + page("Home")),
        "html-that-names-its-feed": _html(
            "names this feed: /feed.xml", page("", '<link rel="alternate" type="application/rss+xml" href="/feed.xml">')
        ),
        "html-with-rss-inside": _html("web page", page("How to", "<pre>&lt;rss&gt;&lt;/rss&gt;</pre>")),
        "cloudflare": _html("a bot challenge", page("Just a moment...", '<div class="cf-chl-widget"></div>')),
        "cloudflare-503": _html("HTTP 503", page("Just a moment...", '<div class="cf-chl-widget"></div>'), status=503),
        "cloudflare-403": _html("HTTP 403", page("Attention Required! | Cloudflare"), status=403),
        "ddos-guard": _html("a bot challenge", page("DDOS-GUARD", "DDoS protection by DDoS-Guard")),
        "incapsula": _html("a bot challenge", '<html><script src="/_Incapsula_Resource?x"></script></html>'),
        "sucuri": _html("a bot challenge", page("Sucuri WebSite Firewall - Access Denied")),
        "aws-waf": _html("a bot challenge", page("", "<script>window.awsWafCookieDomainList=[];</script>aws-waf")),
        "recaptcha": _html("a captcha", page("Verify", '<div class="g-recaptcha"></div>')),
        "turnstile": _html("a captcha|a bot challenge", page("Verify", turnstile)),
        "captcha-in-arabic": _html("a captcha", page("تحقق", "أنا لست روبوت")),
        "javascript-cookie": _html("web page|bot challenge", "<script>document.cookie='x=1'</script>"),
        "meta-refresh": _html("web page", '<meta http-equiv="refresh" content="0;url=/x">'),
        "login": _html("a login page", page("Log in", '<input type="password">')),
        "consent": _html("a cookie consent page", page("Before you continue to Google News")),
        "wordpress-db": _html("an error page", page("Database Error", "Error establishing a database connection")),
        "php-fatal": refused(20, "an error page|not a feed|web page", "<br />\n<b>Fatal error:</b> Uncaught Error"),
        "maintenance": _html("a placeholder page", page("Site under maintenance")),
        "parked": _html("a placeholder page", page("This domain is for sale", "buy this domain")),
        "empty": refused(20, "the body is empty"),
        "blank": refused(20, "the body is empty", " \n\t " * 20),
        "only-declaration": refused(20, ".+", '<?xml version="1.0"?>'),
        "plain-text": refused(20, "not a feed", "Service temporarily unavailable", content_type="text/plain"),
        "json-error": refused(20, "not a JSON Feed", '{"error": "blocked"}', content_type="application/json"),
        "json-null": refused(20, ".+", "null", content_type="application/json"),
        "json-list": refused(20, "not a JSON Feed", "[]", content_type="application/json"),
        "json-feed-of-nothing": refused(20, "without items", '{"version": "https://jsonfeed.org/version/1.1"}'),
        "sitemap": refused(20, "its root is <urlset>", '<?xml version="1.0"?><urlset><url/></urlset>'),
        "opml": refused(20, "its root is <opml>", '<?xml version="1.0"?><opml version="2.0"><body/></opml>'),
        "svg": refused(20, "its root is <svg>", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "soap-fault": refused(20, "its root is <soap:Envelope>", "<soap:Envelope><soap:Body/></soap:Envelope>"),
        "s3-error": refused(20, "its root is <Error>", "<Error><Code>AccessDenied</Code></Error>"),
        "pdf": refused(20, "not a feed|binary", b"%PDF-1.7\n\xe2\xe3\xcf\xd3\0\0\0"),
        "png": refused(20, "binary", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
        "zip": refused(20, "binary|not a feed", b"PK\3\4\x14\0\0\0\x08\0" + bytes(50)),
        "noise": refused(20, "not a feed", bytes(range(128, 256)) * 20),
        "css": refused(20, "not a feed", "body { color: red }", content_type="text/css"),
    }


def _codes() -> dict[str, Case]:
    known = {
        304: "304", 400: "HTTP 400", 401: "HTTP 401", 402: "HTTP 402", 403: "HTTP 403", 404: "HTTP 404",
        405: "HTTP 405", 406: "HTTP 406", 408: "HTTP 408", 410: "HTTP 410", 415: "HTTP 415", 418: "HTTP 418",
        421: "HTTP 421", 425: "HTTP 425", 429: "HTTP 429", 451: "HTTP 451", 500: "HTTP 500", 502: "HTTP 502",
        503: "HTTP 503", 504: "HTTP 504", 508: "HTTP 508", 520: "HTTP 520", 522: "HTTP 522", 530: "HTTP 530",
    }  # fmt: skip
    cases = {f"status-{code}-with-a-feed": refused(20, why, feed(TITLE), status=code) for code, why in known.items()}
    empty = {f"status-{code}": refused(20, "empty|HTTP", "", status=code) for code in (201, 202, 204, 205, 206, 226)}
    partial = {
        f"status-{code}-with-a-feed": refused(20, f"HTTP {code}", feed(TITLE), status=code) for code in (202, 206)
    }
    return cases | empty | partial | {"status-203": read(20, feed(TITLE), status=203)}


def _mislabelled() -> dict[str, Case]:
    kinds = (
        "text/html", "text/plain", "application/octet-stream", "application/json", "image/png", "text/css",
        "application/x-unknown", "", ";;;", "text/xml; charset=", 'text/xml; charset="', "text/xml; charset=klingon",
        "text/xml; charset=utf-16", "text/xml; charset=us-ascii", "text/xml; charset=idna", "application/rss+xml",
        "APPLICATION/RSS+XML; CHARSET=UTF-8", "text/xml;charset=utf-8;charset=latin-1", "x" * 5000,
    )  # fmt: skip
    return {f"type-{number}": read(20, feed(TITLE), content_type=kind) for number, kind in enumerate(kinds)}


def _redirects() -> dict[str, Case]:
    def to(place: str, status: int = 302) -> Reply:
        return Reply(status=status, headers=(("Location", place),))

    inward = "redirects to an address that cannot be used"
    bad = {
        "file": ("file:///etc/passwd", inward), "ftp": ("ftp://127.0.0.1/x", inward),
        "javascript": ("javascript:alert(1)", inward), "data": ("data:text/xml,<rss/>", inward),
        "gopher": ("gopher://127.0.0.1:6379/_INFO", inward), "empty": ("", "does not say where to"),
        "bracket": ("http://[::1", "address"), "no-host": ("http:///x", "HTTP 404|address"),
        "port": ("http://127.0.0.1:99999/", "address"),
        "control": ("http://exa\x01mple.org/", "address"), "spaces": ("http://a b/", "no such host|address"),
        "metadata": ("http://169.254.169.254/latest/meta-data/", "redirects to a private address"),
        "loop": ("/20/redirect-loop", "more than 8 redirects"),
        "long": ("/" + "x" * 40_000, "HTTP 404|address"),
    }  # fmt: skip
    cases = {f"redirect-{name}": Case(20, to(place), cause=cause) for name, (place, cause) in bad.items()}
    good = {f"redirect-{code}": Case(20, to("/20/status-203", code), (TITLE,)) for code in (301, 302, 303, 307, 308)}
    return (
        cases
        | good
        | {
            "redirect-relative": Case(20, to("status-203"), (TITLE,)),
            "redirect-fragment": Case(20, to("/20/status-203#top"), (TITLE,)),
            "redirect-query": Case(20, to("?x=1"), cause="HTTP 404"),
            "redirect-300": Case(20, to("/20/status-203", 300), cause="HTTP 300"),
            "redirect-304": Case(20, to("/20/status-203", 304), cause="304"),
            "redirect-305": Case(20, to("/20/status-203", 305), cause="HTTP 305"),
            "redirect-none": Case(20, Reply(status=302), cause="does not say where to"),
            "redirect-with-a-feed": Case(20, Reply(feed(TITLE), status=302), cause="does not say where to"),
        }
    )
