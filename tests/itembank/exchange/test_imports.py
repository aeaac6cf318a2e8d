"""From the file to the bank and back: a check that writes nothing, one confirmation, a sparing undo."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import NOON, make_form
from tests.itembank.exchange.books import (
    GOOD,
    MULTIPLE,
    SECOND,
    bring,
    confirm,
    count_rows,
    errors_of,
    get_batch,
    make_book,
    undo,
    upload,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank.exchange.reading import tidy_name
from trainingapp.itembank.exchange.sheet_reading import read_workbook
from trainingapp.itembank.models import BankItem, BlindAnswer, ImportBatch, ItemRevision
from trainingapp.itembank.storing import find_shape, store_item
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

NEW = "JC-01-0004"  # the next free code of the small bank


def item(code: str) -> BankItem | None:
    return db.session.scalars(select(BankItem).where(BankItem.code == code)).one_or_none()


def must(code: str) -> BankItem:
    found = item(code)
    assert found is not None
    return found


def change(**values: Any) -> None:
    with writing():
        db.session.execute(update(BankItem).where(BankItem.code == NEW).values(values))
        db.session.commit()
    db.session.remove()


def exported(client: FlaskClient, *codes: str, **changes: Any) -> bytes:
    """The export of some items, with cells changed by hand."""
    rows = [
        {**row.texts, **changes}
        for row in read_workbook(client.get("/bank/items.xlsx").data).rows
        if row.texts["code"] in codes
    ]
    return make_book(*rows)


def stored_batch(client: FlaskClient, *rows: dict[str, Any]) -> int:
    batch = bring(client, make_book(*rows))
    assert errors_of(batch) == []
    assert confirm(client, batch).status_code == 303
    return batch


@pytest.mark.both_databases
def test_a_check_writes_nothing_and_a_confirmation_everything(chen: FlaskClient) -> None:
    before = count_rows()
    batch = bring(chen, make_book(GOOD, MULTIPLE, SECOND))
    assert count_rows() == before
    assert get_batch(batch).state == "checked"
    page = chen.get(f"/bank/imports/{batch}").text
    assert "现在还没有写入" in page

    assert confirm(chen, batch).status_code == 303
    after = count_rows()
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown == {
        "bank_item": 3,
        "item_revision": 3,
        "revision_knowledge": 3,
        "law_anchor": 1,
        "import_entry": 3,
        "audit_entry": 1,
    }
    assert [row["code"] for row in get_batch(batch).rows] == [
        "JC-01-0004",
        "JC-01-0005",
        "JC-01-0006",
    ]
    page = chen.get(f"/bank/imports/{batch}?view=rows").text
    assert "/bank/items/JC-01-0005" in page
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject, entry.subject_id) == (
        "itembank.import",
        "import_batch",
        batch,
    )


def test_items_are_stored_as_the_editor_of_the_site_stores_them(chen: FlaskClient) -> None:
    """Two ways to the same rows: `store_items` of many and `storing.store_item` of one."""
    stored_batch(chen, MULTIPLE)
    first = must(NEW)
    shape = find_shape(first)
    columns = [c.name for c in ItemRevision.__table__.columns if c.name not in {"id", "item_id"}]
    was = {name: getattr(first.latest, name) for name in columns}
    identity = {
        c.name: getattr(first, c.name)
        for c in BankItem.__table__.columns
        if c.name not in {"id", "code", "search_text"}
    }
    db.session.rollback()
    with writing():
        revision = store_item(
            shape.model_copy(update={"code": "JC-01-0900"}),
            editor_id=was["editor_id"],
            author_id=was["editor_id"],
            note=was["note"],
            now=was["made_at"],
        )
        db.session.commit()
    assert {name: getattr(revision, name) for name in columns} == was
    twin = must("JC-01-0900")
    assert {name: getattr(twin, name) for name in identity} == identity
    assert [a.article for a in twin.latest.anchors] == ["3"]
    assert [k.code for k in twin.latest.knowledge] == ["JC01.1.01"]


@pytest.mark.both_databases
def test_an_exported_item_comes_back_as_a_new_revision_and_a_draft(chen: FlaskClient) -> None:
    batch = bring(chen, exported(chen, "JC-01-0001", "JC-01-0002", key="A"))
    assert errors_of(batch) == []
    assert [row["act"] for row in get_batch(batch).rows] == ["change", "change"]
    assert confirm(chen, batch).status_code == 303
    changed = must("JC-01-0001")
    assert (changed.latest_number, changed.status, changed.latest.key) == (2, "draft", "A")
    assert changed.author == "内容组甲"
    assert changed.author_id is None
    assert changed.revisions[0].key == "B"


def test_an_unchanged_export_changes_nothing_and_cannot_be_confirmed(chen: FlaskClient) -> None:
    batch = bring(chen, chen.get("/bank/items.xlsx").data)
    assert [row["act"] for row in get_batch(batch).rows] == ["same"] * 3
    page = chen.get(f"/bank/imports/{batch}").text
    assert "这份文件没有任何改动" in page
    assert confirm(chen, batch).status_code == 409


def test_enemies_alone_change_no_revision_and_no_state(chen: FlaskClient) -> None:
    batch = bring(chen, exported(chen, "JC-01-0001", enemies="JC-01-0002"))
    assert confirm(chen, batch).status_code == 303
    changed = must("JC-01-0001")
    assert (changed.latest_number, changed.status) == (1, "ready")
    assert changed.enemies == ["JC-01-0002"]
    assert undo(chen, batch).status_code == 303
    again = must("JC-01-0001")
    assert (again.latest_number, again.status, again.enemies) == (1, "ready", [])


def test_what_changed_since_the_export_is_not_overwritten(chen: FlaskClient) -> None:
    data = exported(chen, "JC-01-0001", key="A")
    edit("JC-01-0001", rationale="网站上改过的解析。")
    assert errors_of(bring(chen, data)) == [(2, "修订标记", "changed_meanwhile")]


def test_what_changes_between_check_and_confirmation_is_not_overwritten(chen: FlaskClient) -> None:
    batch = bring(chen, exported(chen, "JC-01-0001", key="A"))
    edit("JC-01-0001", rationale="网站上改过的解析。")
    before = count_rows()
    refused = confirm(chen, batch)
    assert refused.status_code == 409
    assert "检查之后题库有了变化" in refused.text
    assert count_rows() == before
    assert get_batch(batch).state == "checked"


def test_a_retired_item_is_brought_back_before_it_is_changed(chen: FlaskClient) -> None:
    batch = bring(chen, exported(chen, "JC-01-0003", key="A"))
    assert errors_of(batch) == [(2, "编号", "item_retired")]


def edit(code: str, **changes: Any) -> None:
    with writing():
        shape = find_shape(must(code)).model_copy(update=changes)
        store_item(shape, editor_id=None, note="", now=NOON)
        db.session.commit()
    db.session.remove()


def test_a_code_that_was_taken_meanwhile_gives_way_to_the_next(chen: FlaskClient) -> None:
    first, second = bring(chen, make_book(GOOD)), bring(chen, make_book(SECOND))
    assert [get_batch(batch).rows[0]["code"] for batch in (first, second)] == [NEW, NEW]
    assert confirm(chen, first).status_code == confirm(chen, second).status_code == 303
    assert [get_batch(batch).rows[0]["code"] for batch in (first, second)] == [NEW, "JC-01-0005"]


def test_the_same_item_in_two_files_is_stored_once(chen: FlaskClient, other: FlaskClient) -> None:
    first, second = bring(chen, make_book(GOOD)), bring(other, make_book(GOOD))
    assert confirm(chen, first).status_code == 303
    assert confirm(other, second).status_code == 409
    assert item("JC-01-0005") is None


def test_a_file_is_confirmed_once(chen: FlaskClient) -> None:
    batch = stored_batch(chen, GOOD)
    before = count_rows()
    refused = confirm(chen, batch)
    assert refused.status_code == 409
    assert "已经处理过" in refused.text
    assert count_rows() == before


@pytest.mark.both_databases
def test_of_two_confirmations_at_once_one_stores(app: Flask, chen: FlaskClient) -> None:
    batch = bring(chen, make_book(GOOD, SECOND))
    tabs = [twin(app, chen) for _ in range(4)]
    assert sorted(at_once([lambda t=tab: confirm(t, batch).status_code for tab in tabs])) == [
        303,
        409,
        409,
        409,
    ]
    assert db.session.scalar(select(func.count()).select_from(BankItem)) == 5


@pytest.mark.both_databases
def test_two_files_at_once_get_different_codes(
    app: Flask, chen: FlaskClient, other: FlaskClient
) -> None:
    first, second = bring(chen, make_book(GOOD)), bring(other, make_book(SECOND))
    answers = at_once(
        [lambda: confirm(chen, first).status_code, lambda: confirm(other, second).status_code]
    )
    assert answers == [303, 303]
    codes = {get_batch(batch).rows[0]["code"] for batch in (first, second)}
    assert codes == {NEW, "JC-01-0005"}


def twin(app: Flask, client: FlaskClient) -> FlaskClient:
    """The same person in another tab."""
    copy = app.test_client()
    for cookie in client._cookies.values() if client._cookies else []:
        copy.set_cookie(cookie.key, cookie.value, domain=cookie.domain, path=cookie.path)
    return copy


def at_once(calls: list[Callable[[], int]]) -> list[int]:
    gate = threading.Barrier(len(calls))
    answers = [0] * len(calls)

    def run(place: int) -> None:
        gate.wait(10)
        answers[place] = calls[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


# undo


@pytest.mark.both_databases
def test_undo_deletes_what_was_made_and_puts_back_what_was_changed(chen: FlaskClient) -> None:
    before = count_rows()
    rows = [row for row in read_workbook(chen.get("/bank/items.xlsx").data).rows]
    changed = {**next(r.texts for r in rows if r.texts["code"] == "JC-01-0001"), "key": "A"}
    batch = stored_batch(chen, GOOD, {**changed, "enemies": "JC-01-0002"})
    assert must("JC-01-0001").latest.key == "A"
    db.session.rollback()

    assert undo(chen, batch).status_code == 303
    assert item(NEW) is None
    again = must("JC-01-0001")
    assert (again.latest_number, again.latest.key, again.enemies) == (3, "B", [])
    assert again.status == "draft"
    assert again.latest.content == again.revisions[0].content
    db.session.rollback()
    after = count_rows()
    assert after["bank_item"] == before["bank_item"]
    assert after["import_entry"] == 1
    assert get_batch(batch).state == "undone"
    page = chen.get(f"/bank/imports/{batch}?view=rows").text
    assert "已删除" in page
    assert "已恢复原样" in page
    assert undo(chen, batch).status_code == 409


def test_only_what_was_stored_can_be_undone(chen: FlaskClient) -> None:
    batch = bring(chen, make_book(GOOD))
    assert undo(chen, batch).status_code == 409
    assert get_batch(batch).state == "checked"


@pytest.mark.both_databases
def test_an_item_on_a_form_stays_with_its_revision(chen: FlaskClient) -> None:
    batch = stored_batch(chen, GOOD, SECOND)
    with writing():
        make_form(items=[must(NEW)])
        db.session.commit()
    db.session.remove()
    assert undo(chen, batch).status_code == 303
    assert must(NEW).latest_number == 1
    assert item("JC-01-0005") is None
    page = chen.get(f"/bank/imports/{batch}?view=findings").text
    assert "试题已用在试卷上，保持不变" in page
    assert NEW in page


def test_an_item_that_a_reader_has_answered_is_kept_but_retired(chen: FlaskClient) -> None:
    batch = stored_batch(chen, GOOD)
    zhao = make_user("赵敏", roles=[Role.ITEM_REVIEWER])
    answer = {
        "item_revision_id": must(NEW).latest.id,
        "reader_id": zhao.id,
        "answer": "B",
        "doubt": "",
        "answered_at": NOON,
    }
    with writing():
        db.session.execute(insert(BlindAnswer), [answer])
        db.session.commit()
    db.session.remove()
    assert undo(chen, batch).status_code == 303
    assert must(NEW).status == "retired"
    assert "已有审题人作答" in chen.get(f"/bank/imports/{batch}").text


@pytest.mark.parametrize("values", [{"enemies": ["JC-01-0001"]}, {"exceptions": {"a": "因为"}}])
def test_an_item_whose_identity_somebody_changed_stays(
    chen: FlaskClient, values: dict[str, Any]
) -> None:
    batch = stored_batch(chen, GOOD)
    change(**values)
    assert undo(chen, batch).status_code == 303
    assert must(NEW).latest_number == 1
    assert [f["code"] for f in get_batch(batch).findings if f["severity"] == "kept"] == [
        "kept_changed"
    ]


def test_an_item_that_says_something_else_by_now_stays(chen: FlaskClient) -> None:
    batch = stored_batch(chen, GOOD, SECOND)
    edit(NEW, rationale="后来改过的解析。")
    assert undo(chen, batch).status_code == 303
    assert must(NEW).latest_number == 2
    assert item("JC-01-0005") is None


def test_a_changed_item_that_was_changed_again_or_retired_stays(chen: FlaskClient) -> None:
    batch = bring(chen, exported(chen, "JC-01-0001", "JC-01-0002", key="A"))
    confirm(chen, batch)
    edit("JC-01-0001", rationale="后来改过的解析。")
    with writing():
        retired = update(BankItem).where(BankItem.code == "JC-01-0002").values(status="retired")
        db.session.execute(retired)
        db.session.commit()
    db.session.remove()
    assert undo(chen, batch).status_code == 303
    codes = [f["code"] for f in get_batch(batch).findings if f["severity"] == "kept"]
    assert codes == ["kept_changed", "kept_retired"]
    assert must("JC-01-0002").latest.key == "A"


def test_what_a_later_import_changed_stays(chen: FlaskClient) -> None:
    first = stored_batch(chen, GOOD)
    later = bring(chen, exported(chen, NEW, enemies="JC-01-0002"))
    assert confirm(chen, later).status_code == 303
    assert undo(chen, first).status_code == 303
    assert item(NEW) is not None
    assert undo(chen, later).status_code == 303
    assert must(NEW).enemies == []


def test_an_item_that_another_names_as_an_enemy_stays_with_those_it_names(
    chen: FlaskClient,
) -> None:
    third = {
        **GOOD,
        "stem": "某社区为残障青年组织就业小组，首次聚会时社会工作者应当（　　）。",
        "A": "宣布考勤",
        "code": "JC-01-0080",
    }
    batch = stored_batch(
        chen,
        {**GOOD, "code": NEW, "enemies": "JC-01-0070"},
        {**SECOND, "code": "JC-01-0070"},
        third,
    )
    with writing():
        db.session.execute(
            update(BankItem).where(BankItem.code == "JC-01-0001").values(enemies=[NEW])
        )
        db.session.commit()
    db.session.remove()
    assert undo(chen, batch).status_code == 303
    assert item("JC-01-0080") is None
    assert [must(code).status for code in (NEW, "JC-01-0070")] == ["draft", "draft"]


# whose, and which file


def test_the_same_file_again_is_recognised(chen: FlaskClient) -> None:
    data = make_book(GOOD)
    first = bring(chen, data)
    second = bring(chen, data)
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 1
    db.session.rollback()
    assert confirm(chen, second).status_code == 303
    third = bring(chen, data, "renamed.xlsx")
    assert first != third
    page = chen.get(f"/bank/imports/{third}").text
    assert "导入过同一份文件" in page
    assert errors_of(third) == [(2, "题干", "same_in_bank")]


@pytest.mark.parametrize("path", ["", "/confirmation", "/reversal"])
def test_an_import_is_for_nobody_but_its_maker(
    chen: FlaskClient, other: FlaskClient, path: str
) -> None:
    batch = bring(chen, make_book(GOOD))
    address = f"/bank/imports/{batch}{path}"
    answer = other.post(address) if path else other.get(address)
    assert answer.status_code == 404
    assert f"/bank/imports/{batch}" not in other.get("/bank/imports").text
    assert get_batch(batch).state == "checked"


@pytest.mark.parametrize("role", [Role.ITEM_REVIEWER, Role.INSTRUCTOR, Role.CANDIDATE])
def test_only_editors_bring_items_in_or_take_them_out(
    ground: None, client: FlaskClient, role: Role
) -> None:
    sign_in(client, make_user("王晴", roles=[role]))
    before = count_rows()
    assert upload(client, make_book(GOOD)).status_code == 403
    for path in ("imports", "imports/template.xlsx", "imports/template.docx"):
        assert client.get(f"/bank/{path}").status_code == 403
    assert client.get("/bank/items.xlsx").status_code == 403
    assert client.get("/bank/question-bank.zip").status_code == 403
    assert count_rows() == before


def test_a_file_without_token_is_refused(app: Flask, chen: FlaskClient) -> None:
    batch = bring(chen, make_book(GOOD))
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert upload(chen, make_book(SECOND)).status_code == 400
        assert confirm(chen, batch).status_code == 400
        assert undo(chen, batch).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert get_batch(batch).state == "checked"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("<script>alert(1)</script>.xlsx", "script>.xlsx"),
        ("a\u202exslx.xlsx", "axslx.xlsx"),
        ("长" * 300 + ".xlsx", "长" * 195 + ".xlsx"),
    ],
)
def test_the_name_of_a_file_is_only_shown(chen: FlaskClient, sent: str, shown: str) -> None:
    batch = bring(chen, make_book(GOOD), sent)
    assert get_batch(batch).file_name == shown
    assert "<script>alert" not in chen.get(f"/bank/imports/{batch}").text


def test_folders_of_a_windows_machine_are_not_shown() -> None:
    assert tidy_name("C:\\Users\\chen\\试题.xlsx") == "试题.xlsx"


def test_nothing_chosen_is_told_beside_the_field(chen: FlaskClient) -> None:
    answer = chen.post("/bank/imports", data={})
    assert answer.status_code == 422
    assert "请先选择文件" in answer.text
    answer = chen.post(
        "/bank/imports",
        data={"file": (io.BytesIO(b""), "")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("file", ["items.xlsx", "question-bank.zip", "coverage.xlsx"])
def test_what_was_made_for_one_reader_is_kept_by_no_browser(chen: FlaskClient, file: str) -> None:
    answer = chen.get(f"/bank/{file}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
