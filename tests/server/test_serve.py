"""The site as it runs for real people: two web processes, a worker that is kept, an end in order."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.browser.live import free_port
from tests.server.test_commands import SAFE

ROOT = Path(__file__).parent.parent.parent


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; a process that has ended but that nobody has asked about does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Server:
    """A running `trainingapp serve` behind an imagined proxy."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        environment = {
            **os.environ,
            **SAFE,
            "TRAININGAPP_DATA": str(data),
            "TRAININGAPP_PORT": str(self.port),
            "TRAININGAPP_WORKERS": "2",
            "TRAININGAPP_METRICS_TOKEN": "token",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "trainingapp.cli", "serve", "--migrate"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout
        self.output = ""
        # Ends at the latest when the server gives up, a minute after its start.
        for line in self.process.stdout:
            self.output += line
            if line.startswith("Serving"):
                break

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Ask with a fresh connection, so that either web process may answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": "learn.example.org", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def worker(self) -> psutil.Process | None:
        """The worker process, when there is one."""
        children = filter(is_alive, psutil.Process(self.process.pid).children())
        return next((child for child in children if child.cmdline()[-1:] == ["worker"]), None)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    family = [running.process.pid]
    if running.process.poll() is None:
        parent = psutil.Process(running.process.pid)
        family = [child.pid for child in (*parent.children(recursive=True), parent)]
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    running.process.wait()
    assert running.process.stdout
    running.process.stdout.close()


def wait_until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


@pytest.mark.slow
def test_serve_runs_keeps_its_worker_sums_its_figures_and_ends_in_order(server: Server) -> None:
    assert "Serving https://learn.example.org" in server.output

    status, body = server.get("/healthz")
    assert (status, json.loads(body)["checks"]["database"]) == (200, True)
    assert server.get("/healthz", Host="evil.example")[0] == 400

    wait_until(lambda: json.loads(server.get("/healthz")[1])["status"] == "ok")
    first = server.worker()
    assert first
    first.kill()
    wait_until(lambda: (found := server.worker()) is not None and found.pid != first.pid)

    asked = sum(1 for _ in range(30) if server.get("/")[0] == 200)
    text = server.get("/metrics", Authorization="Bearer token")[1]
    found = re.search(
        r'trainingapp_requests_total\{endpoint="dashboards.show_front",.*\} (\S+)', text
    )
    assert found
    assert float(found[1]) == asked == 30

    family = psutil.Process(server.process.pid).children(recursive=True)
    assert len(family) >= 4, "granian, two web processes and the worker"
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 0
    assert list(filter(is_alive, family)) == []


@pytest.mark.slow
def test_nothing_stays_behind_when_the_parent_is_killed(server: Server) -> None:
    family = psutil.Process(server.process.pid).children(recursive=True)
    server.process.kill()
    server.process.wait()
    wait_until(lambda: not any(map(is_alive, family)))
    assert list(filter(is_alive, family)) == []
