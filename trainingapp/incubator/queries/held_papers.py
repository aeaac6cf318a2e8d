"""The certificates, registrations and degrees of many people at once, as far as counting staff needs them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Select, select

from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.degrees import DegreeRecord, RecordStatus
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.extensions import db
from trainingapp.incubator.models import RegistrationPlace
from trainingapp.rules.eligibility_facts import CertificateLevel, DegreeKind, DegreeLevel
from trainingapp.rules.incubation.staffing_facts import HeldCertificate, HeldDegree, Registered

SURE = frozenset({RecordStatus.VERIFIED, RecordStatus.AUTHORITY})


@dataclass(slots=True)
class Held:
    """What one person holds; what was rejected is left out, what is not verified is marked so."""

    certificates: list[HeldCertificate] = field(default_factory=list)
    degrees: list[HeldDegree] = field(default_factory=list)


def list_held(people: Select[int]) -> dict[int, Held]:
    """What each of these people holds, by person; three statements."""
    found: dict[int, Held] = {}
    registrations = _list_registrations(people)
    for row in _list_certificates(people):
        held = HeldCertificate(
            level=CertificateLevel(row.level),
            issued_on=row.issued_on,
            is_verified=row.status in SURE,
            region=row.region or "",
            registrations=tuple(registrations.get(row.id, ())),
        )
        found.setdefault(row.user_id, Held()).certificates.append(held)
    for degree in _list_degrees(people):
        if degree.user_id is not None:
            found.setdefault(degree.user_id, Held()).degrees.append(_degree(degree))
    return found


def _degree(row: DegreeRecord) -> HeldDegree:
    assert row.awarded_on is not None  # asked for by the query
    return HeldDegree(
        level=DegreeLevel(row.level),
        awarded_on=row.awarded_on,
        major=row.major_as_printed,
        is_social_work=row.is_social_work,
        is_verified=row.status in SURE,
    )


def _list_certificates(people: Select[int]) -> list[NationalCertificate]:
    query = select(NationalCertificate).where(
        NationalCertificate.user_id.in_(people), NationalCertificate.status != RecordStatus.REJECTED
    )
    return list(db.session.scalars(query.order_by(NationalCertificate.id)))


def _list_registrations(people: Select[int]) -> dict[int, list[Registered]]:
    query = (
        select(
            RegistrationCycle.certificate_id,
            RegistrationCycle.starts_on,
            RegistrationCycle.ends_on,
            RegistrationPlace.area_code,
        )
        .outerjoin(RegistrationPlace, RegistrationPlace.cycle_id == RegistrationCycle.id)
        .where(RegistrationCycle.user_id.in_(people), RegistrationCycle.starts_on.is_not(None))
        .order_by(RegistrationCycle.certificate_id, RegistrationCycle.starts_on)
    )
    found: dict[int, list[Registered]] = {}
    for certificate, starts_on, ends_on, area in db.session.execute(query):
        assert starts_on is not None
        assert ends_on is not None  # both or neither, says the table
        found.setdefault(certificate, []).append(Registered(starts_on, ends_on, area or ""))
    return found


def _list_degrees(people: Select[int]) -> list[DegreeRecord]:
    query = select(DegreeRecord).where(
        DegreeRecord.user_id.in_(people),
        DegreeRecord.status != RecordStatus.REJECTED,
        DegreeRecord.kind != DegreeKind.COMPLETION,
        DegreeRecord.awarded_on.is_not(None),
    )
    return list(db.session.scalars(query.order_by(DegreeRecord.id)))
