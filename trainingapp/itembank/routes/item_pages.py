"""One item: with everything for those who may see it, and without its key for those who are to answer it blind."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.itembank import browsing, flawed, queries, readers
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.previewing import seen_by_candidate
from trainingapp.itembank.reviewed import review_item
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import person, send_to_blind_reading
from trainingapp.itembank.writing import get_item_to_change, list_possible_acts
from trainingapp.rules.items import Status
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now


@bp.get("/items/<code>")
@require(Permission.ITEM_READ)
def show_item(code: str) -> ResponseReturnValue:
    """One item as a candidate sees it, with key, reasons, law, reviews and the history of its revisions."""
    item = browsing.get_item(code)
    held = send_to_blind_reading(item)
    if held is not None:
        return held if item.status == Status.NEEDS_REVIEW else _show_held(item)
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
        may_review=readers.may_review(item, person()),
        flaws=flawed.list_flaws_of(item) if revision is item.latest else None,
    )


def _show_held(item: BankItem) -> str:
    """What a candidate sees, to a reviewer who may have to answer the item blind one day."""
    seen = seen_by_candidate(item.latest.content)
    return render_template("itembank/show_held.html", item=item, seen=seen)


@bp.post("/items/<code>/opening")
@require(Permission.ITEM_WRITE)
def open_item(code: str) -> ResponseReturnValue:
    """An editor who also reviews sees the key of somebody else's item, and will not be its second reader."""
    readers.open_as_editor(get_item_to_change(code), person(), now=now())
    return redirect(url_for("itembank.show_item", code=code), 303)
