"""Signs that look like others, figures that are none, numbers without end: findings, never a fault of the site."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, strategies as st

from tests.itembank.exchange.books import (
    GOOD,
    MULTIPLE,
    SECOND,
    bring,
    confirm,
    errors_of,
    findings_of,
    get_batch,
    make_book,
    upload,
)
from trainingapp.itembank.exchange.candidates import LAST, Codes
from trainingapp.itembank.exchange.cells import (
    CellFault,
    read_lines,
    read_number,
    read_share,
    split_anchor,
    split_area,
    write_lines,
)
from trainingapp.rules.items import Kind, check_options


@pytest.mark.parametrize("code", ["JC-01-፩", "JC-01-٠٠٠٩", "JC-01-²²²²", "JC-01-①②③④"])
def test_a_code_in_other_figures_is_no_code(chen: FlaskClient, code: str) -> None:
    batch = bring(chen, make_book({**GOOD, "code": code}, SECOND))
    found = errors_of(batch)
    assert {row for row, _column, _code in found} <= {2}
    if found:  # what is folded to plain figures is read as those
        assert found == [(2, "编号", "bad_code")]


def test_wide_figures_are_read_as_narrow_ones(chen: FlaskClient) -> None:
    batch = bring(chen, make_book({**GOOD, "code": "ＪＣ-０１-０４４４"}))
    assert [row["code"] for row in get_batch(batch).rows] == ["JC-01-0444"]


@pytest.mark.parametrize("point", ["JC01.1.0١", "JC٠1.1.01", "ＪＣ０１．１．０１"])
def test_a_knowledge_point_has_plain_figures(point: str) -> None:
    assert split_area(point) in {None, "JC01.1.01"}
    assert (split_area(point) == "JC01.1.01") is (point[0] == "Ｊ")


@pytest.mark.both_databases
@pytest.mark.parametrize("share", ["nan", "inf", "-inf", "1e400", "NaN%"])
def test_a_share_that_is_no_number_is_a_finding(chen: FlaskClient, share: str) -> None:
    batch = bring(chen, make_book({**GOOD, "expected": share}))
    assert errors_of(batch) == [(2, "预计答对率", "not_number")]
    assert share in chen.get(f"/bank/imports/{batch}").text


@pytest.mark.parametrize(
    ("text", "share"),
    [("0.65", 0.65), ("65%", 0.65), ("６５％", 0.65), ("1", 1.0), ("0", 0.0), (" .5 ", 0.5)],
)
def test_a_share_is_read_as_it_is_written(text: str, share: float) -> None:
    assert read_share(text) == share


@pytest.mark.parametrize("text", ["", "%", "六成", "0.6.5", "nan", "1/2", "0,65"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(CellFault, match="not_number"):
        read_share(text)


@pytest.mark.parametrize(
    ("expected", "is_right"), [(0.0, False), (0.0001, True), (0.9999, True), (1, False)]
)
def test_a_share_lies_between_nought_and_one(
    chen: FlaskClient, expected: float, is_right: bool
) -> None:
    batch = bring(chen, make_book({**GOOD, "expected": expected}))
    found = [error for error in errors_of(batch) if error[1] == "预计答对率"]
    assert (found == []) is is_right


def test_a_number_past_every_float_is_text_like_any_other(chen: FlaskClient) -> None:
    batch = bring(chen, make_book({**GOOD, "A": "一" + "亿" * 40}))
    assert errors_of(batch) == []
    assert confirm(chen, batch).status_code == 303


@pytest.mark.parametrize("blanks", [0, 1, 400, 4000])
def test_blanks_in_a_law_cell_cost_nothing(blanks: int) -> None:
    """Four hundred took four seconds, four thousand would have taken an hour."""
    parts = split_anchor(f"《慈善法》{' ' * blanks}2023-12-29{' ' * blanks}第3条：扶贫")
    assert (parts["title"], parts["version"], parts["article"]) == ("慈善法", "2023-12-29", "3")
    with pytest.raises(CellFault, match="bad_anchor"):
        split_anchor("《慈善法》" + " " * blanks + "x")


@pytest.mark.parametrize(
    ("line", "article"),
    [
        ("《慈善法》第三条：x", "3"),
        ("《慈善法》第二十一条：x", "21"),
        ("《慈善法》第一百零二条之一：x", "102-1"),
        ("charity-law 2023-12-29 第3-1条：x", "3-1"),
        ("《慈善法》（2023-12-29）第 十 条: x", "10"),
        ("《慈善法》第12条之2：x", "12-2"),
    ],
)
def test_an_article_is_read_in_figures(line: str, article: str) -> None:
    assert split_anchor(line)["article"] == article


@pytest.mark.parametrize(
    "line",
    ["", "慈善法第三条：x", "《慈善法》第条：x", "《慈善法》第三条", "《慈善法》三条：x", "《》第三条：x",
     "《慈善法》2023-12 第三条：x", "《慈善法》第٣条：x"],
)  # fmt: skip
def test_a_line_without_law_article_or_words_is_refused(line: str) -> None:
    with pytest.raises(CellFault, match="bad_anchor"):
        split_anchor(line)


@given(st.integers(min_value=1, max_value=9999))
def test_every_article_in_chinese_is_the_number_it_says(number: int) -> None:
    digits, units = "零一二三四五六七八九", ["千", "百", "十", ""]
    places = [int(digit) for digit in f"{number:04d}"]
    written, is_gap = "", False
    for digit, unit in zip(places, units, strict=True):
        if digit:
            written += ("零" if is_gap and written else "") + digits[digit] + unit
        is_gap = not digit
    assert read_number(written) == str(number)


@given(
    st.lists(st.text("甲乙 \n", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=4)
)
def test_texts_of_one_cell_come_apart_as_they_were(texts: list[str]) -> None:
    kept = [text.strip() for text in texts]
    tidy = [text for text in kept if all(line and line[0] != " " for line in text.split("\n"))]
    assert read_lines(write_lines(tidy)) == tidy


def test_a_blank_before_a_text_does_not_join_it_to_the_one_before() -> None:
    assert read_lines(write_lines(["第一条", " 第二条", "\u3000第三条"])) == [
        "第一条",
        "第二条",
        "第三条",
    ]


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u2060", "\u00ad"])
def test_a_sign_that_nobody_sees_makes_no_other_item(chen: FlaskClient, sign: str) -> None:
    confirm(chen, bring(chen, make_book(GOOD)))
    stem = GOOD["stem"].replace("小齐", f"小{sign}齐")
    batch = bring(chen, make_book({**GOOD, "stem": stem, "A": GOOD["A"] + sign}))
    assert (2, "题干", "same_in_bank") in errors_of(batch)


SAME = {
    "a blank": ("两项", "两 项"),
    "width": ("ABC组", "ＡＢＣ组"),
    "unseen": ("两项", "两\u200b项"),
}


@pytest.mark.parametrize("name", SAME)
def test_options_that_look_the_same_are_an_error(chen: FlaskClient, name: str) -> None:
    first, second = SAME[name]
    batch = bring(chen, make_book({**GOOD, "A": first, "B": second}))
    assert "same_options" in {code for _row, _column, code in errors_of(batch)}
    options = {
        letter: (text, "因为")
        for letter, text in zip("ABCD", [*SAME[name], "丙", "丁"], strict=True)
    }
    assert [fault.code for fault in check_options(Kind.SINGLE, options, "A")] == ["same_options"]


def test_options_that_differ_by_a_letter_are_two(chen: FlaskClient) -> None:
    assert errors_of(bring(chen, make_book({**GOOD, "A": "ABC组", "B": "ABD组"}))) == []


def test_a_code_that_is_too_long_spoils_no_other_row(chen: FlaskClient) -> None:
    batch = bring(chen, make_book({**GOOD, "code": "JC-01-99999999"}, SECOND))
    assert errors_of(batch) == [(2, "编号", "bad_code")]
    assert get_batch(batch).rows[1]["code"] == "JC-01-0004"


def test_after_the_highest_code_the_free_ones_below_are_given(chen: FlaskClient) -> None:
    confirm(chen, bring(chen, make_book({**GOOD, "code": f"JC-01-{LAST}"})))
    batch = bring(chen, make_book(SECOND, MULTIPLE))
    assert errors_of(batch) == []
    assert [row["code"] for row in get_batch(batch).rows] == ["JC-01-0004", "JC-01-0005"]
    assert confirm(chen, batch).status_code == 303


def test_the_highest_code_but_one_leaves_room_for_one(ground: None) -> None:
    codes = Codes()
    codes.take(f"JC-01-{LAST - 1}")
    found = [codes.propose("JC01.1.01") for _ in range(3)]
    assert found == [f"JC-01-{LAST}", "JC-01-0004", "JC-01-0005"]


def test_codes_are_counted_by_chapter(ground: None) -> None:
    codes = Codes()
    codes.take("JC-02-0044")
    codes.take("nonsense")
    assert codes.propose("JC01.1.01") == "JC-01-0004"
    assert codes.propose("JC02.1.01") == "JC-02-0045"
    assert codes.propose("JC77.1.01") == "JC-77-0001"


VALUES: list[Any] = [
    "x", "%s", "%(value)s", "100%", "《", "《慈善法》", "《慈善法》第三条：", "JC01", "JC99.1.01", "ZZ-01-0001",
    "单选题 ", "key_longest:", True, 1e300, 10**20, "a\nb\n\n c", "\u200b", "<b>x</b>", "{{7*7}}",
    "\u202eabc", "长" * 3000, "A、B", "①", "½", "٣", "፩", "=1+1", "2026-11-22",
]  # fmt: skip


@pytest.mark.parametrize("field", list(MULTIPLE))
def test_no_value_in_any_column_breaks_the_page(chen: FlaskClient, field: str) -> None:
    rows = [
        {**MULTIPLE, "stem": f"{MULTIPLE['stem']}第{place}题", field: value}
        for place, value in enumerate(VALUES)
    ]
    answer = upload(chen, make_book(*rows))
    assert answer.status_code == 303
    for view in ("findings", "rows"):
        for language in ("zh", "en"):
            page = chen.get(f"{answer.location}?view={view}", headers={"Accept-Language": language})
            assert page.status_code == 200
            assert (
                "49" not in page.text or "{{7*7}}" not in str(rows) or "<b>x</b>" not in page.text
            )


def test_the_same_change_confirmed_by_two_is_told_to_the_second(
    chen: FlaskClient, other: FlaskClient
) -> None:
    first = bring(chen, make_book({**GOOD, "code": "JC-01-0500"}))
    second = bring(other, make_book({**GOOD, "code": "JC-01-0500"}))
    assert confirm(chen, first).status_code == 303
    assert confirm(other, second).status_code == 409
    assert get_batch(second).state == "checked"
    assert findings_of(second) == findings_of(first)
