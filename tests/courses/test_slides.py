"""Reading slides: portions, searching, going on where one stopped, what counts as seen, and who gets which page."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, strategies as st

from tests.courses.papers import make_pdf, make_slides
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    article,
    enrolment_of,
    lesson_keys,
    make_enrolment,
    make_instructor,
    make_published,
    newest,
)
from tests.factories_documents import (
    id_of,
    make_learned,
    make_slides_lesson,
    only_document,
    pages,
    stretch,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.courses.models import LessonProgress
from trainingapp.courses.queries.documents import read_portion
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.rules.watching import clip, is_watched, union
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def desk(app: Flask, wu: User) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), wu)


@pytest.fixture
def phone(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def address(course: int, key: str, rest: str = "") -> str:
    return f"/courses/{course}/lessons/{key}{rest}"


def report(phone: FlaskClient, place: tuple[int, str], seen: object, at: object = 1) -> object:
    answer = phone.post(address(*place, "/pages"), json={"seen": seen, "at": at})
    return answer.get_json() if answer.status_code == 200 else answer.status_code


def progress() -> LessonProgress:
    db.session.rollback()
    return db.session.query(LessonProgress).one()


def test_a_page_stands_with_its_size_two_widths_and_its_text(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    place = make_learned(desk, wu, lin)
    page = phone.get(address(*place), headers=EN).text
    first = re.search(r"<img[^>]+>", page)
    assert first is not None
    assert 'width="1600" height="900"' in first[0]
    assert "800w" in first[0]
    assert "1600w" in first[0]
    assert 'alt="Page 1: Slide 1 of the general process"' in first[0]
    assert page.count('loading="lazy"') == 2  # all but the first
    assert page.count("<summary>") >= 3
    small = re.search(r'src="(/courses[^"]+/pages/1/small\?v=\d+)"', first[0])
    assert small is not None
    picture = phone.get(small[1])
    assert (picture.status_code, picture.mimetype) == (200, "image/webp")
    assert picture.headers["Cache-Control"] == "private, no-cache"
    again = phone.get(small[1], headers={"If-None-Match": picture.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_text_from_a_document_stays_text(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    place = make_learned(desk, wu, lin, make_pdf(nasty))
    page = phone.get(address(*place)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "onerror=alert(2)>" not in page
    found = phone.get(address(*place, "?find=%3Cscript%3Ealert")).text
    assert "<script>alert" not in found


def test_a_long_document_is_read_in_portions_with_a_constant_number_of_statements(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    place = make_learned(desk, wu, lin, make_slides(1))
    few = count_statements(phone, address(*place))
    stretch(60)
    assert count_statements(phone, address(*place)) == few
    first = phone.get(address(*place), headers=EN).text
    assert first.count("data-page=") == 20
    assert "Pages 21 to 40" in first
    last = phone.get(address(*place, "?page=3"), headers=EN).text
    assert re.findall(r'data-page="(\d+)"', last) == [str(n) for n in range(41, 61)]
    assert 'rel="next"' not in last
    jumped = phone.get(address(*place, "?at=37")).text
    assert 'id="page-37"' in jumped
    assert phone.get(address(*place, "?at=9999&page=77")).text.count("data-page=") == 20
    assert phone.get(address(*place, "?at=x&page=-1")).text.count("data-page=") == 20


@pytest.mark.both_databases
def test_words_are_found_in_the_pages(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    place = make_learned(desk, wu, lin, make_pdf("Intake and trust", "", "trust in groups"))
    found = phone.get(address(*place, "?find=TRUST"), headers=EN).text
    assert re.findall(r'href="\?at=(\d+)#page-\1"', found) == ["1", "3"]
    assert re.findall(r"\?at=(\d+)#", phone.get(address(*place, "?find=trust groups")).text) == [
        "3"
    ]
    assert "No page says “100%”" in phone.get(address(*place, "?find=100%25"), headers=EN).text


def test_what_stands_around_a_word_is_shown(desk: FlaskClient, wu: User) -> None:
    make_slides_lesson(desk, wu)
    with writing():
        pages()[0].text = "前" * 60 + "同理心" + "后" * 80
        db.session.commit()
    portion = read_portion(only_document(), words="同理心")
    assert [found.number for found in portion.found] == [1]
    excerpt = portion.found[0].excerpt
    assert excerpt == "…" + "前" * 30 + "同理心" + "后" * 50 + "…"


@pytest.mark.both_databases
def test_seeing_the_last_page_does_not_complete_and_seeing_every_page_does(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    place = make_learned(desk, wu, lin)
    assert report(phone, place, [3], 3) == {"saved": True, "completed": False}
    assert progress().covered == [[2, 3]]
    assert report(phone, place, [1, 1, 3], 1) == {"saved": True, "completed": False}
    assert report(phone, place, [], 2) == {"saved": True, "completed": False}
    assert report(phone, place, [2], 2) == {"saved": True, "completed": True}
    assert progress().covered == [[0, 3]]
    assert progress().completed_at is not None
    assert enrolment_of(lin, place[0]).completed_at is not None


def test_one_goes_on_where_one_stopped(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    place = make_learned(desk, wu, lin, make_slides(1))
    stretch(60)
    report(phone, place, [36, 37], 37)
    page = phone.get(address(*place), headers=EN).text
    assert "You stopped at page 37" in page
    assert 'id="page-37"' in page
    assert 'data-at="37"' in page
    assert 'data-seen="36,37"' in page
    assert "You stopped" not in phone.get(address(*place, "?page=1"), headers=EN).text


@pytest.mark.parametrize(
    ("seen", "at"),
    [
        ("1", 1),
        ([0], 1),
        ([501], 1),
        ([True], 1),
        ([1.5], 1),
        ([1], None),
        ([1], 0),
        ([1], "1"),
        ([[1, 60]], 1),
        ([1] * 501, 1),
        (None, 1),
    ],
)
def test_a_malformed_report_changes_nothing(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User, seen: object, at: object
) -> None:
    place = make_learned(desk, wu, lin, make_slides(1))
    assert report(phone, place, seen, at) == 422
    assert db.session.query(LessonProgress).all() == []


def test_pages_that_the_document_does_not_have_count_for_nothing(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    place = make_learned(desk, wu, lin)
    assert report(phone, place, [4, 500], 400) == {"saved": True, "completed": False}
    assert (progress().covered, progress().position) == ([], 3)


def test_without_script_a_button_after_each_portion_says_that_it_was_read(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    place = make_learned(desk, wu, lin, make_slides(1))
    stretch(23)
    page = phone.get(address(*place), headers=EN).text
    assert "I have read pages 1 to 20" in page
    to_next = phone.post(address(*place, "/pages"), data={"first": 1, "last": 20})
    assert to_next.location.endswith("?page=2")
    assert progress().covered == [[0, 20]]
    for wrong in ({"first": 1, "last": 60}, {"first": 5, "last": 2}, {"first": "x"}, {}):
        assert phone.post(address(*place, "/pages"), data=wrong).status_code == 400
    done = phone.post(
        address(*place, "/pages"), data={"first": 21, "last": 23}, follow_redirects=True
    )
    assert "每一页" in done.text
    assert progress().completed_at is not None


def test_slides_are_not_completed_by_hand(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    place = make_learned(desk, wu, lin)
    answer = phone.post(address(*place, "/completion"), headers=EN)
    assert answer.status_code == 409
    assert "looking at every page" in answer.text
    assert "/completion" not in phone.get(address(*place)).text


def test_the_original_is_for_download_only_where_the_author_allows_it(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    closed = make_learned(desk, wu, lin)
    assert phone.get(address(*closed, "/files/media")).status_code == 404
    assert "/files/media" not in phone.get(address(*closed)).text
    assert desk.get(f"/teaching/{closed[0]}/lessons/{id_of(closed[0])}/files/media").data[:5] == (
        b"%PDF-"
    )
    opened = make_learned(desk, wu, lin, more={"may_download": "y"})
    answer = phone.get(address(*opened, "/files/media"))
    assert answer.data[:5] == b"%PDF-"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "/files/media" in phone.get(address(*opened)).text


def test_a_page_is_only_for_those_to_whom_the_lesson_is_open(
    app: Flask, desk: FlaskClient, client: FlaskClient, wu: User, lin: User
) -> None:
    course, key = make_learned(desk, wu, lin)
    learned = address(course, key, "/pages/1/small")
    drafted = f"/teaching/{course}/lessons/{id_of(course)}/pages/1/large"
    anonymous = app.test_client()
    for guarded in (learned, drafted):
        assert "sign-in" in anonymous.get(guarded).location
    assert desk.get(drafted).mimetype == "image/webp"
    wang = sign_in(client, make_user("王建国"))
    assert wang.get(learned).status_code == 404
    assert wang.get(drafted).status_code == 403
    assert report(wang, (course, key), [1]) == 404
    assert sign_in(client, make_instructor("郑其")).get(drafted).status_code == 404
    reader = sign_in(client, lin)
    assert reader.get(learned).status_code == 200
    for wrong in ("/pages/4/small", "/pages/0/small", "/pages/1/huge", "/pages/1/..%2f"):
        assert reader.get(address(course, key, wrong)).status_code == 404, wrong


def test_a_page_of_another_lesson_is_not_reached_through_ones_own(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    make_learned(desk, wu, lin)
    other = make_published(article())
    make_enrolment(lin, other)
    own = address(other, lesson_keys(other)[0])
    assert phone.get(f"{own}/pages/1/small").status_code == 404
    assert phone.post(f"{own}/pages", json={"seen": [1], "at": 1}).status_code == 404


def test_a_reviewer_reads_the_pages_of_what_waits_and_of_nothing_else(
    desk: FlaskClient, client: FlaskClient, wu: User
) -> None:
    course = make_slides_lesson(desk, wu)
    number, version = id_of(course), newest(course).id
    db.session.remove()
    zhao = sign_in(client, make_user("赵文静", roles=[Role.ITEM_REVIEWER]))
    place = f"/course-reviews/{version}/lessons/{number}"
    assert zhao.get(f"{place}/pages/1/small").status_code == 404  # still a draft
    desk.post(f"/teaching/{course}/review")
    assert zhao.get(place).text.count("data-page=") == 3
    assert zhao.get(f"{place}/pages/1/small").mimetype == "image/webp"


def test_learners_keep_the_pages_of_their_edition(
    desk: FlaskClient, phone: FlaskClient, wu: User, lin: User
) -> None:
    course, key = make_learned(desk, wu, lin)
    desk.post(f"/teaching/{course}/versions")
    draft = id_of(course)
    desk.post(f"/teaching/{course}/lessons/{draft}/removal")
    assert phone.get(address(course, key, "/pages/2/small")).status_code == 200


reports = st.lists(st.lists(st.integers(1, 60), max_size=20), max_size=12)


@given(reports=reports)
def test_the_order_and_the_repetition_of_reports_do_not_matter(reports: list[list[int]]) -> None:
    known: tuple[tuple[int, int], ...] = ()
    for seen in [*reports, *reversed(reports)]:
        known = clip(union(known, [(n - 1, n) for n in seen]), duration=60)
    every = {n for seen in reports for n in seen}
    assert {n for start, end in known for n in range(start + 1, end + 1)} == every
    assert is_watched(known, duration=60, percent=100) == (every == set(range(1, 61)))
