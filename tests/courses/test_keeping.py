"""Reading without a network, the server's side: what a course offers to keep, the worker's reach, and who may ask."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.courses.papers import make_photo, make_slides
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    article,
    exercise,
    lesson_keys,
    live,
    make_enrolment,
    make_instructor,
    make_published,
)
from tests.factories_documents import make_course_to_keep, publish_course, stretch
from tests.statements import count_statements
from trainingapp.accounts.models import User

TEXT = "![家系图](image:家系图)"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def phone(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


@pytest.fixture
def course(app: Flask, lin: User) -> int:
    """A published course of an article with a picture and 21 slides, which Lin learns."""
    found = make_course_to_keep(make_instructor(), make_slides(1), text=TEXT, picture=make_photo())
    stretch(21)
    publish_course(found)
    make_enrolment(lin, found)
    return found


def offer(phone: FlaskClient, course: int) -> dict[str, object]:
    answer = phone.get(f"/courses/{course}/offline")
    assert answer.status_code == 200
    told: dict[str, object] = answer.get_json()
    return told


@pytest.mark.both_databases
def test_the_offer_names_every_page_and_every_small_picture(
    phone: FlaskClient, course: int
) -> None:
    told = offer(phone, course)
    text, slides = lesson_keys(course)
    place = f"/courses/{course}/lessons/"
    assert told["pages"] == [
        f"/courses/{course}",
        f"{place}{text}",
        f"{place}{slides}",
        f"{place}{slides}?page=1",
        f"{place}{slides}?page=2",
    ]
    pictures = told["pictures"]
    assert isinstance(pictures, list)
    assert len(pictures) == 22
    assert len([address for address in pictures if "/small?v=" in address]) == 21
    assert not [address for address in pictures if "/large" in address]


def test_everything_that_is_offered_is_there_and_as_big_as_told(
    phone: FlaskClient, course: int
) -> None:
    told = offer(phone, course)
    pictures, pages = told["pictures"], told["pages"]
    assert isinstance(pictures, list)
    assert isinstance(pages, list)
    size = 0
    for address in pictures:
        answer = phone.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp"), address
        size += len(answer.data)
    assert told["size"] == size
    assert {phone.get(address).status_code for address in pages} == {200}


def test_the_addresses_are_those_that_the_pages_use(phone: FlaskClient, course: int) -> None:
    told = offer(phone, course)
    used = set()
    for address in told["pages"]:  # type: ignore[attr-defined]
        used |= set(re.findall(r'<img src="([^"]+)"', phone.get(address).text))
    assert used == set(told["pictures"])  # type: ignore[call-overload]


def test_a_new_version_is_another_offer(phone: FlaskClient, course: int, app: Flask) -> None:
    told = offer(phone, course)
    assert re.fullmatch(r"1\.0\.\d+", str(told["version"]))
    assert told["title"] == "接案第一步"
    assert json.dumps(told).count("林") == 0  # nothing of the reader is in it


def test_other_lessons_are_not_kept(phone: FlaskClient, lin: User) -> None:
    course = make_published(article(), exercise(points=["JP01"]), live())
    make_enrolment(lin, course)
    told = offer(phone, course)
    first, *_others = lesson_keys(course)
    assert told["pages"] == [f"/courses/{course}", f"/courses/{course}/lessons/{first}"]
    assert (told["pictures"], told["size"]) == ([], 0)


def test_a_large_course_takes_no_more_statements(phone: FlaskClient, lin: User) -> None:
    small, large = (make_published(*[article(f"第{n}课") for n in range(many)]) for many in (1, 25))
    for course in (small, large):
        make_enrolment(lin, course)
    few = count_statements(phone, f"/courses/{small}/offline")
    assert count_statements(phone, f"/courses/{large}/offline") == few
    assert len(offer(phone, large)["pages"]) == 26  # type: ignore[arg-type]


def test_only_those_who_learn_a_course_are_offered_it(
    app: Flask, phone: FlaskClient, course: int, client: FlaskClient
) -> None:
    assert "sign-in" in app.test_client().get(f"/courses/{course}/offline").location
    assert sign_in(client, make_user("王建国")).get(f"/courses/{course}/offline").status_code == 404
    assert sign_in(client, make_instructor("郑其")).get("/courses/999/offline").status_code == 404


def test_the_course_page_offers_keeping_to_its_learners_only(
    app: Flask, phone: FlaskClient, course: int, lin: User
) -> None:
    page = phone.get(f"/courses/{course}").text
    assert "data-offline " in page
    assert f'data-reader="{lin.id}"' in page
    assert "data-offline " not in app.test_client().get(f"/courses/{course}").text


def test_the_page_of_what_is_kept_needs_a_sign_in_and_says_so_without_script(
    app: Flask, phone: FlaskClient
) -> None:
    page = phone.get("/courses/kept", headers={"Accept-Language": "en"}).text
    assert "<noscript>" in page
    assert "needs script" in page
    assert "sign-in" in app.test_client().get("/courses/kept").location


def test_the_worker_is_served_inside_its_reach_and_looked_for_anew(app: Flask) -> None:
    answer = app.test_client().get("/courses/offline-worker.js")
    if answer.status_code == 404:
        pytest.skip("the front end is not built")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in answer.headers  # its own folder and nothing above
    assert "import" not in answer.text.split("`")[0]  # a classic script, for Chromium 87
    answer.close()


def test_without_a_front_end_there_is_no_worker(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.jinja_env.globals, "asset", lambda name: f"/static/{name}")
    assert app.test_client().get("/courses/offline-worker.js").status_code == 404


def test_the_worker_meets_nothing_but_courses() -> None:
    source = (ROOT / "static" / "src" / "offline-worker.ts").read_text()
    patterns = [re.compile(found) for found in re.findall(r"= /(\^.+\$)/\n", source)]
    assert len(patterns) == 2
    for path in (
        "/exams/attempts/1",
        "/teaching/1",
        "/accounts/own",
        "/courses/1/lessons/a/files/media",
    ):
        assert not [p.pattern for p in patterns if p.match(path.replace("\\/", "/"))], path
    kept = [
        "/courses/1",
        "/courses/kept",
        "/courses/1/lessons/ab12",
        "/courses/1/lessons/a/pages/3/small",
    ]
    for path in kept:
        assert [p for p in patterns if p.match(path)], path
