"""Entering people by a sheet: looked at row by row, confirmed as a whole or dropped; invitations until sign-up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.accounts.pages import field_error, last_entry
from tests.classes.acts import state_of, told
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_member, membership_of
from tests.factories_courses import make_instructor
from tests.statements import count_statements
from trainingapp.accounts import actions
from trainingapp.accounts.models import User
from trainingapp.accounts.passwords import hash_password
from trainingapp.classes.actions import invitations, lists
from trainingapp.classes.jobs import forget_old_lists
from trainingapp.classes.models import CohortInvitation, CohortList, Membership
from trainingapp.classes.queries import lists as queries
from trainingapp.classes.sheets import Row, read_people, write_template
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, JoinWay, MemberState
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
MOBILE = "13812345678"


def sheet(*rows: Sequence[object], head: Sequence[str] = ("姓名", "手机号或邮箱")) -> bytes:
    """A workbook; a cell that begins with = is a formula."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        page = book.add_worksheet("学员")
        for line, cells in enumerate([head, *rows]):
            for place, value in enumerate(cells):
                page.write(line, place, value)
    return body.getvalue()


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def bring(client: FlaskClient, cohort: int, data: bytes, name: str = "list.xlsx") -> TestResponse:
    """Send a file for its check."""
    return client.post(
        f"/taught-classes/{cohort}/lists", data={"file": (io.BytesIO(data), name)}, headers=EN
    )


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def sign_up(login: str, name: str = "新同学") -> User:
    """A new account of one's own, committed."""
    db.session.rollback()
    with writing():
        user = actions.sign_up(
            name, login=login, password_hash=hash_password("teegarten-11-x"), purposes=[], now=now()
        )
        db.session.commit()
        found = user.id
        db.session.remove()
    return db.session.get_one(User, found)


def test_the_template_is_read_back_without_people(app: Flask) -> None:
    with pytest.raises(Exception, match="No people were found"):
        read_people(write_template(), "class-list.xlsx")


def test_rows_are_read_as_people_write_them(app: Flask) -> None:
    rows = read_people(
        sheet(
            ("林美华", "138 1234-5678"),
            ("", ""),
            ("王建国", " Wang@Example.org "),
            ("数字", 13912345678),
            ("", "ＬＩＮ＠example.org"),
        ),
        "list.xlsx",
    )
    assert [(row.number, row.name, row.contact, row.fault) for row in rows] == [
        (2, "林美华", "13812345678", ""),
        (4, "王建国", "wang@example.org", ""),
        (5, "数字", "13912345678", ""),
        (6, "", "lin@example.org", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("12345", "malformed"),
        ("lin@", "malformed"),
        ("=1+1", "formula"),
        ('=HYPERLINK("https://evil.example.org","x")', "formula"),
        ("", "no_contact"),
        ("x" * 300 + "@example.org", "malformed"),
        ("a\x07b@example.org", "malformed"),
    ],
)
def test_what_is_no_contact_is_found(app: Flask, cell: str, fault: str) -> None:
    rows = read_people(sheet(("林美华", cell), ("王建国", "wang@example.org")), "list.xlsx")
    assert [row.fault for row in rows] == [fault, ""]


def test_the_same_contact_twice_is_found_however_it_is_written(app: Flask) -> None:
    rows = read_people(sheet(("甲", MOBILE), ("乙", "+86 138-1234-5678")), "list.xlsx")
    assert [row.fault for row in rows] == ["", "twice"]


@pytest.mark.parametrize("head", [("Name", "Email"), ("名字", "手机号"), ("手机", "姓名")])
def test_headings_may_be_called_otherwise_and_stand_lower(
    app: Flask, head: tuple[str, str]
) -> None:
    cells = ("林美华", MOBILE) if head[0] != "手机" else (MOBILE, "林美华")
    rows = read_people(sheet(head, cells, head=("本班名单", "")), "list.xlsx")
    assert [(row.number, row.name, row.contact) for row in rows] == [(3, "林美华", MOBILE)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "list.xlsx"),
        (b"PK\x03\x04 no archive", "list.xlsx"),
        (b"a,b\n", "list.csv"),
        (sheet(("林美华", MOBILE)), "list.xlsm"),
        (sheet(("林美华", MOBILE)), "list.docx"),
        (sheet(("林美华", MOBILE), head=("甲", "乙")), "list.xlsx"),
        (sheet(), "list.xlsx"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(
    teacher: FlaskClient, wu: User, data: bytes, name: str
) -> None:
    answer = bring(teacher, make_cohort(wu), data, name)
    assert answer.status_code == 422
    assert field_error(answer.get_data(as_text=True), "file")
    assert count(CohortList) == 0


def test_a_list_has_at_most_five_hundred_people(teacher: FlaskClient, wu: User) -> None:
    rows = [(f"第{n}人", f"p{n}@example.org") for n in range(501)]
    answer = bring(teacher, make_cohort(wu), sheet(*rows))
    assert "at most 500 people" in answer.get_data(as_text=True)


@pytest.mark.both_databases
def test_a_list_is_looked_at_and_then_entered_as_a_whole(teacher: FlaskClient, wu: User) -> None:
    lin = make_user("林美华", mobile=MOBILE)
    wang, there = make_user("王建国"), make_user("李静")
    removed, left = make_user("何平"), make_user("冯雪")
    cohort = make_cohort(wu, capacity=2)
    make_member(cohort, there)
    make_member(cohort, removed, state=MemberState.REMOVED)
    make_member(cohort, left, state=MemberState.LEFT)
    rows = [
        ("林美华", MOBILE),
        ("王建国", wang.email),
        ("李静", there.email),
        ("何平", removed.email),
        ("冯雪", left.email),
        ("吴晓东", wu.email),
        ("新人", "new@example.org"),
        ("新人", "NEW@example.org"),
    ]

    answer = bring(teacher, cohort, sheet(*rows))
    assert answer.status_code == 303
    page = teacher.get(answer.location, headers=EN).get_data(as_text=True)
    for words in (
        "Comes into the class",
        "Comes onto the waiting list",
        "In the class already",
        "Was removed",
        "Has left",
        "Teaches the class",
        "No account yet: invited",
        "Stands in the list twice",
    ):
        assert words in page, words
    assert (count(Membership), count(CohortInvitation), count(CohortList)) == (3, 0, 1)

    assert teacher.post(f"{answer.location}/confirmation").status_code == 303
    assert [state_of(one, cohort) for one in (lin, wang, there, removed, left)] == [
        "in",
        "waiting",
        "in",
        "removed",
        "left",
    ]
    row = membership_of(lin, cohort)
    assert row is not None
    assert row.way == JoinWay.LIST
    assert find_enrolment(lin.id, row.cohort.course_id) is not None
    assert (told(lin), told(wang), told(removed)) == (["added"], ["waiting"], [])
    assert (count(CohortInvitation), count(CohortList)) == (1, 0)
    assert "example.org" not in last_entry("classes.enter_list").detail
    assert teacher.post(f"{answer.location}/confirmation").status_code == 404


def test_two_contacts_of_one_person_are_one_person(teacher: FlaskClient, wu: User) -> None:
    lin, cohort = make_user("林美华", mobile=MOBILE), make_cohort(wu)
    answer = bring(teacher, cohort, sheet(("林美华", MOBILE), ("林美华", lin.email)))
    assert "Stands in the list twice" in teacher.get(answer.location, headers=EN).text
    assert teacher.post(f"{answer.location}/confirmation").status_code == 303
    assert (state_of(lin, cohort), count(Membership), told(lin)) == ("in", 1, ["added"])


def test_one_row_that_cannot_be_read_holds_back_the_whole_list(
    teacher: FlaskClient, wu: User
) -> None:
    lin, cohort = make_user("林美华"), make_cohort(wu)
    answer = bring(teacher, cohort, sheet(("林美华", lin.email), ("坏行", "nobody")))
    page = teacher.get(answer.location, headers=EN).get_data(as_text=True)
    assert "Some rows cannot be read" in page
    assert "/confirmation" not in page
    assert teacher.post(f"{answer.location}/confirmation").status_code == 409
    assert membership_of(lin, cohort) is None
    assert teacher.post(f"{answer.location}/removal").status_code == 303
    assert count(CohortList) == 0


def test_a_list_that_brings_nobody_new_is_not_entered(teacher: FlaskClient, wu: User) -> None:
    lin, cohort = make_user("林美华"), make_cohort(wu)
    make_member(cohort, lin)
    answer = bring(teacher, cohort, sheet(("林美华", lin.email)))
    assert "nobody new" in teacher.get(answer.location, headers=EN).get_data(as_text=True)
    assert teacher.post(f"{answer.location}/confirmation").status_code == 409


def test_what_changed_since_the_check_is_seen_at_the_confirmation(
    teacher: FlaskClient, wu: User
) -> None:
    lin, wang, cohort = make_user("林美华"), make_user("王建国"), make_cohort(wu, capacity=1)
    answer = bring(teacher, cohort, sheet(("林美华", lin.email), ("王建国", wang.email)))
    make_member(cohort, wang)  # by code, meanwhile
    assert teacher.post(f"{answer.location}/confirmation").status_code == 303
    assert (state_of(lin, cohort), state_of(wang, cohort)) == ("waiting", "in")


def test_a_class_that_is_not_open_takes_no_list(teacher: FlaskClient, wu: User) -> None:
    lin, cohort = make_user("林美华"), make_cohort(wu, state=CohortState.DRAFT)
    with writing():
        kept = lists.keep_list(cohort, [Row(2, "", str(lin.email))], maker_id=wu.id, now=now())
        db.session.commit()
        address = f"/taught-classes/{cohort}/lists/{kept.id}"
        db.session.remove()
    assert teacher.post(f"{address}/confirmation").status_code == 409
    assert (membership_of(lin, cohort), count(CohortInvitation)) == (None, 0)


def test_contacts_of_lists_and_invitations_are_stored_encrypted(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu)
    answer = bring(teacher, cohort, sheet(("新人", MOBILE)))
    kept = db.session.scalars(select(CohortList)).one()
    assert MOBILE not in kept.rows_encrypted
    teacher.post(f"{answer.location}/confirmation")
    invitation = db.session.scalars(select(CohortInvitation)).one()
    assert MOBILE not in invitation.contact_encrypted + invitation.contact_index
    assert invitations.read_contact(invitation) == MOBILE
    page = teacher.get(f"/taught-classes/{cohort}/people?view=invited").get_data(as_text=True)
    assert MOBILE in page


@pytest.mark.parametrize(
    ("invited", "login"), [(MOBILE, "+86 13812345678"), ("New@Example.org", "new@example.org")]
)
def test_an_invitation_takes_effect_when_somebody_signs_up(
    teacher: FlaskClient, wu: User, invited: str, login: str
) -> None:
    cohort, other = make_cohort(wu), make_cohort(wu)
    for one in (cohort, other):
        answer = bring(teacher, one, sheet(("新人", invited)))
        teacher.post(f"{answer.location}/confirmation")
    user = sign_up(login)
    assert (state_of(user, cohort), state_of(user, other)) == ("in", "in")
    assert told(user) == ["added", "added"]
    assert count(CohortInvitation) == 0
    stranger = sign_up("other@example.org")
    assert state_of(stranger, cohort) is None


def test_an_invitation_to_a_full_class_leads_onto_the_waiting_list_and_to_a_closed_one_nowhere(
    teacher: FlaskClient, wu: User
) -> None:
    full, closed = make_cohort(wu, capacity=1), make_cohort(wu)
    make_member(full, make_user())
    for one in (full, closed):
        answer = bring(teacher, one, sheet(("新人", "new@example.org")))
        teacher.post(f"{answer.location}/confirmation")
    teacher.post(f"/taught-classes/{closed}/end")
    user = sign_up("new@example.org")
    assert (state_of(user, full), state_of(user, closed)) == ("waiting", None)
    assert count(CohortInvitation) == 0


def test_an_invitation_is_not_written_twice_and_can_be_withdrawn(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu)
    for _ in range(2):
        answer = bring(
            teacher, cohort, sheet(("新人", "new@example.org"), ("又", "two@example.org"))
        )
        teacher.post(f"{answer.location}/confirmation")
    assert count(CohortInvitation) == 2
    first = db.session.scalars(select(CohortInvitation.id)).first()
    address = f"/taught-classes/{cohort}/invitations/{first}/withdrawal"
    assert teacher.post(address).status_code == 303
    assert teacher.post(address).status_code == 404
    assert count(CohortInvitation) == 1


@pytest.mark.both_databases
def test_old_invitations_and_forgotten_lists_go(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    answer = bring(teacher, cohort, sheet(("新人", "new@example.org")))
    teacher.post(f"{answer.location}/confirmation")
    bring(teacher, cohort, sheet(("新人", "two@example.org")))
    for later, left in (
        (timedelta(hours=23), (1, 1)),
        (timedelta(days=2), (1, 0)),
        (timedelta(days=91), (0, 0)),
    ):
        with writing():
            forget_old_lists(now=now() + later)
            db.session.commit()
        assert (count(CohortInvitation), count(CohortList)) == left


def test_a_list_is_seen_by_nobody_but_who_brought_it(
    client: FlaskClient, wu: User, app: Flask
) -> None:
    zheng = make_instructor("郑丽")
    cohort, other = make_cohort(wu, assistants=(zheng,)), make_cohort(wu)
    address = bring(sign_in(client, wu), cohort, sheet(("新人", "new@example.org"))).location
    foreign = address.replace(f"/{cohort}/", f"/{other}/")
    assert client.get(foreign).status_code == 404
    assistant = sign_in(app.test_client(), zheng)
    for one in (address, f"/taught-classes/{cohort}/lists"):
        assert assistant.get(one).status_code == 404
    for act in ("confirmation", "removal"):
        assert assistant.post(f"{address}/{act}").status_code == 404
    with writing():
        lead = queries.get_list(wu.id, cohort, int(address.rpartition("/")[2]))
        assert lead.made_by_id == wu.id
        db.session.rollback()


def test_looking_at_a_list_asks_the_same_however_long_it_is(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    counts = set()
    people = [make_user() for _ in range(8)]
    for length in (1, 8):
        rows = [(f"第{n}人", f"p{n}@example.org") for n in range(length)]
        rows += [(one.display_name, str(one.email)) for one in people[:length]]
        counts.add(count_statements(teacher, bring(teacher, cohort, sheet(*rows)).location))
    assert len(counts) == 1
