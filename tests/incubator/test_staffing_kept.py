"""What a person takes along of their work for agencies, what goes when they leave, and what stays as it was said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, make_agency, make_manager
from tests.factories_staffing import (
    hold_certificate,
    make_consent,
    make_job,
    make_member,
    make_request,
    make_supervision,
    make_talk,
    make_terms,
    register,
)
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    AgencyConsent,
    EmploymentTerms,
    RegistrationPlace,
    StaffRequest,
    Supervision,
    SupervisionTalk,
)
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("app")


def test_a_copy_of_ones_data_holds_terms_consents_requests_places_and_talks() -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_terms(agency, make_job(agency, user), share=Decimal("0.90"))
    make_consent(agency, user)
    make_request(agency, user, make_manager(agency))
    register(hold_certificate(user), area="510104")
    make_talk(make_supervision(agency, make_member(agency), user), 45)
    db.session.rollback()
    held = collect_data(user.id)
    assert held["agency_terms"][0]["share"] == "0.90"
    assert held["agency_consents"][0]["agency"] == agency.name
    assert held["agency_requests"][0]["post"] == "社工"
    assert held["agency_registration_places"][0]["area_code"] == "510104"
    assert (held["agency_supervision"][0]["minutes"], held["agency_supervision"][0]["as"]) == (
        45,
        "supervised",
    )


def test_a_copy_holds_nothing_of_others() -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_member(agency)
    db.session.rollback()
    held = collect_data(user.id)
    assert held["agency_terms"] == []
    assert held["agency_consents"] == []


@pytest.mark.both_databases
def test_everything_goes_when_somebody_leaves() -> None:
    agency, user = make_agency(), make_user("韩雪")
    other, manager = make_member(agency), make_manager(agency)
    make_terms(agency, make_job(agency, user))
    make_consent(agency, user)
    make_request(agency, user, manager)
    register(hold_certificate(user), area="510104")
    make_talk(make_supervision(agency, user, other))
    led = make_terms(agency, make_job(agency, other), lead_id=user.id)
    db.session.rollback()
    with writing():
        erase(user.id)
        db.session.commit()
    db.session.expire_all()
    assert [row.id for row in db.session.query(EmploymentTerms) if row.lead_id] == []
    assert db.session.get(EmploymentTerms, led.id) is not None
    assert db.session.query(AgencyConsent).filter_by(user_id=user.id).count() == 0
    assert db.session.query(RegistrationPlace).count() == 0
    assert db.session.query(Supervision).count() == 0
    assert db.session.query(SupervisionTalk).count() == 0
    asked = db.session.query(StaffRequest).one()
    assert (asked.user_id, asked.asked_as, asked.contact_index) == (None, "", None)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "changed", [{"form": "part_time"}, {"share": Decimal("0.10")}, {"answer": "denied"}]
)
def test_terms_that_were_answered_stay_as_they_were(changed: Any) -> None:
    agency = make_agency()
    terms = make_terms(agency, make_job(agency))
    with pytest.raises(DatabaseError), writing():
        db.session.query(EmploymentTerms).filter_by(id=terms.id).update(changed)
    db.session.rollback()


@pytest.mark.both_databases
def test_two_consents_to_one_agency_never_stand_at_once() -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_consent(agency, user, withdrawn_at=NOON)
    make_consent(agency, user)
    with pytest.raises(DatabaseError):
        make_consent(agency, user)
    db.session.rollback()
