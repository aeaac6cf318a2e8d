"""An import as its page shows it: how much of what, and the findings or rows of one page, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import request
from flask_babel import gettext as _

from trainingapp.itembank.exchange.problems import ERROR, WARNING, read_problem, tell_problem
from trainingapp.itembank.models import ImportBatch
from trainingapp.web.pages import PER_PAGE, Page

VIEWS = ("findings", "rows")
_WEIGHT = {"kept": 0, ERROR: 1, WARNING: 2}


class Summary(NamedTuple):
    """How many rows would do or have done what, and how many findings there are."""

    rows: int
    new: int
    change: int
    same: int
    wrong: int
    errors: int
    warnings: int
    kept: int

    @property
    def is_confirmable(self) -> bool:
        """Whether confirming would store something."""
        return not self.errors and self.new + self.change > 0


class ShownFinding(NamedTuple):
    """A finding in the reader's words."""

    place: str
    column: str
    sentence: str
    severity: str


def summarise(batch: ImportBatch) -> Summary:
    """The counts of an import."""
    acts = [row["act"] for row in batch.rows]
    severities = [finding["severity"] for finding in batch.findings]
    return Summary(
        len(acts),
        *(acts.count(act) for act in ("new", "change", "same", "wrong")),
        *(severities.count(severity) for severity in (ERROR, WARNING, "kept")),
    )


def first_view(batch: ImportBatch) -> str:
    """Findings when there are any, else rows."""
    return "findings" if batch.findings else "rows"


def list_shown(batch: ImportBatch, view: str) -> Page[Any]:
    """One page of findings (what is worst first) or of rows."""
    if (view if view in VIEWS else first_view(batch)) == "rows":
        return _page(batch.rows)
    ordered = sorted(batch.findings, key=lambda finding: _WEIGHT[finding["severity"]])
    page = _page(ordered)
    return Page([_shown(entry) for entry in page.items], page.number, page.pages, page.total)


def _page(entries: Sequence[Any]) -> Page[Any]:
    pages = max(1, -(-len(entries) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    start = (number - 1) * PER_PAGE
    return Page(entries[start : start + PER_PAGE], number, pages, len(entries))


def _shown(entry: Mapping[str, Any]) -> ShownFinding:
    problem = read_problem(entry)
    return ShownFinding(_place(entry), problem.column, tell_problem(problem, _), problem.severity)


def _place(entry: Mapping[str, Any]) -> str:
    row, paragraph = entry["row"], entry["paragraph"]
    if not paragraph:
        return str(_("Row %(row)s", row=row))
    if not row:
        return str(_("Paragraph %(paragraph)s", paragraph=paragraph))
    return str(_("Item %(row)s (paragraph %(paragraph)s)", row=row, paragraph=paragraph))
