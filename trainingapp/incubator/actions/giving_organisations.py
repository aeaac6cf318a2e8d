"""A team that moves in gets its place among the site's organisations."""

from __future__ import annotations

from datetime import datetime

from trainingapp.accounts.actions.administration import create_organisation, grant_role
from trainingapp.accounts.models import OrganisationKind
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, StageRecord
from trainingapp.rules.permissions import Role


def give_organisation(case: Case, record: StageRecord, now: datetime) -> None:
    """A team gets its place among the site's organisations, and who applied becomes its manager."""
    agency = case.agency
    if agency.organisation_id is not None:
        return
    organisation = create_organisation(
        OrganisationKind.AGENCY,
        agency.name,
        credit_code=agency.credit_code,
        region=agency.area_code[:2] or None,
        actor_id=record.actor_id,
        now=now,
    )
    agency.organisation_id = organisation.id
    db.session.flush()
    if case.applicant is not None:
        grant_role(
            case.applicant,
            Role.AGENCY_MANAGER,
            organisation_id=organisation.id,
            actor_id=record.actor_id,
            now=now,
        )
