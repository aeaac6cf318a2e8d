"""Making one's own account."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from trainingapp.accounts import actions, queries
from trainingapp.accounts.forms.entry import SignUpForm
from trainingapp.accounts.models import Purpose
from trainingapp.accounts.passwords import hash_password
from trainingapp.accounts.routes.blueprint import bp, page, target
from trainingapp.accounts.routes.presence import open_browser
from trainingapp.extensions import limiter
from trainingapp.web.auth import public
from trainingapp.web.clock import now
from trainingapp.web.transactions import reads_first, start_writing


@bp.route("/register", methods=["GET", "POST"])
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
@public
@reads_first
def register() -> ResponseReturnValue:
    """One's own account."""
    form = SignUpForm()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(target() or url_for("dashboards.show_home"))
    if not form.validate_on_submit():
        return page("register", form=form, target=target(), version=queries.NOTICE_VERSION)
    password_hash = hash_password(form.password.data)
    start_writing()
    user = actions.sign_up(
        form.display_name.data,
        login=form.login.data,
        password_hash=password_hash,
        purposes=[Purpose(value) for value in form.purposes.data or []],
        now=now(),
    )
    return open_browser(user, target())
