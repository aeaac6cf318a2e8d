"""Forms of what a degree does for the certificate, and of the map of a curriculum."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from trainingapp.rules.link_policies import LONGEST_ADDRESS
from trainingapp.web.forms import BaseForm


class BasisForm(BaseForm):
    """The document by which a pilot becomes law."""

    basis = StringField(
        _("Document and its number"),
        [DataRequired(), Length(max=300)],
        description=_("As issued: title, number, date, article."),
    )
    url = StringField(
        _("Address of the document"),
        [
            DataRequired(),
            Length(max=LONGEST_ADDRESS),
            Regexp(r"https://[^\s]+\Z", message=_("Enter an address that begins with https://.")),
        ],
        description=_("Where everybody can read it, on the site of the body that issued it."),
    )


class MapForm(BaseForm):
    """A curriculum that is held against an edition of the syllabus."""

    organisation_id = SelectField(_("University"), coerce=int)
    programme = StringField(
        _("Programme"),
        [DataRequired(), Length(max=120)],
        description=_("Such as: social work, bachelor, curriculum of 2024."),
    )
    edition = SelectField(_("Edition of the syllabus"))

    def offer(self, universities: list[tuple[int, str]], editions: list[str]) -> MapForm:
        """What can be chosen."""
        self.organisation_id.choices = [SelectChoice(str(i), name) for i, name in universities]
        self.edition.choices = [SelectChoice(one, one) for one in editions]
        return self


class MapSheetForm(BaseForm):
    """A filled sheet of the map."""

    file = FileField(
        _("Filled sheet"),
        [FileRequired(_("Choose a file first."))],
        description=_("The workbook (.xlsx) from this page, filled in. It is checked first."),
    )
