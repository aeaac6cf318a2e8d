"""Packages at their author's and reviewer's desks: what the form takes, what they are told, who sees results."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.courses.package_files import PAGE, contents, manifest, pack, some_package
from tests.courses.packaging import launch, make_package, report, send, tell, unpack_all
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    NOON,
    lessons_of,
    make_course,
    make_enrolment,
    make_instructor,
    newest,
    publish,
)
from tests.files.sending import some_pdf
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.courses.actions import versions
from trainingapp.courses.models import Course, Package, PackageRegistration
from trainingapp.extensions import db
from trainingapp.files.references import referring_columns
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def only_lesson(course: int) -> int:
    number = lessons_of(course)[0].id
    db.session.remove()
    return number


def test_the_form_asks_for_a_zip_and_for_what_completes_the_lesson(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu)
    section = newest(course).sections[0].id
    db.session.remove()
    page = desk.get(f"/teaching/{course}/sections/{section}/lessons?kind=package", headers=EN).text
    assert "SCORM package (zip)" in page
    assert page.count('name="rule"') == 4
    assert 'name="least"' in page
    assert "kind=package" in desk.get(f"/teaching/{course}").text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Choose a file."),
        (some_pdf(), "of a type that is not taken"),
        (b"PK\x03\x04" + b"no zip" * 100, "of a type that is not taken"),
        (pack({"index.html": PAGE}), "so it is not SCORM"),
        (some_package(**{"../evil.html": "x"}), "not safe: ../evil.html"),
        (
            some_package(
                **{"imsmanifest.xml": manifest(edition="IMS").replace("adlcp_rootv1p2", "x")}
            ),
            "no version of SCORM",
        ),
        (
            some_package(**{"imsmanifest.xml": manifest(extra="<!DOCTYPE m>")}),
            "document type or entities",
        ),
        (some_package(**{"imsmanifest.xml": "<"}), "cannot be read"),
        (
            some_package(**{"imsmanifest.xml": manifest(units=[("a", "b", "lost.html")])}),
            "not in it: lost.html",
        ),
        (some_package(**{"<script>.html": "x"}), "not safe: &lt;script&gt;.html"),
    ],
)
def test_what_is_no_package_is_refused_beside_its_field(
    desk: FlaskClient, wu: User, content: bytes | None, sentence: str
) -> None:
    course = make_course(wu)
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = send(desk, course, content)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "field-error" in answer.text
    assert lessons_of(course) == []
    assert db.session.scalars(select(Package)).all() == []


@pytest.mark.parametrize(
    "changes", [{"rule": "always"}, {"least": "0"}, {"least": "101"}, {"least": ""}]
)
def test_a_rule_that_is_none_is_refused(
    desk: FlaskClient, wu: User, changes: dict[str, str]
) -> None:
    course = make_course(wu)
    assert send(desk, course, some_package(), **changes).status_code == 422
    assert lessons_of(course) == []


def test_the_author_sees_how_far_unpacking_is_and_what_was_found(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu)
    files = contents("2004", **{"film.swf": b"CWS\x09", "js/scorm.js": "var quiet"})
    assert send(desk, course, pack(files)).status_code == 303
    url = f"/teaching/{course}/lessons/{only_lesson(course)}"
    assert "being unpacked" in desk.get(url, headers=EN).text
    assert desk.post(f"{url}/launches", json={"unit": 0}).status_code == 404
    unpack_all()
    page = desk.get(url, headers=EN).text
    assert "SCORM 2004" in page
    assert "film.swf is Flash" in page
    assert "seems to report" in page
    assert "<iframe" in page
    assert "data-report-url" not in page  # trying out keeps nothing


def test_a_course_waits_for_its_packages_before_review(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    send(desk, course, some_package())
    assert desk.post(f"/teaching/{course}/review", data={"note": ""}).status_code == 409
    unpack_all()
    assert desk.post(f"/teaching/{course}/review", data={"note": ""}).status_code == 303


def test_what_turns_out_bad_is_told_with_its_reason(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    run = manifest(units=[("s1", "课", "run.bat")])
    assert (
        send(desk, course, some_package(**{"imsmanifest.xml": run, "run.bat": "x"})).status_code
        == 303
    )
    unpack_all()
    page = desk.get(f"/teaching/{course}/lessons/{only_lesson(course)}", headers=EN).text
    assert "not in it: run.bat" in page
    assert "<iframe" not in page


def test_another_archive_takes_the_place_of_the_first(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    send(desk, course, some_package())
    number = only_lesson(course)
    edit = f"/teaching/{course}/lessons/{number}/edit"
    form = desk.get(edit, headers=EN).text
    assert "课件.zip" in form
    data = {"title_zh": "换了", "minutes": "9", "rule": "score", "least": "75", "is_required": "y"}
    assert desk.post(edit, data=data).status_code == 303  # without a file: the old one stays
    lesson = lessons_of(course)[0]
    assert lesson.content == {"rule": "score", "least": 75}
    assert len(lesson.files) == 1
    db.session.remove()
    assert 'value="75"' in desk.get(edit).text


def test_author_and_reviewer_try_it_out_and_nothing_is_kept(
    desk: FlaskClient, wu: User, app: Flask
) -> None:
    course = make_course(wu)
    send(desk, course, some_package())
    unpack_all()
    number = only_lesson(course)
    found = desk.post(f"/teaching/{course}/lessons/{number}/launches", json={"unit": 0}).json
    assert found["slot"] is None
    nobody = app.test_client()
    assert nobody.get(f"/packages/{found['token']}/index.html").status_code == 200
    assert '"report": null' in nobody.get(f"/packages/{found['token']}/-/state.js").text
    said = report(1, lesson_status="passed")
    assert nobody.post(f"/packages/{found['token']}/-/report", json=said).status_code == 422
    desk.post(f"/teaching/{course}/review", data={"note": ""})
    version = newest(course).id
    db.session.remove()
    zhao = sign_in(app.test_client(), make_user("赵文静", roles=[Role.ITEM_REVIEWER]))
    url = f"/course-reviews/{version}/lessons/{number}"
    assert "<iframe" in zhao.get(url).text
    assert zhao.post(f"{url}/launches", json={"unit": 0}).status_code == 200
    assert zhao.post(f"{url}/launches", json={"unit": 5}).status_code == 409
    assert db.session.scalars(select(PackageRegistration)).all() == []


def test_nobody_else_opens_a_draft(desk: FlaskClient, wu: User, app: Flask) -> None:
    course = make_course(wu)
    send(desk, course, some_package())
    unpack_all()
    url = f"/teaching/{course}/lessons/{only_lesson(course)}"
    others = {
        "another author": (sign_in(app.test_client(), make_instructor("周老师")), 404),
        "a learner": (sign_in(app.test_client(), make_user("王建国")), 403),
        "nobody": (app.test_client(), 401),
    }
    for who, (client, status) in others.items():
        answer = client.post(f"{url}/launches", json={"unit": 0})
        assert answer.status_code == status, who
        assert client.get(f"{url}/results").status_code in {302, 403, 404}, who


def test_those_who_teach_see_how_far_everybody_is(desk: FlaskClient, wu: User, app: Flask) -> None:
    course, key = make_package(desk, wu)
    number = only_lesson(course)
    url = f"/teaching/{course}/lessons/{number}/results"
    assert "Nobody has opened it yet" in desk.get(url, headers=EN).text
    for name, score in (("林美华", "92"), ("王建国", "31")):
        person = make_user(name)
        make_enrolment(person, course)
        reader = sign_in(app.test_client(), person)
        token = launch(reader, course, key)["token"]
        status = "passed" if score == "92" else "failed"
        said = report(1, lesson_status=status, score_raw=score, session_time="00:10:01")
        tell(reader, course, key, token, said)
    page = desk.get(url, headers=EN).text
    assert [name in page for name in ("林美华", "王建国", "92 %", "31 %")] == [True] * 4
    assert "Not passed" in page


def test_results_take_as_many_statements_for_many_as_for_one(
    desk: FlaskClient, wu: User, app: Flask
) -> None:
    course, key = make_package(desk, wu)
    url = f"/teaching/{course}/lessons/{only_lesson(course)}/results"
    counts = []
    for _round in range(2):
        for _person in range(3):
            person = make_user()
            make_enrolment(person, course)
            launch(sign_in(app.test_client(), person), course, key)
        counts.append(count_statements(desk, url))
    assert counts[0] == counts[1]


def test_files_of_packages_keep_their_content_alive(app: Flask) -> None:
    assert "package_file.stored_file_id" in referring_columns()


def test_a_package_that_two_authors_sent_is_unpacked_once(
    desk: FlaskClient, wu: User, app: Flask
) -> None:
    make_package(desk, wu)
    other = make_instructor("周老师")
    course = make_course(other)
    assert send(sign_in(app.test_client(), other), course, some_package()).status_code == 303
    assert len(db.session.scalars(select(Package)).all()) == 1
    url = f"/teaching/{course}/lessons/{only_lesson(course)}"
    assert "<iframe" in sign_in(app.test_client(), other).get(url).text


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        (("completed", 60), ("passed", 60), (2, 0)),
        (("score", 60), ("score", 80), (2, 0)),
        (("completed", 60), ("completed", 80), (1, 1)),  # no score is asked for: nothing changes
    ],
)
def test_another_way_to_complete_a_package_makes_another_edition(
    app: Flask,
    desk: FlaskClient,
    wu: User,
    *,
    before: tuple[str, int],
    after: tuple[str, int],
    number: tuple[int, int],
) -> None:
    course, _key = make_package(desk, wu, rule=before[0], least=str(before[1]))
    reviewer = make_user("钱进", roles=[Role.ITEM_REVIEWER])
    with writing():
        row = db.session.get_one(Course, course)
        version = versions.open_version(row, actor_id=wu.id, now=NOON)
        version.lessons[0].content = {"rule": after[0], "least": after[1]}
        assert publish(row, reviewer).number == number
        db.session.rollback()
