"""Structured logs: one JSON line per event, with the request id; personal data never goes in."""

from __future__ import annotations

import logging
import re
import sys
import time

import structlog
from flask import Flask, Response, g, request

from trainingapp.web.access import LEAN, view_access
from trainingapp.web.facts import current_facts

_LONG = re.compile(r"[^/]{20,}")


def init_logs(app: Flask) -> None:
    """Send the app's log and one line per ordinary request to standard error as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    log = structlog.get_logger()
    handler = _Bridge()
    app.logger.handlers = [handler]
    app.logger.setLevel(logging.INFO)
    app.logger.propagate = False

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if (
            app.config["LOG_REQUESTS"]
            and view_access() is not LEAN
            and request.endpoint != "static"
        ):
            log.info(
                "request",
                request_id=g.get("request_id"),
                method=request.method,
                path=_path(),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.get("started", 0)) * 1000, 1),
            )
        return response


def _path() -> str:
    """The path without the secret that a link carries: whoever reads the log could use it first.

    Of an address that leads nowhere (a link with a stroke behind it, the wrong method) everything long is left out.
    """
    secret = (request.view_args or {}).get("secret")
    if secret:
        return request.path.replace(str(secret), "…")
    return request.path if request.url_rule else _LONG.sub("…", request.path)


class _Bridge(logging.Handler):
    """Python's own logging, as the same JSON lines."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno,
            record.getMessage(),
            request_id=current_facts().request_id or None,
            exc_info=record.exc_info,
        )
