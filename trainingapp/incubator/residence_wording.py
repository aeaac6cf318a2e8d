"""The words of residence: kinds of agreements, meetings, risks and ends, states of items, and tasks as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import url_for
from flask_babel import get_locale, gettext, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup
from werkzeug.routing import BuildError

from trainingapp.incubator.models import PlanItem, RectificationItem, Task
from trainingapp.incubator.plan_files import newest_maturity
from trainingapp.rules.incubation.maturity import RiskLevel
from trainingapp.rules.incubation.residence_words import (
    DONE,
    AgreementKind,
    AssessmentKind,
    Cause,
    EncounterKind,
    EquipmentState,
    EvaluationKind,
    HandoverKind,
    IncidentKind,
    ItemState,
    Origin,
    PledgeKind,
    RiskKind,
    Side,
    Survival,
    TaskSource,
)

AGREEMENTS: Mapping[AgreementKind, LazyString] = {
    AgreementKind.ENTRY: pgettext("residence", "Agreement on the stay"),
    AgreementKind.EXTENSION: pgettext("residence", "Agreement on a longer stay"),
}
PLEDGES: Mapping[PledgeKind, LazyString] = {
    PledgeKind.CONDUCT: pgettext("residence", "Pledge"),
    PledgeKind.SAFETY: pgettext("residence", "Safety briefing"),
}
EQUIPMENT: Mapping[EquipmentState, LazyString] = {
    EquipmentState.GOOD: pgettext("residence", "Good"),
    EquipmentState.WORN: pgettext("residence", "Worn"),
    EquipmentState.BROKEN: pgettext("residence", "Broken"),
    EquipmentState.GONE: pgettext("residence", "Gone"),
}
HANDOVER: Mapping[HandoverKind, LazyString] = {
    HandoverKind.DESK: pgettext("residence", "Desk and premises"),
    HandoverKind.KEYS: pgettext("residence", "Keys and passes"),
    HandoverKind.INVENTORY: pgettext("residence", "Equipment by the inventory"),
    HandoverKind.MONEY: pgettext("residence", "Money: grant, trust money, deposit"),
    HandoverKind.DOCUMENTS: pgettext("residence", "Documents and files"),
    HandoverKind.PERSONAL_DATA: pgettext("residence", "Personal data returned or erased"),
}
CAUSES: Mapping[Cause, LazyString] = {
    Cause.NOT_REGISTERED: pgettext("residence", "Not registered in time"),
    Cause.FALSE_PAPERS: pgettext("residence", "False papers"),
    Cause.BREACH: pgettext("residence", "Agreement or rules of the house broken"),
    Cause.CREDIT_LIST: pgettext("residence", "On a credit list or penalised"),
    Cause.NO_ACTIVITY: pgettext("residence", "No activity, or the desk unused"),
    Cause.REPORTS_MISSING: pgettext("residence", "Reports missing twice"),
    Cause.NOT_PUT_RIGHT: pgettext("residence", "Mid-term failed and not put right"),
    Cause.GRANT_MISUSED: pgettext("residence", "Grant used otherwise than agreed"),
    Cause.INCIDENT: pgettext("residence", "Serious incident"),
    Cause.DISSOLVED: pgettext("residence", "Agency dissolved"),
}
ORIGINS: Mapping[Origin, LazyString] = {
    Origin.MIDTERM: pgettext("residence", "Mid-term evaluation"),
    Origin.RULE: pgettext("residence", "Check of compliance"),
    Origin.OFFICER: pgettext("residence", "Seen by the base"),
    Origin.COMPLAINT: pgettext("residence", "Complaint"),
    Origin.MEDIA: pgettext("residence", "Media"),
}
SURVIVALS: Mapping[Survival, LazyString] = {
    Survival.ACTIVE: pgettext("residence", "Active"),
    Survival.DORMANT: pgettext("residence", "Hardly active"),
    Survival.MERGED: pgettext("residence", "Merged"),
    Survival.DEREGISTERED: pgettext("residence", "Deregistered"),
    Survival.UNKNOWN: pgettext("residence", "Not known"),
}
ENCOUNTERS: Mapping[EncounterKind, LazyString] = {
    EncounterKind.VISIT: pgettext("residence", "Visit"),
    EncounterKind.MENTORING: pgettext("residence", "Mentoring"),
    EncounterKind.SUPERVISION: pgettext("residence", "Supervision"),
    EncounterKind.CONSULTING: pgettext("residence", "Consultation"),
    EncounterKind.TRAINING: pgettext("residence", "Training"),
    EncounterKind.MEETING: pgettext("residence", "Meeting"),
    EncounterKind.CALL: pgettext("residence", "Call"),
}
ASSESSMENTS: Mapping[AssessmentKind, LazyString] = {
    AssessmentKind.BASELINE: pgettext("residence", "Baseline"),
    AssessmentKind.MIDTERM: pgettext("residence", "At mid-term"),
    AssessmentKind.FINAL: pgettext("residence", "At the end"),
    AssessmentKind.FOLLOWUP: pgettext("residence", "At the follow-up"),
}
EVALUATIONS: Mapping[EvaluationKind, LazyString] = {
    EvaluationKind.MIDTERM: pgettext("residence", "Mid-term evaluation"),
    EvaluationKind.GRADUATION: pgettext("residence", "Graduation review"),
}
SIDES: Mapping[Side, LazyString] = {
    Side.SELF: pgettext("residence", "The agency itself"),
    Side.BASE: pgettext("residence", "The base"),
}
RISKS: Mapping[RiskKind, LazyString] = {
    RiskKind.LEGAL: pgettext("residence", "Law"),
    RiskKind.FINANCE: pgettext("residence", "Finance"),
    RiskKind.PEOPLE: pgettext("residence", "People"),
    RiskKind.SERVICE: pgettext("residence", "Service"),
    RiskKind.SAFETY: pgettext("residence", "Safety"),
    RiskKind.REPUTATION: pgettext("residence", "Reputation"),
    RiskKind.GOVERNANCE: pgettext("residence", "Governance"),
}
RISK_LEVELS: Mapping[RiskLevel, tuple[LazyString, str]] = {
    RiskLevel.LOW: (pgettext("residence", "Low risk"), "neutral"),
    RiskLevel.MEDIUM: (pgettext("residence", "Medium risk"), "warning"),
    RiskLevel.HIGH: (pgettext("residence", "High risk"), "danger"),
}
INCIDENTS: Mapping[IncidentKind, LazyString] = {
    IncidentKind.ACCIDENT: pgettext("residence", "Accident"),
    IncidentKind.HARM: pgettext("residence", "Somebody came to harm in a service"),
    IncidentKind.FIRE: pgettext("residence", "Fire"),
    IncidentKind.MONEY: pgettext("residence", "Money"),
    IncidentKind.DATA: pgettext("residence", "Personal data got out"),
    IncidentKind.DISPUTE: pgettext("residence", "Dispute"),
    IncidentKind.OTHER: pgettext("residence", "Other"),
}
ITEM_STATES: Mapping[ItemState, tuple[LazyString, str]] = {
    ItemState.TODO: (pgettext("residence", "To do"), "neutral"),
    ItemState.DOING: (pgettext("residence", "Begun"), "info"),
    ItemState.SUBMITTED: (pgettext("residence", "Submitted, to be looked at"), "info"),
    ItemState.ACCEPTED: (pgettext("residence", "Accepted"), "success"),
    ItemState.RETURNED: (pgettext("residence", "Returned"), "warning"),
    ItemState.WAIVED: (pgettext("residence", "Not needed"), "neutral"),
}
SOURCES: Mapping[TaskSource, LazyString] = {
    TaskSource.MANUAL: pgettext("residence", "Entered by hand"),
    TaskSource.RULE: pgettext("residence", "Check of compliance"),
    TaskSource.REPORT: pgettext("residence", "Report"),
    TaskSource.ENCOUNTER: pgettext("residence", "Agreed at a meeting"),
    TaskSource.PLAN: pgettext("residence", "Plan"),
    TaskSource.PUTTING_RIGHT: pgettext("residence", "To put right"),
    TaskSource.STAGE: pgettext("residence", "Step of the case"),
    TaskSource.RISK: pgettext("residence", "Risk"),
}
OVERDUE = (pgettext("residence", "Overdue"), "danger")


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return str(get_locale() or "zh").startswith("zh")


def title_of(item: PlanItem) -> str:
    """What an item of a plan is called, in the reader's language where its template has it."""
    return item.title if is_chinese() or not item.title_en else item.title_en


def domain_name(code: str) -> str:
    """What a domain of the maturity model is called."""
    for domain in newest_maturity().domains:
        if domain.code == code:
            return domain.title.zh if is_chinese() else domain.title.en
    return code


def item_state(item: PlanItem | RectificationItem, today: date) -> tuple[LazyString, str]:
    """How an item of a plan, or one to put right, stands; what is due and not done is overdue."""
    if item.state not in DONE and item.due_on is not None and item.due_on < today:
        return OVERDUE
    return ITEM_STATES[ItemState(item.state)]


def task_text(task: Task) -> str:
    """What has to be done, in the reader's language."""
    if task.is_typed:
        return task.message
    text = str(gettext(task.message))
    return text % task.parameters if task.parameters else text


def task_address(task: Task) -> str | None:
    """The page where a task is done; None when this version of the site has none."""
    try:
        return url_for(task.endpoint, **task.arguments) if task.endpoint else None
    except BuildError:
        return None


def paper(document_id: int | None, titles: Mapping[int, str]) -> Markup | None:
    """A link to a document that the reader may open; None for any other."""
    if document_id is None or document_id not in titles:
        return None
    address = url_for("incubator.show_document", document_id=document_id)
    return Markup('<a href="{}">{}</a>').format(address, titles[document_id])
