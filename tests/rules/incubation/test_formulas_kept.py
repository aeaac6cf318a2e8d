"""Formulas against arithmetic done another way, and against people who would like them to do something."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings, strategies as st

from trainingapp.rules.incubation.formulas import (
    DEEPEST,
    LONGEST,
    PRECISION,
    BadFormula,
    Call,
    Formula,
    Name,
    Number,
    evaluate,
    fraction,
    names_in,
    parse,
)

D = Decimal
VALUES: dict[str, Decimal | None] = {
    "a": D(6),
    "b": D(4),
    "c": D("0.5"),
    "debt": D(-3),
    "none": D(0),
    "unknown": None,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 - 2 - 3", "-4"),
        ("1 - (2 - 3)", "2"),
        ("8 / 4 / 2", "1"),
        ("8 / (4 / 2)", "4"),
        ("8 / 4 * 2", "4"),
        ("8 * 4 / 2", "16"),
        ("2 + 3 * 4 - 5", "9"),
        ("2 * 3 + 4 * 5", "26"),
        ("-a", "-6"),
        ("-a * b", "-24"),
        ("a * -b", "-24"),
        ("a - -b", "10"),
        ("-(a - b)", "-2"),
        ("---a", "-6"),
        ("debt * debt", "9"),
        ("-debt", "3"),
        ("max(debt, none)", "0"),
        ("min(debt, none)", "-3"),
        ("sum(a, b, c, debt)", "7.5"),
        ("sum(a)", "6"),
        ("max(a, min(b, c))", "6"),
        ("max(min(a, b), c)", "4"),
        ("sum(a / b, c)", "2"),
        ("(a)", "6"),
        ("((a))", "6"),
        ("a*b/c", "48"),
        ("a\t+\nb", "10"),
        ("0.1 + 0.2", "0.3"),
        ("1.10 * 3", "3.30"),
        ("0 / a", "0"),
        ("none * a", "0"),
        ("999999999999", "999999999999"),
        ("0.000001", "0.000001"),
        ("007", "7"),
        ("a−b−1", "1"),
        ("a×b÷c", "48"),
        ("max(1,2,3,4,5,6,7,8,9,10)", "10"),
        ("100 - 15 * 2 - 5 * 1", "65"),
    ],
)
def test_a_formula_is_read_as_people_read_it(text: str, value: str) -> None:
    assert evaluate(parse(text), VALUES) == D(value)


@pytest.mark.parametrize(
    "text",
    [
        "a / (b - 4)",
        "a / none",
        "none / none",
        "1 / (1 - 1)",
        "max(1, a / none)",
        "min(unknown)",
        "sum(1, unknown)",
        "unknown * 0",
        "unknown - unknown",
        "missing",
        "a + missing",
        "-missing",
        "(unknown)",
        "a / unknown",
        "unknown / a",
        "max(0, 100 - 15 * unknown)",
    ],
)
def test_what_is_not_known_or_not_defined_has_no_value(text: str) -> None:
    assert evaluate(parse(text), VALUES) is None


HOSTILE = [
    "__import__('os')",
    "__class__",
    "().__class__",
    "a.__class__",
    "exec(a)",
    "eval(a)",
    "open(a)",
    "getattr(a, b)",
    "lambda x: x",
    "[a]",
    "{a}",
    "a if b else c",
    "a or b",
    "a and b",
    "not a",
    "a == b",
    "a < b",
    "a := b",
    "a = b",
    "a % b",
    "a // b",
    "a ** b",
    "a ^ b",
    "a | b",
    "~a",
    "a @ b",
    "a!",
    "@a",
    "`a`",
    "$a",
    "a;b",
    "a\\b",
    "'a'",
    '"a"',
    "f'{a}'",
    "#a",
    "a # b",
    "\x00",
    "a\x00b",
    "0x10",
    "1e3",
    "1_000",
    "1,000 + a",
    ".5",
    "5.",
    "1.2.3",
    "1234567890123",
    "0.1234567",
    "A",
    "Max(a, b)",
    "abs(a)",
    "round(a)",
    "pow(a, b)",
    "max",
    "max a",
    "max()",
    "max(,)",
    "max(a,)",
    "max(,a)",
    "max(a b)",
    "max((a, b))",
    "a(b)",
    "(a)(b)",
    "a()",
    "()",
    ")(",
    "(",
    ")",
    "(a",
    "a)",
    "((a)",
    "+",
    "+a",
    "a +",
    "a + + b",
    "* a",
    "a * / b",
    "a b",
    "a 5",
    "5 a",
    "5a",
    ",",
    "a,",
    "",
    " ",
    "\n",
    "申请数",
    "ａ",
    "a＋b",
    "５",
    "²",
    "a–b",
    "\u202ea + b",
    "a" * 41,
    "max(" + ",".join("a" * 11) + ")",
    "1+" * 40 + "1",
    "(" * 21 + "a" + ")" * 21,
    "-" * 21 + "a",
    "max(" * 21 + "a" + ")" * 21,
    "a" + " " * LONGEST,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_arithmetic_is_read(text: str) -> None:
    if text == "max":  # a fact may have any name, and without a bracket this is one
        assert parse(text) == Name("max")
        return
    with pytest.raises(BadFormula):
        parse(text)


@pytest.mark.parametrize("text", [one for one in HOSTILE if one != "max"])
def test_the_reason_names_what_is_wrong_and_is_short(text: str) -> None:
    with pytest.raises(BadFormula) as reason:
        parse(text)
    assert 0 < len(str(reason.value)) < 90


@pytest.mark.parametrize(
    ("text", "deep"),
    [("(" * DEEPEST + "a" + ")" * DEEPEST, False), ("-" * (DEEPEST - 1) + "a", True)],
)
def test_the_depth_has_an_end(text: str, deep: bool) -> None:
    if deep:
        assert evaluate(parse(text), VALUES) == -6
    else:
        with pytest.raises(BadFormula):
            parse(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1 + 2", set()),
        ("a", {"a"}),
        ("a + a", {"a"}),
        ("max(a, b) / (c - 1)", {"a", "b", "c"}),
        ("-s05_attendances", {"s05_attendances"}),
        ("max + min", {"max", "min"}),
        ("sum(sum, 1)", {"sum"}),
    ],
)
def test_the_facts_of_a_formula_are_its_names(text: str, names: set[str]) -> None:
    assert names_in(parse(text)) == names


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a / b", ("a", "b")),
        ("(a / b)", ("a", "b")),
        ("a / b / c", ("a / b", "c")),
        ("a * b / c", ("a * b", "c")),
        ("(a + b) / (c + 1)", ("a + b", "c + 1")),
        ("a + b / c", None),
        ("-(a / b)", None),
        ("max(a / b, 0)", None),
        ("a / b * 2", None),
        ("a", None),
    ],
)
def test_both_parts_are_those_of_the_division_on_top(
    text: str, parts: tuple[str, str] | None
) -> None:
    expected = None if parts is None else (parse(parts[0]), parse(parts[1]))
    assert fraction(parse(text)) == expected


# against fractions


def show(formula: Formula) -> str:
    """The text of a formula, with every bracket written."""
    if isinstance(formula, Number):
        return f"{formula.value:f}"
    if isinstance(formula, Name):
        return formula.name
    parts = [show(one) for one in formula.parts]
    if formula.operation == "negative":
        return f"(-{parts[0]})"
    if formula.operation in {"min", "max", "sum"}:
        return f"{formula.operation}({','.join(parts)})"
    return f"({parts[0]}{formula.operation}{parts[1]})"


def depth(formula: Formula) -> int:
    """How many operations lie in each other."""
    parts = formula.parts if isinstance(formula, Call) else ()
    return 1 + max((depth(one) for one in parts), default=0)


def exact(formula: Formula, values: dict[str, Decimal]) -> Fraction:
    """The value of a formula in fractions. :raises ZeroDivisionError: it divides by nothing."""
    if isinstance(formula, Number):
        return Fraction(formula.value)
    if isinstance(formula, Name):
        return Fraction(values[formula.name])
    parts = [exact(one, values) for one in formula.parts]
    if formula.operation == "negative":
        return -parts[0]
    if formula.operation in {"min", "max", "sum"}:
        return {"min": min(parts), "max": max(parts), "sum": sum(parts, Fraction(0))}[
            formula.operation
        ]
    first, second = parts
    if formula.operation == "/":
        return first / second
    return {"+": first + second, "-": first - second, "*": first * second}[formula.operation]


LEAVES = st.one_of(
    st.integers(0, 50).map(lambda number: Number(D(number))),
    st.sampled_from(["a", "b", "c"]).map(Name),
)


def grown(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    pair = st.tuples(st.sampled_from("+-*/"), parts, parts)
    many = st.tuples(
        st.sampled_from(["min", "max", "sum"]), st.lists(parts, min_size=1, max_size=3)
    )
    return st.one_of(
        pair.map(lambda one: Call(one[0], (one[1], one[2]))),
        many.map(lambda one: Call(one[0], tuple(one[1]))),
        parts.map(lambda one: Call("negative", (one,))),
    )


FORMULAS: st.SearchStrategy[Formula] = st.recursive(LEAVES, grown, max_leaves=8)
WHOLE = st.integers(-20, 20).map(D)


@settings(max_examples=80, deadline=None)
@given(FORMULAS, WHOLE, WHOLE, WHOLE)
def test_what_is_written_is_read_and_gives_what_fractions_give(
    formula: Formula, a: Decimal, b: Decimal, c: Decimal
) -> None:
    text = show(formula)
    assume(len(text) <= LONGEST)
    try:
        read = parse(text)
    except BadFormula:
        assert depth(formula) > 3
        return
    assert read == formula
    values = {"a": a, "b": b, "c": c}
    found = evaluate(read, values)
    try:
        expected = exact(formula, values)
    except ZeroDivisionError:
        assert found is None
        return
    if found is not None:  # a rounded divisor may be nothing, a fraction is not
        assert abs(Fraction(found) - expected) <= abs(expected) / 10**12 + Fraction(1, 10**12)


@given(st.text(alphabet="ab+-*/(),. 0123456789maxsuin", max_size=80))
def test_no_text_exhausts_the_reader(text: str) -> None:
    try:
        formula = parse(text)
    except BadFormula:
        return
    found = evaluate(formula, dict.fromkeys(names_in(formula), D(2)))
    assert found is None or isinstance(found, Decimal)


def test_the_precision_does_not_hang_on_where_it_is_called() -> None:
    formula = parse("a / 3")
    with localcontext() as context:
        context.prec = 4
        found = evaluate(formula, {"a": D(1)})
    assert found == PRECISION.divide(D(1), D(3))
    assert len(str(found)) == 30
