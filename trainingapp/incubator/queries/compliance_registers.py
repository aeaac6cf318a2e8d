"""The registers of many agencies as the checks read them, one statement for each table. Struck entries are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import registry as kept, standing as held
from trainingapp.incubator.models.registry import Entry
from trainingapp.rules.incubation.compliance import facts as of
from trainingapp.rules.incubation.registry_words import (
    AuthorityRole,
    ChangedItem,
    CreditKind,
    LicenceKind,
    PartyKind,
    SiteKind,
    StepKind,
    TaxKind,
)

TABLES: tuple[type[Entry], ...] = (
    kept.OrganMember,
    kept.Founder,
    kept.AgencyAuthority,
    kept.AgencyRegistration,
    kept.AgencyChange,
    kept.Charter,
    kept.Premises,
    kept.Site,
    kept.PartyUnit,
    held.Licence,
    held.AnnualFiling,
    held.AgencyStep,
    held.TaxStatus,
    held.Grade,
    held.CreditEvent,
    held.AddressContact,
    held.Statement,
)
BRANCHES = frozenset({PartyKind.BRANCH, PartyKind.COMMITTEE})
Kept = TypeVar("Kept", bound=Entry)


@dataclass(frozen=True, slots=True)
class Rows:
    """The entries of one agency by table, the oldest first, and the day they are read on."""

    by_table: Mapping[type[Entry], Sequence[Any]]
    on: date

    def of(self, table: type[Kept]) -> Sequence[Kept]:
        """The entries of a table."""
        return self.by_table.get(table, ())

    def holding(self, table: type[Kept]) -> Sequence[Kept]:
        """The entries of a table with a term that holds today."""
        return [one for one in self.of(table) if _holds(one, self.on)]


def list_rows(agency_ids: Collection[int], *, on: date) -> dict[int, Rows]:
    """The entries of each of these agencies, by agency."""
    found: dict[int, dict[type[Entry], list[Any]]] = {number: {} for number in agency_ids}
    for table in TABLES:
        query = select(table).where(table.agency_id.in_(agency_ids), table.struck_at.is_(None))
        for row in db.session.scalars(query.order_by(table.id)):
            found[row.agency_id].setdefault(table, []).append(row)
    return {number: Rows(by_table, on) for number, by_table in found.items()}


def read_register(rows: Rows) -> of.Register:
    """The register of an agency for the rules."""
    steps = {StepKind(one.kind): one.done_on for one in rows.of(held.AgencyStep)}
    licence = _licence(rows, LicenceKind.REGISTRATION)
    has_charity = _licence(rows, LicenceKind.CHARITY) is not None
    units = (one for one in rows.of(kept.AgencyAuthority) if _holds(one, rows.on))
    return of.Register(
        licence=licence,
        changes=tuple(_change(one) for one in rows.of(kept.AgencyChange)),
        charter=_charter(rows),
        has_branch=any(one.kind == SiteKind.BRANCH for one in rows.holding(kept.Site)),
        organs=_organs(rows),
        premises=_premises(rows),
        founders=_founders(rows),
        applied_on=_applied_on(rows),
        seal_filed_on=steps.get(StepKind.SEAL),
        account_filed_on=steps.get(StepKind.ACCOUNT),
        insured_on=steps.get(StepKind.SOCIAL_INSURANCE),
        has_supervising_unit=any(one.role == AuthorityRole.SUPERVISOR for one in units),
        filings={one.year: _filing(one) for one in rows.of(held.AnnualFiling)},
        listed=_listed(rows),
        lists_read_on=_lists_read_on(rows),
        reached_on=_reached_on(rows),
        grade=_grade(rows),
        party=_party(rows),
        exempt_until=_exempt_until(rows),
        has_endless_exemption=any(
            one.kind == TaxKind.NONPROFIT_EXEMPT and one.ends_on is None
            for one in rows.of(held.TaxStatus)
        ),
        fundraising=_licence(rows, LicenceKind.PUBLIC_FUNDRAISING),
        is_charity=has_charity if has_charity or licence else None,
    )


def read_statements(rows: Rows) -> dict[str, of.Statement]:
    """What was stated last of each practice."""
    stated = sorted(rows.of(held.Statement), key=lambda one: (one.stated_on, one.id))
    return {
        one.kind: of.Statement(one.is_met, one.stated_on, _last_day(one.ends_on)) for one in stated
    }


def _holds(row: Any, on: date) -> bool:
    return (row.starts_on is None or row.starts_on <= on) and (
        row.ends_on is None or on < row.ends_on
    )


def _last_day(ends_on: date | None) -> date | None:
    return ends_on - timedelta(days=1) if ends_on else None


def _licence(rows: Rows, kind: LicenceKind) -> of.Licence | None:
    found = [one for one in rows.of(held.Licence) if one.kind == kind]
    begun = [one for one in found if one.starts_on is None or one.starts_on <= rows.on]
    newest = max(begun, key=lambda one: (one.ends_on or date.max, one.id), default=None)
    return of.Licence(newest.printed_name, _last_day(newest.ends_on)) if newest else None


def _change(row: kept.AgencyChange) -> of.Change:
    return of.Change(
        is_head=row.item == ChangedItem.LEGAL_REPRESENTATIVE,
        consent_on=row.consent_on,
        filed_on=row.applied_on or row.approved_on,
        audited_on=row.audited_on,
    )


def _charter(rows: Rows) -> of.Charter | None:
    newest = max(rows.of(kept.Charter), key=lambda one: (one.adopted_on, one.id), default=None)
    return of.Charter(len(set(newest.items)), newest.approved_on) if newest else None


def _organs(rows: Rows) -> tuple[of.Organ, ...]:
    present = [
        one
        for one in rows.of(kept.OrganMember)
        if one.starts_on <= rows.on and (one.left_on is None or rows.on < one.left_on)
    ]
    return tuple(of.Organ(one.organ, _last_day(one.ends_on)) for one in present)


def _premises(rows: Rows) -> tuple[of.Right, ...]:
    return tuple(
        of.Right(one.starts_on, _last_day(one.ends_on))
        for one in rows.of(kept.Premises)
        if one.is_registered
    )


def _founders(rows: Rows) -> tuple[str, ...] | None:
    founders = [one for one in rows.of(kept.Founder) if not one.is_organisation]
    return tuple(one.certificate_level for one in founders) or None


def _applied_on(rows: Rows) -> date | None:
    waiting = [one for one in rows.of(kept.AgencyRegistration) if one.result is None]
    return max((one.accepted_on for one in waiting if one.accepted_on is not None), default=None)


def _filing(row: held.AnnualFiling) -> of.Filing:
    return of.Filing(
        supervisor_on=row.supervisor_on,
        registry_on=row.registry_on,
        result=row.result or "",
        correct_by=row.rectify_by,
        corrected_on=row.rectified_on,
        is_exempt=bool(row.exempt_reason),
    )


def _listed(rows: Rows) -> tuple[of.Listed, ...]:
    bad = {CreditKind.ABNORMAL, CreditKind.SERIOUS, CreditKind.PENALTY}
    return tuple(
        of.Listed(one.kind, one.starts_on, one.ends_on)
        for one in rows.of(held.CreditEvent)
        if one.kind in bad
    )


def _lists_read_on(rows: Rows) -> date | None:
    """Who found it on a list, or on none, has looked; a penalty or praise says nothing of the lists."""
    looked = {CreditKind.CLEAR, CreditKind.ABNORMAL, CreditKind.SERIOUS}
    days = (one.starts_on for one in rows.of(held.CreditEvent) if one.kind in looked)
    return max((day for day in days if day <= rows.on), default=None)


def _reached_on(rows: Rows) -> date | None:
    reached = (one.tried_on for one in rows.of(held.AddressContact) if one.is_reached)
    return max(reached, default=None)


def _grade(rows: Rows) -> of.Grade | None:
    newest = max(rows.of(held.Grade), key=lambda one: one.awarded_on, default=None)
    return of.Grade(newest.awarded_on, _last_day(newest.ends_on)) if newest else None


def _party(rows: Rows) -> of.Party | None:
    newest = max(rows.of(kept.PartyUnit), key=lambda one: (one.as_of, one.id), default=None)
    if newest is None:
        return None
    return of.Party(newest.full_members, newest.kind in BRANCHES, newest.kind == PartyKind.JOINT)


def _exempt_until(rows: Rows) -> date | None:
    ends = (
        _last_day(one.ends_on)
        for one in rows.of(held.TaxStatus)
        if one.kind == TaxKind.NONPROFIT_EXEMPT
    )
    return max((day for day in ends if day is not None), default=None)
