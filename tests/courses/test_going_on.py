"""Where a learner is sent on: to begin, to go on, once more; on the course's page and on the class's."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_member
from tests.factories_courses import (
    lesson_keys,
    live,
    make_enrolment,
    make_instructor,
    make_published,
)
from tests.factories_education import complete

EN = {"Accept-Language": "en"}


def test_a_course_and_its_class_say_begin_then_go_on_then_once_more(client: FlaskClient) -> None:
    lin, course = make_user("林美华"), make_published()
    cohort = make_cohort(make_instructor(), course_id=course)
    make_member(cohort, lin)
    first, second = lesson_keys(course)
    sign_in(client, lin)
    for done, said in (
        ((), "Begin: 第一课"),
        ((first,), "Go on: 第二课"),
        ((second,), "Once more: 第一课"),
    ):
        complete(lin, course, *done)
        for page in (f"/courses/{course}", f"/classes/{cohort}"):
            assert said in client.get(page, headers=EN).text, page


def test_a_class_that_has_not_begun_cannot_be_called_done(client: FlaskClient) -> None:
    lin, course = make_user("林美华"), make_published(live(starts_at=4_000_000_000_000))
    make_enrolment(lin, course)
    page = f"/courses/{course}/lessons/{lesson_keys(course)[0]}"
    text = sign_in(client, lin).get(page).text
    assert "直播课开始后，才能标记为学完。" in text
    assert "学完了</button>" not in text
    assert client.post(f"{page}/completion").status_code == 409


def test_a_live_class_says_its_day_and_its_minute_and_is_called_done_as_an_act(
    client: FlaskClient,
) -> None:
    lin, course = make_user("林美华"), make_published(live(starts_at=1_793_360_700_000))
    make_enrolment(lin, course)
    page = f"/courses/{course}/lessons/{lesson_keys(course)[0]}"
    text = sign_in(client, lin).get(page).text
    assert "2026年10月30日星期五 19:45" in text
    assert "中国标准时间" not in text
    assert "学完了</button>" in text
    assert "Friday, October 30, 2026 19:45" in client.get(page, headers=EN).text
