"""Short forms of classes: a code, an announcement, a list of people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from trainingapp.web.forms import BaseForm


class CodeForm(BaseForm):
    """The code of a class, as its teacher writes it on the board."""

    code = StringField(_("Class code"), [DataRequired(), Length(max=24)])


class AnnouncementForm(BaseForm):
    """What the whole class should know."""

    title = StringField(pgettext("announcement", "Title"), [DataRequired(), Length(max=120)])
    text = TextAreaField(
        _("Text"), [DataRequired(), Length(max=10_000)], description=_("You may use Markdown.")
    )


class ListForm(BaseForm):
    """A workbook of people."""

    file = FileField(
        _("List of people"),
        [FileRequired(_("Choose a file first."))],
        description=_("A workbook (.xlsx) made from the template, up to 500 people."),
    )
