"""Formulas of indicators: read, evaluated, refused; never executed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.formulas import (
    DEEPEST,
    LONGEST,
    BadFormula,
    Call,
    Name,
    Number,
    evaluate,
    fraction,
    names_in,
    parse,
)

VALUES = {"a": Decimal(6), "b": Decimal(4), "zero": Decimal(0), "unknown": None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", "7"),
        ("0.25", "0.25"),
        ("a", "6"),
        ("a + b", "10"),
        ("a - b - 1", "1"),
        ("a − b", "2"),
        ("a * b + 1", "25"),
        ("1 + a × b", "25"),
        ("(1 + a) * b", "28"),
        ("a / b", "1.5"),
        ("a ÷ b ÷ 3", "0.5"),
        ("-a + b", "-2"),
        ("--a", "6"),
        ("min(a, b, 5)", "4"),
        ("max(a, b)", "6"),
        ("max(0, 100 - 15 * a - 5 * b)", "0"),
        ("sum(a, b, 1)", "11"),
        (" a+b ", "10"),
        ("max(a)", "6"),
    ],
)
def test_a_formula_gives_its_value(text: str, value: str) -> None:
    assert evaluate(parse(text), VALUES) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "a / zero",
        "zero / zero",
        "a + unknown",
        "nowhere",
        "min(a, unknown)",
        "-unknown",
        "0 * unknown",
    ],
)
def test_without_data_there_is_no_value(text: str) -> None:
    assert evaluate(parse(text), VALUES) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "a +",
        "(a",
        "a)",
        "a b",
        "1..2",
        "a ** b",
        "* a",
        "abs(a)",
        "eval(a)",
        "__import__",
        "a.b",
        "a[0]",
        "lambda: 1",
        "a, b",
        "min()",
        "min(a,)",
        "min(a b)",
        "'a'",
        "A",
        "a; b",
        "1e9",
        "min(a)(b)",
        "(a, b)",
        "1" * 13,
        "min(1,2,3,4,5,6,7,8,9,10,11)",
    ],
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(BadFormula):
        parse(text)


def test_a_formula_that_is_too_long_or_too_deep_is_refused() -> None:
    assert parse("(" * (DEEPEST - 1) + "a" + ")" * (DEEPEST - 1)) == Name("a")
    for text in ("(" * 40 + "a" + ")" * 40, "-" * 40 + "a", "a" + "+a" * 40, "a" * (LONGEST + 1)):
        with pytest.raises(BadFormula):
            parse(text)


def test_a_result_without_bounds_is_no_value() -> None:
    huge = parse("a * a")
    assert evaluate(huge, {"a": Decimal("1e999999")}) is None
    assert evaluate(huge, {"a": Decimal("NaN")}) is not None  # what is no number stays visible
    assert evaluate(parse("a + b"), {"a": Decimal("sNaN"), "b": Decimal(1)}) is None


def test_the_names_of_a_formula_are_known() -> None:
    assert names_in(parse("a / (b + 2) - max(c, a)")) == {"a", "b", "c"}
    assert names_in(parse("12")) == frozenset()


def test_a_division_on_top_keeps_both_parts() -> None:
    assert fraction(parse("a / (b + 1)")) == (Name("a"), Call("+", (Name("b"), Number(Decimal(1)))))
    assert fraction(parse("a / b * 2")) is None
    assert fraction(parse("a")) is None


@given(st.text(max_size=60))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    try:
        formula = parse(text)
    except BadFormula:
        return
    evaluate(formula, VALUES)


NUMBERS = st.integers(-1000, 1000)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_precedence_is_that_of_arithmetic(one: int, two: int, three: int) -> None:
    values = {"x": Decimal(one), "y": Decimal(two), "z": Decimal(three)}
    assert evaluate(parse("x + y * z"), values) == one + two * three
    assert evaluate(parse("x - y - z"), values) == one - two - three
    assert evaluate(parse("(x - y) * -z"), values) == (one - two) * -three
