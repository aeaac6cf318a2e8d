"""Mail and notices with text that somebody chose to do harm, and servers that fail in every way."""

from __future__ import annotations

import email
import email.policy
import smtplib
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.notices.test_mail import NOON, Post, folder, letters, send
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.jobs import worker
from trainingapp.jobs.models import Job, JobState
from trainingapp.notices import delivery
from trainingapp.notices.actions import notify
from trainingapp.notices.delivery import make_letter
from trainingapp.notices.kinds import _SENTENCES, notice_sentence, register_kind
from trainingapp.notices.models import Mail
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import committing

EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "subject",
    [
        "a\r\nBcc: all@example.org",
        "a\nBcc: all@example.org",
        "a\rBcc: all@example.org",
        "a\r\n\r\n<html>",
        "a\x0bBcc: all@example.org",
        "a\x0cBcc: all@example.org",
        "a\x85Bcc: all@example.org",
        "a\u2028Bcc: all@example.org",
        "a\u2029Bcc: all@example.org",
        "a\x1cBcc: all@example.org",
    ],
)
def test_no_line_break_of_any_kind_begins_a_header(app: Flask, subject: str) -> None:
    send(subject=subject)
    worker.run_all()
    (path,) = folder(app).glob("*.eml")
    raw = path.read_bytes()
    (letter,) = letters(app)
    assert set(letter.keys()) >= {"From", "To", "Subject"}
    assert letter["Bcc"] is None
    assert b"\nBcc:" not in raw
    assert letter.get_body(("plain",)).get_content().startswith("点这里")


@pytest.mark.parametrize(
    "to", ["lin@example.org\r\nBcc: all@example.org", "lin@example.org\nX: y", "a\r\n\r\nbody"]
)
def test_a_recipient_with_a_line_break_is_never_written_to(app: Flask, to: str) -> None:
    send(to=to)
    worker.run_all()
    assert letters(app) == []
    assert db.session.scalars(select(Job)).one().state == JobState.WAITING
    assert db.session.scalars(select(Mail)).one().sent_at is None


@pytest.mark.parametrize("text", [".\r\nQUIT\r\n", "\r\n.\r\n", "From me\n", "=?utf-8?b?x?=", ""])
def test_a_text_of_any_lines_arrives_as_text(app: Flask, text: str) -> None:
    send(text=text)
    worker.run_all()
    (letter,) = letters(app)
    assert letter.get_body(("plain",)).get_content().split() == text.split()


def test_a_long_chinese_subject_arrives_whole(app: Flask) -> None:
    subject = "社会工作者职业水平考试模拟考试通知" * 8
    send(subject=subject)
    worker.run_all()
    (letter,) = letters(app)
    assert letter["Subject"] == subject


@pytest.fixture
def post(app: Flask, monkeypatch: pytest.MonkeyPatch) -> type[Post]:
    settings = app.config["SETTINGS"]
    changed = replace(
        settings, mail_host="mail.example.org", mail_user="site", mail_password="pw-7788"
    )
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    monkeypatch.setattr(delivery.smtplib, "SMTP", Post)
    Post.log, Post.refuses = [], False
    return Post


FAILURES = [
    ("__init__", ConnectionRefusedError("no")),
    ("__init__", TimeoutError("slow")),
    ("__init__", OSError("no such host")),
    ("starttls", smtplib.SMTPNotSupportedError("no tls")),
    ("starttls", smtplib.SMTPResponseException(454, b"later")),
    ("login", smtplib.SMTPAuthenticationError(535, b"wrong")),
    ("send_message", smtplib.SMTPRecipientsRefused({})),
    ("send_message", smtplib.SMTPSenderRefused(550, b"no", "x")),
    ("send_message", smtplib.SMTPDataError(554, b"spam")),
    ("send_message", smtplib.SMTPServerDisconnected("gone")),
    ("send_message", UnicodeEncodeError("ascii", "林", 0, 1, "no")),
]


@pytest.mark.parametrize(("step", "error"), FAILURES, ids=range(len(FAILURES)))
def test_a_mail_outlives_a_server_that_fails_at_any_step(
    app: Flask, post: type[Post], monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    def fail(*_arguments: Any, **_options: Any) -> None:
        raise error

    monkeypatch.setattr(post, step, fail)
    send()
    assert worker.run_all() == 1
    mail = db.session.scalars(select(Mail)).one()
    job = db.session.scalars(select(Job)).one()
    assert (mail.sent_at, job.state) == (None, JobState.WAITING)
    assert mail.text
    assert "pw-7788" not in str(job.error)
    assert not any(isinstance(line, str) and "@" in line for line in post.log)


def test_without_tls_no_password_is_sent(
    app: Flask, post: type[Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any, **_options: Any) -> None:
        raise smtplib.SMTPNotSupportedError("STARTTLS")

    monkeypatch.setattr(post, "starttls", refuse)
    send()
    worker.run_all()
    assert post.log == [("mail.example.org", 587)]


def test_a_server_that_comes_back_gets_the_mail_once(
    app: Flask, post: type[Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    post.refuses = True
    send()
    worker.run_all()
    post.refuses = False
    with committing():
        db.session.scalars(select(Job)).one().run_at = NOON
    worker.run_all()
    worker.run_all()
    assert post.log.count("lin@example.org") == 1


def test_the_same_mail_has_the_same_name_and_others_have_others(app: Flask) -> None:
    send()
    send()
    first, second = db.session.scalars(select(Mail).order_by(Mail.id))
    sender = "Academy <no-reply@example.org>"
    names = [make_letter(mail, sender=sender).message["Message-ID"] for mail in (first, first)]
    assert names[0] == names[1] == f"<mail-{first.id}@example.org>"
    assert make_letter(second, sender=sender).message["Message-ID"] != names[0]


def test_the_pages_of_mail_show_text_as_text(app: Flask, client: FlaskClient) -> None:
    send(subject=EVIL, text=EVIL, html=EVIL, to="evil@example.org")
    number = db.session.scalars(select(Mail.id)).one()
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    for address in ("/mail", f"/mail/{number}"):
        page = client.get(address)
        assert page.status_code == 200
        assert EVIL not in page.text
    found = client.post(f"/mail/{number}/file")
    assert found.mimetype == "message/rfc822"
    assert found.headers["Content-Disposition"].startswith("attachment")
    parsed = email.message_from_bytes(found.data, policy=email.policy.default)
    assert parsed["To"] == "evil@example.org"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_reads_mail(app: Flask, client: FlaskClient, role: Role) -> None:
    send()
    number = db.session.scalars(select(Mail.id)).one()
    sign_in(client, make_user(roles=[role]))
    assert client.get("/mail").status_code == 403
    assert client.get(f"/mail/{number}").status_code == 403
    assert client.post(f"/mail/{number}/file").status_code == 403


@pytest.fixture
def greeting() -> Any:
    before = dict(_SENTENCES)
    register_kind("test.greet", "Hello %(name)s, %(count)s new.")  # type: ignore[arg-type]
    yield
    _SENTENCES.clear()
    _SENTENCES.update(before)


@pytest.mark.parametrize(
    ("arguments", "is_said"),
    [
        ({"name": "林", "count": 3}, True),
        ({"name": EVIL, "count": 3}, True),
        ({"name": "%(count)s %s %d {x}", "count": 3}, True),
        ({"name": "林", "count": 3, "more": 1}, True),
        ({"name": None, "count": None}, True),
        ({"name": "林"}, False),
        ({}, False),
    ],
)
def test_a_notice_is_said_or_replaced_and_always_text(
    app: Flask,
    client: FlaskClient,
    greeting: None,
    arguments: dict[str, object],
    is_said: bool,
) -> None:
    user = make_user()
    with committing():
        notify(user_id=user.id, kind="test.greet", arguments=arguments, url="/home", now=NOON)
    page = sign_in(client, user).get("/notices").text
    assert ("Hello" in page) is is_said
    assert EVIL not in page
    with app.test_request_context():
        assert notice_sentence("test.greet", arguments)


@pytest.mark.parametrize("method", ["get", "post"])
def test_reading_anothers_notice_is_not_found_and_changes_nothing(
    app: Flask, client: FlaskClient, method: str
) -> None:
    lin, wang = make_user(), make_user()
    with committing():
        notify(user_id=lin.id, kind="x", arguments={}, url="/home", now=NOON)
    number = db.session.execute(db.text("SELECT id FROM notice")).scalar_one()
    db.session.rollback()
    sign_in(client, wang)
    answer = getattr(client, method)(f"/notices/{number}/reading")
    assert answer.status_code == (404 if method == "post" else 405)
    client.post("/notices/reading")
    assert db.session.execute(db.text("SELECT read_at FROM notice")).scalar_one() is None


def test_more_notices_and_mails_take_no_more_statements(app: Flask, client: FlaskClient) -> None:
    admin = make_user(roles=[Role.ADMINISTRATOR])
    sign_in(client, admin)
    before = [count_statements(client, page) for page in ("/notices", "/mail")]
    with committing():
        for number in range(25):
            notify(user_id=admin.id, kind="x", arguments={"n": number}, url="/home", now=NOON)
    for _ in range(5):
        send()
    assert [count_statements(client, page) for page in ("/notices", "/mail")] == before
