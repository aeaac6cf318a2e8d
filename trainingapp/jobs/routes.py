"""The administrator's view of background work."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.jobs import actions, queries
from trainingapp.jobs.models import JobState
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.health import register_check
from trainingapp.web.metrics import register_gauge
from trainingapp.web.pages import paginate

bp = Blueprint("jobs", __name__, url_prefix="/jobs")

register_check("worker", lambda: queries.is_worker_alive(now=now()), is_vital=False)
register_gauge(
    "trainingapp_jobs",
    "Jobs by state",
    "state",
    lambda: {state.value: count for state, count in queries.count_jobs().items()},
)


@bp.get("")
@require(Permission.JOB_MANAGE)
def list_jobs() -> str:
    """Jobs by state, the timetable and the workers that are alive."""
    asked = request.args.get("state", "")
    state = JobState(asked) if asked in set(JobState) else None
    return render_template(
        "jobs/list_jobs.html",
        page=paginate(queries.list_jobs(state)),
        state=state,
        counts=queries.count_jobs(),
        timetable=queries.list_timetable(),
        workers=queries.list_workers(now=now()),
    )


@bp.get("/<int:job_id>")
@require(Permission.JOB_MANAGE)
def show_job(job_id: int) -> str:
    """One job with its arguments and the text of its last error."""
    return render_template("jobs/show_job.html", job=queries.get_job(job_id))


@bp.post("/<int:job_id>/retry")
@require(Permission.JOB_MANAGE)
def retry_job(job_id: int) -> ResponseReturnValue:
    """Start a dead job again."""
    actions.retry_job(queries.get_job(job_id), actor_id=current().id, now=now())
    flash(_("The job will run again in a moment."))
    return redirect(url_for("jobs.show_job", job_id=job_id), 303)
