"""Notices speak the reader's language, belong to one person and lead to where the matter lies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import LazyString, force_locale, gettext
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from trainingapp.extensions import db
from trainingapp.notices import kinds, queries
from trainingapp.notices.actions import notify, read_all, remove_old
from trainingapp.notices.kinds import notice_sentence, register_kind
from trainingapp.notices.models import Notice
from trainingapp.web.transactions import writing

NOON = datetime(2026, 5, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    """A kind whose sentence is that of an existing message, so that both languages have it."""
    before = dict(kinds._SENTENCES)
    register_kind("test.job", LazyString(job_sentence))
    yield
    kinds._SENTENCES.clear()
    kinds._SENTENCES.update(before)


def job_sentence() -> str:
    return str(gettext("Job %(number)s", number="%(number)s"))


def give(user_id: int, *, number: object = 7, url: str = "/home", now: datetime = NOON) -> int:
    with writing():
        notify(user_id=user_id, kind="test.job", arguments={"number": number}, url=url, now=now)
        db.session.commit()
    notice_id = db.session.scalars(select(Notice.id).order_by(Notice.id.desc())).first()
    db.session.remove()
    assert notice_id
    return notice_id


def test_a_notice_is_made_into_a_sentence_in_the_readers_language(app: Flask) -> None:
    with force_locale("zh"):
        assert notice_sentence("test.job", {"number": 7}) == "任务 7"
    with force_locale("en"):
        assert notice_sentence("test.job", {"number": 7}) == "Job 7"


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        ("2026-11-27", "任务 2026年11月27日", "Job Nov 27, 2026"),
        (
            "2026-07-01 – 2026-09-30",
            "任务 2026年7月1日 – 2026年9月30日",
            "Job Jul 1, 2026 – Sep 30, 2026",
        ),
        ("BJ-2026-0001", "任务 BJ-2026-0001", "Job BJ-2026-0001"),
        ("2026-02-30", "任务 2026-02-30", "Job 2026-02-30"),
    ],
    ids=["day", "span", "number-of-a-case", "no-day"],
)
def test_days_in_a_notice_are_written_as_its_reader_writes_them(
    app: Flask, number: str, zh: str, en: str
) -> None:
    with force_locale("zh"):
        assert notice_sentence("test.job", {"number": number}) == zh
    with force_locale("en"):
        assert notice_sentence("test.job", {"number": number}) == en


@pytest.mark.parametrize(
    ("kind_name", "arguments"), [("of.an.older.release", {}), ("test.job", {"other": 1})]
)
def test_a_notice_that_cannot_be_said_still_says_something(
    app: Flask, kind_name: str, arguments: dict[str, object]
) -> None:
    with force_locale("en"):
        assert notice_sentence(kind_name, arguments) == "There is news for you."


def test_the_list_shows_only_ones_own_and_escapes_them(app: Flask, client: FlaskClient) -> None:
    lin, wang = make_user("林美华"), make_user("王建国")
    give(lin.id, number="<script>1</script>")
    give(wang.id, number="王的")
    page = sign_in(client, lin).get("/notices").text
    assert "任务 &lt;script&gt;1" in page
    assert "王的" not in page


def test_an_empty_list_says_what_will_come(app: Flask, client: FlaskClient) -> None:
    assert "暂时没有通知" in sign_in(client, make_user()).get("/notices").text


def test_opening_a_notice_marks_it_read_and_leads_to_its_matter(
    app: Flask, client: FlaskClient
) -> None:
    lin = make_user("林美华")
    lin_id = lin.id
    notice_id = give(lin_id, url="/exams/attempts/3")
    sign_in(client, lin)
    assert queries.count_unread(lin_id) == 1
    answer = client.post(f"/notices/{notice_id}/reading")
    assert (answer.status_code, answer.location) == (303, "/exams/attempts/3")
    assert queries.count_unread(lin_id) == 0


def test_nobody_opens_anothers_notice(app: Flask, client: FlaskClient) -> None:
    lin = make_user("林美华")
    lin_id = lin.id
    notice_id = give(lin_id)
    sign_in(client, make_user("王建国"))
    assert client.post(f"/notices/{notice_id}/reading").status_code == 404
    assert queries.count_unread(lin_id) == 1


def test_all_are_marked_read_at_once_but_only_ones_own(app: Flask, client: FlaskClient) -> None:
    lin, wang = make_user("林美华"), make_user("王建国")
    lin_id, wang_id = lin.id, wang.id
    for _ in range(3):
        give(lin_id)
    give(wang_id)
    assert client.get("/notices").status_code == 302
    assert sign_in(client, lin).post("/notices/reading").status_code == 303
    assert (queries.count_unread(lin_id), queries.count_unread(wang_id)) == (0, 1)


def test_the_first_reading_counts(app: Flask, client: FlaskClient) -> None:
    lin = make_user("林美华")
    lin_id = lin.id
    notice_id = give(lin_id)
    with writing():
        read_all(lin_id, now=NOON)
        db.session.commit()
    sign_in(client, lin).post(f"/notices/{notice_id}/reading")
    assert db.session.get_one(Notice, notice_id).read_at == NOON


def test_a_long_list_is_paged(app: Flask, client: FlaskClient) -> None:
    lin = make_user("林美华")
    with writing():
        for number in range(45):
            arguments = {"number": number}
            notify(user_id=lin.id, kind="test.job", arguments=arguments, url="/home", now=NOON)
        db.session.commit()
    page = sign_in(client, lin).get("/notices").text
    assert "任务 44<" in page
    assert "任务 3<" not in page
    assert "page=2" in page


@pytest.mark.parametrize(
    "url", ["https://evil.example", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_a_notice_leads_nowhere_but_here(app: Flask, url: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        notify(user_id=1, kind="test.job", arguments={}, url=url, now=NOON)


def test_read_notices_go_after_a_year_and_unread_ones_stay(app: Flask) -> None:
    lin_id = make_user("林美华").id
    old, older = NOON - timedelta(days=364), NOON - timedelta(days=366)
    give(lin_id, now=old)
    give(lin_id, now=older)
    with writing():
        read_all(lin_id, now=NOON)
        db.session.commit()
    give(lin_id, now=older)
    with writing():
        remove_old(now=NOON)
        db.session.commit()
    left = [(n.created_at, n.read_at) for n in db.session.scalars(queries.list_notices(lin_id))]
    assert left == [(older, None), (old, NOON)]
