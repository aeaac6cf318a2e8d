"""Mail leaves once, after the commit, by the way that the settings name."""

from __future__ import annotations

import email
import email.policy
import smtplib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from trainingapp.audit.models import AuditEntry
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.jobs import worker
from trainingapp.jobs.models import Job, JobState
from trainingapp.notices import delivery, jobs
from trainingapp.notices.actions import forget_person, remove_old, send_mail
from trainingapp.notices.models import Mail
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

assert jobs
NOON = datetime(2026, 5, 23, 4, 0, tzinfo=UTC)


def send(subject: str = "重设密码", **changes: Any) -> None:
    values = {
        "to": "lin@example.org",
        "text": "点这里：\nhttps://example.org/reset/abc",
        "now": NOON,
    }
    with writing():
        send_mail(**{**values, "subject": subject, **changes})
        db.session.commit()
    db.session.remove()


def folder(app: Flask) -> Path:
    found: Path = app.config["SETTINGS"].data / "mail"
    return found


def letters(app: Flask) -> list[Any]:
    parsed = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder(app).glob("*.eml"))
    ]
    for path in folder(app).glob("*"):
        path.unlink()
    return parsed


@pytest.mark.both_databases
def test_without_a_mail_server_a_mail_becomes_a_file_once(app: Flask) -> None:
    send(html="<p>点这里</p>")
    assert worker.run_all() == 1
    (letter,) = letters(app)
    assert letter["To"] == "lin@example.org"
    assert letter["Subject"] == "重设密码"
    assert letter["From"] == "no-reply@localhost"
    assert "https://example.org/reset/abc" in letter.get_body(("plain",)).get_content()
    assert "<p>点这里</p>" in letter.get_body(("html",)).get_content()
    mail = db.session.scalars(select(Mail)).one()
    assert mail.sent_at
    assert mail.text.startswith("点这里")


def test_a_mail_whose_cause_was_rolled_back_is_never_sent(app: Flask) -> None:
    with writing():
        send_mail(to="lin@example.org", subject="s", text="t", now=NOON)
        db.session.rollback()
    assert worker.run_all() == 0
    assert letters(app) == []


def test_a_mail_that_has_left_is_not_sent_again(app: Flask) -> None:
    send()
    worker.run_all()
    assert len(letters(app)) == 1
    with writing():
        for job in db.session.scalars(select(Job)):
            job.state = JobState.WAITING
        db.session.commit()
    db.session.remove()
    worker.run_all()
    assert letters(app) == []


def test_a_mail_removed_meanwhile_is_no_failure(app: Flask) -> None:
    send()
    with writing():
        remove_old(now=NOON + timedelta(days=31))
        db.session.commit()
    worker.run_all()
    assert db.session.scalars(select(Job)).one().state == JobState.DONE


def test_a_subject_cannot_add_headers(app: Flask) -> None:
    send(subject="你好\r\nBcc: everyone@example.org")
    worker.run_all()
    (letter,) = letters(app)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "你好 Bcc: everyone@example.org"


class Post(smtplib.SMTP):
    """A mail server that writes down what it is told; it speaks no network."""

    log: ClassVar[list[Any]] = []
    refuses = False

    def __init__(self, host: str, port: int, timeout: float) -> None:
        self.log.append((host, port))

    def has_extn(self, _name: str) -> bool:
        return True

    def starttls(self, **_options: Any) -> Any:
        self.log.append("tls")

    def login(self, user: str, password: str, **_options: Any) -> Any:
        self.log.append((user, password))

    def send_message(self, message: Any, *_arguments: Any, **_options: Any) -> Any:
        if self.refuses:
            raise smtplib.SMTPRecipientsRefused({})
        self.log.append(message["To"])

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def post(app: Flask, monkeypatch: pytest.MonkeyPatch) -> type[Post]:
    settings: Settings = app.config["SETTINGS"]
    changed = replace(
        settings, mail_host="mail.example.org", mail_user="site", mail_password="secret"
    )
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    monkeypatch.setattr(delivery.smtplib, "SMTP", Post)
    Post.log, Post.refuses = [], False
    return Post


def test_with_a_mail_server_the_mail_goes_there_and_its_text_is_forgotten(
    app: Flask, post: type[Post]
) -> None:
    send(html="<p>x</p>")
    worker.run_all()
    assert post.log == [("mail.example.org", 587), "tls", ("site", "secret"), "lin@example.org"]
    mail = db.session.scalars(select(Mail)).one()
    assert (mail.text, mail.html) == ("", None)
    assert letters(app) == []


def test_a_server_without_account_is_used_without_password(
    app: Flask, post: type[Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_user="", mail_password="")
    )
    send()
    worker.run_all()
    assert post.log == [("mail.example.org", 587), "tls", "lin@example.org"]


def test_a_refused_mail_waits_and_keeps_its_text(app: Flask, post: type[Post]) -> None:
    post.refuses = True
    send()
    worker.run_all()
    mail = db.session.scalars(select(Mail)).one()
    assert mail.sent_at is None
    assert mail.text
    assert db.session.scalars(select(Job)).one().state == JobState.WAITING


@pytest.fixture
def administrator(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("韩立", roles=[Role.ADMINISTRATOR]))


def test_the_administrator_reads_what_was_sent(app: Flask, administrator: FlaskClient) -> None:
    assert "还没有邮件" in administrator.get("/mail").text
    send(subject="<b>重设</b>密码")
    page = administrator.get("/mail").text
    assert "&lt;b&gt;重设&lt;/b&gt;密码" in page
    assert "lin@example.org" in page
    assert "等待中" in page
    mail = db.session.scalars(select(Mail)).one()
    shown = administrator.get(f"/mail/{mail.id}").text
    assert 'href="https://example.org/reset/abc"' in shown


def test_the_administrator_takes_a_mail_as_a_file_and_that_is_noted(
    app: Flask, administrator: FlaskClient
) -> None:
    send()
    mail_id = db.session.scalars(select(Mail.id)).one()
    db.session.remove()
    answer = administrator.post(f"/mail/{mail_id}/file")
    assert answer.mimetype == "message/rfc822"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert email.message_from_bytes(answer.data)["To"] == "lin@example.org"
    assert "notices.download_mail" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_mail_that_a_server_has_taken_is_shown_without_text(
    app: Flask, post: type[Post], administrator: FlaskClient
) -> None:
    send()
    worker.run_all()
    mail_id = db.session.scalars(select(Mail.id)).one()
    db.session.remove()
    assert "正文不再保留" in administrator.get(f"/mail/{mail_id}").text


def test_mail_is_kept_for_thirty_days(app: Flask) -> None:
    send(now=NOON - timedelta(days=29))
    send(now=NOON - timedelta(days=31))
    with writing():
        remove_old(now=NOON)
        db.session.commit()
    assert db.session.scalars(select(Mail.created_at)).all() == [NOON - timedelta(days=29)]


def test_the_letters_of_whoever_left_go_and_the_others_stay(app: Flask) -> None:
    send(to="lin@example.org")
    send(to="wang@example.org")
    assert worker.run_all() == 2
    assert len(list(folder(app).glob("*.eml"))) == 2
    with writing():
        forget_person(1, email="lin@example.org")
        jobs.remove_old(now=NOON)
        db.session.commit()
    (left,) = letters(app)
    assert left["To"] == "wang@example.org"
