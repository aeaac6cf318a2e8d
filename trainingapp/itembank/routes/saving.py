"""The page of an item's form, and what becomes of what was typed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.itembank import writing
from trainingapp.itembank.forms.writing import ItemForm, describe
from trainingapp.itembank.previewing import preview_entry, read_entry
from trainingapp.itembank.routes.conflicts import find_conflict
from trainingapp.itembank.routes.persons import person
from trainingapp.itembank.routes.sheets import Sheet, today_law
from trainingapp.itembank.shapes import ItemShape
from trainingapp.rules.item_states import Act, ItemChangedMeanwhile, ItemIsRetired
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
    base = form.base.data or None
    try:
        writing.save_item(
            shape, base=base, editor=editor, note=form.note.data or "", on=today_law(), now=now()
        )
    except (ItemChangedMeanwhile, ItemIsRetired) as violation:
        conflict = find_conflict(shape, base or "", said=sentence(violation))
        form.base.data = conflict.base  # saving once more is then meant
        return show_form(form, sheet, conflict=conflict), 409
    return _saved(shape, editor)


def _saved(shape: ItemShape, editor: writing.Person) -> ResponseReturnValue:
    item = writing.get_item_to_change(shape.code)
    if "send" in request.form and item.status == "draft":
        writing.act_on_item(item, Act.SEND, actor_id=editor.id, on=today_law(), now=now())
        flash(_("Item %(code)s is saved and waits for a second reader.", code=item.code), "success")
    else:
        flash(_("Item %(code)s is saved.", code=item.code), "success")
    return redirect(url_for("itembank.show_item", code=item.code), 303)
