"""A workbook with status and reviews, as `bank import` takes it."""

from __future__ import annotations

import hashlib
from datetime import date

from pydantic import ValidationError

from trainingapp.itembank.exchange.candidates import Candidate, Upload, read_candidates
from trainingapp.itembank.exchange.cells import CellFault, read_word
from trainingapp.itembank.exchange.columns import STATUSES
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.sheet_reading import read_review, read_workbook
from trainingapp.itembank.shapes import ReviewShape
from trainingapp.itembank.storing import check_shapes
from trainingapp.rules.items import Status


def read_reviewed(data: bytes, *, on: date) -> Upload:
    """A workbook as `bank import` takes it: with status and reviews, every item by its code.

    What comes this way is checked like a file of the question bank: a ready item needs its review.
    """
    brought = read_workbook(data, limit=None)
    candidates = read_candidates(brought.rows, Lookups(on), author="")
    shaped = [found for found in candidates if found.shape is not None]
    for candidate in shaped:
        _add_reviews(candidate)
    checked = check_shapes([found.shape for found in shaped if found.shape], on=on)
    for candidate, findings in zip(shaped, checked, strict=True):
        for finding in findings:
            candidate.row.take(finding)
    return Upload("", hashlib.sha256(data).hexdigest(), candidates, brought.problems)


def _add_reviews(candidate: Candidate) -> None:
    row, shape = candidate.row, candidate.shape
    assert shape is not None
    if not candidate.is_coded:
        row.find("code", "missing_field", field=row.headings["code"])
    try:
        status = read_word(STATUSES, row.texts.get("status", "draft"))
        reviews = [ReviewShape.model_validate(read_review(texts)) for texts in row.reviews]
        candidate.shape = shape.model_copy(update={"status": Status(status), "reviews": reviews})
    except CellFault as fault:
        row.fail("status", fault)
    except ValidationError as error:
        row.find("code", "bad_review", field=error.errors()[0]["loc"][0])
