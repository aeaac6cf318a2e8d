"""Where the pages of exams are mounted, and what every request of the site does first."""

from flask import Blueprint, current_app

from trainingapp.exams.heartbeat import ensure_heartbeat

bp = Blueprint("exams", __name__, url_prefix="/exams")


@bp.before_app_request
def keep_pulse() -> None:
    """A process has a pulse, and has credited any outage, before it serves its first request."""
    ensure_heartbeat(current_app._get_current_object())  # type: ignore[attr-defined]
