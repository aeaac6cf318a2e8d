"""Sending a package's files so that its script can run and can do nothing as the reader.

**Authority.** The address is all of it: `/packages/<token>/…`, signed, for one person, one lesson and one opening of
it, good for half a day. No cookie is looked at or set, so nothing a package asks for is asked by the signed-in reader.

**Origin.** Without `PACKAGES_URL` every answer carries `Content-Security-Policy: sandbox` without allow-same-origin,
as the frame does: each document is an origin of its own that equals no other, also when its address is opened
directly. It sees no cookies, no storage, no other page. What such an origin loads:

* pictures, sound, films, styles and classic scripts: any, so `Cross-Origin-Resource-Policy: cross-origin` lets them in;
* fetch, XMLHttpRequest, fonts and module scripts ask with `Origin: null`: `Access-Control-Allow-Origin: *`, without
  credentials, gives away nothing, because who knows the token may read the files anyway;
* frames of the package itself are strangers to each other (`parent.x` fails); so such packages need `PACKAGES_URL`.
  SCOs look for their API in `parent` and `opener`. Therefore our script stands first in every page (`add_runtime`): it
  is the API, and puts an object with it in the place of `window.parent`, which the platform allows ([Replaceable]).

With `PACKAGES_URL` packages share that origin, and it is nobody else's: our player page there holds the API and the
SCO stands in a frame below it, as in every other learning platform. Nothing is rewritten.

**Network.** default-src is the token's own folder, and the page around allows frames of our package addresses only:
a package shows what it brought, and tells no third party who learns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import Response, current_app, request

from trainingapp.config import Settings
from trainingapp.courses.models import PackageFile
from trainingapp.courses.packages.access import Access
from trainingapp.courses.packages.contents import HTML, UNKNOWN
from trainingapp.files.serving import disposition, send_file
from trainingapp.files.storage import open_storage
from trainingapp.web import tokens

PURPOSE = "package"
GOOD_FOR = timedelta(hours=12)
KEPT_FOR = timedelta(days=90)  # what a device has kept is taken so long, from its signed-in owner
REWRITTEN_MOST = 8 * 1024 * 1024
ALLOWED = "allow-scripts allow-forms allow-popups"
XHTML = "application/xhtml+xml"
# A tag ends before the next one begins and a comment at the end of the page at the latest: no page is read twice.
_OPENINGS = tuple(
    re.compile(tag, re.I)
    for tag in (rb"<head(?:\s[^<>]*)?>", rb"<html(?:\s[^<>]*)?>", rb"<!doctype[^<>]*>")
)
_FIRST = re.compile(rb"<(?:script|style|title|meta|link|body)\b", re.I)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)


def settings() -> Settings:
    """The settings of this site."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def sign_access(access: Access) -> str:
    """The token that stands for it in addresses."""
    return tokens.sign(asdict(access), PURPOSE)


def read_access(token: str, *, max_age: timedelta = GOOD_FOR) -> Access | None:
    """What a token stands for; None when it is forged or too old."""
    payload = tokens.read(token, PURPOSE, max_age=max_age)
    try:
        return Access(**payload) if payload else None
    except TypeError:
        return None


def packages_origin() -> str:
    """The origin that packages are sent from."""
    if settings().packages_url:
        parts = urlsplit(settings().packages_url)
        return f"{parts.scheme}://{parts.netloc}"
    return request.host_url.rstrip("/")


def site_origin() -> str:
    """The origin of the page around a package."""
    if not settings().packages_url:
        return request.host_url.rstrip("/")
    parts = urlsplit(settings().base_url)
    return f"{parts.scheme}://{parts.netloc}"


def folder_of(token: str) -> str:
    """Where a token's files are."""
    return f"{packages_origin()}/packages/{token}/"


def launch_url(token: str, unit: Mapping[str, str]) -> str:
    """What the frame opens: the SCO itself, or our player around it."""
    if settings().packages_url:
        return f"{folder_of(token)}-/player"
    return f"{folder_of(token)}{quote(unit['href'])}{unit['query']}"


def sandbox() -> str:
    """What the frame allows. An origin of their own is given to packages only where it is not ours."""
    return f"{ALLOWED} allow-same-origin" if settings().packages_url else ALLOWED


def send_package_file(file: PackageFile, token: str) -> Response:
    """A file of a package. What is not on the list of types is a download."""
    is_page = file.media_type in {HTML, XHTML} and file.stored_file.size <= REWRITTEN_MOST
    if is_page and not settings().packages_url:
        return close(Response(add_runtime(_content(file), token), mimetype=file.media_type), token)
    name = file.path.rpartition("/")[2]
    response = send_file(file.stored_file, name=name, inline=True)
    is_shown = file.media_type != UNKNOWN
    response.headers["Content-Disposition"] = disposition(name, is_shown=is_shown)
    if response.status_code in {200, 206} and "multipart/" not in response.headers["Content-Type"]:
        response.headers["Content-Type"] = file.media_type
    return close(response, token)


def _content(file: PackageFile) -> bytes:
    stored = file.stored_file
    return b"".join(open_storage(settings()).read(stored.sha256, 0, stored.size))


def add_runtime(html: bytes, token: str) -> bytes:
    """The page with our script before all others: after the opening of its head, or of whatever comes first."""
    tags = "".join(
        f'<script src="/packages/{token}/-/{name}"></script>' for name in ("state.js", "runtime.js")
    )
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(html[:2])
    if encoding:
        plain = html[2:].decode(encoding, "replace").encode()
        return html[:2] + add_runtime(plain, token).decode().encode(encoding)
    hidden = _COMMENT.sub(lambda found: b" " * len(found[0]), html)
    first = _FIRST.search(hidden)
    found = (tag.search(hidden, 0, first.start() if first else len(hidden)) for tag in _OPENINGS)
    place = next((match.end() for match in found if match), 0)
    return html[:place] + tags.encode() + html[place:]


def send_script(text: str, token: str) -> Response:
    """A script of ours beside the package's."""
    return close(Response(text, mimetype="text/javascript"), token)


def read_runtime(standard: str) -> str | None:
    """The API for a version of SCORM as Vite has built it; None without a front end."""
    built = Path(current_app.static_folder or "", f"package-{standard.replace('.', '')}.js")
    return built.read_text(encoding="utf-8") if built.is_file() else None


def write_state(state: Mapping[str, object]) -> str:
    """What the API knows before the SCO asks, as a script: nothing in it ends a script or a line early."""
    text = json.dumps(state, ensure_ascii=True).replace("<", "\\u003c")
    return f"window.trainingappPackage={text}\n"


def close(response: Response, token: str) -> Response:
    """Give an answer the headers that make it harmless."""
    place = folder_of(token)
    response.headers["Content-Security-Policy"] = "; ".join(
        (
            f"sandbox {sandbox()}",
            f"default-src {place} data: blob: 'unsafe-inline' 'unsafe-eval'",
            f"form-action {place}",
            f"base-uri {place}",
        )
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
