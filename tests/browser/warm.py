"""The application of a server that serves one test after the other: as in real use, and it can forget.

Rows come and go under the same numbers, so what a process keeps in its memory must go with them.
"""

from __future__ import annotations

from flask import Flask

from trainingapp.exams.lean.requests import TEST_FORMS
from trainingapp.extensions import csrf, limiter
from trainingapp.itembank.keeping import memory
from trainingapp.server.wsgi import make_app as make_real_app
from trainingapp.web.access import public

FORGET = "/tests/forgetting"


def make_app() -> Flask:
    """The application with one address more."""
    app = make_real_app()

    @public
    def forget() -> str:
        memory.forget()
        TEST_FORMS.__init__()  # type: ignore[misc]
        limiter.reset()
        return "forgotten"

    app.add_url_rule(FORGET, "tests.forget", csrf.exempt(forget), methods=["POST"])
    return app
