"""A learner's classes: what comes next, what is due, announcements, and that nobody else's name is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error
from tests.classes.acts import cohort_of, last_notice, run_tellings, told
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_meeting, make_member
from tests.factories_courses import lesson_keys, make_instructor, make_published
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.classes.models import CohortDeadline
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, JoinWay, MemberState
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
NOW = datetime(2026, 11, 24, 10, 50, tzinfo=UTC)  # ten minutes before the lesson
LINK = "https://meet.example.org/geheim"


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def learner(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def make_deadline(cohort: int, key: str, due: datetime) -> None:
    with writing():
        db.session.add(CohortDeadline(cohort_id=cohort, lesson_key=key, due_at=due))
        db.session.commit()
        db.session.remove()


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=EN)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_who_is_in_no_class_is_told_how_to_join_one(learner: FlaskClient) -> None:
    page = page_of(learner, "/classes")
    assert "You are in no class" in page
    assert "/classes/join" in page


@pytest.mark.both_databases
def test_the_list_shows_the_next_meeting_and_what_is_due(learner: FlaskClient, lin: User) -> None:
    course = make_published()
    cohort = make_cohort(make_instructor(), course_id=course)
    make_member(cohort, lin)
    future = datetime(2050, 1, 4, 11, 0, tzinfo=UTC)
    make_meeting(cohort, starts_at=future + timedelta(days=7), title="第二讲")
    make_meeting(cohort, starts_at=future, title="第一讲")
    make_meeting(cohort, starts_at=future - timedelta(days=7), title="取消", cancelled_at=NOW)
    for key in lesson_keys(course):
        make_deadline(cohort, key, future)
    page = page_of(learner, "/classes")
    assert "第一讲" in page
    assert "第二讲" not in page
    assert "取消" not in page
    assert "2 lessons to complete" in page


def test_the_link_is_shown_from_a_quarter_of_an_hour_before_and_never_earlier(
    learner: FlaskClient, lin: User
) -> None:
    cohort = make_cohort(make_instructor())
    make_member(cohort, lin)
    row = make_meeting(cohort, join_url=LINK)
    way_in = f"/classes/{cohort}/meetings/{row}/online"
    with time_machine.travel(NOW - timedelta(minutes=6), tick=False):
        page = page_of(sign_in(learner, lin), f"/classes/{cohort}")
        assert "15 minutes before" in page
        assert way_in not in page
        assert LINK not in page
    with time_machine.travel(NOW, tick=False):
        assert way_in in page_of(sign_in(learner, lin), f"/classes/{cohort}")


def test_past_meetings_keep_their_recording(learner: FlaskClient, lin: User) -> None:
    cohort = make_cohort(make_instructor())
    make_member(cohort, lin)
    make_meeting(
        cohort,
        starts_at=datetime(2020, 1, 4, 11, 0, tzinfo=UTC),
        join_url=LINK,
        replay_url="https://video.example.org/1",
    )
    page = page_of(learner, f"/classes/{cohort}")
    assert "https://video.example.org/1" in page
    assert LINK not in page
    assert "Past meetings and recordings (1)" in page


def test_what_is_due_goes_when_it_is_completed_and_is_late_when_it_is_late(
    learner: FlaskClient, lin: User
) -> None:
    course = make_published()
    cohort = make_cohort(make_instructor(), course_id=course)
    make_member(cohort, lin)
    first, second = lesson_keys(course)
    make_deadline(cohort, first, datetime(2020, 1, 1, tzinfo=UTC))
    make_deadline(cohort, second, datetime(2050, 1, 1, tzinfo=UTC))
    make_deadline(cohort, "0123456789ab", datetime(2050, 1, 1, tzinfo=UTC))  # no lesson any more
    page = page_of(learner, f"/classes/{cohort}")
    assert page.index(f"lessons/{first}") < page.rindex(f"lessons/{second}")
    assert page.count("Late") == 1
    learner.post(f"/courses/{course}/lessons/{first}/completion")
    page = page_of(learner, f"/classes/{cohort}")
    assert "Late" not in page
    assert "To complete" in page


def test_members_see_how_many_they_are_and_no_name_of_another(
    learner: FlaskClient, lin: User
) -> None:
    cohort = make_cohort(make_instructor("吴晓东"))
    make_member(cohort, lin)
    make_member(cohort, make_user("王建国"))
    page = page_of(learner, f"/classes/{cohort}")
    assert "王建国" not in page
    assert "吴晓东" in page
    assert cohort_of(cohort).join_code not in page


def test_an_ended_class_stays_readable_and_a_draft_is_not(learner: FlaskClient, lin: User) -> None:
    wu = make_instructor()
    ended = make_cohort(wu, state=CohortState.ENDED)
    cancelled = make_cohort(wu, state=CohortState.CANCELLED)
    draft = make_cohort(wu, state=CohortState.DRAFT)
    for cohort in (ended, cancelled, draft):
        make_member(cohort, lin)
    assert "has ended" in page_of(learner, f"/classes/{ended}")
    assert "is cancelled" in page_of(learner, f"/classes/{cancelled}")
    assert learner.get(f"/classes/{draft}").status_code == 404
    assert f"/classes/{draft}" not in page_of(learner, "/classes")


def test_who_was_sent_by_an_agency_reads_what_it_sees_and_may_decline(
    learner: FlaskClient, lin: User
) -> None:
    cohort = make_cohort(make_instructor())
    make_member(cohort, lin, way=JoinWay.AGENCY)
    page = page_of(learner, f"/classes/{cohort}")
    assert "never answers or scores" in page
    assert "Decline" in page


@pytest.mark.parametrize("state", [MemberState.LEFT, MemberState.REMOVED, None])
def test_a_class_is_closed_to_who_is_not_in_it(
    learner: FlaskClient, lin: User, state: MemberState | None
) -> None:
    cohort = make_cohort(make_instructor())
    if state:
        make_member(cohort, lin, state=state)
    for place in ("", "/announcements", "/timetable.ics"):
        assert learner.get(f"/classes/{cohort}{place}").status_code == 404
    assert learner.post(f"/classes/{cohort}/leaving").status_code == 409


def test_an_announcement_is_an_article_and_every_member_gets_a_notice(
    client: FlaskClient, lin: User, app: Flask
) -> None:
    wu, wang = make_instructor(), make_user("王建国")
    cohort = make_cohort(wu)
    make_member(cohort, lin)
    make_member(cohort, wang, state=MemberState.WAITING)
    teacher = sign_in(client, wu)
    address = f"/taught-classes/{cohort}/announcements"
    text = "**带上**身份证。<script>alert(1)</script>\n\n[x](javascript:alert(1))"
    answer = teacher.post(address, data={"title": "模拟考试<b>", "text": text})
    assert answer.status_code == 303
    assert told(lin) == []  # the outbox tells, after the commit
    assert run_tellings() == 1
    assert (told(lin), told(wang), told(wu)) == (["announcement"], [], [])
    assert last_notice(lin)[0]["announcement"] == "模拟考试<b>"
    page = page_of(sign_in(app.test_client(), lin), f"/classes/{cohort}")
    assert "<strong>带上</strong>" in page
    assert "模拟考试&lt;b&gt;" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("name", ["title", "text"])
def test_an_announcement_says_something(client: FlaskClient, name: str) -> None:
    wu = make_instructor()
    cohort = make_cohort(wu)
    data = {"title": "通知", "text": "内容", name: ""}
    answer = sign_in(client, wu).post(f"/taught-classes/{cohort}/announcements", data=data)
    assert answer.status_code == 422
    assert field_error(answer.get_data(as_text=True), name)
    assert run_tellings() == 0


def test_announcements_before_the_opening_tell_nobody(client: FlaskClient) -> None:
    wu = make_instructor()
    cohort = make_cohort(wu, state=CohortState.DRAFT)
    data = {"title": "通知", "text": "内容"}
    sign_in(client, wu).post(f"/taught-classes/{cohort}/announcements", data=data)
    assert run_tellings() == 0


def test_announcements_are_paged_and_removed(client: FlaskClient, lin: User, app: Flask) -> None:
    wu = make_instructor()
    cohort, other = make_cohort(wu), make_cohort(wu)
    make_member(cohort, lin)
    teacher, learner = sign_in(client, wu), sign_in(app.test_client(), lin)
    address = f"/taught-classes/{cohort}/announcements"
    teacher.post(address, data={"title": "第0条", "text": "内容"})
    before = count_statements(learner, f"/classes/{cohort}/announcements")
    for number in range(1, 22):
        teacher.post(address, data={"title": f"第{number}条", "text": "内容"})
    assert count_statements(learner, f"/classes/{cohort}/announcements") == before
    first = page_of(learner, f"/classes/{cohort}/announcements")
    assert "第21条" in first
    assert "第1条" not in first
    assert "第1条" in page_of(learner, f"/classes/{cohort}/announcements?page=2")
    number = first.split('id="announcement-')[1].split('"')[0]
    assert (
        teacher.post(f"/taught-classes/{other}/announcements/{number}/removal").status_code == 404
    )
    assert teacher.post(f"{address}/{number}/removal").status_code == 303
    assert "第21条" not in page_of(learner, f"/classes/{cohort}/announcements")


def test_the_list_of_classes_asks_the_same_of_the_database_however_long_it_is(
    learner: FlaskClient, lin: User
) -> None:
    wu, course = make_instructor(), make_published()
    counts = set()
    for _ in range(2):
        for _ in range(2):
            cohort = make_cohort(wu, course_id=course)
            make_member(cohort, lin)
            make_meeting(cohort, starts_at=datetime(2050, 1, 1, tzinfo=UTC))
        counts.add(count_statements(learner, "/classes"))
    assert len(counts) == 1


@pytest.mark.both_databases
def test_the_home_page_says_what_comes_next_and_leads_there(
    client: FlaskClient, lin: User, app: Flask
) -> None:
    wu = make_instructor()
    cohort, over = make_cohort(wu), make_cohort(wu, state=CohortState.ENDED)
    make_member(cohort, lin)
    future = datetime(2050, 1, 4, 11, 0, tzinfo=UTC)
    for number in range(4):
        make_meeting(cohort, starts_at=future + timedelta(days=number), title=f"第{number}讲")
    make_meeting(over, starts_at=future, title="旧班的课")
    for person, page in ((lin, "classes"), (wu, "taught-classes")):
        reader = sign_in(app.test_client(), person)
        home = page_of(reader, "/home")
        assert "第2讲" in home
        assert "第3讲" not in home
        assert "旧班的课" not in home
        assert reader.get(f"/classes/{cohort}/page").location == f"/{page}/{cohort}"
    assert "Next in your classes" not in page_of(sign_in(client, make_user()), "/home")
