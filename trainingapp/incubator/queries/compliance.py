"""How agencies stand by the checks: what is kept, with what the base lets stand for a while taken into account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.check_files import CheckText, list_checks
from trainingapp.incubator.models import (
    Agency,
    BasisReading,
    Case,
    ComplianceLook,
    ComplianceResult,
    Waiver,
)
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.places import COUNTRY
from trainingapp.rules.incubation.words import RESIDENT
from trainingapp.rules.registration import add_months

WORST = (
    Status.BREACH,
    Status.DUE_SOON,
    Status.UNKNOWN,
    Status.WAIVED,
    Status.OK,
    Status.NOT_APPLICABLE,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One check of one agency as it stands on a day: the finding, what is said of the check, and the waiver if any."""

    result: ComplianceResult
    text: CheckText
    waiver: Waiver | None = None

    @property
    def status(self) -> Status:
        """The status; a breach that is let stand is waived."""
        status = Status(self.result.status)
        return Status.WAIVED if self.waiver and status is Status.BREACH else status

    @property
    def is_red(self) -> bool:
        """Whether this stops passages: an open breach of a red check."""
        return self.status is Status.BREACH and self.result.severity == Severity.RED


def list_standing_checks(agency_ids: Collection[int], *, on: date) -> dict[int, list[Standing]]:
    """The checks of each agency in the order of their codes, by agency; two statements."""
    texts = list_checks().by_code
    query = select(ComplianceResult).where(
        ComplianceResult.agency_id.in_(agency_ids), ComplianceResult.replaced_at.is_(None)
    )
    waivers = {(one.agency_id, one.code): one for one in list_holding_waivers(agency_ids, on=on)}
    found: dict[int, list[Standing]] = {number: [] for number in agency_ids}
    for row in db.session.scalars(query.order_by(ComplianceResult.code)):
        if row.code in texts:
            waiver = waivers.get((row.agency_id, row.code))
            found[row.agency_id].append(Standing(row, texts[row.code], waiver))
    return found


def list_holding_waivers(agency_ids: Collection[int], *, on: date) -> Sequence[Waiver]:
    """The waivers of these agencies that hold on a day."""
    query = select(Waiver).where(
        Waiver.agency_id.in_(agency_ids),
        Waiver.starts_on <= on,
        Waiver.ends_on > on,
        Waiver.ended_at.is_(None),
    )
    return db.session.scalars(query.order_by(Waiver.id)).all()


def list_waived(agency_id: int, *, on: date) -> frozenset[str]:
    """The checks of an agency whose breach the base lets stand on a day."""
    return frozenset(one.code for one in list_holding_waivers([agency_id], on=on))


def list_red(agency_id: int, *, on: date) -> list[Standing]:
    """The open red breaches of an agency."""
    return [one for one in list_standing_checks([agency_id], on=on)[agency_id] if one.is_red]


def find_check(agency_id: int, code: str, *, on: date) -> Standing | None:
    """One check of an agency; None before it was ever looked at."""
    checks = list_standing_checks([agency_id], on=on)[agency_id]
    return next((one for one in checks if one.result.code == code), None)


def list_history(agency_id: int, code: str) -> Sequence[ComplianceResult]:
    """What a check found of an agency over time, the newest first; at most fifty."""
    query = select(ComplianceResult).where(
        ComplianceResult.agency_id == agency_id, ComplianceResult.code == code
    )
    return db.session.scalars(query.order_by(ComplianceResult.id.desc()).limit(50)).all()


def list_current(agency_id: int) -> dict[str, ComplianceResult]:
    """The findings of an agency that hold now, by code."""
    query = select(ComplianceResult).where(
        ComplianceResult.agency_id == agency_id, ComplianceResult.replaced_at.is_(None)
    )
    return {row.code: row for row in db.session.scalars(query)}


def find_look(agency_id: int) -> ComplianceLook | None:
    """When the checks of an agency last ran."""
    return db.session.get(ComplianceLook, agency_id)


def list_waivers(agency_id: int) -> Sequence[Waiver]:
    """Every waiver of an agency, the newest first."""
    query = select(Waiver).where(Waiver.agency_id == agency_id)
    query = query.options(joinedload(Waiver.given_by)).order_by(Waiver.id.desc())
    return db.session.scalars(query).all()


def get_waiver(agency_id: int, code: str, waiver_id: int) -> Waiver:
    """A waiver of a check of an agency, for writing. :raises NoResultFound: when it has none of this number."""
    query = select(Waiver).where(
        Waiver.agency_id == agency_id, Waiver.code == code, Waiver.id == waiver_id
    )
    return db.session.scalars(query.with_for_update()).one()


def select_wall(base_id: int) -> Select[Agency]:
    """The agencies in incubation in a base, by name."""
    inside = select(Case.agency_id).where(Case.base_id == base_id, Case.stage.in_(RESIDENT))
    return select(Agency).where(Agency.id.in_(inside)).order_by(Agency.name, Agency.id)


def list_to_look_at(*, after: int, most: int) -> Sequence[int]:
    """The agencies whose checks run every night, by number: those with an organisation, and teams in a base."""
    is_looked_at = or_(Agency.organisation_id.is_not(None), Agency.id.in_(_inside()))
    query = select(Agency.id).where(Agency.id > after, is_looked_at)
    return db.session.scalars(query.order_by(Agency.id).limit(most)).all()


def _inside() -> Select[int]:
    return select(Case.agency_id).where(Case.stage.in_(RESIDENT))


def list_readings() -> dict[str, BasisReading]:
    """Who last read the law behind each check, by code."""
    newest = select(func.max(BasisReading.id)).group_by(BasisReading.code)
    query = select(BasisReading).where(BasisReading.id.in_(newest))
    query = query.options(joinedload(BasisReading.read_by))
    return {one.code: one for one in db.session.scalars(query)}


def list_old(readings: Mapping[str, BasisReading], *, on: date) -> frozenset[str]:
    """The checks whose law was last read too long ago (R50)."""
    months = read_parameters(COUNTRY, on).integer("recheck_months")
    return frozenset(code for code, one in readings.items() if add_months(one.read_on, months) < on)
