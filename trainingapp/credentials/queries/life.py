"""Every dated record of a working life, as entries for the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import extract, func, select

from trainingapp.credentials.models.eligibility import Decision
from trainingapp.credentials.models.verifiable import Credential, CredentialState
from trainingapp.credentials.queries.employment import list_of_person
from trainingapp.credentials.queries.registration import Held
from trainingapp.education.days import day_of
from trainingapp.education.models import CeEntry
from trainingapp.extensions import db
from trainingapp.rules.career import Entry, Link
from trainingapp.rules.career_ladder import Rung
from trainingapp.rules.eligibility_facts import CertificateLevel

SHOWN_CREDENTIALS = 20
_LINKS = {
    "degree": Link.DEGREE,
    "work": Link.EMPLOYMENT,
    "certificate": Link.CERTIFICATE,
    "pass": Link.EXAM,
}


def list_entries(
    user_id: int,
    records: Mapping[str, Sequence[Any]],
    held: Sequence[Held],
    rungs: Sequence[Rung],
    *,
    today: date,
) -> Iterator[Entry]:
    """Everything dated about a person: four statements beside what is given."""
    yield from _list_records(records)
    yield from _list_registrations(held, today)
    yield from _list_employments(user_id)
    yield from _list_decisions(user_id)
    yield from _list_education(user_id)
    yield from _list_credentials(user_id)
    yield from _list_openings(rungs, today)


def find_highest(held: Sequence[Held]) -> Held | None:
    """The certificate whose registration is followed: the highest; of two the one that is valid nationwide."""
    levels = list(CertificateLevel)
    return max(
        held,
        key=lambda one: (
            levels.index(CertificateLevel(one.certificate.level)),
            one.certificate.region is None,
        ),
        default=None,
    )


def _list_records(records: Mapping[str, Sequence[Any]]) -> Iterator[Entry]:
    replaced = {row.supersedes_id for row in records["degree"]}
    for kind, rows in records.items():
        for row in rows:
            if kind != "degree" or row.id not in replaced:
                yield _read_record(kind, row)


def _read_record(kind: str, row: Any) -> Entry:
    return Entry(
        link=_LINKS[kind],
        kind=kind,
        id=row.id,
        on=_day_of_record(kind, row),
        status=row.status,
        is_year=kind == "pass",
        until=row.ends_on if kind == "work" else None,
        row=row,
    )


def _day_of_record(kind: str, row: Any) -> date:
    if kind == "degree":
        found = row.awarded_on or row.expected_on
    elif kind == "pass":
        found = date(row.year, 12, 31)
    else:
        found = row.starts_on if kind == "work" else row.issued_on
    return cast("date", found)


def _list_registrations(held: Sequence[Held], today: date) -> Iterator[Entry]:
    """Every cycle from the day it began, and what comes of the last one: its time to renew, and its last day."""
    for one in held:
        for cycle in one.cycles:
            if cycle.row.starts_on is not None:
                yield Entry(
                    link=Link.REGISTRATION,
                    kind="cycle",
                    id=cycle.row.id,
                    on=cycle.row.starts_on,
                    status=cycle.row.state,
                    until=cycle.row.ends_on,
                    row=cycle.row,
                )
    highest = find_highest(held)
    window = highest.situation.window if highest else None
    if highest is None or window is None:
        return
    last = window.closes_on - timedelta(days=1)
    for kind, on in (("window", window.opens_on), ("end", last)):
        if on > today:
            number = highest.certificate.id
            yield Entry(link=Link.REGISTRATION, kind=kind, id=number, on=on, status="", row=highest)


def _list_employments(user_id: int) -> Iterator[Entry]:
    for row in list_of_person(user_id):
        yield Entry(
            link=Link.EMPLOYMENT,
            kind="employment",
            id=row.id,
            on=row.starts_on,
            status=row.state,
            until=row.ends_on,
            row=row,
        )


def _list_decisions(user_id: int) -> Iterator[Entry]:
    """The newest kept decision for every goal and year."""
    newest = (
        select(func.max(Decision.id))
        .where(Decision.user_id == user_id)
        .group_by(Decision.target, Decision.year)
    )
    for row in db.session.scalars(select(Decision).where(Decision.id.in_(newest))):
        on = day_of(row.decided_at)
        yield Entry(
            link=Link.ELIGIBILITY, kind="decision", id=row.number, on=on, status="kept", row=row
        )


def _list_education(user_id: int) -> Iterator[Entry]:
    """What every year has earned, on the last day that earned something in it."""
    year, minutes = extract("year", CeEntry.earned_on), func.sum(CeEntry.minutes)
    query = (
        select(
            year.label("year"),
            minutes.label("minutes"),
            func.max(CeEntry.earned_on).label("last_on"),
        )
        .where(CeEntry.user_id == user_id)
        .group_by(year)
        .having(minutes > 0)
    )
    for row in db.session.execute(query):
        yield Entry(
            link=Link.EDUCATION,
            kind="education",
            id=int(row.year),
            on=row.last_on,
            status="earned",
            row=row,
        )


def _list_credentials(user_id: int) -> Iterator[Entry]:
    """The newest credentials that were not replaced."""
    query = (
        select(Credential)
        .where(Credential.user_id == user_id, Credential.document != "")
        .where(Credential.state != CredentialState.SUPERSEDED)
        .order_by(Credential.issued_at.desc(), Credential.id.desc())
        .limit(SHOWN_CREDENTIALS)
    )
    for row in db.session.scalars(query):
        on = day_of(row.issued_at)
        yield Entry(
            link=Link.EDUCATION, kind="credential", id=row.id, on=on, status=row.state, row=row
        )


def _list_openings(rungs: Sequence[Rung], today: date) -> Iterator[Entry]:
    """From when exams are open by what is known; what was only supposed is on the ladder, not in the life."""
    for place, rung in enumerate(rungs):
        opens_on = rung.exam.from_on if rung.exam else None
        is_known = rung.after is None and rung.works_from is None
        if opens_on and is_known and opens_on > today:
            yield Entry(
                link=Link.ELIGIBILITY, kind="opening", id=place, on=opens_on, status="", row=rung
            )
