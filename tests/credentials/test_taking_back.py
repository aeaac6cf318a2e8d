"""Taking claims back from under findings, papers that replace claims, lists that change, and files left open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_registrar, make_university, make_user, sign_in
from tests.factories_credentials import credential_of, make_credential
from tests.factories_desk import (
    NOON,
    PDF,
    case_of,
    evidence_of,
    find,
    findings_of,
    give_code,
    make_record,
    make_verifier,
    record_of,
    second,
    send_file,
)
from tests.factories_exams import at_once
from tests.factories_graduates import Office, make_loaded, make_office, rows_of
from tests.factories_kinds import DEGREE, ELIGIBILITY, bundle_of, verify_name
from tests.factories_teaching import committed
from tests.files.sending import begin, id_of, patch
from tests.graduates import make_graduate
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.config import Settings
from trainingapp.credentials import evidence_jobs
from trainingapp.credentials.actions import claiming, recognition, taking
from trainingapp.credentials.actions.batches import BatchSettled
from trainingapp.credentials.actions.offers import look_up
from trainingapp.credentials.actions.withdrawing import NothingToWithdraw, undo_batch
from trainingapp.credentials.evidence_files import PURPOSE
from trainingapp.credentials.models import DegreeRecord, DeskCase, Verification
from trainingapp.credentials.models.recognition import ProgrammeRecognition
from trainingapp.credentials.queries.batches import lock_batch
from trainingapp.credentials.queries.facts import KINDS
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.storage import open_storage
from trainingapp.notices.models import Notice
from trainingapp.rules.verification import Tick

EN = {"Accept-Language": "en"}
WRONG = Tick.MISMATCH
RECORDS = ("degree", "work", "certificate", "pass")
ROW = make_graduate(1)


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    settings: Settings = app.config["SETTINGS"]
    shutil.rmtree(settings.data / "files", ignore_errors=True)
    open_storage.cache_clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(client: FlaskClient) -> User:
    found = make_user("林美华")
    sign_in(client, found)
    return found


@pytest.fixture
def han(app: Flask) -> User:
    return make_verifier("韩立")


@pytest.fixture
def qiao(app: Flask) -> User:
    return make_verifier("乔安")


def take_back(user: User, kind: str, number: int) -> None:
    with committed():
        claiming.remove_record(user.id, kind, number, now=NOON)


def is_there(kind: str, number: int) -> bool:
    db.session.remove()
    return db.session.get(KINDS[kind], number) is not None


# From under a finding


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", RECORDS)
def test_while_a_second_person_looks_nothing_is_taken_back(lin: User, han: User, kind: str) -> None:
    number = make_record(lin, kind)
    find(kind, number, han, holder=WRONG)
    with pytest.raises(claiming.RecordLookedAt):
        take_back(lin, kind, number)
    db.session.rollback()
    assert [one.second for one in findings_of(kind, number)] == ["waiting"]


@pytest.mark.parametrize("kind", RECORDS)
def test_what_two_people_found_wrong_stays_on_record(
    lin: User, han: User, qiao: User, kind: str
) -> None:
    number = make_record(lin, kind)
    find(kind, number, han, holder=WRONG)
    second(kind, number, qiao)
    with pytest.raises(claiming.RecordDisputed):
        take_back(lin, kind, number)
    db.session.rollback()
    assert record_of(kind, number).status == "rejected"
    assert len(findings_of(kind, number)) == 1


def test_a_match_that_waits_for_a_second_person_does_not_free_the_record(
    lin: User, han: User, qiao: User
) -> None:
    number = make_record(lin)
    find("degree", number, han, day=WRONG)
    second("degree", number, qiao)
    find("degree", number, han)
    with pytest.raises(claiming.RecordDisputed):
        take_back(lin, "degree", number)
    db.session.rollback()
    second("degree", number, qiao)
    with pytest.raises(claiming.RecordVerified):
        take_back(lin, "degree", number)
    db.session.rollback()


@pytest.mark.parametrize("kind", RECORDS)
def test_what_a_second_person_did_not_agree_to_may_be_taken_back(
    lin: User, han: User, qiao: User, kind: str
) -> None:
    number = make_record(lin, kind)
    find(kind, number, han, holder=WRONG)
    second(kind, number, qiao, agrees=False)
    take_back(lin, kind, number)
    assert not is_there(kind, number)


def test_what_could_not_be_decided_may_be_taken_back(lin: User, han: User) -> None:
    number = make_record(lin)
    find("degree", number, han, holder=Tick.UNSEEN)
    take_back(lin, "degree", number)
    assert not is_there("degree", number)


@pytest.mark.parametrize(
    ("is_seconded", "sentence"),
    [(False, "A second person is looking at this now."), (True, "It stays in your record")],
)
def test_the_page_says_why_it_stays(
    client: FlaskClient, lin: User, han: User, qiao: User, is_seconded: bool, sentence: str
) -> None:
    number = make_record(lin)
    find("degree", number, han, holder=WRONG)
    if is_seconded:
        second("degree", number, qiao)
    answer = client.post(f"/eligibility/record/degree/{number}/removal", headers=EN)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert is_there("degree", number)


# A paper in the place of a claim


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


@pytest.fixture
def graduate(office: Office) -> User:
    make_loaded(office, 1)
    return make_user(ROW["name"], id_number=ROW["id_number"])


def own_claim(user: User) -> int:
    """What the graduate had entered of the paper that the university loads; the desk has a code of it."""
    number = make_record(user, level="bachelor")
    give_code("degree", number)
    return number


def take(user_id: int) -> int:
    """A committed answer: the paper is theirs; its record."""
    with committed():
        user = db.session.get_one(User, user_id)
        found = look_up(user, name=ROW["name"], number=ROW["graduation_number"])
        assert found is not None
        paper = taking.take_offer(found, user, now=NOON)
        number = int(paper.id)
    return number  # noqa: RET504 - the block ends with the commit


@pytest.mark.both_databases
def test_what_a_paper_replaces_waits_at_no_desk(graduate: User) -> None:
    claim = own_claim(graduate)
    assert case_of("degree", claim).state == "waiting"
    paper = take(graduate.id)
    assert record_of("degree", paper).supersedes_id == claim
    assert case_of("degree", claim).state == "settled"


def test_evidence_for_what_was_replaced_does_not_call_the_desk_again(graduate: User) -> None:
    claim = own_claim(graduate)
    take(graduate.id)
    give_code("degree", claim, "B1B2C3D4E5F6G7H8")
    assert case_of("degree", claim).state == "settled"


@pytest.mark.parametrize("agrees", [True, False])
def test_a_second_look_at_what_was_replaced_is_still_given_and_then_closed(
    graduate: User, han: User, qiao: User, agrees: bool
) -> None:
    claim = own_claim(graduate)
    find("degree", claim, han, holder=WRONG)
    take(graduate.id)
    assert case_of("degree", claim).state == "second"
    second("degree", claim, qiao, agrees=agrees)
    assert case_of("degree", claim).state == "settled"


def test_another_claim_stays_at_the_desk(graduate: User) -> None:
    other = make_record(graduate, level="master")
    give_code("degree", other)
    take(graduate.id)
    assert case_of("degree", other).state == "waiting"


def undo(batch: int) -> str:
    try:
        with committed():
            sheet = lock_batch(batch, None)
            undo_batch(sheet, actor_id=sheet.loaded_by_id or 0, now=NOON)
    except (BatchSettled, NothingToWithdraw) as refused:
        db.session.rollback()
        return type(refused).__name__
    return "undone"


@pytest.mark.both_databases
def test_two_who_take_a_sheet_back_at_once_do_it_once(app: Flask, office: Office) -> None:
    batch = make_loaded(office, 1, 2)
    assert sorted(at_once(app, undo, [batch, batch])) == ["BatchSettled", "undone"]
    acts = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action == "credentials.undo_sheet")
    )
    assert len(acts.all()) == 1
    assert db.session.query(DegreeRecord).count() == 0


@pytest.mark.both_databases
def test_taking_a_paper_and_taking_its_sheet_back_at_once_leave_no_half(
    app: Flask, office: Office
) -> None:
    batch = make_loaded(office, 1, id_number="")
    person = make_user("某人").id

    def act(what: str) -> str:
        if what == "undo":
            return undo(batch)
        with committed():
            user = db.session.get_one(User, person)
            found = look_up(user, name=ROW["name"], number=ROW["graduation_number"])
            if found is None:
                return "nothing"
            try:
                taking.take_offer(found, user, now=NOON)
            except taking.OfferGone:
                db.session.rollback()
                return "gone"
        return "taken"

    answers = at_once(app, act, ["undo", "take"])
    taken = "taken" in answers
    states = {row.kind: row.state for row in rows_of(batch)}
    kept = db.session.scalars(select(DegreeRecord.user_id)).all()
    assert states["graduation"] == ("claimed" if taken else "withdrawn")
    assert (person in kept) is taken


# Lists that change


def end_lines(value: str, actor: User, day: date) -> int:
    """End every line with a value; how many papers count differently by then."""
    changed = 0
    with committed():
        for one in db.session.query(ProgrammeRecognition).all():
            if one.value == value and one.valid_to is None and one.valid_from < day:
                changed += recognition.end_line(one, day, actor_id=actor.id, now=NOON)
    return changed


@pytest.mark.both_databases
def test_a_statement_falls_with_the_list_that_made_the_degree_count(lin: User, han: User) -> None:
    number = make_record(lin)
    find("degree", number, han)
    verify_name(lin)
    note = make_credential(lin, replace(DEGREE, record_id=number))
    statement = make_credential(lin, replace(ELIGIBILITY, records=(("degree", number),)))
    bundle = make_credential(lin, bundle_of(note, statement))
    assert end_lines("社会工作", han, date(2026, 1, 1)) == 1
    assert record_of("degree", number).is_social_work is False
    found = credential_of(statement)
    assert (found.state, found.events[-1].reason) == ("revoked", "site:recounted")
    assert credential_of(note).state == "issued"  # it says nothing of the field
    assert credential_of(bundle).state == "revoked"
    assert db.session.scalar(select(Notice.id).where(Notice.user_id == lin.id)) is not None


def test_a_list_that_ends_after_the_award_takes_nothing_away(lin: User, han: User) -> None:
    number = make_record(lin)
    find("degree", number, han)
    verify_name(lin)
    statement = make_credential(lin, replace(ELIGIBILITY, records=(("degree", number),)))
    assert end_lines("社会工作", han, date(2026, 7, 2)) == 0
    assert credential_of(statement).state == "issued"


def test_statements_of_others_stay(lin: User, han: User) -> None:
    number = make_record(lin)
    find("degree", number, han)
    wang = make_user("王强")
    verify_name(wang)
    other = make_credential(wang, replace(ELIGIBILITY, records=(("degree", number + 900),)))
    assert end_lines("社会工作", han, date(2026, 1, 1)) == 1
    assert credential_of(other).state == "issued"


# Files that lie open


def lying(app: Flask) -> list[bytes]:
    settings: Settings = app.config["SETTINGS"]
    folder = Path(settings.data) / "files" / "content"
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def sent(client: FlaskClient) -> str:
    """A whole file sent as evidence by the upload program and not yet given; its id."""
    place = begin(client, len(PDF), purpose=PURPOSE).headers["Location"]
    assert patch(client, place, 0, PDF).status_code == 204
    return id_of(place)


def sweep(**later: int) -> None:
    with committed():
        evidence_jobs.remove_unclaimed(now=NOON + timedelta(**later))


@pytest.mark.both_databases
def test_a_file_that_never_became_evidence_goes_with_its_upload(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    upload = sent(client)
    expires = db.session.get_one(Upload, upload).expires_at
    sweep()
    assert PDF in lying(app)
    with committed():
        evidence_jobs.remove_unclaimed(now=expires)
    assert PDF not in lying(app)
    assert db.session.query(StoredFile).count() == 0
    assert db.session.get_one(Upload, upload).file_name == ""


def test_a_file_whose_sealing_failed_goes_too(
    app: Flask, client: FlaskClient, lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, upload = make_record(lin), sent(client)

    def fail(*_plain: object, **_named: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("trainingapp.credentials.actions.evidence_content.seal_file", fail)
    form = {"kind": "diploma_scan", "file-uploads": upload}
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    try:
        answer = client.post(f"/eligibility/record/degree/{number}/evidence", data=form)
    except OSError:
        answer = None
    assert answer is None or answer.status_code >= 500
    assert evidence_of("degree", number) == []
    with committed():
        expires = db.session.get_one(Upload, upload).expires_at
        evidence_jobs.remove_unclaimed(now=expires)
    assert PDF not in lying(app)


def test_content_that_somebody_else_still_has_on_the_way_stays(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    first = sent(client)
    wang = make_user("王强")
    sign_in(client, wang)
    later = sent(client)
    with committed():
        db.session.get_one(Upload, first).expires_at = NOON - timedelta(seconds=1)
    sweep()
    assert PDF in lying(app)
    assert db.session.get_one(Upload, later).stored_file_id is not None
    assert db.session.get_one(Upload, first).stored_file_id is None


@pytest.mark.parametrize("role", ["other", "verifier", "registrar"])
def test_nobody_else_reads_or_gives_what_somebody_has_sent(
    client: FlaskClient, lin: User, role: str
) -> None:
    upload = sent(client)
    other = {
        "other": lambda: make_user("王强"),
        "verifier": lambda: make_verifier("乔安"),
        "registrar": lambda: make_registrar(make_university("南湖大学")),
    }[role]()
    number = make_record(other)
    sign_in(client, other)
    assert client.get(f"/uploads/{upload}").status_code in (403, 404)
    form = {"kind": "diploma_scan", "file-uploads": upload}
    answer = client.post(f"/eligibility/record/degree/{number}/evidence", data=form)
    assert answer.status_code in (403, 404)
    assert evidence_of("degree", number) == []


def test_guessed_numbers_of_evidence_open_nothing(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    send_file(client, "degree", number)
    piece = evidence_of("degree", number)[0].id
    wang = make_user("王强")
    own = make_record(wang)
    sign_in(client, wang)
    for kind in RECORDS:
        for record in (number, own, own + 1):
            page = f"/eligibility/record/{kind}/{record}/evidence/{piece}"
            assert client.get(page).status_code == 404
            assert client.post(f"{page}/erasure").status_code == 404
    assert evidence_of("degree", number)[0].erased_at is None


def test_a_registrar_of_another_university_acts_on_no_case(client: FlaskClient, lin: User) -> None:
    make_university()
    number = make_record(lin)
    send_file(client, "degree", number)
    case, piece = case_of("degree", number).id, evidence_of("degree", number)[0].id
    sign_in(client, make_registrar(make_university("南湖大学"), name="别处"))
    desk = f"/credentials/desk/{case}"
    assert client.get(desk).status_code == 404
    for act in (
        "verification",
        "second",
        "number",
        f"evidence/{piece}/file",
        f"evidence/{piece}/code",
    ):
        assert client.post(f"{desk}/{act}", data={"agrees": "yes", "note": "好"}).status_code == 404
    assert db.session.query(Verification).count() == 0
    looks = db.session.query(AuditEntry).filter(
        AuditEntry.action.in_(["evidence.see", "degree.reveal"])
    )
    assert looks.count() == 0


def test_an_administrator_settles_no_case_of_their_own(client: FlaskClient, han: User) -> None:
    number = make_record(han)
    give_code("degree", number)
    sign_in(client, han)
    desk = f"/credentials/desk/{case_of('degree', number).id}"
    for act in ("verification", "second", "number"):
        assert client.post(f"{desk}/{act}", data={"agrees": "yes", "note": "好"}).status_code == 404
    assert db.session.query(DeskCase).one().state == "waiting"
