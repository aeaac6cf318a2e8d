"""Being here: the idle limit, the last time seen, the display settings, and an address that keeps a sign-in awake."""

from __future__ import annotations

from flask import current_app, flash, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from trainingapp.accounts import actions, queries
from trainingapp.accounts.idle import (
    REFRESH_SECONDS,
    idle_seconds,
    is_away_too_long,
    seconds_away,
)
from trainingapp.accounts.models import User
from trainingapp.accounts.routes.blueprint import bp, reader, target
from trainingapp.web.access import LEAN, PUBLIC, view_access
from trainingapp.web.auth import public, wants_json
from trainingapp.web.clock import now
from trainingapp.web.facts import current_facts
from trainingapp.web.i18n import COOKIE, current_display, make_display
from trainingapp.web.transactions import is_writing_request

_YEAR = 365 * 24 * 3600


def open_browser(user: User, destination: str | None) -> ResponseReturnValue:
    """Sign in: a new sign-in in a new session, of which nothing was there before (session fixation)."""
    if current_user.is_authenticated:
        # The same browser signs in anew: its old sign-in must not stay open behind the new one.
        before = reader()
        sign_in = queries.get_sign_in_for(before, before.sign_in_id or 0)
        actions.end_sign_in(sign_in, actor_id=before.id, now=now())
    facts = current_facts()
    actions.open_sign_in(user, user_agent=facts.user_agent, ip=facts.ip, now=now())
    session.clear()
    login_user(user)
    session["seen_at"] = int(now().timestamp())
    session["is_staff"] = user.is_staff
    return redirect(destination or url_for("dashboards.show_home"), 303)


def leave() -> None:
    """Empty the session; the next page makes a new one."""
    logout_user()
    session.clear()


@bp.before_app_request
def watch_presence() -> ResponseReturnValue | None:
    """Sign out who was away too long; note at most once a minute that somebody is here."""
    access = view_access()
    if (
        access is None
        or access is LEAN
        or "_user_id" not in session
        or request.endpoint == "static"
    ):
        return None
    moment = now()
    if is_away_too_long(session, current_app.config, now=moment):
        return _end_idle(is_public=access is PUBLIC)
    if seconds_away(session, now=moment) >= REFRESH_SECONDS:
        session["seen_at"] = int(moment.timestamp())
    if (
        is_writing_request()  # a view that reads first must not begin with a write
        and access is not PUBLIC
        and current_user.is_authenticated
    ):
        actions.touch_sign_in(reader(), now=moment)
    return None


@bp.get("/presence")
@public
def show_presence() -> ResponseReturnValue:
    """Whether the reader is still signed in, for pages that stay open long; asking counts as being here."""
    limit = idle_seconds(session, current_app.config)
    return jsonify(signed_in=bool(current_user.is_authenticated), idle_seconds=limit)


@bp.post("/display")
@public
def set_display() -> ResponseReturnValue:
    """Keep language, theme or elder mode: in a cookie, and for who is signed in also in the account."""
    before = current_display()
    asked = make_display(
        request.form.get("language", before.language),
        request.form.get("theme", before.theme),
        request.form.get("elder", before.elder),
    )
    if current_user.is_authenticated:
        is_elder = asked.elder == "on"
        actions.set_display(reader(), language=asked.language, theme=asked.theme, is_elder=is_elder)
    response = redirect(target() or url_for("dashboards.show_front"), 303)
    response.set_cookie(
        COOKIE,
        asked.as_cookie(),
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response


def _end_idle(*, is_public: bool) -> ResponseReturnValue | None:
    leave()
    if is_public:
        return None
    if wants_json():
        return jsonify(error="signed_out"), 401
    flash(_("You were away for a while, so we signed you out. Please sign in again."), "info")
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=here))
