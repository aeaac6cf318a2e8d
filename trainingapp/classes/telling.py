"""What people are told about classes: notices, one after the other by a job where they go to a whole class."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.classes.models import Cohort
from trainingapp.jobs.actions import enqueue
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.cohorts import MemberState

register_kind("classes.joined", _("You are in the class “%(title)s”."))
register_kind(
    "classes.added", _("You were entered in the class “%(title)s”. If that is a mistake, leave it.")
)
register_kind(
    "classes.sent",
    _("%(organisation)s has entered you in the class “%(title)s”. You may decline on its page."),
)
register_kind("classes.waiting", _("The class “%(title)s” is full. You are on its waiting list."))
register_kind("classes.moved_up", _("A place in the class “%(title)s” became free: you are in."))
register_kind("classes.removed", _("A teacher removed you from the class “%(title)s”: %(reason)s"))
register_kind("classes.cancelled", _("The class “%(title)s” is cancelled: %(reason)s"))
register_kind("classes.ended", _("The class “%(title)s” has ended. Its pages stay open to you."))
register_kind(
    "classes.over", _("The class “%(title)s” has ended. Nobody gets a place in it any more.")
)
register_kind(
    "classes.announcement", _("“%(title)s”: there is an announcement, “%(announcement)s”.")
)
register_kind(
    "classes.meeting_cancelled", _("“%(title)s”: the meeting “%(meeting)s” is cancelled.")
)
register_kind(
    "classes.meeting_moved", _("“%(title)s”: the meeting “%(meeting)s” has a new time or place.")
)
register_kind(
    "classes.mock_linked",
    _(
        "“%(title)s”: “%(mock)s” is now its mock exam. Teachers see your score if you begin it from now on."
    ),
)
register_kind(
    "classes.leads", _("You lead the class “%(title)s” now: nobody else of its team does.")
)
register_kind("classes.teaching", _("You are in the teacher team of the class “%(title)s”."))
register_kind("classes.not_teaching", _("You no longer teach the class “%(title)s”."))

BOTH = (MemberState.IN, MemberState.WAITING)


def tell(cohort: Cohort, user_id: int, kind: str, *, now: datetime, **arguments: object) -> None:
    """Give one person a notice that leads to the class."""
    told = {"title": cohort.title["zh"], **arguments}
    notify(
        user_id=user_id,
        kind=f"classes.{kind}",
        arguments=told,
        url=address(cohort, kind),
        now=now,
    )


def address(cohort: Cohort, kind: str) -> str:
    """Where a notice of a kind leads: teachers to their page, everybody else to the class or to their classes."""
    if kind in ("teaching", "leads"):
        return f"/taught-classes/{cohort.id}"
    if kind == "not_teaching":
        return "/taught-classes"
    return "/classes" if kind == "removed" else f"/classes/{cohort.id}"


def tell_class(
    cohort: Cohort, kind: str, *, states: Iterable[MemberState] = BOTH, **arguments: object
) -> None:
    """Give everybody of a class a notice, by a job, once the present transaction has committed."""
    enqueue(
        "classes.tell_class",
        cohort_id=cohort.id,
        kind=kind,
        states=[str(state) for state in states],
        told=arguments,
    )
