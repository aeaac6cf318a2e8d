"""Messages of teachers: to those ticked or shown, once, told by notice and mail, kept, and read by receivers only."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_member
from tests.factories_courses import make_instructor
from tests.factories_exams import change
from tests.factories_teaching import EN, LATER, committed, make_crowd
from tests.statements import count_statements
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.classes.jobs import tell_message
from trainingapp.classes.models import CohortMessage, Membership, MessageRecipient
from trainingapp.extensions import db
from trainingapp.jobs.models import Job
from trainingapp.notices.models import Mail, Notice

TOKEN = "0123456789abcdef" * 2


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def wang(app: Flask) -> User:
    return make_user("王建国", email=None, mobile="13800138000")


@pytest.fixture
def cohort(wu: User, lin: User, wang: User) -> int:
    found = make_cohort(wu, title={"zh": "周末班", "en": "Weekend class"})
    make_member(found, lin)
    make_member(found, wang)
    return found


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def place(cohort: int, rest: str = "") -> str:
    return f"/taught-classes/{cohort}/messages{rest}"


def send(
    client: FlaskClient, cohort: int, *to: int, text: str = "下周请来上课。", token: str = TOKEN
) -> int:
    data = {"to": [str(one) for one in to], "text": text, "token": token}
    return client.post(place(cohort), data=data).status_code


def tell() -> None:
    """Run the jobs that tell, as the worker does."""
    with committed():
        waiting = db.session.scalars(select(Job).where(Job.name == "classes.tell_message")).all()
        for one in waiting:
            tell_message(now=LATER, **json.loads(one.arguments))


def recipients() -> list[int]:
    found = list(db.session.scalars(select(MessageRecipient.user_id)))
    db.session.remove()
    return sorted(found)


def count(table: type) -> int:
    query = select(func.count()).select_from(table)
    if table is Notice:  # other acts tell people other things
        query = query.where(Notice.kind == "classes.message")
    found = db.session.scalar(query) or 0
    db.session.remove()
    return found


def test_those_who_are_ticked_stand_on_the_page(
    teacher: FlaskClient, cohort: int, lin: User, wang: User
) -> None:
    page = teacher.get(place(cohort, f"/new?to={lin.id}"), headers=EN).text
    assert "To 1 person" in page
    assert "林美华" in page
    assert "王建国" not in page
    whole = teacher.get(place(cohort, "/new?all=1"), headers=EN).text
    assert "To 2 people" in whole
    assert "To 1 person" in teacher.get(place(cohort, "/new?all=1&q=王"), headers=EN).text


@pytest.mark.parametrize("query", ["", "?to=", "?to=99999", "?to=x", "?all=1&q=nobody"])
def test_without_anybody_there_is_nothing_to_write(
    teacher: FlaskClient, cohort: int, query: str
) -> None:
    answer = teacher.get(place(cohort, f"/new{query}"))
    assert answer.location == f"/taught-classes/{cohort}/progress"


def test_a_message_reaches_everybody_by_notice_and_by_mail_where_there_is_an_address(
    teacher: FlaskClient, cohort: int, lin: User, wang: User, wu: User
) -> None:
    assert send(teacher, cohort, lin.id, wang.id) == 303
    assert count(Notice) == 0  # told by the job
    tell()
    told = select(Notice.user_id).where(Notice.kind == "classes.message")
    assert sorted(db.session.scalars(told)) == sorted([lin.id, wang.id])
    mail = db.session.scalars(select(Mail)).one()
    assert mail.recipient == lin.email
    assert "下周请来上课。" in mail.text
    assert wu.display_name in mail.subject
    number = db.session.scalars(select(CohortMessage.id)).one()
    assert f"http://localhost/classes/messages/{number}" in mail.text


def test_a_second_run_of_the_job_tells_nobody_again(
    teacher: FlaskClient, cohort: int, lin: User
) -> None:
    send(teacher, cohort, lin.id)
    tell()
    tell()
    assert (count(Notice), count(Mail)) == (1, 1)


@pytest.mark.both_databases
def test_the_same_form_sent_twice_is_one_message(
    teacher: FlaskClient, cohort: int, lin: User
) -> None:
    assert [send(teacher, cohort, lin.id) for _ in range(2)] == [303, 303]
    assert count(CohortMessage) == 1
    tell()
    assert count(Notice) == 1
    send(teacher, cohort, lin.id, token="f" * 32)
    assert count(CohortMessage) == 2


def test_a_token_of_another_class_opens_no_message_there(
    client: FlaskClient, cohort: int, lin: User, wu: User
) -> None:
    sign_in(client, wu)
    send(client, cohort, lin.id)
    zheng = make_instructor("郑丽")
    other = make_cohort(zheng)
    make_member(other, lin)
    sign_in(client, zheng)
    assert send(client, other, lin.id) == 409
    assert count(CohortMessage) == 1


def test_only_members_are_written_to(teacher: FlaskClient, cohort: int, lin: User) -> None:
    stranger = make_user("路人")
    assert send(teacher, cohort, lin.id, stranger.id, 99999) == 303
    assert recipients() == [lin.id]
    assert send(teacher, cohort, stranger.id, token="e" * 32) == 409
    change(Membership, 1, state="left")
    assert send(teacher, cohort, lin.id, token="d" * 32) == 409


@pytest.mark.parametrize(
    ("text", "token"),
    [("", TOKEN), ("   ", TOKEN), ("长" * 2001, TOKEN), ("好", "short"), ("好", "")],
)
def test_a_refused_form_keeps_what_was_typed(
    teacher: FlaskClient, cohort: int, lin: User, text: str, token: str
) -> None:
    data = {"to": str(lin.id), "text": text, "token": token}
    answer = teacher.post(place(cohort), data=data, headers=EN)
    assert answer.status_code == 422
    assert text.strip() in answer.text
    assert f'name="to" value="{lin.id}"' in answer.text
    assert count(CohortMessage) == 0


def test_what_was_sent_is_listed_with_whom_it_went_to_and_audited(
    teacher: FlaskClient, cohort: int, lin: User, wang: User
) -> None:
    assert "No message was sent yet" in teacher.get(place(cohort), headers=EN).text
    send(teacher, cohort, lin.id, wang.id, text="<script>alert(1)</script>")
    page = teacher.get(place(cohort), headers=EN).text
    assert "On its way" in page
    assert "<script>alert" not in page
    tell()
    number = db.session.scalars(select(CohortMessage.id)).one()
    page = teacher.get(place(cohort, f"/{number}"), headers=EN).text
    assert "林美华" in page
    assert "王建国" in page
    assert "Sent" in page
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "classes.send_message")
    ).one()
    detail = json.loads(entry.detail)
    assert detail == {"message": number, "recipients": sorted([lin.id, wang.id])}
    assert "alert" not in entry.detail


def test_a_receiver_reads_it_and_nobody_else_does(
    client: FlaskClient, cohort: int, lin: User, wang: User, wu: User
) -> None:
    sign_in(client, wu)
    send(client, cohort, lin.id, text="第一行\n第二行")
    number = db.session.scalars(select(CohortMessage.id)).one()
    db.session.remove()
    address = f"/classes/messages/{number}"
    assert client.get(address).status_code == 404  # the writer has their own page
    sign_in(client, lin)
    page = client.get(address, headers=EN).text
    assert "第一行\n第二行" in page
    assert "Weekend class" in page
    change(Membership, 1, state="left")
    assert client.get(address).status_code == 200  # what one was told stays
    sign_in(client, wang)
    assert client.get(address).status_code == 404
    client.get("/accounts/sign-out")


def test_other_teachers_and_learners_are_kept_out(
    client: FlaskClient, cohort: int, lin: User, wu: User
) -> None:
    sign_in(client, wu)
    send(client, cohort, lin.id)
    number = db.session.scalars(select(CohortMessage.id)).one()
    db.session.remove()
    other = make_instructor("郑丽")
    own = make_cohort(other)
    gets = [place(cohort), place(cohort, "/new?all=1"), place(cohort, f"/{number}")]
    for person, status in ((lin, 403), (other, 404)):
        sign_in(client, person)
        assert {client.get(one).status_code for one in gets} == {status}
        assert send(client, cohort, lin.id, token="c" * 32) == status
    assert client.get(place(own, f"/{number}")).status_code == 404


def test_who_leaves_the_site_is_told_nothing_and_leaves_no_text(
    teacher: FlaskClient, cohort: int, lin: User, wu: User
) -> None:
    send(teacher, cohort, lin.id)
    with committed():
        anonymise(db.session.get_one(User, lin.id), now=LATER)
    tell()
    assert (recipients(), count(Notice)) == ([], 0)
    with committed():
        anonymise(db.session.get_one(User, wu.id), now=LATER)
    assert db.session.scalars(select(CohortMessage.text)).one() == ""


def test_a_message_that_is_gone_is_no_failure(app: Flask) -> None:
    with committed():
        tell_message(message_id=99, now=LATER)


def test_a_long_list_takes_no_more_statements(teacher: FlaskClient, wu: User) -> None:
    counts = []
    for size in (2, 80):
        cohort = make_cohort(wu)
        users = make_crowd(cohort, size)
        assert send(teacher, cohort, *users, token=f"{size:032d}") == 303
        number = db.session.scalars(
            select(CohortMessage.id).where(CohortMessage.cohort_id == cohort)
        ).one()
        db.session.remove()
        pages = (place(cohort), place(cohort, f"/{number}"), place(cohort, "/new?all=1"))
        counts.append([count_statements(teacher, page) for page in pages])
    assert counts[0] == counts[1]
