"""What a signed-in person has to do before anything else: a new password, the second step, the privacy notice."""

from __future__ import annotations

from typing import cast

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts.models import User
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.web.auth import SignedIn, wants_json

_ALWAYS = frozenset({"accounts.sign_out"})
_WITHOUT_NOTICE = frozenset(
    {
        "accounts.show_my_data",
        "accounts.export_my_data",
        "accounts.request_deletion",
        "accounts.cancel_deletion",
    }
)


def find_due_step(user: User) -> str | None:
    """The page this person has to deal with first, None when there is nothing.

    Who refuses a new privacy notice may still take their data along and leave.
    """
    if user.must_change_password:
        return "accounts.change_password"
    if user.is_staff and not user.has_second_factor:
        return "accounts.set_up_second_factor"
    if user.notice_version != NOTICE_VERSION and request.endpoint not in _WITHOUT_NOTICE:
        return "accounts.accept_notice"
    return None


def hold_back(person: SignedIn) -> ResponseReturnValue | None:
    """Send the reader to what is due, and remember where they wanted to go."""
    due = find_due_step(cast(User, person))
    if due is None or request.endpoint == due or request.endpoint in _ALWAYS:
        return None
    if wants_json():
        return jsonify(error=due.removeprefix("accounts.")), 403
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(due, next=target))


GATES = (hold_back,)
