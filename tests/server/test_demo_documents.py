"""The demonstration's slides: real pages with Chinese text that can be read, searched and kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import lesson_keys, make_enrolment
from trainingapp.courses.images import look_through
from trainingapp.courses.models import Course, DocumentPage
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_documents import FILES, GENOGRAM, TITLE, make_documents
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

MOST_BYTES = 200_000


@pytest.fixture
def course(app: Flask) -> int:
    university = make_organisation("滨江师范大学")
    author = make_user("吴晓东", roles=[Role.INSTRUCTOR])
    reviewer = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    with writing():
        for _ in range(2):  # a second start makes nothing twice
            make_documents(
                author=author, organisation_id=university.id, reviewer=reviewer, now=now()
            )
        db.session.commit()
    found = db.session.scalars(select(Course)).one()
    number = found.id
    assert found.title == TITLE
    db.session.remove()
    return number


def test_the_course_is_published_with_every_page_drawn(
    app: Flask, client: FlaskClient, course: int
) -> None:
    pages = db.session.scalars(select(DocumentPage).order_by(DocumentPage.number)).all()
    assert len(pages) == 12
    assert pages[5].text.startswith("准备二：会谈提纲\n您今天来，最想说的是什么")
    assert {(page.width, page.height) for page in pages} == {(1600, 900)}
    lin = make_user("林美华")
    make_enrolment(lin, course)
    slides, article = lesson_keys(course)
    phone = sign_in(client, lin)
    assert phone.get(f"/courses/{course}/lessons/{slides}").text.count("data-page=") == 12
    assert "家系图：祖父已故" in phone.get(f"/courses/{course}/lessons/{article}").text
    assert phone.get(f"/courses/{course}/lessons/{slides}/files/media").data[:5] == b"%PDF-"


def test_its_text_names_its_picture_in_words() -> None:
    found = look_through(GENOGRAM, ["家系图"])
    assert (found.silent, found.unknown, found.unused) == ([], [], [])


@pytest.mark.parametrize("name", ["intake.pdf", "genogram.png"])
def test_its_files_are_small_and_beside_the_program(name: str) -> None:
    path = Path(FILES) / name
    assert path.stat().st_size < MOST_BYTES
