"""Charts of a base: the way of cases through it, graduation in time, and survival."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator import showing_charts
from trainingapp.incubator.forms.charts import FlowForm
from trainingapp.incubator.queries import flows, graduates as queries
from trainingapp.incubator.queries.calls import get_base, list_calls
from trainingapp.incubator.routes.chart_pages import BASE, show_chart
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.showing import stage_choices
from trainingapp.rules.incubation.flow import Stay, funnel, graduated_within, highest_rung
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require


@bp.get(f"{BASE}/flow")
@require(Permission.INCUBATOR_OVERSEE)
def show_flow(base_id: int) -> ResponseReturnValue:
    """How far the cases of a base or of one call came, and how long they stay in each stage."""
    base = get_base(current(), base_id)
    form = FlowForm(request.args)
    form.offer("intake", [(one.id, one.name) for one in list_calls(base)], _("Any call"))
    is_valid = form.validate()
    ways = flows.list_passages(base.id, intake_id=form.intake.data if is_valid else None)
    stages = flows.measure_stages(ways, today=today())
    return show_chart(
        "show_flow",
        base,
        form=form,
        funnel=funnel(highest_rung(one) for one in ways.values()),
        stages=stages,
        longest=max((float(one.ended.middle) for one in stages if one.ended), default=0),
        stage_names=dict(stage_choices()),
    ), (200 if is_valid else 422)


@bp.get(f"{BASE}/survival")
@require(Permission.INCUBATOR_OVERSEE)
def show_survival(base_id: int) -> str:
    """How many graduate within one, two and three years, and how many graduates still exist after as long."""
    base, on = get_base(current(), base_id), today()
    stays = queries.list_stays(base.id)
    every: list[Stay] = [one for rows in stays.values() for one in rows]
    rows = [(_("All calls together"), every)] if every else []
    rows += [(name or _("Without a call"), list(found)) for name, found in stays.items()]
    groups = showing_charts.group_graduates(queries.list_graduates([base.id], on=on)[base.id])
    return show_chart(
        "show_survival",
        base,
        today=on,
        graduation=[
            (name, len(found), [graduated_within(found, years, today=on) for years in (1, 2, 3)])
            for name, found in rows
        ],
        groups=groups,
        chart=showing_charts.draw_survival(groups) if groups else None,
    )
