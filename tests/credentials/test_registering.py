"""Following a registration: steps in order, the last with evidence, cycles beside each other, sealed numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, NoResultFound

from tests.committing import written
from tests.factories_accounts import make_user
from tests.factories_registration import (
    END,
    NOON,
    NUMBER,
    PASSED,
    START,
    TODAY,
    begin,
    get_cycle,
    make_certificate,
    make_cycle,
    number_it,
    step,
)
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import certificate_numbers, claiming, registering
from trainingapp.credentials.actions.registering import ProofMissing, StepPlan, TooManyCycles
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.registration import RegistrationCycle, RegistrationStep
from trainingapp.credentials.queries import certificates, registration as queries
from trainingapp.credentials.registration_terms import (
    find_hours,
    find_regulation,
    find_terms,
    list_regulations,
)
from trainingapp.extensions import db
from trainingapp.rules.registration import (
    CyclesOverlap,
    NothingToApplyFor,
    Standing,
    StepBeforeLast,
    StepRefused,
    Terms,
)
from trainingapp.rules.registration_words import RegistrationKind, Step

WAY = [Step.PENDING, Step.FIRST_PASSED, Step.FINAL_PASSED]


def finish(lin: object, cycle: int, *, starts_on: date = TODAY) -> None:
    for word in WAY:
        step(lin, cycle, word)  # type: ignore[arg-type]
    step(lin, cycle, Step.REGISTERED, starts_on=starts_on)  # type: ignore[arg-type]
    step(lin, cycle, Step.ISSUED, proof="登2026-001234")  # type: ignore[arg-type]


# the figures


def test_the_figures_come_from_the_question_bank_with_their_document() -> None:
    regulation = find_regulation(on=TODAY)
    assert regulation.first_within_years.document == "民发〔2009〕44号"
    assert find_terms(on=TODAY) == Terms(1, 3, 3, (180, 90, 30))
    assert regulation.carry_over.confidence == "unverified"
    assert [one.code for one in list_regulations()] == ["cn-2009"]


def test_a_day_before_any_regulation_is_read_by_the_first() -> None:
    early = date(2001, 1, 1)
    assert find_regulation(on=early).code == "cn-2009"
    assert find_hours(on=early).code == "cn-2009"


# steps


def test_from_handing_in_to_the_registration_certificate(app: Flask) -> None:
    lin = make_user()
    cycle = begin(lin, make_certificate(lin))
    finish(lin, cycle)
    row = get_cycle(lin, cycle)
    assert row.state == Step.ISSUED
    assert row.kind == RegistrationKind.FIRST
    assert (row.starts_on, row.ends_on) == (TODAY, date(2029, 11, 22))
    assert [one.state for one in row.steps] == [*WAY, Step.REGISTERED, Step.ISSUED]
    found = queries.list_held(lin.id, today=TODAY)[0].situation
    assert found.standing is Standing.IN_FORCE
    assert found.unfinished is None


def test_nobody_is_finished_before_the_last_step(app: Flask) -> None:
    lin = make_user()
    cycle = begin(lin, make_certificate(lin))
    for done, word in enumerate(WAY):
        step(lin, cycle, word)
        found = queries.list_held(lin.id, today=TODAY)[0].situation
        assert found.standing is Standing.APPLIED
        assert len(found.missing) == 4 - done
    step(lin, cycle, Step.REGISTERED)
    found = queries.list_held(lin.id, today=TODAY)[0].situation
    assert found.standing is Standing.IN_FORCE
    assert found.missing == (Step.ISSUED,)


def test_the_last_step_wants_evidence(app: Flask) -> None:
    lin = make_user()
    cycle = make_cycle(lin, make_certificate(lin), proof="")
    with pytest.raises(ProofMissing):
        step(lin, cycle, Step.ISSUED)
    assert get_cycle(lin, cycle).state == Step.REGISTERED


def test_a_step_out_of_order_or_of_time_is_refused_and_leaves_nothing(app: Flask) -> None:
    lin = make_user()
    cycle = begin(lin, make_certificate(lin))
    with pytest.raises(StepRefused):
        step(lin, cycle, Step.FINAL_PASSED)
    step(lin, cycle, Step.PENDING)
    with pytest.raises(StepBeforeLast):
        step(lin, cycle, Step.FIRST_PASSED, TODAY - timedelta(days=1))
    assert [one.state for one in get_cycle(lin, cycle).steps] == [Step.PENDING]


def test_after_a_refusal_it_is_handed_in_again(app: Flask) -> None:
    lin = make_user()
    cycle = begin(lin, make_certificate(lin))
    step(lin, cycle, Step.PENDING)
    step(lin, cycle, Step.FIRST_REFUSED, note="照片不清晰")
    assert queries.list_held(lin.id, today=TODAY)[0].situation.standing is Standing.REFUSED
    step(lin, cycle, Step.PENDING)
    assert get_cycle(lin, cycle).steps[1].note == "照片不清晰"


def test_one_application_at_a_time_then_a_renewal(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin)
    cycle = begin(lin, certificate)
    with pytest.raises(NothingToApplyFor):
        begin(lin, certificate)
    finish(lin, cycle, starts_on=START)
    assert get_cycle(lin, begin(lin, certificate)).kind == RegistrationKind.RENEWAL


def test_cycles_of_a_certificate_never_share_a_day(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    with pytest.raises(CyclesOverlap):
        make_cycle(lin, certificate, END - timedelta(days=1))
    make_cycle(lin, certificate, END, kind=RegistrationKind.RENEWAL)
    assert [row.number for row in queries.list_cycles(lin.id)] == [1, 2]


def test_another_certificate_has_cycles_of_its_own(app: Flask) -> None:
    lin = make_user()
    make_cycle(lin, make_certificate(lin))
    make_cycle(lin, make_certificate(lin, "middle"))
    assert [len(one.cycles) for one in queries.list_held(lin.id, today=TODAY)] == [1, 1]


def test_the_printed_end_goes_before_three_years(app: Flask) -> None:
    lin = make_user()
    cycle = make_cycle(lin, make_certificate(lin), START, date(2027, 1, 1))
    assert get_cycle(lin, cycle).ends_on == date(2027, 1, 1)


def test_nobody_enters_registrations_without_end(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "MOST", 1)
    lin = make_user()
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    with pytest.raises(TooManyCycles):
        make_cycle(lin, certificate, END)


@pytest.mark.both_databases
def test_the_database_itself_refuses_a_cycle_without_days_or_with_turned_ones(app: Flask) -> None:
    lin = make_user()
    cycle = make_cycle(lin, make_certificate(lin))
    for change in ("starts_on = NULL, ends_on = NULL", "ends_on = starts_on", "state = 'lost'"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE registration_cycle SET {change} WHERE id = {cycle}"))
        db.session.rollback()


# somebody else's


def test_somebody_elses_registrations_do_not_exist(app: Flask) -> None:
    lin, wang = make_user(), make_user("王强")
    certificate = make_certificate(lin)
    cycle = make_cycle(lin, certificate)
    for look in (
        lambda: queries.get_cycle(wang.id, cycle),
        lambda: queries.get_certificate(wang.id, certificate),
        lambda: begin(wang, certificate),
        lambda: make_cycle(wang, certificate, END),
    ):
        with pytest.raises(NoResultFound):
            look()
    assert queries.list_held(wang.id, today=TODAY) == []


def test_a_rejected_certificate_has_no_registration_to_follow(app: Flask) -> None:
    lin = make_user()
    make_certificate(lin, status="rejected")
    assert queries.list_held(lin.id, today=TODAY) == []


# taking back


def test_what_was_entered_by_mistake_goes_with_its_steps(app: Flask) -> None:
    lin = make_user()
    cycle = make_cycle(lin, make_certificate(lin))
    written(lambda: registering.remove_cycle(queries.get_cycle(lin.id, cycle), now=NOON))
    assert db.session.query(RegistrationCycle).count() == 0
    assert db.session.query(RegistrationStep).count() == 0


def test_a_certificate_does_not_go_from_under_its_registrations(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin, status="claimed")
    cycle = make_cycle(lin, certificate)

    def remove() -> None:
        written(lambda: claiming.remove_record(lin.id, "certificate", certificate, now=NOON))

    with pytest.raises(claiming.RecordRegistered):
        remove()
    written(lambda: registering.remove_cycle(queries.get_cycle(lin.id, cycle), now=NOON))
    remove()
    assert queries.list_certificates(lin.id) == []


# the number of the certificate


def test_a_number_is_sealed_and_shows_its_last_four(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin)
    number_it(lin, certificate, "2023 0611-3310 0001 23")
    row = queries.get_certificate(lin.id, certificate)
    assert row.number_last4 == "0123"
    assert NUMBER not in f"{row.number_sealed}{row.number_index}"
    assert certificate_numbers.read_own_number(row) == NUMBER


@pytest.mark.parametrize("number", ["", "123", "2" * 31, "20230611331000012X"])
def test_what_is_no_number_is_not_kept(app: Flask, number: str) -> None:
    lin = make_user()
    certificate = make_certificate(lin)
    with pytest.raises(certificate_numbers.CertificateNumberFaulty):
        number_it(lin, certificate, number)
    assert queries.get_certificate(lin.id, certificate).number_sealed is None


def test_a_verified_certificate_keeps_its_number(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin)
    number_it(lin, certificate)
    with pytest.raises(certificate_numbers.NumberVerified):
        number_it(lin, certificate, "9" * 18)


def test_a_claimed_certificate_may_be_given_another_number(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin, status="claimed")
    number_it(lin, certificate)
    number_it(lin, certificate, "9" * 18)
    assert queries.get_certificate(lin.id, certificate).number_last4 == "9999"


def test_the_same_number_in_two_accounts_is_found_without_opening_it(app: Flask) -> None:
    lin, wang, chen = make_user(), make_user("王强"), make_user("陈静")
    ids = [make_certificate(person) for person in (lin, wang, chen)]
    number_it(lin, ids[0])
    number_it(wang, ids[1], "2023-0611-3310-0001-23")
    number_it(chen, ids[2], "9" * 18)
    rows = db.session.scalars(certificates.list_numbered()).all()
    assert {row.id for row in rows[:2]} == set(ids[:2])
    assert certificates.find_doubled(rows) == set(ids[:2])
    found = certificates.list_same_number(certificates.get_numbered(ids[0]))
    assert found == [(ids[1], "王强", "verified")]
    assert certificates.list_same_number(certificates.get_numbered(ids[2])) == []


def test_two_levels_of_one_account_with_one_number_are_no_double_account(app: Flask) -> None:
    lin = make_user()
    ids = [make_certificate(lin), make_certificate(lin, "middle")]
    for certificate in ids:
        number_it(lin, certificate)
    rows = db.session.scalars(certificates.list_numbered()).all()
    assert certificates.find_doubled(rows) == set()


def test_looking_behind_the_mask_leaves_a_reason_and_no_number(app: Flask) -> None:
    lin, admin = make_user(), make_user("韩立")
    certificate = make_certificate(lin)
    number_it(lin, certificate)
    row = certificates.get_numbered(certificate)
    revealed = written(
        lambda: certificate_numbers.reveal_number(
            db.session.merge(row), reason="核对申请", actor_id=admin.id, now=NOON
        )
    )
    assert revealed == NUMBER
    entries = db.session.query(AuditEntry).order_by(AuditEntry.number).all()
    assert entries[-1].action == "certificate.reveal"
    assert "核对申请" in str(entries[-1].detail)
    assert not any(NUMBER in str(entry.detail) for entry in entries)


# taking along and leaving


def test_an_export_holds_every_registration_and_the_whole_numbers(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin)
    number_it(lin, certificate)
    make_cycle(lin, certificate)
    data = collect_data(lin.id)
    assert data["certificate_numbers"] == [{"certificate": certificate, "number": NUMBER}]
    assert data["registration_cycles"][0]["proof"] == "登20240301001"
    assert data["registration_cycles"][0]["starts_on"] == START
    assert data["registration_steps"][0]["state"] == Step.ISSUED
    assert collect_data(make_user("王强").id)["registration_cycles"] == []


@pytest.mark.both_databases
def test_when_somebody_leaves_their_registrations_go_and_others_stay(app: Flask) -> None:
    lin, wang = make_user(), make_user("王强")
    for person in (lin, wang):
        certificate = make_certificate(person)
        make_cycle(person, certificate)
        number_it(person, certificate)
    written(lambda: erase(lin.id))
    assert [row.user_id for row in db.session.query(RegistrationCycle)] == [wang.id]
    assert [row.user_id for row in db.session.query(NationalCertificate)] == [wang.id]
    assert db.session.query(RegistrationStep).count() == 1


def test_every_act_is_in_the_audit_log_without_numbers(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin)
    cycle = begin(lin, certificate)
    finish(lin, cycle)
    entries = db.session.query(AuditEntry).all()
    acts = [entry.action for entry in entries]
    assert acts.count("registration.step") == 5
    assert "registration.begin" in acts
    assert not any("001234" in str(entry.detail) for entry in entries)


def test_the_plan_of_a_step_may_lie_on_the_day_of_passing(app: Flask) -> None:
    lin = make_user()
    cycle = begin(lin, make_certificate(lin))
    step(lin, cycle, Step.PENDING, PASSED)
    assert get_cycle(lin, cycle).steps[0].happened_on == PASSED
    assert StepPlan(Step.PENDING, PASSED).proof == ""


def test_the_highest_certificate_comes_first(app: Flask) -> None:
    lin = make_user()
    for level in ("junior", "senior", "middle"):
        make_certificate(lin, level)
    assert [row.level for row in queries.list_certificates(lin.id)] == [
        "senior",
        "middle",
        "junior",
    ]
