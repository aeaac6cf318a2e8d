"""The pages of sheets of graduates: who opens them, what they say, what is downloaded, what a wrong file is told."""

from __future__ import annotations

import base64
import io
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.credentials.sheets.test_reading import HOSTILE
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_graduates import (
    Office,
    bring,
    check,
    degrees,
    get_batch,
    make_loaded,
    make_office,
    upload,
)
from tests.graduates import WRONG, make_book, make_graduate, wrong_rows
from tests.statements import count_statements
from trainingapp.accounts.models import OrganisationKind
from trainingapp.credentials.batch_words import SENTENCES
from trainingapp.rules.permissions import Role

URL = "/credentials/batches"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


@pytest.fixture
def registrar(client: FlaskClient, office: Office) -> FlaskClient:
    return sign_in(client, office.registrar)


def test_a_registrar_finds_the_sheets_in_the_navigation(registrar: FlaskClient) -> None:
    page = registrar.get(URL)
    assert "毕业生学历录入" in registrar.get("/home").text
    assert "还没有上传过" in page.text
    assert "template.xlsx" in page.text


def test_the_template_is_downloaded_as_a_workbook(registrar: FlaskClient) -> None:
    answer = registrar.get(f"{URL}/template.xlsx")
    assert answer.mimetype == XLSX
    assert "attachment" in answer.headers["Content-Disposition"]
    names = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).sheet_names
    assert names == ["毕业生", "填写说明", "可用词"]


def test_a_sheet_goes_its_way_from_check_to_taking_back(
    registrar: FlaskClient, office: Office
) -> None:
    place = bring(registrar, office, [make_graduate(1), make_graduate(2, name="")])
    page = registrar.get(place)
    assert "还没有写入任何记录" in page.text
    assert "缺少姓名" in page.text
    assert "不是学校的电子签章" in page.text
    assert degrees() == []
    assert registrar.post(f"{place}/confirmation").status_code == 303
    page = registrar.get(place)
    assert "与确认的内容一致" in page.text
    assert make_graduate(1)["name"] in page.text
    assert "等待毕业生认领" in page.text
    assert registrar.post(f"{place}/reversal").status_code == 303
    page = registrar.get(place)
    assert "已撤回" in page.text
    assert make_graduate(1)["name"] not in page.text
    assert "何敏" in registrar.get(URL).text


def test_a_page_shows_no_number_but_its_last_four(registrar: FlaskClient, office: Office) -> None:
    row = make_graduate(1)
    batch = make_loaded(office, 1)
    for address in (f"{URL}/{batch}", f"{URL}/{batch}?view=findings", f"{URL}/{batch}/signed.json"):
        text = registrar.get(address).text
        for name in ("id_number", "graduation_number", "degree_number"):
            assert row[name] not in text
    assert f"…{row['degree_number'][-4:]}" in registrar.get(f"{URL}/{batch}").text


def test_every_finding_is_downloaded_with_row_column_and_sentence(
    registrar: FlaskClient, office: Office
) -> None:
    batch = check(office, wrong_rows().values())
    answer = registrar.get(f"{URL}/{batch}/findings.xlsx")
    assert answer.mimetype == XLSX
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    head, *lines = book.get_sheet_by_index(0).to_python()
    assert head == ["行", "列", "程度", "问题"]
    errors = [line for line in lines if line[2] == "错误"]
    assert [line[0] for line in errors] == list(range(2, len(WRONG) + 2))
    assert len({line[3] for line in errors}) >= 30
    assert all(line[1] and line[3] for line in errors)


def test_the_sentences_of_all_findings_differ_and_are_chinese(
    app: Flask, registrar: FlaskClient
) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        told = [str(sentence) for sentence in SENTENCES.values()]
    assert len(set(told)) >= len(told) - 2  # a formula's error, a long text: as in other sheets
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in sentence) for sentence in told)


def test_the_signed_document_is_downloaded_only_once_something_is_confirmed(
    registrar: FlaskClient, office: Office
) -> None:
    loaded, checked = make_loaded(office, 1), check(office, [make_graduate(2)])
    assert registrar.get(f"{URL}/{checked}/signed.json").status_code == 404
    answer = registrar.get(f"{URL}/{loaded}/signed.json")
    assert answer.mimetype == "application/jose+json"
    assert answer.headers["Cache-Control"] == "no-store"
    payload = json.loads(answer.data)["payload"]
    document = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert document["university"]["name"] == "滨江大学"


def test_a_dropped_sheet_leaves_the_list(registrar: FlaskClient, office: Office) -> None:
    batch = check(office, [make_graduate(1)])
    assert registrar.post(f"{URL}/{batch}/removal").status_code == 303
    assert "graduates.xlsx" not in registrar.get(URL).text


@pytest.mark.parametrize("act", ["confirmation", "removal", "reversal"])
def test_what_does_not_fit_the_state_of_a_sheet_is_refused_with_a_sentence(
    registrar: FlaskClient, office: Office, act: str
) -> None:
    batch = check(office, [make_graduate(1)])
    if act != "reversal":
        registrar.post(f"{URL}/{batch}/confirmation")
    answer = registrar.post(f"{URL}/{batch}/{act}")
    assert answer.status_code == 409
    assert "已经处理过" in answer.text


READS = ("", "/findings.xlsx", "/signed.json")
ACTS = ("/confirmation", "/removal", "/reversal")


def test_a_registrar_of_another_university_neither_sees_nor_changes_a_sheet(
    client: FlaskClient, office: Office
) -> None:
    loaded, checked = make_loaded(office, 1), check(office, [make_graduate(2)])
    other = make_office("海州大学", "罗平")
    sign_in(client, other.registrar)
    assert "graduates.xlsx" not in client.get(URL).text
    for batch in (loaded, checked):
        for path in READS:
            assert client.get(f"{URL}/{batch}{path}").status_code == 404
        for path in ACTS:
            assert client.post(f"{URL}/{batch}{path}").status_code == 404
    assert get_batch(checked).state == "checked"
    assert get_batch(loaded).state == "loaded"


def test_a_registrar_brings_no_sheet_for_another_university(
    registrar: FlaskClient, office: Office
) -> None:
    other = make_organisation("海州大学", kind=OrganisationKind.UNIVERSITY)
    answer = upload(registrar, Office(other, office.registrar), make_book([make_graduate(1)]))
    assert answer.status_code == 422


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REGISTRAR}))
def test_nobody_but_a_registrar_opens_the_sheets(
    client: FlaskClient, office: Office, role: Role
) -> None:
    batch = check(office, [make_graduate(1)])
    person = make_user(roles=[role], organisation=office.university)
    sign_in(client, person)
    for path in ("", "/new", "/template.xlsx", *(f"/{batch}{path}" for path in READS)):
        assert client.get(f"{URL}{path}").status_code == 403
    for path in ACTS:
        assert client.post(f"{URL}/{batch}{path}").status_code == 403


def test_a_registrar_of_the_whole_site_chooses_the_university(
    client: FlaskClient, office: Office
) -> None:
    make_organisation("春晖中心")
    person = make_user("韩立", roles=[Role.REGISTRAR])
    sign_in(client, person)
    page = client.get(f"{URL}/new").text
    assert "滨江大学" in page
    assert "春晖中心" not in page
    assert upload(client, office, make_book([make_graduate(1)])).status_code == 303


def test_a_registrar_of_an_agency_is_told_that_a_university_is_missing(
    client: FlaskClient, app: Flask
) -> None:
    agency = make_organisation("春晖中心")
    sign_in(client, make_user("韩立", roles=[Role.REGISTRAR], organisation=agency))
    for path in ("", "/new"):
        assert "您还不是任何一所高校的学籍管理员" in client.get(f"{URL}{path}").text


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if "bomb" not in kind])
def test_a_hostile_file_is_told_beside_its_field_and_leaves_nothing(
    registrar: FlaskClient, office: Office, kind: str
) -> None:
    answer = upload(registrar, office, HOSTILE[kind][0]())
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "还没有上传过" in registrar.get(URL).text


def test_a_form_without_a_file_is_told_so(registrar: FlaskClient, office: Office) -> None:
    answer = registrar.post(f"{URL}/new", data={"university": str(office.university.id)})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_a_name_of_a_file_with_script_in_it_is_only_text(
    registrar: FlaskClient, office: Office
) -> None:
    name = "<script>alert(1)</script>.xlsx"
    place = upload(registrar, office, make_book([make_graduate(1)]), name).location
    for address in (place, URL):
        assert "<script>alert(1)" not in registrar.get(address).text


def test_long_lists_are_paged_with_a_constant_number_of_statements(
    registrar: FlaskClient, office: Office
) -> None:
    few, many = make_loaded(office, 1), make_loaded(office, *range(10, 60))
    wrong = [check(office, [make_graduate(n, name="") for n in span]) for span in ([1], range(80))]
    pairs = [(f"{URL}/{few}", f"{URL}/{many}"), (f"{URL}/{wrong[0]}", f"{URL}/{wrong[1]}?page=2")]
    for short, long in pairs:
        assert count_statements(registrar, short) == count_statements(registrar, long)
    before = count_statements(registrar, URL)
    for number in range(100, 110):
        check(office, [make_graduate(number)])
    assert count_statements(registrar, URL) == before
    assert "page=2" in registrar.get(f"{URL}/{many}").text


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x"])
def test_an_odd_page_number_shows_a_page(registrar: FlaskClient, office: Office, page: str) -> None:
    for batch in (check(office, [make_graduate(1, name="")]), make_loaded(office, 2)):
        for view in ("findings", "papers", "else"):
            assert registrar.get(f"{URL}/{batch}?page={page}&view={view}").status_code == 200


def test_pages_speak_english_to_who_reads_it(client: FlaskClient, office: Office) -> None:
    reader = make_user(
        "Mary", roles=[Role.REGISTRAR], organisation=office.university, language="en"
    )
    batch, loaded = check(office, [make_graduate(1, name="")]), make_loaded(office, 2)
    sign_in(client, reader)
    assert "The name is missing." in client.get(f"{URL}/{batch}").text
    assert "no electronic seal of the university" in client.get(f"{URL}/{loaded}").text


def test_a_changed_document_is_told_on_the_page(
    registrar: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_loaded(office, 1)
    monkeypatch.setattr("trainingapp.credentials.batch_shown.fits_signature", lambda _batch: False)
    assert "记录被改动过" in registrar.get(f"{URL}/{batch}").text
