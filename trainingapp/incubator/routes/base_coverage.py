"""How the communities around a base are covered, one by one."""

from __future__ import annotations

from trainingapp.education.days import today
from trainingapp.incubator import registry_wording
from trainingapp.incubator.queries import neighbourhoods
from trainingapp.incubator.queries.calls import get_base
from trainingapp.incubator.queries.communities import list_totals
from trainingapp.incubator.routes.chart_pages import BASE, show_chart
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.target_files import list_targets
from trainingapp.rules.incubation.coverage import area_prefix, measure
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require


@bp.get(f"{BASE}/coverage")
@require(Permission.INCUBATOR_OVERSEE)
def show_coverage(base_id: int) -> str:
    """The communities in the area of a base one by one, against the target of their kind."""
    base, on = get_base(current(), base_id), today()
    area = area_prefix(base.area_code)
    cells = neighbourhoods.list_cells(area, list_targets(), on=on)
    return show_chart(
        "show_coverage",
        base,
        area=area,
        coverage=measure(list_totals(area), list_targets(), on=on),
        streets=neighbourhoods.by_street(cells),
        is_cut=len(cells) == neighbourhoods.MOST,
        most=neighbourhoods.MOST,
        registry_words=registry_wording,
    )
