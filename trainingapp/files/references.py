"""Which columns refer to content. What no registered column refers to is an orphan and goes after a day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import InstrumentedAttribute

from trainingapp.files.models import StoredFile, Upload

_COLUMNS: dict[str, InstrumentedAttribute[Any]] = {}


def register_reference(column: InstrumentedAttribute[Any]) -> None:
    """Keep content alive as long as a row holds its id in this column, say `LessonFile.stored_file_id`."""
    _COLUMNS[str(column)] = column


def is_unreferenced() -> ColumnElement[bool]:
    """A condition on `StoredFile`: no row of any part refers to it."""
    return and_(*(~exists().where(column == StoredFile.id) for column in _COLUMNS.values()))


def referring_columns() -> frozenset[str]:
    """Names of the registered columns, `table.column`."""
    return frozenset(f"{column.class_.__tablename__}.{column.key}" for column in _COLUMNS.values())


register_reference(Upload.stored_file_id)
