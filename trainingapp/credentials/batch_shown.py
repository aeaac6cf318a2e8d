"""A sheet as its page shows it: how much of what, and the findings or papers of one page, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import request

from trainingapp.credentials.actions.papers import OFFERED_NAME
from trainingapp.credentials.batch_documents import fits_signature
from trainingapp.credentials.batch_words import tell_column, tell_finding, tell_weight
from trainingapp.credentials.models.batches import BatchState, DegreeBatch, DegreeBatchRow
from trainingapp.credentials.queries.batches import count_states, list_rows
from trainingapp.credentials.queries.withdrawing import count_kept
from trainingapp.credentials.sheets.judging import read_entry
from trainingapp.rules.graduates import Finding
from trainingapp.web.pages import PER_PAGE, Page, paginate
from trainingapp.web.vault import decrypt

VIEWS = ("findings", "papers")


class ShownFinding(NamedTuple):
    """A finding in the reader's words."""

    row: int
    column: str
    weight: str
    tone: str
    sentence: str


class ShownPaper(NamedTuple):
    """A loaded paper with the name of its graduate; empty once it is gone."""

    row: DegreeBatchRow
    name: str


def shown_sheet(batch: DegreeBatch) -> dict[str, Any]:
    """What the page of a sheet shows, in a constant number of statements."""
    found = [read_entry(stored) for stored in batch.findings]
    is_loaded = batch.state != BatchState.CHECKED
    view = _view(is_loaded)
    return {
        "view": view,
        "page": _papers(batch) if view == "papers" else _findings(found),
        "errors": sum(finding.is_error for _row, finding in found),
        "notes": sum(not finding.is_error for _row, finding in found),
        "states": count_states(batch.id) if is_loaded else {},
        "kept": count_kept(batch.id) if batch.state == BatchState.LOADED else {},
        "is_signed": fits_signature(batch) if is_loaded else None,
    }


def _view(is_loaded: bool) -> str:
    asked = request.args.get("view", "")
    return asked if is_loaded and asked in VIEWS else ("papers" if is_loaded else "findings")


def list_findings(batch: DegreeBatch) -> list[ShownFinding]:
    """Every finding of a sheet, in the order of its rows."""
    return [_shown(*read_entry(stored)) for stored in batch.findings]


def _shown(row: int, finding: Finding) -> ShownFinding:
    weight, tone = tell_weight(finding)
    return ShownFinding(row, tell_column(finding), weight, tone, tell_finding(finding))


def _findings(found: Sequence[tuple[int, Finding]]) -> Page[ShownFinding]:
    """One page of findings: what stays, then errors, then notes."""
    order = sorted(found, key=lambda one: _weight(one[1]))
    pages = max(1, -(-len(order) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    start = (number - 1) * PER_PAGE
    shown = [_shown(*one) for one in order[start : start + PER_PAGE]]
    return Page(shown, number, pages, len(order))


def _weight(finding: Finding) -> int:
    if finding.code.startswith("kept_"):
        return 0
    return 1 if finding.is_error else 2


def _papers(batch: DegreeBatch) -> Page[ShownPaper]:
    page = paginate(list_rows(batch.id))
    shown = [
        ShownPaper(row, decrypt(row.name_sealed, OFFERED_NAME) if row.name_sealed else "")
        for row in page.items
    ]
    return Page(shown, page.number, page.pages, page.total)
