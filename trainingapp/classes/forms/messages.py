"""Writing to members."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from trainingapp.web.forms import BaseForm

MOST_LETTERS = 2000


class MessageForm(BaseForm):
    """A text; the token makes one message of a form that is sent twice."""

    text = TextAreaField(
        _("Message"),
        [DataRequired(), Length(max=MOST_LETTERS)],
        description=_("Each of them gets it alone and does not see who else does."),
    )
    token = HiddenField(validators=[DataRequired(), Regexp(r"^[0-9a-f]{32}\Z")])
