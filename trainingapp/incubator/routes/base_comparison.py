"""Calls compared: a figure of the agencies of a base by months since each moved in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, pgettext

from trainingapp.education.days import today
from trainingapp.incubator import accounting_wording, showing_charts
from trainingapp.incubator.forms.charts import ComparisonForm
from trainingapp.incubator.queries import comparison
from trainingapp.incubator.queries.calls import get_base, list_calls
from trainingapp.incubator.routes.chart_pages import BASE, show_chart
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.quartiles import Point, Quartiles, bands, by_month
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

MARKS = (3, 6, 12, 18, 24)  # months at which calls are compared


@bp.get(f"{BASE}/comparison")
@require(Permission.INCUBATOR_OVERSEE)
def compare_cohorts(base_id: int) -> ResponseReturnValue:
    """A figure of the agencies by months since each moved in: quartiles, one agency beside them, and call by call."""
    base = get_base(current(), base_id)
    residents, calls = comparison.list_residents(base.id), list_calls(base)
    measures = _list_measures(base.id)
    names = comparison.list_named(residents, current())
    form = ComparisonForm(request.args)
    form.offer("measure", list(measures.items()))
    form.offer("intake", [(one.id, one.name) for one in calls], _("Any call"))
    form.offer("case", list(names.items()), pgettext("charts", "None beside them"))
    is_valid = form.validate()
    intake_id, case_id = (form.intake.data, form.case.data) if is_valid else (None, None)
    measure = (form.measure.data if is_valid else None) or comparison.RATIO
    points = comparison.list_points(base.id, measure, on=today())
    chosen = [one.case_id for one in residents if intake_id in {None, one.intake_id}]
    own_label = names.get(case_id or 0, "")
    months = showing_charts.list_months(_bands(points, chosen), _own(points, case_id))
    return show_chart(
        "compare_cohorts",
        base,
        form=form,
        measure=measures[measure],
        months=months,
        own=own_label,
        chart=showing_charts.draw_comparison(months, own_label=own_label),
        calls=_compare(points, residents, {one.id: one.name for one in calls}),
        marks=MARKS,
    ), (200 if is_valid else 422)


def _list_measures(base_id: int) -> dict[str, str]:
    found = {comparison.RATIO: _("Share of qualified full-time staff, in hundredths")}
    for code in comparison.list_measures(base_id):
        found[code] = accounting_wording.measure_name(code)
    return found


def _bands(points: comparison.Points, case_ids: Collection[int]) -> dict[int, Quartiles]:
    rows: list[Point] = [one for number in case_ids for one in points.get(number, ())]
    return bands(rows, most=comparison.MOST)


def _own(points: comparison.Points, case_id: int | None) -> dict[int, Decimal]:
    rows = points.get(case_id, ()) if case_id is not None else ()
    found = by_month(rows, most=comparison.MOST)
    return {month: value for month, values in found.items() for value in values.values()}


def _compare(
    points: comparison.Points, residents: Sequence[comparison.Resident], names: dict[int, str]
) -> list[tuple[str, int, list[Quartiles | None]]]:
    """Each call with how many moved in by it, and its quartiles at the months that are compared."""
    rows = []
    for intake_id, name in [*names.items(), (None, _("Without a call"))]:
        own = [one.case_id for one in residents if one.intake_id == intake_id]
        if own:
            found = _bands(points, own)
            rows.append((name, len(own), [found.get(month) for month in MARKS]))
    return rows
