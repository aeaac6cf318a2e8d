"""The way of a rule: proposed by the course's instructor, approved or declined by others, ended; and who may grant."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.audit.actions import record
from trainingapp.education.models import CeProvider, CeRule
from trainingapp.education.plans import ProviderPlan, RulePlan
from trainingapp.education.queries import rules as queries
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.course_checks import TooFewItems
from trainingapp.rules.education import (
    ApproverNotIndependent,
    Category,
    RuleAct,
    RuleOverlaps,
    RuleState,
    next_state,
)

register_kind("education.proposed", _("Continuing education is proposed for “%(title)s”."))
register_kind("education.approved", _("“%(title)s” now grants continuing education."))
register_kind("education.declined", _("Continuing education for “%(title)s” was declined."))
register_kind("education.ended", _("“%(title)s” grants continuing education no longer."))


def create_provider(plan: ProviderPlan, *, actor_id: int | None, now: datetime) -> CeProvider:
    """Enter an organisation that may grant."""
    provider = CeProvider(**asdict(plan), made_at=now, made_by_id=actor_id)
    db.session.add(provider)
    db.session.flush()
    _record_provider("education.create_provider", provider, actor_id=actor_id, now=now)
    return provider


def update_provider(
    provider: CeProvider, plan: ProviderPlan, *, actor_id: int, now: datetime
) -> None:
    """Correct what is said of a provider. Rows that were granted keep what they said."""
    for name, value in asdict(plan).items():
        setattr(provider, name, value)
    db.session.flush()
    _record_provider("education.update_provider", provider, actor_id=actor_id, now=now)


def _record_provider(
    act: str, provider: CeProvider, *, actor_id: int | None, now: datetime
) -> None:
    record(
        act,
        actor_id=actor_id,
        subject="ce_provider",
        subject_id=provider.id,
        detail={"name": provider.name, "document": provider.document},
        now=now,
    )


def propose_rule(plan: RulePlan, *, actor_id: int, now: datetime) -> CeRule:
    """Propose what a course grants, and tell those who decide. The caller knows that the course is the instructor's."""
    rule = CeRule(
        course_id=plan.course_id,
        course_title=dict(plan.course_title),
        provider_id=plan.provider_id,
        jurisdiction=plan.jurisdiction,
        category=Category.TRAINING,  # a course of this site is training; degrees are entered from documents
        basis=str(plan.terms.basis),
        minutes=plan.terms.minutes,
        by_kind=dict(plan.terms.by_kind),
        check_terms=plan.check.as_json() if plan.check else None,
        source=plan.source,
        valid_from=plan.valid_from,
        valid_to=plan.valid_to,
        state=RuleState.PROPOSED,
        proposed_by_id=actor_id,
        proposed_at=now,
    )
    db.session.add(rule)
    db.session.flush()
    _record("education.propose", rule, actor_id=actor_id, now=now)
    for user_id in queries.list_deciders(but=actor_id):
        _tell(user_id, "education.proposed", rule, url=_office(rule), now=now)
    return rule


def recall_rule(rule: CeRule, *, actor_id: int, now: datetime) -> None:
    """Call a proposal back. :raises RuleActRefused: when it is decided on."""
    rule.state = next_state(RuleState(rule.state), RuleAct.RECALL)
    db.session.flush()
    _record("education.recall", rule, actor_id=actor_id, now=now)


def approve_rule(
    rule: CeRule, *, is_verified: bool, missing: int = 0, actor_id: int, now: datetime
) -> None:
    """Let a course grant from now on; what was completed before grants nothing.

    `is_verified`: the approver has read the document that the rule names.
    :raises RuleActRefused: when it is decided on. :raises ApproverNotIndependent: for the proposer.
    :raises RuleOverlaps: when another rule grants for the course on some of these days.
    :raises TooFewItems: when so many items are `missing` for its final check.
    """
    if missing:
        raise TooFewItems
    _decide(rule, RuleAct.APPROVE, actor_id=actor_id, now=now)
    if queries.find_overlapping(rule) is not None:
        raise RuleOverlaps
    rule.is_verified = is_verified
    db.session.flush()
    _record("education.approve", rule, actor_id=actor_id, now=now)
    _tell(rule.proposed_by_id, "education.approved", rule, url=_desk(rule), now=now)


def decline_rule(rule: CeRule, *, reason: str, actor_id: int, now: datetime) -> None:
    """Decline a proposal and say why. :raises RuleActRefused, ApproverNotIndependent: as for approval."""
    _decide(rule, RuleAct.DECLINE, actor_id=actor_id, now=now)
    rule.reason = reason
    db.session.flush()
    _record("education.decline", rule, actor_id=actor_id, now=now)
    _tell(rule.proposed_by_id, "education.declined", rule, url=_desk(rule), now=now)


def end_rule(rule: CeRule, *, reason: str, actor_id: int, now: datetime) -> None:
    """Let a course grant no more. What it granted stays. :raises RuleActRefused: when it is not approved."""
    rule.state = next_state(RuleState(rule.state), RuleAct.END)
    rule.reason, rule.decided_by_id, rule.decided_at = reason, actor_id, now
    db.session.flush()
    _record("education.end", rule, actor_id=actor_id, now=now)
    _tell(rule.proposed_by_id, "education.ended", rule, url=_desk(rule), now=now)


def _decide(rule: CeRule, act: RuleAct, *, actor_id: int, now: datetime) -> None:
    if queries.is_made_by(rule, actor_id):
        raise ApproverNotIndependent
    rule.state = next_state(RuleState(rule.state), act)
    rule.decided_by_id, rule.decided_at = actor_id, now


def _office(rule: CeRule) -> str:
    return f"/education-office/rules/{rule.id}"


def _desk(rule: CeRule) -> str:
    return f"/teaching/{rule.course_id}/education"


def _tell(user_id: int, kind: str, rule: CeRule, *, url: str, now: datetime) -> None:
    title = rule.course_title.get("zh", "")
    notify(user_id=user_id, kind=kind, arguments={"title": title}, url=url, now=now)


def _record(act: str, rule: CeRule, *, actor_id: int, now: datetime) -> None:
    record(
        act,
        actor_id=actor_id,
        subject="ce_rule",
        subject_id=rule.id,
        detail={"course": rule.course_id, "minutes": rule.minutes, "by_kind": rule.by_kind},
        now=now,
    )
