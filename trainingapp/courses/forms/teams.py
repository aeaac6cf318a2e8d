"""Who comes into a course's team."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from trainingapp.web.forms import BaseForm


class TeacherForm(BaseForm):
    """A co-instructor by how they sign in."""

    login = StringField(
        _("E-mail address or mobile number"),
        [DataRequired(), Length(max=254)],
        description=_("Of somebody who teaches on this site."),
    )
    can_edit = BooleanField(_("May edit the course and send it to review"))
