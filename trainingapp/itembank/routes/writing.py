"""Writing and revising items: the form with its live preview, and what is done with an item as a whole."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.itembank import browsing, writing
from trainingapp.itembank.forms.states import NewItemForm, StateForm
from trainingapp.itembank.forms.writing import ItemForm, describe
from trainingapp.itembank.previewing import preview_entry, read_entry
from trainingapp.itembank.routes.conflicts import find_conflict
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import person, send_to_blind_reading
from trainingapp.itembank.routes.sheets import Sheet, add_rows, open_form, sheet_of, today_law
from trainingapp.itembank.shapes import ItemShape
from trainingapp.rules.item_states import Act, ItemChangedMeanwhile, ItemIsRetired
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.transactions import reads_first, start_writing


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
        return _page(form, sheet)
    if "row" in request.form:
        add_rows(form, sheet, request.form["row"])
        return _page(form, sheet)
    if "preview" in request.form:
        return _page(form, sheet, has_preview=True)
    return _save(form, sheet)


def _page(
    form: ItemForm, sheet: Sheet, *, has_preview: bool = False, conflict: object = None
) -> str:
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


def _save(form: ItemForm, sheet: Sheet) -> ResponseReturnValue:
    is_valid = form.validate()
    shape, findings = read_entry(sheet.entry(form), on=today_law())
    form.place(findings)
    if shape is None or findings or not is_valid:
        return _page(form, sheet), 422
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
        return _page(form, sheet, conflict=conflict), 409
    return _saved(shape, editor)


def _saved(shape: ItemShape, editor: writing.Person) -> ResponseReturnValue:
    item = writing.get_item_to_change(shape.code)
    if "send" in request.form and item.status == "draft":
        writing.act_on_item(item, Act.SEND, actor_id=editor.id, on=today_law(), now=now())
        flash(_("Item %(code)s is saved and waits for a second reader.", code=item.code), "success")
    else:
        flash(_("Item %(code)s is saved.", code=item.code), "success")
    return redirect(url_for("itembank.show_item", code=item.code), 303)


@bp.post("/items/preview")
@require(Permission.ITEM_WRITE)
@reads_first
def preview_item() -> ResponseReturnValue:
    """The pane beside the form while somebody types; nothing is stored."""
    chosen = NewItemForm(request.args)
    if not chosen.validate():
        abort(404)
    code = request.args.get("code", "")
    sheet = Sheet(chosen.kind.data, chosen.subject.data, person().name, code)
    preview = preview_entry(sheet.entry(open_form(sheet)), on=today_law())
    return render_template("itembank/_preview.html", preview=preview, describe=describe)


@bp.post("/items/<code>/state")
@require(Permission.ITEM_WRITE)
def set_state(code: str) -> ResponseReturnValue:
    """Send an item to review, take it back to draft, or retire it."""
    item = writing.get_item_to_change(code)
    form = StateForm()
    if not form.validate():
        abort(400)
    act = Act(form.act.data)
    writing.act_on_item(item, act, actor_id=person().id, on=today_law(), now=now())
    flash(_DONE[act](), "success")
    return redirect(url_for("itembank.show_item", code=code), 303)


_DONE = {
    Act.SEND: lambda: _("The item waits for a second reader."),
    Act.RECALL: lambda: _("The item is a draft again."),
    Act.RETIRE: lambda: _("The item is retired."),
}
