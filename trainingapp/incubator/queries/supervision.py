"""Supervision in agencies: who supervises whom, talks that both sides confirmed, and whether a month had enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, CaseSeat, Supervision, SupervisionTalk
from trainingapp.incubator.queries.parameters import Parameters
from trainingapp.incubator.queries.standing import TeamStanding
from trainingapp.rules.incubation.staff_growth import Month, SupervisionRules, Talk, judge_month
from trainingapp.rules.incubation.staff_words import TalkKind
from trainingapp.rules.incubation.words import Duty, SeatState
from trainingapp.rules.registration import add_months


@dataclass(frozen=True, slots=True)
class TeamSupervision:
    """Supervision of an agency's full-time people in one calendar month, by person, and the fullest supervisor."""

    months: dict[int, Month]
    most_supervised: int
    rules: SupervisionRules

    @property
    def is_enough(self) -> bool | None:
        """Whether everybody had enough and no supervisor has too many; None without anybody to supervise."""
        if not self.months:
            return None
        has_room = self.most_supervised <= self.rules.most_supervised
        return has_room and all(month.is_enough for month in self.months.values())


def supervision_rules(parameters: Parameters) -> SupervisionRules:
    """What a place asks of supervision."""
    return SupervisionRules(
        single_hours=parameters.number("supervision_hours"),
        group_hours=parameters.number("supervision_group_hours"),
        first_year_factor=parameters.integer("supervision_first_year_factor"),
        most_supervised=parameters.integer("supervision_ratio"),
    )


def list_supervision(
    standings: Collection[TeamStanding], *, month: date
) -> dict[int, TeamSupervision]:
    """The supervision of each team in the calendar month that begins on `month`, by agency; two statements.

    Whoever began after it had nothing to be supervised in; supervisors are counted on its last day.
    """
    agencies = [one.agency_id for one in standings]
    talks = _list_confirmed(agencies, month)
    ends_on = add_months(month, 1)
    staff = {
        (one.agency_id, member.worker.person_id) for one in standings for member in one.present
    }
    counts = _count_supervised(agencies, ends_on - timedelta(days=1), staff)
    found = {}
    for standing in standings:
        rules = supervision_rules(standing.parameters)
        months = {
            one.worker.person_id: judge_month(
                talks.get((standing.agency_id, one.worker.person_id), ()),
                month,
                began_on=one.worker.span.starts_on,
                rules=rules,
            )
            for one in standing.present
            if one.verdict.is_full_time and one.worker.span.starts_on < ends_on
        }
        most = counts.get(standing.agency_id, 0)
        found[standing.agency_id] = TeamSupervision(months, most, rules)
    return found


def _list_confirmed(agencies: Sequence[int], month: date) -> dict[tuple[int, int], list[Talk]]:
    query = (
        select(
            Supervision.agency_id,
            Supervision.supervised_id,
            SupervisionTalk.held_on,
            SupervisionTalk.minutes,
            SupervisionTalk.kind,
        )
        .join(SupervisionTalk.supervision)
        .where(
            Supervision.agency_id.in_(agencies),
            SupervisionTalk.held_on >= month,
            SupervisionTalk.supervisor_said_at.is_not(None),
            SupervisionTalk.supervised_said_at.is_not(None),
            SupervisionTalk.denied_at.is_(None),
        )
        .order_by(SupervisionTalk.id)
    )
    found: dict[tuple[int, int], list[Talk]] = {}
    for agency, person, held_on, minutes, kind in db.session.execute(query):
        found.setdefault((agency, person), []).append(Talk(held_on, minutes, TalkKind(kind)))
    return found


def _count_supervised(
    agencies: Sequence[int], on: date, staff: Collection[tuple[int, int]]
) -> dict[int, int]:
    """How many people of its team the fullest supervisor of each agency has on a day."""
    query = select(
        Supervision.agency_id, Supervision.supervisor_id, Supervision.supervised_id
    ).where(
        Supervision.agency_id.in_(agencies),
        Supervision.starts_on <= on,
        or_(Supervision.ends_on.is_(None), Supervision.ends_on > on),
    )
    by_supervisor = Counter(
        (agency, supervisor)
        for agency, supervisor, supervised in set(map(tuple, db.session.execute(query)))
        if (agency, supervised) in staff
    )
    found: dict[int, int] = {}
    for (agency, _supervisor), number in by_supervisor.items():
        found[agency] = max(found.get(agency, 0), number)
    return found


def list_of_agency(agency_id: int, *, on: date) -> Sequence[Supervision]:
    """Who supervises whom at an agency and has not ended it, by supervisor."""
    query = (
        select(Supervision)
        .where(
            Supervision.agency_id == agency_id,
            or_(Supervision.ends_on.is_(None), Supervision.ends_on > on),
        )
        .options(joinedload(Supervision.supervisor), joinedload(Supervision.supervised))
    )
    return db.session.scalars(query.order_by(Supervision.supervisor_id, Supervision.id)).all()


def get_of_agency(agency_id: int, supervision_id: int) -> Supervision:
    """One supervision of an agency. :raises NoResultFound: of any other."""
    query = select(Supervision).where(
        Supervision.id == supervision_id, Supervision.agency_id == agency_id
    )
    return db.session.scalars(query.options(joinedload(Supervision.supervisor))).one()


def list_talks(agency_id: int) -> Select[SupervisionTalk]:
    """The talks of an agency, the newest first."""
    query = (
        select(SupervisionTalk)
        .join(SupervisionTalk.supervision)
        .where(Supervision.agency_id == agency_id)
    )
    people = joinedload(SupervisionTalk.supervision)
    return query.options(
        people.joinedload(Supervision.supervisor), people.joinedload(Supervision.supervised)
    ).order_by(SupervisionTalk.held_on.desc(), SupervisionTalk.id.desc())


def list_seated(agency_id: int) -> Sequence[User]:
    """Supervisors from outside: whoever has taken a seat for it on a case of the agency."""
    query = (
        select(User)
        .join(CaseSeat, CaseSeat.user_id == User.id)
        .join(Case, Case.id == CaseSeat.case_id)
        .where(
            Case.agency_id == agency_id,
            CaseSeat.duty == Duty.SUPERVISOR,
            CaseSeat.state == SeatState.TAKEN,
        )
        .distinct()
    )
    return db.session.scalars(query.order_by(User.id)).all()


def list_own(user_id: int) -> Sequence[Supervision]:
    """In which supervisions somebody takes part, on either side, that have not ended."""
    query = (
        select(Supervision)
        .where(
            or_(Supervision.supervisor_id == user_id, Supervision.supervised_id == user_id),
            Supervision.ends_on.is_(None),
        )
        .options(joinedload(Supervision.supervisor), joinedload(Supervision.supervised))
    )
    return db.session.scalars(query.order_by(Supervision.id)).all()


def get_own(user_id: int, supervision_id: int) -> Supervision:
    """A supervision in which somebody takes part. :raises NoResultFound: of anybody else."""
    query = select(Supervision).where(
        Supervision.id == supervision_id,
        or_(Supervision.supervisor_id == user_id, Supervision.supervised_id == user_id),
    )
    return db.session.scalars(query).one()


def list_own_waiting(user_id: int) -> Sequence[SupervisionTalk]:
    """The talks that wait for somebody's word, the oldest first; the last hundred at most."""
    query = (
        select(SupervisionTalk)
        .join(SupervisionTalk.supervision)
        .where(
            SupervisionTalk.denied_at.is_(None),
            or_(
                (Supervision.supervisor_id == user_id)
                & SupervisionTalk.supervisor_said_at.is_(None),
                (Supervision.supervised_id == user_id)
                & SupervisionTalk.supervised_said_at.is_(None),
            ),
        )
    )
    people = joinedload(SupervisionTalk.supervision)
    loaded = query.options(
        people.joinedload(Supervision.supervisor), people.joinedload(Supervision.supervised)
    )
    return db.session.scalars(loaded.order_by(SupervisionTalk.held_on).limit(100)).all()


def get_own_talk(user_id: int, talk_id: int) -> SupervisionTalk:
    """A talk in which somebody took part. :raises NoResultFound: of anybody else."""
    query = (
        select(SupervisionTalk)
        .join(SupervisionTalk.supervision)
        .where(
            SupervisionTalk.id == talk_id,
            or_(Supervision.supervisor_id == user_id, Supervision.supervised_id == user_id),
        )
    )
    return db.session.scalars(query).one()
