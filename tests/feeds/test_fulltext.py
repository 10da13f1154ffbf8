"""The article comes out of its page without captions and signposts, or with the reason why not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from monitor.feeds.fulltext import extract
from monitor.feeds.pages import Page, Reader
from monitor.feeds.workers import Workers
from monitor.model import Fetched, ParseFailed

SENTENCE = "قال المتحدث باسم اللجنة العسكرية إن الهدنة صامدة في سرت والجفرة وإن المرتزقة سيغادرون خلال ثلاثة أشهر ({})."
BODY = "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(5))
PAGE = f"""<!DOCTYPE html><html lang="ar"><head><meta charset="windows-1256"><title>اتفاق في سرت | بوابة</title>
<meta property="og:title" content="اتفاق في سرت"></head><body><nav><a href="/">الرئيسية</a></nav>
<article><h1>اتفاق في سرت</h1><figure><img src="a.jpg"><figcaption>اجتماع اللجنة - أرشيف</figcaption></figure>
{BODY}<p>تابعنا على فيسبوك</p><p>اقرأ أيضا: <a href="/x">هدنة غزة في يومها الثالث</a></p>
<p>{SENTENCE.format(0)}</p><p>وأعلنت البعثة الأممية انسحاب 300 من المقاتلين الأجانب من الجفرة.</p></article>
<aside><h3>الأكثر قراءة</h3><ul><li><a href="/1">وقف إطلاق النار في لبنان</a></li></ul></aside>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


@pytest.mark.parametrize("codec", ["utf-8", "cp1256"])
def test_the_article_is_told_once_and_alone(codec: str) -> None:
    """Headline apart, each line once to the last paragraph, nothing of other stories; in the encoding it is in."""
    page = extract(PAGE.encode(codec), "https://example.ly/1", "text/html")
    assert isinstance(page, Page) and page.title == "اتفاق في سرت"
    lines = page.text.splitlines()
    assert [SENTENCE.format(number) for number in range(5)] == lines[:5]
    assert lines[5:] == ["وأعلنت البعثة الأممية انسحاب 300 من المقاتلين الأجانب من الجفرة."]


@pytest.mark.parametrize("line", ["اشترك المرتزقة في القتال جنوب طرابلس.", "انضم مقاتلون أجانب إلى القوات."])
def test_news_that_begins_like_a_signpost_stays(line: str) -> None:
    """ "Joined" and "took part" are news when they do not invite the reader."""
    page = extract(PAGE.replace("<p>تابعنا", f"<p>{line}</p><p>تابعنا").encode(), "", "text/html")
    assert isinstance(page, Page) and line in page.text


def test_a_page_of_plain_text_is_its_text() -> None:
    """Wire copy is served as text/plain here and there."""
    page = extract((SENTENCE * 2).encode(), "", "text/plain; charset=utf-8")
    assert page == Page("", SENTENCE * 2)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", "no article in the page"),
        ("<html><title>Just a moment...</title></html>", "a bot challenge instead of an article"),
        ("<html><body><input type=password></body></html>", "a login page instead of an article"),
        ("<html><body><p>short</p></body></html>", "a web page instead of an article"),
        ("<div>" * 100_000, "an article"),
        ('<?xml version="1.0" encoding="utf-8"?><html><body><p>short</p></body></html>', "an article"),
    ],
)
def test_a_page_without_an_article_says_what_it_is(html: str, words: str) -> None:
    """An alert goes out without the page then; the cause is for `why`."""
    page = extract(html.encode(), "", "text/html")
    assert isinstance(page, ParseFailed) and words in page.cause


async def test_a_page_is_read_in_a_child_process() -> None:
    """By the same children that parse feeds."""
    async with Workers() as workers:
        page = await Reader(workers).read(Fetched("https://example.ly/1", PAGE.encode(), "", "text/html"))
    assert isinstance(page, Page) and page.title == "اتفاق في سرت"


def test_the_parent_never_loads_the_extractor() -> None:
    """It takes 14 MB that only children need."""
    program = "import sys, monitor.feeds.pages, monitor.feeds.fetch; sys.exit('trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
