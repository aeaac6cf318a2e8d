"""What is known about the present request apart from its content; the audit log and the logs read it."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

from flask import Flask, Response, g, request

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """Identity and origin of a request; empty outside one."""

    request_id: str = ""
    ip: str = ""
    user_agent: str = ""


NO_FACTS = RequestFacts()
_current: ContextVar[RequestFacts] = ContextVar("request_facts", default=NO_FACTS)


def current_facts() -> RequestFacts:
    """The facts of the present request, empty ones in commands and jobs."""
    return _current.get()


def init_facts(app: Flask) -> None:
    """Collect the facts before anything else sees the request and return its id to the reader."""

    @app.before_request
    def collect() -> None:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        g.request_id = request_id
        _current.set(
            RequestFacts(
                request_id, request.remote_addr or "", request.headers.get("User-Agent", "")[:300]
            )
        )

    @app.after_request
    def answer(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        _current.set(NO_FACTS)
