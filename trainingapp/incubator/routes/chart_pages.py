"""What the pages of charts of a base share: their words and the tabs from one to the other; and where they all are."""

from __future__ import annotations

from typing import Any

from flask import render_template

from trainingapp.incubator import accounting_wording, chart_wording
from trainingapp.incubator.models import IncubationBase
from trainingapp.incubator.queries.calls import get_base
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

BASE = "/incubation/bases/<int:base_id>"


def show_chart(template: str, base: IncubationBase, **context: Any) -> str:
    """A page of charts with its words and the tabs to the others."""
    return render_template(
        f"incubator/{template}.html",
        base=base,
        charts=chart_wording,
        words=accounting_wording,
        **context,
    )


@bp.get(f"{BASE}/figures")
@require(Permission.INCUBATOR_OVERSEE)
def show_charts(base_id: int) -> str:
    """Every page of figures and charts of a base."""
    return show_chart("show_charts", get_base(current(), base_id))
