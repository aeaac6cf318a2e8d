"""Laws and their versions: what is in force for which exam, the items that rest on it, and a new version."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from trainingapp.itembank import law_changes, laws
from trainingapp.itembank.forms.laws import LawVersionForm
from trainingapp.itembank.models import Law
from trainingapp.itembank.routes.law_lens import read_lens
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import held_codes
from trainingapp.rules.law_versions import LawVersionRefused
from trainingapp.rules.permissions import Permission, may
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/laws")
@require(Permission.ITEM_READ)
def list_laws() -> ResponseReturnValue:
    """Every law with what is in force today and for the exam, and how many items rest on it."""
    lens = read_lens()
    page = paginate(laws.select_laws(lens.form.q.data or ""))
    return lens.show(
        "itembank/list_laws.html",
        page=page,
        summaries=laws.describe_laws(page.items, today=lens.today, on=lens.on),
        affected=laws.list_affected_forms(on=lens.on),
    )


@bp.get("/laws/<code>")
@require(Permission.ITEM_READ)
def show_law(code: str) -> ResponseReturnValue:
    """One law: its versions, the items on each, and the fixed forms that a change affects."""
    law = laws.get_law(code)
    lens = read_lens()
    version = request.args.get("version")
    chosen = version if version in {known.version for known in law.versions} else None
    page = paginate(laws.select_items_on(law, version=chosen))
    return lens.show(
        "itembank/show_law.html",
        law=law,
        versions=laws.describe_versions(law, today=lens.today, on=lens.on),
        page=page,
        held=held_codes([item.code for item in page.items]),
        chosen=chosen,
        affected=laws.list_affected_forms(on=lens.on, law=law),
        may_add=may(current().grants, Permission.LAW_MANAGE),
    )


@bp.get("/laws/<code>/versions/new")
@require(Permission.LAW_MANAGE)
def new_law_version(code: str) -> ResponseReturnValue:
    """The form for a version that was promulgated."""
    return _form_page(laws.get_law(code), LawVersionForm(formdata=None))


@bp.post("/laws/<code>/versions")
@require(Permission.LAW_MANAGE)
def add_law_version(code: str) -> ResponseReturnValue:
    """Add the version; the items that rest on the former one follow in the same transaction."""
    law = laws.get_law(code)
    form = LawVersionForm()
    if not form.validate_on_submit():
        return _form_page(law, form)
    try:
        lapses = law_changes.promulgate(
            code,
            version=form.version.data,
            effective_from=form.effective_from.data,
            source=form.source.data,
            actor_id=current().id,
            now=now(),
        )
    except LawVersionRefused as refusal:
        form.note_refusal(refusal, _(refusal.message, **refusal.parameters))
        return _form_page(law, form)
    fallen = sum(len(lapse.items) for lapse in lapses)
    flash(_("The new version has been added."), "success")
    if fallen:
        went = ngettext(
            "%(num)s item has gone back to review.",
            "%(num)s items have gone back to review.",
            fallen,
        )
        flash(went, "info")
    return redirect(url_for("itembank.show_law", code=code), 303)


def _form_page(law: Law, form: LawVersionForm) -> ResponseReturnValue:
    lens = read_lens()
    versions = laws.describe_versions(law, today=lens.today, on=lens.on)
    page = render_template(
        "itembank/edit_law_version.html",
        law=law,
        form=form,
        newest=versions[0] if versions else None,
        next_year=lens.next_year,
        on=lens.on,
    )
    return page, 422 if form.errors else 200
