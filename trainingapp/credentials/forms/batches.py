"""Forms of sheets of graduates, and of the papers that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from trainingapp.accounts.models import Organisation
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.errors import sentence
from trainingapp.web.forms import BaseForm


class SheetForm(BaseForm):
    """A workbook of graduates of one university."""

    university = SelectField(_("University"), coerce=int)
    file = FileField(
        _("Sheet of graduates"),
        [FileRequired(_("Choose a file first."))],
        description=_("A workbook (.xlsx) made from the template, up to 6,000 graduates."),
    )

    def __init__(self, universities: Sequence[Organisation], **options: Any) -> None:
        super().__init__(**options)
        self.university.choices = [SelectChoice(str(one.id), one.name) for one in universities]

    def refuse_file(self, refused: RuleViolation) -> None:
        """Say beside the file why it is not read."""
        self.file.errors = [sentence(refused)]


class IdentityForm(BaseForm):
    """The ID number of one's own account."""

    id_number = StringField(
        _("ID number"),
        [DataRequired(_("Please fill this in.")), Length(max=30)],
        description=_(
            "Kept encrypted, and used to find what your university has registered for you."
        ),
    )

    def refuse(self, refused: RuleViolation) -> None:
        """Say beside the number what is wrong with it."""
        self.id_number.errors = [sentence(refused)]


class OfferForm(BaseForm):
    """A paper by the name and the number that are printed on it."""

    name = StringField(
        pgettext("person", "Name on the paper"),
        [DataRequired(_("Please fill this in.")), Length(max=60)],
    )
    number = StringField(
        _("Number of the paper"),
        [DataRequired(_("Please fill this in.")), Length(max=40)],
        description=_("The whole number of your diploma or degree certificate."),
    )

    def refuse(self) -> None:
        """Say beside the number that nothing fits, and no more than that."""
        self.number.errors = [
            gettext(
                "No waiting record has this name and number. Compare both with the paper, "
                "and enter your ID number if you have not yet."
            )
        ]
