"""Fields and checks that several forms of accounts share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import SelectChoice, SelectMultipleField
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.accounts import queries
from trainingapp.accounts.passwords import check_new_password
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.identity import read_email, read_mobile
from trainingapp.web.errors import sentence

NEEDED = _("Please fill this in.")


def required(*others: Any) -> list[Any]:
    """The field must be filled in, with more than blanks; further validators follow."""
    return [DataRequired(NEEDED), *others]


def or_none(text: str | None) -> str | None:
    """Empty choices and texts are kept as nothing."""
    return text or None


def check_password_field(
    field: Any, *, known: Sequence[str | None], is_staff: bool = False
) -> None:
    """Put the rule's refusal beside the field."""
    try:
        check_new_password(field.data or "", known=known, is_staff=is_staff)
    except RuleViolation as violation:
        raise ValidationError(sentence(violation)) from violation


def check_email(field: Any, *, owner_id: int | None = None) -> None:
    """The field is an address that nobody else signs in with."""
    if read_email(field.data) is None:
        raise ValidationError(
            _("This does not look like an e-mail address, e.g. name@example.com.")
        )
    _check_free(field.data, owner_id)


def check_mobile(field: Any, *, owner_id: int | None = None) -> None:
    """The field is a mainland mobile number that nobody else signs in with."""
    if read_mobile(field.data) is None:
        raise ValidationError(
            _("This does not look like a mobile number: 11 digits, beginning with 1.")
        )
    _check_free(field.data, owner_id)


def _check_free(login: str, owner_id: int | None) -> None:
    holder = queries.find_user_by_login(login)
    if holder is not None and holder.id != owner_id:
        raise ValidationError(
            _(
                "There is an account with this e-mail address or mobile number already. Sign in, or reset the password."
            )
        )


def choices_of(
    labels: Mapping[Any, LazyString], *, none: LazyString | None = None
) -> list[SelectChoice]:
    """The choices of a select field; `none` is the label of the empty one, which comes first."""
    first = [] if none is None else [SelectChoice("", none)]
    return first + [SelectChoice(str(value), label) for value, label in labels.items()]


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Any number of choices, drawn as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms hands it over
        """Refuse what was not offered; the sentence of WTForms is in English only."""
        offered = {choice.value for choice in self.choices}
        if not offered.issuperset(self.data or ()):
            raise ValidationError(_("Please choose from what is offered."))
