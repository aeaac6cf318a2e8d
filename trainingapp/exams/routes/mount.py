"""Where the pages of exams are mounted."""

from flask import Blueprint

bp = Blueprint("exams", __name__, url_prefix="/exams")
