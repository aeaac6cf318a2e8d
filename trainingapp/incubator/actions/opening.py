"""What an approved report opens: the next instalment of each contract of its case that waited for a report."""

from __future__ import annotations

from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import Report
from trainingapp.incubator.queries.money import list_closed_instalments
from trainingapp.rules.incubation.accounting_words import Precondition


def open_after_report(report: Report, *, now: datetime) -> None:
    """Open, of each contract that had begun within the report's days, the first instalment that waits for a report.

    One report opens one instalment: of a contract paid in four parts, each after a report, the first opens the first.
    """
    seen = set()
    for instalment in list_closed_instalments(report.case, Precondition.REPORT):
        contract = instalment.contract
        if contract.id in seen or contract.starts_on >= report.ends_on:
            continue
        seen.add(contract.id)
        instalment.opened_at = now
        record(
            "incubator.open_instalment",
            actor_id=report.decided_by_id,
            subject="agency",
            subject_id=contract.agency_id,
            detail={"instalment": instalment.id, "report": report.id},
            now=now,
        )
    db.session.flush()
