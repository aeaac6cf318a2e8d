"""By which scoring sheet a case is judged: that of its call, once set, else the newest published, else the shipped."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, CaseSeat, Intake, Review, ReviewScheme, RubricVersion
from trainingapp.incubator.rubric_files import Definition, list_shipped
from trainingapp.rules.incubation.rubrics import Rubric, read_rubric
from trainingapp.rules.incubation.words import Applicants

STANDARD = "admission"


def list_versions() -> Sequence[RubricVersion]:
    """Every published version, the newest of each sheet first."""
    query = select(RubricVersion).order_by(RubricVersion.code, RubricVersion.version.desc())
    return db.session.scalars(query).all()


def find_version(code: str, version: int) -> RubricVersion | None:
    """A published version by its name."""
    return db.session.scalars(
        select(RubricVersion).filter_by(code=code, version=version)
    ).one_or_none()


def get_version(version_id: int) -> RubricVersion:
    """A published version. :raises NoResultFound: there is none."""
    return db.session.scalars(select(RubricVersion).where(RubricVersion.id == version_id)).one()


def find_newest(code: str = STANDARD) -> RubricVersion | None:
    """The newest published version of a sheet."""
    query = select(RubricVersion).where(RubricVersion.code == code)
    return db.session.scalars(query.order_by(RubricVersion.version.desc()).limit(1)).one_or_none()


def newest_shipped(code: str = STANDARD) -> Definition:
    """The newest sheet of this code that came with the question bank. :raises LookupError: none did."""
    found = [one for one in list_shipped() if one["code"] == code]
    if not found:
        raise LookupError(code)
    return max(found, key=lambda one: int(one["version"]))


def list_unpublished() -> list[Definition]:
    """The shipped sheets that nobody has published yet."""
    known = {(one.code, one.version) for one in list_versions()}
    return [one for one in list_shipped() if (one["code"], one["version"]) not in known]


def find_scheme(intake_id: int | None) -> ReviewScheme | None:
    """What was set for a call."""
    query = select(ReviewScheme).where(ReviewScheme.intake_id == intake_id)
    return db.session.scalars(query.options(joinedload(ReviewScheme.rubric))).one_or_none()


def find_version_of(case: Case) -> RubricVersion | None:
    """The version that a case is bound to: by its call, or by the first review of it."""
    scheme = find_scheme(case.intake_id) if case.intake_id else None
    if scheme:
        return scheme.rubric
    query = (
        select(RubricVersion)
        .join(Review, Review.rubric_id == RubricVersion.id)
        .join(CaseSeat, CaseSeat.id == Review.seat_id)
        .where(CaseSeat.case_id == case.id)
    )
    return db.session.scalars(query.order_by(Review.id).limit(1)).one_or_none()


def rubric_of(case: Case) -> Rubric:
    """The scoring sheet of a case."""
    version = find_version_of(case) or find_newest()
    definition = version.definition if version else newest_shipped()
    return read_rubric(definition, Applicants(case.applicants))


def rubrics_of(intake: Intake | None) -> dict[Applicants, Rubric]:
    """The scoring sheets to be printed with a call, for registered agencies and for teams."""
    scheme = find_scheme(intake.id) if intake else None
    version = scheme.rubric if scheme else find_newest()
    definition = version.definition if version else newest_shipped()
    return {one: read_rubric(definition, one) for one in Applicants}


def bonus_of(case: Case) -> Decimal:
    """The bonus that the call of a case gives to the fields of its agency; nought where it names none of them."""
    scheme = find_scheme(case.intake_id) if case.intake_id else None
    if scheme is None or not set(scheme.bonus_fields) & set(case.agency.fields):
        return Decimal(0)
    return scheme.bonus
