"""An exam day against the real server on loopback: everybody starts, answers, hands in and reviews at once.

python -m tests.load.exam_day --database sqlite|postgresql --candidates 300

Prints requests per second, latencies and ratios to a bare route and a bare durable upsert of the same server in the
same run, and reads the database afterwards: an answer that was acknowledged and is not there is a failure.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests import services
from tests.load.crowd import Crowd
from tests.load.generator import Timings
from tests.load.stage import count_missing, count_scored, prepare
from trainingapp.app import create_app
from trainingapp.config import Settings
from trainingapp.server.processes import find_port, web_command

ROOT = Path(__file__).parent.parent.parent
GOALS = {"start + paper": 600, "save": 1500, "hand in": 400, "result + review": 200}


def main() -> int:
    """Run one day; the exit code says whether everything acknowledged was found."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="exam-day-") as folder,
        _database(options.database) as url,
    ):
        settings = Settings(
            data=Path(folder),
            database_url=url,
            secret_key="a secret key of the load test, long enough",
            host="127.0.0.1",
            port=find_port("127.0.0.1", 8900),
            base_url="http://127.0.0.1",
            workers=options.workers,
        )
        app = create_app(settings)
        tickets = prepare(app, options.candidates)
        with _server(settings) as pid:
            crowd = Crowd(settings.host, settings.port, tickets, answers=options.answers)
            steps, cpu = _live(crowd, pid)
        missing = count_missing(app, crowd.acknowledged)
        attempts, scored = count_scored(app)
    _report(options, steps, cpu=cpu)
    _say(f"acknowledged events: {sum(crowd.acknowledged.values())}, missing: {missing}")
    _say(f"candidates {options.candidates}, attempts {attempts}, scored {scored}")
    missing += abs(attempts - options.candidates) + abs(attempts - scored)
    failures = sum(sum(step.failures.values()) for step in steps)
    return 1 if missing or failures else 0


def _say(line: str) -> None:
    print(line)  # noqa: T201 - this is a program for the terminal


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--candidates", type=int, default=300)
    parser.add_argument("--answers", type=int, default=10, help="single saves of each candidate")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


@contextmanager
def _database(name: str) -> Iterator[str]:
    # The tests' PostgreSQL forgets on power loss; here every commit has to reach the disk.
    services.FAST.update(
        fsync="on", synchronous_commit="on", full_page_writes="on", shared_buffers="256MB"
    )
    with services.postgres() if name == "postgresql" else nullcontext("") as url:
        yield url


@contextmanager
def _server(settings: Settings) -> Iterator[int]:
    command = [*web_command(settings)[:-1], "tests.load.site:make_app"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TRAININGAPP_DATA": str(settings.data),
        "TRAININGAPP_DATABASE_URL": settings.database_url,
        "TRAININGAPP_SECRET_KEY": settings.secret_key,
        "TRAININGAPP_BASE_URL": settings.base_url,
        "TRAININGAPP_WORKERS": str(settings.workers),
    }
    with (settings.data / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{settings.port}/healthz", server)
            yield server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _live(crowd: Crowd, pid: int) -> tuple[list[Timings], dict[str, float]]:
    cpu: dict[str, float] = {}

    async def day() -> list[Timings]:
        steps = []
        await crowd.arrive()
        for step in crowd.day():
            before = _cpu_seconds(pid)
            timings = await step()
            cpu[timings.name] = (_cpu_seconds(pid) - before) * 1e6 / max(len(timings.taken), 1)
            steps.append(timings)
        await crowd.leave()
        return steps

    return asyncio.run(day()), cpu


def _cpu_seconds(pid: int) -> float:
    """Processor time of the server and its children."""
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(path.parent.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _report(options: argparse.Namespace, steps: list[Timings], *, cpu: dict[str, float]) -> None:
    _say(f"{options.database}, {options.candidates} candidates, {options.workers} processes")
    _say(
        f"{'step':24}{'per s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU us':>8}  goal  failed"
    )
    for step in steps:
        goal = next((str(g) for name, g in GOALS.items() if step.name.startswith(name)), "")
        figures = [step.percentile(share) for share in (0.5, 0.95, 0.99)]
        _say(
            f"{step.name:24}{step.per_second:8.0f}"
            + "".join(f"{figure:9.0f}" for figure in figures)
            + f"{cpu.get(step.name, 0):8.0f}  {goal:>4}  {json.dumps(step.failures) if step.failures else ''}"
        )
    rates = {step.name: step.per_second for step in steps}
    bare = (rates["bare route"] + rates["bare route again"]) / 2
    upsert = (rates["bare upsert"] + rates["bare upsert again"]) / 2
    both = 1 / (1 / bare + 1 / upsert)
    _say(f"save / bare upsert: {rates['save'] / upsert:.2f} (goal 0.50)")
    _say(
        f"start + paper / (bare route + bare upsert): {rates['start + paper'] / both:.2f} (goal 0.60)"
    )
    _say(
        f"save / bare route: {rates['save'] / bare:.2f}; hand in / bare upsert: {rates['hand in'] / upsert:.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
