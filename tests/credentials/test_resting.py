"""What a kept decision rested on: every record of that day, how sure it was, and the verification behind it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import make_user, sign_in
from tests.factories_eligibility import (
    JOB,
    MASTER,
    MIDDLE,
    NOON,
    decisions_of,
    keep,
    make_claim,
    make_master,
)
from tests.statements import count_statements
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.credentials.actions.claiming import remove_record
from trainingapp.credentials.models import DecisionEvidence, Verification
from trainingapp.credentials.models.subjects import subject_values
from trainingapp.credentials.queries.resting import list_rested, list_supporting
from trainingapp.extensions import db
from trainingapp.rules.eligibility import Target
from trainingapp.rules.verification import CheckOutcome, Method, SecondOpinion
from trainingapp.web.transactions import writing

EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
PAGE = "/eligibility/decisions/1"


def make_verification(kind: str, record: int, **values: Any) -> int:
    """A committed finding of somebody about a record; its number."""
    desk = make_user("周正")
    with writing():
        row = Verification(
            **{
                **subject_values(kind, record),
                "method": Method.CHSI_ONLINE,
                "outcome": CheckOutcome.MATCH,
                "verified_by_id": desk.id,
                "verified_at": NOON - timedelta(days=2),
                **values,
            }
        )
        db.session.add(row)
        db.session.flush()
        number = row.id
        db.session.commit()
        db.session.remove()
    return number


def kept_rows(user: User) -> list[tuple[str, int, str, bool, int | None]]:
    (kept,) = decisions_of(user)
    return [
        (r.record_kind, r.record_id, r.assurance, r.is_named, r.verification_id)
        for r in (one.row for one in list_rested(kept))
    ]


@pytest.mark.both_databases
def test_each_record_is_kept_with_its_assurance_and_verification(app: Flask) -> None:
    lin = make_user()
    degree = make_claim(lin, "degree", MASTER, "verified")
    job = make_claim(lin, "work", JOB)
    number = make_verification("degree", degree)
    keep(lin)
    assert kept_rows(lin) == [
        ("degree", degree, "verified", True, number),
        ("work", job, "claimed", True, None),
    ]


def test_a_record_that_no_sentence_names_was_only_looked_at(app: Flask) -> None:
    lin = make_user()
    degree = make_claim(lin, "degree", MASTER)
    lost = make_claim(lin, "pass", {"level": "middle", "paper": "law", "year": 2020})
    keep(lin, Target("junior_exam", 2027))
    assert kept_rows(lin) == [
        ("degree", degree, "claimed", True, None),
        ("pass", lost, "claimed", False, None),
    ]


def test_whoever_is_not_eligible_sees_what_was_looked_at(app: Flask) -> None:
    lin = make_user()
    job = make_claim(lin, "work", JOB)
    keep(lin)
    assert [row[:2] for row in kept_rows(lin)] == [("work", job)]


def test_a_decision_on_nothing_rests_on_nothing(client: FlaskClient) -> None:
    lin = make_user()
    keep(lin)
    assert kept_rows(lin) == []
    sign_in(client, lin)
    assert "What it rested on" not in client.get(PAGE, headers=EN).text


def test_several_verifications_of_a_record_are_each_kept(app: Flask) -> None:
    lin = make_user()
    degree = make_claim(lin, "degree", MASTER, "authority")
    numbers = [
        make_verification("degree", degree),
        make_verification("degree", degree, method=Method.UNIVERSITY_ATTESTATION),
    ]
    keep(lin)
    assert [row[4] for row in kept_rows(lin)] == numbers


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": CheckOutcome.INCONCLUSIVE},
        {"outcome": CheckOutcome.MISMATCH, "second": SecondOpinion.WAITING},
        {"second": SecondOpinion.WAITING},
        {"valid_until": date(2026, 11, 22)},
    ],
)
def test_what_does_not_support_a_record_is_not_named(app: Flask, values: dict[str, Any]) -> None:
    lin = make_user()
    degree = make_claim(lin, "degree", MASTER)
    make_verification("degree", degree, **values)
    keep(lin)
    assert [row[4] for row in kept_rows(lin)] == [None]


def test_a_verification_holds_through_the_day_before_its_end(app: Flask) -> None:
    degree = make_claim(make_user(), "degree", MASTER)
    number = make_verification("degree", degree, valid_until=date(2026, 11, 23))
    ref = f"degree:{degree}"
    assert list_supporting([ref], today=date(2026, 11, 22)) == {ref: [number]}
    assert list_supporting([ref], today=date(2026, 11, 23)) == {}
    assert list_supporting([], today=date(2026, 11, 22)) == {}


def test_a_verification_of_another_kind_with_the_same_number_is_another_records(
    app: Flask,
) -> None:
    lin, wang = make_user(), make_user("王强")
    degree, job = make_claim(lin, "degree", MASTER), make_claim(wang, "work", JOB)
    make_verification("work", job)
    assert list_supporting([f"degree:{degree}"], today=date(2026, 11, 22)) == {}


def test_the_same_decision_again_adds_no_rows(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    before = kept_rows(lin)
    keep(lin, MIDDLE, NOON + timedelta(minutes=1))
    assert kept_rows(lin) == before


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision_evidence SET assurance = 'authority'",
        "UPDATE decision_evidence SET verification_id = 7",
        "DELETE FROM decision_evidence",
    ],
)
def test_nobody_changes_or_removes_what_a_decision_rested_on(app: Flask, statement: str) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    with pytest.raises(DatabaseError), writing():
        db.session.execute(text(statement))
    db.session.rollback()
    assert len(kept_rows(lin)) == 2


# the page


def test_the_page_of_the_decision_shows_record_assurance_and_who_verified(
    client: FlaskClient,
) -> None:
    lin = make_user()
    degree = make_claim(lin, "degree", MASTER, "verified")
    make_claim(lin, "work", JOB)
    make_verification("degree", degree)
    keep(lin)
    sign_in(client, lin)
    page = client.get(PAGE, headers=EN).text
    assert "What it rested on" in page
    assert "滨江大学" in page
    assert "Looked up at CHSI" in page
    assert "nobody" in page
    assert "判定所依据的记录" in client.get(PAGE, headers=ZH).text


def test_a_record_that_is_gone_is_told_to_be_and_a_later_one_never_takes_its_place(
    client: FlaskClient,
) -> None:
    lin = make_user()
    job = make_claim(lin, "work", JOB)
    keep(lin)
    with writing():
        remove_record(lin.id, "work", job, now=NOON)
        db.session.commit()
        db.session.remove()
    later = make_claim(lin, "work", {**JOB, "employer": "后来的机构"})
    with writing():
        db.session.execute(
            text("UPDATE work_period SET entered_at = entered_at + 1000 WHERE id = :id"),
            {"id": later},
        )
        db.session.commit()
        db.session.remove()
    sign_in(client, lin)
    page = client.get(PAGE, headers=EN).text
    assert "has been removed since" in page
    assert "后来的机构" not in page


def test_the_page_asks_the_same_of_the_database_for_few_and_many_records(
    client: FlaskClient,
) -> None:
    few, many = make_user(), make_user("王强")
    make_master(few)
    for year in range(2010, 2020):
        make_claim(many, "pass", {"level": "middle", "paper": "law", "year": year})
        degree = make_claim(many, "degree", MASTER)
        make_verification("degree", degree)
    counts = []
    for user in (few, many):
        keep(user)
        sign_in(client, user)
        counts.append(count_statements(client, PAGE))
    assert counts[0] == counts[1]


# export and leaving


def test_the_export_says_what_each_decision_rested_on(app: Flask) -> None:
    lin = make_user()
    degree = make_claim(lin, "degree", MASTER, "verified")
    number = make_verification("degree", degree)
    keep(lin, Target("junior_exam", 2027))
    (row,) = collect_data(lin.id)["eligibility_decisions"]
    assert row["rested_on"] == [
        {
            "record": f"degree:{degree}",
            "assurance": "verified",
            "is_named": True,
            "verification": number,
        }
    ]
    assert json.dumps(row, default=str)


def test_numbers_stay_when_somebody_leaves_and_nothing_of_the_person(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    with writing():
        erase(lin.id)
        db.session.commit()
        db.session.remove()
    rows = db.session.query(DecisionEvidence).all()
    assert len(rows) == 2
    assert "滨江" not in json.dumps([vars(row) for row in rows], default=str, ensure_ascii=False)
