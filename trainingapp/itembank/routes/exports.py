"""Items to take along: templates to fill in, a list as a workbook, the files of the question bank as an archive."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from trainingapp.itembank.browsing import ItemFilter
from trainingapp.itembank.command_options import default_folder
from trainingapp.itembank.exam_years import exam_year_at, law_day_at
from trainingapp.itembank.exchange import document_writing, sheet_writing
from trainingapp.itembank.exchange.exporting import export_files, export_workbook, list_codes
from trainingapp.itembank.forms.filters import ItemFilterForm
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import held_codes, is_reviewer, person
from trainingapp.itembank.routes.sending import send_made
from trainingapp.itembank.waiting import select_items
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now


@bp.get("/imports/template.xlsx")
@require(Permission.ITEM_WRITE)
def download_sheet_template() -> ResponseReturnValue:
    """The workbook to fill in."""
    return send_made(sheet_writing.write_template(), "items-template", "xlsx")


@bp.get("/imports/template.docx")
@require(Permission.ITEM_WRITE)
def download_document_template() -> ResponseReturnValue:
    """The Word document to fill in."""
    return send_made(document_writing.write_template(), "items-template", "docx")


@bp.get("/items.xlsx")
@require(Permission.ITEM_WRITE)
def export_items() -> ResponseReturnValue:
    """The objective items that fit the filters; what the reader has yet to answer blind is left out."""
    form = ItemFilterForm(request.args)
    form.fill_choices(exam_year_at(now()))
    form.forget_other_subjects()
    wanted = form.filter() if form.validate() else ItemFilter()
    items = select_items(wanted, person(), is_reviewer=is_reviewer())
    held = held_codes(list_codes(items))
    exported = export_workbook(items, on=law_day_at(now()), held=held)
    return send_made(exported.data, "items", "xlsx")


@bp.get("/question-bank.zip")
@require(Permission.ITEM_WRITE)
def export_question_bank() -> ResponseReturnValue:
    """Every file of items, brought up to what the site says; only changed entries are written anew."""
    body = export_files(default_folder(), held=held_codes)
    return send_made(body, "question-bank", "zip")
