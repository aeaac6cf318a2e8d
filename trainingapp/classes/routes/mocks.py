"""Mock exams of the class: linking open sittings, and who sat them with which result."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import mocks as actions
from trainingapp.classes.queries import mocks as queries
from trainingapp.classes.queries.cohorts import list_members
from trainingapp.classes.routes.mount import back_to, bp, taught
from trainingapp.classes.routes.teaching import TEACH
from trainingapp.exams.queries.linking import get_linkable, select_linkable
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/taught-classes/<int:cohort_id>/mocks")
@require(TEACH)
def list_mocks(cohort_id: int) -> str:
    """The mock exams of the class, each with how many sat it."""
    cohort, moment = taught(cohort_id), now()
    results = queries.list_results(cohort_id, now=moment)
    sat: dict[int, set[int]] = {}
    for result in results:
        sat.setdefault(result.sitting.id, set()).add(result.user_id)
    return render_template(
        "classes/list_mocks.html",
        cohort=cohort,
        mocks=queries.list_mocks(cohort_id),
        sat={sitting: len(people) for sitting, people in sat.items()},
    )


@bp.get("/taught-classes/<int:cohort_id>/mocks/new")
@require(TEACH)
def list_linkable(cohort_id: int) -> str:
    """Sittings that the teacher may link."""
    cohort = taught(cohort_id)
    return render_template(
        "classes/list_linkable.html",
        cohort=cohort,
        page=paginate(select_linkable(current(), now=now())),
        linked={mock.sitting_id for mock in queries.list_mocks(cohort_id)},
    )


@bp.post("/taught-classes/<int:cohort_id>/mocks")
@require(TEACH)
def link_sitting(cohort_id: int) -> ResponseReturnValue:
    """Make a sitting a mock exam of the class."""
    cohort, moment = taught(cohort_id), now()
    number = request.form.get("sitting", 0, int)
    sitting = get_linkable(current(), number, now=moment)
    actions.link_sitting(cohort, sitting, actor_id=current().id, now=moment)
    flash(_("Linked. Members are told that you will see what they score."), "success")
    return back_to("list_mocks", cohort)


@bp.get("/taught-classes/<int:cohort_id>/mocks/<int:sitting_id>")
@require(TEACH)
def show_mock(cohort_id: int, sitting_id: int) -> str:
    """Who sat a mock exam of the class, with score and whether it was passed."""
    cohort = taught(cohort_id)
    mock = queries.get_mock(cohort_id, sitting_id)
    page = paginate(list_members(cohort_id))
    users = [member.user_id for member in page.items]
    results = queries.list_results(cohort_id, sitting_id=sitting_id, users=users, now=now())
    return render_template(
        "classes/show_mock.html",
        cohort=cohort,
        mock=mock,
        page=page,
        results={result.user_id: result for result in results},
    )


@bp.post("/taught-classes/<int:cohort_id>/mocks/<int:sitting_id>/removal")
@require(TEACH)
def unlink_sitting(cohort_id: int, sitting_id: int) -> ResponseReturnValue:
    """Let the sitting be the members' own matter."""
    cohort = taught(cohort_id)
    mock = queries.get_mock(cohort_id, sitting_id)
    actions.unlink_sitting(mock, cohort, actor_id=current().id, now=now())
    flash(_("The mock exam is no longer linked. You no longer see its results."), "success")
    return back_to("list_mocks", cohort)
