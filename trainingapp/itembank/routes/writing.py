"""Writing and revising items: the form, another row, the live preview."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.itembank import browsing
from trainingapp.itembank.forms.states import NewItemForm, SheetForm
from trainingapp.itembank.forms.writing import ItemForm, describe
from trainingapp.itembank.previewing import preview_entry
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import person, send_to_blind_reading
from trainingapp.itembank.routes.saving import save_form, show_form
from trainingapp.itembank.routes.sheets import Sheet, add_rows, open_form, sheet_of, today_law
from trainingapp.rules.item_states import ItemIsRetired
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.transactions import reads_first


@bp.route("/items/new", methods=["GET", "POST"])
@require(Permission.ITEM_WRITE)
@reads_first
def new_item() -> ResponseReturnValue:
    """Choose subject and kind, then write the item."""
    chosen = NewItemForm(request.args)
    if "kind" not in request.args or not chosen.validate():
        is_asked = bool(request.args)
        return render_template("itembank/new_item.html", form=chosen), 422 if is_asked else 200
    sheet = Sheet(chosen.kind.data, chosen.subject.data, person().name)
    return _take(open_form(sheet), sheet)


@bp.route("/items/<code>/edit", methods=["GET", "POST"])
@require(Permission.ITEM_WRITE)
@reads_first
def edit_item(code: str) -> ResponseReturnValue:
    """Revise an item. What others do to it meanwhile is noticed when it is saved."""
    item = browsing.get_item(code)
    held = send_to_blind_reading(item)
    if held is not None:
        return held
    if item.status == "retired" and request.method == "GET":
        raise ItemIsRetired
    sheet = sheet_of(item)
    return _take(open_form(sheet, item), sheet)


def _take(form: ItemForm, sheet: Sheet) -> ResponseReturnValue:
    """What the pressed button asks for: the page again with a row or a preview, or to save."""
    if request.method == "GET":
        return show_form(form, sheet)
    if "row" in request.form:
        add_rows(form, sheet, request.form["row"])
        return show_form(form, sheet)
    if "preview" in request.form:
        return show_form(form, sheet, has_preview=True)
    return save_form(form, sheet)


@bp.post("/items/preview")
@require(Permission.ITEM_WRITE)
@reads_first
def preview_item() -> ResponseReturnValue:
    """The pane beside the form while somebody types; nothing is stored."""
    chosen = SheetForm(request.args)
    if not chosen.validate():
        abort(404)
    code = request.args.get("code", "")
    sheet = Sheet(chosen.kind.data, chosen.subject.data, person().name, code)
    preview = preview_entry(sheet.entry(open_form(sheet)), on=today_law())
    return render_template("itembank/_preview.html", preview=preview, describe=describe)
