"""Laws and their versions: what is in force for which exam, the items that rest on it, and a new version."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from trainingapp.itembank import law_changes, laws
from trainingapp.itembank.exam_years import exam_year_at, law_day_at
from trainingapp.itembank.forms.laws import LawVersionForm, LensForm
from trainingapp.itembank.models import Law
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.state_words import LAW_STANDINGS
from trainingapp.rules.law_versions import LawVersionRefused
from trainingapp.rules.permissions import Permission, may
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI
from trainingapp.web.pages import paginate


class Lens(NamedTuple):
    """The exam that a page of laws looks at, and the days."""

    form: LensForm
    year: int
    next_year: int
    today: date
    on: date
    status: int

    def show(self, template: str, **facts: object) -> ResponseReturnValue:
        """The page with what every page of laws says."""
        page = render_template(
            template,
            form=self.form,
            year=self.year,
            on=self.on,
            standings=LAW_STANDINGS,
            **facts,
        )
        return page, self.status


def read_lens() -> Lens:
    """The exam that the address names, the next one when it names none or none that is offered."""
    moment = now()
    next_year = exam_year_at(moment)
    form = LensForm(request.args, data={"year": next_year})
    form.fill_choices(next_year)
    is_valid = form.validate()
    year = form.year.data if is_valid else next_year
    return Lens(
        form=form,
        year=year,
        next_year=next_year,
        today=moment.astimezone(SHANGHAI).date(),
        on=law_day_at(moment, year),
        status=200 if is_valid else 422,
    )


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
    return lens.show(
        "itembank/show_law.html",
        law=law,
        versions=laws.describe_versions(law, today=lens.today, on=lens.on),
        page=paginate(laws.select_items_on(law, version=chosen)),
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
    return redirect(url_for("itembank.show_law", code=code))


def _form_page(law: Law, form: LawVersionForm) -> ResponseReturnValue:
    moment = now()
    on = law_day_at(moment)
    today = moment.astimezone(SHANGHAI).date()
    versions = laws.describe_versions(law, today=today, on=on)
    page = render_template(
        "itembank/edit_law_version.html",
        law=law,
        form=form,
        newest=versions[0] if versions else None,
        next_year=exam_year_at(moment),
        on=on,
    )
    return page, 422 if form.errors else 200
