"""How entries read, in both languages; what forms make of them; how files go out; what each database refuses."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_registry import (
    VALUES,
    agency_of,
    case_of,
    document_of,
    entries_of,
    make_community,
    make_document,
    make_entry,
    make_scene,
    send_paper,
)
from trainingapp.extensions import db
from trainingapp.incubator import document_wording, registry_wording
from trainingapp.incubator.forms.registry import filled, form_of, read_values
from trainingapp.incubator.models import (
    AgencyChange,
    Charter,
    Founder,
    Grade,
    OrganMember,
    Premises,
)
from trainingapp.incubator.registers import REGISTERS
from trainingapp.incubator.registry_shown import Terms, show_entry
from trainingapp.rules.incubation.credit_code import CodeFinding
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("frozen")
TERMS = Terms(TODAY, warn_days=60, change_days=30)
CJK = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def shown(register: Register, entry: Any) -> Any:
    with force_locale("zh"):
        return show_entry(register, entry, TERMS)


@pytest.mark.parametrize(
    ("ends", "left", "words"),
    [
        (None, None, "有效"),
        (date(2027, 2, 1), None, "有效"),
        (date(2026, 12, 31), None, "即将到期"),
        (date(2026, 11, 23), None, "已到期"),
        (date(2028, 1, 1), date(2026, 11, 1), "已到期"),
        (None, date(2026, 12, 1), "即将到期"),
    ],
)
def test_a_member_of_an_organ_shows_how_the_term_stands(
    app: Flask, ends: date | None, left: date | None, words: str
) -> None:
    member = OrganMember(organ="council", name="顾明", title="理事长", starts_on=date(2024, 1, 1))
    member.ends_on, member.left_on = ends, left
    found = shown(Register.ORGANS, member)
    assert found.title == "顾明 · 理事长"
    assert [str(one) for one, _kind in found.badges] == [words]


def test_a_last_day_is_shown_as_papers_print_it(app: Flask) -> None:
    premises = Premises(
        address="和平路 1 号", tenure="rent", starts_on=date(2026, 1, 1), ends_on=date(2027, 3, 1)
    )
    pairs = dict(shown(Register.PREMISES, premises).pairs)
    assert pairs["使用权最后一天"] == "2027年2月28日"
    assert pairs["使用权来源"] == "租赁"
    assert "面积（平方米）" not in pairs  # what says nothing is left out
    leap = Premises(address="x", tenure="own", starts_on=date(2024, 1, 1), ends_on=date(2024, 3, 1))
    assert dict(shown(Register.PREMISES, leap).pairs)["使用权最后一天"] == "2024年2月29日"


@pytest.mark.parametrize(("paid", "told"), [(True, "是"), (False, "否"), (None, None)])
def test_what_was_not_said_is_neither_yes_nor_no(
    app: Flask, paid: bool | None, told: str | None
) -> None:
    member = OrganMember(organ="executive", name="顾明", is_paid=paid, starts_on=TODAY)
    assert dict(shown(Register.ORGANS, member).pairs).get("是否领取报酬") == told


def test_sums_carry_their_cents_and_lists_their_count(app: Flask) -> None:
    founder = Founder(name="顾明", contribution=Decimal("30000.5"), certificate_level="none")
    assert dict(shown(Register.FOUNDERS, founder).pairs)["出资额（元）"] == "30,000.50"
    charter = Charter(adopted_on=date(2026, 3, 1), items=["name", "purpose"])
    found = dict(shown(Register.CHARTERS, charter).pairs)["已载明的事项"]
    assert found.startswith("8 项中的 2 项：")
    assert "住所" in found
    grade = Grade(level=4, points=Decimal(92), scale=100, awarded_on=TODAY)
    assert shown(Register.GRADES, grade).title == "4"


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({}, ["待业务主管单位同意"]),
        ({"consent_on": date(2026, 11, 1)}, ["待申请变更", "最后期限：2026年12月1日"]),
        ({"consent_on": date(2026, 9, 1)}, ["申请已逾期", "最后期限：2026年10月1日"]),
        (
            {"consent_on": date(2026, 9, 1), "applied_on": date(2026, 9, 20)},
            ["已申请变更"],
        ),
        ({"approved_on": date(2026, 10, 1)}, ["已核准变更"]),
    ],
)
def test_a_change_shows_its_clock(app: Flask, dates: dict[str, date], words: list[str]) -> None:
    change = AgencyChange(item="name", new_value="x", decided_on=date(2026, 8, 20), **dates)
    found = shown(Register.CHANGES, change)
    assert found.title == "名称"
    assert [str(one) for one, _kind in found.badges] == words


@pytest.mark.parametrize("register", list(Register))
def test_an_entry_reads_in_english_without_a_chinese_word_of_ours(
    app: Flask, register: Register
) -> None:
    scene = make_scene()
    more: dict[str, Any] = {}
    if register is Register.AUTHORITIES:
        more["organisation_id"] = agency_of(scene).organisation_id
    make_entry(agency_of(scene), register, scene["manager"], **more)
    with force_locale("en"):
        found = show_entry(register, entries_of(register)[0], TERMS)
        said = [label for label, _text in found.pairs] + [str(one) for one, _kind in found.badges]
    assert not CJK.search(" ".join(said)), said


@pytest.mark.parametrize("register", list(Register))
def test_a_form_filled_with_an_entry_gives_the_same_entry_again(
    app: Flask, register: Register
) -> None:
    values = {one.name: VALUES[register].get(one.name) for one in REGISTERS[register].fields}
    with app.test_request_context("/"):
        form = filled(register, values, "备注")
        typed = {
            name: value
            for name, value in ((one.name, one.data) for one in form)
            if value not in (None, "", []) and value is not False and name != "csrf_token"
        }
    again = {
        name: value if isinstance(value, list) else str(value) for name, value in typed.items()
    }
    with app.test_request_context("/", method="POST", data=again):
        read = read_values(register, filled(register))
    for name, value in values.items():
        if value is None:
            assert not read[name], name
        else:
            assert read[name] == value, name


def test_the_form_of_a_register_is_made_once() -> None:
    assert form_of(Register.ORGANS) is form_of(Register.ORGANS)
    assert form_of(Register.ORGANS) is not form_of(Register.GRADES)


@pytest.mark.parametrize(
    "words",
    [
        *(getattr(registry_wording, name) for name in dir(registry_wording) if name.isupper()),
        document_wording.CATEGORIES,
        document_wording.AUDIENCES,
    ],
)
def test_every_word_reads_in_both_languages(app: Flask, words: Any) -> None:
    first = next(iter(words))
    kinds: type[StrEnum] = type(first)
    missing = set(kinds) - set(words) - {CodeFinding.SOUND}
    assert missing == set()
    for said in words.values():
        label = said[0] if isinstance(said, tuple) else said
        with force_locale("en"):
            assert not CJK.search(str(label))
        with force_locale("zh"):
            assert CJK.search(str(label)), label


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_open_in_both_languages(app: Flask, client: FlaskClient, language: str) -> None:
    scene = make_scene()
    make_community()
    number = make_document(case_of(scene), scene["officer"])
    sign_in(client, scene["head"])
    headers = {"Accept-Language": language}
    for address in (
        "/incubation/agencies",
        scene.address,
        f"{scene.address}/edit",
        f"{scene.address}/registers/organs",
        f"{scene.address}/registers/changes/new",
        f"{scene.address}/documents",
        f"/incubation/documents/{number}",
        f"/incubation/documents/{number}/edit",
        "/incubation/communities",
        "/incubation/communities/import",
    ):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200, address


def office_file() -> bytes:
    """The least that is a workbook by its content."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        )
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return body.getvalue()


def test_an_office_file_is_downloaded_and_never_shown_in_the_page(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    sent: dict[str, Any] = {"file": (io.BytesIO(office_file()), "花名册.xlsx")}
    answer = send_paper(client, f"{scene.address}/documents", **sent)
    assert answer.status_code == 303, answer.text
    number = int(answer.location.rsplit("/", 1)[1])
    file = client.post(f"/incubation/documents/{number}/versions/1/file")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert document_of(number).versions[0].media_type.endswith("sheet")


def test_who_opened_a_paper_is_shown_to_its_keepers_and_not_to_the_authority(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    number = make_document(agency_of(scene), scene["manager"])
    sign_in(client, scene["finance"])
    client.post(f"/incubation/documents/{number}/versions/1/file")
    address = f"/incubation/documents/{number}"
    assert "谁打开过" not in _page_as(client, scene["authority"], address)
    page = _page_as(client, scene["manager"], address)
    assert "谁打开过" in page
    assert "钱芸" in page


def _page_as(client: FlaskClient, person: Any, address: str) -> str:
    sign_in(client, person)
    return client.get(address).text


@pytest.mark.both_databases
def test_every_register_refuses_a_change_that_is_no_striking(app: Flask) -> None:
    scene = make_scene()
    organisation = agency_of(scene).organisation_id
    for register in Register:
        more: dict[str, Any] = {}
        if register is Register.AUTHORITIES:
            more["organisation_id"] = organisation
        make_entry(agency_of(scene), register, scene["manager"], **more)
        table = REGISTERS[register].model.__tablename__
        with writing():
            with pytest.raises(DatabaseError):
                db.session.execute(text(f"UPDATE {table} SET note = 'other'"))
            db.session.rollback()
        with writing():
            db.session.execute(text(f"UPDATE {table} SET struck_at = 1, struck_reason = 'x'"))
            db.session.commit()
        with writing():
            with pytest.raises(DatabaseError):
                db.session.execute(text(f"UPDATE {table} SET struck_at = NULL"))
            db.session.rollback()
