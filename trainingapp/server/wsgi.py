"""What a WSGI server loads: `trainingapp.server.wsgi:make_app`, a factory."""

from __future__ import annotations

from flask import Flask

from trainingapp.app import create_app


def make_app() -> Flask:
    """Build the application from the environment's settings."""
    return create_app()
