"""The application of a server that serves one test after the other: as in real use, it can forget, and its clock moves.

Rows come and go under the same numbers, so what a process keeps in its memory must go with them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, request

from tests.browser.clock import move_clock
from trainingapp.exams.lean.requests import TEST_FORMS
from trainingapp.extensions import csrf, limiter
from trainingapp.itembank.keeping import memory
from trainingapp.server.wsgi import make_app as make_real_app
from trainingapp.web.access import public

FORGET = "/tests/forgetting"
CLOCK = "/tests/clock"


def make_app() -> Flask:
    """The application with two addresses more."""
    app = make_real_app()

    @public
    def forget() -> str:
        memory.forget()
        TEST_FORMS.__init__()  # type: ignore[misc]
        limiter.reset()
        move_clock(None)
        return "forgotten"

    @public
    def set_clock() -> str:
        move_clock(datetime.fromtimestamp(float(request.args["to"]), UTC))
        return "moved"

    app.add_url_rule(FORGET, "tests.forget", csrf.exempt(forget), methods=["POST"])
    app.add_url_rule(CLOCK, "tests.clock", csrf.exempt(set_clock), methods=["POST"])
    return app
