"""Addresses as keys: one key for every spelling of one page, another for every other page.

Feeds, readers and aggregators write one address in many ways; a page that is counted twice is told twice, and two pages
that count as one lose the second. So only differences known to mean nothing are folded; whatever is unknown stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote_plus, urlsplit

from w3lib.url import canonicalize_url

# Parameters that say how a reader came to a page, never which page it is. The first are whole names, by documentation
# of the services that add them; then beginnings of names; then names that only count with a channel as their value.
_TRACKING = {
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
    "igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "vero_id",
    "s_cid", "s_kwcid", "cmpid", "cmp", "ocid", "smid", "xtor", "maca", "srsltid", "ref_src", "ref_url",
    "__twitter_impression", "_branch_match_id", "wt_mc", "wt.mc_id", "traffic_source", "guccounter",
    "guce_referrer", "guce_referrer_sig", "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "ns_mchannel",
    "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "at_medium", "at_campaign", "at_campaign_type",
    "at_creation", "at_format", "at_ptr_name", "at_bbc_team", "amp", "outputtype", "usqp",
}  # fmt: skip
_TRACKING_PREFIXES = ("utm_", "mtm_", "hsa_", "oly_", "at_custom", "at_link", "amp_")
_CHANNEL_NAMES = {"ref", "source", "src", "from", "via", "output"}
_CHANNELS = {
    "rss", "feed", "rss2", "atom", "amp", "twitter", "facebook", "telegram", "whatsapp", "instagram", "linkedin",
    "email", "newsletter",
}  # fmt: skip
_READERS = {"www", "m", "mobile", "amp"}  # the same page for another screen
_LABEL = re.compile(r"[a-z0-9_-]+")  # after IDNA
_AMP_SUFFIX = re.compile(r"(?<=[\w-])(?:\.amp(\.html)?)+$", re.IGNORECASE)
_GOOGLE_AMP = re.compile(r"(?:amp/)(?:s/)?([^/]+\..*)")
_AMP_CACHE = re.compile(r"[civ]/(?:s/)?([^/]+\..*)")
# An address of which nothing needs folding but its scheme, `www.` and a closing slash: most are, and cost a tenth so.
_PLAIN = re.compile(
    r"https?://(?:www\.)?(?!(?:www|m|mobile|amp)\.|\S*\.ampproject\.org/)"
    r"(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})(?P<path>(?:/[A-Za-z0-9_-]+)+(?:\.html?)?)/?"
)


@lru_cache(maxsize=1024)  # a poll asks for each address several times; less than a megabyte when full
def url_key(url: str) -> str:
    """The address as a key: equal for all spellings of one page, different for two pages. Idempotent.

    Canonical form by w3lib (quoting, order of parameters, IDNA, dot segments), then ours: one scheme, no `www.`, `m.`
    or `amp.`, no default port, no AMP marks, no fragment, no closing slash, no tracking parameters. A parameter we do
    not know stays: `?id=5` is an article. "" for what is not an http address, and for a bare site root, which names
    no item.
    """
    plain = _PLAIN.fullmatch(url)
    if plain and "amp" not in plain["path"].lower():
        return f"https://{plain['host']}{plain['path']}"
    while True:
        try:
            parts = urlsplit(canonicalize_url(url.replace("&amp;", "&").replace(";", "%3B")))
            port = parts.port
        except ValueError:  # an invalid port, IPv6 host or Unicode label: w3lib and urllib agree on this error
            return ""
        host = _host(parts.hostname or "")
        if parts.scheme not in ("http", "https") or not host:
            return ""
        path = "/".join(_segments(parts.path))
        query = "&".join(part for part in parts.query.split("&") if part and not _tracks(part))
        inner = _unwrapped(host, parts.path, path)
        if not inner:
            break
        url = f"https://{inner}" + (f"?{query}" if query else "")
    if not path and not query:
        return ""
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    return f"https://{place}/{path}" + (f"?{query}" if query else "")


def _host(host: str) -> str:
    """The host without what only names a screen; "" when no host can be called that."""
    if ":" in host:
        return f"[{host}]"
    labels = host.strip(".").split(".")
    while len(labels) > 2 and labels[0] in _READERS:
        del labels[0]
    return ".".join(labels) if all(map(_LABEL.fullmatch, labels)) else ""


def _segments(path: str) -> Iterable[str]:
    """The segments of a path without empty ones and without AMP marks: `/amp/a`, `/a/amp`, `/a.amp`, `/a.amp.html`."""
    if "amp" not in path.lower():
        yield from filter(None, path.split("/"))
        return
    for segment in path.split("/"):
        plain = _AMP_SUFFIX.sub(r"\1", segment)
        if plain and plain.lower() != "amp":
            yield plain


def _unwrapped(host: str, path: str, folded: str) -> str:
    """The address inside an AMP cache's own, without scheme, or ""; `folded` is the path without AMP marks."""
    found = None
    if host.startswith("google."):
        found = _GOOGLE_AMP.fullmatch(re.sub("/+", "/", path).lstrip("/"))
    elif host.endswith(".cdn.ampproject.org"):
        found = _AMP_CACHE.fullmatch(folded)
    return found[1] if found else ""


def _tracks(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name, value = unquote_plus(name).lower(), unquote_plus(value).lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES) or (name in _CHANNEL_NAMES and value in _CHANNELS)


def guid_key(guid: str) -> str:
    """A guid as a key. One that is an address is folded like one, but its fragment may be what tells items apart."""
    address, _, fragment = guid.strip().partition("#")
    key = url_key(address)
    return "#".join(filter(None, (key, fragment))) if key else guid.strip()
