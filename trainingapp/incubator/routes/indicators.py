"""Figures of a case, the catalogue that says what each is, and the workbook."""

from __future__ import annotations

from flask import Response, abort

from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator import indicator_sheets
from trainingapp.incubator.indicator_files import entries, find_entry, the_catalogue
from trainingapp.incubator.queries import figures, indicators as queries
from trainingapp.incubator.routes.accounting_pages import OFFICE, READERS, listed, show
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.incubator.showing_figures import charted, last_period, shown_periods
from trainingapp.rules.incubation.accounting_words import Level
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require

HERE = "/incubation/cases/<int:case_id>/indicators"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/incubation/indicators")
@require(Permission.CASE_OPEN)
def list_catalogue() -> str:
    """What each figure is: unit, period, formula or reported, and how sure its source is."""
    return show(
        "list_catalogue",
        catalogue=the_catalogue(),
        levels=list(Level),
    )


@bp.get(HERE)
@require(Permission.CASE_OPEN)
def list_indicators(case_id: int) -> str:
    """The figures of a case: of each measure the newest period that is over."""
    case, actors = open_case(case_id, READERS)
    page = listed(queries.select_assignments(case))
    newest = {one.id: last_period(one, on=today()) for one in page.items}
    pairs = [
        (entry, period)
        for one in page.items
        if (entry := find_entry(one.measure)) and (period := newest[one.id])
    ]
    return show(
        "list_indicators",
        case=case,
        actors=actors,
        page=page,
        newest=newest,
        computed=figures.compute_periods(pairs),
        entries=entries(),
    )


@bp.get(f"{HERE}.xlsx")
@require(Permission.CASE_OPEN)
def download_indicators(case_id: int) -> Response:
    """Every figure of a case as a workbook, one row for each measure and period."""
    case, _actors = open_case(case_id, READERS)
    rows = indicator_sheets.rows_of(case, db.session.scalars(queries.select_assignments(case)))
    name = f"indicators-{case.number}.xlsx"
    answer = Response(indicator_sheets.write_workbook(rows), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get(f"{HERE}/<int:assignment_id>")
@require(Permission.CASE_OPEN)
def show_indicator(case_id: int, assignment_id: int) -> str:
    """One figure over its periods, with targets, corrections and what it is made of."""
    case, actors = open_case(case_id, READERS)
    assignment = queries.get_assignment(case, assignment_id)
    entry = find_entry(assignment.measure) or abort(404)
    shown = shown_periods(assignment, entry, on=today())
    return show(
        "show_indicator",
        case=case,
        actors=actors,
        assignment=assignment,
        entry=entry,
        shown=shown,
        chart=charted(shown, assignment.every),
        is_office=bool(actors & OFFICE),
    )
