"""The pulse of a web process: every two seconds a row, so that a time without any can be given
back.
"""

from __future__ import annotations

import os
import socket
import threading
from datetime import timedelta

from flask import Flask

from trainingapp.exams.actions.outages import beat
from trainingapp.web.clock import now
from trainingapp.web.sqlite import writing
from trainingapp.web.transactions import commit_now

INTERVAL = timedelta(seconds=2)
_NAME = "exams.heartbeat"


class Heartbeat:
    """One thread of a process that leaves its pulses; started by the first request after a fork."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._starting = threading.Lock()
        self._stopped = threading.Event()
        self._pid = 0

    def ensure(self) -> None:
        """Leave the first pulse, crediting any outage before it, and keep on; at once when running."""
        if self._pid == os.getpid():
            return
        with self._starting:
            if self._pid == os.getpid():
                return
            first = threading.Thread(target=self._beat_once, name="heartbeat-first")
            first.start()
            first.join()
            threading.Thread(target=self._keep_on, name="heartbeat", daemon=True).start()
            self._pid = os.getpid()

    def stop(self) -> None:
        """Leave no more pulses."""
        self._stopped.set()

    def _beat_once(self) -> None:
        try:
            with self._app.app_context(), writing():
                beat(f"{socket.gethostname()}:{os.getpid()}", now=now())
                commit_now()
        except Exception:
            # A missed pulse is not worth a crash: at worst it gives candidates time.
            self._app.logger.exception("the heartbeat missed a pulse")

    def _keep_on(self) -> None:
        while not self._stopped.wait(INTERVAL.total_seconds()):
            self._beat_once()


def ensure_heartbeat(app: Flask) -> None:
    """See that this process has a pulse; tests do without unless they ask for it."""
    heartbeat: Heartbeat | None = app.extensions.get(_NAME)
    if heartbeat is None:
        heartbeat = app.extensions.setdefault(_NAME, Heartbeat(app))
    if not app.testing or app.config.get("HEARTBEAT"):
        heartbeat.ensure()
