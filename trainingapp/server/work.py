"""`trainingapp worker`: runs jobs and the timetable until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import threading

import click
from flask.cli import with_appcontext

from trainingapp.jobs.worker import work
from trainingapp.server import schema, timetable


@click.command()
@with_appcontext
def worker() -> None:
    """Run background work: mail, closing overdue attempts, everything on the timetable."""
    if not schema.is_current():
        raise click.ClickException(
            "The database is not up to date: run trainingapp serve --migrate."
        )
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _signal, _frame: stop.set())
    assert timetable.MODULES
    work(f"{socket.gethostname()}:{os.getpid()}", stop=stop)
