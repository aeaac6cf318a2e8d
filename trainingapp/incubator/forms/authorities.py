"""What is said of an authority."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext as _
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from trainingapp.accounts.models import Organisation
from trainingapp.incubator.models import AuthorityDetail
from trainingapp.incubator.wording import AUTHORITY_KINDS
from trainingapp.web.forms import BaseForm


class AuthorityForm(BaseForm):
    """Its kind, its area, which one it answers to, how to reach it."""

    kind = SelectField(_("Kind of authority"), [DataRequired()])
    area_code = StringField(
        _("Code of the area"), [Optional(), Regexp(r"[0-9]{2,12}\Z", message=_("2 to 12 digits."))]
    )
    parent = SelectField(_("Answers to"), [Optional()])
    address = StringField(_("Address"), [Optional(), Length(max=200)])
    phone = StringField(_("Telephone"), [Optional(), Length(max=40)])

    def __init__(self, detail: AuthorityDetail | None, others: Sequence[Organisation]) -> None:
        super().__init__(obj=detail, data={"parent": str((detail and detail.parent_id) or "")})
        self.kind.choices = [SelectChoice(str(one), text) for one, text in AUTHORITY_KINDS.items()]
        self.parent.choices = [SelectChoice("", gettext("none of these"))]
        self.parent.choices += [SelectChoice(str(one.id), one.name) for one in others]

    @property
    def parent_id(self) -> int | None:
        """The authority above."""
        return int(self.parent.data) if self.parent.data else None
