"""One address for one page, whatever its copies are called."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

TRACKING = re.compile(
    r"^(?:utm_\w+|at_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|_hs\w+|mc_[ce]id|vero_\w+|oly_\w+|ns_\w+|ito|cmpid|cmp|"
    r"ocid|icid|ncid|xtor|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|yclid|ysclid|msclkid|twclid|ttclid|igshid|"
    r"_openstat|from|frommail|ref|ref_src|referrer|source|src|share|smid|smtyp|rss|feed|partner|traffic_source|"
    r"sr_share|s_cid|taid|amp|amp_\w+|outputtype|_ga|_gl|wt_?mc|wt_zmc|guce_\w+|soc_src|soc_trk|"
    r"spm|sh|output|maca|guccounter|cx_\w+|tpcc|print|mobile|single|embed)$",
    re.IGNORECASE,
)
"""Query parameters that name a way to the page, not a page."""

SIDE_HOSTS = re.compile(r"^(?:www\d?|m|mobile|amp|wap|touch|lite)\.(?=[^.]+\.)")
AMP_PATH = re.compile(r"/amp(?=/|$)|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
INDEX = re.compile(r"/index\.(?:html?|php)$", re.IGNORECASE)
POST = re.compile(r"^(?:block|post|p|entry|update|item|live|event|id)[-_]?\w*\d[\w-]*$", re.IGNORECASE)
"""A fragment that names one post of a running page."""
CACHES = re.compile(r"^/(?:[acviw]/)(?:s/)?(?=[^/]+\.[^/]+)", re.IGNORECASE)
TELEGRAM_HOSTS = {"t.me", "telegram.me", "telegram.dog"}


def absolute(url: str, base: str) -> str:
    """An http or https address, resolved against the feed's, or "" where it is none."""
    url = "".join(url.split())  # feeds break long links over lines
    try:
        joined = urljoin(base, url) if url else ""
        parts = urlsplit(joined)
        return joined if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def canonical(url: str) -> str:
    """What identifies the page: host and path without scheme, mobile and AMP forms, tracking and slash.

    It is a key to compare with, not an address to open. "" for what is no web address.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower().rstrip(".")
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path = unquote(parts.path)
    if inner := unwrapped(host, path):
        return canonical(inner)
    host = SIDE_HOSTS.sub("", host)
    if host in TELEGRAM_HOSTS:
        host, path = "t.me", re.sub(r"^/s/", "/", path).lower()
    path = INDEX.sub("", AMP_PATH.sub("", re.sub(r"/{2,}", "/", path))).rstrip("/")
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(k)]
    query = "?" + urlencode(sorted(kept)) if kept else ""
    fragment = "#" + parts.fragment if POST.match(parts.fragment) else ""
    return f"{host}{'' if port in (None, 80, 443) else f':{port}'}{path}{query}{fragment}"


def unwrapped(host: str, path: str) -> str:
    """The page inside an AMP cache's address, else ""."""
    if host.endswith(".ampproject.org") or host == "cdn.ampproject.org":
        found = CACHES.match(path)
        return "https://" + path[found.end() :] if found else ""
    if host in ("google.com", "www.google.com") and path.startswith("/amp/"):
        return "https://" + path.removeprefix("/amp/").removeprefix("s/")
    return ""


def is_home(key: str) -> bool:
    """Whether a canonical address is a site's front page: it identifies no article."""
    return "/" not in key and "?" not in key


TWO_LEVEL = re.compile(r"(?:[^.]+\.)?(?:co|com|gov|org|net|edu|in|kiev|lviv|kh|dp|od|msk|spb)\.[a-z]{2}$")


def site(key: str) -> str:
    """The part of a canonical address's host that one owner holds, roughly: `bbc.co.uk`, `ukrinform.net`."""
    host = re.split(r"[/?#:]", key, maxsplit=1)[0]
    if re.fullmatch(r"[\d.]+", host):
        return host
    if found := TWO_LEVEL.search(host):
        return found[0]
    return ".".join(host.split(".")[-2:])
