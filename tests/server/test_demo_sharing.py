"""The demonstration shows every side of sharing once, and makes nothing twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import NOON
from tests.factories_credentials import make_credential
from tests.factories_eligibility import make_claim
from tests.factories_sharing import make_manager, make_verified_certificate
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.sharing import RegisterEntry, Share, ShareView, Watch
from trainingapp.credentials.queries.register import search
from trainingapp.credentials.queries.sharing import secret_of
from trainingapp.credentials.queries.watching import state_of
from trainingapp.extensions import db
from trainingapp.server.demo_sharing import Cast, make_sharing
from trainingapp.web.transactions import committing


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Five people of whom one has a credential and one a certificate."""
    agency = make_organisation()
    found = Cast(
        learner=make_user("林美华"),
        watched=make_user("马骏"),
        listed=make_user("高敏"),
        manager=make_manager(agency),
        agency=agency,
    )
    make_credential(found.learner)
    make_verified_certificate(found.listed)
    return found


def make(cast: Cast) -> None:
    with committing():
        make_sharing(cast, now=NOON)


def test_one_share_is_open_and_one_ended_and_both_were_looked_at(
    cast: Cast, client: FlaskClient
) -> None:
    make(cast)
    rows = db.session.scalars(select(Share).order_by(Share.id)).all()
    assert [share.ended_at is None for share in rows] == [False, True]
    assert len(db.session.scalars(select(ShareView)).all()) == 2
    secret = secret_of(rows[1])
    assert rows[1].ends_at > NOON + timedelta(days=80)
    db.session.remove()
    with time_machine.travel(NOON, tick=False):
        assert client.get(f"/s/{secret}").status_code == 200


def test_one_request_waits_and_one_was_agreed_to(cast: Cast) -> None:
    make(cast)
    rows = db.session.scalars(select(Watch).order_by(Watch.id)).all()
    assert [str(state_of(watch, now=NOON)) for watch in rows] == ["asked", "standing"]


def test_the_register_finds_one(cast: Cast) -> None:
    make(cast)
    entry = db.session.scalars(select(RegisterEntry)).one()
    last4 = entry.certificate.number_last4 if entry.certificate else ""
    found = search("高敏", last4 or "")
    assert found is not None
    assert found.name == "高*"


def test_without_a_verified_certificate_nobody_is_listed(cast: Cast) -> None:
    with committing():
        other = Cast(cast.learner, cast.watched, cast.watched, cast.manager, cast.agency)
        make_sharing(other, now=NOON)
    assert db.session.scalars(select(RegisterEntry)).all() == []


def test_a_second_start_makes_nothing_twice(cast: Cast) -> None:
    make(cast)
    make(cast)
    counts = [len(db.session.scalars(select(table)).all()) for table in (Share, Watch)]
    assert counts == [2, 2]


def test_certificates_of_one_person_end_in_different_digits(cast: Cast) -> None:
    second = {"level": "senior", "issued_on": date(2024, 12, 1)}
    make_claim(cast.listed, "certificate", second, "verified")
    with committing():
        for row in db.session.scalars(select(NationalCertificate)):
            row.number_last4 = row.number_sealed = row.number_index = None
    make(cast)
    rows = db.session.scalars(select(NationalCertificate).order_by(NationalCertificate.id)).all()
    assert [row.number_last4 for row in rows] == ["2345", "6666"]
    found = [search("高敏", row.number_last4 or "") for row in rows]
    assert [one.certificate.id for one in found if one] == [row.id for row in rows]
