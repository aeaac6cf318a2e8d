"""The application class: hot routes of the exam room go straight to their views, past the hooks of ordinary pages.

Sessions, languages, rate limits and cross-site tokens cost a request more than saving an answer does. A view marked
`@lean` proves its caller itself and needs none of them; it keeps the security headers, the request id and the figures.
"""

from __future__ import annotations

import secrets
import time
from contextlib import nullcontext
from threading import BoundedSemaphore

from flask import Flask, Response, g, request

from trainingapp.web.access import LEAN
from trainingapp.web.metrics import observe

HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "same-origin"),
)

# Threads beyond a few only hand the interpreter to each other: pages queue, so that answers get through. A write
# may wait for the one writer and must not keep a place meanwhile; files and the health page ask for too little.
PAGES_AT_ONCE = 4
UNQUEUED = frozenset({"static", "health.show_health", "metrics.show_metrics"})
pages = BoundedSemaphore(PAGES_AT_ONCE)


class Site(Flask):
    """Flask with a short way for the hot routes."""

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
