"""What people are told of residence: lapsed places, things to put right, sheets to fill in, moving out, follow-ups."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.people import list_people
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.incubation.words import Actor

LAPSED = "incubator.place_lapsed"
MOVED_IN = "incubator.moved_in"
ASSESSOR_ASKED = "incubator.evaluation_due"
PUT_RIGHT = "incubator.put_right"
EXTENDED = "incubator.stay_extended"
MOVING_OUT = "incubator.moving_out"
HEARING = "incubator.dismissal_considered"
ENCOUNTER = "incubator.encounter_to_confirm"
ITEM_RETURNED = "incubator.item_returned"
INCIDENT = "incubator.incident_reported"
TERMS_REPLACED = "incubator.terms_replaced"
TASK_DUE = "incubator.task_due"
TASK_LATE = "incubator.task_late"

register_kind(
    LAPSED, _("The place of %(agency)s in the base has lapsed: the agreement was not signed.")
)
register_kind(
    MOVED_IN, _("%(agency)s has moved in. Its plan and its first due days are on its page.")
)
register_kind(ASSESSOR_ASKED, _("%(agency)s waits for its evaluation."))
register_kind(
    PUT_RIGHT, _("%(agency)s has to put things right. Read what is asked and until when.")
)
register_kind(EXTENDED, _("The stay of %(agency)s now lasts until %(day)s."))
register_kind(MOVING_OUT, _("%(agency)s is moving out. Please finish the hand-over by %(day)s."))
register_kind(
    HEARING,
    _("The base is considering to dismiss %(agency)s. Read why, and answer by %(day)s."),
)
register_kind(
    ENCOUNTER, _("The minutes of a meeting with %(agency)s wait for you to confirm them.")
)
register_kind(ITEM_RETURNED, _("%(agency)s: “%(item)s” was returned. Read what is still missing."))
register_kind(INCIDENT, _("An incident at %(agency)s was reported."))
register_kind(
    TERMS_REPLACED,
    _("%(agency)s: the base has written new terms. Your signature was for the older ones."),
)
register_kind(TASK_DUE, _("A task for %(agency)s is due by %(day)s."))
register_kind(TASK_LATE, _("A task for %(agency)s was due by %(day)s and is not done."))

OWN = frozenset({Actor.APPLICANT, Actor.AGENCY})


def tell(
    case: Case,
    kind: str,
    actors: Collection[Actor],
    *,
    page: str = "",
    but: int | None = None,
    now: datetime,
    **arguments: object,
) -> None:
    """Give everybody who acts on the case in these capacities one notice; `but` is who did it."""
    for user in list_people(case, actors):
        if user.id != but:
            notify(
                user_id=user.id,
                kind=kind,
                arguments={"agency": case.agency.name, **arguments},
                url=f"/incubation/cases/{case.id}{page}",
                now=now,
            )
