"""How a Word document in the usual Chinese layout is read, and every kind of item in it that is not in order."""

from __future__ import annotations

import html
import io

import pytest
from docx import Document
from docx.oxml import OxmlElement
from flask.testing import FlaskClient

from tests.itembank.exchange.books import (
    LINES,
    bring,
    confirm,
    count_rows,
    errors_of,
    findings_of,
    get_batch,
    make_document,
    save,
    upload,
)
from trainingapp.itembank.exchange.document_reading import read_document
from trainingapp.itembank.exchange.rows import Row

STEM, KEY, WHYS = 0, 5, 7


def rows_of(*lines: str) -> list[Row]:
    return read_document(make_document(*lines)).rows


def texts_of(*lines: str) -> dict[str, str]:
    (row,) = rows_of(*lines)
    assert row.problems == []
    return row.texts


def without(text: str, *more: str) -> tuple[str, ...]:
    """The good item less the line that begins with the text, and with more lines."""
    kept = tuple(line for line in LINES if not line.startswith(text))
    assert len(kept) == len(LINES) - 1
    return kept + more


def replaced(old: str, new: str) -> tuple[str, ...]:
    assert any(line.startswith(old) for line in LINES)
    return tuple(new if line.startswith(old) else line for line in LINES)


def test_an_item_is_read_from_its_lines() -> None:
    texts = texts_of("初级综合能力模拟题", "", "一、单项选择题（每题1分）", *LINES)
    assert texts["kind"] == "单项选择题"
    assert texts["stem"].startswith("社会工作者小齐")
    assert [texts[letter] for letter in "ABCD"] == [line[2:] for line in LINES[1:5]]
    assert texts["key"] == "B"
    assert [texts[f"{letter}_why"] for letter in "ABCD"] == [
        "回避了当面倾听的机会。",
        "倾听和归纳能建立信任。",
        "超出职责。",
        "推脱会损害关系。",
    ]
    assert (texts["expected"], texts["reason"]) == ("0.62", "两种做法容易混淆")
    assert (texts["knowledge"], texts["level"]) == ("JC01.1.01", "应用")
    assert texts["sources"] == "2025年版大纲 第一章"


@pytest.mark.parametrize("mark", ["1．", "1.", "1、", "１．", " 12 ． "])
def test_numbers_stand_with_any_mark(mark: str) -> None:
    stem = LINES[0].removeprefix("1．")
    assert texts_of(mark + stem, *LINES[1:])["stem"] == stem


@pytest.mark.parametrize(
    "options",
    [
        ("A．甲", "B．乙", "C．丙", "D．丁"),
        ("A．甲　　B．乙", "C．丙　　D．丁"),
        ("A. 甲  B. 乙  C. 丙  D. 丁",),
        ("A．甲B．乙C．丙D．丁",),
        ("Ａ、甲 Ｂ、乙 Ｃ、丙 Ｄ、丁",),
        ("A：甲\tB：乙\tC：丙\tD：丁",),
        ("A．甲", "B．乙", "C．", "丙", "D．丁"),
    ],
)
def test_options_stand_on_one_line_or_several(options: tuple[str, ...]) -> None:
    texts = texts_of(LINES[0], *options, *LINES[5:])
    assert [texts[letter] for letter in "ABCD"] == ["甲", "乙", "丙", "丁"]


def test_a_letter_inside_an_option_begins_none() -> None:
    texts = texts_of(LINES[0], "A．服用维生素D.片 B．请B.先生 C．丙 D．丁", *LINES[5:])
    assert texts["A"] == "服用维生素D.片"


def test_labels_may_stand_on_one_line_and_texts_run_on() -> None:
    texts = texts_of(
        *LINES[:5],
        "【参考答案】Ｂ 【答案解析】第一句。",
        "1.5小时以内完成评估；",
        "（1）先倾听。",
        "选项解析：A：甲。",
        "B：乙。C：丙。D：丁。",
        "考点：JC01.1.01",
        *LINES[9:],
    )
    assert texts["key"] == "Ｂ"
    assert texts["rationale"] == "第一句。\n1.5小时以内完成评估；\n（1）先倾听。"
    assert texts["B_why"] == "乙。"
    assert texts["knowledge"] == "JC01.1.01"


def test_figures_inside_an_explanation_begin_no_item() -> None:
    lines = list(LINES)
    lines[6] = "【解析】要点如下："
    lines[7:7] = ["5．倾听；", "9．归纳。"]
    (row,) = rows_of(*lines)
    assert row.texts["rationale"].splitlines() == ["要点如下：", "5．倾听；", "9．归纳。"]


def test_headings_set_the_kind_and_numbers_begin_again() -> None:
    found = rows_of("一、单项选择题", *LINES, "二、多项选择题（共1题）", *LINES)
    assert [(row.number, row.texts["kind"]) for row in found] == [
        (1, "单项选择题"),
        (1, "多项选择题"),
    ]


def test_a_document_becomes_drafts(chen: FlaskClient) -> None:
    data = make_document("一、单项选择题", *LINES)
    before = count_rows()
    batch = bring(chen, data, "第一章.docx")
    assert errors_of(batch) == []
    assert count_rows() == before
    assert confirm(chen, batch).status_code == 303
    entry = get_batch(batch).rows[0]
    assert (entry["code"], entry["act"]) == ("JC-01-0004", "new")
    assert chen.get("/bank/items/JC-01-0004").status_code == 200


def test_the_template_is_read_as_the_two_items_it_shows(chen: FlaskClient) -> None:
    data = chen.get("/bank/imports/template.docx").data
    first, second = read_document(data).rows
    assert (first.problems, second.problems) == ([], [])
    assert (first.texts["key"], second.texts["key"]) == ("B", "ABD")
    text = "".join(p.text for p in Document(io.BytesIO(data)).paragraphs)
    assert "JC06.1.01" in text
    batch = bring(chen, data, "template.docx")
    # The syllabus of this test has two chapters only: everything but the first knowledge point is in order.
    assert errors_of(batch) == [(1, "【考点】", "unknown_knowledge")]


BAD = [
    ("no stem", replaced("1．", "1．"), "题干", "missing_field"),
    ("no key", without("【答案】"), "【答案】", "missing_field"),
    ("no rationale", without("【解析】"), "【解析】", "missing_field"),
    ("no knowledge point", without("【考点】"), "【考点】", "missing_field"),
    ("no level", without("【认知层次】"), "【认知层次】", "missing_field"),
    ("no difficulty", without("【难度】"), "【难度】", "missing_field"),
    ("no source", without("【依据】"), "【依据】", "missing_field"),
    ("no reason", replaced("【难度】", "【难度】0.62"), "【难度】", "facility_reason"),
    ("no whys", without("【选项解析】"), "【选项解析】", "missing_why"),
    (
        "whys without letters",
        replaced("【选项解析】", "【选项解析】都不对"),
        "【选项解析】",
        "option_order",
    ),
    ("an option is missing", without("C．"), "选项D", "option_order"),
    ("an option twice", (*LINES[:4], "C．又一个", *LINES[4:]), "选项C", "option_order"),
    ("an empty option", replaced("C．", "C．"), "选项C", "empty_text"),
    ("two keys", replaced("【答案】", "【答案】BD"), "【答案】", "single_key"),
    ("a key in words", replaced("【答案】", "【答案】正确"), "【答案】", "single_key"),
    ("a label twice", (*LINES, "【答案】C"), "【答案】", "label_twice"),
    ("difficulty in words", replaced("【难度】", "【难度】中等"), "【难度】", "not_number"),
    ("unknown level", replaced("【认知层次】", "【认知层次】精通"), "【认知层次】", "unknown_word"),
    ("unknown title", replaced("【考点】", "【考点】接案的技巧"), "【考点】", "unknown_title"),
    (
        "unknown law",
        (*LINES, "【法条】《监狱法》2012-10-26 第3条：教育"),
        "【法条】",
        "unknown_law_name",
    ),
    ("no article", (*LINES, "【法条】慈善法"), "【法条】", "bad_anchor"),
    ("unknown enemy", (*LINES, "【互斥试题】JC-01-0999"), "【互斥试题】", "unknown_enemy"),
    ("options alike", replaced("C．", "C．解释自己今天另有安排"), "选项A", "same_options"),
]


@pytest.mark.parametrize(
    ("lines", "label", "code"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD]
)
def test_a_bad_item_is_told_of_at_its_label_and_nothing_is_written(
    chen: FlaskClient, lines: tuple[str, ...], label: str, code: str
) -> None:
    before = count_rows()
    batch = bring(chen, make_document(*lines), "items.docx")
    assert (1, label, code) in errors_of(batch)
    page = html.unescape(chen.get(f"/bank/imports/{batch}").text)
    assert "第 1 题（第 " in page
    assert confirm(chen, batch).status_code == 409
    assert count_rows() == before


def test_a_finding_names_the_paragraph(chen: FlaskClient) -> None:
    batch = bring(chen, make_document("前言", *replaced("【答案】", "【答案】BD")), "items.docx")
    found = next(f for f in get_batch(batch).findings if f["code"] == "single_key")
    assert (found["row"], found["paragraph"]) == (1, 7)


def test_unknown_labels_are_told_of_and_what_follows_is_not_read(chen: FlaskClient) -> None:
    batch = bring(chen, make_document(*LINES, "【命题点】某处", "续"), "items.docx")
    assert (1, "命题点", "unknown_label", "warning") in findings_of(batch)
    assert "某处" not in str(get_batch(batch).rows)
    assert errors_of(batch) == []


def document_with(*names: str) -> bytes:
    """A document whose last paragraph holds these parts of Word."""
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    paragraph = document.add_paragraph("这一段")._p
    inside = paragraph
    for name in names:
        element = OxmlElement(name)
        inside.append(element)
        inside = element
    return save(document)


@pytest.mark.parametrize(
    ("data", "code", "severity"),
    [
        (lambda: document_with("w:ins"), "tracked_changes", "error"),
        (lambda: document_with("w:del"), "tracked_changes", "error"),
        (lambda: document_with("w:sdt"), "unread_part", "error"),
        (lambda: document_with("w:pPr", "w:numPr"), "auto_numbered", "error"),
        (lambda: document_with("w:r", "w:drawing"), "picture_ignored", "warning"),
    ],
)
def test_what_cannot_be_read_is_told_of(
    chen: FlaskClient, data: object, code: str, severity: str
) -> None:
    assert callable(data)
    batch = bring(chen, data(), "items.docx")
    assert (1, "", code, severity) in findings_of(batch)


def test_a_table_is_left_out_with_a_warning(chen: FlaskClient) -> None:
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    document.add_table(2, 2).cell(0, 0).text = "2．表格里的题"
    batch = bring(chen, save(document), "items.docx")
    assert (1, "", "table_ignored", "warning") in findings_of(batch)
    assert len(get_batch(batch).rows) == 1


def test_a_document_that_only_looks_like_one_is_refused(chen: FlaskClient) -> None:
    answer = upload(chen, b"PK\x03\x04 nothing", "items.docx")
    assert answer.status_code == 422
    assert "文件无法读取" in answer.text
