"""Pages to read: syllabi and test forms, for those who write, review and use items."""

from __future__ import annotations

from flask import render_template

from trainingapp.itembank import browsing, laws, queries
from trainingapp.itembank.exam_years import law_day_at
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import held_codes
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


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
    items = queries.get_item_revisions(form_id)
    return render_template(
        "itembank/show_form.html",
        test_form=browsing.get_form_with_key(form_id),
        out_of_force=laws.list_codes_out_of_force(form_id, on=law_day_at(now())),
        items=items,
        held=held_codes([item.code for item in items]),
    )
