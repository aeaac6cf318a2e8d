"""What an auditor may look for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from trainingapp.audit.queries import Filter
from trainingapp.audit.words import ACTS, SUBJECTS
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import SHANGHAI


class FilterForm(BaseForm):
    """The filters of the list. They travel in the address, so there is nothing to forge."""

    class Meta(BaseForm.Meta):
        csrf = False

    actor = StringField(_("Person (name or number)"), [Optional(), Length(max=80)])
    action = SelectField(_("Act"), validate_choice=False)
    subject = SelectField(_("About"), validate_choice=False)
    subject_id = IntegerField(_("About number"), [Optional(), NumberRange(min=0, max=2**31 - 1)])
    since = DateField(_("From day"), [Optional()])
    until = DateField(_("Until day"), [Optional()])

    def __init__(self, formdata: MultiDict[str, str]) -> None:
        super().__init__(formdata)
        self.action.choices = _choices(ACTS)
        self.subject.choices = _choices(SUBJECTS)

    def filter(self) -> Filter:
        """The valid fields as a filter; days begin and end in Shanghai."""
        last = self.until.data if self.until.data != date.max else None
        return Filter(
            actor=self.actor.data or None,
            action=self.action.data or None,
            subject=self.subject.data or None,
            subject_id=self.subject_id.data,
            since=_midnight(self.since.data),
            until=_midnight(last + timedelta(days=1) if last else None),
        )

    def asked(self) -> dict[str, str]:
        """The filters in use, by name, as text: for addresses."""
        return {name: str(field.data) for name, field in self._fields.items() if field.data}

    def noted(self) -> dict[str, str]:
        """The filters in use as the log may keep them for good: a person by number, never by name."""
        noted = self.asked()
        if not noted.get("actor", "0").isdecimal():
            noted["actor"] = "by name"
        return noted


def _choices(words: Mapping[str, object]) -> list[tuple[str, str]]:
    named = sorted(((code, str(word)) for code, word in words.items()), key=_by_part_and_word)
    return [("", str(_("All"))), *named]


def _by_part_and_word(choice: tuple[str, str]) -> tuple[str, bytes]:
    # The GB 18030 order of common characters is that of their pronunciation.
    return choice[0].partition(".")[0], choice[1].encode("gb18030")


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI) if day else None
