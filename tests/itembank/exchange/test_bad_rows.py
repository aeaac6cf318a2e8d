"""Every kind of bad row is told of at its place, in a clear sentence, and nothing is written."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

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
)


def date_cell(sheet: Any, line: int, place: int) -> None:
    sheet.write_datetime(line, place, datetime(2026, 3, 1))


def error_cell(sheet: Any, line: int, place: int) -> None:
    sheet.write_formula(line, place, "=1/0", None, "#DIV/0!")


# what is wrong · the row · where it is told · the code · the sentence in Chinese
BAD: list[tuple[str, Mapping[str, Any], str, str, str]] = [
    ("no stem", {**GOOD, "stem": ""}, "题干", "missing_field", "缺少“题干”。"),
    ("no key", {**GOOD, "key": ""}, "答案", "missing_field", "缺少“答案”。"),
    ("no rationale", {**GOOD, "rationale": "　"}, "解析", "missing_field", "缺少“解析”。"),
    ("no source", {**GOOD, "sources": ""}, "依据", "missing_field", "缺少“依据”。"),
    ("no level", {**GOOD, "level": ""}, "认知层次", "missing_field", "缺少“认知层次”。"),
    ("no knowledge point", {**GOOD, "knowledge": ""}, "知识点", "missing_field", "缺少“知识点”。"),
    ("no facility", {**GOOD, "expected": ""}, "预计答对率", "missing_field", "缺少“预计答对率”。"),
    (
        "no reason for it",
        {**GOOD, "reason": ""},
        "答对率理由",
        "facility_reason",
        "预计难度需要写明理由",
    ),
    ("an option is missing", {**GOOD, "C": "", "C_why": ""}, "选项A", "single_options", "A, B, D"),
    ("an option is empty", {**GOOD, "C": ""}, "选项C", "empty_text", "“选项C”是空的。"),
    ("a why is missing", {**GOOD, "C_why": ""}, "选项说明C", "missing_why", "C"),
    ("two options alike", {**GOOD, "C": GOOD["D"]}, "选项A", "same_options", "相同"),
    (
        "five options of a single",
        {**GOOD, "kind": "单选题", "E": "另请高明", "E_why": "推脱"},
        "选项A",
        "single_options",
        "A, B, C, D, E",
    ),
    ("two keys of a single", {**GOOD, "key": "BD"}, "答案", "single_key", "BD"),
    ("one key of a multiple", {**MULTIPLE, "key": "A"}, "答案", "multiple_key", "A"),
    ("five keys of a multiple", {**MULTIPLE, "key": "ABCDE"}, "答案", "multiple_key", "ABCDE"),
    ("a key twice", {**MULTIPLE, "key": "AAB"}, "答案", "key_order", "AAB"),
    ("a key without option", {**GOOD, "key": "F"}, "答案", "key_without_option", "F"),
    ("a figure for a key", {**GOOD, "key": 1}, "答案", "key_without_option", "1"),
    (
        "unknown level",
        {**GOOD, "level": "精通"},
        "认知层次",
        "unknown_word",
        "不认识“精通”；请填：识记、理解、应用。",
    ),
    ("unknown kind", {**GOOD, "kind": "判断题"}, "题型", "unknown_word", "请填：单选题、多选题。"),
    (
        "unknown origin",
        {**GOOD, "origin": "摘抄"},
        "原创或改编",
        "unknown_word",
        "请填：原创、改编。",
    ),
    (
        "facility in words",
        {**GOOD, "expected": "较难"},
        "预计答对率",
        "not_number",
        "“较难”不是 0 到 1 之间的数。",
    ),
    ("facility above one", {**GOOD, "expected": 65}, "预计答对率", "facility_range", "65"),
    (
        "knowledge point that is none",
        {**GOOD, "knowledge": "JC01.1.77"},
        "知识点",
        "unknown_knowledge",
        "JC01.1.77",
    ),
    (
        "a chapter for a point",
        {**GOOD, "knowledge": "JC01"},
        "知识点",
        "knowledge_not_point",
        "JC01",
    ),
    (
        "a title that is none",
        {**GOOD, "knowledge": "接案技巧"},
        "知识点",
        "unknown_title",
        "大纲里没有知识点“接案技巧”",
    ),
    (
        "a subject that is none",
        {**GOOD, "knowledge": "XX01.1.01"},
        "知识点",
        "unknown_knowledge",
        "XX01.1.01",
    ),
    ("a code that is none", {**GOOD, "knowledge": "1.2.3"}, "知识点", "bad_code", "1.2.3"),
    (
        "four knowledge points",
        {**GOOD, "knowledge": "JC01.1.01、JC01.1.02、JC02.1.01、JC02.1.02"},
        "知识点",
        "wrong_length",
        "≤ 3",
    ),
    (
        "unknown law",
        {**MULTIPLE, "anchors": "《监狱法》2012-10-26 第3条：教育改造"},
        "法条",
        "unknown_law_name",
        "题库的法规里没有“监狱法”。",
    ),
    (
        "unknown version",
        {**MULTIPLE, "anchors": "《慈善法》2016-03-16 第3条：扶贫"},
        "法条",
        "unknown_law_version",
        "2016-03-16",
    ),
    (
        "an anchor without article",
        {**MULTIPLE, "anchors": "《慈善法》：扶贫"},
        "法条",
        "bad_anchor",
        "《慈善法》2023-12-29 第3条",
    ),
    (
        "an anchor without words",
        {**MULTIPLE, "anchors": "《慈善法》2023-12-29 第3条："},
        "法条",
        "anchor_without_phrase",
        "条文原话",
    ),
    ("unknown enemy", {**GOOD, "enemies": "JC-01-0999"}, "互斥试题", "unknown_enemy", "JC-01-0999"),
    ("an enemy that is no code", {**GOOD, "enemies": "第三题"}, "互斥试题", "bad_code", "第三题"),
    (
        "an exception without reason",
        {**GOOD, "exceptions": "key_longest"},
        "例外说明",
        "bad_exception",
        "key_longest",
    ),
    ("a code that is no code", {**GOOD, "code": "甲001"}, "编号", "bad_code", "甲001"),
    (
        "a code of another subject",
        {**GOOD, "code": "JP-01-0050"},
        "知识点",
        "knowledge_of_other_subject",
        "JC01.1.01",
    ),
    (
        "a code that is taken",
        {**GOOD, "code": "JC-01-0001"},
        "编号",
        "code_taken",
        "题库里已有试题 JC-01-0001。",
    ),
    (
        "a mark without item",
        {**GOOD, "code": "JC-01-0500", "base": "1-abc"},
        "修订标记",
        "unknown_base",
        "JC-01-0500",
    ),
    (
        "a stale mark",
        {**GOOD, "code": "JC-01-0001", "base": "1-abc"},
        "修订标记",
        "changed_meanwhile",
        "导出之后有人改过试题 JC-01-0001",
    ),
    ("a date", {**GOOD, "B": date_cell}, "选项B", "date_in_cell", "Excel 把它变成了日期"),
    ("an error of a formula", {**GOOD, "B": error_cell}, "选项B", "error_in_cell", "出错的公式"),
    (
        "a character nobody sees",
        {**GOOD, "stem": GOOD["stem"] + "\x07"},
        "题干",
        "control_character",
        "看不见的字符",
    ),
]


@pytest.mark.parametrize(
    ("row", "column", "code", "sentence"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD]
)
def test_a_bad_row_is_told_of_at_its_place_and_nothing_is_written(
    chen: FlaskClient, row: Mapping[str, Any], column: str, code: str, sentence: str
) -> None:
    before = count_rows()
    batch = bring(chen, make_book(SECOND, row))
    assert (3, column, code) in errors_of(batch)
    assert {found[0] for found in errors_of(batch)} == {3}

    page = html.unescape(chen.get(f"/bank/imports/{batch}").text)
    assert "第 3 行" in page
    assert sentence in page
    assert "什么都没有写入" in page
    assert f"/bank/imports/{batch}/confirmation" not in page

    refused = confirm(chen, batch)
    assert refused.status_code == 409
    assert "文件里还有错误" in refused.text
    assert count_rows() == before
    assert get_batch(batch).state == "checked"


def test_the_table_has_more_than_twenty_kinds() -> None:
    assert len({bad[3] for bad in BAD}) >= 20


def test_each_fault_is_told_of_once(chen: FlaskClient) -> None:
    row = {**GOOD, "level": "精通", "expected": "较难", "knowledge": "接案技巧", "stem": ""}
    batch = bring(chen, make_book(row))
    assert sorted(errors_of(batch)) == sorted(
        [
            (2, "认知层次", "unknown_word"),
            (2, "预计答对率", "not_number"),
            (2, "知识点", "unknown_title"),
            (2, "题干", "missing_field"),
        ]
    )


def test_the_sentences_are_in_the_readers_language(chen: FlaskClient) -> None:
    batch = bring(chen, make_book({**GOOD, "level": "精通"}))
    chen.set_cookie("display", "en.auto.off")
    page = html.unescape(chen.get(f"/bank/imports/{batch}").text)
    assert "“精通” is not known here; write one of: 识记、理解、应用." in page
    assert "Row 2" in page


def test_the_same_item_twice_in_a_file_or_in_the_bank_is_an_error(chen: FlaskClient) -> None:
    turned = {**GOOD, "A": GOOD["D"], "D": GOOD["A"], "stem": GOOD["stem"].replace("，", "， ")}
    batch = bring(chen, make_book(GOOD, turned))
    assert errors_of(batch) == [(3, "题干", "same_in_file")]
    assert "第 2 行已有同样的试题" in chen.get(f"/bank/imports/{batch}").text

    assert confirm(chen, bring(chen, make_book(GOOD))).status_code == 303
    again = bring(chen, make_book(turned))
    assert errors_of(again) == [(2, "题干", "same_in_bank")]
    assert "JC-01-0004" in chen.get(f"/bank/imports/{again}").text


def test_a_code_may_stand_in_a_file_once(chen: FlaskClient) -> None:
    book = make_book({**GOOD, "code": "JC-01-0700"}, {**SECOND, "code": "JC-01-0700"})
    assert errors_of(bring(chen, book)) == [(3, "编号", "code_twice")]
