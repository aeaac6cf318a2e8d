"""Administrators: people, their roles, and helping those who are locked out."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts import actions, mails, queries
from trainingapp.accounts.forms import administration as forms
from trainingapp.accounts.labels import FIELDS, KINDS, PROVINCES, ROLES
from trainingapp.accounts.models import User
from trainingapp.accounts.passwords import hash_password, make_temporary_password
from trainingapp.accounts.routes.blueprint import bp, page, reader, show
from trainingapp.rules.permissions import Permission, Role
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate
from trainingapp.web.transactions import reads_first, start_writing


@bp.get("/users")
@require(Permission.ACCOUNT_MANAGE)
def list_users() -> ResponseReturnValue:
    """Everybody, the newest first."""
    form = forms.UserSearchForm(request.args)
    role = Role(form.role.data) if form.validate() and form.role.data else None
    found = queries.select_users(search=form.q.data or "", role=role)
    return page("list_users", form=form, page=paginate(found), roles=ROLES, now=now())


@bp.route("/users/new", methods=["GET", "POST"])
@require(Permission.ACCOUNT_MANAGE)
@reads_first
def new_user() -> ResponseReturnValue:
    """Make an account with a temporary password that is shown once."""
    form = forms.NewUserForm()
    if not form.validate_on_submit():
        return page("new_user", form=form)
    password = make_temporary_password()
    password_hash = hash_password(password)
    actor_id = reader().id
    start_writing()
    moment = now()
    user = actions.create_user(
        form.display_name.data,
        email=form.email.data,
        mobile=form.mobile.data,
        password_hash=password_hash,
        must_change_password=True,
        actor_id=actor_id,
        now=moment,
    )
    mails.mail_welcome(user, now=moment)
    return _show_password(user, password)


@bp.get("/users/<int:user_id>")
@require(Permission.ACCOUNT_MANAGE)
def show_user(user_id: int) -> ResponseReturnValue:
    """One person: state, roles, and what can be done."""
    return _user_page(queries.get_user(user_id))


@bp.post("/users/<int:user_id>/roles")
@require(Permission.ACCOUNT_MANAGE)
def grant_role(user_id: int) -> ResponseReturnValue:
    """Give a role, for the site or in an organisation."""
    user = queries.get_user(user_id)
    form = _grant_form()
    if not form.validate():
        return _user_page(user, grant_form=form)
    organisation = form.organisation_id.data
    actions.grant_role(
        user,
        Role(form.role.data),
        organisation_id=int(organisation) if organisation else None,
        actor_id=reader().id,
        now=now(),
    )
    flash(_("The role is given. It holds from the next sign-in."), "success")
    return redirect(url_for("accounts.show_user", user_id=user_id), 303)


@bp.post("/users/<int:user_id>/roles/<int:grant_id>/revocation")
@require(Permission.ACCOUNT_MANAGE)
def revoke_role(user_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role back, at once."""
    user = queries.get_user(user_id)
    grant = queries.get_role_grant(user, grant_id)
    actions.revoke_role(user, grant, actor_id=reader().id, now=now())
    flash(_("The role is taken back."), "success")
    return redirect(url_for("accounts.show_user", user_id=user_id), 303)


@bp.post("/users/<int:user_id>/unlocking")
@require(Permission.ACCOUNT_MANAGE)
def unlock_user(user_id: int) -> ResponseReturnValue:
    """Let a resting account in again."""
    actions.unlock_user(queries.get_user(user_id), actor_id=reader().id, now=now())
    flash(_("The account can sign in again."), "success")
    return redirect(url_for("accounts.show_user", user_id=user_id), 303)


@bp.post("/users/<int:user_id>/sign-ins/end")
@require(Permission.ACCOUNT_MANAGE)
def end_user_sign_ins(user_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere."""
    user = queries.get_user(user_id)
    actions.end_sign_ins(user, actor_id=reader().id, except_id=reader().sign_in_id, now=now())
    flash(_("All devices of this person are signed out."), "success")
    return redirect(url_for("accounts.show_user", user_id=user_id), 303)


@bp.post("/users/<int:user_id>/temporary-password")
@require(Permission.ACCOUNT_MANAGE)
@reads_first
def set_temporary_password(user_id: int) -> ResponseReturnValue:
    """Help somebody who has no e-mail address to reset by: a password shown once, to be changed at once."""
    password = make_temporary_password()
    password_hash = hash_password(password)
    actor_id = reader().id
    start_writing()
    user, moment = queries.get_user(user_id), now()
    actions.set_temporary_password(user, password_hash=password_hash, actor_id=actor_id, now=moment)
    mails.mail_password_changed(user, now=moment)
    return _show_password(user, password)


@bp.post("/users/<int:user_id>/second-factor/removal")
@require(Permission.ACCOUNT_MANAGE)
def drop_user_second_factor(user_id: int) -> ResponseReturnValue:
    """Help somebody who lost the phone and the recovery codes."""
    actions.drop_second_factor(queries.get_user(user_id), actor_id=reader().id, now=now())
    flash(_("The second step is removed. Staff set it up anew at the next sign-in."), "success")
    return redirect(url_for("accounts.show_user", user_id=user_id), 303)


@bp.post("/users/<int:user_id>/reveal")
@require(Permission.ACCOUNT_REVEAL)
def reveal_field(user_id: int) -> ResponseReturnValue:
    """Show a masked number once, for a reason that is kept in the audit log."""
    user = queries.get_user(user_id)
    form = forms.RevealForm()
    if not form.validate():
        return _user_page(user, reveal_form=form)
    value = actions.reveal_field(
        user, form.field.data, reason=form.reason.data, actor_id=reader().id, now=now()
    )
    return show("show_revealed", user=user, label=FIELDS[form.field.data], value=value)


def _grant_form() -> forms.GrantForm:
    form = forms.GrantForm()
    form.offer_organisations(queries.list_organisations())
    return form


def _user_page(
    user: User,
    *,
    grant_form: forms.GrantForm | None = None,
    reveal_form: forms.RevealForm | None = None,
) -> ResponseReturnValue:
    return page(
        "show_user",
        user=user,
        now=now(),
        mobile=queries.masked_mobile(user),
        id_number=queries.masked_id_number(user),
        grants=queries.list_role_grants(user),
        sign_in_count=len(queries.list_sign_ins(user)),
        grant_form=grant_form or _grant_form(),
        reveal_form=reveal_form or forms.RevealForm(),
        roles=ROLES,
        kinds=KINDS,
        provinces=PROVINCES,
    )


def _show_password(user: User, password: str) -> ResponseReturnValue:
    """The temporary password is on this one page only."""
    return show("show_temporary_password", user=user, password=password)
