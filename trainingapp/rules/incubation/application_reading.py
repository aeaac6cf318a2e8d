"""Reading a version of the application form from data, and everything that is wrong in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from trainingapp.rules.incubation.application_forms import (
    CHOOSING,
    MOST_TEXT,
    NOTHING,
    PAPERS,
    WHY,
    ApplicationSpec,
    FieldKind,
    FormField,
    FormPart,
    Ground,
    Paper,
    Wording,
)
from trainingapp.rules.incubation.words import AgencyKind, Applicants, Field, Mode, Track

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
MOST_LINE = 200
LINES = frozenset({FieldKind.LINE, FieldKind.EMAIL, FieldKind.PHONE})
CONFIDENCES = frozenset({"A", "B", "C", "P"})
# What other parts of the program read from an application, and the words they know: a form must have them.
ALWAYS = frozenset({"name", "legal_representative", "address", "phone", "fields", "track", "mode"})
NEEDED: Mapping[Applicants, frozenset[str]] = {
    Applicants.REGISTERED: ALWAYS | {"agency_kind", "registered_on"},
    Applicants.TEAM: ALWAYS,
}
VALUES: Mapping[str, type[StrEnum]] = {
    "track": Track,
    "mode": Mode,
    "fields": Field,
    "agency_kind": AgencyKind,
}


class FormFaultError(ValueError):
    """The data is no form; its argument says where and why."""


def read_spec(data: Mapping[str, Any]) -> ApplicationSpec:
    """The form that the data describes. :raises FormFaultError: with the first thing that is wrong."""
    try:
        spec = ApplicationSpec(
            code=_key(data["code"]),
            version=int(data["version"]),
            title=_words(data, "title"),
            parts=tuple(_part(one) for one in data["parts"]),
            papers=tuple(_paper(one) for one in data["papers"]),
            grounds=tuple(_ground(one) for one in data["grounds"]),
            checks=tuple((_key(one["key"]), _words(one)) for one in data["checks"]),
            pledge=_words(data, "pledge"),
        )
    except FormFaultError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FormFaultError(f"not the shape of a form: {error!r}") from error
    _judge(spec)
    return spec


def _judge(spec: ApplicationSpec) -> None:
    keys = [field.key for part in spec.parts for field in part.fields]
    keys += [f"{key}{WHY}" for key in keys]
    _once("field", keys)
    _once("part", [PAPERS, *(part.key for part in spec.parts)])
    _once("paper", [one.key for one in spec.papers])
    _once("ground", [one.key for one in spec.grounds])
    _once("check", [key for key, _label in spec.checks])
    for applicants, needed in NEEDED.items():
        parts = spec.parts_for(applicants)
        required = {field.key for part in parts for field in part.fields if field.is_required}
        if not needed <= required:
            lacking = ", ".join(sorted(needed - required))
            raise FormFaultError(f"{applicants}: no required field {lacking}")
    for part in spec.parts:
        for field in part.fields:
            _known_values(field)


def _known_values(field: FormField) -> None:
    known = VALUES.get(field.key)
    unknown = set(field.options or ()) - set(known) if known else set()
    if unknown:
        raise FormFaultError(f"{field.key}: the program knows no {', '.join(sorted(unknown))}")


def _once(what: str, keys: Iterable[str]) -> None:
    twice = [key for key, times in Counter(keys).items() if times > 1]
    if twice:
        raise FormFaultError(f"{what} {twice[0]} stands twice")


def _part(data: Mapping[str, Any]) -> FormPart:
    lead = _words(data, "lead") if "lead" in data else NOTHING
    fields = tuple(_field(one) for one in data["fields"])
    return FormPart(_key(data["key"]), _words(data), lead, fields)


def _field(data: Mapping[str, Any]) -> FormField:
    kind = FieldKind(data["kind"])
    options = {str(key): _pair(one) for key, one in data.get("options", {}).items()}
    if bool(options) is not (kind in CHOOSING):
        raise FormFaultError(f"{data['key']}: options stand with a choice, and only there")
    source = data.get("source", "")
    confidence = data.get("confidence", "")
    if kind is FieldKind.DECLARATION:
        _sourced(data["key"], source, confidence)
    return FormField(
        key=_key(data["key"]),
        kind=kind,
        label=_words(data),
        help=_words(data, "help") if "help" in data else NOTHING,
        is_required=bool(data.get("required", True)),
        most=int(data.get("most", MOST_LINE if kind in LINES else MOST_TEXT)),
        options=options or None,
        source=source,
        confidence=confidence,
        applicants=_applicants(data),
    )


def _paper(data: Mapping[str, Any]) -> Paper:
    _sourced(data["key"], data["source"], data["confidence"])
    return Paper(
        key=_key(data["key"]),
        label=_words(data),
        help=_words(data, "help") if "help" in data else NOTHING,
        is_required=bool(data.get("required", True)),
        category=_key(data["category"]),
        confidence=data["confidence"],
        applicants=_applicants(data),
    )


def _ground(data: Mapping[str, Any]) -> Ground:
    _sourced(data["key"], data["source"], data["confidence"])
    return Ground(_key(data["key"]), _words(data), data["source"], data["confidence"])


def _sourced(key: str, source: str, confidence: str) -> None:
    if not source or confidence not in CONFIDENCES:
        raise FormFaultError(f"{key}: names its source and its confidence")


def _applicants(data: Mapping[str, Any]) -> frozenset[Applicants]:
    return frozenset({Applicants(data["for"])}) if "for" in data else frozenset(Applicants)


def _words(data: Mapping[str, Any], name: str = "") -> Wording:
    return _pair(data[name] if name else data)


def _pair(data: Mapping[str, Any]) -> Wording:
    zh, en = data["zh"], data["en"]
    if not (isinstance(zh, str) and isinstance(en, str) and zh and en):
        raise FormFaultError(f"a text is missing beside {zh!r} / {en!r}")
    return Wording(zh, en)


def _key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise FormFaultError(f"{key!r} is no key")
    return key
