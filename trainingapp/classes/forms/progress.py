"""What a teacher wants to see of the dashboard. The filters travel in the address."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import Length

from trainingapp.classes.queries.progress import MemberProgress
from trainingapp.classes.queries.sorting import Order, Wanted, choose
from trainingapp.classes.teaching_words import BANDS, FLAGS, ORDERS
from trainingapp.web.forms import BaseForm


class ProgressForm(BaseForm):
    """A part of a name, a reason, a band, an order."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Part of the name"), [Length(max=60)])
    flag = SelectField(_("Reason to ask"), default="")
    band = SelectField(_("Readiness"), default="")
    order = SelectField(_("Sorted"), default=str(Order.FLAGS))

    def fill_choices(self) -> None:
        """Offer every reason, band and order."""
        reasons = [(str(kind), label) for kind, label in FLAGS.items()]
        self.flag.choices = [("", _("Everybody")), ("any", _("Any reason")), *reasons]
        self.flag.choices += [("none", _("No reason"))]
        self.band.choices = [("", _("Any of them")), *((str(b), name) for b, name in BANDS.items())]
        self.order.choices = [(str(order), label) for order, label in ORDERS.items()]

    def wanted(self) -> Wanted:
        """The fields as a wish; those that make no sense are left out."""
        if not self.validate():
            return Wanted()
        return Wanted(
            text=self.q.data or "",
            flag=self.flag.data or "",
            band=self.band.data or "",
            order=self.order.data or Order.FLAGS,
        )

    def choose(self, members: Sequence[MemberProgress]) -> list[MemberProgress]:
        """Those members that the fields ask for, in their order."""
        return choose(members, self.wanted())
