"""A credential as a page and as a document: for its holder, for everybody, for programs, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import (
    FACTS,
    active_key,
    add_next_key,
    credential_of,
    document_of,
    end_credential,
    make_credential,
)
from tests.statements import count_statements
from trainingapp.credentials.kinds import CourseFacts, EducationFacts
from trainingapp.extensions import limiter

EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
SPAN = EducationFacts(date(2026, 1, 1), date(2026, 11, 22), 95)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize(
    ("facts", "language", "title"),
    [
        (FACTS, ZH, "课程结业记录：社会工作方法入门"),
        (FACTS, EN, "Course completion record: 社会工作方法入门"),
        (SPAN, ZH, "继续教育学时证明：2026-01-01 – 2026-11-22，95 分钟"),
        (SPAN, EN, "Continuing education record: 2026-01-01 – 2026-11-22, 95 minutes"),
    ],
)
def test_each_kind_has_its_title_in_each_language(
    client: FlaskClient, facts: CourseFacts | EducationFacts, language: dict[str, str], title: str
) -> None:
    page = client.get(
        f"/credentials/{make_credential(facts=facts, is_open=True)}", headers=language
    )
    assert title in page.text
    assert page.mimetype == "text/html"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/html"),
        ("text/html,application/json;q=0.9", "text/html"),
        ("application/json;q=0.9,application/vc", "application/vc"),
        ("image/png", "text/html"),
    ],
)
def test_the_reader_says_what_they_want_and_a_page_is_the_rest(
    client: FlaskClient, accept: str, kind: str
) -> None:
    path = f"/credentials/{make_credential(is_open=True)}"
    assert client.get(path, headers={"Accept": accept}).mimetype == kind


def test_a_document_has_the_name_of_its_code_and_is_kept_by_nobody(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    answer = client.get(f"/credentials/{public_id}", headers={"Accept": "application/vc"})
    name = f"credential-{credential_of(public_id).short_code}.json"
    assert name in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_other_sites_may_not_read_what_only_the_holder_may(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    sign_in(client, lin)
    answer = client.get(f"/credentials/{public_id}", headers={"Accept": "application/vc"})
    assert json.loads(answer.data) == document_of(public_id)
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("accept", ["text/html", "application/vc", "application/json"])
def test_a_closed_page_and_one_that_never_was_answer_alike(
    client: FlaskClient, accept: str
) -> None:
    closed = client.get(f"/credentials/{make_credential()}", headers={"Accept": accept})
    never = client.get(f"/credentials/{'0' * 32}", headers={"Accept": accept})
    assert closed.status_code == never.status_code == 404
    assert "林美华" not in closed.text
    assert closed.mimetype == never.mimetype


def test_what_was_revoked_stays_readable_so_that_everybody_sees_why(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    end_credential(public_id, reason="课程记录有误")
    page = client.get(f"/credentials/{public_id}", headers=EN).text
    assert "It was revoked." in page
    assert "Reason: 课程记录有误" in page
    found = client.get(f"/credentials/{public_id}", headers={"Accept": "application/vc"})
    assert json.loads(found.data) == document_of(public_id)


def test_a_closed_correction_is_not_betrayed_by_what_it_replaces(client: FlaskClient) -> None:
    lin = make_user()
    old = make_credential(lin, is_open=True)
    new = make_credential(lin, CourseFacts(FACTS.course_id, "另一个名称", FACTS.completed_on))
    sign_in(client, lin)
    assert new in client.get(f"/credentials/{old}").text
    client.post(f"/credentials/{new}/page", data={"open": "no"})
    assert new in client.get(f"/credentials/{old}").text
    guest = client.application.test_client()
    assert new not in guest.get(f"/credentials/{old}").text
    assert guest.get(f"/credentials/{old}").status_code == 200


def test_visitors_are_offered_no_switch_of_the_page(client: FlaskClient) -> None:
    lin = make_user()
    path = f"/credentials/{make_credential(lin, is_open=True)}"
    assert f'action="{path}/page"' not in client.get(path).text
    sign_in(client, make_user("王建国"))
    assert f'action="{path}/page"' not in client.get(path).text
    sign_in(client, lin)
    assert f'action="{path}/page"' in client.get(path).text


def test_markup_in_a_title_stays_text(client: FlaskClient) -> None:
    facts = CourseFacts(3, "<script>alert(1)</script>", FACTS.completed_on)
    page = client.get(f"/credentials/{make_credential(facts=facts, is_open=True)}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("spelling", ["{0}", "{1}", "{0}-", "----{1}"])
def test_a_short_code_is_read_in_either_case_and_with_dashes(
    client: FlaskClient, spelling: str
) -> None:
    public_id = make_credential(is_open=True)
    code = credential_of(public_id).short_code
    answer = client.get("/v/" + spelling.format(code, code.lower()))
    assert (answer.status_code, answer.location) == (303, f"/credentials/{public_id}")


def test_half_a_short_code_leads_nowhere(client: FlaskClient) -> None:
    code = credential_of(make_credential(is_open=True)).short_code
    assert client.get(f"/v/{code[:11]}").status_code == 404
    assert client.get(f"/v/{code}0").status_code == 404


def test_who_tries_code_after_code_has_to_wait(client: FlaskClient) -> None:
    limiter.enabled = True
    try:
        codes = [client.get(f"/v/{number}").status_code for number in range(61)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert set(codes[:60]) == {404}
    assert codes[60] == 429


def test_without_a_credential_there_is_no_list_and_no_key(client: FlaskClient) -> None:
    assert client.get("/status/revocation/1").status_code == 404
    assert json.loads(client.get("/.well-known/did.json").data)["assertionMethod"] == []


def test_the_next_key_is_published_before_it_signs(client: FlaskClient) -> None:
    make_credential()
    add_next_key()
    answer = client.get("/.well-known/did.json")
    methods = [one["publicKeyMultibase"] for one in json.loads(answer.data)["verificationMethod"]]
    assert len(methods) == 2
    assert active_key().public in methods
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_the_list_is_asked_for_anew_and_changes_its_mark_with_a_revocation(
    client: FlaskClient,
) -> None:
    public_id = make_credential()
    before = client.get("/status/revocation/1")
    assert before.headers["Cache-Control"] == "public, no-cache"
    end_credential(public_id)
    assert client.get("/status/revocation/1").headers["ETag"] != before.headers["ETag"]


def test_a_page_of_a_long_life_takes_as_many_statements(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    path = f"/credentials/{public_id}"
    sign_in(client, lin)
    few = count_statements(client, path)
    for word in ("yes", "no") * 3:
        client.post(f"{path}/page", data={"open": word})
    assert len(credential_of(public_id).events) == 7
    client.get(path)  # reads the flashed words
    assert count_statements(client, path) == few
