"""Coverage: where items are missing, as a page and as a spreadsheet. How sure a chapter is, is for editors only."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.itembank import coverage
from trainingapp.itembank.coverage_sheet import write_coverage
from trainingapp.itembank.exam_years import exam_year_at
from trainingapp.itembank.forms.coverage import CoverageForm
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.sending import send_made
from trainingapp.itembank.state_words import SHARE_STATES
from trainingapp.rules.items import Level, Subject
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.pages import PER_PAGE, Page


@bp.get("/coverage")
@require(Permission.ITEM_READ)
def show_coverage() -> ResponseReturnValue:
    """A subject's chapters against the specification and its knowledge points, the holes first."""
    form = CoverageForm(request.args, data={"subject": str(next(iter(Subject)))})
    form.fill_subjects()
    is_valid = form.validate()
    subject = form.subject.data if is_valid else str(next(iter(Subject)))
    found = coverage.list_coverage(
        exam_year=exam_year_at(now()), subject=subject, edition=form.edition.data or None
    )
    shown = found[0] if found else None
    if shown is not None:
        form.fill_editions(shown.editions, [chapter.area for chapter in shown.chapters])
        form.edition.data = shown.syllabus.edition
    page = render_template(
        "itembank/show_coverage.html",
        form=form,
        shown=shown,
        page=_page_of(shown.points if shown else [], form.chapter.data),
        levels=list(Level),
        share_states=SHARE_STATES,
    )
    return page, 200 if is_valid else 422


def _page_of(points: list[coverage.AreaCoverage], chapter: str) -> Page[coverage.AreaCoverage]:
    inside = [point for point in points if not chapter or point.area.code.startswith(f"{chapter}.")]
    pages = max(1, -(-len(inside) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    start = (number - 1) * PER_PAGE
    return Page(inside[start : start + PER_PAGE], number, pages, len(inside))


@bp.get("/coverage.xlsx")
@require(Permission.ITEM_READ)
def download_coverage() -> ResponseReturnValue:
    """Every subject as a spreadsheet."""
    book = write_coverage(coverage.list_coverage(exam_year=exam_year_at(now())))
    return send_made(book, "coverage", "xlsx")
