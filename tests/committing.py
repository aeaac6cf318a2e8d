"""What a test changes by an act of the house, committed as a request would."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from trainingapp.extensions import db
from trainingapp.web.transactions import writing

Result = TypeVar("Result")


def written(act: Callable[[], Result]) -> Result:
    """What an act gives, in a transaction of its own; rows are read anew afterwards."""
    db.session.rollback()
    with writing():
        found = act()
        db.session.commit()
        db.session.remove()
    return found
