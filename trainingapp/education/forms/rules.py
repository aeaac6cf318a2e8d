"""An instructor's proposal of what a course grants, and the decision on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from trainingapp.accounts.forms.fields import choices_of
from trainingapp.education.days import today
from trainingapp.education.forms.dates import check_dates
from trainingapp.education.models import CeProvider
from trainingapp.education.plans import RulePlan
from trainingapp.education.wording import BASES, STATES, kind_name
from trainingapp.rules.course_checks import CheckTerms
from trainingapp.rules.education import MOST_MINUTES, WHOLE, Basis, Terms, too_much
from trainingapp.web.forms import BaseForm

PREFIX = "kind_"


class RuleForm(BaseForm):
    """What a course is to grant. The fields for lesson kinds are added by `rule_form`."""

    provider = SelectField(_("Who grants it"), [DataRequired(_("Choose who grants it."))])
    source = StringField(
        _("Document that lets this course count"),
        [DataRequired(), Length(max=300)],
        description=_("Number and title, as issued: the approver looks it up."),
    )
    basis = RadioField(
        _("What is granted"),
        [InputRequired()],
        choices=choices_of(BASES),
        default=str(Basis.WHOLE),
    )
    minutes = IntegerField(
        _("Minutes for the whole course"), [Optional(), NumberRange(min=1, max=MOST_MINUTES)]
    )
    valid_from = DateField(_("From"), [InputRequired(_("Enter a date."))], default=today)
    valid_to = DateField(_("Until"), [Optional()])
    needs_check = BooleanField(_("Only after a final check"))
    items = IntegerField(
        _("Items of the check"), [Optional(), NumberRange(min=1, max=50)], default=10
    )
    pass_percent = IntegerField(
        _("Share that must be right, in percent"),
        [Optional(), NumberRange(min=1, max=100)],
        default=60,
    )
    tries = IntegerField(_("Tries"), [Optional(), NumberRange(min=1, max=10)], default=3)
    wait_hours = IntegerField(
        _("Hours between two tries"), [Optional(), NumberRange(min=0, max=168)], default=24
    )

    def offer(self, providers: Sequence[CeProvider]) -> None:
        """Let the instructor choose among the providers that may grant today."""
        self.provider.choices = [SelectChoice(str(one.id), one.name) for one in providers]

    @property
    def kind_fields(self) -> list[Any]:
        """The fields of the lesson kinds."""
        return [field for field in self if field.name.startswith(PREFIX)]

    def terms(self) -> Terms:
        """What is to be granted, in minutes."""
        if self.basis.data == Basis.WHOLE:
            return Terms(Basis.WHOLE, minutes=self.minutes.data or 0)
        minutes = {field.name.removeprefix(PREFIX): field.data for field in self.kind_fields}
        by_kind = {kind: value for kind, value in minutes.items() if value}
        return Terms(Basis.LESSONS, by_kind=by_kind)

    def check(self) -> CheckTerms | None:
        """The final check, if one is wanted."""
        if not self.needs_check.data:
            return None
        return CheckTerms(
            items=self.items.data or 0,
            pass_percent=self.pass_percent.data or 0,
            tries=self.tries.data or 0,
            wait_hours=self.wait_hours.data or 0,
        )

    def plan(self, course_id: int, title: Mapping[str, str], *, provider: CeProvider) -> RulePlan:
        """The valid form as a proposal for a course."""
        return RulePlan(
            course_id=course_id,
            course_title=title,
            provider_id=provider.id,
            jurisdiction=provider.jurisdiction,
            terms=self.terms(),
            check=self.check(),
            source=self.source.data or "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )

    def fits(self, lessons: Sequence[tuple[str, int]], *, pool: int) -> bool:
        """Whether a valid form fits the course: its time, and the items on its knowledge points; says what does not."""
        terms = self.terms()
        if terms.basis is Basis.WHOLE and not terms.minutes:
            self._refuse(self.minutes, gettext("Enter the minutes."))
        elif terms.basis is Basis.LESSONS and not terms.by_kind:
            self._refuse(self.basis, gettext("Enter the minutes of at least one kind of lesson."))
        for name in too_much(terms, lessons):
            field = self.minutes if name == WHOLE else self[f"{PREFIX}{name}"]
            self._refuse(field, gettext("More than the time it takes does not count."))
        self._check_items(pool)
        check_dates(self.valid_from, self.valid_to)
        return not self.errors

    def _check_items(self, pool: int) -> None:
        if not self.needs_check.data:
            return
        for field in (self.items, self.pass_percent, self.tries, self.wait_hours):
            if field.data is None:
                self._refuse(field, gettext("Enter a number."))
        if (self.items.data or 0) > pool:
            sentence = gettext(
                "The item bank has %(count)s ready items on the knowledge points of this course.",
                count=pool,
            )
            self._refuse(self.items, sentence)

    @staticmethod
    def _refuse(field: Any, sentence: str) -> None:
        field.errors = [*field.errors, sentence]


def rule_form(kinds: Iterable[str]) -> RuleForm:
    """The form for a course with lessons of these kinds."""
    fields = {
        f"{PREFIX}{kind}": IntegerField(
            kind_name(kind), [Optional(), NumberRange(min=0, max=MOST_MINUTES)]
        )
        for kind in sorted(set(kinds))
    }
    form: RuleForm = type("RuleFormOfCourse", (RuleForm,), fields)()
    return form


class RuleFilterForm(BaseForm):
    """Which rules to list."""

    class Meta(BaseForm.Meta):
        csrf = False

    state = SelectField(
        _("State"),
        [Optional()],
        choices=choices_of(STATES, none=_("All rules")),
        default="",
    )


class ApprovalForm(BaseForm):
    """Approving a rule."""

    is_verified = BooleanField(_("I have read the document that it names"))


class ReasonForm(BaseForm):
    """Declining or ending a rule."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=500)])
