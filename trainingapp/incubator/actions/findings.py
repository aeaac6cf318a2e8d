"""Findings as they are kept: parameters as plain text, and the thresholds that were used with what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from trainingapp.incubator.check_files import CheckText
from trainingapp.incubator.models import ComplianceResult
from trainingapp.incubator.queries.parameters import Parameters
from trainingapp.rules.incubation.compliance.words import Finding, Severity


def is_same(
    row: ComplianceResult, finding: Finding, severity: Severity, parameters: Mapping[str, Any]
) -> bool:
    """Whether a finding says what the kept one says already."""
    old = (row.status, row.reason, row.severity, row.due_on, row.parameters)
    return old == (finding.status, finding.reason, severity, finding.due_on, parameters)


def plain(parameters: Mapping[str, object]) -> dict[str, Any]:
    """Parameters as they are kept: dates and amounts as text."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, Decimal)
        else value
        for name, value in parameters.items()
    }


def terms_used(text: CheckText, terms: Parameters) -> dict[str, Any]:
    """The thresholds of a check as they hold in the place, each with what it rests on."""
    used = {}
    for key in text.parameters:
        if terms.has(key):
            source = terms.source(key)
            used[key] = {
                "value": terms.text(key),
                "area": source.area,
                "document": source.document,
                "article": source.article,
                "confidence": source.confidence,
            }
    return used
