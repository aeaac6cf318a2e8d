"""What a person's export holds of the incubator, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.accounting_export import init_accounting_export
from trainingapp.incubator.applying_export import init_applying_export
from trainingapp.incubator.checks_export import init_checks_export
from trainingapp.incubator.due_export import init_due_export
from trainingapp.incubator.feeds_export import init_feeds_export
from trainingapp.incubator.models import Case, CaseSeat
from trainingapp.incubator.passing_export import init_passing_export
from trainingapp.incubator.registry_export import init_registry_export
from trainingapp.incubator.residence_export import init_residence_export
from trainingapp.incubator.reviewing_export import init_reviewing_export
from trainingapp.incubator.staffing_export import init_staffing_export
from trainingapp.incubator.yearly_export import init_yearly_export


def _cases(user_id: int) -> Rows:
    rows = select(Case).where(Case.applicant_id == user_id).order_by(Case.id)
    return [
        {"number": one.number, "agency": one.agency.name, "stage": one.stage, "at": one.opened_at}
        for one in db.session.scalars(rows)
    ]


def _seats(user_id: int) -> Rows:
    rows = select(CaseSeat).where(CaseSeat.user_id == user_id).order_by(CaseSeat.id)
    return [
        {"case": one.case.number, "duty": one.duty, "state": one.state, "note": one.note}
        for one in db.session.scalars(rows)
    ]


def init_export() -> None:
    """Add the incubator to everybody's export. Each noun registers its own rows."""
    register_exporter("incubation_cases", _cases)
    register_exporter("incubation_seats", _seats)
    init_checks_export()
    init_feeds_export()
    init_due_export()
    init_accounting_export()
    init_applying_export()
    init_passing_export()
    init_residence_export()
    init_staffing_export()
    init_reviewing_export()
    init_registry_export()
    init_yearly_export()
