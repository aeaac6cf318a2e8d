"""The tus 1.0 endpoints of uploads."""

from __future__ import annotations

from flask import Blueprint

from trainingapp.files import actions, queries  # noqa: F401

bp = Blueprint("files", __name__, url_prefix="/files")
