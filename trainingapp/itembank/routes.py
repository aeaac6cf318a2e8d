"""Pages of itembank."""

from flask import Blueprint

bp = Blueprint("itembank", __name__)
