"""Import and export: bring a file, look at what it would do, confirm it, take it back; items as a workbook or files."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.itembank.exam_years import law_day_at
from trainingapp.itembank.exchange import actions, queries, shown
from trainingapp.itembank.exchange.archives import FileRefused
from trainingapp.itembank.exchange.reading import read_upload
from trainingapp.itembank.forms.exchange import ImportForm
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import person
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate
from trainingapp.web.transactions import reads_first, start_writing


@bp.get("/imports")
@require(Permission.ITEM_WRITE)
def list_imports() -> ResponseReturnValue:
    """Where an editor brings items in and takes them out, with their own imports so far."""
    return _list_page(ImportForm(formdata=None)), 200


def _list_page(form: ImportForm) -> str:
    page = paginate(queries.list_batches(person().id))
    return render_template("itembank/list_imports.html", form=form, page=page)


@bp.post("/imports")
@require(Permission.ITEM_WRITE)
@reads_first
def check_import() -> ResponseReturnValue:
    """Read a file and show what it would do. Only the finding is kept; no item is touched."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _list_page(form), 422
    maker, moment = person(), now()
    file = form.file.data
    try:
        data, name = file.read(), file.filename or ""
        upload = read_upload(data, name, author=maker.name, on=law_day_at(moment))
    except FileRefused as refused:
        form.file.errors = [_(refused.message, **refused.parameters)]
        return _list_page(form), 422
    start_writing()
    batch = actions.keep_batch(upload, maker=maker, now=moment)
    return redirect(url_for("itembank.show_import", batch_id=batch.id), 303)


@bp.get("/imports/<int:batch_id>")
@require(Permission.ITEM_WRITE)
def show_import(batch_id: int) -> str:
    """What a file would do, has done, or has taken back, row by row."""
    batch = queries.get_batch_for(person().id, batch_id)
    view = request.args.get("view", "")
    return render_template(
        "itembank/show_import.html",
        batch=batch,
        summary=shown.summarise(batch),
        view=view if view in shown.VIEWS else shown.first_view(batch),
        page=shown.list_shown(batch, view),
        same_files=queries.list_same_files(batch),
    )


@bp.post("/imports/<int:batch_id>/confirmation")
@require(Permission.ITEM_WRITE)
def confirm_import(batch_id: int) -> ResponseReturnValue:
    """Store every item of a checked file."""
    moment = now()
    batch = queries.get_batch_for(person().id, batch_id, is_locked=True)
    actions.confirm_batch(batch, maker=person(), on=law_day_at(moment), now=moment)
    flash(_("The items are in the bank, as drafts."), "success")
    return redirect(url_for("itembank.show_import", batch_id=batch_id), 303)


@bp.post("/imports/<int:batch_id>/reversal")
@require(Permission.ITEM_WRITE)
def undo_import(batch_id: int) -> ResponseReturnValue:
    """Take an import back as far as nothing rests on it."""
    batch = queries.get_batch_for(person().id, batch_id, is_locked=True)
    actions.undo_batch(batch, maker=person(), now=now())
    kept = shown.summarise(batch).kept
    if kept:
        flash(_("The import is taken back, except what is listed below."), "warning")
    else:
        flash(_("The import is taken back."), "success")
    return redirect(url_for("itembank.show_import", batch_id=batch_id), 303)
