"""Entering people in a class by a sheet: bring it, look at what it would do, confirm or drop it."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import findings, lists
from trainingapp.classes.forms.short import ListForm
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries import lists as queries
from trainingapp.classes.routes.mount import back_to, bp, form_status, taught
from trainingapp.classes.sheets import read_people, write_template
from trainingapp.itembank.exchange.archives import FileRefused
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import Page
from trainingapp.web.transactions import reads_first, start_writing

TEACH = Permission.CLASS_TEACH
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 50


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
    judged = lists.judge_list(kept, now=now())
    counts = lists.count_results(judged)
    return render_template(
        "classes/show_list.html",
        cohort=cohort,
        kept=kept,
        page=_slice(judged),
        counts=counts,
        has_errors=lists.has_errors(counts),
        is_useful=bool(counts["joins"] + counts["waits"] + counts["invited"]),
    )


def _slice(rows: list[findings.Finding]) -> Page[findings.Finding]:
    """A page of the rows, those with errors first."""
    order = sorted(rows, key=lambda finding: finding.result not in findings.ERRORS)
    pages = max(1, -(-len(order) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    shown = order[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(shown, number, pages, len(order))


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
