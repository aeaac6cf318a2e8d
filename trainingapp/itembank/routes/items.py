"""The list of items, and one item with everything that editors and reviewers may see of it."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.itembank import browsing, flawed, queries, reviewing
from trainingapp.itembank.browsing import ItemFilter
from trainingapp.itembank.exam_years import exam_year_at
from trainingapp.itembank.forms.filters import ItemFilterForm
from trainingapp.itembank.forms.states import BulkForm
from trainingapp.itembank.reviewed import review_item
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import is_reviewer, person, send_to_blind_reading
from trainingapp.itembank.waiting import count_waiting, select_items
from trainingapp.itembank.writing import list_possible_acts
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


@bp.get("/items/<code>")
@require(Permission.ITEM_READ)
def show_item(code: str) -> ResponseReturnValue:
    """One item as a candidate sees it, with key, reasons, law, reviews and the history of its revisions."""
    item = browsing.get_item(code)
    held = send_to_blind_reading(item)
    if held is not None:
        return held
    number = request.args.get("revision", item.latest_number, int)
    revision = next((found for found in item.revisions if found.number == number), None)
    if revision is None:
        abort(404)
    titles = queries.area_titles(point.code for point in revision.knowledge)
    return render_template(
        "itembank/show_item.html",
        item=item,
        revision=revision,
        shown=review_item(0, revision, titles),
        places=browsing.list_places(item),
        form_count=browsing.count_forms_of(item),
        acts=list_possible_acts(item),
        may_review=reviewing.may_review(item, person()),
        flaws=flawed.list_flaws_of(item) if revision is item.latest else None,
    )
