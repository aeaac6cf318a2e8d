"""What formulas ask of the staff of agencies, on the last day of a span: live from the people side, without names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import or_, select

from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Supervision, SupervisionTalk
from trainingapp.incubator.queries.standing import Member, TeamStanding, list_standings
from trainingapp.rules.eligibility_facts import CertificateLevel
from trainingapp.rules.intervals import Interval
from trainingapp.rules.registration_words import EmploymentState
from trainingapp.web.i18n import SHANGHAI

Facts = Mapping[int, Mapping[str, Decimal | None]]
LEVELS = {
    "staff_junior": CertificateLevel.JUNIOR,
    "staff_middle": CertificateLevel.MIDDLE,
    "staff_senior": CertificateLevel.SENIOR,
}
SOON = {"staff_ending_90": timedelta(days=90), "staff_ending_180": timedelta(days=180)}


def end_of(span: Interval) -> datetime:
    """The moment at which the days of a span are over in Shanghai."""
    return datetime.combine(span.end, time(), SHANGHAI).astimezone(UTC)


def count_staff(agency_ids: Sequence[int], span: Interval) -> Facts:
    """Full-time people, their shares, who is qualified, certificates and registrations on the last day of the span."""
    last = span.end - timedelta(days=1)
    standings = list_standings(agency_ids, on=last)
    return {agency_id: _count(standing, last) for agency_id, standing in standings.items()}


def _count(standing: TeamStanding, on: date) -> dict[str, Decimal | None]:
    full_time = [one for one in standing.present if one.verdict.is_full_time]
    seen = [one for one in full_time if one.worker.has_consented]
    terms = [one.agreed for one in standing.present if one.agreed is not None]
    facts = {
        "staff_full_time": Decimal(standing.ratio.full_time),
        "staff_qualified": Decimal(standing.ratio.qualified),
        "staff_fte": sum((one.share for one in terms), Decimal(0)),
        "staff_registered": Decimal(sum(_until(one, on) is not None for one in seen)),
    }
    facts["staff_employed"] = Decimal(len(standing.present))
    facts["staff_with_contract"] = Decimal(
        sum(one.contract_signed_on is not None and one.contract_signed_on <= on for one in terms)
    )
    facts["staff_insured"] = Decimal(
        sum(one.insured_from is not None and one.insured_from <= on for one in terms)
    )
    for name, level in LEVELS.items():
        facts[name] = Decimal(sum(_highest(one) is level for one in seen))
    for name, days in SOON.items():
        ends = [end for one in seen if (end := _until(one, on)) is not None]
        facts[name] = Decimal(sum(end <= on + days for end in ends))
    return {**facts}


def _highest(member: Member) -> CertificateLevel | None:
    order = list(LEVELS.values())
    held = [one.level for one in member.worker.certificates if one.is_verified]
    return max(held, key=order.index) if held else None


def _until(member: Member, on: date) -> date | None:
    """The first day without the registration that is valid on a day."""
    ends = [
        entry.ends_on
        for certificate in member.worker.certificates
        for entry in certificate.registrations
        if entry.has(on)
    ]
    return max(ends, default=None)


def count_leavers(agency_ids: Sequence[int], span: Interval) -> Facts:
    """People with a confirmed employment at the start and at the end of the span, and those who left in it.

    Whose employment was only renewed has not left.
    """
    query = (
        select(Agency.id, Employment.user_id, Employment.starts_on, Employment.ends_on)
        .join(Employment, Employment.organisation_id == Agency.organisation_id)
        .where(
            Agency.id.in_(agency_ids),
            Employment.state == EmploymentState.CONFIRMED,
            Employment.starts_on < span.end,
            or_(Employment.ends_on.is_(None), Employment.ends_on > span.start),
        )
    )
    people: dict[int, tuple[set[int], set[int], set[int]]] = defaultdict(
        lambda: (set(), set(), set())
    )
    for agency_id, user_id, starts_on, ends_on in db.session.execute(query):
        before, after, ended = people[agency_id]
        if starts_on <= span.start:
            before.add(user_id)
        (ended if ends_on is not None and ends_on <= span.end else after).add(user_id)
    return {
        agency_id: {
            "staff_at_start": Decimal(len(before)),
            "staff_at_end": Decimal(len(after)),
            "staff_left": Decimal(len(ended - after)),
        }
        for agency_id, (before, after, ended) in people.items()
    }


def count_supervision(agency_ids: Sequence[int], span: Interval) -> Facts:
    """Minutes of supervision that both sides confirmed, and how many people had and gave it in the span."""
    query = (
        select(
            Supervision.agency_id,
            Supervision.supervised_id,
            Supervision.supervisor_id,
            SupervisionTalk.minutes,
        )
        .join(SupervisionTalk, SupervisionTalk.supervision_id == Supervision.id)
        .where(
            Supervision.agency_id.in_(agency_ids),
            SupervisionTalk.held_on >= span.start,
            SupervisionTalk.held_on < span.end,
            SupervisionTalk.supervisor_said_at.is_not(None),
            SupervisionTalk.supervised_said_at.is_not(None),
            SupervisionTalk.denied_at.is_(None),
        )
    )
    minutes: dict[int, int] = defaultdict(int)
    people: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for agency_id, supervised, supervisor, length in db.session.execute(query):
        minutes[agency_id] += length
        people[agency_id][0].add(supervised)
        people[agency_id][1].add(supervisor)
    return {
        agency_id: {
            "supervision_minutes": Decimal(minutes[agency_id]),
            "supervised": Decimal(len(had)),
            "supervisors": Decimal(len(gave)),
        }
        for agency_id, (had, gave) in people.items()
    }


COUNTED = frozenset(
    {"staff_full_time", "staff_qualified", "staff_fte", "staff_registered", *LEVELS, *SOON}
    | {"staff_employed", "staff_with_contract", "staff_insured"}
)
PROVIDERS = (
    (COUNTED, count_staff),
    (frozenset({"supervision_minutes", "supervised", "supervisors"}), count_supervision),
    (frozenset({"staff_at_start", "staff_at_end", "staff_left"}), count_leavers),
)
