"""How a workbook is read: columns by heading, cells as people fill them in; and how one is written."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.itembank.banks import ON
from tests.itembank.exchange.books import (
    GOOD,
    MULTIPLE,
    SECOND,
    bring,
    confirm,
    count_rows,
    errors_of,
    findings_of,
    get_batch,
    make_book,
)
from trainingapp.extensions import db
from trainingapp.itembank.exchange import sheet_writing
from trainingapp.itembank.exchange.cells import (
    CellFault,
    read_key,
    read_lines,
    read_number,
    read_share,
    read_text,
    split_anchor,
    split_area,
    write_lines,
)
from trainingapp.itembank.exchange.columns import COLUMNS, HEADINGS, field_of_heading
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem
from trainingapp.itembank.storing import find_shape


def stored(code: str) -> ObjectiveItem:
    item = db.session.scalars(select(BankItem).where(BankItem.code == code)).one()
    shape: ItemShape = find_shape(item)
    db.session.rollback()
    assert isinstance(shape, ObjectiveItem)
    return shape


def brought(client: FlaskClient, row: dict[str, Any], **options: Any) -> ObjectiveItem:
    batch = bring(client, make_book(row, **options))
    assert errors_of(batch) == []
    assert confirm(client, batch).status_code == 303
    return stored("JC-01-0004")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("B", "B"),
        ("ＣＡ", "AC"),
        ("a、c", "AC"),
        ("A,C", "AC"),
        ("A C D", "ACD"),
        ("A；B", "AB"),
        ("A和B", "AB"),
        ("D.B.A", "ABD"),
        ("1", "1"),
        ("", ""),
    ],
)
def test_a_key_is_read_however_its_letters_are_separated(written: str, read: str) -> None:
    assert read_key(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("0.65", 0.65), ("65%", 0.65), ("６５％", 0.65), (" 0.5 ", 0.5), ("1", 1.0)],
)
def test_a_share_is_read_as_figure_or_percentage(written: str, read: float) -> None:
    assert read_share(written) == read


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (0.65, "0.65"), (True, "True"), (" 甲\r\n乙　", "甲\n乙"), ("", ""), (7, "7")],
)
def test_a_cell_is_read_as_the_text_it_shows(value: object, text: str) -> None:
    assert read_text(value) == text


@pytest.mark.parametrize("value", [date(2026, 3, 1), "甲\x00乙", "\x1b"])
def test_a_cell_that_nobody_can_read_is_refused(value: object) -> None:
    with pytest.raises(CellFault):
        read_text(value)


@pytest.mark.parametrize(
    "texts", [[], ["一"], ["一", "二"], ["一\n续", "二"], ["一\n\n续", "二\n三\n四"]]
)
def test_lines_of_a_cell_are_read_as_they_were_written(texts: list[str]) -> None:
    assert read_lines(write_lines(texts)) == texts


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", "3"),
        ("三", "3"),
        ("十", "10"),
        ("十四", "14"),
        ("二十一", "21"),
        ("一百零八", "108"),
        ("一百二十", "120"),
        ("一千零五", "1005"),
    ],
)
def test_the_number_of_an_article_is_read_in_words_too(text: str, number: str) -> None:
    assert read_number(text) == number


def test_an_anchor_is_read_as_people_write_it() -> None:
    wanted = {
        "title": "慈善法",
        "code": "",
        "version": "2023-12-29",
        "article": "14-1",
        "phrase": "增加",
    }
    for line in (
        "《慈善法》2023-12-29 第14-1条：增加",
        "《慈善法》（2023-12-29）第十四条之一：增加",
        "《慈善法》 2023-12-29  第 14 条之1: 增加 ",
    ):
        assert split_anchor(line) == wanted
    assert split_anchor("charity-law 2023-12-29 第3条：扶贫")["code"] == "charity-law"
    assert split_anchor("《慈善法》第3条：扶贫")["version"] == ""


def test_a_code_of_a_knowledge_point_may_be_followed_by_its_title() -> None:
    assert split_area("JC06.1.01 心理社会治疗模式") == "JC06.1.01"
    assert split_area("ＪＣ06.1.01") == split_area("jc06.1.01") == "JC06.1.01"
    assert split_area("心理社会治疗模式") is None
    assert split_area("JC06.1.011") is None


def test_headings_are_known_with_blanks_stars_and_remarks() -> None:
    for text in ("题干", " 题 干 ", "题干*", "题干（必填）", "题干：", "题干 (必填)"):
        assert field_of_heading(text) == "stem", text
    assert field_of_heading("正确答案") == "key"
    assert field_of_heading("选项Ａ") == "A"
    assert field_of_heading("老师") is None
    assert len({column.heading for column in COLUMNS}) == len(COLUMNS)


def test_a_row_becomes_a_draft_of_the_importer(chen: FlaskClient) -> None:
    shape = brought(chen, GOOD)
    assert (shape.status, shape.author, shape.origin) == ("draft", "陈晨", "original")
    assert (shape.kind, shape.key, shape.knowledge) == ("single", "B", ["JC01.1.01"])
    assert shape.facility.expected == 0.62
    assert shape.options["C"].text == GOOD["C"]
    assert shape.sources == [GOOD["sources"]]
    item = db.session.scalars(select(BankItem).where(BankItem.code == shape.code)).one()
    assert item.author_id is not None
    assert item.author_id == item.latest.editor_id
    assert item.latest.note == "#1 items.xlsx"


def test_cells_are_taken_as_people_fill_them_in(chen: FlaskClient) -> None:
    row = {
        **MULTIPLE,
        "kind": "",
        "knowledge": "JC01.1.01 的标题；jc02.1.02",
        "level": "apply",
        "expected": "55％",
        "key": "Ｄ，a、b",
        "A": 2.0,
        "anchors": "《中华人民共和国慈善法》第三条：扶贫\ncharity-law 2023-12-29 第4条：济困",
        "sources": "慈善法第三条\n　续写一行\n大纲",
        "enemies": "ＪＣ-01-0002，JC-01-0001",
        "exceptions": "key_longest：法条原文如此",
        "status": "可用",
        "author": "外聘专家组",
    }
    shape = brought(chen, row)
    assert (shape.kind, shape.key, shape.status) == ("multiple", "ABD", "draft")
    assert shape.knowledge == ["JC01.1.01", "JC02.1.02"]
    assert (shape.level, shape.facility.expected) == ("apply", 0.55)
    assert shape.options["A"].text == "2"
    assert [(a.law, a.version, a.article, a.phrase) for a in shape.anchors] == [
        ("charity-law", "2023-12-29", "3", "扶贫"),
        ("charity-law", "2023-12-29", "4", "济困"),
    ]
    assert shape.sources == ["慈善法第三条\n续写一行", "大纲"]
    assert shape.enemies == ["JC-01-0001", "JC-01-0002"]
    assert shape.exceptions == {"key_longest": "法条原文如此"}
    assert shape.author == "外聘专家组"


def test_a_point_may_be_named_by_its_title(chen: FlaskClient) -> None:
    assert brought(chen, {**GOOD, "knowledge": "JC01.1.02 的标题"}).knowledge == ["JC01.1.02"]


def test_columns_may_stand_in_any_order_with_others_between(chen: FlaskClient) -> None:
    titles = ["备注", *reversed([column.heading for column in COLUMNS])]
    batch = bring(chen, make_book({**GOOD, "备注": "请尽快"}, headings=titles))
    found = findings_of(batch)
    assert ("备注", "unknown_column", "warning") in [place[1:] for place in found]
    assert errors_of(batch) == []


def test_a_missing_column_and_a_column_twice_are_errors_of_the_head(chen: FlaskClient) -> None:
    titles = [c.heading for c in COLUMNS if c.field != "rationale"] + ["正确答案"]
    batch = bring(chen, make_book(GOOD, headings=titles))
    assert (1, "解析", "missing_field") in errors_of(batch)
    assert (1, "正确答案", "column_twice") in errors_of(batch)


def test_hidden_sheets_are_left_out_and_others_told_of(chen: FlaskClient) -> None:
    batch = bring(chen, make_book(GOOD, hidden={"备份": [SECOND]}))
    assert len(get_batch(batch).rows) == 1
    assert errors_of(batch) == []

    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        book.add_worksheet("说明文字").write(0, 0, "第一学期")
        sheet = book.add_worksheet("第一章")
        sheet.write_row(
            2, 1, list(HEADINGS.values())
        )  # not in the first row, not in the first column
        for place, name in enumerate(HEADINGS):
            sheet.write(3, place + 1, GOOD.get(name, ""))
    batch = bring(chen, body.getvalue())
    assert [row["row"] for row in get_batch(batch).rows] == [4]
    assert (1, "", "sheet_not_read", "warning") in findings_of(batch)
    assert errors_of(batch) == []


def test_a_formula_is_read_by_its_value_with_a_warning(chen: FlaskClient) -> None:
    def formula(sheet: Any, line: int, place: int) -> None:
        sheet.write_formula(line, place, '="先倾听"&"老人"', None, "先倾听老人的想法")

    batch = bring(chen, make_book({**GOOD, "B": formula}))
    assert (2, "选项B", "formula_in_cell", "warning") in findings_of(batch)
    entry = get_batch(batch).rows[0]["entry"]
    assert entry["options"]["B"]["text"] == "先倾听老人的想法"


def test_flaws_and_likeness_are_warnings_that_can_be_confirmed(chen: FlaskClient) -> None:
    flawed = {
        **GOOD,
        "B": GOOD["B"] + "，并且把每个人的姓名住址和联系电话都认真写进工作日志以便日后回访",
    }
    alike = {**SECOND, "stem": SECOND["stem"].replace("阿姨", "大叔")}
    batch = bring(chen, make_book(flawed, SECOND, alike))
    codes = {found[2] for found in findings_of(batch)}
    assert errors_of(batch) == []
    assert "alike_in_file" in codes
    assert any(code.startswith("flaw:") for code in codes)
    assert "key_longest" in " ".join(codes)
    assert chen.get(f"/bank/imports/{batch}").status_code == 200
    assert confirm(chen, batch).status_code == 303


def test_an_exception_beside_the_item_excuses_its_flaw(chen: FlaskClient) -> None:
    flawed = {
        **GOOD,
        "B": GOOD["B"] + "，并且把每个人的姓名住址和联系电话都认真写进工作日志以便日后回访",
    }
    (name,) = {
        found[2].removeprefix("flaw:")
        for found in findings_of(bring(chen, make_book(flawed)))
        if "key_longest" in found[2]
    }
    batch = bring(chen, make_book({**flawed, "exceptions": f"{name}：情境需要"}))
    assert f"flaw:{name}" not in {found[2] for found in findings_of(batch)}


def test_the_template_says_what_belongs_where_and_takes_its_own_example(chen: FlaskClient) -> None:
    answer = chen.get("/bank/imports/template.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == ["试题", "填写说明", "可选值"]
    heads = book.get_sheet_by_name("试题").to_python()[0]
    assert heads == [column.heading for column in COLUMNS]
    guide = "".join(str(c) for row in book.get_sheet_by_name("填写说明").to_python() for c in row)
    assert all(column.heading in guide and column.note in guide for column in COLUMNS)
    example = {**sheet_writing.EXAMPLE, "knowledge": "JC01.1.01"}
    assert errors_of(bring(chen, make_book(example))) == []


def test_an_empty_template_is_no_file_of_items(chen: FlaskClient) -> None:
    before = count_rows()
    answer = chen.post(
        "/bank/imports",
        data={"file": (io.BytesIO(sheet_writing.write_template()), "items.xlsx")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "文件里没有找到试题" in answer.text
    assert count_rows() == before


def test_no_cell_of_an_export_is_a_formula(chen: FlaskClient) -> None:
    texts = ["=1+1", "+86", "-5 元", "@所有人"]
    row = {**GOOD, **dict(zip("ABCD", texts, strict=True)), "rationale": '=HYPERLINK("http://x")'}
    batch = bring(chen, make_book(row))
    assert confirm(chen, batch).status_code == 303
    data = chen.get("/bank/items.xlsx").data
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("试题")
    line = next(cells for cells in sheet.to_python() if cells[0] == "JC-01-0004")
    assert [line[list(HEADINGS).index(letter)] for letter in "ABCD"] == texts
    again = bring(chen, data)
    assert [found for found in findings_of(again) if found[2] == "formula_in_cell"] == []
    assert {row["act"] for row in get_batch(again).rows} == {"same"}


def test_laws_of_one_short_name_are_written_by_their_code(ground: None) -> None:
    lookups = Lookups(ON)
    anchor = {"law": "charity-law", "version": "2023-12-29", "article": "3", "phrase": "扶贫\n济困"}
    assert lookups.write_anchor(anchor).startswith("《慈善法》")
    lookups.law_codes["慈善法"].append("another")
    assert lookups.write_anchor(anchor).startswith("《中华人民共和国慈善法》")
    lookups.law_codes["中华人民共和国慈善法"].append("another")
    line = lookups.write_anchor(anchor)
    assert line.startswith("charity-law 2023-12-29")
    assert lookups.read_anchor(line) == anchor
    with pytest.raises(CellFault, match="ambiguous_law"):
        lookups.read_anchor("《慈善法》第3条：扶贫")
