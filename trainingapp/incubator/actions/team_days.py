"""Keeping the ratio of every team each night, and telling those who care when it falls or is about to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

from flask_babel import lazy_gettext as _

from trainingapp.credentials.queries.employment import list_managers
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, DueNotice, TeamDay
from trainingapp.incubator.queries import team_days as queries
from trainingapp.incubator.queries.due_steps import list_given
from trainingapp.incubator.queries.standing import Member, TeamStanding, list_standings
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind

register_kind(
    "staffing.fell",
    _("%(agency)s: too few full-time staff are qualified now, %(qualified)s of %(all)s."),
)
register_kind(
    "staffing.risen",
    _("%(agency)s: enough full-time staff are qualified again, %(qualified)s of %(all)s."),
)
register_kind(
    "staffing.will_fall",
    _("%(agency)s: if nobody renews, too few are qualified from %(day)s."),
)
register_kind(
    "staffing.expires",
    _("%(name)s: the registration is over in %(days)s days. Please remind them to renew."),
)

BATCH = 200  # agencies in one transaction

News: TypeAlias = tuple[str, Mapping[str, object]]  # the kind of a notice, and its figures


def keep_days(*, now: datetime, most: int = BATCH) -> int:
    """Keep today's ratio of agencies that have none yet, tell of what changed, and say how many there were.

    Whoever is kept is not looked at again on the same day, however often the worker runs. Days on which the worker did
    not run have no row: nothing is made up.
    """
    today = day_of(now)
    agencies = queries.list_unkept(today, most=most)
    ids = [one.id for one in agencies]
    standings = list_standings(ids, on=today)
    before = queries.list_last(ids, before=today)
    officers = queries.list_officers(ids)
    given = list_given([_break_key(one) for one in standings.values()])
    for agency in agencies:
        ratio, last = standings[agency.id].ratio, before.get(agency.id)
        row = TeamDay(
            agency_id=agency.id,
            day=today,
            qualified=ratio.qualified,
            full_time=ratio.full_time,
            is_met=ratio.is_met,
        )
        db.session.add(row)
        since = last.day if last else today - timedelta(days=1)
        news = [
            *_changed(last.is_met if last else None, row),
            *_list_breaks(standings[agency.id], since=since, given=given, now=now),
            *_list_ahead(standings[agency.id], since=since),
        ]
        _tell(agency, officers.get(agency.id, set()), news, now=now)
    db.session.flush()
    return len(agencies)


def _changed(before: bool | None, row: TeamDay) -> Iterable[News]:
    """What a change of the ratio calls for. A team that had none before has not fallen."""
    figures = {"qualified": row.qualified, "all": row.full_time}
    if before is True and row.is_met is False:
        yield "staffing.fell", figures
    if before is False and row.is_met is True:
        yield "staffing.risen", figures


def _list_ahead(standing: TeamStanding, *, since: date) -> Iterable[News]:
    """Registrations that come into sight of their end, so many days before it, each person's once; a night without the
    worker is made up for.
    """
    today = standing.on
    marks = standing.parameters.numbers("expiry_reminder_days_agency")
    for member in {one.employment.user_id: one for one in standing.present}.values():
        ends_on = _registered_until(member, today)
        if ends_on and _is_marked(ends_on, marks, since=since, today=today):
            yield "staffing.expires", {"name": member.name, "days": (ends_on - today).days}


def _list_breaks(
    standing: TeamStanding, *, since: date, given: Collection[str], now: datetime
) -> Iterable[News]:
    """The day on which too few are left, so many days before it; a break that comes into sight later than the last of
    these days is told of at once, and each break after that day only once.
    """
    breaks_on, today = standing.forecast.breaks_on, standing.on
    marks = standing.parameters.numbers("expiry_reminder_days_agency")
    if breaks_on is None:
        return
    is_near = breaks_on - today <= timedelta(days=min(marks, default=0))
    if is_near and _break_key(standing) in given:
        return
    if not is_near and not _is_marked(breaks_on, marks, since=since, today=today):
        return
    if is_near:
        db.session.add(DueNotice(key=_break_key(standing), given_at=now))
    yield "staffing.will_fall", {"day": breaks_on.isoformat()}


def _break_key(standing: TeamStanding) -> str:
    return f"will_fall:{standing.agency_id}:{standing.forecast.breaks_on}"


def _registered_until(member: Member, today: date) -> date | None:
    """The day on which the last registration of somebody's certificates is over; renewed ones end later."""
    ends = [one.ends_on for held in member.worker.certificates for one in held.registrations]
    last = max(ends, default=None)
    return last if last and last > today else None


def _is_marked(day: date, marks: Sequence[int], *, since: date, today: date) -> bool:
    """Whether one of the marks, in days before a day, was passed after `since` and not after today."""
    return any(since < day - timedelta(days=mark) <= today for mark in marks)


def _tell(agency: Agency, officers: set[int], news: Sequence[News], *, now: datetime) -> None:
    if not news:
        return
    for person in sorted({*list_managers(agency.organisation_id or 0), *officers}):
        for kind, figures in news:
            notify(
                user_id=person,
                kind=kind,
                arguments={"agency": agency.name, **figures},
                url=f"/incubation/agencies/{agency.id}/team",
                now=now,
            )
