"""The people of a class for its teachers: who is in, who waits, invitations, and entering a list."""

from __future__ import annotations

from collections import Counter

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import joining, lists
from trainingapp.classes.forms.cohorts import ReasonForm
from trainingapp.classes.forms.short import ListForm
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries import cohorts
from trainingapp.classes.queries import lists as queries
from trainingapp.classes.routes.mount import back_to, bp, form_status, taught
from trainingapp.classes.sheets import read_people, write_template
from trainingapp.itembank.exchange.archives import FileRefused
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import Page, paginate
from trainingapp.web.transactions import reads_first, start_writing

TEACH = Permission.CLASS_TEACH
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
        read_contact=lists.read_contact,
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
    lists.withdraw_invitation(invitation, actor_id=current().id, now=now())
    flash(_("The invitation is withdrawn."), "success")
    return redirect(url_for("classes.list_people", cohort_id=cohort.id, view="invited"), 303)


@bp.get("/taught-classes/list-template.xlsx")
@require(TEACH)
def download_list_template() -> Response:
    """The sheet to fill in."""
    disposition = 'attachment; filename="class-list.xlsx"'
    return Response(write_template(), mimetype=XLSX, headers={"Content-Disposition": disposition})


@bp.route("/taught-classes/<int:cohort_id>/lists", methods=["GET", "POST"])
@require(TEACH)
@reads_first
def bring_list(cohort_id: int) -> ResponseReturnValue:
    """Bring a list of people; it is only looked at."""
    cohort = taught(cohort_id, as_leader=True)
    form = ListForm()
    if not form.validate_on_submit():
        return _list_page(cohort, form), form_status()
    file = form.file.data
    try:
        rows = read_people(file.read(), file.filename or "")
    except FileRefused as refused:
        form.file.errors = [_(refused.message, **refused.parameters)]
        return _list_page(cohort, form), 422
    start_writing()
    kept = lists.keep_list(cohort_id, rows, maker_id=current().id, now=now())
    return redirect(url_for("classes.show_list", cohort_id=cohort_id, list_id=kept.id), 303)


def _list_page(cohort: Cohort, form: ListForm) -> str:
    return render_template("classes/bring_list.html", cohort=cohort, form=form)


@bp.get("/taught-classes/<int:cohort_id>/lists/<int:list_id>")
@require(TEACH)
def show_list(cohort_id: int, list_id: int) -> str:
    """What a list would do, row by row."""
    cohort = taught(cohort_id, as_leader=True)
    kept = queries.get_list(current().id, cohort_id, list_id)
    findings = lists.judge_list(kept, now=now())
    counts = Counter(finding.result for finding in findings)
    return render_template(
        "classes/show_list.html",
        cohort=cohort,
        kept=kept,
        page=_slice(findings),
        counts=counts,
        has_errors=bool(lists.ERRORS & set(counts)),
        is_useful=bool(counts["joins"] + counts["waits"] + counts["invited"]),
    )


def _slice(findings: list[lists.Finding]) -> Page[lists.Finding]:
    """A page of the rows, those with errors first."""
    order = sorted(findings, key=lambda finding: finding.result not in lists.ERRORS)
    pages = max(1, -(-len(order) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    rows = order[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(rows, number, pages, len(order))


@bp.post("/taught-classes/<int:cohort_id>/lists/<int:list_id>/confirmation")
@require(TEACH)
def confirm_list(cohort_id: int, list_id: int) -> ResponseReturnValue:
    """Enter everybody of a list."""
    cohort = taught(cohort_id, as_leader=True)
    kept = queries.get_list(current().id, cohort_id, list_id)
    counts = lists.confirm_list(kept, actor_id=current().id, now=now())
    text = _(
        "The list is entered: %(joined)s in the class, %(waiting)s waiting, %(invited)s invited.",
        joined=counts["joins"],
        waiting=counts["waits"],
        invited=counts["invited"],
    )
    flash(text, "success")
    return back_to("list_people", cohort)


@bp.post("/taught-classes/<int:cohort_id>/lists/<int:list_id>/removal")
@require(TEACH)
def drop_list(cohort_id: int, list_id: int) -> ResponseReturnValue:
    """Forget a list."""
    cohort = taught(cohort_id, as_leader=True)
    lists.drop_list(queries.get_list(current().id, cohort_id, list_id))
    flash(_("The list is dropped. Nobody was entered."), "success")
    return back_to("list_people", cohort)
