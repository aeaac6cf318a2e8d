"""How a view says who may open it: `@public`, `@require(permission)` or `@lean`. No word means nobody."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from flask import current_app, request

from trainingapp.extensions import csrf
from trainingapp.rules.permissions import Permission

View = TypeVar("View", bound=Callable[..., object])


class Open(Enum):
    """Ways of access that ask for no permission."""

    PUBLIC = "public"
    LEAN = "lean"


PUBLIC = Open.PUBLIC
LEAN = Open.LEAN


def public(view: View) -> View:
    """Open the view to everybody, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def lean(view: View) -> View:
    """Mark a view that proves its caller itself, without session and ORM: only `exams/lean` may."""
    view.access = LEAN  # type: ignore[attr-defined]
    csrf.exempt(view)
    return view


def require(permission: Permission) -> Callable[[View], View]:
    """Open the view to signed-in people one of whose grants carries the permission."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def view_access() -> Open | Permission | None:
    """What the view of the present request asks for; None when it says nothing or there is no view."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", None)
