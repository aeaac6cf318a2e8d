"""Pictures in articles: sent by authors, drawn anew, named in the text, and shown to whom the lesson is open."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from tests.courses.papers import make_photo, make_picture
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import lessons_of, make_course, make_enrolment, make_instructor, newest
from tests.factories_documents import id_of, images, key_of, publish_course, send_lesson
from trainingapp.accounts.models import User
from trainingapp.courses.actions import images as actions
from trainingapp.courses.articles import Picture, list_pictures, render_article
from trainingapp.courses.images import look_through, name_for
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile
from trainingapp.jobs.worker import run_all
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
TEXT = "# 家系图\n\n先画三代人。\n\n![三代人的家系图](image:家系图)\n\n再标关系。"
TREE = Picture("家系图", "/courses/1/lessons/a/images/x?v=7", 800, 600)


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def desk(app: Flask, wu: User) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), wu)


def make_article(
    desk: FlaskClient, wu: User, *pictures: tuple[bytes, str], text: str = TEXT, **more: str
) -> int:
    """A course of one article with these pictures, drawn."""
    course = make_course(wu)
    sent = list(pictures) or [(make_photo(), "家系图.jpg")]
    answer = send_lesson(desk, course, "article", more={"markdown": text, **more}, pictures=sent)
    assert answer.status_code == 303, answer.text
    assert answer.location.endswith("/edit#lesson-pictures")
    run_all()
    return course


def editor(desk: FlaskClient, course: int) -> str:
    return desk.get(f"/teaching/{course}/lessons/{id_of(course)}/edit", headers=EN).text


def sources(page: str) -> list[str]:
    return re.findall(r"<article.*?</article>", page, re.S)[0].split('src="')[1:]


def test_a_picture_stands_in_the_text_with_its_words_and_its_size(
    desk: FlaskClient, wu: User, client: FlaskClient
) -> None:
    course = make_article(desk, wu)
    publish_course(course)
    lin = make_user("林美华")
    make_enrolment(lin, course)
    phone = sign_in(client, lin)
    page = phone.get(f"/courses/{course}/lessons/{key_of(course)}").text
    shown = re.search(r'<img src="([^"]+)" alt="三代人的家系图" width="400" height="600"', page)
    assert shown is not None
    answer = phone.get(shown[1])
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not Image.open(io.BytesIO(answer.data)).getexif()
    assert phone.get(shown[1], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_editor_shows_each_picture_with_its_line(desk: FlaskClient, wu: User) -> None:
    files = [(make_photo(), "家系图.jpg"), (make_picture("PNG"), "家系图.png")]
    course = make_article(desk, wu, *files, (make_picture("GIF"), "Eco Map (final).GIF"))
    assert [image.name for image in images()] == ["eco-map-final", "家系图", "家系图-2"]
    page = editor(desk, course)
    assert "![What the picture shows](image:eco-map-final)" in page
    assert "![What the picture shows](image:家系图-2)" in page
    assert page.count("Not in the text yet.") == 2
    assert "Look at the pictures in the text again" not in page


def test_pictures_without_words_and_unknown_ones_are_pointed_out(
    desk: FlaskClient, wu: User
) -> None:
    text = "![](image:家系图) ![ ](image:家系图) ![生态图](image:生态图)"
    page = editor(desk, make_article(desk, wu, text=text))
    assert page.count("“家系图” has no words") == 2
    assert "names “生态图”, but the lesson has no such picture" in page


def test_a_picture_that_is_still_made_or_failed_is_told_to_the_author(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu)
    wreck = make_picture("PNG")[:300]
    sent = [(wreck, "a.png"), (make_picture(), "b.jpg")]
    send_lesson(desk, course, "article", more={"markdown": "字"}, pictures=sent)
    assert editor(desk, course).count("Being prepared") == 2
    run_all()
    page = editor(desk, course)
    assert "Being prepared" not in page
    assert "This file cannot be read" in page
    assert [image.state for image in images()] == ["failed", "ready"]
    assert desk.post(f"/teaching/{course}/review", headers=EN).status_code == 409
    gone = desk.post(f"/teaching/{course}/lessons/{id_of(course)}/images/a/removal")
    assert gone.status_code == 303
    assert desk.post(f"/teaching/{course}/review").status_code == 303


def test_what_was_sent_is_let_go_when_the_picture_is_made(desk: FlaskClient, wu: User) -> None:
    make_article(desk, wu)
    image = images()[0]
    assert image.source_file_id is None
    assert image.stored_file is not None
    assert image.stored_file.media_type == "image/webp"
    kinds = {file.media_type for file in db.session.scalars(select(StoredFile))}
    assert kinds == {"image/jpeg", "image/webp"}  # the first is an orphan now


@pytest.mark.both_databases
def test_two_lessons_may_send_the_same_picture(desk: FlaskClient, wu: User) -> None:
    first, second = make_course(wu), make_course(wu)
    for course in (first, second):
        sent = [(make_photo(), "家系图.jpg")]
        send_lesson(desk, course, "article", more={"markdown": TEXT}, pictures=sent)
    run_all()
    assert [image.state for image in images()] == ["ready", "ready"]
    assert len({image.stored_file_id for image in images()}) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
        (b"MZ" + b"\0" * 100, "a.jpg"),
        (b"%PDF-1.7\n", "a.png"),
        (b"<!doctype html><script>alert(1)</script>", "a.gif"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field(
    desk: FlaskClient, wu: User, content: bytes, name: str
) -> None:
    course = make_course(wu)
    answer = send_lesson(
        desk, course, "article", more={"markdown": "一段话"}, pictures=[(content, name)]
    )
    assert answer.status_code == 422
    assert "pictures-error" in answer.text
    assert "一段话" in answer.text  # nothing typed is lost
    assert images() == []


def test_a_lesson_holds_a_bounded_number_of_pictures(
    desk: FlaskClient, wu: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_IMAGES", 1)
    course = make_course(wu)
    sent = [(make_photo(), "a.jpg"), (make_picture(), "b.jpg")]
    answer = send_lesson(desk, course, "article", more={"markdown": "x"}, pictures=sent)
    assert answer.status_code == 409
    assert images() == []


def test_a_new_version_keeps_the_pictures_and_a_removed_one_stays_with_learners(
    desk: FlaskClient, wu: User, client: FlaskClient
) -> None:
    course = make_article(desk, wu)
    publish_course(course)
    lin = make_user("林美华")
    make_enrolment(lin, course)
    key = key_of(course)
    desk.post(f"/teaching/{course}/versions")
    assert len(images()) == 2
    draft = id_of(course)
    desk.post(f"/teaching/{course}/lessons/{draft}/images/家系图/removal")
    assert len(images()) == 1
    assert desk.get(f"/teaching/{course}/lessons/{draft}/images/家系图").status_code == 404
    phone = sign_in(client, lin)
    assert phone.get(f"/courses/{course}/lessons/{key}/images/家系图").status_code == 200


def test_pictures_are_only_for_those_to_whom_the_lesson_is_open(
    app: Flask, desk: FlaskClient, wu: User, client: FlaskClient
) -> None:
    course = make_article(desk, wu)
    number, version = id_of(course), newest(course).id
    db.session.remove()
    drafted = f"/teaching/{course}/lessons/{number}/images/家系图"
    judged = f"/course-reviews/{version}/lessons/{number}/images/家系图"
    assert desk.get(drafted).status_code == 200
    assert sign_in(client, make_instructor("郑其")).get(drafted).status_code == 404
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    assert sign_in(client, zhao).get(judged).status_code == 404
    desk.post(f"/teaching/{course}/review")
    assert sign_in(client, zhao).get(judged).status_code == 200
    assert sign_in(client, make_user("林美华")).get(judged).status_code == 403
    desk.post(f"/teaching/{course}/review/recall")
    publish_course(course)
    learned = f"/courses/{course}/lessons/{key_of(course)}/images/家系图"
    assert sign_in(client, make_user("王建国")).get(learned).status_code == 404
    assert "sign-in" in app.test_client().get(learned).location
    assert desk.get(f"/teaching/{course}/lessons/{number}/images/没有").status_code == 404


def test_a_preview_shows_its_pictures_to_everybody_and_no_other_lesson_does(
    app: Flask, desk: FlaskClient, wu: User
) -> None:
    course = make_article(desk, wu, is_preview="y")
    publish_course(course)
    reader = app.test_client()
    page = reader.get(f"/courses/{course}/preview/{key_of(course)}").text
    shown = re.search(r'<img src="(/courses/\d+/preview/[^"]+)"', page)
    assert shown is not None
    assert reader.get(shown[1]).mimetype == "image/webp"
    closed = make_article(desk, wu)
    publish_course(closed)
    assert (
        reader.get(f"/courses/{closed}/preview/{key_of(closed)}/images/家系图").status_code == 404
    )
    desk.post(f"/teaching/{course}/withdrawal")
    assert reader.get(shown[1]).status_code == 404


def test_only_the_author_removes_a_picture_and_only_from_a_draft(
    desk: FlaskClient, wu: User, client: FlaskClient
) -> None:
    course = make_article(desk, wu)
    removal = f"/teaching/{course}/lessons/{id_of(course)}/images/家系图/removal"
    assert sign_in(client, make_instructor("郑其")).post(removal).status_code == 404
    assert sign_in(client, make_user("林美华")).post(removal).status_code == 403
    desk.post(f"/teaching/{course}/review")
    assert desk.post(removal).status_code == 409
    assert len(images()) == 1
    assert lessons_of(course)[0].kind == "article"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("![家](image:家系图)", '<img src="/courses/1/lessons/a/images/x?v=7" alt="家"'),
        ("![家](image:%E5%AE%B6%E7%B3%BB%E5%9B%BE)", 'alt="家"'),
        ('![a"b<c>](image:家系图)', 'alt="a&quot;b&lt;c&gt;"'),
        ("![**粗**](image:家系图)", 'alt="粗"'),
        ("[![家](image:家系图)](https://e.org)", '<a href="https://e.org"'),
    ],
)
def test_a_text_shows_the_pictures_of_its_lesson(markdown: str, html: str) -> None:
    assert html in render_article(markdown, (TREE,))


@pytest.mark.parametrize(
    "markdown",
    [
        "![家](https://e.org/a.png)",
        "![家](//e.org/a.png)",
        "![家](data:image/png;base64,AAAA)",
        "![家](image:../../../etc)",
        "![家](image:没有)",
        "![家](IMAGE:家系图)",
        "![家](image://e.org/a.png)",
        '<img src="image:家系图" onerror="alert(1)">',
        "![家](javascript:alert(1))",
    ],
)
def test_any_other_address_stays_words(markdown: str) -> None:
    html = render_article(markdown, (TREE,))
    assert "<img" not in html
    assert "家" in html


def test_the_pictures_that_a_text_names_are_found_in_order() -> None:
    text = (
        "![甲](image:a)\n\n- ![](image:b)\n\n> [![丙](image:a)](https://e.org) ![丁](https://e.org)"
    )
    assert list_pictures(text) == [("a", "甲"), ("b", ""), ("a", "丙")]
    found = look_through(text, ["b", "c"])
    assert (found.silent, found.unknown, found.unused) == (["b"], ["a"], ["c"])


@pytest.mark.parametrize(
    ("file_name", "taken", "name"),
    [
        ("家系图.jpg", [], "家系图"),
        ("IMG 2026（终稿）.JPG", [], "img-2026-终稿"),
        ("a.png", ["a", "a-2"], "a-3"),
        ("../../etc/passwd.png", [], "passwd"),
        ("](javascript:x).png", [], "javascriptx"),
        ("……。png", [], "image"),
        ("长" * 90 + ".png", [], "长" * 36),
    ],
)
def test_a_picture_gets_a_name_that_is_easy_to_write(
    file_name: str, taken: list[str], name: str
) -> None:
    assert name_for(file_name, taken) == name
