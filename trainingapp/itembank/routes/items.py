"""The list of items by filter."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.itembank.browsing import ItemFilter
from trainingapp.itembank.exam_years import exam_year_at
from trainingapp.itembank.forms.filters import ItemFilterForm
from trainingapp.itembank.forms.states import BulkForm
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import is_reviewer, person
from trainingapp.itembank.waiting import count_waiting, select_items
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/items")
@require(Permission.ITEM_READ)
def list_items() -> ResponseReturnValue:
    """The items that fit the filters, in order of code."""
    form = ItemFilterForm(request.args)
    form.fill_choices(exam_year_at(now()))
    form.forget_other_subjects()
    is_valid = form.validate()
    wanted = form.filter() if is_valid else ItemFilter()
    page = paginate(select_items(wanted, person(), is_reviewer=is_reviewer()))
    acts = BulkForm(formdata=None)
    acts.offer()
    shown = render_template(
        "itembank/list_items.html",
        form=form,
        page=page,
        is_filtered=wanted != ItemFilter(),
        acts=acts,
        counts=count_waiting(person()),
    )
    return shown, 200 if is_valid else 422
