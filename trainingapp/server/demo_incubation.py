"""The demonstration's incubator: a base over three years, and twenty-four agencies, one in every stage and end.

Every step is taken by the acts of the part itself at its own moment, so that every guard has held. What many people
would have typed (registers, staff) is written as rows. Nothing depends on chance; all days are relative to the start.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies
from trainingapp.incubator.models import Agency, IncubationBase
from trainingapp.notices.models import Notice
from trainingapp.server.demo_incubation_base import make_base
from trainingapp.server.demo_incubation_cases import ACTS, PLANS, Plan
from trainingapp.server.demo_incubation_cast import Cast, Scene
from trainingapp.server.demo_incubation_nights import keep_nights
from trainingapp.server.demo_incubation_registers import fill_registers, make_agency
from trainingapp.server.demo_incubation_team import agree_of_staff, describe_posts, make_team
from trainingapp.server.demo_incubation_walk import Walk

NEWS = timedelta(days=7)


def make_incubation(cast: Cast, *, now: datetime) -> None:
    """Make the base and all of its cases, unless there is any base."""
    if db.session.scalar(select(exists().where(IncubationBase.id.is_not(None)))):
        return
    base, calls = make_base(cast, now=now)
    scene = Scene(cast, base, calls, now=now)
    for number, plan in enumerate(PLANS, start=1):
        take_way(scene, plan, number)
    ids = db.session.scalars(select(Agency.id)).all()
    keep_nights(scene)
    check_agencies(ids, now=now)
    _read_old_news(scene)


def take_way(scene: Scene, plan: Plan, number: int) -> Walk:
    """Make the agency of a plan and take its case along its way."""
    leader = scene.cast.manager if plan.is_managers else scene.person(number, kind="lead")
    agency = _agency_of(scene, plan, number, leader)
    walk = Walk(scene, agency, leader, plan.name, number, scene.now)
    for act, days in plan.way:
        walk.at = scene.ago(days)
        ACTS[act](walk)
    return walk


def _agency_of(scene: Scene, plan: Plan, number: int, leader: User) -> Agency | None:
    """The registered agency of a plan; None: a team, which comes into being with its application."""
    if not plan.is_registered:
        return None
    own = scene.cast.agency if plan.is_managers else None
    agency = make_agency(scene, plan.name, number, organisation=own)
    fill_registers(scene, agency, leader, number, faults=plan.faults)
    if own is not None:
        describe_posts(scene, agency, agree_of_staff(scene, agency))
    elif agency.organisation is not None:
        scene.lead(leader, agency.organisation)
    if plan.team:
        make_team(scene, agency, number, plan.team)
    return agency


def _read_old_news(scene: Scene) -> None:
    """What happened weeks ago was read then."""
    old = scene.now - NEWS
    query = update(Notice).where(Notice.created_at < old, Notice.kind.startswith("incubat"))
    db.session.execute(query.where(Notice.read_at.is_(None)).values(read_at=old))
