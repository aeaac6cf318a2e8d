"""The first check of an application: what was submitted, what is red or amber, duplicates, what is missing."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import screening as actions
from trainingapp.incubator.forms import screening as forms
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import applications as queries, passages, prechecking, reach
from trainingapp.incubator.routes.applicants import language
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.showing import shown_steps
from trainingapp.rules.incubation.words import Actor, Applicants
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

CASE = "/incubation/cases/<int:case_id>/screening"
READERS = reach.OF_THE_BASE | {Actor.AUTHORITY, Actor.AUDITOR}
CHECKERS = frozenset({Actor.OFFICER, Actor.HEAD})


@bp.get(CASE)
@require(Permission.INCUBATOR_OVERSEE)
def show_screening(case_id: int) -> str:
    """The first check of what was submitted last."""
    case = _case(case_id, READERS)
    if queries.find_screening(case) is None:
        actors = reach.actors_of(current(), case)
        return render_template("incubator/no_application.html", case=case, actors=actors)
    return _page(case)


@bp.post(CASE)
@require(Permission.INCUBATOR_WORK)
def keep_screening(case_id: int) -> ResponseReturnValue:
    """Keep what was looked at, and whether the first check is passed."""
    case = _case(case_id, CHECKERS, lock=True)
    screening = queries.get_screening(case, lock=True)
    spec = queries.spec_for(queries.get_application(case))
    form = forms.make_screening_form(spec, screening, language(), today=today())
    is_valid = form.validate()
    if not (form.is_sound() and is_valid):
        return _page(case, form=form), 422
    checked = actions.Checked(
        checks=form.checks(),
        note=form.note.data or "",
        credit_checked_on=form.credit_checked_on.data,
        credit_source=form.credit_source.data or "",
        ground=form.ground.data or "",
        is_passed=bool(form.is_passed.data),
    )
    actions.settle(case, screening, checked, person_id=current().id, now=now())
    flash(_("The first check is kept."), "success")
    return _back(case)


@bp.post(f"{CASE}/asked")
@require(Permission.INCUBATOR_WORK)
def name_missing(case_id: int) -> ResponseReturnValue:
    """Name something that the applicant has to add."""
    case = _case(case_id, CHECKERS, lock=True)
    form = _ask_form(case)
    if not form.validate_on_submit():
        return _page(case, ask_form=form), 422
    actions.name_missing(
        case,
        form.text.data or "",
        place=form.place.data or "",
        person_id=current().id,
        now=now(),
    )
    return _back(case, "asked")


@bp.post(f"{CASE}/asked/<int:asked_id>/removal")
@require(Permission.INCUBATOR_WORK)
def drop_missing(case_id: int, asked_id: int) -> ResponseReturnValue:
    """Take back what was named and is not sent yet."""
    case = _case(case_id, CHECKERS, lock=True)
    actions.drop_missing(queries.get_asked(case, asked_id))
    return _back(case, "asked")


@bp.post(f"{CASE}/duplicates/<int:agency_id>")
@require(Permission.INCUBATOR_WORK)
def clear_duplicate(case_id: int, agency_id: int) -> ResponseReturnValue:
    """Say why two applicants alike may both stand."""
    case = _case(case_id, CHECKERS, lock=True)
    known = {one.agency.id: one for one in prechecking.list_duplicates(case)}
    if agency_id not in known:
        abort(404)
    form = forms.ClearForm()
    if not form.validate_on_submit():
        return _page(case, clear_form=form, clearing=agency_id), 422
    note = form.note.data or ""
    actions.clear_duplicate(case, known[agency_id], note, person_id=current().id, now=now())
    return _back(case, "duplicates")


def _page(case: Case, **values: object) -> str:
    screening = queries.get_screening(case)
    application = queries.get_application(case)
    spec = queries.spec_for(application)
    actors = reach.actors_of(current(), case)
    values.setdefault("form", None)
    if values["form"] is None:
        values["form"] = forms.make_screening_form(
            spec, screening, language(), today=today(), is_empty=True
        )
    shown = {
        "ask_form": _ask_form(case, is_empty=True),
        "clear_form": forms.ClearForm(formdata=None),
        "clearing": None,
    }
    return render_template(
        "incubator/show_screening.html",
        case=case,
        actors=actors,
        screening=screening,
        application=application,
        signals=screening.revision.precheck,
        duplicates=prechecking.list_duplicates(case),
        asked=queries.list_asked(case),
        is_checker=bool(actors & CHECKERS),
        is_reader=bool(actors & queries.READERS_OF_REVISIONS),
        waiting=passages.find_waiting(case),
        steps=shown_steps(passages.list_reports(case, actors=actors, now=now()), actors),
        today=today(),
        **(shown | values),
    )


def _ask_form(case: Case, *, is_empty: bool = False) -> forms.AskForm:
    form = forms.AskForm(formdata=None) if is_empty else forms.AskForm()
    spec = queries.spec_for(queries.get_application(case))
    form.offer(spec.parts_for(Applicants(case.applicants)), language())
    return form


def _case(case_id: int, actors: frozenset[Actor], *, lock: bool = False) -> Case:
    case = reach.get_case(current(), case_id, lock=lock)
    if not reach.actors_of(current(), case) & actors:
        abort(403)
    return case


def _back(case: Case, anchor: str | None = None) -> ResponseReturnValue:
    address = url_for("incubator.show_screening", case_id=case.id, _anchor=anchor)
    return redirect(address, 303)
