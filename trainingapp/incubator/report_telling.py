"""What agencies and officers are told of reports."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select

from trainingapp.accounts.models import RoleGrant
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, IncubationBase, Payment, Report
from trainingapp.incubator.queries.parties import find_officer_id
from trainingapp.incubator.queries.people import list_people
from trainingapp.notices.actions import notify, withdraw
from trainingapp.notices.kinds import register_kind
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.words import Actor

AGENCY = frozenset({Actor.AGENCY, Actor.APPLICANT})
TILL = frozenset({Actor.HEAD, Actor.FINANCE})

register_kind("incubator.report_due", _("The report on %(period)s is due on %(day)s."))
register_kind(
    "incubator.report_late", _("The report on %(period)s was due on %(day)s. It is late.")
)
register_kind("incubator.report_submitted", _("%(agency)s has handed in the report on %(period)s."))
register_kind(
    "incubator.report_returned", _("The report on %(period)s is returned. Read what to correct.")
)
register_kind("incubator.report_approved", _("The report on %(period)s is approved."))
register_kind(
    "incubator.report_skipped", _("The report on %(period)s is not asked for: %(reason)s")
)
register_kind("incubator.value_corrected", _("A value of %(period)s was corrected: %(reason)s"))
PAYMENT_WAITS = "incubator.payment_waits"
register_kind(PAYMENT_WAITS, _("A payment of %(amount)s yuan waits to be released."))
KINDS = tuple(
    f"incubator.report_{one}" for one in ("due", "late", "returned", "approved", "skipped")
)


def period_text(report: Report) -> str:
    """The days of a report in figures, alike in every language."""
    return f"{report.starts_on} – {report.ends_on - timedelta(days=1)}"


def address_of(report: Report) -> str:
    """Where a report is read and written."""
    return f"/incubation/cases/{report.case_id}/reports/{report.id}"


def tell_agency(report: Report, kind: str, *, reason: str = "", now: datetime) -> None:
    """Tell the agency how a report stands; older unread notices of it go."""
    arguments = {
        "period": period_text(report),
        "day": report.due_on.isoformat(),
        "reason": reason,
    }
    url = address_of(report)
    for user in list_people(report.case, AGENCY):
        withdraw(user_id=user.id, kinds=KINDS, url=url)
        notify(
            user_id=user.id, kind=f"incubator.report_{kind}", arguments=arguments, url=url, now=now
        )


def tell_base(report: Report, *, now: datetime) -> None:
    """Tell the officer of the case, or the heads where there is none, that a report was handed in."""
    case = report.case
    arguments = {"agency": case.agency.name, "period": period_text(report)}
    officer_id = find_officer_id(case)
    heads = [user.id for user in list_people(case, {Actor.HEAD})]
    for user_id in heads if officer_id is None else [officer_id]:
        notify(
            user_id=user_id,
            kind="incubator.report_submitted",
            arguments=arguments,
            url=address_of(report),
            now=now,
        )


def tell_corrected(case: Case, *, period: str, reason: str, url: str, now: datetime) -> None:
    """Tell the agency that an approved value of its was corrected, and why."""
    arguments = {"period": period, "reason": reason}
    for user in list_people(case, AGENCY):
        notify(
            user_id=user.id,
            kind="incubator.value_corrected",
            arguments=arguments,
            url=url,
            now=now,
        )


def tell_payment(payment: Payment, case: Case, *, now: datetime) -> None:
    """Tell everybody who may release a payment, but who proposed it, that one waits."""
    for user in list_people(case, TILL):
        if user.id != payment.proposed_by_id:
            notify(
                user_id=user.id,
                kind=PAYMENT_WAITS,
                arguments={"amount": f"{payment.amount:,.2f}"},
                url=_place_of(payment),
                now=now,
            )


def take_back_payment(payment: Payment) -> None:
    """The payment is settled: whoever has not read that it waits need not any more, also who has left since."""
    once_there = (
        select(RoleGrant.user_id)
        .join(IncubationBase, IncubationBase.organisation_id == RoleGrant.organisation_id)
        .join(Case, Case.base_id == IncubationBase.id)
        .where(Case.id == payment.case_id)
    )
    waiting = (Notice.kind == PAYMENT_WAITS, Notice.url == _place_of(payment))
    unread = (Notice.user_id.in_(once_there), Notice.read_at.is_(None))
    db.session.execute(
        delete(Notice).where(*unread, *waiting).execution_options(synchronize_session=False)
    )


def _place_of(payment: Payment) -> str:
    return f"/incubation/cases/{payment.case_id}/money#payment-{payment.id}"
