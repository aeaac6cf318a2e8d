"""What the home page says of sheets: to graduates that a record waits, to registrars that a sheet does."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_graduates import Office, check, load, make_loaded, make_office
from tests.graduates import make_graduate, make_id_number
from tests.statements import count_statements

WAITS = "您的学校录入了一条学历记录"
ROW = make_graduate(1)


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


def test_a_graduate_who_signs_in_reads_that_a_record_waits(
    client: FlaskClient, office: Office
) -> None:
    make_loaded(office, 1)
    page = sign_in(client, make_user(ROW["name"], id_number=ROW["id_number"])).get("/home")
    assert page.text.count(WAITS) == 1
    assert "滨江大学" in page.text


@pytest.mark.parametrize(
    "person",
    [
        {"display_name": ROW["name"]},
        {"display_name": ROW["name"], "id_number": make_id_number(2)},
        {"display_name": "王建国", "id_number": ROW["id_number"]},
    ],
)
def test_nobody_else_reads_so(client: FlaskClient, office: Office, person: dict[str, str]) -> None:
    make_loaded(office, 1)
    page = sign_in(client, make_user(**person)).get("/home")  # type: ignore[arg-type]
    assert WAITS not in page.text


def test_a_registrar_reads_which_sheets_wait(client: FlaskClient, office: Office) -> None:
    batch = check(office, [make_graduate(1)])
    other = check(make_office("海州大学", "罗平"), [make_graduate(2)])
    page = sign_in(client, office.registrar).get("/home").text
    assert f'href="/credentials/batches/{batch}"' in page
    assert f'href="/credentials/batches/{other}"' not in page
    load(office, batch)
    page = client.get("/home").text
    assert f'href="/credentials/batches/{batch}"' not in page
    assert "打开毕业生学历录入" in page


def test_more_sheets_and_records_take_no_more_statements(
    client: FlaskClient, office: Office
) -> None:
    person = make_user(ROW["name"], id_number=ROW["id_number"])
    make_loaded(office, 1, degree_on="", degree_number="")
    sign_in(client, person)
    one = count_statements(client, "/home")
    make_loaded(
        office, 1, level="硕士", major_code="035200", graduation_number="103351202602000077"
    )
    assert count_statements(client, "/home") == one
    sign_in(client, office.registrar)
    check(office, [make_graduate(5)])
    few = count_statements(client, "/home")
    check(office, [make_graduate(6)])
    check(office, [make_graduate(7)])
    assert count_statements(client, "/home") == few
