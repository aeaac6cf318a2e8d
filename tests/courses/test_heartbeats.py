"""Two hundred reports of watching at once: none is lost, the union is exact, and each costs the same."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.courses.films import MINUTE, make_film, report
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_enrolment
from trainingapp.accounts.models import User
from trainingapp.courses.models import LessonProgress
from trainingapp.extensions import db

LEARNERS, REPORTS, THREADS = 10, 20, 200  # a thread for every report, and all begin together
SECOND = 1000


def pieces(random: Random) -> list[list[int]]:
    """What a player reports: some whole seconds of the film, in any order, some of them twice."""
    starts = [random.randrange(0, 590) for _ in range(random.randrange(1, 6))]
    return [[start * SECOND, (start + random.randrange(1, 10)) * SECOND] for start in starts]


def seconds_of(spans: list[list[int]]) -> set[int]:
    """Every second one by one: the union by brute force."""
    return {second for start, end in spans for second in range(start // SECOND, end // SECOND)}


@pytest.mark.slow
@pytest.mark.both_databases
def test_of_two_hundred_reports_at_once_none_is_lost_and_each_costs_the_same(app: Flask) -> None:
    film = make_film(app)
    users = [make_user(f"学员{n}") for n in range(LEARNERS)]
    for user in users:
        make_enrolment(user, film.course)
    ids = [user.id for user in users]
    # Ten learners on twenty devices each: all reports are different sessions and hit the same ten rows.
    clients = {user.id: sign_in(app.test_client(), user).get_cookie("session") for user in users}
    report(_device(app, clients[ids[0]]), film, [0, SECOND])  # what only a first request does
    random = Random(20261122)
    sent = [(ids[n % LEARNERS], pieces(random)) for n in range(LEARNERS * REPORTS)]
    db.session.remove()
    counts: Counter[int] = Counter()
    begin = threading.Barrier(THREADS)
    costs: list[int] = []

    def note(*_arguments: object) -> None:
        counts[threading.get_ident()] += 1

    def send(work: tuple[int, list[list[int]]]) -> int:
        client = _device(app, clients[work[0]])
        before = counts[threading.get_ident()]
        answer = report(client, film, *work[1])
        costs.append(counts[threading.get_ident()] - before)
        return int(answer.status_code)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with ThreadPoolExecutor(THREADS, initializer=begin.wait) as pool:
            statuses = list(pool.map(send, sent))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert statuses == [200] * len(sent)
    assert max(costs) <= 9
    assert len(set(costs)) <= 2  # a learner's first report also makes the row
    for number in ids:
        wanted = set().union(*(seconds_of(spans) for user, spans in sent if user == number))
        wanted |= {0} if number == ids[0] else set()
        row = db.session.get_one(LessonProgress, (number, film.course, film.key))
        assert seconds_of(row.covered) == wanted
        assert sum(end - start for start, end in row.covered) == len(wanted) * SECOND


def _device(app: Flask, cookie: object) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("session", cookie.value)  # type: ignore[attr-defined]
    return client


def test_a_report_costs_the_same_however_much_was_watched_before(
    app: Flask,
) -> None:
    film = make_film(app, asks_presence="y")
    user: User = make_user()
    make_enrolment(user, film.course)
    client = sign_in(app.test_client(), user)
    report(client, film, [0, 1])

    def cost(*spans: list[int]) -> int:
        statements: list[object] = []

        def note(*arguments: object) -> None:
            statements.append(arguments[2])

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert report(client, film, *spans).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    few = cost([0, SECOND])
    assert cost(*([n * 200, n * 200 + 100] for n in range(2000))) == few
    assert cost([0, 10 * MINUTE]) == few <= 10
