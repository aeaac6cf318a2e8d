"""Which proposals wait for somebody's yes or no, for lists: the same as each case's own page says."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, false, or_, select

from trainingapp.incubator.models import Case, IncubationBase, Proposal
from trainingapp.incubator.queries.reach import acting_as
from trainingapp.incubator.queries.workflows import definition_of_version, list_versions
from trainingapp.rules.incubation.passing import confirmers_of
from trainingapp.rules.incubation.workflow import Confirm
from trainingapp.web.auth import SignedIn


def waits_for(person: SignedIn) -> ColumnElement[bool]:
    """The proposals, joined to their cases, that somebody else made and this person may confirm or decline."""
    is_others = and_(Proposal.settled_at.is_(None), Proposal.proposed_by_id != person.id)
    return and_(is_others, or_(false(), *_by_version(person)))


def _by_version(person: SignedIn) -> Iterator[ColumnElement[bool]]:
    for version in list_versions():
        passages = definition_of_version(version).passages
        for confirm in Confirm:
            codes = [one.code for one in passages if one.confirm is confirm]
            if codes:
                yield and_(
                    Case.workflow_version_id == version.id,
                    Proposal.transition.in_(codes),
                    _who(person, confirm),
                )


def _who(person: SignedIn, confirm: Confirm) -> ColumnElement[bool]:
    """Whether somebody is one of those who confirm; a base without an authority asks a second of its own."""
    under = select(IncubationBase.id).where(IncubationBase.authority_id.is_not(None))
    with_authority = confirmers_of(confirm, has_authority=True)
    without = confirmers_of(confirm, has_authority=False)
    if with_authority == without:
        return acting_as(person, with_authority)
    return or_(
        and_(Case.base_id.in_(under), acting_as(person, with_authority)),
        and_(Case.base_id.not_in(under), acting_as(person, without)),
    )
