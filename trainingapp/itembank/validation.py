"""Validates what was read from a file against its shape, and turns each fault into a finding with a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trainingapp.itembank.findings import Finding
from trainingapp.itembank.reading import locate
from trainingapp.itembank.shapes import Shape

S = TypeVar("S", bound=Shape)

_CODES = {
    "extra_forbidden": "unknown_field",
    "missing": "missing_field",
    "string_type": "not_text",
    "int_type": "not_integer",
    "float_type": "not_number",
    "decimal_type": "not_number",
    "decimal_parsing": "not_number",
    "bool_type": "not_boolean",
    "list_type": "not_list",
    "dict_type": "not_fields",
    "model_type": "not_fields",
    "string_too_short": "empty_text",
    "too_short": "wrong_length",
    "too_long": "wrong_length",
}
_CODE_FIELDS = {"code", "knowledge", "enemies", "chapters"}
_LISTED_FIELDS = {"kind": "kind", "kinds": "kind", "points": "kind", "status": "status"}
_LISTED_FIELDS |= {"ready": "kind"}
_LISTED_FIELDS |= {"level": "level", "levels": "level", "subject": "subject"}


def validate(
    shape: type[S], root: Any, *, file: str, prefix: tuple[str | int, ...] = ()
) -> tuple[S | None, list[Finding]]:
    """Return the entry at `prefix` below the root of a file, or None and what is wrong with it."""
    node = root
    for step in prefix:
        node = node[step]
    try:
        return shape.model_validate(node), []
    except ValidationError as errors:
        return None, [
            Finding(
                file, locate(root, (*prefix, *_path(error))), *_describe(error), path=_path(error)
            )
            for error in errors.errors(include_url=False)
        ]


def _path(error: ErrorDetails) -> tuple[str | int, ...]:
    # An unknown field is where it stands; a missing one is looked for around it.
    return tuple(step for step in error["loc"] if step != "[key]")


def _describe(error: ErrorDetails) -> tuple[str, Mapping[str, object]]:
    kind, value = error["type"], error["input"]
    names = [step for step in error["loc"] if isinstance(step, str) and step != "[key]"]
    field = names[-1] if names else "–"
    family = next((name for name in reversed(names) if name in _LISTED_FIELDS), "")
    if kind == "enum" and family:
        allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        return f"unknown_{_LISTED_FIELDS[family]}", {"value": value, "allowed": allowed}
    if kind == "string_pattern_mismatch":
        return _describe_pattern(names, value)
    if kind.startswith("date_"):
        return "not_date", {"field": field}
    if kind in {"too_short", "too_long"}:
        return "wrong_length", {"field": field, "wanted": _wanted(error["ctx"])}
    if kind in _CODES:
        return _CODES[kind], {"field": field}
    return "wrong_value", {"field": field, "value": value}


def _describe_pattern(names: list[str], value: object) -> tuple[str, Mapping[str, object]]:
    field = names[-1] if names else "–"
    if not str(value).strip():
        return "empty_text", {"field": field}
    if _CODE_FIELDS.intersection(names[-2:]):
        return "bad_code", {"value": value}
    return "wrong_value", {"field": field, "value": value}


def _wanted(context: Mapping[str, Any]) -> str:
    return f"≥ {context['min_length']}" if "min_length" in context else f"≤ {context['max_length']}"
