"""Words of classes: states of classes and members, and how somebody came."""

from __future__ import annotations

from flask_babel import lazy_pgettext as pgettext

from trainingapp.rules.cohorts import CohortState, JoinWay, MemberState

STATES = {
    CohortState.DRAFT: pgettext("state of a class", "Being prepared"),
    CohortState.OPEN: pgettext("state of a class", "Open"),
    CohortState.ENDED: pgettext("state of a class", "Ended"),
    CohortState.CANCELLED: pgettext("state of a class", "Cancelled"),
}
TONES = {
    CohortState.DRAFT: "neutral",
    CohortState.OPEN: "success",
    CohortState.ENDED: "neutral",
    CohortState.CANCELLED: "danger",
}
MEMBER_STATES = {
    MemberState.IN: pgettext("state of a member", "In the class"),
    MemberState.WAITING: pgettext("state of a member", "Waiting"),
    MemberState.LEFT: pgettext("state of a member", "Has left"),
    MemberState.REMOVED: pgettext("state of a member", "Removed"),
}
WAYS = {
    JoinWay.CODE: pgettext("way into a class", "By code"),
    JoinWay.LIST: pgettext("way into a class", "By list"),
    JoinWay.AGENCY: pgettext("way into a class", "Through the agency"),
    JoinWay.TEACHER: pgettext("way into a class", "By a teacher"),
}
