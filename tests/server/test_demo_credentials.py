"""The demonstration's credentials: clearly invented, made once, open for everybody to verify."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_courses import NOON, make_instructor
from tests.factories_credentials import credential_of
from tests.factories_education import make_officer
from trainingapp.accounts.models import User
from trainingapp.credentials.models import Credential, DegreeRecord, WorkPeriod
from trainingapp.credentials.models.eligibility import Decision
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db
from trainingapp.server import demo_credentials, demo_education
from trainingapp.web.transactions import committing


@pytest.fixture
def lin(app: Flask) -> User:
    """A learner who has completed the short course of the demonstration."""
    learner = make_user("林美华")
    with committing():
        demo_education.make_education(
            author=make_instructor(), officer=make_officer(), learner=learner, now=NOON
        )
    return learner


def make(lin: User) -> None:
    with committing():
        demo_credentials.make_credentials(lin, now=NOON)


def test_lins_open_credential_holds(lin: User) -> None:
    make(lin)
    credential = credential_of(db.session.query(Credential).one().public_id)
    assert credential.is_open
    assert verify(credential.document, now=NOON).is_valid


def test_what_lin_entered_is_invented_and_decides(lin: User) -> None:
    make(lin)
    assert "虚构" in db.session.query(DegreeRecord).one().institution_name
    assert "虚构" in db.session.query(WorkPeriod).one().employer
    assert db.session.query(Decision).one().outcome == "eligible_if_verified"


def test_a_second_start_makes_nothing_twice(lin: User) -> None:
    make(lin)
    make(lin)
    tables = (Credential, Decision, DegreeRecord, WorkPeriod)
    assert [db.session.query(table).count() for table in tables] == [1, 1, 1, 1]
