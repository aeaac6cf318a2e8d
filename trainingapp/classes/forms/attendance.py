"""What is typed of attendance: the code of the day, and a teacher's word on every member of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from trainingapp.rules.attendance import MOST_NOTE, Word
from trainingapp.web.forms import BaseForm, tidy

PRESENT, ABSENT = "present", "absent"
_SAID = {PRESENT: True, ABSENT: False}


class CodeForm(BaseForm):
    """The code of the day."""

    code = StringField(
        _("Code of the day"),
        [DataRequired(), Length(max=20)],
        description=_("Six digits, on the board."),
    )


@dataclass(frozen=True, slots=True)
class Typed:
    """What a teacher typed of one member, and what is wrong with it."""

    said: str  # present, absent or nothing
    note: str
    fault: str = ""  # "long" or "alone"


def read_typed(form: Mapping[str, str], users: Iterable[int]) -> dict[int, Typed]:
    """What was typed of these people; whoever the form does not name is left out."""
    return {
        user: _read(form[f"mark-{user}"], str(tidy(form.get(f"note-{user}", ""))))
        for user in users
        if f"mark-{user}" in form
    }


def _read(said: str, note: str) -> Typed:
    said = said if said in _SAID else ""
    if len(note) > MOST_NOTE:
        return Typed(said, note, "long")
    return Typed(said, note, "alone" if note and not said else "")


def words(typed: Mapping[int, Typed]) -> dict[int, Word]:
    """The same for the act."""
    return {user: Word(_SAID.get(one.said), one.note) for user, one in typed.items()}
