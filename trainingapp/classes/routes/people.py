"""The people of a class for its teachers: who is in, who waits, who has gone, who is invited."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import invitations, joining
from trainingapp.classes.forms.cohorts import ReasonForm
from trainingapp.classes.queries import cohorts, lists as queries
from trainingapp.classes.routes.mount import back_to, bp, form_status, taught
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

TEACH = Permission.CLASS_TEACH
VIEWS = {
    "in": cohorts.list_members,
    "waiting": cohorts.list_waiting,
    "gone": cohorts.list_gone,
}
PER_PAGE = 50


@bp.get("/taught-classes/<int:cohort_id>/people")
@require(TEACH)
def list_people(cohort_id: int) -> str:
    """Who is in the class, who waits, who has gone, who is invited."""
    cohort = taught(cohort_id)
    view = request.args.get("view", "in")
    is_invited = view == "invited"
    chosen = view if view in VIEWS else "in"
    rows = queries.list_invitations(cohort_id) if is_invited else VIEWS[chosen](cohort_id)
    return render_template(
        "classes/list_people.html",
        cohort=cohort,
        view="invited" if is_invited else chosen,
        page=paginate(rows, per_page=PER_PAGE),
        people=cohorts.count_people([cohort_id])[cohort_id],
        invited=queries.count_invitations(cohort_id),
        read_contact=invitations.read_contact,
    )


@bp.route(
    "/taught-classes/<int:cohort_id>/people/<int:membership_id>/removal", methods=["GET", "POST"]
)
@require(TEACH)
def remove_member(cohort_id: int, membership_id: int) -> ResponseReturnValue:
    """Remove somebody, with a reason that they read."""
    cohort = taught(cohort_id, as_leader=True)
    row = cohorts.get_membership(cohort, membership_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return render_template(
            "classes/remove_member.html", form=form, cohort=cohort, row=row
        ), form_status()
    joining.remove_member(
        cohort_id, membership_id, reason=form.reason.data or "", actor_id=current().id, now=now()
    )
    flash(_("%(name)s is no longer in the class.", name=row.user.display_name), "success")
    return back_to("list_people", cohort)


@bp.post("/taught-classes/<int:cohort_id>/people/<int:membership_id>/return")
@require(TEACH)
def take_back(cohort_id: int, membership_id: int) -> ResponseReturnValue:
    """Let somebody come back who has left or was removed."""
    cohort = taught(cohort_id, as_leader=True)
    cohorts.get_membership(cohort, membership_id)
    joining.take_back(cohort_id, membership_id, actor_id=current().id, now=now())
    flash(_("They were told."), "success")
    return back_to("list_people", cohort)


@bp.post("/taught-classes/<int:cohort_id>/invitations/<int:invitation_id>/withdrawal")
@require(TEACH)
def withdraw_invitation(cohort_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    cohort = taught(cohort_id, as_leader=True)
    invitation = queries.get_invitation(cohort_id, invitation_id)
    invitations.withdraw_invitation(invitation, actor_id=current().id, now=now())
    flash(_("The invitation is withdrawn."), "success")
    return redirect(url_for("classes.list_people", cohort_id=cohort.id, view="invited"), 303)
