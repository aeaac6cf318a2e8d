"""Publishing scoring sheets, and binding calls to one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import select

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Intake, RankingRecord, ReviewScheme, RubricVersion
from trainingapp.incubator.queries import rubrics as queries
from trainingapp.incubator.rubric_files import Definition
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.rubrics import read_rubric
from trainingapp.rules.incubation.words import APPLYING, Applicants, Field


class AlreadyPublished(RuleViolation):
    """A version stands for ever."""

    message: ClassVar[str] = "This version of the scoring sheet is published already."


class SchemeSettled(RuleViolation):
    """The sheet of a call does not change once anybody is reviewed by it."""

    message: ClassVar[str] = "Cases of this call are in review already, so its scoring sheet stays."


class BonusTooHigh(RuleViolation):
    """A bonus beyond what the sheet allows."""

    message: ClassVar[str] = "The scoring sheet allows a bonus of at most %(most)s points."


def publish(definition: Definition, *, person_id: int | None, now: datetime) -> RubricVersion:
    """Publish a scoring sheet. :raises RubricFaulty: it has faults. :raises AlreadyPublished: its version is known."""
    read_rubric(definition, Applicants.TEAM)
    if queries.find_version(definition["code"], definition["version"]):
        raise AlreadyPublished
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True)
    version = RubricVersion(
        code=definition["code"],
        version=definition["version"],
        definition=dict(definition),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        published_at=now,
        published_by_id=person_id,
    )
    db.session.add(version)
    db.session.flush()
    record(
        "incubator.publish_rubric",
        actor_id=person_id,
        subject="rubric_version",
        subject_id=version.id,
        now=now,
    )
    return version


def bind_case(case: Case, *, now: datetime) -> RubricVersion:
    """The published version that a case is judged by. Where nothing is settled yet, the call is bound to the newest;
    before anything was published, the sheet of the question bank is.
    """
    bound = queries.find_version_of(case)
    if bound is None:
        bound = queries.find_newest() or publish(queries.newest_shipped(), person_id=None, now=now)
        if case.intake_id is not None:
            _bind(case.intake_id, bound, now=now)
    return bound


def _bind(intake_id: int, version: RubricVersion, *, now: datetime) -> ReviewScheme:
    scheme = ReviewScheme(intake_id=intake_id, rubric_id=version.id, bonus_fields=[], set_at=now)
    db.session.add(scheme)
    db.session.flush()
    return scheme


def set_scheme(
    intake: Intake,
    version: RubricVersion,
    *,
    bonus: Decimal,
    fields: Collection[Field],
    person_id: int,
    now: datetime,
) -> ReviewScheme:
    """Say by which sheet the cases of a call are scored, and which fields in shortage get a bonus.

    :raises BonusTooHigh: beyond the sheet. :raises SchemeSettled: somebody is in review by it.
    """
    most = read_rubric(version.definition, Applicants.TEAM).bonus_most
    if not 0 <= bonus <= most:
        raise BonusTooHigh(most=most)
    db.session.scalars(select(Intake).where(Intake.id == intake.id).with_for_update()).one()
    if is_settled(intake.id):
        raise SchemeSettled
    scheme = queries.find_scheme(intake.id) or _bind(intake.id, version, now=now)
    scheme.rubric_id, scheme.bonus = version.id, bonus
    scheme.bonus_fields = sorted(fields)
    scheme.set_by_id, scheme.set_at = person_id, now
    db.session.flush()
    db.session.refresh(scheme)
    record(
        "incubator.set_scheme",
        actor_id=person_id,
        subject="incubation_intake",
        subject_id=intake.id,
        now=now,
    )
    return scheme


def is_settled(intake_id: int) -> bool:
    """Whether any case of a call has gone beyond its application."""
    in_review = select(Case.id).where(Case.intake_id == intake_id, Case.stage.not_in(APPLYING))
    ranked = select(RankingRecord.id).where(RankingRecord.intake_id == intake_id)
    return any(db.session.scalar(query.limit(1)) for query in (in_review, ranked))
