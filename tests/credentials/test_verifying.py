"""What verifiers find, and what follows: the status of the record, whose turn it is, what the holder is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import make_registrar, make_university, make_user
from tests.factories_desk import (
    CODE_ENDS,
    NOON,
    TODAY,
    case_of,
    find,
    findings_of,
    give_code,
    make_record,
    make_verifier,
    record_of,
    second,
    ticks_of,
)
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import attesting, settling
from trainingapp.credentials.actions.verifying_records import (
    Finding,
    give_second_opinion,
    record_verification,
)
from trainingapp.credentials.models import DegreeRecord, Verification
from trainingapp.credentials.queries.facts import collect_facts
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.chsi import CodeExpired
from trainingapp.rules.eligibility_facts import Assurance
from trainingapp.rules.verification import (
    METHODS,
    Method,
    NoEvidence,
    NoSecondAwaited,
    OwnRecord,
    SameVerifier,
    SecondAwaited,
    Tick,
)
from trainingapp.web.transactions import writing

KINDS = ("degree", "work", "certificate", "pass")
WRONG, UNSEEN = Tick.MISMATCH, Tick.UNSEEN


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def han(app: Flask) -> User:
    return make_verifier("韩立")


@pytest.fixture
def qiao(app: Flask) -> User:
    return make_verifier("乔安")


def told(user: User) -> list[str]:
    db.session.remove()
    rows = db.session.query(Notice).filter_by(user_id=user.id, read_at=None).order_by(Notice.id)
    return [row.kind.removeprefix("credentials.") for row in rows]


def states(kind: str, record_id: int) -> tuple[str, str]:
    """The status of a record, and whose turn it is."""
    return record_of(kind, record_id).status, case_of(kind, record_id).state


def asked(user: User, kind: str = "degree", **changes: Any) -> int:
    """A record of which somebody has given a code or asked; its id."""
    number = make_record(user, kind, **changes)
    give_code(kind, number)
    return number


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", KINDS)
def test_a_match_of_all_that_is_needed_verifies(lin: User, han: User, kind: str) -> None:
    number = asked(lin, kind)
    assert states(kind, number) == ("claimed", "waiting")
    find(kind, number, han)
    assert states(kind, number) == ("verified", "settled")
    assert told(lin) == ["record_verified"]


@pytest.mark.parametrize(
    ("method", "status", "state", "notice"),
    [
        (Method.DOCUMENT_REVIEW, "document", "answered", "record_seen"),
        (Method.CHSI_ONLINE, "verified", "settled", "record_verified"),
        (Method.OFFICIAL_LOOKUP, "verified", "settled", "record_verified"),
        (Method.UNIVERSITY_ATTESTATION, "authority", "settled", "record_verified"),
    ],
)
def test_the_method_decides_how_sure_it_is(
    lin: User, han: User, method: Method, status: str, state: str, notice: str
) -> None:
    number = make_record(lin)
    evidence = give_code("degree", number)
    find("degree", number, han, method=method, evidence_id=evidence)
    assert states("degree", number) == (status, state)
    assert told(lin) == [notice]
    assert method in METHODS["degree"]


def test_what_was_not_shown_leaves_the_record_open(lin: User, han: User) -> None:
    number = asked(lin)
    find("degree", number, han, institution_name=UNSEEN, note="请上传带验证码的备案表")
    assert states("degree", number) == ("claimed", "answered")
    assert told(lin) == ["record_open"]
    assert findings_of("degree", number)[0].outcome == "inconclusive"


def test_what_may_stay_unseen_does_no_harm(lin: User, han: User) -> None:
    number = asked(lin)
    find("degree", number, han, mode=UNSEEN, enrolled_on=UNSEEN)
    assert states("degree", number) == ("verified", "settled")


def test_a_mismatch_waits_for_a_second_person_and_the_holder_is_not_told_yet(
    lin: User, han: User
) -> None:
    number = asked(lin)
    find("degree", number, han, level=WRONG)
    assert states("degree", number) == ("claimed", "second")
    assert told(lin) == []


def test_a_second_person_who_agrees_rejects(lin: User, han: User, qiao: User) -> None:
    number = asked(lin)
    find("degree", number, han, level=WRONG)
    second("degree", number, qiao)
    assert states("degree", number) == ("rejected", "settled")
    assert told(lin) == ["record_rejected"]
    assert collect_facts(lin.id).degrees == ()
    found = findings_of("degree", number)[0]
    assert (found.second, found.second_by_id, found.second_note) == ("agreed", qiao.id, "已复核")
    assert found.fields["level"] == {"tick": "mismatch", "note": "另一个"}


def test_a_second_person_who_does_not_agree_sends_it_back_to_the_desk(
    lin: User, han: User, qiao: User
) -> None:
    number = asked(lin)
    find("degree", number, han, level=WRONG)
    second("degree", number, qiao, agrees=False)
    assert states("degree", number) == ("claimed", "waiting")
    assert told(lin) == []
    find("degree", number, qiao)
    assert states("degree", number) == ("verified", "settled")


def test_two_people_take_a_rejection_back(lin: User, han: User, qiao: User) -> None:
    number = asked(lin)
    find("degree", number, han, level=WRONG)
    second("degree", number, qiao)
    give_code("degree", number)
    assert states("degree", number) == ("rejected", "waiting")
    find("degree", number, han)
    assert states("degree", number) == ("rejected", "second")
    second("degree", number, qiao)
    assert states("degree", number) == ("verified", "settled")


def test_a_match_that_nobody_seconds_leaves_the_rejection(lin: User, han: User, qiao: User) -> None:
    number = asked(lin)
    find("degree", number, han, level=WRONG)
    second("degree", number, qiao)
    find("degree", number, han)
    second("degree", number, qiao, agrees=False)
    assert states("degree", number) == ("rejected", "settled")


def test_nobody_verifies_themselves(lin: User, han: User) -> None:
    number = asked(han)
    with pytest.raises(OwnRecord):
        find("degree", number, han)
    assert findings_of("degree", number) == []


def test_nobody_is_the_second_of_what_they_found_themselves(lin: User, han: User) -> None:
    number = asked(lin)
    find("degree", number, han, level=WRONG)
    with pytest.raises(SameVerifier):
        second("degree", number, han)
    assert states("degree", number) == ("claimed", "second")


def test_nobody_is_the_second_of_their_own_record(han: User, qiao: User) -> None:
    number = asked(han)
    find("degree", number, qiao, level=WRONG)
    with pytest.raises(OwnRecord):
        second("degree", number, han, agrees=False)


def test_a_second_opinion_is_given_once(lin: User, han: User, qiao: User) -> None:
    number = asked(lin)
    found = find("degree", number, han, level=WRONG)
    second("degree", number, qiao)
    with pytest.raises(NoSecondAwaited), writing():
        give_second_opinion(
            db.session.get_one(Verification, found),
            agrees=False,
            note="不同意",
            verifier_id=make_user().id,
            now=NOON,
        )
    assert states("degree", number) == ("rejected", "settled")


def test_while_a_second_is_awaited_nothing_else_is_found(lin: User, han: User, qiao: User) -> None:
    number = asked(lin)
    find("degree", number, han, level=WRONG)
    with pytest.raises(SecondAwaited):
        find("degree", number, qiao)


@pytest.mark.parametrize("method", [Method.CHSI_ONLINE, Method.DOCUMENT_REVIEW])
def test_a_look_needs_something_to_look_at(lin: User, han: User, method: Method) -> None:
    number = make_record(lin)
    with pytest.raises(NoEvidence):
        find("degree", number, han, method=method)


def test_an_expired_code_cannot_be_looked_up_but_what_it_showed_stays(lin: User, han: User) -> None:
    number = make_record(lin)
    evidence = give_code("degree", number)
    find("degree", number, han, method=Method.CHSI_ONLINE, evidence_id=evidence)
    later = datetime(2027, 3, 1, 4, 0, tzinfo=UTC)
    assert later.date() > CODE_ENDS
    with writing():
        settling.expire_verifications(now=later)
        db.session.commit()
    assert record_of("degree", number).status == "verified"
    other = make_record(lin, awarded_on=date(2025, 7, 1))
    expired = give_code("degree", other)
    with pytest.raises(CodeExpired):
        find("degree", other, han, method=Method.CHSI_ONLINE, evidence_id=expired, now=later)


# Time


def expire(now: datetime) -> None:
    with writing():
        settling.expire_verifications(now=now)
        db.session.commit()
        db.session.remove()


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", KINDS)
def test_a_record_keeps_its_status_until_its_verification_ends(
    lin: User, han: User, kind: str
) -> None:
    number = asked(lin, kind)
    find(kind, number, han, valid_until=date(2026, 12, 31))
    # 23:59 in Shanghai on the day before
    expire(datetime(2026, 12, 30, 15, 59, tzinfo=UTC))
    assert states(kind, number) == ("verified", "settled")
    expire(datetime(2026, 12, 30, 16, 0, tzinfo=UTC))
    assert states(kind, number) == ("expired", "answered")
    assert told(lin) == ["record_expired"]
    expire(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    assert told(lin) == ["record_expired"]


def test_who_is_only_expected_to_graduate_is_verified_until_that_day(lin: User, han: User) -> None:
    number = asked(lin, awarded_on=None, expected_on=date(2027, 7, 1))
    find("degree", number, han, valid_until=date(2028, 1, 1))
    row = record_of("degree", number)
    assert (row.status, row.recheck_on) == ("verified", date(2027, 7, 1))
    expire(datetime(2027, 6, 30, 16, 0, tzinfo=UTC))
    assert record_of("degree", number).status == "expired"


def test_a_newer_verification_outlives_an_older_one(lin: User, han: User) -> None:
    number = asked(lin)
    find("degree", number, han, valid_until=date(2026, 12, 31))
    find("degree", number, han)
    assert record_of("degree", number).recheck_on is None
    expire(datetime(2027, 2, 1, tzinfo=UTC))
    assert record_of("degree", number).status == "verified"


def test_an_expired_record_counts_as_claimed_and_a_rejected_one_not_at_all(
    lin: User, han: User
) -> None:
    number = asked(lin)
    find("degree", number, han, valid_until=date(2026, 12, 31))
    assert collect_facts(lin.id).degrees[0].assurance is Assurance.VERIFIED
    expire(datetime(2027, 2, 1, tzinfo=UTC))
    assert collect_facts(lin.id).degrees[0].assurance is Assurance.CLAIMED


@pytest.mark.both_databases
def test_who_finds_second_reads_what_was_found_first(lin: User, han: User, qiao: User) -> None:
    number = asked(lin)
    with writing():
        early = record_of("degree", number)
        assert early.status == "claimed"
        db.session.execute(text("UPDATE degree_record SET recheck_on = '2027-01-01'"))
        finding = Finding(method=Method.OFFICIAL_LOOKUP, ticks=ticks_of(early))
        record_verification("degree", early, finding, verifier_id=han.id, now=NOON)
        assert early.recheck_on is None  # read anew, then derived
        db.session.commit()
    assert states("degree", number) == ("verified", "settled")


# What stays as it is


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'match'",
        "method = 'university_attestation'",
        "valid_until = NULL",
        "verified_by_id = second_by_id",
        "fields = '{}'",
    ],
)
def test_the_database_refuses_to_change_what_was_found(lin: User, han: User, change: str) -> None:
    number = asked(lin)
    found = find("degree", number, han, level=WRONG)
    with pytest.raises(Exception, match=r"never changed|constraint"), writing():
        db.session.execute(text(f"UPDATE verification SET {change} WHERE id = {found}"))
    db.session.rollback()


@pytest.mark.both_databases
def test_the_database_refuses_a_second_who_is_the_first(lin: User, han: User) -> None:
    number = asked(lin)
    found = find("degree", number, han, level=WRONG)
    change = f"second = 'agreed', second_by_id = {han.id}"
    with pytest.raises(IntegrityError), writing():
        db.session.execute(text(f"UPDATE verification SET {change} WHERE id = {found}"))
    db.session.rollback()


@pytest.mark.parametrize(
    "values",
    [
        {"degree_id": None},
        {"work_id": "own"},
        {"outcome": "mismatch", "second": "none"},
        {"second": "agreed"},
        {"method": "hearsay"},
        {"outcome": "perhaps"},
    ],
)
def test_the_database_refuses_a_finding_that_cannot_be(
    lin: User, han: User, values: dict[str, Any]
) -> None:
    degree, work = make_record(lin), make_record(lin, "work")
    row = {
        "degree_id": degree,
        "method": "chsi_online",
        "outcome": "match",
        "second": "none",
        "verified_by_id": han.id,
        "verified_at": NOON,
        **{name: work if value == "own" else value for name, value in values.items()},
    }
    with writing():
        db.session.add(Verification(**row))
        with pytest.raises(IntegrityError):
            db.session.flush()
    db.session.rollback()


def test_each_look_is_in_the_audit_log_without_what_was_read(
    lin: User, han: User, qiao: User
) -> None:
    number = asked(lin)
    find("degree", number, han, level=WRONG, note="学历层次不一致")
    second("degree", number, qiao)
    rows = db.session.query(AuditEntry).order_by(AuditEntry.number).all()
    acts = [(row.action, row.actor_id) for row in rows if row.subject == "verification"]
    assert acts == [("verification.record", han.id), ("verification.second", qiao.id)]
    details = " ".join(row.detail for row in rows)
    assert "学历层次" not in details
    assert "林美华" not in details


# The university's own word


def load(university_id: int, count: int = 3, **changes: Any) -> list[int]:
    """Rows as a sheet of graduates loads them: nobody's yet."""
    values: dict[str, Any] = {
        "organisation_id": university_id,
        "institution_name": "滨江大学",
        "major_as_printed": "社会工作",
        "kind": "degree",
        "level": "bachelor",
        "mode": "full_time",
        "awarded_on": date(2026, 6, 30),
        "entered_at": NOON,
        **changes,
    }
    with writing():
        rows = [DegreeRecord(**values) for _number in range(count)]
        db.session.add_all(rows)
        db.session.flush()
        numbers = [int(row.id) for row in rows]
        db.session.commit()
        db.session.remove()
    return numbers


def attest(numbers: list[int], registrar: User) -> None:
    with writing():
        rows = [db.session.get_one(DegreeRecord, number) for number in numbers]
        attesting.attest(rows, verifier_id=registrar.id, now=NOON)
        db.session.commit()
        db.session.remove()


@pytest.mark.both_databases
def test_a_loaded_row_is_confirmed_by_its_university(app: Flask) -> None:
    university = make_university()
    numbers = load(university.id)
    attest(numbers, make_registrar(university))
    rows = [record_of("degree", number) for number in numbers]
    assert {(row.status, row.is_social_work) for row in rows} == {("authority", True)}
    found = findings_of("degree", numbers[0])
    assert [(one.method, one.outcome, one.second) for one in found] == [
        ("university_attestation", "match", "none")
    ]
    assert db.session.query(Notice).count() == 0


def test_a_loaded_row_of_another_major_counts_as_another(app: Flask) -> None:
    university = make_university()
    numbers = load(university.id, 1, major_as_printed="社会学")
    attest(numbers, make_registrar(university))
    row = record_of("degree", numbers[0])
    assert (row.status, row.is_social_work) == ("authority", False)


def test_an_expected_graduate_is_confirmed_until_the_day(app: Flask) -> None:
    university = make_university()
    numbers = load(university.id, 1, awarded_on=None, expected_on=TODAY + timedelta(days=200))
    attest(numbers, make_registrar(university))
    assert record_of("degree", numbers[0]).recheck_on == TODAY + timedelta(days=200)


def test_a_registrar_does_not_confirm_their_own_degree(app: Flask) -> None:
    university = make_university()
    registrar = make_registrar(university)
    numbers = load(university.id, 1, user_id=registrar.id)
    with pytest.raises(OwnRecord):
        attest(numbers, registrar)
