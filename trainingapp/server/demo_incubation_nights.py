"""What the worker would have kept of the demonstration's teams: their ratio at the end of each month of three years."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, TeamDay
from trainingapp.incubator.queries.standing import list_standings
from trainingapp.rules.incubation.breaches import month_ends
from trainingapp.server.demo_incubation_cast import Scene

MONTHS = 36


def keep_nights(scene: Scene) -> None:
    """Keep the ratio of every agency as its staff stood at the end of each month; no row while it had none.

    Today's is left to the worker, who tells of it.
    """
    query = select(Agency.id).where(Agency.organisation_id.is_not(None)).order_by(Agency.id)
    ids = db.session.scalars(query).all()
    *months, _today = month_ends(day_of(scene.now), MONTHS)
    for day in months:
        for agency_id, standing in list_standings(ids, on=day).items():
            ratio = standing.ratio
            if ratio.full_time:
                row = TeamDay(
                    agency_id=agency_id,
                    day=day,
                    qualified=ratio.qualified,
                    full_time=ratio.full_time,
                    is_met=ratio.is_met,
                )
                db.session.add(row)
    db.session.flush()
