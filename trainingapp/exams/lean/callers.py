"""Who calls a hot route: a token for those that write answers, the sign-in cookie for start and
lease.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app, request, session
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData

from trainingapp.accounts.idle import is_away_too_long
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.exams.lean import statements
from trainingapp.exams.lean.leasing import Candidate
from trainingapp.exams.lean.store import Row, Store
from trainingapp.exams.lean.token import Claims, read_token
from trainingapp.web.clock import now
from trainingapp.web.sessions import cross_site_serializer


def read_bearer(moment: int) -> Claims | None:
    """The claims of the Authorization header, None when it is missing, bad or expired."""
    token = bearer_of(request.headers.get("Authorization", ""))
    return read_token(current_app.config["SECRET_KEY"], token, now=moment) if token else None


def bearer_of(header: str) -> str:
    """The token of an Authorization header, nothing when it holds none."""
    scheme, _, token = header.partition(" ")
    return token if scheme == "Bearer" else ""


def read_sign_in(store: Store) -> Candidate | None:
    """The signed-in person of the cookie, in one statement; None when the sign-in has ended.

    Everybody who is signed in may sit exams, once the password is their own and the privacy notice
    read.
    """
    found = _find_caller(store, statements.SIGNED_IN)
    return found[0] if found else None


def read_arrival(store: Store, sitting: int) -> tuple[Candidate, Row] | None:
    """The signed-in person with the sitting, the seat and the last attempt, in one statement."""
    return _find_caller(store, statements.ARRIVAL, sitting=sitting)


def _find_caller(store: Store, statement: str, **values: int) -> tuple[Candidate, Row] | None:
    parts = str(session.get("_user_id", "")).split(":")
    if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
        return None
    if is_away_too_long(session, current_app.config, now=now()):
        return None
    values |= {"user": int(parts[0]), "sign_in": int(parts[1])}
    row = store.read(lambda link: link.one(statement, values))
    secret_hash = hashlib.sha256(parts[2].encode()).hexdigest()
    if row is None or not hmac.compare_digest(row["secret_hash"], secret_hash):
        return None
    if row["must_change_password"] or row["notice_version"] != NOTICE_VERSION:
        return None
    return Candidate(row["user_id"], row["display_name"], row["language"]), row


def check_csrf() -> None:
    """A cookie alone proves nothing: the page's own token must come with it. :raises CSRFError:
    else.
    """
    config = current_app.config
    if not config.get("WTF_CSRF_ENABLED", True):
        return
    given = request.headers.get("X-CSRFToken") or request.form.get("csrf_token") or ""
    held = session.get("csrf_token")
    try:
        token = cross_site_serializer(config["SECRET_KEY"]).loads(
            given, max_age=config["WTF_CSRF_TIME_LIMIT"]
        )
    except BadData as error:
        raise CSRFError("The CSRF token is invalid.") from error
    if not isinstance(held, str) or not hmac.compare_digest(held, str(token)):
        raise CSRFError("The CSRF tokens do not match.")
