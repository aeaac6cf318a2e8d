"""Tasks end by themselves where the world has moved on."""

from __future__ import annotations

import pytest

from tests.committing import written
from tests.factories_dues import make_scene, make_task
from tests.factories_incubator import NOON, TODAY
from trainingapp.extensions import db
from trainingapp.incubator.actions.task_ends import close_registered
from trainingapp.incubator.actions.tasks import find_open_task
from trainingapp.incubator.models import Task
from trainingapp.incubator.residence_jobs import close_tasks
from trainingapp.rules.incubation.words import AgencyStatus

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        (AgencyStatus.IDEA, True),
        (AgencyStatus.PREPARING, True),
        (AgencyStatus.APPLIED, True),
        (AgencyStatus.REGISTERED, False),
        (AgencyStatus.FILED, False),
    ],
)
def test_the_task_to_register_ends_with_the_registration(
    status: AgencyStatus, is_open: bool
) -> None:
    scene = make_scene(is_team=True)
    key = f"register:{scene.agency_id}"
    make_task(scene, TODAY, key=key)
    written(lambda: setattr(scene.agency, "status", status))
    assert written(lambda: close_registered(now=NOON)) == (0 if is_open else 1)
    db.session.rollback()
    assert (find_open_task(key) is not None) is is_open


def test_the_worker_closes_them_and_nothing_else() -> None:
    scene = make_scene()
    make_task(scene, TODAY, key=f"register:{scene.agency_id}")
    make_task(scene, TODAY, key="other")
    written(lambda: close_tasks(now=NOON))
    open_ones = db.session.scalars(db.select(Task.key).where(Task.closed_at.is_(None))).all()
    assert open_ones == ["other"]
    closed = db.session.scalars(db.select(Task).where(Task.closed_at.is_not(None))).one()
    assert (closed.closed_at, closed.closed_by_id) == (NOON, None)
