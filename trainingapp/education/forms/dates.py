"""What dates of documents may be."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


def check_dates(valid_from: Any, valid_to: Any) -> bool:
    """Whether both dates are of our time and in order; says beside the field what is wrong."""
    wrong = ""
    for field in (valid_from, valid_to):
        if field.data is not None and not EARLIEST <= field.data <= LATEST:
            wrong = gettext("Enter a date between 1990 and 2100.")
            field.errors = [*field.errors, wrong]
    if not wrong and valid_from.data and valid_to.data and valid_to.data < valid_from.data:
        wrong = gettext("It ends before it begins.")
        valid_to.errors = [*valid_to.errors, wrong]
    return not wrong
