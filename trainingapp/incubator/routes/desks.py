"""The desks of a base and its equipment: who has what."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator import residence_wording
from trainingapp.incubator.actions import residing as actions
from trainingapp.incubator.forms.residing import EquipmentForm
from trainingapp.incubator.models import IncubationBase
from trainingapp.incubator.queries import residence as queries
from trainingapp.incubator.queries.reach import is_of_base, list_bases
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


def _base(base_id: int) -> IncubationBase:
    """A base that the reader works in or oversees; any other does not exist for them."""
    found = next((one for one in list_bases(current()) if one.id == base_id), None)
    if found is None:
        abort(404)
    return found


@bp.get("/incubation/bases/<int:base_id>/desks")
@require(Permission.INCUBATOR_OVERSEE)
def show_desks(base_id: int) -> str:
    """Who has which desk, which are free, and where the equipment is."""
    base = _base(base_id)
    return render_template(
        "incubator/show_desks.html",
        base=base,
        desks=queries.list_desks(base),
        page=paginate(queries.select_equipment(base), per_page=50),
        lent=queries.list_lent(base),
        is_of_base=is_of_base(current(), base),
        words=residence_wording,
    )


@bp.route("/incubation/bases/<int:base_id>/equipment/new", methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def add_equipment(base_id: int) -> ResponseReturnValue:
    """Enter a piece of equipment."""
    base = _base(base_id)
    if not is_of_base(current(), base):
        abort(403)
    form = EquipmentForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("incubator/add_equipment.html", base=base, form=form), status
    actions.add_equipment(base, form.code.data, form.name.data, now=now())
    flash(_("The equipment is on the list."), "success")
    return redirect(url_for("incubator.show_desks", base_id=base.id), 303)
