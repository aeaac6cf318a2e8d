"""The dashboard of a class: who may need help, how ready the class seems, what it gets wrong."""

from __future__ import annotations

from flask import Response, render_template, request

from trainingapp.classes.forms.progress import ProgressForm
from trainingapp.classes.queries.knowledge import list_points
from trainingapp.classes.queries.progress import list_progress
from trainingapp.classes.queries.sorting import sum_up
from trainingapp.classes.routes.mount import bp, taught
from trainingapp.classes.routes.teaching import TEACH, page_of, send_workbook
from trainingapp.classes.workbooks import write_progress
from trainingapp.rules.falling_behind import FEWEST_ANSWERS, LIMITS, NEAR_PERCENT
from trainingapp.web.auth import require
from trainingapp.web.clock import now


@bp.get("/taught-classes/<int:cohort_id>/progress")
@require(TEACH)
def show_progress(cohort_id: int) -> str:
    """Every member with the reasons to ask after them."""
    cohort = taught(cohort_id)
    form = ProgressForm(request.args)
    form.fill_choices()
    members = list_progress(cohort, now=now())
    wanted = form.wanted()
    chosen = form.choose(members)
    return render_template(
        "classes/show_progress.html",
        cohort=cohort,
        form=form,
        page=page_of(chosen),
        overview=sum_up(members),
        is_filtered=bool(wanted.text or wanted.flag or wanted.band),
        limits=LIMITS,
        near=NEAR_PERCENT,
    )


@bp.post("/taught-classes/<int:cohort_id>/progress.xlsx")
@require(TEACH)
def download_progress(cohort_id: int) -> Response:
    """The same list, with the same filters, as a workbook."""
    cohort = taught(cohort_id)
    form = ProgressForm(request.args)
    form.fill_choices()
    chosen = form.choose(list_progress(cohort, now=now()))
    return send_workbook(write_progress(chosen), cohort, "class")


@bp.get("/taught-classes/<int:cohort_id>/knowledge")
@require(TEACH)
def show_knowledge(cohort_id: int) -> str:
    """What the class gets wrong, by knowledge point."""
    cohort = taught(cohort_id)
    return render_template(
        "classes/show_knowledge.html",
        cohort=cohort,
        page=page_of(list_points(cohort, now=now())),
        fewest=FEWEST_ANSWERS,
    )
