"""What packages report: applied once and in order, believed word by word, by the launch they belong to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.courses.package_files import manifest, some_package
from tests.courses.packaging import launch, make_package, registration, report, tell
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import enrolment_of, make_enrolment, make_instructor
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.courses.models import LessonProgress, PackageRegistration
from trainingapp.extensions import db
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def reader(app: Flask, lin: User) -> FlaskClient:
    return sign_in(app.test_client(), lin)


def begin(
    desk: FlaskClient, wu: User, lin: User, content: bytes | None = None, **changes: str
) -> tuple[int, str]:
    course, key = make_package(desk, wu, content, **changes)
    make_enrolment(lin, course)
    return course, key


def is_completed(lin: User, course: int, key: str) -> bool:
    row = db.session.get(LessonProgress, (lin.id, course, key), populate_existing=True)
    return row is not None and row.completed_at is not None


@pytest.mark.both_databases
def test_a_report_is_kept_and_given_back_at_the_next_launch(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient, app: Flask
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    said = report(10, lesson_location="第三页", suspend_data="a=1", lesson_status="incomplete")
    answer = tell(reader, course, key, token, said)
    assert answer.json == {
        "acknowledged": 10,
        "superseded": False,
        "refused": [],
        "completed": False,
    }
    row = registration(lin)
    assert row.data["cmi.core.lesson_location"] == "第三页"
    assert (row.launch, row.sequence, row.completion) == (1, 10, "incomplete")
    again = launch(reader, course, key)["token"]
    state = app.test_client().get(f"/packages/{again}/-/state.js").text
    assert '"cmi.suspend_data": "a=1"' in state
    assert '"launch": 2' in state
    assert '"sequence": 0' in state


def test_a_report_that_comes_again_or_too_late_changes_nothing(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    first, second = report(10, lesson_location="1"), report(20, lesson_location="2")
    tell(reader, course, key, token, second, first)  # out of order in one request
    assert registration(lin).data == {"cmi.core.lesson_location": "2"}
    for late in (first, second, report(15, lesson_location="x")):
        assert tell(reader, course, key, token, late).json["acknowledged"] == late["sequence"]
    row = registration(lin)
    assert (row.sequence, row.data) == (20, {"cmi.core.lesson_location": "2"})


def test_another_device_takes_over_and_the_first_moves_nothing_more(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    phone = launch(reader, course, key)["token"]
    desktop = launch(reader, course, key)["token"]
    tell(reader, course, key, desktop, report(10, lesson_location="9"))
    late = tell(reader, course, key, phone, report(99, lesson_location="2"))
    assert late.json["superseded"] is True
    assert registration(lin).data == {"cmi.core.lesson_location": "9"}


@pytest.mark.both_databases
def test_what_was_achieved_on_the_first_device_still_counts(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    phone = launch(reader, course, key)["token"]
    launch(reader, course, key)
    done = report(99, lesson_status="passed", score_raw="90")
    assert tell(reader, course, key, phone, done).json["completed"] is True
    row = registration(lin)
    assert (row.completion, row.success, row.score, row.sequence) == (
        "completed",
        "passed",
        9_000,
        0,
    )
    assert is_completed(lin, course, key)


@pytest.mark.parametrize(
    ("rule", "said", "done"),
    [
        ("completed", {"lesson_status": "completed"}, True),
        ("completed", {"lesson_status": "incomplete"}, False),
        ("completed", {"lesson_status": "failed"}, False),
        ("passed", {"lesson_status": "completed"}, False),
        ("passed", {"lesson_status": "passed"}, True),
        ("score", {"lesson_status": "completed", "score_raw": "59"}, False),
        ("score", {"lesson_status": "incomplete", "score_raw": "60"}, True),
        ("hand", {"lesson_status": "passed"}, False),
    ],
)
def test_the_lesson_is_completed_by_its_rule(
    desk: FlaskClient,
    wu: User,
    lin: User,
    reader: FlaskClient,
    rule: str,
    said: dict[str, str],
    done: bool,
) -> None:
    course, key = begin(desk, wu, lin, rule=rule)
    token = launch(reader, course, key)["token"]
    assert tell(reader, course, key, token, report(1, **said)).json["completed"] is done
    assert is_completed(lin, course, key) is done
    assert (enrolment_of(lin, course).completed_at is not None) is done


def test_only_a_package_that_says_nothing_is_completed_by_hand(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    assert reader.post(f"/courses/{course}/lessons/{key}/completion").status_code == 409
    assert not is_completed(lin, course, key)
    other, silent = begin(desk, wu, lin, rule="hand")
    assert reader.post(f"/courses/{other}/lessons/{silent}/completion").status_code == 303
    assert is_completed(lin, other, silent)


def test_going_through_it_once_more_takes_nothing_away(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    tell(reader, course, key, token, report(1, lesson_status="passed", score_raw="90"))
    ended = registration(lin).completed_at
    token = launch(reader, course, key)["token"]
    tell(reader, course, key, token, report(1, lesson_status="failed", score_raw="20"))
    row = registration(lin)
    assert (row.completion, row.success, row.score) == ("completed", "passed", 9_000)
    assert row.completed_at == ended
    assert row.data["cmi.core.score.raw"] == "20"  # what the package itself will find


def test_all_parts_must_be_through(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    units = [("s1", "甲", "index.html"), ("s2", "乙", "index.html?x=2")]
    content = some_package(**{"imsmanifest.xml": manifest(units=units)})
    course, key = begin(desk, wu, lin, content)
    for unit, done in ((0, False), (1, True)):
        token = launch(reader, course, key, unit=unit)["token"]
        answer = tell(reader, course, key, token, report(1, lesson_status="completed"))
        assert answer.json["completed"] is done
    page = reader.get(f"/courses/{course}/lessons/{key}").text
    assert page.count("?part=") == 2
    assert "?part=1" in page


def test_an_asset_is_completed_by_opening_it(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    content = some_package(**{"imsmanifest.xml": manifest(kind="asset")})
    course, key = begin(desk, wu, lin, content)
    launch(reader, course, key)
    assert is_completed(lin, course, key)


def test_time_adds_up_over_launches_whatever_was_sent_twice(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    for session in ("00:10:00", "00:05:00"):
        token = launch(reader, course, key)["token"]
        for _twice in range(2):
            tell(reader, course, key, token, report(1, session_time="00:01:00"))
            tell(reader, course, key, token, report(2, session_time=session))
    row = registration(lin)
    assert (row.seconds_before, row.seconds) == (600, 300)
    token = launch(reader, course, key)[
        "token"
    ]  # one that reports no time: the clock of the page counts
    tell(reader, course, key, token, report(1, elapsed=42))
    row = registration(lin)
    assert (row.seconds_before, row.seconds) == (900, 42)


def test_what_is_not_believed_is_named_and_the_rest_kept(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    answer = tell(reader, course, key, token, report(1, lesson_status="magic", lesson_location="4"))
    assert answer.json["refused"] == ["cmi.core.lesson_status"]
    assert registration(lin).data == {"cmi.core.lesson_location": "4"}


def test_a_report_without_end_is_passed_over_and_the_next_is_taken(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    endless = report(1, **{f"x{number}": "" for number in range(5_000)})
    answer = tell(reader, course, key, token, endless, report(2, lesson_location="5"))
    assert answer.json["acknowledged"] == 2
    assert answer.json["refused"] == ["*"]
    assert registration(lin).data == {"cmi.core.lesson_location": "5"}


@pytest.mark.parametrize(
    "reports",
    [
        None,
        [],
        "x",
        [None],
        [{"sequence": 0, "data": {}, "elapsed": 0}],
        [{"sequence": True, "data": {}, "elapsed": 0}],
        [{"sequence": 2**60, "data": {}, "elapsed": 0}],
        [{"sequence": 1, "data": [], "elapsed": 0}],
        [{"sequence": 1, "data": {}, "elapsed": -1}],
        [{"sequence": 1, "data": {}, "elapsed": "1"}],
        [{"sequence": 1, "data": {}}],
        [report(n) for n in range(1, 30)],
    ],
)
def test_malformed_reports_are_refused_as_a_whole(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient, reports: object
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    body = {"token": token, "reports": reports}
    answer = reader.post(f"/courses/{course}/lessons/{key}/reports", json=body)
    assert answer.status_code == 422
    assert registration(lin).sequence == 0


def test_nobody_reports_for_somebody_else(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient, app: Flask
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    wang = make_user("王建国")
    make_enrolment(wang, course)
    other = sign_in(app.test_client(), wang)
    done = report(1, lesson_status="passed")
    assert tell(other, course, key, token, done).status_code == 403
    assert tell(app.test_client(), course, key, token, done).status_code == 401
    assert tell(reader, course, "x" * 12, token, done).status_code == 403
    assert tell(reader, course, key, token[:-2] + "xx", done).status_code == 422
    assert tell(reader, course, key, "", done).status_code == 422
    assert registration(lin).completion == "unknown"
    stranger = sign_in(app.test_client(), make_user("孙丽"))
    assert (
        stranger.post(f"/courses/{course}/lessons/{key}/launches", json={"unit": 0}).status_code
        == 404
    )


def test_units_that_are_not_there_are_not_opened(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    url = f"/courses/{course}/lessons/{key}/launches"
    assert [reader.post(url, json={"unit": n}).status_code for n in (1, -1)] == [409, 409]
    for said in ({}, {"unit": "0"}, {"unit": True}, []):
        assert reader.post(url, json=said).status_code == 422


def test_a_closing_page_reports_by_its_address_alone(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient, app: Flask
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    app.config["WTF_CSRF_ENABLED"] = True  # no page of ours carries it
    try:
        nobody = app.test_client()
        url = f"/packages/{token}/-/report"
        said = report(7, lesson_status="completed")
        answer = nobody.post(url, json=said, content_type="text/plain;charset=UTF-8")
        assert answer.status_code == 200
        for other in ("no json", "[" * 100_000, '{"reports":' * 100_000, "1" * 5_000, b"\xff\xfe"):
            assert nobody.post(url, data=other).status_code == 422
        assert nobody.post("/packages/forged/-/report", json=said).status_code == 410
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert is_completed(lin, course, key)


def test_an_address_ends_after_half_a_day_and_what_a_device_has_kept_does_not(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient, app: Flask
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    said = report(7, lesson_location="7")
    with time_machine.travel(now() + timedelta(hours=13), tick=False):
        nobody = app.test_client()
        assert nobody.post(f"/packages/{token}/-/report", json=said).status_code == 410
        assert nobody.get(f"/packages/{token}/index.html").status_code == 410
        again = sign_in(app.test_client(), lin)
        assert tell(again, course, key, token, said).status_code == 200
    assert registration(lin).data == {"cmi.core.lesson_location": "7"}


@pytest.mark.both_databases
def test_who_leaves_takes_along_what_packages_told(
    desk: FlaskClient, wu: User, lin: User, reader: FlaskClient
) -> None:
    course, key = begin(desk, wu, lin)
    token = launch(reader, course, key)["token"]
    tell(reader, course, key, token, report(1, lesson_status="passed", score_raw="88"))
    rows = collect_data(lin.id)["packages"]
    assert [(row["course_id"], row["lesson"], row["score"]) for row in rows] == [
        (course, key, 88.0)
    ]
    assert rows[0]["data"]["cmi.core.score.raw"] == "88"
    with writing():
        erase(lin.id)
        db.session.commit()
    assert db.session.query(PackageRegistration).all() == []
