"""The application class: hot routes of the exam room go straight to their views, past the hooks of ordinary pages.

Sessions, languages, rate limits and cross-site tokens cost a request more than saving an answer does. A view marked
`@lean` proves its caller itself and needs none of them; it keeps the security headers, the request id and the figures.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import nullcontext
from threading import BoundedSemaphore
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Response, g, request
from flask.json.provider import DefaultJSONProvider
from flask.templating import Environment

from trainingapp.web.access import LEAN
from trainingapp.web.metrics import observe
from trainingapp.web.sessions import Sessions

HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "same-origin"),
)

Shortcut = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes] | None]

# Threads beyond a few only hand the interpreter to each other: pages queue, so that answers get through. A write
# may wait for the one writer and must not keep a place meanwhile; files and the health page ask for too little.
PAGES_AT_ONCE = 4
UNQUEUED = frozenset({"static", "health.show_health", "metrics.show_metrics"})
pages = BoundedSemaphore(PAGES_AT_ONCE)


class Templates(Environment):
    """Jinja with one dictionary of globals: every imported macro file looks through it, a chain of maps is slow."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals themselves where a template adds none of its own."""
        return super().make_globals(d) if d else self.globals


class Json(DefaultJSONProvider):
    """Flask's, for which brackets nested a thousand deep are as little JSON as anything else that is none."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """What a text says. :raises ValueError: it is no JSON."""
        try:
            return super().loads(s, **options)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class Site(Flask):
    """Flask with a short way for the hot routes."""

    jinja_environment = Templates
    # Every template stays compiled: the default forgets the four hundredth, and warming up would undo itself.
    jinja_options = {"cache_size": -1}  # noqa: RUF012 - as Flask declares it
    json_provider_class = Json
    session_interface = Sessions()
    shortcut: Shortcut | None = None

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer by the shortcut what it knows how to answer, everything else as Flask does."""
        answer = self.shortcut(environ, start_response) if self.shortcut else None
        return super().wsgi_app(environ, start_response) if answer is None else answer

    def full_dispatch_request(self) -> Response:
        """Answer a lean view without the hooks, every other one as Flask does."""
        endpoint = request.endpoint or ""
        view = self.view_functions.get(endpoint)
        if getattr(view, "access", None) is not LEAN:
            is_page = request.method in {"GET", "HEAD"} and endpoint not in UNQUEUED
            with pages if is_page else nullcontext():
                return super().full_dispatch_request()
        started = time.perf_counter()
        g.request_id = secrets.token_hex(8)
        try:
            response = self.make_response(self.dispatch_request())
        except Exception as error:
            response = self.make_response(self.handle_user_exception(error))
        for name, value in HEADERS:
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Request-ID"] = g.request_id
        observe(endpoint, request.method, response.status_code, time.perf_counter() - started)
        return response

    def do_teardown_request(self, *arguments: Any) -> None:
        """Tidy up after a page; a lean view has opened nothing that the hooks would close."""
        if getattr(self.view_functions.get(request.endpoint or ""), "access", None) is not LEAN:
            super().do_teardown_request(*arguments)
