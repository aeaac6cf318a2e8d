"""What is typed when things are put right, when an agency leaves, and when it is asked later how it is."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import DateField, IntegerField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from trainingapp.incubator.forms.residing import GIVEN, LONG, NEEDED, DocumentsForm, SheetForm
from trainingapp.incubator.residence_wording import CAUSES, ORIGINS, SURVIVALS
from trainingapp.rules.incubation.residence_words import Cause, Origin, Survival

CHOSEN = DataRequired(_("Please choose from what is offered."))


class PutRightForm(SheetForm):
    """Something to put right."""

    origin = SelectField(
        pgettext("residence", "Where it came up"),
        choices=[SelectChoice(str(one), ORIGINS[one]) for one in Origin],
    )
    text = TextAreaField(
        pgettext("residence", "What has to be put right"), [NEEDED, Length(max=LONG)]
    )
    due_on = DateField(pgettext("residence", "Due by"), [GIVEN])

    def is_in_order(self) -> bool:
        """There is time for it."""
        return self.is_ahead("due_on")


class LeaveForm(SheetForm):
    """On which day the agency leaves, and why."""

    leaves_on = DateField(pgettext("residence", "Day of leaving"), [GIVEN])
    reason = TextAreaField(pgettext("residence", "Why"), [NEEDED, Length(max=LONG)])

    def is_in_order(self) -> bool:
        """Nobody leaves in the past."""
        return self.is_ahead("leaves_on")


class DismissalForm(DocumentsForm):
    """Why an agency is to be dismissed."""

    cause = SelectField(
        pgettext("residence", "Cause"),
        [CHOSEN],
        choices=[SelectChoice(str(one), CAUSES[one]) for one in Cause],
    )
    facts = TextAreaField(
        pgettext("residence", "Facts"),
        [NEEDED, Length(max=LONG)],
        description=_("What happened and when. The agency reads this and answers."),
    )


class StatementForm(SheetForm):
    """What the agency says to it."""

    statement = TextAreaField(pgettext("residence", "Your answer"), [NEEDED, Length(max=LONG)])


class HandedOverForm(SheetForm):
    """That something was handed over."""

    on = DateField(pgettext("residence", "Day"), [Optional()])
    note = TextAreaField(
        pgettext("residence", "Note"),
        [Optional(), Length(max=LONG)],
        description=_("Counts, receipts, or why it does not apply."),
    )

    def is_in_order(self) -> bool:
        """Nothing is handed over ahead."""
        return self.is_past("on")


class ContactForm(SheetForm):
    """An attempt to reach a graduate."""

    on = DateField(pgettext("residence", "Day"), [GIVEN])
    reached = RadioField(
        pgettext("residence", "Did you reach them?"),
        [CHOSEN],
        choices=[
            SelectChoice("yes", pgettext("residence", "Reached")),
            SelectChoice("no", pgettext("residence", "Not reached")),
        ],
    )
    note = TextAreaField(pgettext("residence", "Note"), [Optional(), Length(max=LONG)])

    def is_in_order(self) -> bool:
        """Nobody was reached ahead."""
        return self.is_past("on")


class FollowUpForm(SheetForm):
    """How a graduate does."""

    survival = RadioField(
        pgettext("residence", "How the agency does"),
        [CHOSEN],
        choices=[SelectChoice(str(one), SURVIVALS[one]) for one in Survival],
    )
    staff = IntegerField(
        pgettext("residence", "Full-time staff"), [Optional(), NumberRange(min=0, max=10_000)]
    )
    projects = IntegerField(
        pgettext("residence", "Running projects"), [Optional(), NumberRange(min=0, max=10_000)]
    )
    needs = TextAreaField(pgettext("residence", "What they need"), [Optional(), Length(max=LONG)])

    def is_in_order(self) -> bool:
        """Of an agency that is active the staff are known."""
        if self.survival.data == Survival.ACTIVE and self.staff.data is None:
            return self.blame("staff", gettext("Please fill this in."))
        return True
