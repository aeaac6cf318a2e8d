"""Deny by default: a view that does not say who may open it is closed to all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, cast

from flask import Flask, abort, current_app, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from trainingapp.rules.permissions import Grant, Permission, may
from trainingapp.web.access import LEAN, PUBLIC, lean, public, require, view_access

__all__ = [
    "Gate",
    "SignedIn",
    "current",
    "init_auth",
    "is_signed_in",
    "lean",
    "public",
    "require",
    "wants_json",
]


class SignedIn(Protocol):
    """What the glue needs to know of a signed-in person; `accounts.models.User` is one."""

    id: int
    display_name: str

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def grants(self) -> Sequence[Grant]: ...


Gate = Callable[[SignedIn], ResponseReturnValue | None]


def current() -> SignedIn:
    """The signed-in person of this request; only for views that require a permission."""
    return cast(SignedIn, current_user)


def is_signed_in() -> bool:
    """Whether the reader is signed in, for the frame of a page: an error page of a lost database asks nothing of it."""
    return not g.get("is_database_away") and bool(current_user.is_authenticated)


def wants_json() -> bool:
    """Whether the caller is a script rather than a reader."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def init_auth(app: Flask, gates: Sequence[Gate] = ()) -> None:
    """Install the guard. Gates may hold a signed-in person back, say until a due password change."""
    app.before_request(partial(_guard, gates))


def _guard(gates: Sequence[Gate]) -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address: Flask answers 404
    access = view_access()
    if access is PUBLIC or access is LEAN:
        return None
    if not isinstance(access, Permission):
        current_app.logger.error("view %s says nothing about access", request.endpoint)
        abort(403)
    return _check(access, gates)


def _check(permission: Permission, gates: Sequence[Gate]) -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    person = current()
    for gate in gates:
        held = gate(person)
        if held is not None:
            return held
    if not may(person.grants, permission):
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        return jsonify(error="signed_out"), 401
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target))
