"""One act on an item, or on many: what was done, and what was refused and why."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.itembank.forms.states import BulkForm, StateForm
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import person
from trainingapp.itembank.routes.sheets import today_law
from trainingapp.itembank.writing import (
    act_on_item,
    get_item_to_change,
    list_items_to_change,
)
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.item_states import Act
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence

LIMIT = 100


@bp.post("/items/acts")
@require(Permission.ITEM_WRITE)
def act_on_items() -> ResponseReturnValue:
    """Send the ticked items to review, take them back, or retire them; each by itself."""
    form = BulkForm()
    form.offer()
    back = request.form.get("back", "")
    if not form.validate():
        return render_template("itembank/show_bulk.html", form=form, back=back), 422
    codes = list(dict.fromkeys(form.codes.data))[:LIMIT]
    act = Act(form.act.data)
    found = {item.code: item for item in list_items_to_change(codes)}
    done: list[str] = []
    refused: list[tuple[str, str]] = [
        (code, _("There is no such item.")) for code in codes if code not in found
    ]
    for item in found.values():
        try:
            act_on_item(item, act, actor_id=person().id, on=today_law(), now=now())
            done.append(item.code)
        except RuleViolation as violation:
            refused.append((item.code, sentence(violation)))
    return render_template(
        "itembank/show_bulk.html", form=form, act=act, done=done, refused=refused, back=back
    )


@bp.post("/items/<code>/state")
@require(Permission.ITEM_WRITE)
def set_state(code: str) -> ResponseReturnValue:
    """Send an item to review, take it back to draft, or retire it."""
    item = get_item_to_change(code)
    form = StateForm()
    if not form.validate():
        abort(400)
    act = Act(form.act.data)
    act_on_item(item, act, actor_id=person().id, on=today_law(), now=now())
    flash(_DONE[act](), "success")
    return redirect(url_for("itembank.show_item", code=code), 303)


_DONE = {
    Act.SEND: lambda: _("The item waits for a second reader."),
    Act.RECALL: lambda: _("The item is a draft again."),
    Act.RETIRE: lambda: _("The item is retired."),
}
