"""The files of work: sent, shown, taken out, kept by what was handed in, opened safely."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_assignments import RUBRIC, add_file, assignment
from tests.factories_courses import (
    enrolment_of,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from trainingapp.accounts.models import User
from trainingapp.courses.models import LessonProgress, Submission
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload, UploadState
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
LONG_AGO = datetime(2020, 1, 6, 10, 0, tzinfo=UTC)
JSON = {"Accept": "application/json"}
SEED = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def phone(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def offer(wu: User, *learners: User, **changes: Any) -> tuple[int, str]:
    """A published course with one assignment, and its learners; the ids of both."""
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [assignment(**changes)], reviewer=zhao)
    for learner in learners:
        make_enrolment(learner, course)
    return course, lesson_keys(course)[0]


def works(user: User) -> list[Submission]:
    query = select(Submission).where(Submission.user_id == user.id).order_by(Submission.round)
    return list(db.session.scalars(query))


def states(user: User) -> list[str]:
    found = [str(work.state) for work in works(user)]
    db.session.remove()
    return found


def is_completed(user: User, course: int) -> bool:
    row = db.session.scalar(select(LessonProgress).where(LessonProgress.user_id == user.id))
    is_done = enrolment_of(user, course).completed_at is not None
    assert is_done == (row is not None and row.completed_at is not None)
    db.session.remove()
    return is_done


def save(phone: FlaskClient, place: tuple[int, str], text: str, base: str = "1.0") -> Any:
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    return phone.post(address, json={"text": text, "base": base}, headers=JSON)


def send(phone: FlaskClient, place: tuple[int, str], text: str, base: str = "1.0") -> Any:
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission/hand-in"
    return phone.post(address, data={"text": text, "saves": base})


def page(phone: FlaskClient, place: tuple[int, str], **headers: str) -> str:
    return phone.get(f"/courses/{place[0]}/lessons/{place[1]}", headers=headers or EN).text


@pytest.mark.parametrize(("takes", "field"), [("text", False), ("files", True), ("both", True)])
def test_the_page_asks_for_what_the_assignment_takes(
    phone: FlaskClient, wu: User, lin: User, takes: str, field: bool
) -> None:
    html = page(phone, offer(wu, lin, takes=takes, rubric=RUBRIC))
    assert ('data-purpose="course-work"' in html) is field
    assert ("data-work-text" in html) is (takes != "files")
    assert "条理清楚" in html


def test_nothing_is_not_handed_in_and_what_was_typed_stays(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin, takes="files")
    refused = send(phone, place, "")
    assert refused.status_code == 409
    assert states(lin) == ["draft"]
    assert not is_completed(lin, place[0])


def test_a_file_is_sent_shown_taken_out_and_kept_by_what_was_handed_in(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin, takes="both")
    root = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    for name in ("一.pdf", "二.pdf"):
        file = (io.BytesIO(SEED + name.encode()), name)
        sent = phone.post(root, data={"text": "见附件", "saves": base(lin), "files": file})
        assert sent.status_code == 303, sent.text
    html = page(phone, place)
    assert "一.pdf" in html
    assert phone.post(f"{root}/files/1/removal").status_code == 303
    assert [file.name for file in works(lin)[0].files] == ["二.pdf"]
    number = works(lin)[0].id
    db.session.remove()
    assert send(phone, place, "见附件", base=base(lin)).status_code == 303
    shown = phone.get(f"/courses/submissions/{number}/files/2")
    assert shown.data == SEED + "二.pdf".encode()
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(shown.data).hexdigest() in page(phone, place)
    assert phone.post(f"{root}/files/2/removal").status_code == 409  # it is handed in


def base(user: User) -> str:
    found = works(user)
    db.session.remove()
    return f"{found[-1].round}.{found[-1].saves}" if found else "1.0"


def test_at_most_five_files_are_handed_in(phone: FlaskClient, wu: User, lin: User) -> None:
    place = offer(wu, lin, takes="both")
    save(phone, place, "见附件")
    number = works(lin)[0].id
    for name in "甲乙丙丁戊":
        add_file(number, f"{name}.pdf")
    file = (io.BytesIO(SEED), "己.pdf")
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission/files"
    refused = phone.post(address, data={"files": file}, headers=JSON)
    assert (refused.status_code, refused.json["error"]) == (409, "TooManyFiles")
    assert len(works(lin)[0].files) == 5


def test_a_program_is_not_handed_in(phone: FlaskClient, wu: User, lin: User) -> None:
    place = offer(wu, lin, takes="both")
    file = (io.BytesIO(b"MZ\x90\x00" + bytes(60)), "作业.pdf")
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission/hand-in"
    refused = phone.post(address, data={"text": "见附件", "saves": "1.0", "files": file})
    assert refused.status_code == 409
    assert "见附件</textarea>" in refused.text


def test_files_that_have_arrived_join_the_draft_at_once(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin, takes="files")
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission/files"
    file = (io.BytesIO(SEED), "<b>作业.pdf")
    answer = phone.post(address, data={"files": file}, headers=JSON)
    assert answer.status_code == 200
    assert "<b>" not in answer.json["html"]
    assert "作业.pdf" in answer.json["html"]
    assert send(phone, place, "", base="1.0").status_code == 303
    assert states(lin) == ["handed-in"]


@pytest.mark.parametrize(
    ("content", "name", "shown"),
    [
        (b"<html><script>alert(1)</script></html>", "作业.html", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "图.svg", None),
        (
            b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x/>",
            "x.xml",
            None,
        ),
        (b"#!/bin/sh\nrm -rf /\n", "作业.sh", None),
        ("接案记录。".encode(), "作业.txt", "inline"),
        (SEED, "../../etc/作业.pdf", "inline"),
    ],
)
def test_what_could_run_is_refused_or_never_shown_as_a_page(
    phone: FlaskClient, wu: User, lin: User, content: bytes, name: str, shown: str | None
) -> None:
    place = offer(wu, lin, takes="files")
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission/files"
    sent = phone.post(address, data={"files": (io.BytesIO(content), name)}, headers=JSON)
    if sent.status_code >= 400:
        assert shown is None
        assert states(lin) in ([], ["draft"])
        return
    work = works(lin)[0].id
    db.session.remove()
    answer = phone.get(f"/courses/submissions/{work}/files/1")
    assert answer.headers["Content-Disposition"].startswith(shown or "attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert ".." not in answer.headers["Content-Disposition"]
    assert not answer.mimetype.startswith(("text/html", "image/svg"))


def test_a_marker_opens_files_and_learners_of_the_same_course_do_not(
    app: Flask, phone: FlaskClient, wu: User, lin: User
) -> None:
    wang = make_user("王建国")
    place = offer(wu, lin, wang, takes="files")
    root = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    phone.post(f"{root}/files", data={"files": (io.BytesIO(SEED), "作业.pdf")}, headers=JSON)
    assert send(phone, place, "").status_code == 303
    work = works(lin)[0].id
    db.session.remove()
    desk = sign_in(app.test_client(), wu)
    assert desk.get(f"/teaching/marking/{work}/files/1").data == SEED
    assert desk.get(f"/teaching/marking/{work}/files/2").status_code == 404
    part = desk.get(f"/teaching/marking/{work}/files/1", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, SEED[:4])
    assert (
        desk.get(f"/courses/submissions/{work}/files/1").status_code == 404
    )  # the learner's own address
    other = sign_in(app.test_client(), wang)
    assert other.get(f"/courses/submissions/{work}/files/1").status_code == 404
    assert other.get(f"/teaching/marking/{work}/files/1").status_code == 403


def test_an_upload_of_somebody_else_is_not_handed_in(
    app: Flask, phone: FlaskClient, wu: User, lin: User
) -> None:
    wang = make_user("王建国")
    place = offer(wu, lin, wang, takes="files")
    root = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    stolen = make_upload(wang)
    forged = phone.post(f"{root}/files", data={"files-uploads": stolen}, headers=JSON)
    assert forged.status_code == 404
    other_purpose = make_upload(lin, purpose="course-video")
    forged = phone.post(f"{root}/files", data={"files-uploads": other_purpose}, headers=JSON)
    assert forged.status_code == 409
    assert states(lin) in ([], ["draft"])


def make_upload(owner: User, purpose: str = "course-work") -> str:
    """A committed upload that has arrived; its id."""
    moment = now()
    db.session.rollback()
    with writing():
        stored = StoredFile(
            sha256=hashlib.sha256(f"{owner.id}{purpose}".encode()).hexdigest(),
            size=7,
            media_type="application/pdf",
            made_at=moment,
            seen_at=moment,
        )
        db.session.add(stored)
        db.session.flush()
        upload = Upload(
            id=f"{purpose}-{owner.id}",
            owner_id=owner.id,
            purpose=purpose,
            file_name="作业.pdf",
            size=7,
            offset=7,
            state=UploadState.DONE,
            stored_file_id=stored.id,
            made_at=moment,
            expires_at=moment + timedelta(days=1),
        )
        db.session.add(upload)
        db.session.commit()
        found = upload.id
        db.session.remove()
    return str(found)


def test_an_upload_is_handed_in_once(phone: FlaskClient, wu: User, lin: User) -> None:
    place = offer(wu, lin, takes="files")
    root = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    upload = make_upload(lin)
    first = phone.post(f"{root}/files", data={"files-uploads": upload}, headers=JSON)
    assert first.status_code == 200
    again = phone.post(f"{root}/files", data={"files-uploads": upload}, headers=JSON)
    assert again.status_code == 409
    assert len(works(lin)[0].files) == 1


def test_a_form_that_carries_an_upload_hands_it_in(phone: FlaskClient, wu: User, lin: User) -> None:
    place = offer(wu, lin, takes="files")
    data = {"text": "", "saves": "1.0", "files-uploads": make_upload(lin)}
    root = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    assert phone.post(f"{root}/hand-in", data=data).status_code == 303
    assert states(lin) == ["handed-in"]
    assert [file.name for file in works(lin)[0].files] == ["作业.pdf"]
