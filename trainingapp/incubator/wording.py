"""The words of the incubator's pages for stages, kinds, fields and duties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from flask import url_for
from flask_babel import get_locale, gettext, lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.routing import BuildError

from trainingapp.rules.incubation.application_forms import FieldKind, Wording
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.words import (
    Actor,
    AgencyKind,
    AgencyStatus,
    AuthorityKind,
    Duty,
    Field,
    Mode,
    Outcome,
    RegistrationRoute,
    SeatState,
    Track,
)
from trainingapp.rules.incubation.workflow import Confirm
from trainingapp.web.i18n import local_date, with_days

ACTORS: Mapping[Actor, LazyString] = {
    Actor.APPLICANT: _("Applicant"),
    Actor.AGENCY: _("Agency manager"),
    Actor.OFFICER: _("Incubation officer"),
    Actor.HEAD: _("Head of the base"),
    Actor.FINANCE: _("Finance of the base"),
    Actor.AUTHORITY: _("Authority in charge"),
    Actor.REVIEWER: _("Review expert"),
    Actor.MENTOR: _("Mentor or supervisor"),
    Actor.ASSESSOR: _("Outside assessor"),
    Actor.AUDITOR: _("Auditor"),
    Actor.SYSTEM: _("By the clock"),
}

CONFIRMS: Mapping[Confirm, LazyString] = {
    Confirm.HEAD: _("Head of the base"),
    Confirm.OFFICER: _("Incubation officer"),
    Confirm.FINANCE: _("Finance of the base"),
    Confirm.AUTHORITY: _("Authority in charge"),
    Confirm.SECOND_OF_BASE: _("A second person of the base"),
}

DUTIES: Mapping[Duty, LazyString] = {
    Duty.REVIEWER: _("Reviewer"),
    Duty.MENTOR: _("Mentor"),
    Duty.SUPERVISOR: _("Supervisor"),
    Duty.ASSESSOR: _("Assessor"),
}

SEAT_STATES: Mapping[SeatState, LazyString] = {
    SeatState.ASKED: _("Invited to the seat"),
    SeatState.TAKEN: _("Took the seat"),
    SeatState.CONFLICT: _("Declared a conflict of interest"),
    SeatState.DECLINED: _("Declined the seat"),
    SeatState.ENDED: _("Seat has ended"),
}

TRACKS: Mapping[Track, LazyString] = {
    Track.M6: _("6 months: a clear plan"),
    Track.M12: _("12 months: from an idea"),
}

MODES: Mapping[Mode, LazyString] = {
    Mode.PHYSICAL: _("With a desk in the base"),
    Mode.VIRTUAL: _("Advice only, without a desk"),
}

OUTCOMES: Mapping[Outcome, LazyString] = {
    Outcome.GRADUATED_REGISTERED: _("Graduated, registered"),
    Outcome.GRADUATED_FILED: _("Graduated, filed with the street"),
    Outcome.MERGED: _("Merged into another agency"),
    Outcome.EARLY_VOLUNTARY: _("Left early of its own will"),
    Outcome.DISMISSED: _("Dismissed"),
    Outcome.FAILED_GRADUATION: _("Did not pass graduation"),
    Outcome.DISSOLVED: _("Dissolved"),
    Outcome.TRANSFERRED: _("Moved to another base"),
}

AGENCY_KINDS: Mapping[AgencyKind, LazyString] = {
    AgencyKind.SERVICE: _("Social service organisation (private non-enterprise unit)"),
    AgencyKind.ASSOCIATION: _("Association"),
    AgencyKind.FOUNDATION: _("Foundation"),
    AgencyKind.FILED_GROUP: _("Community group on file"),
    AgencyKind.TEAM: _("Team in preparation"),
}

AGENCY_STATUSES: Mapping[AgencyStatus, LazyString] = {
    AgencyStatus.IDEA: _("An idea"),
    AgencyStatus.PREPARING: _("Preparing to register"),
    AgencyStatus.APPLIED: _("Registration applied for"),
    AgencyStatus.REGISTERED: _("Registered with the authority"),
    AgencyStatus.FILED: _("On file with the street"),
    AgencyStatus.SUSPENDED: _("Activity suspended"),
    AgencyStatus.DEREGISTERING: _("Winding up"),
    AgencyStatus.DEREGISTERED: _("Deregistered"),
    AgencyStatus.REVOKED: _("Registration revoked"),
}

ROUTES: Mapping[RegistrationRoute, LazyString] = {
    RegistrationRoute.DIRECT: _("Direct registration"),
    RegistrationRoute.DUAL: _("With a professional supervising unit"),
    RegistrationRoute.CIVIL_AFFAIRS: _("Civil affairs is the supervising unit itself"),
    RegistrationRoute.FILING: _("Filing with the street"),
}

AUTHORITY_KINDS: Mapping[AuthorityKind, LazyString] = {
    AuthorityKind.CIVIL_AFFAIRS: _("Civil affairs bureau"),
    AuthorityKind.SOCIAL_WORK: _("Social work department"),
    AuthorityKind.APPROVAL: _("Administrative approval bureau"),
    AuthorityKind.OTHER: _("Another authority"),
}

FIELDS: Mapping[Field, LazyString] = {
    Field.RELIEF: _("Social relief"),
    Field.ELDER_CARE: _("Elder care"),
    Field.CHILDREN: _("Children"),
    Field.YOUTH: _("Youth"),
    Field.WOMEN: _("Women"),
    Field.DOMESTIC_VIOLENCE: _("Domestic violence"),
    Field.DISABILITY: _("Disability"),
    Field.HEALTH: _("Health care"),
    Field.MENTAL_HEALTH: _("Mental health"),
    Field.CORRECTION: _("Community correction"),
    Field.DRUGS: _("Drug rehabilitation"),
    Field.SCHOOL: _("Schools"),
    Field.COMMUNITY: _("Communities"),
    Field.ENTERPRISE: _("Enterprises"),
    Field.EMERGENCY: _("Emergencies"),
    Field.RURAL: _("Rural revitalisation"),
    Field.VOLUNTEERS: _("Volunteering"),
    Field.OTHER: _("Other fields"),
}


def sentence(missing: Missing) -> str:
    """What is missing, in the reader's language; days and two-language words among its parameters too."""
    text = str(gettext(missing.message))
    if not missing.parameters:
        return text
    return text % {name: _written(value) for name, value in missing.parameters.items()}


def _written(value: object) -> object:
    if isinstance(value, Wording):
        return value.text(str(get_locale() or "zh")[:2])
    if isinstance(value, str):
        return with_days(value)  # the facts of a kept finding
    return local_date(value) if isinstance(value, date) else value


def answer(kind: str, text: str) -> str:
    """What an applicant wrote in a field of dates or of amounts, written out; anything else as it stands."""
    if kind == FieldKind.DATE:
        return with_days(text)
    try:
        return f"{Decimal(text):,.2f}" if kind == FieldKind.MONEY else text
    except InvalidOperation:
        return text


def address_of(missing: Missing) -> str | None:
    """The page where something missing is put right; None when it has none, or none of this version of the site."""
    try:
        return url_for(missing.endpoint, **dict(missing.arguments)) if missing.endpoint else None  # type: ignore[arg-type]
    except BuildError:
        return None
