"""One person's working life: every dated record of it, how far each link of the chain is, the ladder, what is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import extract, func, select

from trainingapp.credentials.models.eligibility import Decision
from trainingapp.credentials.models.verifiable import Credential, CredentialState
from trainingapp.credentials.queries.eligibility import find_rules
from trainingapp.credentials.queries.employment import list_of_person
from trainingapp.credentials.queries.facts import KINDS, collect_facts, list_records
from trainingapp.credentials.queries.registration import Held, list_held
from trainingapp.education.days import day_of
from trainingapp.education.models import CeEntry
from trainingapp.extensions import db
from trainingapp.rules import career
from trainingapp.rules.career import Code, Entry, Life, Link, State, Step
from trainingapp.rules.career_ladder import Rung, climb, find_next
from trainingapp.rules.eligibility_facts import CertificateLevel, Facts

SHOWN_CREDENTIALS = 20
_LINKS = {
    "degree": Link.DEGREE,
    "work": Link.EMPLOYMENT,
    "certificate": Link.CERTIFICATE,
    "pass": Link.EXAM,
}


@dataclass(frozen=True, slots=True)
class Career:
    """A working life on a day."""

    life: Life
    states: dict[Link, State]
    rungs: tuple[Rung, ...]
    step: Step
    minutes: int
    is_empty: bool
    held: Held | None

    def find_rung(self) -> Rung | None:
        """The rung that comes next."""
        return find_next(self.rungs)


def find_career(user_id: int, today: date) -> Career:
    """Everything of a person's working life; a fixed number of statements."""
    records = {kind: list_records(kind, user_id) for kind in KINDS}
    facts = collect_facts(user_id)
    rungs = climb_on(facts, today)
    held = list_held(user_id, today=today)
    entries = [
        *_list_records(records),
        *_list_registrations(held, today),
        *_list_employments(user_id),
        *_list_decisions(user_id),
        *_list_education(user_id),
        *_list_credentials(user_id),
        *_list_openings(rungs, today),
    ]
    return Career(
        life=career.line_up(entries, today),
        states={link: career.judge(entries, link) for link in Link},
        rungs=rungs,
        step=_choose(facts, rungs, held),
        held=find_highest(held),
        minutes=sum(entry.row.minutes for entry in entries if entry.kind == "education"),
        is_empty=not any(records.values()),
    )


def find_step(user_id: int, today: date) -> Step:
    """The one thing that comes next, for a card."""
    facts = collect_facts(user_id)
    held = list_held(user_id, today=today) if facts.certificates else []
    return _choose(facts, climb_on(facts, today), held)


def climb_on(facts: Facts, today: date) -> tuple[Rung, ...]:
    """The ladder by the rules in force. From July on the exam of the year is over: the next one is asked for."""
    return climb(find_rules(), facts, today, first_year=today.year + (today.month > 6))


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


def _choose(facts: Facts, rungs: Sequence[Rung], held: Sequence[Held]) -> Step:
    if facts == Facts():
        return Step(Code.ENTER_DEGREE)
    steps = [career.step_up(find_next(rungs))]
    highest = find_highest(held)
    if highest is not None:
        counted = highest.current.tally if highest.current else None
        steps.append(
            career.step_to_register(
                CertificateLevel(highest.certificate.level),
                highest.situation,
                minutes_missing=counted.missing if counted else 0,
            )
        )
    return career.choose(step for step in steps if step)


def _list_records(records: dict[str, Sequence[Any]]) -> Iterator[Entry]:
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
