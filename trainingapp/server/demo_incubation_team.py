"""The staff of the demonstration's agencies: who works where, on which terms, with which papers, and who agreed to be
seen. Written as rows: sixty people through four pages each would take longer than everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions import posts, supervising
from trainingapp.incubator.models import Agency, AgencyConsent, EmploymentTerms
from trainingapp.rules.registration import add_months
from trainingapp.server.demo_incubation_cast import Scene

BEGAN = 1440
SOON = 40  # days until the registration of one of them ends
BODY = "滨江区登记机关（演示，虚构）"
FULL, RENEWED, FIRST = 12, -24, -60


@dataclass(frozen=True, slots=True)
class Team:
    """How many work full time, how many of them hold a registered certificate, and how many of those lose it soon."""

    full_time: int = 4
    qualified: int = 2
    ending: int = 0


def make_team(scene: Scene, agency: Agency, number: int, team: Team) -> list[User]:
    """People who work full time for the agency since four years."""
    people = []
    for place in range(team.full_time):
        user = scene.person(number * 10 + place, kind="staff")
        employ(scene, agency, user, place=place)
        if place < team.qualified:
            is_ending = place >= team.qualified - team.ending
            hold(scene, user, level="middle" if place == 0 else "junior", is_ending=is_ending)
        people.append(user)
    return people


def employ(scene: Scene, agency: Agency, user: User, *, place: int) -> None:
    """A confirmed employment with terms that the person agreed to, and their consent."""
    at = scene.ago(BEGAN)
    began = day_of(at)
    job = Employment(
        user_id=user.id,
        organisation_id=agency.organisation_id,
        post="社工" if place else "项目主管",
        starts_on=began,
        state="confirmed",
        confirmed_at=at,
        entered_at=at,
    )
    db.session.add(job)
    db.session.flush()
    agree(scene, agency, job)


def agree(scene: Scene, agency: Agency, job: Employment) -> None:
    """The terms of an employment, confirmed by the person, who lets the agency see how the papers stand."""
    at, today = scene.ago(BEGAN), day_of(scene.now)
    db.session.add(
        EmploymentTerms(
            agency_id=agency.id,
            employment_id=job.id,
            form="full_time",
            share=Decimal("1.00"),
            weekly_hours=40,
            contract_signed_on=job.starts_on,
            contract_until=add_months(today, 10),
            insured_from=job.starts_on,
            works_with_minors="children" in agency.fields or "school" in agency.fields,
            record_queried_on=add_months(today, -5),
            protocol_signed_on=job.starts_on,
            roster_complete_on=job.starts_on,
            entered_at=at,
            answer="confirmed",
            answered_at=at,
        )
    )
    db.session.add(AgencyConsent(user_id=job.user_id, agency_id=agency.id, given_at=at))
    db.session.flush()


def hold(scene: Scene, user: User, *, level: str, is_ending: bool) -> None:
    """A verified certificate, registered twice; the second registration ends next year, or soon."""
    today, at = day_of(scene.now), scene.ago(BEGAN)
    certificate = NationalCertificate(
        user_id=user.id,
        level=level,
        issued_on=add_months(today, FIRST - 2),
        status="verified",
        entered_at=at,
    )
    db.session.add(certificate)
    db.session.flush()
    ends_on = today + timedelta(days=SOON) if is_ending else add_months(today, FULL)
    renewed = add_months(ends_on, -36)
    spans = ((add_months(renewed, -36), renewed, "first"), (renewed, ends_on, "renewal"))
    for number, (starts, ends, kind) in enumerate(spans, start=1):
        db.session.add(
            RegistrationCycle(
                user_id=user.id,
                certificate_id=certificate.id,
                number=number,
                kind=kind,
                state="issued",
                body=BODY,
                starts_on=starts,
                ends_on=ends,
                entered_at=at,
            )
        )
    db.session.flush()


def agree_of_staff(scene: Scene, agency: Agency) -> list[int]:
    """The manager's own agency: those of the working lives whom it has confirmed; their numbers."""
    query = select(Employment).where(
        Employment.organisation_id == agency.organisation_id, Employment.state == "confirmed"
    )
    jobs = db.session.scalars(query.order_by(Employment.id)).all()
    for job in jobs:
        agree(scene, agency, job)
    return [job.user_id for job in jobs]


def describe_posts(scene: Scene, agency: Agency, people: list[int]) -> None:
    """Posts with their pay, and who supervises whom, with two talks."""
    manager = scene.cast.manager.id
    at = scene.ago(200)
    for rank, title in enumerate(("一线社工", "项目主管"), start=1):
        plan = posts.PostPlan(
            title=title,
            ladder="front",
            rank=rank,
            least_level="junior" if rank == 1 else "middle",
            least_years=rank,
            pay_least=Decimal(4000 + 1000 * rank),
            pay_most=Decimal(6000 + 1500 * rank),
            pay_source="演示用虚构数据",
        )
        posts.add_post(agency, plan, actor_id=manager, now=at)
    if len(people) > 1:
        supervisor, supervised = people[-1], people[0]
        row = supervising.begin_supervision(
            agency, supervisor, supervised, on=day_of(at), actor_id=manager, now=at
        )
        for days in (40, 10):
            plan_of_talk = supervising.TalkPlan(day_of(scene.ago(days)), 90, "single")
            talk = supervising.enter_talk(
                row, plan_of_talk, actor_id=supervisor, now=scene.ago(days)
            )
            if days == 40:
                supervising.answer_talk(
                    talk, was_held=True, actor_id=supervised, now=scene.ago(days - 1)
                )
