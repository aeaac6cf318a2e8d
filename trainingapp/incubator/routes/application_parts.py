"""Writing an application page by page: each is kept as it stands, on the site, whatever is still wrong in it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import applications as actions
from trainingapp.incubator.forms import applications as forms
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import applications as queries
from trainingapp.incubator.routes.applicants import APPLICATION, as_applicant, language
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.application_forms import FormPart
from trainingapp.rules.incubation.words import Applicants
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence


@bp.route(f"{APPLICATION}/parts/<part>", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def edit_application_part(case_id: int, part: str) -> ResponseReturnValue:
    """Write one page of the form. It is kept as it stands, however far it is."""
    case = as_applicant(case_id, lock=request.method == "POST")
    application = queries.get_application(case)
    parts = queries.spec_for(application).parts_for(Applicants(case.applicants))
    shown = next((one for one in parts if one.key == part), None)
    if shown is None:
        abort(404)
    if case.stage not in queries.OPEN:
        return redirect(url_for("incubator.show_application", case_id=case.id), 303)
    row = queries.find_part(application, part)
    known = dict(row.answers) if row else {}
    form = forms.make_part_form(shown, language(), known, row.edition if row else 0)
    if request.method == "POST" and form.validate():
        return _keep(case, form, shown, parts)
    if row is not None and request.method == "GET":
        form.mark(shown)
    page = _page(case, form, shown, parts)
    return page, 422 if request.method == "POST" else 200


def _keep(
    case: Case, form: forms.PartForm, shown: FormPart, parts: tuple[FormPart, ...]
) -> ResponseReturnValue:
    answers = form.answers()
    try:
        row = actions.save_part(
            case, shown.key, answers, person=current(), edition=form.seen_edition, now=now()
        )
    except actions.EditedElsewhere as refusal:
        application = queries.get_application(case)
        other = queries.find_part(application, shown.key)
        form.edition.data = str(other.edition if other else 0)
        page = _page(
            case,
            form,
            shown,
            parts,
            conflict=sentence(refusal),
            elsewhere=dict(other.answers) if other else {},
        )
        return page, 422
    if "HX-Request" in request.headers:
        return render_template("incubator/_saved.html", edition=row.edition, at=row.saved_at)
    flash(_("Saved. You can go on later, on any device."), "success")
    return redirect(_after(case, shown, parts), 303)


def _after(case: Case, shown: FormPart, parts: tuple[FormPart, ...]) -> str:
    """The next page of the form; behind the last one its papers; when only saved, the same page."""
    if request.form.get("go") == "stay":
        return url_for("incubator.edit_application_part", case_id=case.id, part=shown.key)
    keys = [one.key for one in parts]
    place = keys.index(shown.key) + 1
    if place == len(keys):
        return url_for("incubator.list_papers", case_id=case.id)
    return url_for("incubator.edit_application_part", case_id=case.id, part=keys[place])


def _page(
    case: Case,
    form: forms.PartForm,
    shown: FormPart,
    parts: tuple[FormPart, ...],
    **values: object,
) -> str:
    return render_template(
        "incubator/edit_application_part.html",
        case=case,
        form=form,
        part=shown,
        parts=parts,
        widgets=forms.WIDGETS,
        language=language(),
        **values,
    )
