"""The real site for live tests of uploads: with the tests' purposes, and a switch that kills it at the worst moment."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from flask import Flask

from tests.files.sending import PURPOSE
from trainingapp.files import growing
from trainingapp.server.wsgi import make_app as make_site

SWITCH = "kill-before-the-offset"


def make_app() -> Flask:
    """The application from the environment's settings. The switch is a file in the data folder."""
    assert PURPOSE
    app = make_site()
    switch: Path = app.config["SETTINGS"].data / SWITCH
    note_offset = growing.actions.note_offset

    def note_or_die(*arguments: Any, **options: Any) -> bool:
        if switch.exists():
            switch.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return note_offset(*arguments, **options)

    growing.actions.note_offset = note_or_die
    return app
