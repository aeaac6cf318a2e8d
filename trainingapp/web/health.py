"""/healthz: whether the site can serve, for load balancers and for the person on call.

Parts add checks of their own with `register_check`; the database is always checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from trainingapp.extensions import db, limiter
from trainingapp.web.access import public

bp = Blueprint("health", __name__)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that should be well; without a vital one the site cannot serve."""

    test: Callable[[], bool]
    is_vital: bool


_CHECKS: dict[str, Check] = {}


def register_check(name: str, test: Callable[[], bool], *, is_vital: bool) -> None:
    """Add a check to the page."""
    _CHECKS[name] = Check(test, is_vital)


@bp.get("/healthz")
@public
@limiter.exempt
def show_health() -> ResponseReturnValue:
    """200 `ok`; 200 `degraded` when something is away that pages do not need; 503 `failing`."""
    found = {"database": Check(_is_database_there, is_vital=True), **_CHECKS}
    results = {name: _run(check) for name, check in found.items()}
    if not all(results[name] for name, check in found.items() if check.is_vital):
        return jsonify(status="failing", checks=results), 503
    return jsonify(status="ok" if all(results.values()) else "degraded", checks=results)


def _is_database_there() -> bool:
    return db.session.scalar(text("SELECT 1")) == 1


def _run(check: Check) -> bool:
    try:
        return check.test()
    except SQLAlchemyError as error:
        current_app.logger.warning("health check failed: %s", error)
        db.session.rollback()
        return False
