"""Reports of watching in one process: `python -m tests.load.heartbeats --threads 16 --seconds 5`.

Every thread is another learner's player. SQLite in a folder of its own, durable as in real use.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import create_tables, make_app
from tests.courses.films import Film, make_film, report
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_enrolment
from trainingapp.courses.models import LessonProgress
from trainingapp.extensions import db


def main() -> int:
    """Run and report; 0 when every second that was reported is stored."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        create_tables(app)
        with app.app_context():
            return run(app, threads=options.threads, seconds=options.seconds)


def run(app: Flask, *, threads: int, seconds: float) -> int:
    """Let every thread report one more second of the film as often as it can."""
    film = make_film(app)
    users = [make_user(f"学员{number}") for number in range(threads)]
    ids = [user.id for user in users]
    for user in users:
        make_enrolment(user, film.course)
    clients = [sign_in(app.test_client(), user) for user in users]
    db.session.remove()
    times: list[list[float]] = [[] for _ in clients]
    end = time.perf_counter() + seconds
    workers = [
        threading.Thread(target=watch, args=(client, film, end, taken))
        for client, taken in zip(clients, times, strict=True)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    every = sorted(one for taken in times for one in taken)
    is_exact = all(
        covered(user, film) == min(len(taken), 590) * 1000
        for user, taken in zip(ids, times, strict=True)
    )
    sys.stdout.write(
        f"{len(every)} reports of {threads} players, {len(every) / seconds:.0f} a second; "
        f"median {every[len(every) // 2] * 1000:.1f} ms, 99 of 100 within "
        f"{every[len(every) * 99 // 100] * 1000:.1f} ms; {'EXACT' if is_exact else 'WRONG'}\n"
    )
    return 0 if is_exact else 1


def watch(client: FlaskClient, film: Film, end: float, taken: list[float]) -> None:
    """One player: a second more with every report, until the time is over."""
    while (started := time.perf_counter()) < end:
        second = len(taken) % 590
        answer = report(client, film, [second * 1000, second * 1000 + 1000])
        assert answer.status_code == 200, answer.text
        taken.append(time.perf_counter() - started)


def covered(user_id: int, film: Film) -> int:
    """Milliseconds that are stored as watched."""
    row = db.session.get_one(LessonProgress, (user_id, film.course, film.key))
    return sum(end - start for start, end in row.covered)


if __name__ == "__main__":
    sys.exit(main())
