"""Formulas of indicators: + − × ÷ over names and numbers, with min, max and sum. Nothing is ever executed.

Missing data stays missing: a formula with a name that has no value, or a division by zero, has no value either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException
from typing import TypeAlias

LONGEST = 300
DEEPEST = 20
PRECISION = Context(prec=28)
_TOKEN = re.compile(r"\s*(?:([0-9]{1,12}(?:\.[0-9]{1,6})?)|([a-z][a-z0-9_]{0,39})|([-+*/×÷−(),]))")
_SAME = {"×": "*", "÷": "/", "−": "-"}
_SUMS, _PRODUCTS = ("+", "-"), ("*", "/")


class BadFormula(ValueError):  # noqa: N818 - the fact is the name
    """A formula that cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Name:
    """The value of a fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operation on other parts."""

    operation: str
    parts: tuple[Formula, ...]


Formula: TypeAlias = Number | Name | Call
Values: TypeAlias = Mapping[str, Decimal | None]

_OPERATIONS: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "+": lambda parts: PRECISION.add(parts[0], parts[1]),
    "-": lambda parts: PRECISION.subtract(parts[0], parts[1]),
    "*": lambda parts: PRECISION.multiply(parts[0], parts[1]),
    "/": lambda parts: PRECISION.divide(parts[0], parts[1]),
    "negative": lambda parts: -parts[0],
    "min": min,
    "max": max,
    "sum": lambda parts: sum(parts, Decimal(0)),
}
FUNCTIONS = ("min", "max", "sum")


def parse(text: str) -> Formula:
    """Read a formula. :raises BadFormula: when it is too long, too deep, or no formula."""
    if len(text) > LONGEST:
        raise BadFormula(f"longer than {LONGEST} characters")
    reader = _Reader(list(_tokens(text)))
    formula = reader.read_sum(0)
    if reader.rest:
        raise BadFormula(f"{reader.rest[0]} is left over")
    return formula


def names_in(formula: Formula) -> frozenset[str]:
    """The facts that a formula asks for."""
    if isinstance(formula, Name):
        return frozenset({formula.name})
    parts = formula.parts if isinstance(formula, Call) else ()
    return frozenset[str]().union(*(names_in(part) for part in parts))


def evaluate(formula: Formula, values: Values) -> Decimal | None:
    """The value of a formula; None where data are missing, the divisor is zero or the result has no bounds."""
    if isinstance(formula, Number):
        return formula.value
    if isinstance(formula, Name):
        return values.get(formula.name)
    parts = [evaluate(part, values) for part in formula.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    try:
        return _OPERATIONS[formula.operation](known)
    except DecimalException:
        return None


def fraction(formula: Formula) -> tuple[Formula, Formula] | None:
    """Numerator and denominator of a formula that is a division on top, so that both can be kept and shown."""
    if isinstance(formula, Call) and formula.operation == "/":
        return formula.parts[0], formula.parts[1]
    return None


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if found is None:
            raise BadFormula(f"{text[place:].strip()[:20]} is not understood")
        place = found.end()
        token = found.group().strip()
        yield _SAME.get(token, token)


class _Reader:
    """Reads tokens from the left; every step down counts, so that no text can exhaust the stack."""

    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens

    def read_sum(self, depth: int) -> Formula:
        return self._read_row(_SUMS, self.read_product, depth)

    def read_product(self, depth: int) -> Formula:
        return self._read_row(_PRODUCTS, self.read_part, depth)

    def _read_row(
        self, signs: Sequence[str], read: Callable[[int], Formula], depth: int
    ) -> Formula:
        left = read(depth)
        while self.rest and self.rest[0] in signs:
            depth += 1
            left = Call(self._take(), (left, read(depth)))
        return left

    def read_part(self, depth: int) -> Formula:
        if depth >= DEEPEST:
            raise BadFormula(f"more than {DEEPEST} steps deep")
        piece = self._take()
        if piece == "-":
            return Call("negative", (self.read_part(depth + 1),))
        if piece == "(":
            return self._read_parts(depth, most=1)[0]
        if piece[0].isdigit():
            return Number(Decimal(piece))
        if not piece[0].isalpha():
            raise BadFormula(f"{piece} stands in the wrong place")
        if self.rest and self.rest[0] == "(":
            if piece not in FUNCTIONS:
                raise BadFormula(f"{piece} is no function")
            self._take()
            return Call(piece, tuple(self._read_parts(depth, most=10)))
        return Name(piece)

    def _read_parts(self, depth: int, *, most: int) -> list[Formula]:
        """What stands before the closing bracket, separated by commas."""
        parts = [self.read_sum(depth + 1)]
        while (piece := self._take()) == "," and len(parts) < most:
            parts.append(self.read_sum(depth + 1))
        if piece != ")":
            raise BadFormula(f"a bracket is not closed before {piece}")
        return parts

    def _take(self) -> str:
        if not self.rest:
            raise BadFormula("it ends too early")
        return self.rest.pop(0)
