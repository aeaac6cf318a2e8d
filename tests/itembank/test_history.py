"""A diff of two revisions can be read: what went, what came, field by field, and nothing is lost or made up."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, strategies as st

from tests.factories_itembank import make_content
from trainingapp.itembank.field_names import field_label
from trainingapp.itembank.history import Piece, compare_contents, compare_texts

SHORT = st.text(alphabet="社会工作者小李的1 2a\n（）", max_size=40)


@given(SHORT, SHORT)
def test_the_pieces_are_both_texts_and_nothing_else(old: str, new: str) -> None:
    pieces = compare_texts(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert all(piece.text for piece in pieces)


@given(SHORT)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert all(piece.kind == "same" for piece in compare_texts(text, text))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "社会工作者小李走访老人",
            "社会工作者小王走访老人",
            [("same", "社会工作者小"), ("removed", "李"), ("added", "王"), ("same", "走访老人")],
        ),
        ("六个月以内", "六个月", [("same", "六个月"), ("removed", "以内")]),
        (
            "第12条",
            "第120条",
            [("same", "第"), ("removed", "12"), ("added", "120"), ("same", "条")],
        ),
        ("", "新的", [("added", "新的")]),
        # One character between two changes is no foothold for the eye.
        ("甲乙丙", "丁乙戊", [("removed", "甲乙丙"), ("added", "丁乙戊")]),
    ],
)
def test_chinese_is_compared_by_characters_and_numbers_as_a_whole(
    old: str, new: str, wanted: list[tuple[str, str]]
) -> None:
    assert compare_texts(old, new) == [Piece(*piece) for piece in wanted]  # type: ignore[arg-type]


def test_a_very_long_text_is_compared_by_lines_and_in_time() -> None:
    old = "\n".join(f"第{number}行的内容" for number in range(1500))
    start = time.process_time()
    pieces = compare_texts(old, old.replace("第7行", "第七行"))
    assert time.process_time() - start < 2
    assert Piece("removed", "第7行的内容\n") in pieces


def test_a_long_plain_text_is_still_compared_by_characters() -> None:
    old = "".join(chr(0x4E00 + number * 7 % 400) for number in range(6000))
    assert Piece("removed", "甲") in compare_texts(f"{old}甲{old}", f"{old}乙{old}")


@pytest.mark.parametrize("sign", ["的", "的。", "\n", "的\n"])
def test_one_sign_over_and_over_is_compared_in_time(sign: str) -> None:
    old, new = sign * 2900, sign * 1450 + "甲" + sign * 1400
    start = time.process_time()
    pieces = compare_texts(old, new)
    assert time.process_time() - start < 1
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def content(**changes: Any) -> dict[str, Any]:
    return {
        **make_content("B", kind="single", number=1),
        "knowledge": ["JC01.1.01"],
        "level": "apply",
        "facility": {"expected": 0.65, "reason": "容易混淆"},
        "anchors": [],
        **changes,
    }


def test_only_fields_that_differ_are_shown_in_reading_order() -> None:
    anchor = {"law": "charity-law", "version": "2023-12-29", "article": "3", "phrase": "扶贫"}
    options = {**content()["options"], "C": {"text": "做法丙", "why": "做法C的理由"}}
    new = content(level="recall", key="C", options=options, anchors=[anchor], sources=["甲", "乙"])
    found = compare_contents(content(), new)
    assert [change.path for change in found] == [
        ("options", "C", "text"),
        ("key",),
        ("sources",),
        ("anchors",),
        ("level",),
    ]
    assert found[3].pieces == [Piece("added", "charity-law@2023-12-29 §3 扶贫")]
    assert compare_contents(new, new) == []


def test_tasks_that_came_and_went_are_shown_whole() -> None:
    task = {
        "prompt": "请分析需要。",
        "points": "10",
        "rubric": [{"point": "评估", "points": "10", "accept": ["需求评估", "调查"]}],
        "model_answer": "先评估。",
        "common_mistakes": ["没有目标"],
    }
    before = {"kind": "case", "stimulus": "案情", "tasks": [task]}
    after = {"kind": "case", "stimulus": "案情", "tasks": [{**task, "points": "12"}, task]}
    found = {change.path: change.pieces for change in compare_contents(before, after)}
    assert found["tasks", 0, "points"] == [Piece("removed", "10"), Piece("added", "12")]
    assert found["tasks", 1, "rubric"] == [Piece("added", "评估 10 需求评估；调查")]
    gone = {change.path for change in compare_contents(after, before)}
    assert ("tasks", 1, "model_answer") in gone


@pytest.mark.parametrize(
    ("path", "label"),
    [
        (("stem",), "题干"),
        (("options", "A", "text"), "选项 A"),
        (("options", "A", "why"), "选项 A · 理由"),
        (("options", "A"), "选项 A"),
        (("options",), "选项"),
        (("facility", "reason"), "难度依据"),
        (("tasks", 1, "rubric", 0, "points"), "第 2 问 · 采分点"),
        (("tasks", 0, "prompt"), "第 1 问 · 题目要求"),
        (("anchors", 0, "phrase"), "法条依据"),
        (("knowledge", 1), "知识点"),
        ((), "整道题"),
        (("something",), "something"),
    ],
)
def test_every_place_has_a_name(app: Flask, path: tuple[str | int, ...], label: str) -> None:
    with app.test_request_context():
        assert field_label(path) == label
