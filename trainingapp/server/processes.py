"""The processes of a running site: granian with its web processes, and the worker beside it.

Standard library only, so that a start loses no time; the children load the application.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import IO

from trainingapp.config import Settings

TARGET = "trainingapp.server.wsgi:make_app"
PROGRAM = Path(__file__).parent.parent.parent  # the folder that holds the package
START_SECONDS = 60.0
STOP_SECONDS = 15.0
WATCH_SECONDS = 0.2
RESTART_SECONDS = 2.0
SQLITE_THREADS = 32  # they wait for the group commit
POSTGRESQL_THREADS = 8


class NotStarted(Exception):  # noqa: N818 - the fact is the name
    """The web server ended, or did not answer in time."""


def child_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: it runs this very program, whatever lies in the present folder."""
    paths = [str(PROGRAM), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONSAFEPATH": "1",
        **changes,
    }


def find_port(host: str, wanted: int) -> int:
    """The wanted port, or the first free one of the twenty after it, or any."""
    for port in (*range(wanted, wanted + 21), 0):
        if is_free(host, port):
            return port or _any_port(host)
    raise NotStarted(f"no free port on {host}")


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _any_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def web_command(settings: Settings) -> list[str]:
    """The command line of the web server."""
    usual = SQLITE_THREADS if settings.is_sqlite else POSTGRESQL_THREADS
    threads = settings.blocking_threads or usual
    options = {
        "--interface": "wsgi",
        "--host": settings.host,
        "--port": settings.port,
        "--workers": settings.workers,
        "--blocking-threads": threads,
        # granian counts open connections, not requests: with a low limit, phones that keep theirs
        # open lock the others out for half a minute.
        "--backpressure": 4096,
        "--backlog": 4096,
        # A process that is told to end while it still loads would never do so.
        "--workers-kill-timeout": 5,
        "--log-level": "warning",
        # granian looks for the program in its working folder before anywhere else.
        "--working-dir": PROGRAM,
    }
    flags = ["--factory", "--no-ws", "--respawn-failed-workers"]
    given = [str(part) for pair in options.items() for part in pair]
    return [sys.executable, "-m", "granian", *given, *flags, TARGET]


def worker_command() -> list[str]:
    """The command line of a worker."""
    return [sys.executable, "-m", "trainingapp.cli", "worker"]


class Site:
    """A web server and, unless told otherwise, a worker; both end with the process that made them."""

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        *,
        logs: Path | None = None,
        has_worker: bool = True,
    ) -> None:
        self._settings = settings
        self._environment = child_environment(environment)
        self._logs = logs
        self._has_worker = has_worker
        self._web: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None
        self._asked_to_stop = threading.Event()

    def start(self) -> None:
        """Start everything and return when the site answers. :raises NotStarted: when it does not."""
        self._catch_signals()
        self._web = self._run("web", web_command(self._settings))
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._web.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise NotStarted(self._last_words())
            if self._asked_to_stop.wait(0.03):
                return
        # Only now: loading the program twice at once would double the wait on a small machine.
        if self._has_worker:
            self._worker = self._run("worker", worker_command())

    def watch(self) -> bool:
        """Wait for a signal to stop (True) or for the web server to end (False); keep a worker."""
        restart_at = 0.0
        while not self._asked_to_stop.wait(WATCH_SECONDS):
            if self._web and self._web.poll() is not None:
                return False
            if self._worker and self._worker.poll() is not None:
                restart_at = restart_at or time.monotonic() + RESTART_SECONDS
                if time.monotonic() >= restart_at:
                    restart_at = 0.0
                    self._worker = self._run("worker", worker_command())
        return True

    def stop(self) -> None:
        """End the children in order, and at once those that do not."""
        running = [child for child in (self._web, self._worker) if child and child.poll() is None]
        for child in running:
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_group(child)

    def _catch_signals(self) -> None:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._ask_to_stop)

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked_to_stop.set()

    def _run(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        # Ctrl-C reaches a whole group; in groups of their own the children end in our order.
        # The tether ends them also when this process is killed.
        tether = [sys.executable, "-m", "trainingapp.server.tether", str(os.getpid())]
        output: IO[bytes] | None = None
        if self._logs:
            self._logs.mkdir(parents=True, exist_ok=True)
            output = (self._logs / f"{name}.log").open("ab")
        try:
            return subprocess.Popen(  # noqa: S603 - our own command line
                [*tether, *command],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            if output:
                output.close()

    def _answers(self) -> bool:
        host = self._settings.host.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - compared, not bound
        shown = f"[{host}]" if ":" in host else host
        request = urllib.request.Request(f"http://{shown}:{self._settings.port}/healthz")
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - always http
                return True
        except urllib.error.HTTPError:
            return True  # also a refusal is an answer: the name may not be a trusted host
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _last_words(self) -> str:
        log = self._logs / "web.log" if self._logs else None
        if log is None or not log.is_file():
            return "the web server did not start"
        return log.read_text(errors="replace")[-3000:]


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()
