"""The figures of a base by period."""

from __future__ import annotations

from trainingapp.education.days import today
from trainingapp.incubator.queries.calls import get_base
from trainingapp.incubator.queries.scorecard import read_scorecards
from trainingapp.incubator.routes.chart_pages import show_chart
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require


@bp.get("/incubation/bases/<int:base_id>/indicators")
@require(Permission.INCUBATOR_OVERSEE)
def show_base_figures(base_id: int) -> str:
    """The figures of a base in the month, quarter and year that ended last, with the period before and the targets."""
    base = get_base(current(), base_id)
    return show_chart("show_base_figures", base, scorecards=read_scorecards(base.id, on=today()))
