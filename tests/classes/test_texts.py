"""What people write in classes: it comes back as it was typed, and script in every field stays text."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.classes.acts import cohort_of, state_of
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_classes import make_cohort, make_meeting, make_member
from tests.factories_courses import NOON, make_instructor
from trainingapp.accounts.models import User
from trainingapp.classes.actions import announcing, invitations
from trainingapp.extensions import db
from trainingapp.rules.cohorts import MemberState
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}'
EN = {"Accept-Language": "en"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor(f"吴{SCRIPT}"[:60])


@pytest.fixture
def hostile(wu: User) -> int:
    """A class with script in every field that somebody may fill."""
    cohort = make_cohort(
        wu, title={"zh": f"班{SCRIPT}"[:80], "en": f"C{SCRIPT}"}, introduction=SCRIPT, capacity=2
    )
    for year in (2020, 2050):
        make_meeting(cohort, starts_at=NOON.replace(year=year), title=SCRIPT, place=SCRIPT)
    with writing():
        announcing.announce(cohort_of(cohort), SCRIPT, SCRIPT, author_id=wu.id, now=NOON)
        invitations.invite(cohort, f"{SCRIPT[2:20]}@example.org", actor_id=wu.id, now=NOON)
        db.session.commit()
        db.session.remove()
    return cohort


def check(client: FlaskClient, *addresses: str) -> None:
    """No page holds the script as markup, and no template was run."""
    for address in addresses:
        answer = client.get(address, headers=EN)
        assert answer.status_code == 200, address
        page = answer.get_data(as_text=True)
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "alert(1)" in page, address  # it is shown, as text


def test_script_stays_text_on_the_pages_of_teachers(
    client: FlaskClient, wu: User, hostile: int
) -> None:
    member = make_member(hostile, make_user(SCRIPT[:60]))
    make_member(hostile, make_user(SCRIPT[:60]), state=MemberState.REMOVED, reason=SCRIPT)
    base = f"/taught-classes/{hostile}"
    check(
        sign_in(client, wu),
        "/taught-classes",
        base,
        f"{base}/edit",
        f"{base}/copy",
        f"{base}/timetable",
        f"{base}/timetable/new",
        f"{base}/people",
        f"{base}/people?view=gone",
        f"{base}/people/{member}/removal",
        f"{base}/announcements",
        f"{base}/lists",
    )


def test_script_stays_text_on_the_pages_of_learners(client: FlaskClient, hostile: int) -> None:
    lin, wang = make_user("林美华"), make_user("王建国")
    make_member(hostile, lin)
    make_member(hostile, wang, state=MemberState.WAITING)
    check(
        sign_in(client, lin),
        "/classes",
        f"/classes/{hostile}",
        f"/classes/{hostile}/announcements",
        "/home",
    )
    check(sign_in(client, wang), "/classes", f"/classes/{hostile}")
    check(sign_in(client, make_user("李静")), f"/j/{cohort_of(hostile).join_code}")


def test_script_stays_text_on_the_pages_of_agencies(client: FlaskClient, hostile: int) -> None:
    agency = make_organisation(f"机构{SCRIPT}")
    sign_in(client, make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=agency))
    check(client, "/agency/classes", f"/agency/classes/{hostile}")


@pytest.mark.parametrize(
    "typed",
    [
        "  2027 年班  ",
        "　全角空格　",
        "Emoji 🎓 班",
        "（括号）“引号”—破折号",
        "R&D <班>",
    ],
)
def test_a_title_comes_back_as_it_was_typed(client: FlaskClient, typed: str) -> None:
    wu = make_instructor()
    cohort = make_cohort(wu)
    data = {
        "title_zh": typed,
        "title_en": "Class & more",
        "exam_year": "2027",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-01",
        "introduction": "一\r\n\r\n二",
    }
    assert sign_in(client, wu).post(f"/taught-classes/{cohort}/edit", data=data).status_code == 303
    row = cohort_of(cohort)
    assert row.title == {"zh": typed.strip(" 　"), "en": "Class & more"}
    assert (row.capacity, row.is_joinable) == (None, False)
    assert row.starts_on == row.ends_on
    page = client.get(f"/taught-classes/{cohort}/edit").get_data(as_text=True)
    assert 'value="2026-12-01"' in page


def test_what_was_typed_is_kept_when_the_form_is_refused(client: FlaskClient) -> None:
    wu = make_instructor()
    cohort = make_cohort(wu)
    teacher = sign_in(client, wu)
    for address, data in (
        ("edit", {"title_zh": "未完成的标题", "introduction": "写到一半"}),
        ("timetable/new", {"title": "未完成的标题", "place": "写到一半", "ends": "25:00"}),
        ("announcements", {"text": "写到一半 未完成的标题"}),
    ):
        answer = teacher.post(f"/taught-classes/{cohort}/{address}", data=data)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, address
        assert "写到一半" in page, address
        assert "未完成的标题" in page, address


def test_a_reader_of_english_reads_the_english_title_and_others_the_chinese(
    client: FlaskClient,
) -> None:
    lin = make_user()
    cohort = make_cohort(make_instructor(), title={"zh": "考前班", "en": "Prep class"})
    only_chinese = make_cohort(make_instructor(), title={"zh": "只有中文"})
    for one in (cohort, only_chinese):
        make_member(one, lin)
    sign_in(client, lin)
    english = client.get("/classes", headers=EN).get_data(as_text=True)
    assert "Prep class" in english
    assert "只有中文" in english
    assert "考前班" in client.get("/classes", headers={"Accept-Language": "zh"}).text


def test_a_reason_is_needed_and_at_most_two_hundred_signs_long(client: FlaskClient) -> None:
    wu, lin = make_instructor(), make_user()
    cohort = make_cohort(wu)
    member = make_member(cohort, lin)
    teacher = sign_in(client, wu)
    for reason in ("", "　", "长" * 201):
        for act in ("cancellation", f"people/{member}/removal"):
            answer = teacher.post(f"/taught-classes/{cohort}/{act}", data={"reason": reason})
            assert answer.status_code == 422, (act, reason)
    assert (state_of(lin, cohort), cohort_of(cohort).state) == ("in", "open")
