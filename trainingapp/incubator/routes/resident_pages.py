"""What every page of a stay needs: the case, the reader's capacities, the words; and one page for every small form."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.education.days import today
from trainingapp.incubator import residence_wording
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.reach import actors_of, get_case
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.tabs import AGENCY, BASE, EXPERTS
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import RESIDENT, Actor, Stage
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

# What every route of a stay uses comes from here, so that each names what is its own.
__all__ = [
    "AGENCY",
    "BASE",
    "EVERYONE",
    "HEAD",
    "OFFICE",
    "Actor",
    "Permission",
    "Reached",
    "bp",
    "current",
    "done",
    "fill_in",
    "now",
    "reach",
    "require",
    "show",
    "today",
]

PARTIES = BASE | AGENCY
EVERYONE = PARTIES | EXPERTS
OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
HEAD = frozenset({Actor.HEAD})
STAYING = RESIDENT | {Stage.ONBOARDING}
WRITABLE = RESIDENT | {Stage.ONBOARDING, Stage.EXITING, Stage.FOLLOWUP}


class NotResident(RuleViolation):
    """Nothing of a stay is written before there is one, or after all is over."""

    message: ClassVar[str] = "This can be done once the case is admitted, and until it is closed."


class StayEnds(RuleViolation):
    """Who is moving out is given nothing more, and what led to it stays as it was."""

    message: ClassVar[str] = "The agency is moving out or has left; this is no longer possible."


class Reached(NamedTuple):
    """A case that the reader reaches, and in which capacities."""

    case: Case
    actors: frozenset[Actor]

    @property
    def is_office(self) -> bool:
        """Whether the reader looks after cases: officer or head."""
        return bool(OFFICE & self.actors)

    @property
    def is_head(self) -> bool:
        """Whether the reader heads the base."""
        return Actor.HEAD in self.actors

    @property
    def is_agency(self) -> bool:
        """Whether the reader speaks for the agency."""
        return bool(AGENCY & self.actors)


def reach(
    case_id: int, capacities: Collection[Actor] = PARTIES, *, until_leaving: bool = False
) -> Reached:
    """A case for somebody in one of the capacities; held when something is sent.

    404: not reached. 403: reached in another capacity, or something is sent for the base by who speaks for the agency.
    :raises NotResident, StayEnds: something is sent that cannot be any more.
    """
    is_writing = request.method == "POST"
    case = get_case(current(), case_id, lock=is_writing)
    actors = actors_of(current(), case)
    is_own = is_writing and AGENCY.isdisjoint(capacities) and not AGENCY.isdisjoint(actors)
    if actors.isdisjoint(capacities) or is_own:
        abort(403)
    if is_writing and case.stage not in WRITABLE:
        raise NotResident
    if is_writing and until_leaving and case.stage not in STAYING:
        raise StayEnds
    return Reached(case, actors)


def show(template: str, reached: Reached, **context: Any) -> str:
    """A page of a case, with its head."""
    return render_template(
        f"incubator/{template}.html",
        case=reached.case,
        actors=reached.actors,
        me=reached,
        is_open=reached.case.stage in WRITABLE,
        is_staying=reached.case.stage in STAYING,
        words=residence_wording,
        today=today(),
        **context,
    )


def fill_in(
    reached: Reached, form: Any, title: str, *, back: str, submit: str, lead: str = ""
) -> ResponseReturnValue:
    """The page of a small form, filled with what was typed."""
    page = show("fill_in", reached, form=form, title=title, lead=lead, back=back, submit=submit)
    return page, (422 if form.is_submitted() else 200)


def done(sentence: str, endpoint: str, reached: Reached, **arguments: Any) -> ResponseReturnValue:
    """Say that it is done, and show the page where it stands."""
    flash(sentence, "success")
    return redirect(url_for(f"incubator.{endpoint}", case_id=reached.case.id, **arguments), 303)
