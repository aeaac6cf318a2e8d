"""What holders are told of the desk: how it came out, and that there is something to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale, lazy_gettext as _

from trainingapp.credentials.eligibility_words import describe
from trainingapp.notices.actions import notify, withdraw
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.verification import CheckOutcome, RecordStatus

register_kind("credentials.record_verified", _("“%(record)s” is verified."))
register_kind(
    "credentials.record_seen",
    _("“%(record)s”: your document was seen. Add an official report to have it verified."),
)
register_kind(
    "credentials.record_rejected",
    _("“%(record)s” does not match its evidence. Read what was found and what you can do."),
)
register_kind(
    "credentials.record_open",
    _("“%(record)s” could not be decided by your evidence. Read what is asked of you."),
)
register_kind(
    "credentials.record_expired",
    _("“%(record)s” has to be verified again. Give new evidence."),
)

_KINDS = {
    RecordStatus.VERIFIED: "record_verified",
    RecordStatus.AUTHORITY: "record_verified",
    RecordStatus.DOCUMENT: "record_seen",
    RecordStatus.REJECTED: "record_rejected",
    RecordStatus.EXPIRED: "record_expired",
}
ALL = tuple(f"credentials.{kind}" for kind in (*dict.fromkeys(_KINDS.values()), "record_open"))


def tell_outcome(kind: str, row: Any, outcome: CheckOutcome | None, *, now: datetime) -> None:
    """Give the holder of a record, if it has one, a notice of how it stands; older unread ones about it go."""
    if row.user_id is None:
        return
    is_open = outcome is CheckOutcome.INCONCLUSIVE
    notice = "record_open" if is_open else _KINDS.get(RecordStatus(row.status), "record_open")
    url = f"/eligibility/record/{kind}/{row.id}"
    withdraw(user_id=row.user_id, kinds=ALL, url=url)
    notify(
        user_id=row.user_id,
        kind=f"credentials.{notice}",
        arguments={"record": name_of(kind, row)},
        url=url,
        now=now,
    )


def name_of(kind: str, row: Any) -> str:
    """What a record is about, in the site's own language: a notice keeps its arguments as they are."""
    if kind == "degree":
        return f"{row.institution_name} · {row.major_as_printed}"
    with force_locale("zh"):
        return describe(kind, row)[0]
