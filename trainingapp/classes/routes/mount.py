"""The blueprint of classes and the words that its pages use."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("classes", __name__)
