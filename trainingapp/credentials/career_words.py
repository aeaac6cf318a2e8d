"""How a working life is told: how far each link is, the one thing that comes next, and the ladder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext as _, pgettext
from flask_babel.speaklater import LazyString

from trainingapp.credentials import eligibility_words as words, registration_wording
from trainingapp.credentials.queries.career import Career
from trainingapp.rules.career import Code, Link, State, Step
from trainingapp.rules.career_ladder import Rung
from trainingapp.web.i18n import local_date

LINKS: Mapping[Link, LazyString] = {
    Link.DEGREE: _("Studies"),
    Link.ELIGIBILITY: _("May register"),
    Link.EXAM: _("Exam papers"),
    Link.CERTIFICATE: _("National certificate"),
    Link.REGISTRATION: _("Registration"),
    Link.EDUCATION: _("Continuing education"),
    Link.EMPLOYMENT: _("Social work posts"),
}

# Where each link is changed.
PLACES: Mapping[Link, str] = {
    Link.DEGREE: "credentials.show_claims",
    Link.ELIGIBILITY: "credentials.show_eligibility",
    Link.EXAM: "credentials.show_claims",
    Link.CERTIFICATE: "credentials.show_claims",
    Link.REGISTRATION: "credentials.list_registrations",
    Link.EDUCATION: "education.show_record",
    Link.EMPLOYMENT: "credentials.list_employments",
}

STATES: Mapping[State, tuple[LazyString, str]] = {
    State.SURE: (_("verified"), "success"),
    State.UNSURE: (_("entered, not verified"), "warning"),
    State.OPEN: (_("not yet"), "neutral"),
}


def state_of(career: Career, link: Link) -> tuple[str, str]:
    """How far a link is, in a few words, and the tone of it."""
    if link is Link.ELIGIBILITY:
        return _state_of_eligibility(career)
    if link is Link.EDUCATION:
        return _state_of_education(career)
    if link is Link.REGISTRATION and career.held is not None:
        name, tone = registration_wording.STANDINGS[career.held.situation.standing]
        return str(name), tone
    name, tone = STATES[career.states[link]]
    return str(name), tone


def _state_of_education(career: Career) -> tuple[str, str]:
    current = career.held.current if career.held else None
    if current is not None and current.tally is not None:
        tone = "warning" if current.tally.missing else "success"
        return registration_wording.tally_text(current), tone
    if career.minutes:
        return gettext("%(minutes)s minutes", minutes=career.minutes), "info"
    return str(STATES[State.OPEN][0]), "neutral"


def _state_of_eligibility(career: Career) -> tuple[str, str]:
    rung = career.find_rung()
    if career.is_empty or rung is None or rung.exam is None:
        return str(STATES[State.OPEN][0]), "neutral"
    outcome = rung.exam.outcome
    level = words.CERTIFICATES[rung.level]
    return f"{level} · {words.outcome_name(outcome)}", words.OUTCOMES[outcome][1]


# What there is to do, and until when one is not finished.
STEPS: Mapping[Code, tuple[LazyString, LazyString]] = {
    Code.ENTER_DEGREE: (
        _("Enter what you have studied and where you have worked"),
        _("Your file begins with it. Without it nobody can tell you which exam is open to you."),
    ),
    Code.VERIFY: (
        _("Have what you entered verified"),
        _("You are not finished until it is verified: the exam “%(level)s” is open to you by it."),
    ),
    Code.SIT: (
        _("Register for the exam “%(level)s”"),
        _("You meet the conditions. You are not finished until you have registered and passed."),
    ),
    Code.WAIT: (
        _("The exam “%(level)s” opens to you"),
        _("Until then there is nothing to do but to go on with your work and to prepare."),
    ),
    Code.START_WORK: (
        _("Begin social work"),
        _("If you begin now, the exam “%(level)s” opens to you on that day."),
    ),
    Code.LACK: (
        _("See what is missing for “%(level)s”"),
        _("By what is known of you, no exam opens yet. The page says what is missing."),
    ),
    Code.PASS_PAPERS: (
        _("Pass what is left of “%(level)s”: %(papers)s"),
        _("You are not finished until every paper is passed; later the papers you have count no more."),
    ),
    Code.REGISTER: (
        _("Have your certificate “%(level)s” registered"),
        _("You are not finished until the registering body has registered you and you hold its proof."),
    ),
    Code.REGISTER_LATE: (
        _("Your certificate “%(level)s” was not registered in time"),
        _("You are not finished until it is registered. What follows when the year is over was not seen in any "
          "document: ask your registering body."),
    ),
    Code.FINISH: (
        _("Finish your registration of “%(level)s”"),
        _("You are not finished until you hold the registration certificate and its number is entered here."),
    ),
    Code.APPLY_AGAIN: (
        _("Apply again for the registration of “%(level)s”"),
        _("The last application was refused. You are not finished until a new one is through."),
    ),
    Code.EARN: (
        _("Earn the hours that your registration of “%(level)s” asks for"),
        _("You are not finished until they are there: %(hours)s hours (%(minutes)s minutes) are missing."),
    ),
    Code.RENEW: (
        _("Renew your registration of “%(level)s”"),
        _("The time for it has come. You are not finished until you hold the new registration certificate."),
    ),
    Code.RENEW_LATE: (
        _("Your registration of “%(level)s” has lapsed"),
        _("The certificate holds, the registration does not. You are not finished until it is renewed: ask your "
          "registering body."),
    ),
    Code.ENTER_CERTIFICATE: (
        _("Enter your certificate “%(level)s”"),
        _("All papers are passed. You are not finished until the certificate is entered and verified."),
    ),
    Code.COMPLETE: (
        _("Nothing is open"),
        _("You hold the highest certificate. Keep your registration and your hours up."),
    ),
}  # fmt: skip

STEP_PLACES: Mapping[Code, str] = {
    **dict.fromkeys(
        (
            Code.REGISTER,
            Code.REGISTER_LATE,
            Code.FINISH,
            Code.APPLY_AGAIN,
            Code.RENEW,
            Code.RENEW_LATE,
        ),
        PLACES[Link.REGISTRATION],
    ),
    Code.EARN: PLACES[Link.REGISTRATION],
    Code.VERIFY: "credentials.show_claims",
    Code.ENTER_DEGREE: "credentials.show_claims",
    Code.ENTER_CERTIFICATE: "credentials.show_claims",
    Code.COMPLETE: "education.show_record",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The next step in words; `when` is empty where no day is known."""

    title: str
    text: str
    when: str
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def tell(step: Step, today: date) -> Told:
    """One thing to do, with its day, as it is told on a day."""
    title, text = STEPS[step.code]
    parameters = dict(step.parameters)
    if "level" in parameters:
        parameters["level"] = str(words.CERTIFICATES[parameters["level"]])
    if "papers" in parameters:
        papers = (str(words.PAPERS[paper]) for paper in parameters["papers"])
        parameters["papers"] = gettext(", ").join(papers)
    if step.code is Code.EARN:
        day = step.by or date.max
        parameters["hours"] = registration_wording.told_hours(parameters["minutes"], on=day)
    place = STEP_PLACES.get(step.code, "credentials.show_eligibility")
    arguments = _ask(step) if place == "credentials.show_eligibility" else {}
    return Told(
        str(title) % parameters, str(text) % parameters, _when(step, today), place, arguments
    )


def _ask(step: Step) -> Mapping[str, Any]:
    level = step.parameters.get("level")
    year = {"year": step.year} if step.year else {}
    return {"goal": f"{level}_exam", "region": "", "start": "", **year} if level and year else {}


def _when(step: Step, today: date) -> str:
    if step.is_late(today):
        return str(gettext("was due by %(day)s", day=local_date(step.by)))
    if step.by:
        return str(gettext("by %(day)s", day=local_date(step.by)))
    if step.from_on:
        return str(gettext("from %(day)s on", day=local_date(step.from_on)))
    if step.code is Code.PASS_PAPERS:
        return str(gettext("in the exams up to %(year)s", year=step.year))
    return str(gettext("for the exam of %(year)s", year=step.year)) if step.year else ""


def describe_rung(rung: Rung) -> tuple[str, str]:
    """How a level stands, in a few words, and the tone of it."""
    if rung.held:
        day = local_date(rung.held.issued_on)
        state = str(words.ASSURANCES[rung.held.assurance][0])
        return gettext("held since %(day)s · %(state)s", day=day, state=state), "success"
    if rung.exam is None:
        return gettext("not needed any more"), "neutral"
    if rung.year is None:
        return words.outcome_name(rung.exam.outcome), "warning"
    name = pgettext("ladder", "exam open from %(year)s on", year=rung.year)
    return name, "success" if rung.is_open else "info"


def suppositions(rung: Rung) -> list[str]:
    """What was supposed to find the year of a level."""
    found = []
    if rung.works_from:
        day = local_date(rung.works_from)
        found.append(
            gettext("This supposes that you begin social work on %(day)s and go on.", day=day)
        )
    if rung.after:
        year = rung.after.year
        found.append(
            gettext(
                "This supposes that you pass the level below in %(year)s and go on working.",
                year=year,
            )
        )
    return found


def needs_of(rung: Rung) -> tuple[str, list[str]]:
    """What a level still asks, sentence by sentence, under a heading: what is missing, else what is to be verified."""
    if rung.exam is None:
        return "", []
    document = rung.exam.document()
    heading = (
        gettext("What is missing") if document["missing"] else gettext("What has to be verified")
    )
    return heading, [words.say(line) for line in document["missing"] or document["to_verify"]]
