"""The page of an item's form, and what becomes of what was typed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.itembank import writing
from trainingapp.itembank.adding import add_item
from trainingapp.itembank.forms.writing import ItemForm, describe
from trainingapp.itembank.previewing import preview_entry, read_entry
from trainingapp.itembank.routes.conflicts import find_conflict
from trainingapp.itembank.routes.persons import person
from trainingapp.itembank.routes.sheets import Sheet, today_law
from trainingapp.rules.item_states import Act, ItemChangedMeanwhile, ItemIsRetired, ItemStillRefused
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.transactions import start_writing


def show_form(
    form: ItemForm, sheet: Sheet, *, has_preview: bool = False, conflict: object = None
) -> str:
    """The form with its preview, and what somebody else has changed meanwhile."""
    preview = preview_entry(sheet.entry(form), on=today_law())
    return render_template(
        "itembank/edit_item.html",
        form=form,
        sheet=sheet,
        preview=preview,
        describe=describe,
        has_preview=has_preview,
        conflict=conflict,
    )


def save_form(form: ItemForm, sheet: Sheet) -> ResponseReturnValue:
    """Store what was typed; with faults (422), or changed by somebody else meanwhile (409), the page comes back."""
    is_valid = form.validate()
    shape, findings = read_entry(sheet.entry(form), on=today_law())
    form.place(findings)
    if shape is None or findings or not is_valid:
        return show_form(form, sheet), 422
    editor = person()
    start_writing()
    written: dict[str, Any] = {
        "editor": editor,
        "note": form.note.data or "",
        "on": today_law(),
        "now": now(),
    }
    if not sheet.code:
        return _saved(add_item(shape, **written).item.code, editor)
    base = form.base.data or None
    try:
        writing.save_item(shape, base=base, **written)
    except (ItemChangedMeanwhile, ItemIsRetired) as violation:
        conflict = find_conflict(shape, base or "", said=sentence(violation))
        form.base.data = conflict.base  # saving once more is then meant
        return show_form(form, sheet, conflict=conflict), 409
    return _saved(shape.code, editor)


def _saved(code: str, editor: writing.Person) -> ResponseReturnValue:
    item = writing.get_item_to_change(code)
    said = _("Item %(code)s is saved.", code=code)
    if "send" in request.form and item.status == "draft":
        try:
            writing.act_on_item(item, Act.SEND, actor_id=editor.id, on=today_law(), now=now())
            said = _("Item %(code)s is saved and waits for a second reader.", code=code)
        except (
            ItemStillRefused
        ) as violation:  # it is saved all the same: only what stands beside it
            flash(sentence(violation), "warning")
    flash(said, "success")
    return redirect(url_for("itembank.show_item", code=item.code), 303)
