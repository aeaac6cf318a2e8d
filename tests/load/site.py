"""The site of the load test: the real application, and two yardsticks measured beside it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, request

from trainingapp.exams.lean.store import current_store
from trainingapp.server.wsgi import make_app as make_site
from trainingapp.web.access import lean

UPSERT = """
INSERT INTO load_yardstick (id, seq, value) VALUES (:id, :seq, :value)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, value = excluded.value
WHERE excluded.seq > load_yardstick.seq
"""
TABLE = "CREATE TABLE load_yardstick (id INTEGER PRIMARY KEY, seq INTEGER, value TEXT)"

bp = Blueprint("load", __name__, url_prefix="/load")


@bp.post("/bare")
@lean
def bare() -> dict[str, Any]:
    """A Flask route that reads JSON and answers JSON, and nothing else."""
    return {"seq": (request.get_json() or {})["seq"]}


@bp.post("/upsert")
@lean
def upsert() -> dict[str, Any]:
    """One guarded upsert, durable before the answer."""
    values = request.get_json()
    current_store().write(lambda link: link.run(UPSERT, values))
    return {"seq": values["seq"]}


def make_app() -> Flask:
    """The application from the environment's settings, with the yardsticks."""
    app = make_site()
    app.register_blueprint(bp)
    return app
