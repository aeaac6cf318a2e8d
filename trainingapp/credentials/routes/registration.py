"""The registration of one's own certificates: how each stands, what is next and by when, and every step entered."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import registering
from trainingapp.credentials.actions.placing import list_creditable
from trainingapp.credentials.forms import registration as forms
from trainingapp.credentials.queries import registration as queries
from trainingapp.credentials.queries.hours import list_suggested
from trainingapp.credentials.registration_terms import find_regulation
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.rules.permissions import Permission
from trainingapp.rules.registration_words import RegistrationKind, Step
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN
STEP_FORMS = {Step.REGISTERED: forms.RegisteredForm, Step.ISSUED: forms.IssuedForm}


@bp.get("/credentials/registration")
@require(OWN)
def list_registrations() -> str:
    """The reader's certificates, and how the registration of each stands."""
    held = queries.list_held(current().id, today=today())
    return render_template("credentials/list_registrations.html", held=held, today=today())


@bp.get("/credentials/registration/<int:certificate_id>")
@require(OWN)
def show_registration(certificate_id: int) -> str:
    """One certificate: the registration in force, what is missing, its hours, and the cycles before."""
    reader, day = current().id, today()
    certificate = queries.get_certificate(reader, certificate_id)
    held = [one for one in queries.list_held(reader, today=day) if one.certificate is certificate]
    if not held:  # it was rejected
        abort(404)
    shown = held[0].current
    is_short = shown is not None and shown.tally is not None and shown.tally.missing > 0
    return render_template(
        "credentials/show_registration.html",
        held=held[0],
        today=day,
        regulation=find_regulation(on=day),
        suggested=list_suggested(reader, on=day) if is_short else [],
        creditable=list_creditable(reader),
        spans=queries.list_spans(queries.list_cycles(reader)),
    )


@bp.route("/credentials/registration/<int:certificate_id>/application", methods=["GET", "POST"])
@require(OWN)
def begin_application(certificate_id: int) -> ResponseReturnValue:
    """Begin to follow an application."""
    certificate = queries.get_certificate(current().id, certificate_id)
    form = forms.BodyForm()
    if form.validate_on_submit():
        registering.begin_application(
            current().id, certificate_id, body=form.body.data or "", now=now()
        )
        flash(_("It is followed here from now on."), "success")
        return _to(certificate_id)
    return _form("begin_application", form, certificate=certificate)


@bp.route("/credentials/registration/<int:certificate_id>/standing", methods=["GET", "POST"])
@require(OWN)
def enter_registered(certificate_id: int) -> ResponseReturnValue:
    """Enter a registration that stands already."""
    certificate = queries.get_certificate(current().id, certificate_id)
    form = forms.StandingForm(today())
    if form.validate_on_submit() and form.is_sound():
        plan = registering.StepPlan(
            Step.REGISTERED,
            form.starts_on.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on,
            proof=form.proof.data or "",
        )
        registering.enter_registered(
            current().id,
            certificate_id,
            kind=RegistrationKind(form.kind.data),
            body=form.body.data or "",
            plan=plan,
            now=now(),
        )
        flash(_("The registration is entered."), "success")
        return _to(certificate_id)
    return _form("enter_registered", form, certificate=certificate)


@bp.route("/credentials/registration/cycles/<int:cycle_id>/<step>", methods=["GET", "POST"])
@require(OWN)
def take_step(cycle_id: int, step: str) -> ResponseReturnValue:
    """Enter a step that an application took. 404 for a word that is no step."""
    cycle = queries.get_cycle(current().id, cycle_id)
    if step not in set(Step):
        abort(404)
    chosen = Step(step)
    form = STEP_FORMS.get(chosen, forms.StepForm)(today())
    if form.validate_on_submit() and form.is_sound():
        registering.take_step(cycle, _plan(chosen, form), now=now())
        flash(_("The step is entered."), "success")
        return _to(cycle.certificate_id)
    return _form("take_step", form, certificate=cycle.certificate, cycle=cycle, step=chosen)


def _plan(step: Step, form: forms.StepForm) -> registering.StepPlan:
    return registering.StepPlan(
        step,
        form.happened_on.data,
        starts_on=form.starts_on.data if isinstance(form, forms.RegisteredForm) else None,
        ends_on=form.ends_on if isinstance(form, forms.RegisteredForm) else None,
        proof=form.proof.data if isinstance(form, forms.IssuedForm) else "",
        note=form.note.data or "",
    )


@bp.post("/credentials/registration/cycles/<int:cycle_id>/removal")
@require(OWN)
def remove_cycle(cycle_id: int) -> ResponseReturnValue:
    """Take back a registration that was entered by mistake."""
    cycle = queries.get_cycle(current().id, cycle_id)
    certificate_id = cycle.certificate_id
    registering.remove_cycle(cycle, now=now())
    flash(_("It is removed."), "success")
    return _to(certificate_id)


def _to(certificate_id: int) -> ResponseReturnValue:
    address = url_for("credentials.show_registration", certificate_id=certificate_id)
    return redirect(address, 303)


def _form(name: str, form: object, **values: object) -> ResponseReturnValue:
    page = render_template(f"credentials/{name}.html", form=form, **values)
    return page, 422 if request.method == "POST" else 200
