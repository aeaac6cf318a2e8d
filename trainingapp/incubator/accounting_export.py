"""What a person's export holds of reports and money. Both stay when somebody leaves: agency and base need them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Payment, Report, ReportVersion, SmallGrant


def _reports(user_id: int) -> Rows:
    query = (
        select(ReportVersion, Report, Case.number)
        .join(Report, Report.id == ReportVersion.report_id)
        .join(Case, Case.id == Report.case_id)
        .where(ReportVersion.submitted_by_id == user_id)
        .order_by(ReportVersion.id)
    )
    return [
        {
            "case": number,
            "period": report.starts_on,
            "every": report.every,
            "version": version.number,
            "content": version.content,
            "at": version.submitted_at,
        }
        for version, report, number in db.session.execute(query)
    ]


def _payments(user_id: int) -> Rows:
    query = (
        select(Payment)
        .where((Payment.proposed_by_id == user_id) | (Payment.settled_by_id == user_id))
        .options(joinedload(Payment.case))
        .order_by(Payment.id)
    )
    return [
        {
            "case": one.case.number,
            "kind": one.kind,
            "amount": str(one.amount),
            "purpose": one.purpose,
            "proposed": one.proposed_by_id == user_id,
            "released": one.is_released,
            "note": one.note if one.settled_by_id == user_id else "",
        }
        for one in db.session.scalars(query)
    ]


def _grants(user_id: int) -> Rows:
    query = select(SmallGrant).where(SmallGrant.asked_by_id == user_id).order_by(SmallGrant.id)
    return [
        {"case": one.case.number, "purpose": one.purpose, "amount": str(one.amount)}
        for one in db.session.scalars(query.options(joinedload(SmallGrant.case)))
    ]


def init_accounting_export() -> None:
    """Add the reports, payments and grants that somebody entered to their export."""
    register_exporter("incubation_reports", _reports)
    register_exporter("incubation_payments", _payments)
    register_exporter("incubation_grants", _grants)
