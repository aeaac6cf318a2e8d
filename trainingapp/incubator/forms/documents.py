"""What is said of a document, alone or inside the form of something that it proves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from trainingapp.incubator import document_wording as wording
from trainingapp.incubator.models.documents import IncubatorDocument
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory, may_open
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.forms import BaseForm

EARLIEST, LATEST = date(1980, 1, 1), date(2099, 12, 31)


def check_day(_form: Any, field: Any) -> None:
    """A day of our time."""
    if field.data and not EARLIEST <= field.data <= LATEST:
        raise ValidationError(gettext("Enter a day between 1980 and 2099."))


def after(last_day: date | None) -> date | None:
    """The first day on which something that holds up to this day holds no longer."""
    return last_day + timedelta(days=1) if last_day else None


class DocumentForm(BaseForm):
    """A document: what it is, what is printed on it, until when it holds, and who opens it."""

    category = SelectField(_("Kind of document"), [DataRequired()])
    title = StringField(_("Name of the document"), [DataRequired(), Length(max=120)])
    number = StringField(_("Number printed on it"), [Optional(), Length(max=60)])
    issued_on = DateField(_("Issued on"), [Optional(), check_day])
    last_day = DateField(
        _("Valid until"),
        [Optional(), check_day],
        description=_("The last day printed on it. Leave it empty when there is none."),
    )
    audience = SelectField(_("Who may open it"), [DataRequired()])

    def __init__(
        self, actors: Collection[Actor], document: IncubatorDocument | None = None, **options: Any
    ) -> None:
        known = _spread(document) if document else {"audience": str(Audience.PARTIES)}
        super().__init__(data=known, **options)
        self.category.choices = _choices(wording.CATEGORIES)
        self.audience.choices = [
            SelectChoice(str(one), str(text))
            for one, text in wording.AUDIENCES.items()
            if may_open(one, actors)
        ]

    def validate_last_day(self, field: Any) -> None:
        """A paper is not over before it begins."""
        if field.data and self.issued_on.data and field.data < self.issued_on.data:
            raise ValidationError(gettext("It ends before it begins."))

    def said(self) -> dict[str, Any]:
        """What was typed, as `actions.documents.Paper` takes it."""
        return {
            "category": DocumentCategory(self.category.data),
            "title": self.title.data or "",
            "number": self.number.data or "",
            "issued_on": self.issued_on.data,
            "ends_on": after(self.last_day.data),
            "audience": Audience(self.audience.data),
        }


class VersionForm(BaseForm):
    """A newer file."""

    note = TextAreaField(_("What is new in it"), [Optional(), Length(max=300)])


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(one), str(text)) for one, text in words.items()]


def _spread(document: IncubatorDocument) -> dict[str, Any]:
    names = ("category", "title", "number", "issued_on", "last_day", "audience")
    return {name: getattr(document, name) for name in names}
