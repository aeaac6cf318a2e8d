"""The words of teams: why somebody counts, forms of work, what happens on a day, ladders and talks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext, lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.incubator.models import EmploymentTerms
from trainingapp.incubator.queries.standing import Member
from trainingapp.rules.eligibility_facts import CertificateLevel, DegreeLevel
from trainingapp.rules.incubation.staff_words import Answer, Ladder, TalkKind
from trainingapp.rules.incubation.staffing import Verdict, Why
from trainingapp.rules.incubation.staffing_facts import WorkForm
from trainingapp.rules.incubation.staffing_forecast import What
from trainingapp.web.i18n import local_date

FEWEST = 5  # people below whom nothing of one of them is told to those who read figures only

FORMS: Mapping[WorkForm, LazyString] = {
    WorkForm.FULL_TIME: _("Full time"),
    WorkForm.PART_TIME: _("Part time by the hour"),
    WorkForm.DISPATCH: _("Dispatched by another employer"),
    WorkForm.INTERN: _("Intern"),
    WorkForm.VOLUNTEER: _("Volunteer"),
}

LEVELS: Mapping[CertificateLevel, LazyString] = {
    CertificateLevel.JUNIOR: _("Assistant social worker"),
    CertificateLevel.MIDDLE: _("Social worker (middle level)"),
    CertificateLevel.SENIOR: _("Senior social worker"),
}

DEGREES: Mapping[DegreeLevel, LazyString] = {
    DegreeLevel.BACHELOR: _("Bachelor in social work"),
    DegreeLevel.MASTER: _("Master of social work"),
    DegreeLevel.DOCTOR: _("Doctor of social work"),
}

WHY: Mapping[Why, LazyString] = {
    Why.CERTIFICATE: _("by certificate"),
    Why.DEGREE: _("by degree"),
    Why.NOT_IN_SERVICE: _("Begins later or has left"),
    Why.NOT_CONFIRMED: _("The person has not confirmed the terms yet"),
    Why.NOT_FULL_TIME: _("Does not work full time"),
    Why.TOO_FEW_HOURS: _("Too few hours to count as full time"),
    Why.FULL_TIME_ELSEWHERE: _("Confirmed hours exceed one full-time job; does not count here"),
    Why.NO_CONSENT: _("Has not agreed that you see how the certificates stand"),
    Why.NOTHING_HELD: _("No certificate and no degree in social work"),
    Why.NOT_VERIFIED: _("Certificate or degree is not verified yet"),
    Why.OTHER_PROVINCE: _("Certificate is valid in another province only"),
    Why.NOT_REGISTERED: _("Certificate is not registered"),
    Why.LAPSED: _("Registration has lapsed"),
    Why.OTHER_AREA: _("Registered in another area than the place asks for"),
    Why.AREA_UNKNOWN: _("Where it was registered is not said yet"),
    Why.OTHER_MAJOR: _("The major is not on the list of this place"),
}

# The same, said to the person.
OWN_WHY: Mapping[Why, LazyString] = {
    Why.NOT_CONFIRMED: _("You have not confirmed the terms yet"),
    Why.FULL_TIME_ELSEWHERE: _("You have since confirmed full-time work elsewhere"),
    Why.NO_CONSENT: _("You have not agreed that the agency sees how your certificates stand"),
    Why.AREA_UNKNOWN: _("You have not said yet where you registered"),
}

HAPPENINGS: Mapping[What, LazyString] = {
    What.BEGINS: _("begins to count here"),
    What.LEAVES: _("has left"),
    What.CONTRACT_ENDS: _("contract is over"),
    What.REGISTRATION_BEGINS: _("a registration begins"),
    What.REGISTRATION_ENDS: _("a registration is over"),
    What.CERTIFICATE_ISSUED: _("a certificate is issued"),
    What.DEGREE_AWARDED: _("a degree is awarded"),
    What.FULL_TIME_ELSEWHERE: _("works full time elsewhere"),
}

LADDERS: Mapping[Ladder, LazyString] = {
    Ladder.FRONT: _("Front line"),
    Ladder.PROJECT: _("Projects"),
    Ladder.SUPERVISION: _("Supervision of staff"),
    Ladder.LEADING: _("Leading the agency"),
    Ladder.SUPPORT: _("Office and support"),
}

TALKS: Mapping[TalkKind, LazyString] = {
    TalkKind.SINGLE: _("Alone with the supervisor"),
    TalkKind.GROUP: _("In a group"),
}

ANSWERS: Mapping[Answer, tuple[LazyString, str]] = {
    Answer.CONFIRMED: (_("Confirmed by the person"), "success"),
    Answer.DENIED: (_("The person says it is not so"), "danger"),
    Answer.WITHDRAWN: (_("Taken back"), "neutral"),
}
WAITING: tuple[LazyString, str] = (_("Waits for the person"), "warning")


def answer_of(answer: str | None) -> tuple[LazyString, str]:
    """How a thing that a person is asked stands, and the kind of its badge."""
    return WAITING if answer is None else ANSWERS[Answer(answer)]


def ground_of(verdict: Verdict) -> str:
    """By what somebody is qualified, or why not."""
    if verdict.ground is Why.CERTIFICATE and verdict.level:
        return str(LEVELS[verdict.level])
    if verdict.ground is Why.DEGREE and verdict.degree:
        return str(DEGREES[verdict.degree])
    return str(WHY[verdict.ground])


def badge_of(verdict: Verdict) -> tuple[str, str]:
    """Whether somebody counts, in one word, and the kind of the badge."""
    if verdict.counts:
        return gettext("Counts as qualified"), "success"
    if verdict.is_full_time:
        return gettext("Full time, not qualified"), "warning"
    return gettext("Not in the count"), "neutral"


def own_work_of(member: Member) -> str:
    """How the reader's own work counts, or why not."""
    if member.terms is None:
        return str(gettext("The agency has not entered the terms of your work yet"))
    why = member.verdict.work
    return terms_of(member) if why is None else str(OWN_WHY.get(why, WHY[why]))


def own_ground_of(verdict: Verdict) -> str:
    """By what the reader is qualified, or why not."""
    own = OWN_WHY.get(verdict.ground)
    return str(own) if own else ground_of(verdict)


def last_day(until: date | None) -> str | None:
    """The last day of something that is over on the next."""
    return local_date(until - timedelta(days=1)) if until else None


def terms_of(member: Member) -> str:
    """Form and share of the work as the person confirmed them."""
    return "—" if member.agreed is None else describe(member.agreed)


def describe(terms: EmploymentTerms) -> str:
    """Form and share of full hours."""
    share = gettext("%(percent)s%% of full hours", percent=round(terms.share * 100))
    return f"{FORMS[WorkForm(terms.form)]} · {share}"
