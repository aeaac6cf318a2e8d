"""What teachers read of attendance, of who falls behind and of readiness."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext, lazy_pgettext as pgettext, ngettext

from trainingapp.classes.queries.sorting import Order
from trainingapp.rules.attendance import Mark
from trainingapp.rules.cohorts import AttendanceWay
from trainingapp.rules.falling_behind import Band, Flag, FlagKind

WAYS = {
    AttendanceWay.CODE: pgettext("known by", "by code"),
    AttendanceWay.ONLINE: pgettext("known by", "online"),
    AttendanceWay.TEACHER: pgettext("known by", "by a teacher"),
}
FLAGS = {
    FlagKind.QUIET: pgettext("falls behind", "Long away"),
    FlagKind.OVERDUE: pgettext("falls behind", "Lessons missing"),
    FlagKind.ABSENT: pgettext("falls behind", "Often absent"),
}
BANDS = {
    Band.WELL_ABOVE: pgettext("readiness", "Well above the cut score"),
    Band.NEAR: pgettext("readiness", "Near the cut score"),
    Band.BELOW: pgettext("readiness", "Below the cut score"),
    Band.UNKNOWN: pgettext("readiness", "Not yet known"),
}
BAND_TONES = {
    Band.WELL_ABOVE: "success",
    Band.NEAR: "info",
    Band.BELOW: "warning",
    Band.UNKNOWN: "neutral",
}
ORDERS = {
    Order.FLAGS: lazy_gettext("Most reasons to ask first"),
    Order.NAME: lazy_gettext("By name"),
    Order.SEEN: lazy_gettext("Longest away first"),
    Order.MISSING: lazy_gettext("Most lessons missing first"),
    Order.ATTENDANCE: lazy_gettext("Least attendance first"),
    Order.SCORE: lazy_gettext("Lowest score first"),
}


def flag_text(flag: Flag) -> str:
    """Why somebody is pointed out, with its figures."""
    if flag.kind is FlagKind.QUIET:
        days = ngettext(
            "Not in the course for %(num)s day",
            "Not in the course for %(num)s days",
            flag.value,
        )
        return str(days)
    values = {"value": flag.value, "of": flag.of}
    if flag.kind is FlagKind.OVERDUE:
        return str(_("%(value)s of %(of)s due lessons not completed", **values))
    return str(_("Absent from %(value)s of %(of)s meetings", **values))


def mark_text(mark: Mark | None) -> str:
    """What counts of somebody at a meeting, in a word or two."""
    if mark is None:
        return str(_("Not noted"))
    return str(_("Present") if mark.is_present else _("Absent"))
