"""An application as it was submitted, for everybody who checks, reviews or sent it."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import applications as queries
from trainingapp.incubator.queries.reach import actors_of, get_case
from trainingapp.incubator.routes.applicants import APPLICATION, language
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.words import Applicants
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require


@bp.get(f"{APPLICATION}/revisions/<int:number>")
@require(Permission.CASE_OPEN)
def show_revision(case_id: int, number: int) -> str:
    """An application as it was submitted, and what changed since the submission before."""
    case = get_case(current(), case_id)
    if not actors_of(current(), case) & queries.READERS_OF_REVISIONS:
        abort(403)
    return render_template("incubator/show_revision.html", **revision_values(case, number))


def revision_values(case: Case, number: int) -> dict[str, Any]:
    """What the page of a submission shows; reviewers see it with their scores."""
    application = queries.get_application(case)
    revision = queries.get_revision(case, number)
    before = queries.get_revision(case, number - 1) if number > 1 else None
    spec = queries.spec_for(application)
    return {
        "case": case,
        "actors": actors_of(current(), case),
        "revision": revision,
        "before": before,
        "changes": queries.changed_fields(revision, before),
        "revisions": queries.list_revisions(application),
        "parts": spec.parts_for(Applicants(case.applicants)),
        "papers": spec.papers_for(Applicants(case.applicants)),
        "given": queries.list_given(revision),
        "language": language(),
    }
