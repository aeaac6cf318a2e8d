"""What formulas ask of learning: hours of study and pace of the staff of agencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from trainingapp.credentials.models.employment import Employment
from trainingapp.education.models import CeEntry
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent
from trainingapp.incubator.queries.staff_hours import list_paces
from trainingapp.incubator.queries.standing import list_standings
from trainingapp.rules.intervals import Interval
from trainingapp.rules.registration_words import EmploymentState

Facts = Mapping[int, Mapping[str, Decimal | None]]


def count_study(agency_ids: Sequence[int], span: Interval) -> Facts:
    """Minutes of continuing education in the span of those who worked there at its end and agreed to be seen."""
    last = span.end - timedelta(days=1)
    query = (
        select(Agency.id, CeEntry.id, CeEntry.minutes)
        .join(Employment, Employment.organisation_id == Agency.organisation_id)
        .join(
            AgencyConsent,
            (AgencyConsent.agency_id == Agency.id)
            & (AgencyConsent.user_id == Employment.user_id)
            & AgencyConsent.withdrawn_at.is_(None),
        )
        .join(CeEntry, CeEntry.user_id == Employment.user_id)
        .where(
            Agency.id.in_(agency_ids),
            Employment.state == EmploymentState.CONFIRMED,
            Employment.starts_on <= last,
            Employment.ends_on.is_(None) | (Employment.ends_on > last),
            CeEntry.earned_on >= span.start,
            CeEntry.earned_on < span.end,
        )
        .distinct()  # somebody may have two employments here
    )
    minutes: dict[int, int] = dict.fromkeys(agency_ids, 0)
    for agency_id, _entry, length in db.session.execute(query):
        minutes[agency_id] += length
    return {one: {"study_minutes": Decimal(total)} for one, total in minutes.items()}


def count_paces(agency_ids: Sequence[int], span: Interval) -> Facts:
    """Full-time people with a registration in force whose hours are on pace on the last day of the span."""
    last = span.end - timedelta(days=1)
    teams: dict[int, set[int]] = defaultdict(set)
    for agency_id, standing in list_standings(agency_ids, on=last).items():
        teams[agency_id] = {
            one.worker.person_id
            for one in standing.present
            if one.verdict.is_full_time and one.worker.has_consented
        }
    paces = list_paces({one for people in teams.values() for one in people}, on=last)
    return {
        agency_id: {
            "staff_on_pace": Decimal(sum(paces[one].is_on_pace for one in people if one in paces))
        }
        for agency_id, people in teams.items()
    }


OF_AGENCIES = (
    (frozenset({"study_minutes"}), count_study),
    (frozenset({"staff_on_pace"}), count_paces),
)
