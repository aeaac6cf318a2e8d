"""Two people at the same moment: nothing is counted twice, nothing breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories_accounts import make_user
from tests.factories_courses import article, make_course, make_enrolment, make_instructor
from tests.factories_talk import browser, complete, course_row, make_rating, make_reply, make_topic
from trainingapp.courses.models import Rating, Reply, Topic
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

pytestmark = pytest.mark.both_databases


def at_once(acts: Sequence[Callable[[], int]]) -> list[int]:
    """The statuses of requests that are sent together."""
    found: list[int] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], int]) -> None:
        gate.wait()
        found.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_two_acceptances_at_once_leave_one(app: Flask) -> None:
    wu, lin = make_instructor(), make_user()
    course = make_course(wu, [article()], reviewer=make_user(roles=[Role.ITEM_REVIEWER]))
    make_enrolment(lin, course)
    topic = make_topic(lin, course)
    replies = [make_reply(wu, topic, "甲"), make_reply(wu, topic, "乙")]
    people = [browser(app, lin), browser(app, wu)]
    db.session.remove()
    ways = [f"/courses/{course}/topics/{topic}/replies/{number}/acceptance" for number in replies]
    codes = at_once(
        [
            lambda device=device, way=way: device.post(way).status_code  # type: ignore[misc]
            for device, way in zip(people, ways, strict=True)
        ]
    )
    assert codes == [303, 303]
    accepted = select(func.count()).select_from(Reply).where(Reply.is_accepted)
    assert db.session.scalar(accepted) == 1


def test_ratings_at_once_are_all_counted(app: Flask) -> None:
    zhao = make_user(roles=[Role.ITEM_REVIEWER])
    course = make_course(make_instructor(), [article()], reviewer=zhao)
    devices = []
    for _number in range(4):
        person = make_user()
        make_enrolment(person, course)
        complete(person, course)
        devices += [browser(app, person), browser(app, person)]  # two devices each
    db.session.remove()
    codes = at_once(
        [
            lambda device=device: (
                device.post(  # type: ignore[misc]
                    f"/courses/{course}/rating", data={"stars": "4", "text": ""}
                ).status_code
            )
            for device in devices
        ]
    )
    assert codes == [303] * 8
    row = course_row(course)
    assert (row.rating_count, row.rating_total) == (4, 16)
    assert db.session.scalar(select(func.count()).select_from(Rating)) == 4


def test_removing_twice_at_once_removes_once(app: Flask) -> None:
    lin = make_user()
    course = make_course(
        make_instructor(), [article()], reviewer=make_user(roles=[Role.ITEM_REVIEWER])
    )
    make_enrolment(lin, course)
    complete(lin, course)
    make_rating(lin, course, 5)
    topic = make_topic(lin, course)
    devices = [browser(app, lin), browser(app, lin)]
    db.session.remove()
    for address in (
        f"/courses/{course}/rating/removal",
        f"/courses/{course}/topics/{topic}/removal",
    ):
        codes = at_once(
            [lambda d=device, a=address: d.post(a).status_code for device in devices]  # type: ignore[misc]
        )
        assert set(codes) <= {303, 404}, address
        assert 303 in codes, address
    assert course_row(course).rating_count == 0
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 0
