"""Equal content has an equal hash; folded lines and typing habits make no difference."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from trainingapp.itembank.content import (
    canonical,
    normalise,
    plan_hash,
    revision_content,
    search_text,
    sha256,
    unfold,
)
from trainingapp.itembank.shapes import ObjectiveItem, WrittenItem

ITEM = {
    "code": "JC-01-0001",
    "kind": "single",
    "status": "ready",
    "knowledge": ["JC01.1.01"],
    "level": "apply",
    "facility": {"expected": 0.5, "reason": "易混"},
    "stem": "小李走访， 最恰当的是（　　）。",
    "options": {letter: {"text": f"做法{letter}", "why": "理由"} for letter in "ABCD"},
    "key": "B",
    "rationale": "依据大纲。",
    "sources": ["大纲"],
    "origin": "original",
    "author": "甲",
}
WRITTEN = {
    **{name: value for name, value in ITEM.items() if name not in {"stem", "options", "key"}},
    "kind": "case",
    "stimulus": "某社区",
    "tasks": [
        {
            "prompt": "分析需要",
            "points": 10,
            "rubric": [{"point": "生理", "points": 9.5}, {"point": "心理", "points": 0.5}],
            "model_answer": "答案",
        }
    ],
}


def content(**changes: object) -> dict[str, object]:
    return revision_content(ObjectiveItem.model_validate({**ITEM, **changes}))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("老人， 下列", "老人，下列"),
        ("老人 下列", "老人下列"),
        ("“甲” “乙”", "“甲”“乙”"),
        ("的是（　　）。", "的是（　　）。"),
        ("在 2026 年", "在 2026 年"),
        ("social work", "social work"),
        ("", ""),
    ],
)
def test_a_folded_line_leaves_no_gap_between_chinese_characters(text: str, plain: str) -> None:
    assert unfold(text) == plain
    assert unfold({"a": [text, 1, None]}) == {"a": [plain, 1, None]}


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "JC-01-0002"},
        {"status": "retired"},
        {"author": "丙"},
        {"origin": "adapted"},
        {"enemies": ["JC-01-0009"]},
        {"exceptions": {"long-key": "引用原文"}},
        {"stem": "小李走访，最恰当的是（　　）。"},
    ],
)
def test_what_an_item_is_does_not_belong_to_what_it_says(changes: dict[str, object]) -> None:
    assert sha256(content(**changes)) == sha256(content())


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "C"},
        {"stem": "另一道题"},
        {"rationale": "另一种解析"},
        {"sources": ["教材"]},
        {"knowledge": ["JC01.1.02"]},
        {"level": "recall"},
        {"facility": {"expected": 0.6, "reason": "易混"}},
        {"options": {**ITEM["options"], "A": {"text": "做法A", "why": "别的理由"}}},  # type: ignore[dict-item]
        {"anchors": [{"law": "a", "version": "b", "article": "3", "phrase": "c"}]},
    ],
)
def test_a_change_of_what_it_says_changes_the_hash(changes: dict[str, object]) -> None:
    assert sha256(content(**changes)) != sha256(content())


def test_points_of_a_rubric_stay_exact() -> None:
    found = revision_content(WrittenItem.model_validate(WRITTEN))
    assert found["tasks"][0]["points"] == "10"
    assert [row["points"] for row in found["tasks"][0]["rubric"]] == ["9.5", "0.5"]


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=6))
def test_the_order_of_names_makes_no_difference(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(turned) == canonical(value)
    assert sha256(turned) == sha256(value)


def test_canonical_json_is_compact_and_readable() -> None:
    assert canonical({"b": [1, "个案"], "a": None}) == '{"a":null,"b":[1,"个案"]}'


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("ＡＢＣ", "abc"), ("个 案", "个案"), ("（一）", "(一)"), ("JC-06", "jc-06")],
)
def test_searching_forgives_width_case_and_blanks(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


def test_everything_a_reader_sees_is_searched_but_no_word_joins_two_parts() -> None:
    text = search_text("JC-01-0001", content())
    for words in ("jc-01-0001", "小李走访", "做法d", "依据大纲"):
        assert words in text
    assert "做法a做法b" not in text
    written = search_text("MP-01-0001", revision_content(WrittenItem.model_validate(WRITTEN)))
    assert "某社区" in written
    assert "分析需要" in written


def test_a_form_is_another_when_title_specification_or_order_differ() -> None:
    plan = plan_hash({"zh": "卷一"}, "paper", codes=["a", "b"])
    assert plan == plan_hash({"zh": "卷一"}, "paper", codes=["a", "b"])
    assert plan != plan_hash({"zh": "卷二"}, "paper", codes=["a", "b"])
    assert plan != plan_hash({"zh": "卷一"}, "other", codes=["a", "b"])
    assert plan != plan_hash({"zh": "卷一"}, "paper", codes=["b", "a"])
