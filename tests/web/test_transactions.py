"""One commit per answered write; everything else leaves no trace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import make_app
from trainingapp.extensions import csrf, db
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.access import public
from trainingapp.web.transactions import commit_now, reads_first, start_writing, writing


class ShopClosed(RuleViolation):
    message = "Closed until %(hour)s."


def write(value: str) -> None:
    db.session.execute(text("INSERT INTO note (body) VALUES (:body)"), {"body": value})


def stored() -> list[str]:
    found = [row[0] for row in db.session.execute(text("SELECT body FROM note ORDER BY body"))]
    db.session.rollback()
    return found


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)

    @app.route("/write", methods=["GET", "POST"])
    @csrf.exempt
    @public
    def ordinary() -> str:
        write("ordinary")
        return "done"

    @app.post("/refused")
    @csrf.exempt
    @public
    def refused() -> str:
        write("refused")
        raise ShopClosed(hour=9)

    @app.post("/aborted")
    @csrf.exempt
    @public
    def aborted() -> str:
        write("aborted")
        abort(422)

    @app.post("/counted")
    @csrf.exempt
    @public
    def counted() -> str:
        write("counted")
        commit_now()
        write("lost")
        abort(403)

    @app.post("/late")
    @csrf.exempt
    @public
    @reads_first
    def late() -> str:
        before = len(stored())
        start_writing()
        write(f"late after {before}")
        return "done"

    with app.app_context():
        with writing():
            db.session.execute(text("CREATE TABLE note (body TEXT)"))
            db.session.commit()
            db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visitor(shop: Flask) -> FlaskClient:
    return shop.test_client()


def test_an_answered_write_is_committed(visitor: FlaskClient) -> None:
    assert visitor.post("/write").status_code == 200
    assert stored() == ["ordinary"]


def test_a_get_changes_nothing(visitor: FlaskClient) -> None:
    assert visitor.get("/write").status_code == 200
    assert stored() == []


def test_a_refused_rule_undoes_everything_and_says_why(visitor: FlaskClient) -> None:
    answer = visitor.post("/refused", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json["error"] == "ShopClosed"
    assert answer.json["detail"] == "Closed until 9."
    assert stored() == []


def test_an_abort_undoes_everything(visitor: FlaskClient) -> None:
    assert visitor.post("/aborted").status_code == 422
    assert stored() == []


def test_what_must_outlive_a_refusal_is_committed_at_once(visitor: FlaskClient) -> None:
    assert visitor.post("/counted").status_code == 403
    assert stored() == ["counted"]


def test_a_view_that_reads_first_writes_after_it_says_so(visitor: FlaskClient) -> None:
    visitor.post("/write")
    assert visitor.post("/late").status_code == 200
    assert stored() == ["late after 1", "ordinary"]


def test_many_writers_queue_and_none_is_refused(shop: Flask) -> None:
    answers: list[int] = []

    def post() -> None:
        answers.append(shop.test_client().post("/write").status_code)

    threads = [threading.Thread(target=post) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 40
    assert len(stored()) == 40


def test_the_writer_lock_is_free_after_a_failed_write(visitor: FlaskClient) -> None:
    visitor.post("/aborted")
    assert visitor.post("/write").status_code == 200
