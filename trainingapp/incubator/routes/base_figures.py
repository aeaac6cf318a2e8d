"""What is computed for a base."""

from __future__ import annotations

from flask import abort

from trainingapp.education.days import today
from trainingapp.incubator.accounting_wording import last_day
from trainingapp.incubator.indicator_files import entries
from trainingapp.incubator.models import IncubationBase
from trainingapp.incubator.queries import figures
from trainingapp.incubator.queries.reach import list_bases
from trainingapp.incubator.routes.accounting_pages import show
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.accounting_words import Every, Level
from trainingapp.rules.incubation.indicators import period_of
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require


@bp.get("/incubation/bases/<int:base_id>/indicators")
@require(Permission.INCUBATOR_OVERSEE)
def show_base_figures(base_id: int) -> str:
    """What is computed for a base, in the month, quarter and year that ended last."""
    base = _get_base(base_id)
    own = [one for one in entries().values() if one.indicator.level is Level.BASE]
    shown = []
    for every in Every:
        span = period_of(every, last_day(period_of(every, today()).start))
        rows = [one for one in own if one.indicator.every is every and one.is_computed]
        found = figures.compute_entries(rows, Level.BASE, [base.id], span)[base.id]
        shown.append((every, span, [(one, found[one.code]) for one in rows]))
    return show("show_base_figures", base=base, shown=shown)


def _get_base(base_id: int) -> IncubationBase:
    found = [one for one in list_bases(current()) if one.id == base_id]
    return found[0] if found else abort(404)
