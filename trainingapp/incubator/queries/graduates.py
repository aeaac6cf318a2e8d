"""What is known of those who graduated from a base, and of every stay in it: for survival and graduation in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, FollowUp, Intake
from trainingapp.rules.incubation.flow import Stay
from trainingapp.rules.incubation.outcomes import GONE
from trainingapp.rules.incubation.residence_words import Survival
from trainingapp.rules.incubation.survival import Fate, Life, Look, life_of
from trainingapp.rules.incubation.words import Applicants, Stage

GRADUATED = (Stage.FOLLOWUP, Stage.ALUMNI)


@dataclass(frozen=True, slots=True)
class Graduate:
    """One graduate: how it applied, when it left, and what is known of it since."""

    applicants: Applicants
    left_on: date
    life: Life


def list_graduates(base_ids: Collection[int], *, on: date) -> Mapping[int, Sequence[Graduate]]:
    """What was known on a day of the graduates of some bases, by base; two statements.

    An agency whose register says now that it is deregistered, without a follow-up that found it, is gone from the
    day of the look on: nobody wrote down since when.
    """
    looks = _list_looks(base_ids)
    query = (
        select(Case.id, Case.base_id, Case.applicants, Case.exit_on, Agency.status)
        .join(Agency, Agency.id == Case.agency_id)
        .where(Case.base_id.in_(base_ids), Case.stage.in_(GRADUATED), Case.exit_on <= on)
        .order_by(Case.exit_on, Case.id)
    )
    found: dict[int, list[Graduate]] = {one: [] for one in base_ids}
    for number, base_id, applicants, left_on, status in db.session.execute(query):
        if left_on is None:
            continue
        known = looks[number]
        life = life_of(left_on, known, today=on)
        if status in GONE and life.fate in {Fate.STANDS, Fate.LOST, Fate.UNASKED}:
            life = life_of(left_on, [*known, Look(on, Survival.DEREGISTERED)], today=on)
        found[base_id].append(Graduate(Applicants(applicants), left_on, life))
    return found


def _list_looks(base_ids: Collection[int]) -> Mapping[int, Sequence[Look]]:
    query = (
        select(FollowUp.case_id, FollowUp.done_on, FollowUp.survival)
        .join(Case, Case.id == FollowUp.case_id)
        .where(Case.base_id.in_(base_ids), FollowUp.done_on.is_not(None))
    )
    found: dict[int, list[Look]] = defaultdict(list)
    for case_id, done_on, survival in db.session.execute(query):
        if done_on is not None and survival is not None:
            found[case_id].append(Look(done_on, Survival(survival)))
    return found


def list_stays(base_id: int) -> Mapping[str, Sequence[Stay]]:
    """Every stay in a base by the call it came by, the oldest call first; those without a call last, under no name."""
    query = (
        select(Intake.name, Case.entered_on, Case.exit_on, Case.stage)
        .select_from(Case)
        .join(Intake, Intake.id == Case.intake_id, isouter=True)
        .where(Case.base_id == base_id, Case.entered_on.is_not(None))
        .order_by(Intake.id.is_(None), Intake.opens_on, Intake.id, Case.entered_on, Case.id)
    )
    found: dict[str, list[Stay]] = {}
    for name, entered_on, left_on, stage in db.session.execute(query):
        if entered_on is not None:
            stay = Stay(entered_on, left_on, stage in GRADUATED)
            found.setdefault(name or "", []).append(stay)
    return found
