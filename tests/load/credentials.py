"""Credentials for a whole class by the real worker, killed with -9 in the middle and started again.

python -m tests.load.credentials --database sqlite|postgresql --people 10000

Prints the time, the rate and the peak memory of the worker, and reads the database afterwards: one missing, one double
or one that does not verify is a failure.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select

from tests import services
from tests.factories_courses import NOON
from tests.factories_issuing import make_class
from trainingapp.accounts.models import User
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.app import create_app
from trainingapp.classes.models import Cohort, Membership
from trainingapp.config import Settings
from trainingapp.courses.models import Enrolment
from trainingapp.credentials.actions.runs import start_run
from trainingapp.credentials.models import Credential, IssueRow, IssueRun, RunSource, StatusList
from trainingapp.credentials.queries.runs import get_source
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.cohorts import JoinWay, MemberState
from trainingapp.server.processes import worker_command
from trainingapp.server.schema import migrate
from trainingapp.web.clock import now
from trainingapp.web.transactions import committing

ROOT = Path(__file__).parent.parent.parent
FIRST = 1000  # the first number of the people of the class


def main() -> int:
    """Issue, kill, go on, count; the exit code says whether everybody has exactly one."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="credentials-") as folder,
        _database(options.database) as url,
    ):
        settings = Settings(
            data=Path(folder),
            database_url=url,
            secret_key="a secret key of the load test, long enough",
            base_url="http://127.0.0.1",
        )
        app = create_app(settings)
        with app.app_context():
            migrate()
            run = _prepare(options.people)
            db.engine.dispose()
        took, working, peak, kills = _live(app, settings, run, options)
        with app.app_context():
            faults = _count_faults(options)
        _say(f"{options.database}: {options.people} people, killed {kills} times with -9")
        _say(
            f"{took:.0f} s in all, of which at work {working:.0f} s; the worker's peak {peak:.0f} MB"
        )
        _say(f"{options.people / max(working, 0.1):.0f} per second at work")
    return 1 if faults else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is a program for the terminal


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=2, help="how often the worker is killed")
    parser.add_argument("--verify", type=int, default=200, help="how many are verified, spread out")
    return parser.parse_args()


@contextmanager
def _database(name: str) -> Iterator[str]:
    services.FAST.update(fsync="on", synchronous_commit="on", full_page_writes="on")
    with services.postgres() if name == "postgresql" else nullcontext("") as url:
        yield url


def _prepare(count: int) -> int:
    """A class of so many who have completed its course, and a run that waits for a worker; its id."""
    teacher, cohort, _people = make_class("林美华", done=0)
    teacher_id = teacher.id
    with committing():
        course = db.session.get_one(Cohort, cohort).course_id
        enrolment = db.session.query(Enrolment).first()
        assert enrolment is not None
        version = {
            column.key: getattr(enrolment, column.key)
            for column in Enrolment.__mapper__.column_attrs
            if column.key not in ("id", "user_id", "completed_at")
        }
        db.session.query(Enrolment).delete()
        db.session.query(Membership).delete()
        numbers = range(FIRST, FIRST + count)
        db.session.execute(insert(User), [_person(number) for number in numbers])
        db.session.execute(
            insert(Membership),
            [
                {
                    "cohort_id": cohort,
                    "user_id": number,
                    "state": MemberState.IN,
                    "way": JoinWay.LIST,
                    "since": NOON,
                }
                for number in numbers
            ],
        )
        db.session.execute(
            insert(Enrolment),
            [
                {**version, "course_id": course, "user_id": number, "completed_at": NOON}
                for number in numbers
            ],
        )
    with committing():
        moment = now()
        source = get_source(db.session.get_one(User, teacher_id), RunSource.COHORT, cohort)
        run = start_run(source, actor_id=teacher_id, now=moment).id
        enqueue("credentials.issue_run", unique=str(run), run_id=run)
    return run


def _person(number: int) -> dict[str, object]:
    return {
        "id": number,
        "display_name": f"学员{number}",
        "email": f"member{number}@example.org",
        "password_hash": "-",
        "notice_version": NOTICE_VERSION,
        "created_at": NOON - timedelta(days=30),
    }


def _live(
    app: Flask, settings: Settings, run: int, options: argparse.Namespace
) -> tuple[float, float, float, int]:
    """Let workers work until the run has ended; seconds, those in which it came on, peak megabytes, kills."""
    began = last = time.monotonic()
    before, working = 0, 0.0
    marks = [options.people * part // (options.kills + 1) for part in range(1, options.kills + 1)]
    peak, kills = 0.0, 0
    worker = _start(settings)
    try:
        while True:
            peak = max(peak, _peak_megabytes(worker.pid))
            done, is_over = _how_far(app, run)
            if done > before:
                working += time.monotonic() - last
            before, last = done, time.monotonic()
            if is_over:
                return last - began, working, peak, kills
            if marks and done >= marks[0]:
                marks.pop(0)
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                kills += 1
                _say(f"{time.monotonic() - began:6.1f} s: killed with {done} done")
                worker = _start(settings)
            elif worker.poll() is not None:
                raise RuntimeError((settings.data / "worker.log").read_text()[-2000:])
            time.sleep(0.2)
    finally:
        worker.kill()
        worker.wait()


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TRAININGAPP_DATA": str(settings.data),
        "TRAININGAPP_DATABASE_URL": settings.database_url,
        "TRAININGAPP_SECRET_KEY": settings.secret_key,
        "TRAININGAPP_BASE_URL": settings.base_url,
    }
    log = (settings.data / "worker.log").open("ab")
    with log:
        return subprocess.Popen(worker_command(), env=environment, cwd=ROOT, stdout=log, stderr=log)


def _peak_megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    found = [line for line in lines if line.startswith("VmHWM:")]
    return int(found[0].split()[1]) / 1024 if found else 0.0


def _how_far(app: Flask, run: int) -> tuple[int, bool]:
    with app.app_context():
        waiting = select(func.count()).where(IssueRow.run_id == run, IssueRow.state == "waiting")
        row = db.session.get_one(IssueRun, run)
        found = row.total - (db.session.scalar(waiting) or 0), row.ended_at is not None
        db.session.remove()
        return found


def _count_faults(options: argparse.Namespace) -> int:
    """Say and count what is missing, double, without a place of its own, or does not verify."""
    per_holder = select(Credential.user_id, func.count()).group_by(Credential.user_id)
    holders = {holder: number for holder, number in db.session.execute(per_holder)}
    wanted = set(range(FIRST, FIRST + options.people))
    missing, double = len(wanted - holders.keys()), sum(n > 1 for n in holders.values())
    per_state = select(IssueRow.state, func.count()).group_by(IssueRow.state)
    states = {state: number for state, number in db.session.execute(per_state)}
    places = sum(row.taken for row in db.session.scalars(select(StatusList)))
    step = max(options.people // options.verify, 1)
    texts = db.session.scalars(
        select(Credential.document).where(Credential.id % step == 0).order_by(Credential.id)
    ).all()
    wrong = sum(not verify(text, now=now()).is_valid for text in texts)
    _say(f"missing {missing}, double {double}, rows {states}, places {places}")
    _say(f"verified {len(texts)}, of which wrong {wrong}")
    unsettled = options.people - states.get("issued", 0)
    return int(missing + double + wrong + unsettled + abs(places - options.people))


if __name__ == "__main__":
    sys.exit(main())
