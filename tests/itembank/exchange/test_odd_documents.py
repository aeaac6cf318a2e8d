"""What Word can wrap, hide or number is read, or told of: no text of an item is lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from flask.testing import FlaskClient

from tests.itembank.exchange.books import (
    LINES,
    bring,
    confirm,
    errors_of,
    findings_of,
    get_batch,
    make_document,
    save,
    upload,
)
from trainingapp.itembank.exchange.document_reading import read_document
from trainingapp.itembank.exchange.problems import Problem
from trainingapp.itembank.exchange.sheet_reading import Brought

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
RUN = "<w:r><w:t>满六十日</w:t></w:r>"
NEXT = ["2．" + LINES[0][2:].replace("小齐", "小周").replace("老旧小区", "乡镇"), *LINES[1:]]


def document(change: Callable[[Any], object], *lines: str) -> bytes:
    """A document with these lines, changed by hand."""
    found = Document()
    for line in lines or LINES:
        found.add_paragraph(line)
    change(found)
    return save(found)


def problems_of(brought: Brought) -> list[Problem]:
    return [*brought.problems, *(problem for row in brought.rows for problem in row.problems)]


def told(data: bytes) -> list[tuple[str, str, int]]:
    return [(p.code, p.severity, p.paragraph) for p in problems_of(read_document(data))]


WRAPPED = {
    "a smart tag": (
        f'<w:smartTag {WORD} w:uri="u" w:element="e">{RUN}</w:smartTag>',
        "unread_part",
    ),
    "custom XML": (f'<w:customXml {WORD} w:element="x">{RUN}</w:customXml>', "unread_part"),
    "a field": (f'<w:fldSimple {WORD} w:instr="QUOTE x">{RUN}</w:fldSimple>', "unread_part"),
    "a ruby": (
        f"<w:r {WORD}><w:ruby><w:rt><w:r><w:t>m</w:t></w:r></w:rt><w:rubyBase>{RUN}</w:rubyBase>"
        "</w:ruby></w:r>",
        "unread_part",
    ),
    "a formula": (f"<m:oMath {MATH}><m:r><m:t>满六十日</m:t></m:r></m:oMath>", "unread_part"),
    "a symbol": (
        f'<w:r {WORD}><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        "unread_part",
    ),
    "a move to here": (
        f'<w:moveTo {WORD} w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z">{RUN}</w:moveTo>',
        "tracked_changes",
    ),
    "a move from here": (
        f'<w:moveFrom {WORD} w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z">{RUN}</w:moveFrom>',
        "tracked_changes",
    ),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_text_in_a_wrapping_is_an_error_at_its_paragraph(name: str) -> None:
    xml, code = WRAPPED[name]
    data = document(lambda found: found.paragraphs[2]._p.append(parse_xml(xml)))
    assert told(data) == [(code, "error", 3)]


def test_a_paragraph_inside_custom_xml_is_an_error() -> None:
    def wrap(found: Any) -> None:
        paragraph = found.paragraphs[6]._p
        wrapping = parse_xml(f'<w:customXml {WORD} w:element="x"/>')
        paragraph.addprevious(wrapping)
        wrapping.append(paragraph)

    assert ("unread_part", "error", 7) in told(document(wrap))


def test_marks_beside_paragraphs_hold_no_text_and_are_no_error() -> None:
    def mark(found: Any) -> None:
        found.paragraphs[3]._p.addprevious(
            parse_xml(f'<w:bookmarkStart {WORD} w:id="0" w:name="a"/>')
        )
        found.paragraphs[3]._p.addnext(parse_xml(f'<w:bookmarkEnd {WORD} w:id="0"/>'))

    assert told(document(mark)) == []


def test_hidden_text_is_read_and_told_of(chen: FlaskClient) -> None:
    def hide(found: Any) -> None:
        found.paragraphs[2].add_run("（正确答案）").font.hidden = True

    batch = bring(chen, document(hide), "items.docx")
    assert (1, "", "hidden_text", "warning") in findings_of(batch)
    assert errors_of(batch) == []
    assert "隐藏文字" in chen.get(f"/bank/imports/{batch}").text


def numbered(*places: int) -> bytes:
    """A document whose lines at these places have their numbers or letters from a style."""
    found = Document()
    for place, line in enumerate(LINES):
        if place in places:
            found.add_paragraph(line[2:], style="List Number")
        else:
            found.add_paragraph(line)
    return save(found)


@pytest.mark.parametrize("places", [(0,), (1, 2, 3, 4), (0, 1, 2, 3, 4)])
def test_numbers_that_come_of_a_style_are_an_error(places: tuple[int, ...]) -> None:
    found = problems_of(read_document(numbered(*places)))
    paragraphs = [problem.paragraph for problem in found if problem.code == "auto_numbered"]
    assert paragraphs == [place + 1 for place in places]


def test_a_document_that_word_numbers_throughout_says_so_instead_of_having_no_items(
    chen: FlaskClient,
) -> None:
    batch = bring(chen, numbered(0), "items.docx")
    assert get_batch(batch).rows == []
    assert errors_of(batch) == [(0, "", "auto_numbered")]
    page = chen.get(f"/bank/imports/{batch}").text
    assert "第 1 段" in page
    assert confirm(chen, batch).status_code == 409


def test_a_style_based_on_a_numbering_one_numbers_as_well() -> None:
    def style(found: Any) -> None:
        made = found.styles.add_style("Item", 1)
        made.base_style = found.styles["List Number"]
        found.paragraphs[0].style = made

    assert ("auto_numbered", "error", 1) in told(document(style))


def test_styles_that_are_based_on_each_other_end() -> None:
    def style(found: Any) -> None:
        one, two = found.styles.add_style("One", 1), found.styles.add_style("Two", 1)
        one.base_style, two.base_style = two, one
        found.paragraphs[0].style = one

    assert told(document(style)) == []


HEADINGS = [
    "三、不定项选择题",
    "三、不定项选择题（每题2分）",
    "三、案例分析题",
    "（二）多项选择",
    "第二章　社会工作价值观与专业伦理",
    "第二部分　专业知识",
    "第三节",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_between_items_is_told_of_and_runs_into_no_item(heading: str) -> None:
    brought = read_document(make_document(*LINES, heading, *NEXT))
    assert [row.texts["sources"] for row in brought.rows] == [LINES[-1][4:]] * 2
    (problem,) = brought.problems
    assert (problem.code, problem.severity) == ("heading_not_read", "warning")
    assert problem.paragraph == len(LINES) + 1


@pytest.mark.parametrize("heading", ["二、多选题：每题2分", "（一）单项选择题", "一、单选题"])
def test_a_heading_that_names_a_kind_is_none_to_tell_of(heading: str) -> None:
    brought = read_document(make_document(*LINES, heading, *NEXT))
    assert brought.problems == []
    assert brought.rows[1].texts["kind"] in heading


@pytest.mark.parametrize(
    "line",
    [
        "一、接案时先建立关系，这是解答本题的要点。",
        "（二）依据第三条：自愿开展的活动。",
        "第二条规定了慈善活动的范围。",
        "第一，要倾听居民的意见。",
    ],
)
def test_a_line_of_an_explanation_is_no_heading(line: str) -> None:
    lines = [*LINES[:7], line, *LINES[7:]]
    brought = read_document(make_document(*lines))
    assert brought.problems == []
    assert line in brought.rows[0].texts["rationale"]


def test_a_heading_before_the_first_item_is_left_out_like_a_title() -> None:
    assert problems_of(read_document(make_document("第一章　概述", *LINES))) == []


@pytest.mark.parametrize(
    "line",
    ["1．", "9999．题", "1．题\nA．", "1．题\nF．x", "1．题\n【", "1．题\n【】x", "1．题\n【选项解析】",
     "1．题\n【选项解析】F：x", "1．题\n【难度】", "1．题\n【难度】，，", "1．题\n【难度】፩"],
)  # fmt: skip
def test_half_written_items_are_findings_and_no_fault_of_the_site(
    chen: FlaskClient, line: str
) -> None:
    answer = upload(chen, make_document(*line.split("\n")), "items.docx")
    assert answer.status_code == 303
    assert errors_of(int(answer.location.rsplit("/", 1)[1])) != []
