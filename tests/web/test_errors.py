"""Whatever goes wrong, readers get a page that helps, scripts get JSON, and nobody gets a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DataError, NoResultFound, OperationalError

from tests.conftest import make_app
from trainingapp.extensions import csrf, db
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.access import public
from trainingapp.web.errors import PAGES
from trainingapp.web.sqlite import WriterBusy

SECRET = "lin@example.org"
JSON = {"Accept": "application/json"}
EN = {"Accept-Language": "en"}


class TooLate(RuleViolation):
    message = "There is no such account."
    parameters: dict[str, object]


FAILURES = {
    "value": ValueError(SECRET),
    "key": KeyError(SECRET),
    "away": OperationalError("SELECT :email", {"email": SECRET}, Exception("gone")),
    "unstorable": DataError("SELECT :email", {"email": SECRET}, Exception("NUL")),
    "busy": WriterBusy(SECRET),
    "missing": NoResultFound(SECRET),
    "memory": MemoryError(),
    "recursion": RecursionError(SECRET),
}
STATUS = {"away": 503, "busy": 503, "missing": 404, "unstorable": 400}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site as in real use whose views fail in every way."""
    app = make_app(tmp_path_factory.mktemp("failing"))
    app.config["TESTING"] = False
    app.extensions["exams.heartbeat"] = SimpleNamespace(ensure=lambda: None)

    @app.route("/status/<int:code>", methods=["GET", "POST"])
    @csrf.exempt
    @public
    def answer_status(code: int) -> str:
        abort(code)

    @app.route("/failure/<name>", methods=["GET", "POST"])
    @csrf.exempt
    @public
    def fail(name: str) -> str:
        raise FAILURES[name]

    @app.post("/commit")
    @csrf.exempt
    @public
    def fail_at_commit() -> str:
        db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
        db.session.execute(text("INSERT INTO child VALUES (1)"))
        return "done"

    @app.post("/refusal")
    @csrf.exempt
    @public
    def refuse() -> str:
        raise TooLate

    @app.post("/sent")
    @public
    def receive() -> str:
        return "received"

    return app


@pytest.fixture
def broken(failing: Flask) -> Iterator[Flask]:
    with failing.app_context():
        yield failing
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visitor(broken: Flask) -> FlaskClient:
    return broken.test_client()


@pytest.mark.parametrize("code", sorted({*PAGES, 406, 410, 415, 418, 501, 502, 504}))
@pytest.mark.parametrize(("language", "word"), [("zh", "接下来怎么做"), ("en", "What you can do")])
def test_a_reader_gets_a_page_of_help_with_the_right_status(
    visitor: FlaskClient, code: int, language: str, word: str
) -> None:
    answer = visitor.get(f"/status/{code}", headers={"Accept-Language": language})
    assert answer.status_code == code
    assert answer.mimetype == "text/html"
    assert word in answer.text
    assert answer.text.count("<h1") == 1
    assert answer.headers["X-Request-ID"] in answer.text


@pytest.mark.parametrize("code", sorted(PAGES))
def test_a_script_gets_the_status_as_json_with_the_number_of_the_request(
    visitor: FlaskClient, code: int
) -> None:
    answer = visitor.get(f"/status/{code}", headers=JSON)
    assert answer.status_code == code
    assert answer.json == {
        "error": str(code),
        "detail": None,
        "request_id": answer.headers["X-Request-ID"],
    }


def test_whoever_sends_json_is_answered_in_json(visitor: FlaskClient) -> None:
    assert visitor.post("/status/409", json={}).json["error"] == "409"


@pytest.mark.parametrize("accept", ["text/html", "*/*", "", "text/html,application/json;q=0.9"])
def test_everybody_else_gets_a_page(visitor: FlaskClient, accept: str) -> None:
    assert visitor.get("/status/404", headers={"Accept": accept}).mimetype == "text/html"


@pytest.mark.parametrize("name", list(FAILURES))
@pytest.mark.parametrize("headers", [EN, JSON], ids=["reader", "script"])
def test_a_failure_says_nothing_of_what_it_was_about(
    visitor: FlaskClient, name: str, headers: dict[str, str]
) -> None:
    for method in ("GET", "POST"):
        answer = visitor.open(f"/failure/{name}", method=method, headers=headers)
        assert answer.status_code == STATUS.get(name, 500)
        assert SECRET not in answer.text
        assert "Traceback" not in answer.text
        assert "SELECT" not in answer.text


def test_a_commit_that_fails_is_an_error_and_not_a_silent_success(visitor: FlaskClient) -> None:
    with db.engine.connect() as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE child (id INTEGER REFERENCES parent (id))"))
        connection.commit()
    answer = visitor.post("/commit", headers=EN)
    assert answer.status_code == 500
    assert "done" not in answer.text
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM child")).scalar() == 0
    assert visitor.post("/sent").status_code == 400  # the writer lock is free again


def test_a_refused_rule_is_said_in_the_readers_language(visitor: FlaskClient) -> None:
    assert visitor.post("/refusal", headers=EN).status_code == 409
    assert "There is no such account." in visitor.post("/refusal", headers=EN).text
    found = visitor.post("/refusal", headers=JSON).json
    assert (found["error"], found["detail"]) == ("TooLate", "There is no such account.")


def test_a_missing_token_is_explained(visitor: FlaskClient) -> None:
    answer = visitor.post("/sent", headers=EN)
    assert answer.status_code == 400
    assert "open for too long" in answer.text
    assert visitor.post("/sent", headers=JSON).json["error"] == "csrf"


def test_what_is_too_large_is_refused_before_it_is_read(visitor: FlaskClient) -> None:
    answer = visitor.post(
        "/sent", data=b"x" * (8 * 1024 * 1024 + 1), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/nowhere", "/accounts/nowhere", "/exams/attempts/x", "/%00", "/\u2028", "/%FF%FE"]
)
def test_an_address_that_is_none_is_not_found(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path, headers=EN)
    assert answer.status_code == 404
    assert "Error 404" in answer.text


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/..", "///evil.example", "/\\evil.example"]
)
def test_a_path_that_begins_like_a_host_leads_to_no_other_site(
    visitor: FlaskClient, path: str
) -> None:
    answer = visitor.get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in {308, 404}
    location = answer.headers.get("Location", "/").removeprefix("http://localhost")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_a_script_in_an_address_is_not_shown(visitor: FlaskClient) -> None:
    assert "<script>alert(1)" not in visitor.get("/<script>alert(1)</script>").text


def test_an_unknown_host_gets_no_page_of_ours(visitor: FlaskClient) -> None:
    answer = visitor.get("/accounts/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_harmless_methods_are_answered(visitor: FlaskClient, method: str) -> None:
    assert visitor.open("/accounts/sign-in", method=method).status_code == 200


def test_debug_pages_are_never_shown(broken: Flask) -> None:
    assert broken.debug is False
    answer = broken.test_client().get("/failure/value?__debugger__=yes&cmd=resource")
    assert answer.status_code == 500


def test_a_wrong_method_is_told_which_ones_there_are(client: FlaskClient) -> None:
    answer = client.post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
