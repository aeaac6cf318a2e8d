"""What a WSGI server loads: `trainingapp.server.wsgi:make_app`, a factory."""

from __future__ import annotations

import gc
from importlib import import_module

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from trainingapp.config import Settings


def make_app() -> Flask:
    """Build the application from the environment's settings, ready for its first request.

    What loading makes stays for good, so the collector of garbage rests meanwhile: a quarter of the start.
    """
    gc.disable()
    try:
        app: Flask = import_module("trainingapp.app").create_app()
        warm_up(app)
    finally:
        gc.enable()
    return app


def warm_up(app: Flask) -> None:
    """Compile every template and set what is loaded by now aside from the collector of garbage.

    Without the first the earliest readers wait a quarter of a second; without the second every
    thirtieth request waits a tenth, while hundreds of thousands of objects that never go are counted.
    What little garbage there is by now (2,000 objects of 600,000) stays: looking for it takes a quarter of a second.
    """
    settings: Settings = app.config["SETTINGS"]
    folder = settings.data / "templates"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    gc.freeze()
