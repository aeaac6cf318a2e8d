"""What reviewers, applicants and objectors are told of reviews and decisions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from trainingapp.accounts.models import RoleGrant
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, CaseSeat
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.permissions import Role

register_kind(
    "incubator.seat_asked",
    _("You are asked to review case %(case)s by %(day)s. Please say first whether you are biased."),
)
register_kind("incubator.review_reopened", _("The review of case %(case)s is open again."))
register_kind("incubator.admission_public", _("“%(agency)s”: the admission is made public."))
register_kind("incubator.waitlisted", _("“%(agency)s” is on the waiting list."))
register_kind("incubator.admitted", _("“%(agency)s” is admitted. Please sign the agreement."))
register_kind(
    "incubator.rejected",
    _("“%(agency)s” is not admitted. Read the reasons, and how you may appeal."),
)
register_kind("incubator.appeal_answered", _("Your appeal for “%(agency)s” is answered."))
register_kind("incubator.appeal_made", _("There is an appeal in case %(case)s."))
register_kind("incubator.objection_made", _("There is an objection in case %(case)s."))


def ask_reviewer(seat: CaseSeat, case: Case, *, now: datetime) -> None:
    """Tell somebody that they are asked to review a case."""
    day = seat.due_on.isoformat() if seat.due_on else "—"
    arguments = {"case": case.number, "day": day}
    _tell({seat.user_id}, "seat_asked", arguments, f"/incubation/seats/{seat.id}", now)


def tell_reopened(seat: CaseSeat, case: Case, *, now: datetime) -> None:
    """Tell a reviewer that the review is open again."""
    url = f"/incubation/cases/{case.id}/review"
    _tell({seat.user_id}, "review_reopened", {"case": case.number}, url, now)


def tell_applicants(case: Case, kind: str, *, now: datetime) -> None:
    """Tell the applicant and the managers of the agency how the case stands."""
    people = {case.applicant_id} if case.applicant_id else set[int]()
    people |= _holders([Role.AGENCY_MANAGER], [case.agency.organisation_id])
    url = f"/incubation/cases/{case.id}/outcome"
    _tell({one for one in people if one}, kind, {"agency": case.agency.name}, url, now)


def tell_heads(case: Case, kind: str, *, now: datetime, but: Collection[int] = ()) -> None:
    """Tell those who answer: the heads of the base and the people of its authority."""
    places = [case.base.organisation_id, case.base.authority_id]
    people = _holders([Role.INCUBATOR_HEAD, Role.AUTHORITY_STAFF], places) - set(but)
    url = f"/incubation/cases/{case.id}/determinations"
    _tell(people, kind, {"case": case.number}, url, now)


def _holders(roles: Collection[Role], places: Collection[int | None]) -> set[int]:
    query = select(RoleGrant.user_id).where(
        RoleGrant.role.in_(roles),
        RoleGrant.organisation_id.in_([place for place in places if place]),
        RoleGrant.revoked_at.is_(None),
    )
    return set(db.session.scalars(query))


def _tell(  # noqa: PLR0917 - one place that gives notices
    people: Collection[int], kind: str, arguments: dict[str, str], url: str, now: datetime
) -> None:
    for user_id in sorted(people):
        notify(user_id=user_id, kind=f"incubator.{kind}", arguments=arguments, url=url, now=now)
