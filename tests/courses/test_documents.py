"""Slides: from the author's file to pages in the store, with every way in which that may fail."""

from __future__ import annotations

import re
import stat
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.courses.papers import ENCRYPTED, make_office, make_pdf, make_slides
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON, article, make_course, make_instructor, newest
from tests.factories_documents import (
    id_of,
    make_slides_lesson,
    only_document,
    pages,
    publish_course,
    send_lesson,
)
from trainingapp.accounts.models import User
from trainingapp.courses import documents
from trainingapp.courses.actions import documents as actions, versions
from trainingapp.courses.actions.documents import PagesNotReady
from trainingapp.courses.apart import run_apart
from trainingapp.courses.document_jobs import draw_pages
from trainingapp.courses.models import Course, DocumentPage, LessonFile
from trainingapp.courses.wording import LASTING, PROBLEMS
from trainingapp.extensions import db
from trainingapp.files import jobs as file_jobs
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.references import referring_columns
from trainingapp.files.storage import open_storage
from trainingapp.jobs.models import Job
from trainingapp.jobs.worker import run_all, run_next_job
from trainingapp.web.transactions import set_writing, writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def state_page(desk: FlaskClient, course: int) -> str:
    return desk.get(f"/teaching/{course}/lessons/{id_of(course)}", headers=EN).text


def waiting_jobs(name: str) -> int:
    db.session.rollback()
    rows = select(Job).where(Job.name == name, Job.state == "waiting")
    return len(db.session.scalars(rows).all())


@pytest.mark.both_databases
def test_a_pdf_becomes_pages_with_pictures_and_text(desk: FlaskClient, wu: User) -> None:
    course = make_slides_lesson(desk, wu)
    document = only_document()
    assert (document.state, document.page_count, document.made_count) == ("ready", 3, 3)
    found = pages()
    assert [page.number for page in found] == [1, 2, 3]
    assert found[1].text == "Slide 2 of the general process"
    assert {page.large_file.media_type for page in found} == {"image/webp"}
    storage = open_storage(file_jobs.settings())
    assert all(storage.has(page.small_file.sha256) for page in found)
    assert "The pages are being made" not in state_page(desk, course)


def test_the_author_sees_how_far_it_is_and_may_leave(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    answer = send_lesson(desk, course, media=[(make_slides(12), "十二页.pdf")])
    assert answer.location.endswith(f"/lessons/{id_of(course)}")
    assert "The pages are being made" in state_page(desk, course)
    assert run_next_job("here")  # ten pages, then others have their turn
    assert only_document().made_count == 10
    page = state_page(desk, course)
    assert "10 / 12" in page
    assert page.count("data-page=") == 10
    run_all()
    assert only_document().state == "ready"
    assert state_page(desk, course).count("data-page=") == 12


def test_the_job_is_written_together_with_the_lesson_or_not_at_all(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu)
    answer = send_lesson(desk, course, media=[(make_slides(1), "a.pdf")], more={"title_zh": ""})
    assert answer.status_code == 422
    assert waiting_jobs(actions.DRAW_PAGES) == 0
    send_lesson(desk, course, media=[(make_slides(1), "a.pdf")])
    assert waiting_jobs(actions.DRAW_PAGES) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (ENCRYPTED, "protected by a password"),
        (b"%PDF-1.7\n" + b"wreck" * 100, "cannot be read"),
        (make_pdf(*[""] * 501), "more than 500 pages"),
        (make_pdf("a", size=(100, 14_000)), "Page 1 has a size"),
    ],
)
def test_a_document_that_fails_says_why_and_what_to_do(
    desk: FlaskClient, wu: User, content: bytes, sentence: str
) -> None:
    course = make_slides_lesson(desk, wu, content)
    assert only_document().state == "failed"
    assert sentence in state_page(desk, course)
    assert pages() == []


@pytest.mark.both_databases
def test_a_failed_document_is_tried_again_from_where_it_stopped(
    desk: FlaskClient, wu: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_course(wu)
    send_lesson(desk, course, media=[(make_slides(12), "a.pdf")])
    run_next_job("here")
    with monkeypatch.context() as broken:
        broken.setattr(documents, "DRAWING_SECONDS", 0)
        run_next_job("here")
    document = only_document()
    assert (document.state, document.problem, document.made_count) == (
        "failed",
        "unreadable_page",
        10,
    )
    assert desk.post(f"/teaching/{course}/lessons/{id_of(course)}/pages").status_code == 303
    run_all()
    assert (only_document().state, len(pages())) == ("ready", 12)


def test_a_crash_of_the_drawing_names_the_page(
    app: Flask, desk: FlaskClient, wu: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "drawing.py"
    program.write_text(
        "import os, sys\nsys.stdout.write('{\"pages\": 3}\\n')\nsys.stdout.flush()\nos.abort()\n"
    )
    monkeypatch.setattr(documents, "DRAWING", program)
    course = make_slides_lesson(desk, wu)
    assert (only_document().problem, only_document().problem_page) == ("unreadable_page", 1)
    assert "Page 1 cannot be drawn" in state_page(desk, course)


def test_the_drawing_program_knows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAININGAPP_SECRET_KEY", "do not tell")
    command = [sys.executable, "-I", "-c", "import os; print(sorted(os.environ.items()))"]
    said, is_well = run_apart(command, tmp_path, seconds=20)
    assert is_well
    assert b"PATH" in said
    assert b"do not tell" not in said


def test_the_same_document_is_drawn_once(desk: FlaskClient, wu: User) -> None:
    make_slides_lesson(desk, wu)
    first = [page.large_file_id for page in pages()]
    other = make_course(wu, [article()])
    send_lesson(desk, other, media=[(make_slides(3), "另一个名字.pdf")])
    assert waiting_jobs(actions.DRAW_PAGES) == 0
    assert [page.large_file_id for page in pages()] == first


def test_a_run_that_comes_too_late_changes_nothing(desk: FlaskClient, wu: User) -> None:
    make_slides_lesson(desk, wu)
    document = only_document()
    batch = documents.Batch(3, [], documents.Unreadable("broken"))
    with writing():
        actions.keep_batch(document.stored_file_id, batch, first=1, now=NOON)
        db.session.commit()
    assert only_document().state == "ready"
    draw_pages(document_id=document.stored_file_id, now=NOON)
    draw_pages(document_id=987_654, now=NOON)
    set_writing(False)
    assert len(pages()) == 3


@pytest.mark.both_databases
def test_pages_live_as_long_as_their_document(desk: FlaskClient, wu: User) -> None:
    assert {
        "document.pdf_file_id",
        "document_page.small_file_id",
        "document_page.large_file_id",
        "lesson_image.source_file_id",
        "lesson_image.stored_file_id",
    } <= referring_columns()
    make_slides_lesson(desk, wu)
    later = NOON + timedelta(days=400)
    file_jobs.remove_orphans(now=later)
    set_writing(False)
    assert len(pages()) == 3
    with writing():
        db.session.execute(update(Upload).values(stored_file_id=None))
        for file in db.session.scalars(select(LessonFile)):
            db.session.delete(file)
        db.session.commit()
    for _ in range(2):  # the document goes first, and with it what its pages held
        file_jobs.remove_orphans(now=later)
        set_writing(False)
    assert db.session.scalars(select(DocumentPage)).all() == []
    assert db.session.scalars(select(StoredFile)).all() == []


def test_a_course_whose_pages_are_not_ready_cannot_go_to_review(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu)
    send_lesson(desk, course, media=[(make_slides(1), "a.pdf")])
    answer = desk.post(f"/teaching/{course}/review", headers=EN)
    assert answer.status_code == 409
    assert "通用过程" in answer.text
    run_all()
    assert desk.post(f"/teaching/{course}/review").status_code == 303


def test_a_new_version_has_the_same_slides(desk: FlaskClient, wu: User) -> None:
    course = make_slides_lesson(desk, wu)
    publish_course(course)
    desk.post(f"/teaching/{course}/versions")
    assert newest(course).state == "draft"
    db.session.remove()
    assert state_page(desk, course).count("data-page=") == 3
    with writing():
        version = newest(course)
        only_document().state = "waiting"
        with pytest.raises(PagesNotReady):
            versions.send_version(version, note="", actor_id=wu.id, now=NOON)
    db.session.rollback()


def test_without_libreoffice_a_presentation_is_sent_back_with_advice(
    desk: FlaskClient, wu: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "find_office", lambda: None)
    course = make_course(wu)
    for name, kind in (("课件.pptx", "ppt"), ("讲稿.docx", "word")):
        answer = desk_send(desk, course, make_office(kind), name)
        assert answer.status_code == 422
        assert f"This site cannot open {name}. Save it as PDF" in answer.text
    assert desk_send(desk, course, b"MZ" + b"\0" * 99, "课件.pdf").status_code == 422


def desk_send(desk: FlaskClient, course: int, content: bytes, name: str) -> object:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return send_lesson(desk, course, media=[(content, name)])


def fake_office(folder: Path, script: str) -> str:
    """A program in the place of LibreOffice: it shows how it is called and what becomes of what it does."""
    program = folder / "soffice"
    program.write_text(f"#!{sys.executable}\nimport pathlib, shutil, sys, time\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_a_presentation_becomes_pdf_and_then_pages(
    desk: FlaskClient, wu: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = tmp_path / "made.pdf"
    pdf.write_bytes(make_slides(2))
    told = tmp_path / "told"
    script = (
        f"pathlib.Path({str(told)!r}).write_text(' '.join(sys.argv[1:]))\n"
        f"out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        f"shutil.copy({str(pdf)!r}, out / 'source.pdf')"
    )
    office = fake_office(tmp_path, script)
    monkeypatch.setattr(documents, "find_office", lambda: office)
    make_slides_lesson(desk, wu, make_office(), name="课件.pptx")
    assert (only_document().state, len(pages())) == ("ready", 2)
    assert only_document().pdf_file_id is not None
    words = told.read_text()
    assert "--headless" in words
    assert "-env:UserInstallation=file://" in words
    assert words.endswith("/source.pptx")
    assert list((file_jobs.settings().data / "drawing").iterdir()) == []


@pytest.mark.parametrize(
    ("script", "seconds", "problem"),
    [("pass", 20, "not_converted"), ("time.sleep(60)", 0.3, "too_slow")],
)
def test_an_office_that_fails_or_hangs_is_told(
    desk: FlaskClient,
    wu: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    script: str,
    seconds: float,
    problem: str,
) -> None:
    office = fake_office(tmp_path, script)
    monkeypatch.setattr(documents, "find_office", lambda: office)
    monkeypatch.setattr(documents, "OFFICE_SECONDS", seconds)
    course = make_slides_lesson(desk, wu, make_office("word"), name="讲稿.docx")
    assert (only_document().state, only_document().problem) == ("failed", problem)
    assert "Save it as PDF yourself" in state_page(desk, course)


def test_an_office_that_was_removed_meanwhile_is_told(
    desk: FlaskClient, wu: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_course(wu)
    with monkeypatch.context() as present:
        present.setattr(documents, "find_office", lambda: "/nowhere/soffice")
        send_lesson(desk, course, media=[(make_office(), "课件.pptx")])
    monkeypatch.setattr(documents, "find_office", lambda: None)
    run_all()
    assert "cannot open PowerPoint" in state_page(desk, course)


def test_only_the_author_asks_for_pages_again(client: FlaskClient, wu: User) -> None:
    desk = sign_in(client, wu)
    course = make_slides_lesson(desk, wu)
    address = f"/teaching/{course}/lessons/{id_of(course)}/pages"
    assert desk.post(f"/teaching/{course}/lessons/999/pages").status_code == 404
    assert sign_in(client, make_instructor("郑其")).post(address).status_code == 404
    assert sign_in(client, make_user("林美华")).post(address).status_code == 403
    assert db.session.get(Course, course) is not None


def test_every_problem_that_can_come_up_is_told_in_words(app: Flask) -> None:
    sources = (documents.DRAWING, Path(documents.__file__))
    raised = {
        name
        for path in sources
        for name in re.findall(r'(?:Problem|Unreadable)\("(\w+)"', path.read_text())
    }
    assert {"encrypted", "broken", "giant_page", "too_slow", "too_many_pixels"} <= raised
    assert raised | {actions.GIVEN_UP} == set(PROBLEMS)
    assert set(PROBLEMS) > LASTING
    with app.test_request_context(headers=EN):
        for sentence in PROBLEMS.values():
            assert "%" not in str(sentence) % {"page": 7}
