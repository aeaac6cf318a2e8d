"""What holders ask for: verified records, kept decisions, own scores, own credentials; else they read why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, credential_of, end_credential, make_credential
from tests.factories_eligibility import MASTER, keep, make_claim
from tests.factories_exams import make_sitting
from tests.factories_issuing import frozen, make_sat
from tests.factories_kinds import MOCK, SINGLE, make_kind, verify_name
from tests.factories_teaching import committed, make_attempt
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.credentials.models import Credential, NationalCertificate, Verification
from trainingapp.credentials.models.subjects import subject_values
from trainingapp.credentials.signing.verifying import verify
from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.rules.eligibility import Target
from trainingapp.rules.sittings import Feedback

EN = {"Accept-Language": "en"}
CERTIFICATE: dict[str, Any] = {"level": "junior", "issued_on": NOON.date()}
WORK = {"employer": "滨江社会工作服务中心", "starts_on": NOON.date() - timedelta(days=3000)}
JUNIOR = Target("junior_exam", 2027)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(app: Flask, client: FlaskClient) -> User:
    """Lin, signed in."""
    person = make_user()
    sign_in(client, person)
    return person


def ask(client: FlaskClient, path: str, **data: Any) -> Any:
    return client.post(f"/credentials/asking/{path}", data=data, headers=EN)


def made() -> Credential:
    """The one credential that there is."""
    db.session.rollback()
    return db.session.query(Credential).one()


def none_made() -> bool:
    db.session.rollback()
    return db.session.query(Credential).count() == 0


def confirm(kind: str, record: int, **fields: dict[str, str]) -> None:
    """A verification that found the record right."""
    verifier = make_user("韩立").id
    with committed():
        db.session.add(
            Verification(
                **subject_values(kind, record),
                method="official_lookup",
                outcome="match",
                fields=fields,
                verified_by_id=verifier,
                verified_at=NOON - timedelta(days=3),
            )
        )


def make_degree(user: User, status: str = "verified") -> int:
    record = make_claim(user, "degree", MASTER, status)
    confirm("degree", record)
    return record


def test_the_holder_of_a_verified_degree_gets_a_note_on_it(client: FlaskClient, lin: User) -> None:
    verify_name(lin)
    answer = ask(client, f"degrees/{make_degree(lin)}")
    row = made()
    assert answer.location == f"/credentials/{row.public_id}"
    assert (row.kind, row.claim) == ("degree", "verified_by_us")
    assert "2026-11-19" in row.document, "the day on which it was verified"
    assert verify(row.document, now=NOON).is_valid
    page = client.get(answer.location, headers=EN).get_data(as_text=True)
    assert "Verified by us" in page
    assert "It is neither the diploma nor a national professional certificate." in page


@pytest.mark.parametrize("status", ["claimed", "document", "rejected", "expired"])
def test_an_unverified_degree_gives_no_note(client: FlaskClient, lin: User, status: str) -> None:
    verify_name(lin)
    answer = ask(client, f"degrees/{make_degree(lin, status)}")
    assert answer.status_code == 409
    assert "This record is not verified" in answer.get_data(as_text=True)
    assert none_made()


def test_a_degree_that_is_only_expected_gives_no_note(client: FlaskClient, lin: User) -> None:
    verify_name(lin)
    expected = {**MASTER, "awarded_on": None, "expected_on": NOON.date() + timedelta(days=200)}
    record = make_claim(lin, "degree", expected, "verified")
    confirm("degree", record)
    assert ask(client, f"degrees/{record}").status_code == 409
    assert none_made()


def test_without_a_verified_name_there_is_no_note_and_the_reason_is_said(
    client: FlaskClient, lin: User
) -> None:
    answer = ask(client, f"degrees/{make_degree(lin)}")
    assert answer.status_code == 409
    assert "Your name has not been verified yet." in answer.get_data(as_text=True)
    assert none_made()


@pytest.mark.parametrize("path", ["degrees", "certificates", "attempts", "decisions"])
def test_nobody_asks_for_what_is_somebody_elses(client: FlaskClient, lin: User, path: str) -> None:
    wang = make_user("王建国")
    verify_name(lin)
    verify_name(wang)
    make_claim(wang, "certificate", CERTIFICATE, "verified")
    make_degree(wang)
    keep(wang)
    make_attempt(make_sitting(), wang, begun=NOON - timedelta(days=2), **frozen())
    assert ask(client, f"{path}/1").status_code == 404
    assert none_made()


def test_a_certificate_needs_its_number_first(client: FlaskClient, lin: User) -> None:
    verify_name(lin)
    record = make_claim(lin, "certificate", CERTIFICATE, "verified")
    confirm("certificate", record)
    answer = ask(client, f"certificates/{record}")
    assert answer.status_code == 409
    assert "last four characters" in answer.get_data(as_text=True)
    with committed():
        row = db.session.get_one(NationalCertificate, record)
        row.number_last4, row.number_sealed, row.number_index = "0X17", "sealed", "index"
    assert ask(client, f"certificates/{record}").status_code == 409  # nobody has looked at it
    confirm("certificate", record, number={"tick": "match", "note": "", "seen": "another"})
    assert ask(client, f"certificates/{record}").status_code == 409
    confirm("certificate", record, number={"tick": "unseen", "note": "", "seen": "index"})
    assert ask(client, f"certificates/{record}").status_code == 409
    confirm("certificate", record, number={"tick": "match", "note": "", "seen": "index"})
    assert ask(client, f"certificates/{record}").status_code == 303
    assert "尾号 0X17" in made().document
    assert "sealed" not in made().document


def test_an_unverified_certificate_gives_no_note(client: FlaskClient, lin: User) -> None:
    verify_name(lin)
    record = make_claim(lin, "certificate", {**CERTIFICATE, "number_last4": "0X17"}, "document")
    assert ask(client, f"certificates/{record}").status_code == 409
    assert none_made()


def make_eligible(user: User) -> tuple[int, int]:
    """A degree that is verified and a kept decision that it opens the junior exam; record and number."""
    record = make_degree(user)
    return record, keep(user, JUNIOR)


def test_an_eligible_decision_gives_a_statement_until_the_end_of_the_year(
    client: FlaskClient, lin: User
) -> None:
    verify_name(lin)
    record, number = make_eligible(lin)
    assert ask(client, f"decisions/{number}").status_code == 303
    row = made()
    assert row.kind == "eligibility"
    assert '"validUntil": "2027-12-31T16:00:00Z"' in row.document
    assert "国人部发〔2006〕71号" in row.document
    assert "条款序号未核对原文" in row.document, "what nobody has checked is said"
    assert ("degree", record) in basis_of(row)


def basis_of(row: Credential) -> set[tuple[str, int]]:
    found = db.session.execute(
        db.text("SELECT kind, subject_id FROM credential_basis WHERE credential_id = :id"),
        {"id": row.id},
    )
    return {(kind, number) for kind, number in found}


def test_a_decision_that_is_not_eligible_gives_no_statement(client: FlaskClient, lin: User) -> None:
    verify_name(lin)
    make_claim(lin, "degree", MASTER)
    number = keep(lin, JUNIOR)
    answer = ask(client, f"decisions/{number}")
    assert answer.status_code == 409
    assert "records that are all verified" in answer.get_data(as_text=True)
    assert none_made()


def test_a_decision_whose_record_is_no_longer_verified_gives_none(
    client: FlaskClient, lin: User
) -> None:
    verify_name(lin)
    record, number = make_eligible(lin)
    with committed():
        db.session.execute(
            db.text("UPDATE degree_record SET status = 'expired' WHERE id = :id"), {"id": record}
        )
    assert ask(client, f"decisions/{number}").status_code == 409
    assert none_made()


def test_an_older_decision_about_the_same_gives_none(client: FlaskClient, lin: User) -> None:
    verify_name(lin)
    _record, number = make_eligible(lin)
    make_claim(lin, "work", WORK)
    newer = keep(lin, JUNIOR)
    assert newer != number
    assert ask(client, f"decisions/{number}").status_code == 409
    assert ask(client, f"decisions/{newer}").status_code == 303


def test_an_own_score_that_is_released_is_issued_as_practice(
    client: FlaskClient, lin: User
) -> None:
    attempt = make_attempt(make_sitting(), lin, begun=NOON - timedelta(days=2), **frozen())
    assert ask(client, f"attempts/{attempt}").status_code == 303
    assert made().title["zh"].startswith("练习记录")


def test_a_score_that_is_not_released_is_not_let_out_by_a_credential(
    client: FlaskClient, lin: User
) -> None:
    _officer, _sitting, people = make_sat("赵小兰", feedback=Feedback.NOTHING)
    sign_in(client, people[0])
    attempt = db.session.query(Attempt).one().id
    answer = ask(client, f"attempts/{attempt}")
    assert answer.status_code == 409
    assert "72.5" not in client.get("/credentials/asking").get_data(as_text=True)
    assert none_made()


def test_a_paper_made_for_one_person_is_no_mock_exam(client: FlaskClient, lin: User) -> None:
    attempt = make_attempt(
        make_sitting(owner_id=lin.id), lin, begun=NOON - timedelta(days=2), **frozen()
    )
    assert ask(client, f"attempts/{attempt}").status_code == 404


@pytest.mark.parametrize("state", ["running", "voided"])
def test_what_was_not_handed_in_or_does_not_count_has_no_score(
    client: FlaskClient, lin: User, state: str
) -> None:
    attempt = make_attempt(
        make_sitting(), lin, begun=NOON - timedelta(days=2), **{**frozen(), "state": state}
    )
    assert ask(client, f"attempts/{attempt}").status_code == 404


def test_chosen_credentials_are_put_together(client: FlaskClient, lin: User) -> None:
    parts = [make_credential(lin, facts) for facts in (FACTS, MOCK)]
    answer = ask(client, "bundle", parts=parts)
    assert answer.status_code == 303
    bundle = credential_of(answer.location.rpartition("/")[2])
    assert (bundle.kind, len(basis_of(bundle))) == ("bundle", 2)
    page = client.get(answer.location, headers=EN).get_data(as_text=True)
    assert "What it contains" in page
    assert "Every credential in it is one of ours and holds." in page


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_are_refused_beside_the_field_and_stay_chosen(
    client: FlaskClient, lin: User, count: int
) -> None:
    parts = [make_credential(lin, facts) for facts in (FACTS, MOCK)]
    answer = ask(client, "bundle", parts=parts[:count])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose 2 to 10 of your credentials." in page
    assert len(re.findall(r"<input[^>]*\bchecked\b", page)) == count
    assert db.session.query(Credential).count() == 2


def test_what_does_not_hold_or_is_anothers_cannot_be_chosen(client: FlaskClient, lin: User) -> None:
    mine = make_credential(lin, FACTS)
    ended = make_credential(lin, MOCK)
    end_credential(ended)
    foreign = make_credential(make_user("王建国"), FACTS)
    page = client.get("/credentials/asking", headers=EN).get_data(as_text=True)
    assert ended not in page
    assert foreign not in page
    for other in (ended, foreign, "x"):
        assert ask(client, "bundle", parts=[mine, other]).status_code == 422
    assert db.session.query(Credential).count() == 3


def test_a_bundle_is_no_part_of_another(client: FlaskClient, lin: User) -> None:
    bundle = make_kind("bundle", lin)
    assert bundle not in client.get("/credentials/asking", headers=EN).get_data(as_text=True)


def test_the_page_says_of_everything_what_may_be_asked_for_and_why_not(
    client: FlaskClient, lin: User
) -> None:
    make_claim(lin, "degree", MASTER)
    make_claim(lin, "certificate", CERTIFICATE, "verified")
    make_claim(lin, "degree", MASTER, "verified")
    page = client.get("/credentials/asking", headers=EN).get_data(as_text=True)
    for words in (
        "Your name is not verified yet",
        "Once it is verified",
        "Once you have entered its number",
        "Once your name is verified",
        "You have handed in no mock exam yet.",
        "You need two credentials that hold.",
        "A statement needs a kept decision",
    ):
        assert words in page
    assert "/credentials/asking/degrees/" not in page


def test_the_page_offers_what_may_be_asked_for_and_marks_what_is_there(
    client: FlaskClient, lin: User
) -> None:
    verify_name(lin)
    record, number = make_eligible(lin)
    attempt = make_attempt(make_sitting(), lin, begun=NOON - timedelta(days=2), **frozen())
    paths = [f"degrees/{record}", f"decisions/{number}", f"attempts/{attempt}"]
    page = client.get("/credentials/asking", headers=EN).get_data(as_text=True)
    assert "Notes and statements are issued to your verified name: 林美华." in page
    for path in paths:
        assert f"/credentials/asking/{path}" in page
        assert ask(client, path).status_code == 303
    page = client.get("/credentials/asking", headers=EN).get_data(as_text=True)
    for path in paths:
        assert f"/credentials/asking/{path}" not in page
    assert page.count("badge") >= 3


def test_the_page_takes_as_many_statements_for_much_as_for_little(
    client: FlaskClient, lin: User
) -> None:
    make_kind("bundle", lin)
    make_claim(lin, "degree", MASTER)
    little = count_statements(client, "/credentials/asking")
    for _ in range(4):
        make_claim(lin, "degree", MASTER)
    sitting = make_sitting()
    for ordinal in range(1, 6):
        begun = NOON - timedelta(days=ordinal + 1)
        make_attempt(sitting, lin, ordinal=ordinal, begun=begun, **frozen())
    assert count_statements(client, "/credentials/asking") == little


@pytest.mark.parametrize("kind", [*SINGLE, "bundle"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_kind_has_a_page_that_says_what_it_is_not(
    client: FlaskClient, lin: User, kind: str, language: str
) -> None:
    public_id = make_kind(kind, lin, is_open=True)
    client.delete_cookie("session")
    page = client.get(f"/credentials/{public_id}", headers={"Accept-Language": language})
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert ("国家职业资格证书" if language == "zh" else "national professional certificate") in text
    assert ("全部检查通过" if language == "zh" else "Every check has passed") in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_why_something_fell_is_said_in_the_readers_language(
    client: FlaskClient, lin: User, language: str
) -> None:
    parts = [make_credential(lin, facts) for facts in (FACTS, MOCK)]
    bundle = ask(client, "bundle", parts=parts).location
    end_credential(parts[0])
    text = client.get(bundle, headers={"Accept-Language": language}).get_data(as_text=True)
    assert (
        "其中有一份已被撤销或替换" if language == "zh" else "A credential in it was revoked"
    ) in text
    assert "site:part" not in text
