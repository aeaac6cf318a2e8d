"""Where the pages of exams are mounted, and what every request of the site does first."""

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState

from trainingapp.exams.heartbeat import ensure_heartbeat

bp = Blueprint("exams", __name__, url_prefix="/exams")


@bp.record_once
def keep_pulse_first(state: BlueprintSetupState) -> None:
    """Before all other hooks: what reads the sign-in of a writing request holds the writer lock that a pulse needs."""
    state.app.before_request_funcs.setdefault(None, []).insert(0, keep_pulse)


def keep_pulse() -> None:
    """A process has a pulse, and has credited any outage, before it serves its first request."""
    ensure_heartbeat(current_app._get_current_object())  # type: ignore[attr-defined]
