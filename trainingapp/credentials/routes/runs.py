"""Issuing to everybody of a class or a sitting: what would be issued, the start, and how far it has come."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions.runs import start_run
from trainingapp.credentials.models import RowState, RunSource
from trainingapp.credentials.queries import runs as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

ISSUE = Permission.CREDENTIAL_ISSUE
KINDS = {"classes": RunSource.COHORT, "sittings": RunSource.SITTING}


@bp.get("/credentials/issuing")
@require(ISSUE)
def list_runs() -> str:
    """What was issued to classes and sittings of the reader."""
    page = paginate(queries.list_runs(current()))
    counts = queries.count_rows([run.id for run in page.items])
    return render_template("credentials/list_runs.html", page=page, counts=counts)


@bp.get("/credentials/issuing/<kind>")
@require(ISSUE)
def list_sources(kind: str) -> str:
    """The classes or sittings that the reader may issue to."""
    is_class = _read_kind(kind) == RunSource.COHORT
    page = (
        paginate(queries.list_classes(current()))
        if is_class
        else paginate(queries.list_sittings(current()))
    )
    return render_template("credentials/list_sources.html", page=page, kind=kind)


@bp.get("/credentials/issuing/<kind>/<int:source_id>")
@require(ISSUE)
def show_source(kind: str, source_id: int) -> str:
    """Who would get something, what was issued before, and the start."""
    source = queries.get_source(current(), _read_kind(kind), source_id)
    page = paginate(queries.list_runs(current(), source.kind, source.id))
    counts = queries.count_rows([run.id for run in page.items])
    return render_template(
        "credentials/show_source.html",
        source=source,
        kind=kind,
        page=page,
        counts=counts,
        open_run=queries.find_open_run(source.kind, source.id),
    )


@bp.post("/credentials/issuing/<kind>/<int:source_id>")
@require(ISSUE)
def issue_to_all(kind: str, source_id: int) -> ResponseReturnValue:
    """Start, or lead to what is under way."""
    source = queries.get_source(current(), _read_kind(kind), source_id)
    run = start_run(source, actor_id=current().id, now=now())
    enqueue("credentials.issue_run", unique=str(run.id), run_id=run.id)
    flash(_("It has begun and goes on by itself; you may leave this page."), "success")
    return redirect(url_for("credentials.show_run", run_id=run.id), 303)


@bp.get("/credentials/issuing/runs/<int:run_id>")
@require(ISSUE)
def show_run(run_id: int) -> str:
    """How far a run has come, and each person with what became of them."""
    run = queries.get_run(current(), run_id)
    state = request.args.get("state", "")
    state = state if state in list(RowState) else ""
    return render_template(
        "credentials/show_run.html",
        run=run,
        counts=queries.count_rows([run.id])[run.id],
        page=paginate(queries.list_rows(run.id, state)),
        state=state,
    )


def _read_kind(kind: str) -> RunSource:
    if kind not in KINDS:
        abort(404)
    return KINDS[kind]
