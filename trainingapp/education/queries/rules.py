"""Providers and rules as they are read: what grants for a course today, what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.education.models import CeProvider, CeRule
from trainingapp.education.pools import count_items, list_makers
from trainingapp.extensions import db
from trainingapp.rules.education import RuleState, overlap
from trainingapp.rules.permissions import PERMISSIONS, Permission


def _holds_on(table: type[CeProvider | CeRule], day: date) -> ColumnElement[bool]:
    is_open = or_(table.valid_to.is_(None), table.valid_to >= day)
    return is_open & (table.valid_from <= day)


def find_rule(course_id: int, *, on: date) -> CeRule | None:
    """The approved rule of a course on a Shanghai day, with its provider, in one statement.

    None when there is none, or when the provider may not grant on that day.
    """
    query = (
        select(CeRule)
        .join(CeRule.provider)
        .where(CeRule.course_id == course_id, CeRule.state == RuleState.APPROVED)
        .where(_holds_on(CeRule, on), _holds_on(CeProvider, on))
        .options(contains_eager(CeRule.provider))
        .order_by(CeRule.id)
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def list_rules(state: RuleState | None = None) -> Select[CeRule]:
    """The rules of a state, or all: those that wait for a decision first, then the newest."""
    query = select(CeRule).options(joinedload(CeRule.provider), joinedload(CeRule.proposed_by))
    if state is not None:
        query = query.where(CeRule.state == state)
    return query.order_by((CeRule.state != RuleState.PROPOSED), CeRule.id.desc())


def get_rule(rule_id: int) -> CeRule:
    """One rule, locked for this transaction. :raises NoResultFound: when there is none."""
    query = select(CeRule).where(CeRule.id == rule_id)
    return db.session.scalars(query.with_for_update()).one()


def list_course_rules(course_id: int) -> Sequence[CeRule]:
    """The rules that were ever proposed for a course, the newest first; at most fifty."""
    query = select(CeRule).where(CeRule.course_id == course_id)
    query = query.options(joinedload(CeRule.provider)).order_by(CeRule.id.desc())
    return db.session.scalars(query.limit(50)).all()


def find_overlapping(rule: CeRule) -> CeRule | None:
    """Another approved rule of the same course that holds on some of the same days."""
    query = select(CeRule).where(
        CeRule.course_id == rule.course_id,
        CeRule.state == RuleState.APPROVED,
        CeRule.id != rule.id,
    )
    own = (rule.valid_from, rule.valid_to)
    rows = db.session.scalars(query.with_for_update())
    return next((row for row in rows if overlap(own, (row.valid_from, row.valid_to))), None)


def list_providers() -> Select[CeProvider]:
    """Every provider by name."""
    query = select(CeProvider).options(joinedload(CeProvider.organisation))
    return query.order_by(CeProvider.name, CeProvider.id)


def list_open_providers(*, on: date) -> Sequence[CeProvider]:
    """The providers that may grant on a Shanghai day, by name."""
    query = select(CeProvider).where(_holds_on(CeProvider, on)).order_by(CeProvider.name)
    return db.session.scalars(query).all()


def get_provider(provider_id: int) -> CeProvider:
    """One provider, locked for this transaction. :raises NoResultFound: when there is none."""
    query = select(CeProvider).where(CeProvider.id == provider_id)
    return db.session.scalars(query.with_for_update()).one()


def find_provider(name: str) -> CeProvider | None:
    """The provider of this name."""
    return db.session.scalars(select(CeProvider).where(CeProvider.name == name)).one_or_none()


def list_deciders(*, but: int) -> Sequence[int]:
    """The people who may decide on a rule, without one."""
    query = (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role.in_(PERMISSIONS[Permission.EDUCATION_MANAGE]),
            RoleGrant.organisation_id.is_(None),
            RoleGrant.revoked_at.is_(None),
            User.anonymised_at.is_(None),
            RoleGrant.user_id != but,
        )
        .distinct()
    )
    return db.session.scalars(query.order_by(RoleGrant.user_id)).all()


def get_course_rule(course_id: int, rule_id: int) -> CeRule:
    """One rule of a course, locked for this transaction. :raises NoResultFound: for a rule of another."""
    query = select(CeRule).where(CeRule.id == rule_id, CeRule.course_id == course_id)
    return db.session.scalars(query.with_for_update()).one()


def is_made_by(rule: CeRule, user_id: int) -> bool:
    """Whether somebody proposed a rule, or makes its course: others decide on it."""
    return rule.proposed_by_id == user_id or user_id in list_makers(rule.course_id)


def count_missing(rule: CeRule) -> int:
    """How many items the check of an open rule lacks; 0 without a check, or when there are enough."""
    is_open = rule.state in (RuleState.PROPOSED, RuleState.APPROVED)
    if rule.check is None or not is_open:
        return 0
    return max(0, rule.check.items - count_items(rule.course_id))
