"""How a working life is told: its links, its lines, and the one thing that comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext, lazy_gettext as _, pgettext
from flask_babel.speaklater import LazyString

from trainingapp.credentials import eligibility_words as words, wording
from trainingapp.credentials.queries.career import Career
from trainingapp.rules.career import Code, Entry, Link, State, Step
from trainingapp.rules.career_ladder import Rung
from trainingapp.web.i18n import local_date, titled

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
    Link.REGISTRATION: "credentials.show_claims",
    Link.EDUCATION: "education.show_record",
    Link.EMPLOYMENT: "credentials.show_claims",
}

STATES: Mapping[State, tuple[LazyString, str]] = {
    State.SURE: (_("verified"), "success"),
    State.UNSURE: (_("entered, not verified"), "warning"),
    State.OPEN: (_("not yet"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the life, in words; where it leads."""

    time: str
    title: str
    text: str
    state: str
    tone: str
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def describe(entry: Entry) -> Line:
    """An entry in the reader's language."""
    return _LINES[entry.kind](entry)


def _time(entry: Entry) -> str:
    return str(entry.on.year) if entry.is_year else local_date(entry.on)


def _describe_record(entry: Entry) -> Line:
    title, dates = words.describe(entry.kind, entry.row)
    state, tone = words.STATUSES[entry.status]
    is_span = entry.kind == "work"
    text = dates if is_span else str(LINKS[entry.link])
    endpoint = PLACES[entry.link]
    return Line(_time(entry), title, text, str(state), tone, endpoint)


def _describe_decision(entry: Entry) -> Line:
    row = entry.row
    title = f"{words.GOALS[row.target]} · {row.year}"
    text = words.headline(row.outcome, row.from_on and row.from_on.isoformat())
    arguments = {"number": row.number}
    state = gettext("decision kept")
    return Line(_time(entry), title, text, state, "info", "credentials.show_decision", arguments)


def _describe_opening(entry: Entry) -> Line:
    exam = entry.row.exam
    title = str(words.GOALS[exam.target.goal])
    text = gettext("From this day on you meet the conditions, if your work goes on until then.")
    place = "credentials.show_eligibility"
    state = str(words.outcome_name(exam.outcome))
    arguments = {"goal": exam.target.goal, "year": entry.on.year, "region": "", "start": ""}
    return Line(_time(entry), title, text, state, "info", place, arguments)


def _describe_education(entry: Entry) -> Line:
    row = entry.row
    title = gettext("Continuing education %(year)s", year=entry.id)
    text = gettext("%(minutes)s minutes in this year", minutes=row.minutes)
    return Line(_time(entry), title, text, gettext("earned here"), "success", PLACES[entry.link])


def _describe_credential(entry: Entry) -> Line:
    row = entry.row
    arguments = {"public_id": row.public_id}
    return Line(
        _time(entry),
        titled(row.title),
        str(wording.KINDS[row.kind]),
        str(wording.STATES[row.state]),
        wording.STATE_TONES[row.state],
        "credentials.show_credential",
        arguments,
    )


_LINES: Mapping[str, Callable[[Entry], Line]] = {
    "degree": _describe_record,
    "work": _describe_record,
    "certificate": _describe_record,
    "pass": _describe_record,
    "decision": _describe_decision,
    "opening": _describe_opening,
    "education": _describe_education,
    "credential": _describe_credential,
}


def state_of(career: Career, link: Link) -> tuple[str, str]:
    """How far a link is, in a few words, and the tone of it."""
    if link is Link.ELIGIBILITY:
        return _state_of_eligibility(career)
    if link is Link.EDUCATION and career.minutes:
        return gettext("%(minutes)s minutes", minutes=career.minutes), "success"
    name, tone = STATES[career.states[link]]
    return str(name), tone


def _state_of_eligibility(career: Career) -> tuple[str, str]:
    rung = career.find_rung()
    if career.is_empty or rung is None or rung.exam is None:
        return str(STATES[State.OPEN][0]), "neutral"
    return words.outcome_name(rung.exam.outcome), words.OUTCOMES[rung.exam.outcome][1]


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


def tell(step: Step) -> Told:
    """The one thing that comes next, with its day."""
    title, text = STEPS[step.code]
    parameters = dict(step.parameters)
    if "level" in parameters:
        parameters["level"] = str(words.CERTIFICATES[parameters["level"]])
    if "papers" in parameters:
        papers = (str(words.PAPERS[paper]) for paper in parameters["papers"])
        parameters["papers"] = gettext(", ").join(papers)
    place = STEP_PLACES.get(step.code, "credentials.show_eligibility")
    arguments = _ask(step) if place == "credentials.show_eligibility" else {}
    return Told(str(title) % parameters, str(text) % parameters, _when(step), place, arguments)


def _ask(step: Step) -> Mapping[str, Any]:
    level = step.parameters.get("level")
    year = {"year": step.year} if step.year else {}
    return {"goal": f"{level}_exam", "region": "", "start": "", **year} if level and year else {}


def _when(step: Step) -> str:
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
