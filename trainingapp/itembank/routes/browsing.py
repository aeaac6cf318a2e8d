"""Pages to read: items, syllabi and test forms, for those who write, review and use items."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.itembank import browsing, queries
from trainingapp.itembank.forms.filters import ItemFilterForm
from trainingapp.itembank.reviewed import review_item
from trainingapp.itembank.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.pages import paginate


@bp.get("/items")
@require(Permission.ITEM_READ)
def list_items() -> ResponseReturnValue:
    """The items that fit the filters, in order of code."""
    form = ItemFilterForm(request.args)
    form.fill_choices()
    if request.args.get("chapter") and not form.chapter.choices[1:]:
        form.chapter.data = ""  # the chapter of a subject that is no longer chosen
    is_valid = form.validate()
    wanted = form.filter() if is_valid else browsing.ItemFilter()
    page = paginate(browsing.list_items(wanted))
    is_filtered = wanted != browsing.ItemFilter()
    shown = render_template(
        "itembank/list_items.html", form=form, page=page, is_filtered=is_filtered
    )
    return shown, 200 if is_valid else 422


@bp.get("/items/<code>")
@require(Permission.ITEM_READ)
def show_item(code: str) -> str:
    """One item as a candidate sees it, with key, reasons, law, reviews and the history of its revisions."""
    item = browsing.get_item(code)
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
    )


@bp.get("/syllabi")
@require(Permission.ITEM_READ)
def list_syllabi() -> str:
    """Every syllabus with how many items it has."""
    return render_template(
        "itembank/list_syllabi.html",
        syllabi=browsing.list_syllabi(),
        counts=browsing.count_by_subject(),
        specifications={row.subject: row for row in queries.list_specifications()},
    )


@bp.get("/syllabi/<int:syllabus_id>")
@require(Permission.ITEM_READ)
def show_syllabus(syllabus_id: int) -> str:
    """The tree of a syllabus: where items are, and where there are none."""
    syllabus = browsing.get_syllabus(syllabus_id)
    return render_template(
        "itembank/show_syllabus.html", syllabus=syllabus, chapters=browsing.list_tree(syllabus)
    )


@bp.get("/forms")
@require(Permission.ITEM_READ)
def list_forms() -> str:
    """Every test form, fixed ones first."""
    return render_template("itembank/list_forms.html", page=paginate(browsing.list_all_forms()))


@bp.get("/forms/<int:form_id>")
@require(Permission.ITEM_READ)
def show_form(form_id: int) -> str:
    """One form: what it was made by, and its items with their keys in the order of the paper."""
    return render_template(
        "itembank/show_form.html",
        test_form=browsing.get_form_with_key(form_id),
        items=queries.get_item_revisions(form_id),
    )
