"""What came instead of a feed is named so that the operator knows what to do."""

from __future__ import annotations

import pytest

from monitor.feeds.notafeed import cause


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the body is empty"),
        (" \n", "the body is empty"),
        ("<!doctype html><html><title>A &amp; B</title></html>", "a web page instead of a feed (“A & B”)"),
        ("<html><title>Just a moment...</title></html>", "a bot challenge instead of a feed (“Just a moment...”)"),
        ("<html><script src='/cdn-cgi/challenge-platform/h/b'></script></html>", "a bot challenge"),
        ("<html><body><div class='h-captcha'></div></body></html>", "a captcha"),
        ("<html><form><input type='password' name=p></form></html>", "a login page"),
        ("<html><title>تسجيل الدخول</title></html>", "a login page"),
        ("<html><form action='https://consent.google.com/save'></html>", "a cookie consent page"),
        ("<html><title>Access Denied</title></html>", "an 'access denied' page"),
        ("<html><body><h1>Error establishing a database connection</h1></body></html>", "an error page of the site"),
        ("<html><title>Account Suspended</title></html>", "a placeholder page"),
        ("<urlset><url/></urlset>", "XML, but not a feed: its root is <urlset>"),
        ("%PDF-1.4 \0\0\0", "a binary file"),
        ("\ufffd" * 50, "a binary file"),
        ("Too many requests", "not a feed: it begins with “Too many requests”"),
    ],
)  # fmt: skip
def test_the_cause_names_what_it_is(text: str, words: str) -> None:
    """Challenge, captcha, login, consent, block, error, placeholder, another format, nothing."""
    assert cause(text).startswith(words)


def test_a_page_that_names_its_feed_helps() -> None:
    """The usual mistake is the address of the page in place of the feed's."""
    page = "<html><head><title>X</title><link rel=alternate type='application/rss+xml' href='/feed/'></head></html>"
    assert cause(page).endswith("; the page names this feed: /feed/")


def test_what_a_page_says_of_itself_is_plain_and_short() -> None:
    """Titles are text, of bounded length, on one line."""
    told = cause("<html><title>" + "<b>x</b>\n" * 30 + "</title></html>")
    assert "<b>" not in told and "\n" not in told and len(told) < 150
