"""The quick signers make and read exactly what Flask's and Flask-WTF's own do."""

from __future__ import annotations

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadSignature

from trainingapp.web.sessions import Sessions, cross_site_serializer

HELD = {"_user_id": "1:2:secret", "_fresh": True, "seen_at": 1_767_225_600}


@pytest.mark.parametrize("fallbacks", [[], ["an older secret of the site"]])
def test_a_cookie_is_the_one_that_flask_would_write(app: Flask, fallbacks: list[str]) -> None:
    app.config["SECRET_KEY_FALLBACKS"] = fallbacks
    try:
        ours, theirs = (
            kind.get_signing_serializer(app)
            for kind in (Sessions(), SecureCookieSessionInterface())
        )
    finally:
        app.config["SECRET_KEY_FALLBACKS"] = None
    assert ours
    assert theirs
    assert ours.loads(theirs.dumps(HELD), max_age=60) == HELD
    assert theirs.loads(ours.dumps(HELD), max_age=60) == HELD
    signer, flask_signer = ours.make_signer(ours.salt), theirs.make_signer(theirs.salt)
    assert signer.get_signature(b"value") == flask_signer.get_signature(b"value")


def test_a_cookie_under_an_older_secret_is_read_and_one_under_a_strange_one_is_not(
    app: Flask,
) -> None:
    older = Flask("older")
    older.secret_key = "an older secret of the site"
    cookie = Sessions().get_signing_serializer(older)
    assert cookie
    written = str(cookie.dumps(HELD))
    present = Sessions().get_signing_serializer(app)
    assert present
    with pytest.raises(BadSignature):
        present.loads(written)
    app.config["SECRET_KEY_FALLBACKS"] = [older.secret_key]
    try:
        both = Sessions().get_signing_serializer(app)
        assert both
        assert both.loads(written) == HELD
    finally:
        app.config["SECRET_KEY_FALLBACKS"] = None


def test_a_changed_cookie_is_refused(app: Flask) -> None:
    serializer = Sessions().get_signing_serializer(app)
    assert serializer
    written = str(serializer.dumps(HELD))
    for place in range(0, len(written), 7):
        changed = written[:place] + ("A" if written[place] != "A" else "B") + written[place + 1 :]
        with pytest.raises(BadSignature):
            serializer.loads(changed)


def test_without_a_secret_there_are_no_sessions() -> None:
    assert Sessions().get_signing_serializer(Flask("bare")) is None


def test_a_cross_site_token_is_the_one_of_the_forms(app: Flask) -> None:
    with app.test_request_context():
        token = generate_csrf()
        serializer = cross_site_serializer(app.config["SECRET_KEY"])
        assert serializer.loads(token, max_age=60) == session["csrf_token"]
        validate_csrf(serializer.dumps(session["csrf_token"]))
    with pytest.raises(BadSignature):
        cross_site_serializer("another secret").loads(token)
