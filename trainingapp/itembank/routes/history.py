"""What an item said before, who changed it, and what exactly."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.itembank import browsing
from trainingapp.itembank.history import compare_contents, name_editors
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import send_to_blind_reading
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require


@bp.get("/items/<code>/history")
@require(Permission.ITEM_READ)
def show_history(code: str) -> ResponseReturnValue:
    """The revisions of an item with their reviews, and the changes between two of them (the last two)."""
    item = browsing.get_item(code)
    held = send_to_blind_reading(item)
    if held is not None:
        return held
    new = request.args.get("new", item.latest_number, int)
    old = request.args.get("old", max(1, new - 1), int)
    revisions = {revision.number: revision for revision in item.revisions}
    if old not in revisions or new not in revisions:
        abort(404)
    return render_template(
        "itembank/show_history.html",
        item=item,
        old=revisions[old],
        new=revisions[new],
        changes=compare_contents(revisions[old].content, revisions[new].content),
        editors=name_editors(item.revisions),
    )
