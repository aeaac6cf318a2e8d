"""`trainingapp prepare-demo`: database, question bank and people, each step told. `demo` runs it."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from trainingapp.config import Settings
from trainingapp.itembank.command_options import translations
from trainingapp.itembank.commands import load_folder
from trainingapp.jobs.worker import run_all
from trainingapp.server import schema, timetable
from trainingapp.server.collector import resting_collector
from trainingapp.server.demo_data import make_demonstration
from trainingapp.server.preparation import bank_folder, note_prepared
from trainingapp.server.progress import step
from trainingapp.web.clock import now
from trainingapp.web.transactions import committing


@click.command("prepare-demo", hidden=True)
@with_appcontext
def prepare_demo() -> None:
    """Make what is missing."""
    settings: Settings = current_app.config["SETTINGS"]
    with resting_collector():
        if not schema.is_current():
            with step("Making the database"):
                schema.migrate()
        load_folder(bank_folder(settings), exam_year=None, laws=None, translate=translations("zh"))
        with step("Making the people of the demonstration"), committing():
            make_demonstration(now=now())
        assert timetable.MODULES
        run_all()
    note_prepared(settings)
