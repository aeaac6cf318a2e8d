"""What is typed about meetings, risks and incidents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional

from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.forms.residing import GIVEN, LONG, NEEDED, DocumentsForm, SheetForm
from trainingapp.incubator.residence_wording import ENCOUNTERS, INCIDENTS, ORIGINS, RISKS
from trainingapp.incubator.wording import ACTORS
from trainingapp.rules.incubation.residence_words import (
    EncounterKind,
    IncidentKind,
    Origin,
    RiskKind,
)
from trainingapp.rules.incubation.words import Actor

DOERS = [SelectChoice(str(one), ACTORS[one]) for one in (Actor.AGENCY, Actor.OFFICER)]
SCALE = [SelectChoice(str(step), str(step)) for step in range(1, 6)]


def _what() -> StringField:
    return StringField(pgettext("residence", "Agreed action"), [Optional(), Length(max=300)])


def _who() -> SelectField:
    return SelectField(pgettext("residence", "Who does it"), choices=DOERS)


def _when() -> DateField:
    return DateField(pgettext("residence", "Due by"), [Optional()])


class EncounterForm(DocumentsForm):
    """The minutes of a meeting with up to three agreed actions."""

    kind = SelectField(
        pgettext("residence", "Kind"),
        choices=[SelectChoice(str(one), ENCOUNTERS[one]) for one in EncounterKind],
    )
    happened_on = DateField(pgettext("residence", "Day"), [GIVEN])
    minutes = IntegerField(pgettext("residence", "Minutes"), [GIVEN, NumberRange(min=1, max=1440)])
    place = StringField(pgettext("residence", "Place"), [Optional(), Length(max=120)])
    is_online = BooleanField(pgettext("residence", "Online"))
    attendees = TextAreaField(
        pgettext("residence", "Who took part"),
        [Optional(), Length(max=LONG)],
        description=_("Staff and mentors only: no clients, no minors."),
    )
    purpose = StringField(pgettext("residence", "Purpose"), [NEEDED, Length(max=200)])
    content = TextAreaField(
        pgettext("residence", "What was talked over"), [NEEDED, Length(max=LONG)]
    )
    findings = TextAreaField(
        pgettext("residence", "What you found"), [Optional(), Length(max=LONG)]
    )
    action_1, owner_1, due_1 = _what(), _who(), _when()
    action_2, owner_2, due_2 = _what(), _who(), _when()
    action_3, owner_3, due_3 = _what(), _who(), _when()

    def agreed(self) -> Iterator[tuple[str, Actor, date | None]]:
        """What was agreed, by whom and by when."""
        for row in "123":
            if text := self[f"action_{row}"].data:
                yield text, Actor(self[f"owner_{row}"].data), self[f"due_{row}"].data

    def is_in_order(self) -> bool:
        """Minutes are of something that was; an agreed day has an action and is in sight."""
        for row in "123":
            if not self.is_near(f"due_{row}"):
                return False
            if self[f"due_{row}"].data and not self[f"action_{row}"].data:
                return self.blame(f"action_{row}", gettext("Please fill this in."))
        return self.is_past("happened_on")


class RiskForm(SheetForm):
    """What may go wrong, how bad, how likely, and what is done about it."""

    kind = SelectField(
        pgettext("residence", "Kind"),
        choices=[SelectChoice(str(one), RISKS[one]) for one in RiskKind],
    )
    origin = SelectField(
        pgettext("residence", "Where it came up"),
        choices=[SelectChoice(str(one), ORIGINS[one]) for one in Origin],
        default=str(Origin.OFFICER),
    )
    text = TextAreaField(pgettext("residence", "What may go wrong"), [NEEDED, Length(max=LONG)])
    severity = SelectField(
        pgettext("residence", "Severity (1 to 5)"), choices=SCALE, coerce=number_or_none
    )
    likelihood = SelectField(
        pgettext("residence", "Likelihood (1 to 5)"), choices=SCALE, coerce=number_or_none
    )
    plan = TextAreaField(
        pgettext("residence", "What is done about it"), [Optional(), Length(max=LONG)]
    )
    owner = SelectField(
        pgettext("residence", "Who looks after it"), [Optional()], coerce=number_or_none
    )
    due_on = DateField(pgettext("residence", "Due by"), [Optional()])

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Fill the choice of owners."""
        none = SelectChoice("", pgettext("residence", "none"))
        self.owner.choices = [none, *(SelectChoice(str(n), name) for n, name in people)]

    def is_in_order(self) -> bool:
        """A day is one ahead."""
        return self.is_ahead("due_on")


class IncidentForm(SheetForm):
    """What happened, without anybody's name."""

    kind = SelectField(
        pgettext("residence", "Kind"),
        choices=[SelectChoice(str(one), INCIDENTS[one]) for one in IncidentKind],
    )
    happened_on = DateField(pgettext("residence", "Day"), [GIVEN])
    persons_harmed = IntegerField(
        pgettext("residence", "People who came to harm"),
        [GIVEN, NumberRange(min=0, max=10_000)],
        default=0,
    )
    summary = TextAreaField(
        pgettext("residence", "What happened"),
        [NEEDED, Length(max=LONG)],
        description=_("Without names of clients or minors."),
    )
    measures = TextAreaField(pgettext("residence", "What was done"), [Optional(), Length(max=LONG)])
    told_whom = StringField(
        pgettext("residence", "Who was told (police, authority …)"), [Optional(), Length(max=200)]
    )
    told_on = DateField(pgettext("residence", "Told on"), [Optional()])

    def is_in_order(self) -> bool:
        """It happened, and was told, until today."""
        return self.is_past("happened_on") and self.is_past("told_on")
