"""The public register: a search by name and number together, and the consent of who is in it."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from trainingapp.credentials.actions import register as actions
from trainingapp.credentials.forms.sharing import ConsentForm, RegisterForm
from trainingapp.credentials.queries import register as queries
from trainingapp.credentials.queries.names import find_verified_name
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.rules.sharing import mask_name
from trainingapp.web.auth import current, is_signed_in, public, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN


@bp.get("/public-register")
@public
def show_register() -> Response:
    """Where a name and the last four are entered."""
    return _page(RegisterForm(formdata=None))


@bp.post("/public-register")
@public
@limiter.limit("10 per minute; 60 per hour; 200 per day")
def search_register() -> ResponseReturnValue:
    """Look somebody up: who is not there and who has not agreed are answered alike."""
    form = RegisterForm()
    if not form.validate():
        return _page(form, status=422)
    reader = current_user.id if is_signed_in() else None
    found = actions.search(form.name.data or "", form.last4.data or "", actor_id=reader, now=now())
    return _page(form, found=found, has_searched=True)


def _page(
    form: RegisterForm,
    *,
    found: queries.Found | None = None,
    has_searched: bool = False,
    status: int = 200,
) -> Response:
    page = render_template(
        "credentials/show_register.html",
        form=form,
        found=found,
        has_searched=has_searched,
        today=today(),
    )
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/credentials/register")
@require(OWN)
def show_own_entry() -> str:
    """Whether the reader can be found, the words they agree to, and every consent they gave."""
    return _own(ConsentForm(formdata=None))


@bp.post("/credentials/register")
@require(OWN)
def enter_register() -> ResponseReturnValue:
    """Agree to be found."""
    form = ConsentForm()
    if not form.validate():
        return _own(form), 422
    actions.give_consent(current().id, now=now())
    flash(_("You can be found in the public register now."), "success")
    return redirect(url_for("credentials.show_own_entry"), 303)


@bp.post("/credentials/register/withdrawal")
@require(OWN)
def leave_register() -> ResponseReturnValue:
    """Be found no more."""
    actions.withdraw_consent(current().id, now=now())
    flash(_("Nobody finds you in the public register any more."), "success")
    return redirect(url_for("credentials.show_own_entry"), 303)


def _own(form: ConsentForm) -> str:
    reader = current().id
    entries, name = queries.list_entries(reader), find_verified_name(reader)
    enterable = queries.list_enterable(reader)
    entered = {one.certificate_id for one in entries if one.withdrawn_at is None}
    return render_template(
        "credentials/show_own_entry.html",
        form=form,
        entries=entries,
        name=mask_name(name) if name else None,
        enterable=enterable,
        is_entered=bool(entered),
        waits=[one for one in enterable if one.id not in entered],
        version=queries.TEXT_VERSION,
    )
