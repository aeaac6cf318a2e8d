"""What the site itself knows of an applicant, and which others are like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyTrait, Case, DuplicateCleared
from trainingapp.incubator.models.applications import Trait
from trainingapp.incubator.models.standing import CreditEvent
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.rules.incubation import credit_code, registry_words
from trainingapp.rules.incubation.precheck import Colour, KnownFacts
from trainingapp.rules.incubation.words import AgencyKind

N_ = str  # marks a message for translation where it is not yet shown
CODE_FAULTS = {
    credit_code.CodeFinding.LEGACY: (
        Colour.AMBER,
        N_("This is an older number: exchange it for a credit code."),
    ),
    credit_code.CodeFinding.OTHER_KIND: (
        Colour.AMBER,
        N_("The credit code begins as that of another kind of organisation."),
    ),
    credit_code.CodeFinding.WRONG_CHECK: (
        Colour.AMBER,
        N_("The last character of the credit code does not fit."),
    ),
    credit_code.CodeFinding.MALFORMED: (
        Colour.AMBER,
        N_("This is no credit code of 18 characters."),
    ),
}
SHARE = ("qualified_ratio_numerator", "qualified_ratio_denominator")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another agency that is like the applicant, in what, and whether an officer has cleared it.

    Cleared is what was looked at: one more trait in common opens it again.
    """

    agency: Agency
    traits: tuple[Trait, ...]
    cleared: DuplicateCleared | None

    @property
    def is_cleared(self) -> bool:
        """Whether every trait in common was looked at."""
        return self.cleared is not None and set(self.traits) <= set(self.cleared.traits)


def known_facts(case: Case, answers: Mapping[str, Any], *, today: date) -> KnownFacts:
    """What speaks beside the declarations: credit lists, the credit code, the share of qualified staff asked for."""
    parameters = read_parameters(case.base.area_code, today)
    has_share = all(parameters.has(key) for key in SHARE)
    share = (parameters.integer(SHARE[0]), parameters.integer(SHARE[1])) if has_share else None
    code = credit_code.tidy_code(str(answers.get("credit_code") or ""))
    kind = answers.get("agency_kind")
    fault = None
    if code and kind in set(AgencyKind):
        fault = CODE_FAULTS.get(credit_code.judge_code(code, AgencyKind(kind)))
    return KnownFacts(on_lists=_lists_of(case.agency, today), code_fault=fault, share=share)


def _lists_of(agency: Agency, today: date) -> Sequence[str]:
    query = select(CreditEvent.cause).where(
        CreditEvent.agency_id == agency.id,
        CreditEvent.struck_at.is_(None),
        CreditEvent.kind.in_(
            [registry_words.CreditKind.ABNORMAL, registry_words.CreditKind.SERIOUS]
        ),
        CreditEvent.starts_on <= today,
        or_(CreditEvent.ends_on.is_(None), CreditEvent.ends_on > today),
    )
    return db.session.scalars(query.order_by(CreditEvent.id)).all()


def list_duplicates(case: Case) -> Sequence[Duplicate]:
    """Every other agency with a code, name, representative, address or telephone of this one, by name."""
    own, other = aliased(AgencyTrait), aliased(AgencyTrait)
    query = (
        select(Agency, other.kind)
        .join(other, other.agency_id == Agency.id)
        .join(own, (own.kind == other.kind) & (own.value == other.value))
        .where(own.agency_id == case.agency_id, other.agency_id != case.agency_id)
        .order_by(Agency.name, Agency.id)
    )
    found: dict[Agency, set[Trait]] = defaultdict(set)
    for agency, kind in db.session.execute(query):
        found[agency].add(Trait(kind))
    rows = db.session.scalars(select(DuplicateCleared).filter_by(case_id=case.id))
    cleared = {row.agency_id: row for row in rows}
    return [
        Duplicate(agency, tuple(one for one in Trait if one in traits), cleared.get(agency.id))
        for agency, traits in found.items()
    ]
