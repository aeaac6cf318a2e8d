"""Keeping a decision with the facts and rules it rests on."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select, update

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.following import follow_decision
from trainingapp.credentials.actions.resting import add_evidence
from trainingapp.credentials.actions.rulesets import ensure_published
from trainingapp.credentials.models.eligibility import Decision
from trainingapp.credentials.queries import eligibility as queries
from trainingapp.credentials.queries.facts import collect_facts
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.eligibility import Target, decide
from trainingapp.rules.eligibility_rulesets import canonical


def keep_decision(user_id: int, target: Target, *, actor_id: int, now: datetime) -> Decision:
    """Decide today on what is known about a person, and keep it. The same decision again is not kept twice.

    :raises ExamYearOver, NoSuchGoal: as `rules.eligibility.decide`.
    """
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    row = ensure_published(now=now)
    rules = queries.read_rules(row.document)
    found = decide(rules, target, collect_facts(user_id), day_of(now))
    document = found.document()
    text = canonical(document)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    last = queries.find_last(user_id)
    if last is not None and last.document_sha256 == sha256:
        return last
    decision = Decision(
        user_id=user_id,
        number=last.number + 1 if last else 1,
        ruleset_id=row.id,
        target=target.goal,
        year=target.year,
        outcome=found.outcome,
        from_on=found.from_on,
        document=text,
        document_sha256=sha256,
        facts_sha256=document["facts_sha256"],
        decided_at=now,
        decided_by_id=actor_id,
        previous=last.hash if last else queries.ORIGIN,
    )
    decision.hash = queries.decision_hash(decision)
    db.session.add(decision)
    db.session.flush()
    follow_decision(decision, now=now)
    add_evidence(decision, document, now=now)
    record(
        "decision.keep",
        actor_id=actor_id,
        subject="user",
        subject_id=user_id,
        detail={"number": decision.number, "target": target.goal, "year": target.year},
        now=now,
    )
    return decision


def forget_decisions(user_id: int) -> None:
    """Empty the documents of somebody who leaves: facts go, outcomes and hashes stay of a number without a person."""
    db.session.execute(
        update(Decision)
        .where(Decision.user_id == user_id, Decision.document != "")
        .values(document="")
        .execution_options(synchronize_session=False)
    )
