"""Pages that nobody makes any more are said to have failed; who sent the document is told how it went, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.courses.papers import ENCRYPTED, make_photo, make_slides
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON, make_course, make_instructor
from tests.factories_documents import (
    id_of,
    images,
    make_slides_lesson,
    only_document,
    pages,
    send_lesson,
)
from trainingapp.accounts.models import User
from trainingapp.courses import documents
from trainingapp.courses.actions import documents as actions
from trainingapp.courses.document_jobs import give_up_lost
from trainingapp.courses.models import CourseTeacher
from trainingapp.extensions import db
from trainingapp.files.models import Upload
from trainingapp.jobs.models import Job
from trainingapp.jobs.worker import run_all, run_next_job
from trainingapp.notices.models import Notice
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
READY, FAILED = "courses.pages_ready", "courses.pages_failed"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def state_page(desk: FlaskClient, course: int) -> str:
    return desk.get(f"/teaching/{course}/lessons/{id_of(course)}", headers=EN).text


def notices() -> list[tuple[int, str]]:
    db.session.rollback()
    rows = select(Notice).where(Notice.kind.startswith("courses.pages")).order_by(Notice.id)
    return [(row.user_id, row.kind) for row in db.session.scalars(rows)]


def set_jobs(name: str, **values: object) -> None:
    with writing():
        db.session.execute(update(Job).where(Job.name == name).values(**values))
        db.session.commit()
        db.session.remove()


def sweep() -> None:
    with writing():
        give_up_lost(now=NOON)
        db.session.commit()
        db.session.remove()


@pytest.mark.both_databases
def test_a_document_whose_job_died_is_no_longer_being_made(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    send_lesson(desk, course, media=[(make_slides(2), "讲义.pdf")])
    sweep()
    assert only_document().state == "waiting"  # its job waits
    set_jobs(actions.DRAW_PAGES, state="running")
    sweep()
    assert only_document().state == "waiting"  # a worker is at it
    set_jobs(actions.DRAW_PAGES, state="dead", unique_name=None, finished_at=NOON)
    sweep()
    assert (only_document().state, only_document().problem) == ("failed", actions.GIVEN_UP)
    page = state_page(desk, course)
    assert "Something went wrong here" in page
    assert "Try once more" in page
    assert notices() == [(wu.id, FAILED)]
    sweep()
    assert notices() == [(wu.id, FAILED)]
    desk.post(f"/teaching/{course}/lessons/{id_of(course)}/pages")
    run_all()
    assert only_document().state == "ready"
    assert notices() == [(wu.id, READY)]  # the one that was not read gave way


def test_a_store_that_stays_away_ends_in_a_sentence_and_not_in_waiting(
    desk: FlaskClient, wu: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_arguments: object, **_named: object) -> None:
        raise OSError("away")

    course = make_course(wu)
    send_lesson(desk, course, media=[(make_slides(2), "讲义.pdf")])
    monkeypatch.setattr(documents, "fetch", break_down)
    for _attempt in range(4):
        set_jobs(actions.DRAW_PAGES, run_at=NOON - timedelta(days=900))
        assert run_next_job("here")
    assert not run_next_job("here")
    sweep()
    assert "Something went wrong here" in state_page(desk, course)


def test_a_picture_whose_job_died_is_no_longer_being_prepared(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    more = {"markdown": "文字"}
    send_lesson(desk, course, "article", more=more, pictures=[(make_photo(), "家系图.jpg")])
    sweep()
    assert [image.state for image in images()] == ["waiting"]
    set_jobs(actions.DRAW_IMAGE, state="dead", unique_name=None)
    sweep()
    assert [(image.state, image.problem) for image in images()] == [("failed", actions.GIVEN_UP)]
    page = desk.get(f"/teaching/{course}/lessons/{id_of(course)}/edit", headers=EN).text
    assert "Something went wrong here" in page


def test_a_slow_run_goes_on_where_it_stopped_and_blames_a_page_only_when_it_got_nowhere(
    desk: FlaskClient, wu: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page 2 of 3 ends the program the first time: it is tried as the first of a run before it is called unreadable."""
    program = tmp_path / "drawing.py"
    program.write_text(
        "import sys, os\n"
        f"sys.path.insert(0, {str(documents.DRAWING.parent)!r})\n"
        "import drawing\n"
        "first = int(sys.argv[4])\n"
        "sys.argv[5] = '1'\n"
        "drawing.main(sys.argv[1:])\n"
        "sys.stdout.flush()\n"
        "os.abort() if first == 1 else None\n"
    )
    with monkeypatch.context() as changed:
        changed.setattr(documents, "DRAWING", program)
        course = make_course(wu)
        send_lesson(desk, course, media=[(make_slides(3), "讲义.pdf")])
        run_next_job("here")
    assert (only_document().state, only_document().made_count) == ("waiting", 1)
    run_all()
    assert (only_document().state, len(pages())) == ("ready", 3)


def test_what_never_changes_is_not_offered_to_be_tried_again(desk: FlaskClient, wu: User) -> None:
    course = make_slides_lesson(desk, wu, ENCRYPTED)
    page = state_page(desk, course)
    assert "protected by a password" in page
    assert "Try once more" not in page
    assert f'href="/teaching/{course}/lessons/{id_of(course)}/edit"' in page
    assert "Send another file" in page


def test_who_sent_the_document_is_told_once_and_nobody_else(
    desk: FlaskClient, wu: User, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "BATCH", 1)
    course = make_course(wu)
    chen, idle = make_instructor("陈老师"), make_instructor("旁人")
    with writing():
        for user in (chen, idle):
            row = CourseTeacher(course_id=course, user_id=user.id, can_edit=True, added_at=NOON)
            db.session.add(row)
        db.session.commit()
        db.session.remove()
    other = sign_in(app.test_client(), chen)
    send_lesson(other, course, media=[(make_slides(2), "讲义.pdf")])  # two runs of the worker
    run_all()
    assert notices() == [(chen.id, READY)]
    shown = other.get("/notices", headers=EN).text
    assert "The pages of “讲义.pdf” are ready" in shown
    notice = db.session.scalars(select(Notice)).one()
    assert other.get(notice.url).status_code == 200


def test_nobody_is_told_of_a_lesson_that_is_gone_or_published(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    send_lesson(desk, course, media=[(make_slides(1), "讲义.pdf")])
    desk.post(f"/teaching/{course}/lessons/{id_of(course)}/removal")
    run_all()
    assert only_document().state == "ready"
    assert notices() == []


def test_the_owner_is_told_when_the_sender_is_no_longer_known(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    send_lesson(desk, course, media=[(make_slides(1), "讲义.pdf")])
    wang = make_user("王建国")
    with writing():
        db.session.execute(update(Upload).values(owner_id=wang.id))  # not on the team
        db.session.commit()
        db.session.remove()
    run_all()
    assert notices() == [(wu.id, READY)]
