"""What formulas ask of training: meetings of the classes of a base, and who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from trainingapp.classes.models import Cohort, Meeting
from trainingapp.classes.queries.attendance import count_present
from trainingapp.extensions import db
from trainingapp.incubator.models import IncubationBase
from trainingapp.incubator.queries.figures_bases import moments
from trainingapp.rules.intervals import Interval

Facts = Mapping[int, Mapping[str, Decimal | None]]


def count_training(base_ids: Sequence[int], span: Interval) -> Facts:
    """Meetings of the base's own classes that began in the span, who was there, and how long the meetings were.

    Cancelled ones are none. Minutes are those of the meetings, not of each who was there.
    """
    start, end = moments(span)
    query = (
        select(IncubationBase.id, Meeting.id, Meeting.starts_at, Meeting.ends_at)
        .join(Cohort, Cohort.organisation_id == IncubationBase.organisation_id)
        .join(Meeting, Meeting.cohort_id == Cohort.id)
        .where(
            IncubationBase.id.in_(base_ids),
            Meeting.cancelled_at.is_(None),
            Meeting.starts_at >= start,
            Meeting.starts_at < end,
        )
    )
    rows = db.session.execute(query).all()
    present = count_present([number for _base, number, _starts, _ends in rows])
    found = {one: [0, 0, 0] for one in base_ids}
    for base_id, number, starts_at, ends_at in rows:
        found[base_id][0] += 1
        found[base_id][1] += present.get(number, 0)
        found[base_id][2] += (ends_at - starts_at) // timedelta(minutes=1)
    return {
        base_id: {
            "training_events": Decimal(events),
            "training_attendances": Decimal(attendances),
            "training_minutes": Decimal(minutes),
        }
        for base_id, (events, attendances, minutes) in found.items()
    }


OF_BASES = (
    (frozenset({"training_events", "training_attendances", "training_minutes"}), count_training),
)
