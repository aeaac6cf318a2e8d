"""Somebody's own record: its rows and sums, a statement to print, a workbook; and what counts by which document."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from flask import Response, render_template, request, send_file

from trainingapp.education import sheets
from trainingapp.education.days import today
from trainingapp.education.queries import ledger as queries
from trainingapp.education.routes.mount import HOME, bp
from trainingapp.education.standards import find_standard, list_standards
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

OWN = Permission.EDUCATION_OWN
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/education")
@require(OWN)
def show_record() -> str:
    """What the reader has earned, by year and category, and every row."""
    reader = current().id
    return render_template(
        "education/show_record.html",
        page=paginate(queries.list_entries(reader)),
        sums=queries.list_sums(reader),
        total=queries.sum_minutes(reader),
        year_minutes=_sum_of_year(reader, today().year),
        year=today().year,
        standard=find_standard(HOME, on=today()),
    )


def _sum_of_year(user_id: int, year: int) -> int:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return queries.sum_minutes(user_id, earned_from=first, earned_to=last)


@bp.get("/education/statement")
@require(OWN)
def print_statement() -> str:
    """The record of a year, or all of it, to print."""
    reader = current()
    year = request.args.get("year", type=int)
    year = year if year is not None and 1990 <= year <= 2100 else None
    entries = queries.list_of_year(reader.id, year)
    return render_template(
        "education/print_statement.html",
        entries=entries,
        year=year,
        name=reader.display_name,
        total=sum(entry.minutes for entry in entries),
        last=queries.find_last(reader.id),
        broken=queries.find_broken(reader.id),
        moment=now(),
    )


@bp.get("/education/record.xlsx")
@require(OWN)
def download_record() -> Response:
    """The whole record as a workbook."""
    reader = current()
    body = sheets.write_record(reader.display_name, queries.list_of_year(reader.id, None))
    response = send_file(
        BytesIO(body),
        mimetype=WORKBOOK,
        as_attachment=True,
        download_name=f"continuing-education-{today().isoformat()}.xlsx",
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/education/standards")
@require(OWN)
def show_standards() -> str:
    """What counts as continuing education, each fact with its document and how sure we are."""
    return render_template("education/show_standards.html", standards=list_standards())
