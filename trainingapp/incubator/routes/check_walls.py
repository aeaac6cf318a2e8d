"""The wall of a base, agency by rule, and the year of a base: what falls due when."""

from __future__ import annotations

from flask import abort, render_template

from trainingapp.education.days import today
from trainingapp.incubator import compliance_wording
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.queries import compliance as queries
from trainingapp.incubator.queries.calls import get_base
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.reach import only_reached
from trainingapp.incubator.queries.year import list_days
from trainingapp.incubator.residence_wording import title_of
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.pages import paginate

BASE = "/incubation/bases/<int:base_id>"
YEARS = 3  # before and after today's that the calendar shows


@bp.get(f"{BASE}/checks")
@require(Permission.INCUBATOR_OVERSEE)
def show_wall(base_id: int) -> str:
    """Every check of every agency in the base, with words and signs."""
    base = get_base(current(), base_id)
    page = paginate(only_reached(queries.select_wall(base.id), current()), per_page=50)
    ids = [agency.id for agency in page.items]
    found = queries.list_standing_checks(ids, on=today())
    wall = {number: {one.result.code: one for one in checks} for number, checks in found.items()}
    codes = [one.code for one in list_checks().of_agencies]
    counts = {
        code: sum(code in row and row[code].status is Status.BREACH for row in wall.values())
        for code in codes
    }
    return render_template(
        "incubator/show_wall.html",
        base=base,
        page=page,
        wall=wall,
        codes=codes,
        counts=counts,
        texts=list_checks().by_code,
        words=compliance_wording,
    )


@bp.get(f"{BASE}/year/<int:year>")
@require(Permission.INCUBATOR_OVERSEE)
def show_year(base_id: int, year: int) -> str:
    """What falls due in a year: the days of the law in this place, and those of each agency."""
    base, on = get_base(current(), base_id), today()
    if abs(year - on.year) > YEARS:
        abort(404)
    terms = read_parameters(base.area_code, on)
    return render_template(
        "incubator/show_year.html",
        base=base,
        year=year,
        days=list_days(base.id, terms, year=year),
        words=compliance_wording,
        texts=list_checks().by_code,
        title_of=title_of,
        today=on,
        years=[one for one in (year - 1, year + 1) if abs(one - on.year) <= YEARS],
    )
