"""The site as it really runs: a granian process on a free port with a database file of its own.

Tests may stop it, kill it as a power cut would, and start it again on the same address.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import Flask
from flask_migrate import stamp

from tests.browser.clock import move_clock
from tests.browser.warm import CLOCK, FORGET
from tests.conftest import create_tables, empty_tables
from trainingapp.app import create_app
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.server.wsgi import warm_up

SECRET = "a secret key of tests, long enough to be real"
START_SECONDS = 30.0
STOP_SECONDS = 10.0


@cache
def compiled_templates() -> Path:
    """A folder of every template compiled, made once: a new site would spend a second on it at each start."""
    folder = Path(tempfile.mkdtemp(prefix="templates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(data=folder, secret_key=SECRET, base_url="http://localhost")
    warm_up(create_app(settings))
    return folder / "templates"


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LiveServer:
    """One web process and, when a test wants it, one worker, over the data in one folder."""

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "TRAININGAPP_DATA": str(data),
            "TRAININGAPP_BASE_URL": self.url,
            "TRAININGAPP_SECRET_KEY": SECRET,
            **(settings or {}),
        }
        self.app = self._make_app()
        self.factory = "trainingapp.server.wsgi:make_app"
        self.is_as_started = True  # no test has ended it or given it a worker
        self._web: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make the tables. Tests then fill them through `app`, which shares the database."""
        create_tables(self.app)
        shutil.copytree(compiled_templates(), self.data / "templates", dirs_exist_ok=True)

    def close(self) -> None:
        """End the processes and let go of the database."""
        self.stop()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def start(self) -> None:
        """Start the web process and return when it answers."""
        threads = self.environment.get("TRAININGAPP_BLOCKING_THREADS", "16")
        self._web = self._run(
            *("granian", "--interface", "wsgi", "--factory", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(self.port)),
            *("--workers", self.environment.get("TRAININGAPP_WORKERS", "1")),
            *("--blocking-threads", threads, "--backlog", "4096"),
            self.factory,
        )
        self._wait_until_it_answers()

    def start_worker(self) -> None:
        """Start the worker, which runs jobs and the timetable (the collector among them)."""
        self.is_as_started = False
        with self.app.app_context():
            stamp()  # the tables come from the models, and the worker asks whether they are the newest
            db.session.remove()
        self._worker = self._run("trainingapp.cli", "worker")

    def stop(self) -> None:
        """End the processes in an orderly way."""
        self.is_as_started = False
        for process in (self._worker, self._web):
            if process and process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    _kill_group(process)
        self._web = self._worker = None

    def kill(self) -> None:
        """End the web process at once, with no chance to finish anything (`kill -9`)."""
        self.is_as_started = False
        if self._web:
            _kill_group(self._web)
            self._web = None

    def restart(self) -> None:
        """Start again on the same address after `stop` or `kill`."""
        if self._web:
            self.stop()
        self.start()

    @property
    def can_serve_another(self) -> bool:
        """Whether the processes are those of the beginning, so that the next test may have them."""
        return self.is_as_started and self._web is not None and self._web.poll() is None

    def renew(self) -> None:
        """Empty the tables, the folders and the memory of the process, as if it had just begun."""
        with self.app.app_context():
            empty_tables()
        for name in ("files", "mail", "uploads"):
            shutil.rmtree(self.data / name, ignore_errors=True)
        os.truncate(self.data / "live.log", 0)
        assert self._tell(FORGET) == b"forgotten"

    def set_clock(self, to: datetime) -> None:
        """Move the clock of the server and of this process; emptying the server sets its own right again."""
        move_clock(to)
        assert self._tell(f"{CLOCK}?to={to.timestamp()}") == b"moved"

    @property
    def log(self) -> str:
        """Everything the processes have written so far."""
        return (self.data / "live.log").read_text(errors="replace")

    def _tell(self, path: str) -> bytes:
        request = urllib.request.Request(f"{self.url}{path}", method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bytes(answer.read())

    def _make_app(self) -> Flask:
        with _environment(self.environment):
            app = create_app(Settings.load())
        app.config.update(LOG_REQUESTS=False)
        return app

    def _run(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.data / "live.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own, so that `kill` takes granian's children with it.
                start_new_session=True,
            )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._web
            if self._web.poll() is not None or time.monotonic() > deadline:
                message = f"The server did not start.\n{self.log[-4000:]}"
                raise RuntimeError(message)
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError:
            # Any answer is one; without a worker the health page may say 503.
            return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
