"""What people are told when a case passes on, waits for their word, or goes back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.incubator.models import Case, Proposal
from trainingapp.incubator.queries.parties import find_officer_id
from trainingapp.incubator.queries.people import list_people
from trainingapp.incubator.queries.workflows import definition_of
from trainingapp.notices.actions import notify, withdraw
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.incubation.workflow import Passage

OUTSIDE = frozenset({Actor.APPLICANT, Actor.AGENCY})
# Effects beside those named tell_… that tell applicants and agencies in words of their own.
TELLING = frozenset({"open_notice", "number_waitlist", "make_plan", "start_handover"})
TELLING |= {"extend_residence"}
# Effects that tell the officer of the case in words of their own.
TELLING_OFFICER = frozenset({"tell_received", "tell_withdrawn", "make_plan", "ask_assessor"})

MOVED = "incubator.case_moved"
PROPOSED = "incubator.step_proposed"
CONFIRMED = "incubator.step_confirmed"
DECLINED = "incubator.step_declined"
UNDONE = "incubator.step_undone"
ASSIGNED = "incubator.case_assigned"
SEAT_ASKED = "incubator.seat_offered"

register_kind(MOVED, _("The case of %(agency)s has moved on. It stands at: %(step)s."))
register_kind(PROPOSED, _("“%(step)s” of %(agency)s waits for you to confirm it."))
register_kind(CONFIRMED, _("Your proposal “%(step)s” for %(agency)s was confirmed."))
register_kind(DECLINED, _("Your proposal “%(step)s” for %(agency)s was not confirmed."))
register_kind(
    UNDONE, _("A step of the case of %(agency)s was undone. Please look at where it stands.")
)
register_kind(ASSIGNED, _("The case of %(agency)s is yours to look after."))
register_kind(SEAT_ASKED, _("You are asked to take a seat on the case of %(agency)s."))


def url_of(case: Case) -> str:
    """The page of a case."""
    return f"/incubation/cases/{case.id}"


def tell_proposed(
    case: Case, proposal: Proposal, confirmers: Collection[Actor], *, now: datetime
) -> None:
    """Tell those who may confirm; not the proposer."""
    for user in list_people(case, confirmers):
        if user.id != proposal.proposed_by_id:
            _tell(user.id, PROPOSED, case, step=_step(case, proposal), now=now)


def tell_settled(
    case: Case, proposal: Proposal, confirmers: Collection[Actor], *, now: datetime
) -> None:
    """Tell the proposer what became of it, and take the unread calls to confirm it back."""
    for user in list_people(case, confirmers):
        withdraw(user_id=user.id, kinds=(PROPOSED,), url=url_of(case))
    if proposal.settled_by_id != proposal.proposed_by_id:
        kind = CONFIRMED if proposal.is_confirmed else DECLINED
        _tell(proposal.proposed_by_id, kind, case, step=_step(case, proposal), now=now)


def tell_moved(
    case: Case, passage: Passage, *, known_to: Collection[int | None], now: datetime
) -> None:
    """Tell those whose case it is where it stands: applicants and managers by its public name and only when that has
    changed, the officer by the name inside. Nobody is told twice: not whom an effect of the passage tells in words of
    its own, and not those to whom it is known, who took or proposed it.
    """
    effects = frozenset(passage.effects)
    told: dict[int, str] = {}
    if not any(name.startswith("tell_") for name in effects) and TELLING.isdisjoint(effects):
        told |= _outside(case, passage)
    officer_id = find_officer_id(case)
    if officer_id is not None and TELLING_OFFICER.isdisjoint(effects):
        told[officer_id] = definition_of(case).name_of(case.stage, "zh")
    for user_id, name in told.items():
        if user_id not in known_to:
            _tell(user_id, MOVED, case, step=name, now=now)


def _outside(case: Case, passage: Passage) -> dict[int, str]:
    definition = definition_of(case)
    before = passage.source or frozenset()
    public = definition.name_of(case.stage, "zh", is_public=True)
    if public in {definition.name_of(one, "zh", is_public=True) for one in before}:
        return {}
    return {user.id: public for user in list_people(case, OUTSIDE)}


def tell_of_case(
    case: Case, kind: str, user_ids: Collection[int], *, url: str | None = None, now: datetime
) -> None:
    """Give each of these people one notice about a case."""
    for user_id in dict.fromkeys(user_ids):
        _tell(user_id, kind, case, url=url, now=now)


def _tell(
    user_id: int, kind: str, case: Case, *, step: str = "", url: str | None = None, now: datetime
) -> None:
    told = {"agency": case.agency.name, "step": step}
    notify(user_id=user_id, kind=kind, arguments=told, url=url or url_of(case), now=now)


def _step(case: Case, proposal: Proposal) -> str:
    passage = definition_of(case).get(proposal.transition)
    return passage.names["zh"] if passage else proposal.act
