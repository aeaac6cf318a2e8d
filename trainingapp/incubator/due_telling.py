"""The sentences of notices on what falls due, and which of them a matter gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.queries.dues import DueKind
from trainingapp.incubator.residence_telling import TASK_DUE, TASK_LATE
from trainingapp.notices.kinds import register_kind
from trainingapp.web.i18n import titled

N_ = str  # marks a message for translation where it is not yet shown

CHECK_DUE = N_("%(agency)s: “{title}” is due by %(day)s.")
CHECK_RED = N_("%(agency)s: “{title}” has turned red.")
WAIVER_ENDS = N_("%(agency)s: “{title}” is let stand only until %(day)s.")
CODES = tuple(f"R{number:02}" for number in range(1, 51))


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of notice of a matter: before its last day, after it, and to those who only watch."""

    ahead: str
    late: str
    watched: str

    @property
    def every(self) -> frozenset[str]:
        """All of them."""
        return frozenset({self.ahead, self.late, self.watched})


SENTENCES: Mapping[DueKind, tuple[LazyString | None, LazyString]] = {
    DueKind.ITEM: (
        _("%(agency)s: “%(text)s” of the plan is due by %(day)s."),
        _("%(agency)s: “%(text)s” of the plan was due by %(day)s and is not done."),
    ),
    DueKind.ITEM_WAITS: (
        None,
        _("%(agency)s: “%(text)s” of the plan has waited to be looked at since %(day)s."),
    ),
    DueKind.REPORT_WAITS: (
        None,
        _("%(agency)s: the report on %(text)s has waited to be looked at since %(day)s."),
    ),
    DueKind.SIGNING: (
        _("%(agency)s: the agreement is to be signed by %(day)s, else the place lapses."),
        _("%(agency)s: the agreement was to be signed by %(day)s. The place may lapse any day."),
    ),
    DueKind.AGREEMENT: (
        _("%(agency)s: the agreement ends on %(day)s. A new one is to be signed by then."),
        _("%(agency)s: the agreement ended on %(day)s and no new one is signed."),
    ),
    DueKind.STAY: (
        _("%(agency)s: the stay ends on %(day)s. Ask to graduate or to stay longer in time."),
        _("%(agency)s: the stay was to end on %(day)s, and nothing is decided."),
    ),
    DueKind.PAUSE: (
        _("%(agency)s: the pause ends on %(day)s."),
        _("%(agency)s: the pause was to end on %(day)s, and the stay has not gone on."),
    ),
    DueKind.EXTENSION: (
        _("%(agency)s asks to stay longer."),
        _("%(agency)s has waited since %(day)s for a word on staying longer."),
    ),
    DueKind.REVIEW: (
        _("The review of case %(text)s is due by %(day)s."),
        _("The review of case %(text)s was due by %(day)s and is not handed in."),
    ),
    DueKind.SEAT: (
        None,
        _("The offer of a seat on case %(text)s has waited for an answer since %(day)s."),
    ),
    DueKind.OBJECTION: (
        _("%(agency)s: an objection is to be settled; the public notice ends on %(day)s."),
        _("%(agency)s: the public notice ended on %(day)s, and an objection is not settled."),
    ),
    DueKind.PROPOSAL: (
        None,
        _("%(agency)s: a proposed step has waited to be confirmed since %(day)s."),
    ),
}
CHECKS = {DueKind.CHECK: CHECK_DUE, DueKind.RED: CHECK_RED, DueKind.WAIVER: WAIVER_ENDS}
REPORT_WATCHED = "incubator.late_report"


def kinds_of(kind: DueKind, text: str = "") -> Kinds:
    """The kinds of notice of a matter; each check has its own, so that its title is read in the reader's language."""
    if kind is DueKind.TASK:
        return Kinds(TASK_DUE, TASK_LATE, TASK_LATE)
    if kind is DueKind.REPORT:
        return Kinds("incubator.report_due", "incubator.report_late", REPORT_WATCHED)
    if kind in CHECKS:
        name = f"incubator.{kind}_{text}"
        return Kinds(name, name, name)
    late = f"incubator.late_{kind}"
    return Kinds(f"incubator.due_{kind}", late, late)


def _check_sentence(message: str, code: str) -> str:
    known = list_checks().by_code.get(code)
    title = titled(known.title.model_dump()) if known else code
    return str(gettext(message)).replace("{title}", title.replace("%", "%%"))


def _register() -> None:
    for kind, (ahead, late) in SENTENCES.items():
        kinds = kinds_of(kind)
        register_kind(kinds.late, late)
        if ahead is not None:
            register_kind(kinds.ahead, ahead)
    for kind, message in CHECKS.items():
        for code in CODES:
            register_kind(kinds_of(kind, code).ahead, LazyString(_check_sentence, message, code))
    register_kind(
        REPORT_WATCHED, _("%(agency)s: the report on %(text)s was due on %(day)s. It is late.")
    )


_register()
