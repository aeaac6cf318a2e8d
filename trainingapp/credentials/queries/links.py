"""What a degree does for the certificate: the policies of the files, as the table says they stand now."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from trainingapp.credentials.models.links import LinkPolicy
from trainingapp.credentials.shipped_links import find_links
from trainingapp.extensions import db
from trainingapp.rules.eligibility_rulesets import Confidence
from trainingapp.rules.link_policies import (
    PILOTS,
    Force,
    Line,
    LinkKind,
    Policy,
    find_line,
    may_be_in_force,
)


class Stated(NamedTuple):
    """A policy of the files as it stands; `basis` and `url` were entered here where `entered_at` says when."""

    policy: Policy
    force: Force
    basis: str
    url: str
    confidence: Confidence
    entered_at: datetime | None = None

    @property
    def is_pilot(self) -> bool:
        """Whether it needs the address of a legal basis, and is the authority's alone to sign."""
        return self.policy.kind in PILOTS

    @property
    def is_in_force(self) -> bool:
        """Whether it is law."""
        return self.force is Force.IN_FORCE


def list_policies() -> list[Stated]:
    """Every policy, in the order of the kinds and of the file."""
    rows = {row.code: row for row in db.session.scalars(select(LinkPolicy))}
    found = [_stated(policy, rows.get(policy.code)) for policy in find_links().policies]
    order = list(LinkKind)
    return sorted(found, key=lambda one: order.index(one.policy.kind))


def get_policy(code: str) -> Stated:
    """One policy. :raises NoResultFound: there is none of that code."""
    for one in list_policies():
        if one.policy.code == code:
            return one
    raise NoResultFound


def find_row(code: str) -> LinkPolicy | None:
    """What somebody entered of a policy."""
    return db.session.scalar(select(LinkPolicy).where(LinkPolicy.code == code))


def _stated(policy: Policy, row: LinkPolicy | None) -> Stated:
    if row is None:
        return Stated(policy, policy.force, policy.basis, policy.url, policy.confidence)
    is_sound = row.kind == policy.kind and may_be_in_force(
        policy.kind, row.legal_basis, row.basis_url
    )
    if row.force == Force.IN_FORCE and not is_sound:  # whatever wrote it
        return Stated(policy, Force.PROPOSED, "", "", policy.confidence)
    force, confidence = Force(row.force), Confidence(row.confidence)
    return Stated(policy, force, row.legal_basis, row.basis_url, confidence, row.entered_at)


def find_line_of(region: str | None, year: int) -> Line | None:
    """The line that passes an exam of a year, nationwide or where a pass holds in a region only."""
    return find_line(find_links().lines, region=region, year=year)
