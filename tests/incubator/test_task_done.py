"""Saying that a task is done: once, however often and by however many it is said."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_residence import make_stay
from tests.factories_stays import Visit, make_task, task_of
from trainingapp.incubator.actions.tasks import close_task
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.clock import now


def test_a_double_click_does_it_once_and_tells_the_same(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    task = make_task(stay, owner=Actor.OFFICER)
    visit = Visit(client, stay).by("officer")
    first = visit.client.post(f"/incubation/tasks/{task}/done")
    done_at = task_of(stay, task).closed_at
    again = visit.client.post(f"/incubation/tasks/{task}/done")
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location == "/incubation/tasks"
    assert task_of(stay, task).closed_at == done_at


def test_of_two_who_say_it_the_first_is_kept(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    task = make_task(stay, owner=Actor.OFFICER)
    for who in ("second", "officer", "head"):
        Visit(client, stay).by(who)
        assert client.post(f"/incubation/tasks/{task}/done").status_code == 303
    assert task_of(stay, task).closed_by_id == stay.id_of("second")


def test_the_same_key_opened_again_stays_open(app: Flask, client: FlaskClient) -> None:
    """An old page that still shows the task that was closed does not close its successor."""
    stay = make_stay()
    old = make_task(stay, "manual:again", owner=Actor.OFFICER)
    stay.act(lambda case: close_task("manual:again", now=now()) and None)
    new = make_task(stay, "manual:again", owner=Actor.OFFICER)
    assert new != old
    Visit(client, stay).by("officer")
    assert client.post(f"/incubation/tasks/{old}/done").status_code == 303
    assert task_of(stay, new).closed_at is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 303), ("head", 303), ("manager", 403), ("finance", 403), ("authority", 403)],
)
def test_who_may_not_do_it_is_told_so_before_and_after(
    app: Flask, client: FlaskClient, who: str, status: int
) -> None:
    stay = make_stay()
    task = make_task(stay, owner=Actor.OFFICER)
    for is_done in (False, True):
        if is_done:
            stay.act(lambda case: close_task("manual:one", now=now()) and None)
        Visit(client, stay).by(who)
        assert client.post(f"/incubation/tasks/{task}/done").status_code == status


def test_a_done_task_of_another_base_is_not_found(app: Flask, client: FlaskClient) -> None:
    mine, other = make_stay(), make_stay()
    task = make_task(mine, owner=Actor.OFFICER)
    stay_key = "manual:one"
    mine.act(lambda case: close_task(stay_key, now=now()) and None)
    Visit(client, other).by("officer")
    assert client.post(f"/incubation/tasks/{task}/done").status_code == 404
    assert client.post(f"/incubation/tasks/{task + 99}/done").status_code == 404


def test_what_a_check_watches_over_is_closed_by_no_hand_when_it_is_done_either(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay()
    task = make_task(stay, "rule:R1", source=TaskSource.RULE)
    stay.act(lambda case: close_task("rule:R1", now=now()) and None)
    Visit(client, stay).by("officer")
    assert client.post(f"/incubation/tasks/{task}/done").status_code == 403
    assert task_of(stay, task).closed_by_id is None
