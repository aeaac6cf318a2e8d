"""What was looked at is what is verified: one holder of a number, the name and number that the verifier saw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import NoResultFound

from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_user, sign_in
from tests.factories_desk import (
    NOON,
    case_of,
    find,
    findings_of,
    make_record,
    make_verifier,
    record_of,
    second,
    send_file,
    ticks_of,
)
from tests.factories_teaching import committed
from trainingapp.accounts import export
from trainingapp.accounts.models import User
from trainingapp.credentials.actions import claiming
from trainingapp.credentials.actions.certificate_numbers import (
    NumberLookedAt,
    NumberVerified,
    set_number,
)
from trainingapp.credentials.actions.sameness import NumberElsewhere, RecordChanged
from trainingapp.credentials.actions.verifying_records import Finding, record_verification
from trainingapp.credentials.comparing import list_compared
from trainingapp.credentials.models import NationalCertificate, Verification
from trainingapp.credentials.queries.facts import KINDS
from trainingapp.credentials.queries.names import find_verified_name
from trainingapp.credentials.queries.proving import read_certificate
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.verification import Method, SecondAwaited, Tick

EN = {"Accept-Language": "en"}
NUMBER, OTHER = "20240613510000000123", "20240613510000000456"
WRONG, UNSEEN = Tick.MISMATCH, Tick.UNSEEN
DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def wang(app: Flask) -> User:
    return make_user("王强")


@pytest.fixture
def han(app: Flask) -> User:
    return make_verifier("韩立")


@pytest.fixture
def qiao(app: Flask) -> User:
    return make_verifier("乔安")


def enter_number(certificate_id: int, number: str) -> None:
    with committed():
        set_number(db.session.get_one(NationalCertificate, certificate_id), number, now=NOON)


def numbered(user: User, number: str = NUMBER, **changes: Any) -> int:
    """A certificate with a number; its id."""
    made = make_record(user, "certificate", **changes)
    enter_number(made, number)
    return made


def rename(user: User, name: str) -> None:
    with committed():
        db.session.get_one(User, user.id).display_name = name


def status_of(kind: str, number: int) -> str:
    found: str = record_of(kind, number).status
    return found


def verified_name(user: User) -> str | None:
    db.session.remove()
    return find_verified_name(user.id)


def proved(number: int) -> str | None:
    """The last four characters that a note would tell; None: there is no note."""
    facts = read_certificate(record_of("certificate", number), DAY)
    return facts.last_four if facts else None


# One number, one holder


@pytest.mark.both_databases
def test_one_number_is_verified_for_one_account_alone(lin: User, wang: User, han: User) -> None:
    first, later = numbered(lin), numbered(wang)
    find("certificate", first, han)
    with pytest.raises(NumberElsewhere):
        find("certificate", later, han)
    db.session.rollback()
    assert (status_of("certificate", first), status_of("certificate", later)) == (
        "verified",
        "claimed",
    )
    assert findings_of("certificate", later) == []
    assert verified_name(wang) is None


@pytest.mark.parametrize("typed", [NUMBER, f" {NUMBER[:8]} {NUMBER[8:]} "])
def test_however_it_is_spaced_it_is_the_same_number(
    lin: User, wang: User, han: User, typed: str
) -> None:
    find("certificate", numbered(lin), han)
    later = numbered(wang, typed)
    with pytest.raises(NumberElsewhere):
        find("certificate", later, han)


def test_another_number_does_no_harm(lin: User, wang: User, han: User) -> None:
    find("certificate", numbered(lin), han)
    later = numbered(wang, OTHER)
    find("certificate", later, han)
    assert status_of("certificate", later) == "verified"


def test_two_certificates_without_numbers_are_not_the_same(
    lin: User, wang: User, han: User
) -> None:
    found = [make_record(user, "certificate") for user in (lin, wang)]
    for number in found:
        find("certificate", number, han)
    assert [status_of("certificate", number) for number in found] == ["verified", "verified"]


def test_one_person_may_have_a_number_in_two_records(lin: User, han: User) -> None:
    found = [numbered(lin), numbered(lin, level="middle")]
    for number in found:
        find("certificate", number, han)
    assert [status_of("certificate", number) for number in found] == ["verified", "verified"]


@pytest.mark.parametrize("tick", [WRONG, UNSEEN])
def test_a_mismatch_or_nothing_found_may_be_kept_of_the_second_account(
    lin: User, wang: User, han: User, tick: Tick
) -> None:
    find("certificate", numbered(lin), han)
    later = numbered(wang)
    find("certificate", later, han, holder=tick)
    assert len(findings_of("certificate", later)) == 1
    assert status_of("certificate", later) == "claimed"


def test_a_look_at_a_scan_verifies_nothing_and_is_kept(
    client: FlaskClient, lin: User, wang: User, han: User
) -> None:
    find("certificate", numbered(lin), han)
    later = numbered(wang)
    sign_in(client, wang)
    send_file(client, "certificate", later)
    piece = db.session.query(Verification.id).count() and 1
    find("certificate", later, han, method=Method.DOCUMENT_REVIEW, evidence_id=piece)
    assert status_of("certificate", later) == "document"


def test_once_the_first_is_rejected_the_second_may_be_verified(
    lin: User, wang: User, han: User, qiao: User
) -> None:
    first, later = numbered(lin), numbered(wang)
    find("certificate", first, han)
    find("certificate", first, han, holder=WRONG)
    with pytest.raises(NumberElsewhere):
        find("certificate", later, qiao)  # nobody has agreed to the mismatch yet
    db.session.rollback()
    second("certificate", first, qiao)
    find("certificate", later, han)
    assert (status_of("certificate", first), status_of("certificate", later)) == (
        "rejected",
        "verified",
    )


def test_a_rejection_is_not_overruled_while_the_number_is_verified_elsewhere(
    lin: User, wang: User, han: User, qiao: User
) -> None:
    first, later = numbered(lin), numbered(wang)
    find("certificate", first, han, holder=WRONG)
    second("certificate", first, qiao)
    find("certificate", later, han)
    find("certificate", first, han)  # waits for a second person, and counts for nothing yet
    with pytest.raises(NumberElsewhere):
        second("certificate", first, qiao)
    db.session.rollback()
    assert status_of("certificate", first) == "rejected"


@pytest.mark.both_databases
def test_two_verifiers_at_once_verify_one_number_once(
    app: Flask, lin: User, wang: User, han: User, qiao: User
) -> None:
    pairs = list(zip((numbered(lin), numbered(wang)), (han.id, qiao.id), strict=True))
    db.session.remove()

    def look(number: int, verifier: int) -> None:
        row = db.session.get_one(NationalCertificate, number)
        finding = Finding(method=Method.OFFICIAL_LOOKUP, ticks=ticks_of(row))
        record_verification("certificate", row, finding, verifier_id=verifier, now=NOON)

    wrong = run_at_once(app, *(lambda p=pair: look(*p) for pair in pairs))
    assert [type(one) for one in wrong] == [NumberElsewhere]
    statuses = sorted(status_of("certificate", number) for number, _verifier in pairs)
    assert statuses == ["claimed", "verified"]


def test_the_desk_warns_of_the_other_account_and_says_why_it_refuses(
    client: FlaskClient, lin: User, wang: User, han: User
) -> None:
    sign_in(client, wang)
    first, later = numbered(lin), numbered(wang)
    send_file(client, "certificate", later)
    sign_in(client, han)
    page = f"/credentials/desk/{case_of('certificate', later).id}"
    assert "Other accounts have entered the number of this certificate too: 林美华" in (
        client.get(page, headers=EN).text
    )
    find("certificate", first, han)
    names = [one.name for one in list_compared(record_of("certificate", later), "王强")]
    sent = {"method": "official_lookup", "evidence": "0"} | {f"tick_{n}": "match" for n in names}
    answer = client.post(f"{page}/verification", data=sent, headers=EN)
    assert answer.status_code == 409
    assert "verified for another account" in answer.text
    assert status_of("certificate", later) == "claimed"
    assert NUMBER not in answer.text


def test_without_another_account_there_is_no_warning(
    client: FlaskClient, lin: User, han: User
) -> None:
    sign_in(client, lin)
    number = numbered(lin)
    send_file(client, "certificate", number)
    sign_in(client, han)
    page = client.get(f"/credentials/desk/{case_of('certificate', number).id}", headers=EN).text
    assert "Other accounts" not in page


# The number that was seen


def test_a_number_entered_after_the_look_is_no_proof_and_goes_to_the_desk(
    lin: User, han: User
) -> None:
    number = make_record(lin, "certificate")
    find("certificate", number, han)
    enter_number(number, OTHER)
    assert proved(number) is None
    assert case_of("certificate", number).state == "waiting"
    find("certificate", number, han)
    assert proved(number) == OTHER[-4:]


def test_a_number_that_the_verifier_did_not_see_is_no_proof(lin: User, han: User) -> None:
    number = numbered(lin)
    find("certificate", number, han, number=UNSEEN)
    assert status_of("certificate", number) == "verified"
    assert proved(number) is None


def test_a_verified_number_stays(lin: User, han: User) -> None:
    number = numbered(lin)
    find("certificate", number, han)
    with pytest.raises(NumberVerified):
        enter_number(number, OTHER)
    db.session.rollback()
    assert proved(number) == NUMBER[-4:]


def test_while_a_second_person_looks_no_number_is_entered(lin: User, han: User, qiao: User) -> None:
    number = numbered(lin)
    find("certificate", number, han, number=WRONG)
    with pytest.raises(NumberLookedAt):
        enter_number(number, OTHER)
    db.session.rollback()
    second("certificate", number, qiao)
    enter_number(number, OTHER)
    assert record_of("certificate", number).number_last4 == OTHER[-4:]


# The name that was seen


def overruled(user: User, han: User, qiao: User, kind: str = "degree") -> int:
    """A record that two rejected, and that a third look found right: it waits for a second person."""
    number = make_record(user, kind)
    find(kind, number, han, holder=WRONG)
    second(kind, number, qiao)
    find(kind, number, han)
    return number


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["degree", "work", "certificate", "pass"])
def test_another_name_after_the_first_look_is_not_agreed_to(
    lin: User, han: User, qiao: User, kind: str
) -> None:
    number = overruled(lin, han, qiao, kind)
    rename(lin, "李假名")
    with pytest.raises(RecordChanged):
        second(kind, number, qiao)
    db.session.rollback()
    assert (status_of(kind, number), verified_name(lin)) == ("rejected", None)


def test_who_takes_the_old_name_again_is_verified_under_it(
    lin: User, han: User, qiao: User
) -> None:
    number = overruled(lin, han, qiao)
    rename(lin, "李假名")
    rename(lin, "林美华")
    second("degree", number, qiao)
    assert (status_of("degree", number), verified_name(lin)) == ("verified", "林美华")


def test_disagreeing_does_not_depend_on_the_name(lin: User, han: User, qiao: User) -> None:
    number = overruled(lin, han, qiao)
    rename(lin, "李假名")
    second("degree", number, qiao, agrees=False)
    assert status_of("degree", number) == "rejected"


def test_nobody_escapes_a_mismatch_by_another_name(lin: User, han: User, qiao: User) -> None:
    number = make_record(lin)
    find("degree", number, han, holder=WRONG)
    rename(lin, "李假名")
    second("degree", number, qiao)
    assert (status_of("degree", number), verified_name(lin)) == ("rejected", None)


def test_a_name_of_later_does_not_become_the_verified_one(lin: User, han: User) -> None:
    find("degree", make_record(lin), han)
    rename(lin, "李假名")
    assert verified_name(lin) == "林美华"


def page_of(
    client: FlaskClient, lin: User, han: User, kind: str
) -> tuple[int, str, dict[str, str]]:
    """A case that a verifier has before them: the record, its address, and the form with all ticked."""
    number = numbered(lin) if kind == "certificate" else make_record(lin, kind)
    sign_in(client, lin)
    send_file(client, kind, number)
    sign_in(client, han)
    address = f"/credentials/desk/{case_of(kind, number).id}"
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(address).text)
    assert found is not None
    names = [one.name for one in list_compared(record_of(kind, number), "林美华")]
    ticks = {f"tick_{name}": "match" for name in names}
    form = {"method": "official_lookup", "evidence": "0", "seen": found[1], **ticks}
    return number, address, form


@pytest.mark.parametrize("kind", ["degree", "work", "certificate", "pass"])
def test_another_name_under_the_verifiers_eyes_is_said_and_nothing_is_kept(
    client: FlaskClient, lin: User, han: User, kind: str
) -> None:
    number, address, form = page_of(client, lin, han, kind)
    rename(lin, "李假名")
    answer = client.post(f"{address}/verification", data=form | {"note": "我的话"}, headers=EN)
    assert answer.status_code == 422
    assert "has changed since it was looked at" in answer.text
    assert "我的话" in answer.text
    assert "李假名" in answer.text
    assert findings_of(kind, number) == []
    assert status_of(kind, number) == "claimed"


def test_another_number_under_the_verifiers_eyes_is_said_too(
    client: FlaskClient, lin: User, han: User
) -> None:
    number, address, form = page_of(client, lin, han, "certificate")
    enter_number(number, OTHER)
    assert client.post(f"{address}/verification", data=form).status_code == 422
    assert findings_of("certificate", number) == []


def test_who_compares_again_is_heard(client: FlaskClient, lin: User, han: User) -> None:
    number, address, form = page_of(client, lin, han, "degree")
    rename(lin, "林美花")
    answer = client.post(f"{address}/verification", data=form)
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', answer.text)
    assert found is not None
    assert found[1] != form["seen"]
    again = client.post(f"{address}/verification", data=form | {"seen": found[1]})
    assert again.status_code == 303
    assert (status_of("degree", number), verified_name(lin)) == ("verified", "林美花")


def test_what_was_seen_is_no_name_and_not_in_the_copy_of_ones_data(lin: User, han: User) -> None:
    number = make_record(lin)
    find("degree", number, han)
    fields = findings_of("degree", number)[0].fields
    assert len(fields["holder"]["seen"]) > 20
    assert "林美华" not in str(fields)
    told = str(export.collect_data(lin.id))
    assert "'tick': 'match'" in told
    assert fields["holder"]["seen"] not in told


# At once


def act_on(kind: str, number: int, verifier: int, **ticks: Tick) -> Any:
    def look() -> None:
        try:
            row: Any = db.session.get_one(KINDS[kind], number)
            finding = Finding(method=Method.OFFICIAL_LOOKUP, ticks=ticks_of(row, **ticks))
            record_verification(kind, row, finding, verifier_id=verifier, now=NOON)
        except NoResultFound as gone:
            raise RuleViolation from gone

    return look


@pytest.mark.both_databases
def test_two_who_find_a_mismatch_at_once_leave_one_finding(
    app: Flask, lin: User, han: User, qiao: User
) -> None:
    number = make_record(lin)
    people = (han.id, qiao.id)
    db.session.remove()
    looks = [act_on("degree", number, one, day=WRONG) for one in people]
    wrong = run_at_once(app, *looks)
    assert [type(one) for one in wrong] == [SecondAwaited]
    assert [one.second for one in findings_of("degree", number)] == ["waiting"]


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["degree", "pass"])
def test_taking_back_and_finding_at_once_leave_all_or_nothing(
    app: Flask, lin: User, han: User, kind: str
) -> None:
    number = make_record(lin, kind)
    holder, verifier = lin.id, han.id
    db.session.remove()

    def take_back() -> None:
        claiming.remove_record(holder, kind, number, now=NOON + timedelta(seconds=1))

    wrong = run_at_once(app, act_on(kind, number, verifier, holder=WRONG), take_back)
    assert len(wrong) <= 1  # who comes too late is told, or what was seen first is gone
    assert all(isinstance(one, RuleViolation) for one in wrong)
    db.session.remove()
    is_there = db.session.get(KINDS[kind], number) is not None
    assert db.session.query(Verification).count() == int(is_there)


def test_what_was_taken_back_before_the_look_is_not_found(app: Flask, lin: User, han: User) -> None:
    number = make_record(lin)
    row = record_of("degree", number)
    ticks = ticks_of(row)
    finding, verifier = Finding(method=Method.OFFICIAL_LOOKUP, ticks=ticks), han.id
    db.session.execute(text("DELETE FROM degree_record WHERE id = :id"), {"id": number})
    with pytest.raises(NoResultFound):
        record_verification("degree", row, finding, verifier_id=verifier, now=NOON)
    db.session.rollback()
