"""The board of cases, and moving a card on it. Every step has a page of its own as well, which needs no script."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from trainingapp.education.days import today
from trainingapp.incubator import board_wording
from trainingapp.incubator.queries import board as queries
from trainingapp.incubator.queries.cases import Filters
from trainingapp.incubator.routes.filtering import wanted_cases
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.get("/incubation/board")
@require(Permission.INCUBATOR_OVERSEE)
def show_board() -> ResponseReturnValue:
    """Every open case of the reader's bases by its stage, with the steps that the reader may ask for."""
    form, filters, is_valid = wanted_cases()
    return render_template(
        "incubator/show_board.html",
        form=form,
        columns=queries.list_columns(current(), filters, now=now()),
        is_filtered=bool(filters),
        linked=_linked(filters),
        words=board_wording,
        today=today(),
    ), (200 if is_valid else 422)


def _linked(filters: Filters) -> dict[str, str | int]:
    """What is looked for, for the list of one stage."""
    found = {
        "q": filters.text,
        "base": filters.base_id,
        "intake": filters.intake_id,
        "officer": filters.officer_id,
    }
    return {name: value for name, value in found.items() if value}
