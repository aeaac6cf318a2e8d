"""The form of the document by which a pilot of degree and certificate becomes law."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Regexp

from trainingapp.rules.link_policies import LONGEST_ADDRESS, WHOLE_ADDRESS
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
            Regexp(WHOLE_ADDRESS, message=_("Enter an address that begins with https://.")),
        ],
        description=_("Where everybody can read it, on the site of the body that issued it."),
    )
