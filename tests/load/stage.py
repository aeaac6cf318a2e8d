"""The stage of the load test: a form of eighty items, candidates who are signed in, and the count afterwards."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, insert, select, text

from tests.conftest import create_tables
from tests.factories_exams import make_sitting, make_test_form
from tests.load.crowd import Tickets
from tests.load.site import TABLE
from trainingapp.accounts.models import SignIn, User
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.exams.models import AnswerEvent, Attempt
from trainingapp.extensions import db
from trainingapp.web.clock import now
from trainingapp.web.transactions import commit_now, writing

KEYS = (*("ABCD" * 15), *(("AB", "BCD", "ABCE", "DE") * 5))
CSRF = "0" * 40


def prepare(app: Flask, candidates: int) -> Tickets:
    """Make the tables, the form, the sitting and the people; their cookies are the tickets."""
    create_tables(app)
    with app.app_context(), writing():
        db.session.execute(text(TABLE))
        commit_now()
        sitting = make_sitting(make_test_form(KEYS))
        keys = _make_people(candidates)
        db.session.remove()
        db.engine.dispose()
    return Tickets(
        sitting=sitting,
        cookies=[_cookie(app, key) for key in keys],
        csrf=URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(CSRF),
    )


def _make_people(count: int) -> list[str]:
    moment = now()
    numbers = range(1, count + 1)
    words = {number: secrets.token_urlsafe(24) for number in numbers}
    with writing():
        db.session.execute(
            insert(User),
            [
                {
                    "id": number,
                    "display_name": f"考生{number}",
                    "email": f"candidate{number}@example.org",
                    "password_hash": "-",
                    "notice_version": NOTICE_VERSION,
                    "created_at": moment,
                }
                for number in numbers
            ],
        )
        db.session.execute(
            insert(SignIn),
            [
                {
                    "id": number,
                    "user_id": number,
                    "secret_hash": hashlib.sha256(words[number].encode()).hexdigest(),
                    "created_at": moment,
                    "last_seen_at": moment,
                }
                for number in numbers
            ],
        )
        commit_now()
    return [f"{number}:{number}:{words[number]}" for number in numbers]


def _cookie(app: Flask, key: str) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    data = {
        "_user_id": key,
        "_fresh": True,
        "seen_at": int(now().timestamp()),
        "is_staff": False,
        "csrf_token": CSRF,
    }
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(data)}"


def count_missing(app: Flask, acknowledged: Mapping[int, int]) -> int:
    """How many acknowledged events the database does not have."""
    with app.app_context():
        rows = select(AnswerEvent.attempt_id, func.count(), func.max(AnswerEvent.seq)).group_by(
            AnswerEvent.attempt_id
        )
        stored = {attempt: min(count, last) for attempt, count, last in db.session.execute(rows)}
        db.session.remove()
        db.engine.dispose()
    return sum(max(acked - stored.get(attempt, 0), 0) for attempt, acked in acknowledged.items())


def count_scored(app: Flask) -> tuple[int, int]:
    """How many attempts there are, and how many of them have a score."""
    with app.app_context():
        found = db.session.execute(select(func.count(Attempt.id), func.count(Attempt.score))).one()
        db.session.remove()
        db.engine.dispose()
    return found[0], found[1]
