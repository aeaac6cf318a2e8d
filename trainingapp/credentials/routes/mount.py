"""The blueprint of credentials and the words that its pages use."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("credentials", __name__)
