"""`monitor browse`: Datasette over the state, on this machine alone. An extra: no web application of our own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import click

from monitor.cli.options import Options, pass_options
from monitor.cli.states import reading
from monitor.errors import BadSettings
from monitor.store.trouble import DATABASE

PLUGIN = '''"""Lets Datasette read the texts that were put away, and answer this machine alone.

A web page could lead a name of its own to 127.0.0.1 and read what stands there: other hosts are refused.
"""

from datasette import hookimpl

from monitor.service.loopback import names_us
from monitor.store.packing import register


@hookimpl
def prepare_connection(conn):
    register(conn)


@hookimpl
def asgi_wrapper(datasette):
    return only_us


def only_us(app):
    async def guarded(scope, receive, send):
        hosts = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"]
        if scope["type"] == "lifespan" or (len(hosts) == 1 and names_us(hosts[0])):
            await app(scope, receive, send)
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"Ask for 127.0.0.1 or localhost."})

    return guarded
'''
QUERIES = {
    "alerts": "SELECT id, seen, outlet, title, url, reason, story FROM article WHERE decision IN ('new', 'update')"
    " ORDER BY id DESC LIMIT 200",
    "matched_words": "SELECT article.id, seen, outlet, article.title, rule, evidence FROM match"
    " JOIN article ON article.id = match.article ORDER BY article.id DESC LIMIT 200",
    "text_of_an_article": "SELECT article.id, title, url, text FROM article JOIN full_text"
    " ON full_text.article = article.id WHERE article.id = :id",
    "stories": "SELECT story.id, story.title, created, count(article.id) AS articles FROM story"
    " LEFT JOIN article ON article.story = story.id GROUP BY story.id ORDER BY story.id DESC LIMIT 200",
    "feeds": "SELECT name, url, last_good, cause, gap_at FROM feed WHERE NOT retired ORDER BY name",
}


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8001, help="On 127.0.0.1. Default: 8001.")
@click.option("--open", "in_browser", is_flag=True, help="Open it in a browser.")
@pass_options
def browse(options: Options, port: int, in_browser: bool) -> int:
    """Look at the state in a browser: tables, a search, and ready-made questions. Ctrl-C ends it.

    Needs the extra `browse` (Datasette). It reads beside a running daemon, changes nothing, and listens on this machine
    alone; whoever can log in here can read it.
    """
    if find_spec("datasette") is None:
        raise BadSettings("Datasette is missing: pip install 'libya-monitor[browse]'")
    with reading(options):  # a state that cannot be read is named here, in one line
        pass
    with tempfile.TemporaryDirectory(prefix="libya-monitor-") as folder:
        (Path(folder) / "texts.py").write_text(PLUGIN, encoding="utf-8")
        described = {"title": "Libya Monitor", "databases": {"monitor": {"queries": QUERIES}}}
        (Path(folder) / "metadata.json").write_text(json.dumps(described), encoding="utf-8")
        words = [sys.executable, "-m", "datasette", "serve", str(options.state / DATABASE)]
        words += ["--host", "127.0.0.1", "--port", str(port), "--plugins-dir", folder]
        words += ["--metadata", str(Path(folder) / "metadata.json"), *(["--open"] if in_browser else [])]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TELEGRAM_")}
        environment["PYTHONPATH"] = os.pathsep.join(sys.path)  # it finds what this process finds
        try:
            return 1 if subprocess.run(words, env=environment, check=False).returncode else 0
        except KeyboardInterrupt:
            return 0
