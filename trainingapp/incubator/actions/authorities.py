"""What the incubator knows of an authority."""

from __future__ import annotations

from datetime import datetime

from trainingapp.accounts.models import Organisation
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import AuthorityDetail
from trainingapp.rules.incubation.words import AuthorityKind


def describe_authority(
    organisation: Organisation,
    kind: AuthorityKind,
    *,
    area_code: str,
    parent_id: int | None,
    address: str,
    phone: str,
    person_id: int,
    now: datetime,
) -> AuthorityDetail:
    """Say of an authority what kind it is, for which area, and which one it answers to."""
    detail = db.session.get(AuthorityDetail, organisation.id)
    if detail is None:
        detail = AuthorityDetail(organisation_id=organisation.id)
        db.session.add(detail)
    detail.kind, detail.area_code, detail.parent_id = kind, area_code, parent_id
    detail.address, detail.phone, detail.changed_at = address, phone, now
    db.session.flush()
    record(
        "authority.describe",
        actor_id=person_id,
        subject="organisation",
        subject_id=organisation.id,
        detail={"kind": str(kind), "area": area_code},
        now=now,
    )
    return detail
