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
    JoinWay.INVITATION: pgettext("way into a class", "By invitation"),
    JoinWay.AGENCY: pgettext("way into a class", "Through the agency"),
    JoinWay.TEACHER: pgettext("way into a class", "By a teacher"),
}
FINDINGS = {
    "joins": pgettext("finding in a list", "Comes into the class"),
    "waits": pgettext("finding in a list", "Comes onto the waiting list"),
    "invited": pgettext("finding in a list", "No account yet: invited"),
    "invited_before": pgettext("finding in a list", "Invited already"),
    "already_in": pgettext("finding in a list", "In the class already"),
    "removed": pgettext("finding in a list", "Was removed: take them back under People"),
    "left": pgettext("finding in a list", "Has left: may come back by code"),
    "teaches": pgettext("finding in a list", "Teaches the class"),
    "twice": pgettext("finding in a list", "Stands in the list twice"),
    "no_contact": pgettext("finding in a list", "Neither mobile number nor e-mail"),
    "malformed": pgettext("finding in a list", "Not a mobile number or e-mail address"),
    "formula": pgettext("finding in a list", "A formula or an error in the cell"),
}
