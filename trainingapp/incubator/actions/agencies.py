"""What is said of an agency itself, outside of its registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.exc import IntegrityError

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency
from trainingapp.rules.errors import RuleViolation


class CreditCodeTaken(RuleViolation):
    """Two agencies do not carry one code."""

    message: ClassVar[str] = "Another agency carries this credit code already."


def change_agency(
    agency: Agency, values: Mapping[str, Any], *, person_id: int, now: datetime
) -> None:
    """Say anew what an agency is. What changed is in the audit log by its columns.

    :raises CreditCodeTaken: another agency has this code.
    """
    changed = sorted(name for name, value in values.items() if getattr(agency, name) != value)
    for name in changed:
        setattr(agency, name, values[name])
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise CreditCodeTaken() from error
    if changed:
        record(
            "agency.change",
            actor_id=person_id,
            subject="agency",
            subject_id=agency.id,
            detail={"columns": changed},
            now=now,
        )
