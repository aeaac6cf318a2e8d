"""The blueprint of accounts and what its views share."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import PasswordField

from trainingapp.accounts.destinations import same_site_path
from trainingapp.accounts.models import User
from trainingapp.accounts.passwords import is_right_password

PASSWORD_TRIES = "10 per minute; 60 per hour"  # noqa: S105 - a limit, not a password

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


def reader() -> User:
    """The signed-in person; only for views that require a permission."""
    return cast(User, current_user._get_current_object())


def target() -> str | None:
    """Where the reader wanted to go, if that is a place of this site."""
    return same_site_path(request.values.get("next"))


def page(template: str, **facts: Any) -> tuple[str, int]:
    """The page; with 422 when it answers what was sent, for then something in it was wrong."""
    return show(template, **facts), 422 if request.method == "POST" else 200


def show(template: str, **facts: Any) -> str:
    """The page as an answer that something was done; what was written is kept."""
    return render_template(f"accounts/{template}.html", **facts)


def shows_password(field: PasswordField) -> bool:
    """Whether the present password was typed right; the sentence is put beside the field if not."""
    if is_right_password(reader().password_hash, field.data or ""):
        return True
    field.errors = [_("This is not your present password.")]
    return False
